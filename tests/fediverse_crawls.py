"""Crawls of servers of the fediverse, and what is held of people and lists afterwards."""

import signal
import subprocess
from contextlib import contextmanager
from threading import Event, Thread

from fake_web import rows
from server_crawls import OWN, CrawlOfServers, influence, resolving
from servers.forward import LOOPBACK, Forward

HELD = ("accounts", "posts", "interactions", "follows", "links", "tags", "coverage")


class CrawlOfFediverse(CrawlOfServers):
    """A database that a crawl from some accounts fills; crawled again on demand."""

    def __init__(self, path, servers, seeds):
        super().__init__(path, servers)
        self.seeds = seeds

    def crawling(self, *words):
        """Return the words of the command; later ones win."""
        own = (*OWN, "--depth", "0", "--history", "--exposure", "0", *resolving(*self.servers))
        return ("crawl", self.path, *self.seeds, *own, *words)

    def crawl(self, *words):
        """Crawl, and return what was said of it."""
        return self.run(*self.crawling(*words)).stderr

    def kill_after(self, requests, places):
        """Begin a crawl, and kill it while the next request after so many is under way.

        ``places`` are the ports at which servers answer, by host.
        """
        with held(places, requests) as front:
            port = front.server_address[1]
            words = [f"--resolve={host}={LOOPBACK}:{port}" for host in places]
            command = influence(*self.crawling(*words))
            with subprocess.Popen(command, stderr=subprocess.PIPE) as running:
                assert front.held.wait(60)
                running.send_signal(signal.SIGKILL)

    def content(self):
        """Return what is held, but for ids of the database's own and times."""
        held = rows(self.path, HELD)
        for row in held["posts"]:
            del row["reply_to_id"]
        return held

    def follows(self):
        """Return who follows whom, by handles."""
        return {
            tuple(row)
            for row in self.ask(
                """
                select a.handle, b.handle from follows f
                join accounts a on a.account_id = f.actor_id
                join accounts b on b.account_id = f.target_id
                """
            )
        }

    def coverage(self, kind):
        """Return handle -> (whether it is whole, claimed, held), of each list of an account."""
        return {
            handle: told
            for handle, *told in self.ask(
                """
                select handle, is_complete, claimed_count, held_count
                from coverage join accounts using (account_id)
                where kind = ? and post_id is null
                """,
                kind,
            )
        }

    def coverage_of_posts(self, kind):
        """Return (handle, address of the post) -> the same, of each list of a post."""
        return {
            (handle, address): told
            for handle, address, *told in self.ask(
                """
                select handle, p.native_id, is_complete, claimed_count, held_count
                from coverage c join posts p using (post_id)
                join accounts a on a.account_id = c.account_id where c.kind = ?
                """,
                kind,
            )
        }


class Held(Forward):
    """Lets so many requests pass, and holds the next until it is let go."""

    def __init__(self, places, passes):
        super().__init__(0, places)
        self.passes = passes
        self.held, self.let_go = Event(), Event()

    def asked(self, *_):
        self.passes -= 1
        if self.passes < 0:
            self.held.set()
            self.let_go.wait(60)


@contextmanager
def held(places, passes):
    with Held(places, passes) as front:
        Thread(target=front.serve_forever, daemon=True).start()
        yield front
        front.let_go.set()
        front.shutdown()
