"""Five real blogs, crawled through their own server: complete, once, and as they ask."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

import feedparser
import lxml.html
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

# Who links to whom, on how many pages that we hold. Of the others, robots.txt forbids some;
# /posts/2 and the like list posts that we hold; of the rest no page tells: an older blog below
# /blog/ that nothing points to any more, and inside-rust, another blog at the same host.
LISTS = re.compile(r"/posts/\d+/|/(?:blog/)?page\d+/")
ELSEWHERE = {"aturon.github.io": "/blog/", "blog.rust-lang.org": "/inside-rust/"}
NOWHERE = {("blog.rust-lang.org", "gankra.github.io")}  # the table has one, the folder none
HELD = {
    ("manishearth.github.io", "aturon.github.io"): 3,
    ("manishearth.github.io", "blog.rust-lang.org"): 1,
    ("manishearth.github.io", "huonw.github.io"): 2,
    ("manishearth.github.io", "smallcultfollowing.com"): 3,
    ("llogiq.github.io", "manishearth.github.io"): 4,
    ("llogiq.github.io", "blog.rust-lang.org"): 5,
    ("llogiq.github.io", "smallcultfollowing.com"): 3,
    ("llogiq.github.io", "burntsushi.net"): 2,
    ("llogiq.github.io", "aturon.github.io"): 1,
    ("aturon.github.io", "blog.rust-lang.org"): 12,
    ("aturon.github.io", "smallcultfollowing.com"): 6,
    ("blog.rust-lang.org", "smallcultfollowing.com"): 8,
    ("blog.rust-lang.org", "aturon.github.io"): 6,
    ("blog.rust-lang.org", "huonw.github.io"): 1,
    ("blog.rust-lang.org", "gankra.github.io"): 0,
    ("blog.rust-lang.org", "burntsushi.net"): 1,
}
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
        asked = (f"https://{blog}/" for blog in BLOGS)
        report = crawl(database, port, *asked, "--history", "--budget", "3000")
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


def leads_to(url, host):
    """Tell whether an address is of a host, or of one below it."""
    return f".{urlsplit(url).hostname or ''}".endswith(f".{host}")


def linking_pages(folder, blog, host):
    """Return the paths of the pages of a blog that link to a host, told by another parser."""
    found = set()
    for file in (folder / blog).rglob("*.html"):
        path = f"/{file.relative_to(folder / blog)}".removesuffix("index.html")
        tree = lxml.html.fromstring(file.read_bytes() or b"<p>")
        links = (urljoin(f"https://{blog}{path}", each) for each in tree.xpath("//a/@href"))
        if any(leads_to(each, host) for each in links):
            found.add(path)
    return found


def held_pages(database, blog, host):
    """Return the paths of the pages of a blog with links to a host that we hold."""
    links = """
        select coalesce(posts.url, links.found_in), links.url
        from links join accounts using (account_id) left join posts using (post_id)
        where accounts.native_id = ?
    """
    rows = sqlite3.connect(database).execute(links, [f"https://{blog}/"])
    pages = {page for page, url in rows if leads_to(url, host)}
    return {urlsplit(page).path.removesuffix("index.html") for page in pages}


def test_links_between_the_blogs_are_those_of_the_table(crawled, real_data):
    folder = real_data.parent / "sites"
    table = {}
    for line in (folder / "SITES.md").read_text().splitlines():
        if line.startswith("| ") and (cells := line.split(" | "))[0][2:] in BLOGS:
            pages = re.findall(r"([a-z.-]+) (\d+)", cells[5])
            table |= {(cells[0][2:], host): int(count) for host, count in pages}
    assert table.keys() == HELD.keys()
    for (blog, host), count in table.items():
        linking, held = linking_pages(folder, blog, host), held_pages(crawled[0], blog, host)
        assert len(linking) == (0 if (blog, host) in NOWHERE else count)
        assert held <= linking
        assert len(held) == HELD[blog, host]
        kept_out = {path for path in linking if FORBIDDEN.match(path) or LISTS.fullmatch(path)}
        rest = linking - held - kept_out
        assert all(path.startswith(ELSEWHERE.get(blog, "none")) for path in rest)


def test_a_second_crawl_is_answered_304_and_brings_nothing(crawled):
    _, _, _, report, log = crawled
    assert {each.status for each in log} <= {301, 304}
    assert sum(report["new"].values()) == 0
    assert report["unchanged"] == report["visits"]
