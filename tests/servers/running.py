"""A real server: installed once, seeded once, and run on a copy of what was seeded."""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from servers.asking import ask
from servers.installing import PATH, CannotStart, end, installed, once

HERE = Path(__file__).parent
LOOPBACK = "127.0.0.1"


class Server:
    """A real server on loopback, reached under the names of ``hosts``.

    A kind of server says how it is installed, what a new one begins with (``found``), which
    processes serve it (``serve``) and how it is filled (``fill``). No test can spoil another's
    data, and no two runs meet: each has a folder and a port of its own.
    """

    name: str
    hosts: tuple[str, ...]
    seeded: object

    def __init__(self):
        self.port = None
        self.folder = None
        self._processes = []

    @property
    def addresses(self):
        """Return host -> (address, port): what ``--resolve`` is told."""
        return dict.fromkeys(self.hosts, (LOOPBACK, self.port))

    def install(self):
        raise NotImplementedError

    def found(self, folder):
        """Lay what a new server begins with into an empty folder."""

    def serve(self, folder):
        raise NotImplementedError

    def fill(self):
        """Write what is seeded through the running server."""

    def prepare(self):
        """Install and seed, unless that was done before; return the seeded folder."""
        self.install()
        return once(installed() / f"{self.name}-seeded-{source_digest()}", self._seed)

    def start(self):
        self._start_on(self.prepare())

    def stop(self):
        """End the processes that this server started, the newest first, and remove its folder."""
        while self._processes:
            end(self._processes.pop())
        if self.folder is not None:
            shutil.rmtree(self.folder)
        self.folder = self.port = None

    def launch(self, command, *, folder, **environment):
        """Start one of the processes that serve; it ends with this one, however that ends."""
        with (folder / "server.log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, HERE / "attended.py", *command],
                cwd=folder,
                env=os.environ | {"PATH": PATH} | environment,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._processes.append(process)

    def wait_until(self, is_ready, *, folder, seconds=120):
        """Wait until the newest process answers; say what it wrote where it does not."""
        until = time.monotonic() + seconds
        while not is_ready():
            late = time.monotonic() > until
            if late or self._processes[-1].poll() is not None:
                log = (folder / "server.log").read_text(errors="replace")
                how = f"did not answer within {seconds} s" if late else "ended by itself"
                raise CannotStart(f"{self.name} {how}. It wrote: {log[-1500:].strip()}")
            time.sleep(0.05)

    def answers(self):
        """Tell whether the server is up: whatever it says, it says something."""
        try:
            return self.ask(f"http://{self.hosts[0]}/", seconds=10).status < 500
        except OSError:
            return False

    def ask(self, url, **request):
        """Ask this server for a page of one of its hosts."""
        return ask(self.addresses, url, **request)

    def _seed(self, folder):
        try:
            self._start_on(None)
            self.fill()
            while self._processes:
                end(self._processes.pop())
            shutil.copytree(self.folder, folder, symlinks=True, dirs_exist_ok=True)
        finally:
            self.stop()

    def _start_on(self, seeded):
        self.folder = folder = Path(tempfile.mkdtemp(prefix=f"{self.name}-"))
        self.port = free_port()
        try:
            if seeded is None:
                self.found(folder)
            else:
                shutil.copytree(seeded, folder, symlinks=True, dirs_exist_ok=True)
            self.serve(folder)
            self.wait_until(self.answers, folder=folder)
        except BaseException:
            self.stop()
            raise


def free_port():
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        return found.getsockname()[1]


def source_digest():
    """Return what changes whenever this folder's code does, so that its sites are seeded anew."""
    kinds = {".json", ".mjs", ".php", ".py", ".txt"}
    files = sorted(path for path in HERE.rglob("*") if path.suffix in kinds)
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:12]
