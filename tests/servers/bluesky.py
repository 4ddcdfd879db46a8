"""Bluesky's own servers on loopback: the directory of DIDs, a PDS, an AppView; with PostgreSQL.

What a start finds is a new network, filled within seconds: a DID hangs on the port of its PDS, and
the directory keeps nothing.
"""

import hashlib
import os
import shutil
import socket
from pathlib import Path

from servers import bluesky_api, bluesky_content, debian
from servers.asking import ask
from servers.installing import CannotStart, installed, once, require_programs, run
from servers.node import compiling, node, npm
from servers.running import HERE, LOOPBACK, Server, free_port

APPVIEW, DIRECTORY = "public.api.bsky.app", "plc.directory"
PDS, SETTLED = "localhost", "settled.example"
SOURCES = HERE / "npm"
LOCK = SOURCES / "package-lock.json"
USER = "postgres"  # PostgreSQL refuses to run as root
MEGABYTES = 1_024
"""The most that Node takes for what it remembers; it took 380 with a network of 50 accounts."""

FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "120",
    "shared_buffers": "32MB",
    "listen_addresses": LOOPBACK,
}


class Bluesky(Server):
    """The network; the host names are those by which all the world reaches such servers.

    Attributes
    ----------
    dids
        Handle -> DID.
    posts
        The name of a post in ``bluesky_content`` -> its address and its hash.
    """

    name = "bluesky"
    hosts = (APPVIEW, DIRECTORY, PDS)
    seeded = bluesky_content

    def __init__(self):
        super().__init__()
        self.ports = {}
        self.dids, self.posts = {}, {}

    @property
    def addresses(self):
        """Return host -> (address, port); that of the PDS stands in the documents of its DIDs."""
        return {host: (LOOPBACK, port) for host, port in self.ports.items()}

    @property
    def pds(self):
        """Return where repositories are."""
        return f"http://{PDS}:{self.ports[PDS]}"

    def install(self):
        debian.require("postgresql")
        require_programs("setpriv")
        self.node = node()
        digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]
        self.code = once(installed() / f"{self.name}-{digest}", self.build)

    def build(self, folder):
        """Install by the lock file; of what is written in C only SQLite is compiled."""
        for name in ("package.json", LOCK.name):
            shutil.copy(SOURCES / name, folder)
        environment = compiling(self.node)
        npm(folder, "ci", "--ignore-scripts", seconds=400, **environment)
        npm(folder, "rebuild", "better-sqlite3", seconds=200, **environment)
        if not [*folder.glob("node_modules/better-sqlite3/build/Release/better_sqlite3.node")]:
            raise CannotStart("better-sqlite3 could not be compiled.")

    def prepare(self):
        self.install()

    def found(self, folder):
        """Lay an empty cluster of databases, in a folder that its user can reach."""
        database = folder / "database"
        database.mkdir()
        if os.geteuid() == 0:
            folder.chmod(0o711)
            shutil.chown(database, USER)
        options = ["-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        command = [*unprivileged(), programs() / "initdb", "-D", database / "data", *options]
        run(command, seconds=60, cwd=database)

    def serve(self, folder):
        self.ports = {host: free_port() for host in (*self.hosts, SETTLED)}
        database, port = folder / "database", free_port()
        settings = FAST | {"port": str(port), "unix_socket_directories": str(database)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        command = [*unprivileged(), programs() / "postgres", "-D", database / "data", *options]
        self.launch(command, folder=folder)
        self.wait_until(lambda: accepts(port), folder=folder, seconds=30)
        self.launch_network(folder, f"postgresql://{USER}@{LOOPBACK}:{port}/postgres")

    def launch_network(self, folder, database):
        (folder / "own").mkdir()
        names = {"PLC": DIRECTORY, "PDS": PDS, "APPVIEW": APPVIEW, "SETTLED": SETTLED}
        script = self.code / "network.mjs"  # beside the packages that it imports
        shutil.copy(SOURCES / script.name, script)
        self.launch(
            [self.node / "bin/node", f"--max-old-space-size={MEGABYTES}", script],
            folder=folder,
            **{f"{name}_PORT": str(self.ports[host]) for name, host in names.items()},
            DB_POSTGRES_URL=database,
            REDIS_HOST=LOOPBACK,  # it insists, and never asks there
            TMPDIR=str(folder / "own"),
            LOG_ENABLED="false",
            NODE_ENV="development",
        )

    def answers(self):
        """Tell whether the network is up: what says so begins last."""
        return accepts(self.ports[SETTLED])

    def _start_on(self, seeded):
        super()._start_on(seeded)
        try:
            self.fill()
        except BaseException:
            self.stop()
            raise

    def fill(self):
        pds = bluesky_api.Pds(self.ask, PDS)
        self.posts = bluesky_api.fill(pds)
        self.dids = pds.dids
        settled = ask(self.addresses, f"http://{SETTLED}/", seconds=60)
        if settled.status != 200:
            raise CannotStart(f"The AppView did not settle: {settled.text[:500]}")


def programs():
    """Return the folder of PostgreSQL's programs, the newest ones."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(found, key=lambda path: int(path.parts[-3]), default=None)
    if newest is None:
        raise CannotStart("PostgreSQL is not installed.")
    return newest.parent


def unprivileged():
    """Return what a command begins with that root may not run."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups"]


def accepts(port):
    """Tell whether something listens on a port."""
    with socket.socket() as asking:
        return asking.connect_ex((LOOPBACK, port)) == 0
