"""Crawls of real servers by the command, and what the database holds afterwards."""

import subprocess
import sys

from influence.store import open_database

OWN = ("--allow-loopback", "--delay", "0")
"""How servers of one's own are crawled."""


def resolving(*servers):
    """Return the words that say where the hosts of some servers are."""
    return [
        word
        for server in servers
        for host, (address, port) in server.addresses.items()
        for word in ("--resolve", f"{host}={address}:{port}")
    ]


def influence(*words):
    """Return the command of those words."""
    return [sys.executable, "-m", "influence", *map(str, words)]


class CrawlOfServers:
    """A database that a crawl of some servers fills."""

    def __init__(self, path, servers):
        self.path = path
        self.servers = servers

    def run(self, *words):
        return subprocess.run(influence(*words), capture_output=True, text=True, check=True)

    def crawl(self, *words):
        """Crawl, and return what was said of it."""
        return self.run("crawl", self.path, *words, *OWN, *resolving(*self.servers)).stderr

    def ask(self, question, *values):
        with open_database(self.path) as db:
            return db.conn.execute(question, values).fetchall()

    def counts(self, *tables):
        """Return how many rows some tables have."""
        return [self.ask(f"select count(*) from {table}")[0][0] for table in tables]  # noqa: S608

    def acts(self, kind):
        """Return actor, target, post of the target, own id and time of each act."""
        return {
            tuple(row)
            for row in self.ask(
                """
                select a.native_id, b.native_id, p.native_id, i.native_id, i.happened_at
                from interactions i join accounts a on a.account_id = i.actor_id
                join accounts b on b.account_id = i.target_id
                left join posts p on p.post_id = i.post_id
                where i.kind = ?
                """,
                kind,
            )
        }
