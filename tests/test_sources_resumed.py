"""A crawl of any source, killed after any visit, goes on as if it had not been."""

import pytest
from fake_web import FakeClock, client_of, rows
from scripted_web import Web
from test_hackernews import PAGES as HACKER_NEWS
from test_hackernews import as_json as of_hacker_news
from test_youtube import PAGES as YOUTUBE

from crawlers.run import Asked, Crawling, Inline, begin, seeds_of, visit
from crawlers.sources import read
from crawlers.tokens import Tokens
from influence.store import open_database
from influence.store.crawling import Beside

HELD = ("accounts", "posts", "interactions", "links", "coverage", "tags")
WEBS = {
    "hackernews": (
        "https://news.ycombinator.com/from?site=anna.example",
        {url: (200, {"content-type": "application/json"}, of_hacker_news(told))
         for url, told in HACKER_NEWS.items()},
    ),
    "youtube": ("https://www.youtube.com/@ann.bakes", YOUTUBE),
}  # fmt: skip
TOKENS = Tokens({"INFLUENCE_TOKEN_YOUTUBE": "AIza-not-a-key-0123456789"})


class Killed(BaseException):
    """Stands in for kill -9: whatever is open is lost."""


class Network:
    """Answers by address, and keeps a clock."""

    def __init__(self, pages):
        self.clock = FakeClock()
        self.web = Web(pages)

    def answer(self, request):
        return self.web.handle_request(request)


def killing_after(visits):
    left = visits

    def told(_):
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed

    return told


def crawl(path, source, told=lambda _: None):
    address, pages = WEBS[source]
    network = Network(pages)
    with open_database(path, create=True) as db, Beside(path) as memory:
        client = client_of(network, memory)
        asked = Asked(addresses=(address,))
        begun, _ = begin(db, asked, seeds_of(asked), network.clock.text)
        workers = Inline(lambda task: visit(task, client, read, network.clock.now, TOKENS))
        Crawling(db, begun, workers, client, network.clock.clock, told).run()


def content(path):
    """Return what is held, but for ids of the database's own."""
    held = rows(path, HELD)
    for row in held["posts"]:
        del row["reply_to_id"]
    return held


@pytest.mark.parametrize("source", WEBS)
def test_killed_after_any_visit_it_goes_on_to_the_same_rows(tmp_path, source):
    crawl(tmp_path / "whole.db", source)
    whole = content(tmp_path / "whole.db")
    for visits in range(1, len(WEBS[source][1]) + 1):
        path = tmp_path / f"{visits}.db"
        with pytest.raises(Killed):
            crawl(path, source, killing_after(visits))
        crawl(path, source)
        assert content(path) == whole


@pytest.mark.parametrize("source", WEBS)
def test_a_second_crawl_adds_nothing(tmp_path, source):
    path = tmp_path / "twice.db"
    crawl(path, source)
    once = content(path)
    crawl(path, source)
    assert content(path) == once
