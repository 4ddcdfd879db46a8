"""A Ghost blog with SQLite, run by a Node of its own."""

import json
import shutil

from servers import ghost_api
from servers.ghost_content import BLOG
from servers.installing import CannotStart, installed, once, run
from servers.node import compiling, node, npm
from servers.running import LOOPBACK, Server
from servers.seeded import Seeded

VERSION = "6.65.0"
PNPM_VERSION = "12.4.2"
MANY = {"freeRetries": 1000}


class Ghost(Server):
    """One blog; its pages carry the key that its Content API asks for."""

    name = "ghost"
    hosts = (BLOG.host,)
    seeded = Seeded(blogs=(BLOG,))

    def install(self):
        self.node = node()
        self.code = once(installed() / f"ghost-{VERSION}", self.build) / "package"

    def build(self, folder):
        """Unpack the package and install what it needs by its own lock file.

        npm cannot install it: it holds archives that are its own dependencies. Of what is written
        in C only SQLite is compiled: the rest takes minutes, and nothing here uses it.
        """
        npm(folder, "install", "--no-save", f"pnpm@{PNPM_VERSION}")
        npm(folder, "pack", "--silent", f"ghost@{VERSION}")
        run(["tar", "xzf", f"ghost-{VERSION}.tgz"], seconds=60, cwd=folder)
        frozen = ("--prod", "--frozen-lockfile", "--ignore-scripts")
        self.pnpm(folder, "install", *frozen, "--store-dir", folder / "store")
        printed = self.pnpm(folder, "rebuild", "better-sqlite3")
        if not [
            *folder.glob("package/node_modules/better-sqlite3/build/Release/better_sqlite3.node")
        ]:
            raise CannotStart(f"better-sqlite3 could not be compiled: {printed[-1500:].strip()}")

    def pnpm(self, folder, *arguments):
        command = [folder / "node_modules/.bin/pnpm", *arguments]
        return run(command, seconds=400, cwd=folder / "package", **compiling(self.node))

    def found(self, folder):
        shutil.copytree(self.code / "content", folder / "content")
        (folder / "current").symlink_to(self.code)  # where Ghost looks for itself

    def serve(self, folder):
        settings = json.dumps(self.settings(folder))
        (folder / "config.development.json").write_text(settings)
        command = [self.node / "bin/node", self.code / "index.js"]
        self.launch(command, folder=folder, NODE_ENV="development")

    def settings(self, folder):
        """Return a configuration that calls nobody outside and holds no test up."""
        return {
            "url": BLOG.address,
            "server": {"host": LOOPBACK, "port": self.port},
            "database": {
                "client": "better-sqlite3",
                "connection": {"filename": str(folder / "content/data/ghost.db")},
                "useNullAsDefault": True,
            },
            "mail": {"transport": "stub", "from": "blog@example.org"},
            "paths": {"contentPath": str(folder / "content")},
            "privacy": {"useUpdateCheck": False, "useGravatar": False, "useRpcPing": False},
            "explore": {"update_url": ""},
            "security": {"staffDeviceVerification": False},
            "logging": {"transports": ["stdout"], "level": "info"},
            "useMinFiles": True,
            "caching": {"theme": {"maxAge": 0}},
            "spam": {"user_login": MANY, "content_api_key": MANY},
        }

    def fill(self):
        ghost_api.fill(self, BLOG)
