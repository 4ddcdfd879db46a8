"""Crawls of servers of the fediverse, and what is held of people and lists afterwards."""

from fake_web import rows
from server_crawls import OWN, CrawlOfServers, resolving

HELD = ("accounts", "posts", "interactions", "follows", "links", "tags", "coverage")


class CrawlOfFediverse(CrawlOfServers):
    """A database that a crawl from some accounts fills; crawled again on demand."""

    def __init__(self, path, servers, seeds):
        super().__init__(path, servers)
        self.seeds = seeds

    def crawling(self, *words):
        """Return the words of the command; later ones win."""
        own = (*OWN, "--depth", "0", "--history", *resolving(*self.servers))
        return ("crawl", self.path, *self.seeds, *own, *words)

    def crawl(self, *words):
        """Crawl, and return what was said of it."""
        return self.run(*self.crawling(*words)).stderr

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
