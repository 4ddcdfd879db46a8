"""Five real blogs, crawled through their own server: complete, once, and as they ask."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from urllib.parse import urljoin

import feedparser
import pytest
from real_sites import BLOGS, served

from influence.urls import page_of

FEEDS = {
    "manishearth.github.io": "atom.xml",
    "llogiq.github.io": "feed.xml",
    "aturon.github.io": "atom.xml",
    "burntsushi.net": "index.xml",
    "blog.rust-lang.org": "feed.xml",
}
FORBIDDEN = re.compile(r"/tags/|/2015/|.*\.html\?")
DELAY = 1.0

pytestmark = pytest.mark.slow


def crawl(database, port, *words):
    own = ("--allow-loopback", "--resolve", f"*=127.0.0.1:{port}", "--depth", "0")
    done = subprocess.run(
        [sys.executable, "-m", "influence", "crawl", database, *own, *words, "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "INFLUENCE_CONTACT": ""},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def crawled(real_data, tmp_path_factory):
    """Return the database of a crawl, its report, its log, and those of a second crawl."""
    database = tmp_path_factory.mktemp("five") / "five.db"
    with served(real_data.parent / "sites") as (port, log):
        report = crawl(database, port, *(f"https://{blog}/" for blog in BLOGS))
        first = len(log)
        again = crawl(database, port)
    return database, report, log[:first], again, log[first:]


def pages(log):
    return [each for each in log if each.path != "/robots.txt"]


@pytest.mark.parametrize("blog", BLOGS)
def test_every_post_of_a_feed_is_in_the_database(crawled, real_data, blog):
    feed = feedparser.parse((real_data.parent / "sites" / blog / FEEDS[blog]).read_bytes())
    named = {page_of(urljoin(f"https://{blog}/", entry.link)) for entry in feed.entries}
    db = sqlite3.connect(crawled[0])
    held = {native_id for (native_id,) in db.execute("select native_id from posts")}
    assert named
    assert named - held == set()


def test_no_page_is_asked_for_twice(crawled):
    _, report, log, _, _ = crawled
    asked = Counter((each.host, each.path) for each in pages(log))
    assert [page for page, times in asked.items() if times > 1] == []
    assert len(log) == report["requests"]


def test_nothing_is_asked_for_that_robots_txt_forbids(crawled):
    _, _, log, _, later = crawled
    assert [each.path for each in log + later if FORBIDDEN.match(each.path)] == []


def test_no_host_is_asked_faster_than_its_delay(crawled):
    _, _, log, _, _ = crawled
    begun = defaultdict(list)
    for each in log:
        begun[each.host].append(each.begun)
    for times in begun.values():
        times.sort()
        assert all(later - earlier >= DELAY for earlier, later in pairwise(times))


def test_blogs_that_link_to_each_other_are_seen_to(crawled):
    links = """
        select count(*) from interactions as i
        join accounts as actor on actor.account_id = i.actor_id
        join accounts as target on target.account_id = i.target_id
        where i.kind = 'link' and actor.native_id = ? and target.native_id = ?
    """
    asked = ["https://llogiq.github.io/", "https://blog.rust-lang.org/"]
    assert sqlite3.connect(crawled[0]).execute(links, asked).fetchone()[0] > 0


def test_a_second_crawl_is_answered_304_and_brings_nothing(crawled):
    _, _, _, report, log = crawled
    assert {each.status for each in log} <= {301, 304}
    assert sum(report["new"].values()) == 0
    assert report["unchanged"] == report["visits"]
