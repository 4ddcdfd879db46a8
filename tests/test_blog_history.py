"""Posts that are on no feed: sitemaps, archive pages, and the mazes that neither may lead into."""

import gzip
import json

import pytest
from blog_visits import ANNA, HTML, SEEN_AT, SITE, of, read

from crawlers.blog.traps import is_maze, may_be_post
from crawlers.errors import AnswerUnusable
from influence.records import Coverage, Task

MAP = "https://anna.example/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*addresses, days=()):
    dated = dict(zip(addresses, days, strict=False))
    urls = "".join(
        f"<url><loc>{each}</loc>"
        + (f"<lastmod>{dated[each]}</lastmod>" if each in dated else "")
        + "</url>"
        for each in addresses
    )
    return f'<?xml version="1.0"?><urlset {NS}>{urls}</urlset>'


def index(*addresses):
    maps = "".join(f"<sitemap><loc>{each}</loc></sitemap>" for each in addresses)
    return f"<sitemapindex {NS}>{maps}</sitemapindex>"


def visited(records):
    return [(task.kind, task.address) for task in of(Task, records)]


def read_map(body, **said):
    return read(body, MAP, "sitemap", **said)


def test_posts_of_a_sitemap_are_visited_latest_changes_first_and_others_are_not():
    records = read_map(
        urlset(
            f"{SITE}rye/",
            f"{SITE}salt/",
            SITE,
            "https://ben.example/rye/",
            f"{SITE}tag/bread/",
            f"{SITE}rye.jpg",
            days=["2024-01-01", "2025-01-01"],
        )
    )
    assert visited(records) == [("page", f"{SITE}salt/"), ("page", f"{SITE}rye/")]
    assert of(Coverage, records) == [
        Coverage("sitemap", ANNA, None, None, None, True, 2, 2, SEEN_AT)
    ]
    assert all(not task.signals for task in of(Task, records))


def test_of_a_large_sitemap_twenty_are_visited_or_three_hundred_where_all_is_wanted():
    large = urlset(*(f"{SITE}post-{n}" for n in range(400)))
    records = read_map(large)
    assert len(of(Task, records)) == 20
    assert of(Coverage, records)[0][5:8] == (False, 400, 20)
    assert len(of(Task, read_map(large, signals=["history"]))) == 300


def test_an_index_leads_to_sitemaps_of_posts_three_levels_deep():
    maps = [f"{SITE}{name}-sitemap.xml" for name in ("post", "category", "page")]
    records = read_map(index(*maps, "https://ben.example/post-sitemap.xml"), signals=["history"])
    (posts,) = of(Task, records)
    assert (posts.kind, posts.address, posts.signals) == ("sitemap", maps[0], ("history",))
    assert json.loads(posts.cursor) == {"level": 1}
    assert len(of(Task, read_map(index(f"{SITE}a.xml", f"{SITE}b.xml")))) == 2
    assert of(Task, read_map(index(f"{SITE}a.xml"), cursor='{"level": 3}')) == []


def test_a_packed_sitemap_is_unpacked_and_a_bomb_is_cut():
    packed = gzip.compress(urlset(f"{SITE}rye/").encode())
    assert visited(read_map(packed)) == [("page", f"{SITE}rye/")]
    bomb = gzip.compress(b"<urlset>" + b" " * 50_000_000)
    assert of(Task, read_map(bomb)) == []
    with pytest.raises(AnswerUnusable, match="no whole gzip file"):
        read_map(b"\x1f\x8b\x08rye")


@pytest.mark.parametrize(
    "body", ["<rss/>", "<html>", "rye", "", "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"]
)
def test_what_is_no_sitemap_ends_in_a_sentence(body):
    with pytest.raises(AnswerUnusable, match=r"anna\.example/sitemap\.xml"):
        read_map(body)


def test_a_sitemap_that_may_not_be_followed_or_has_not_changed_leads_nowhere():
    one = urlset(f"{SITE}rye/")
    assert read_map(one, headers={"x-robots-tag": "nofollow"}) == []
    assert read_map("", unchanged=True) == []
    assert read_map(one, headers={"x-robots-tag": "noindex"}) != []  # what it lists may be kept


# Archive pages


def archive(body, **said):
    return read(f"<html><body>{body}", f"{SITE}archive/", "archive", **{"media": HTML, **said})


LISTED = """<base href="https://anna.example/"><nav><a href="/tag/rye/">rye</a></nav>
<a href="2024/rye/">Rye</a><a href="2024/rye/#comments">3</a><a href="https://ben.example/x">b</a>
<a href="/archive/">here</a><a href="mailto:anna@anna.example">mail</a><a href="/rye.pdf">p</a>
<a rel="next" href="/archive/2/">older</a>"""


def test_pages_that_an_archive_names_are_visited_once_and_its_next_page():
    records = archive(LISTED)
    assert visited(records) == [
        ("page", f"{SITE}2024/rye/"),
        ("archive", f"{SITE}archive/2/"),
    ]
    assert json.loads(of(Task, records)[-1].cursor) == {"pages": 1}
    assert visited(archive(LISTED, cursor='{"pages": 29}'))[-1][0] == "page"


def test_an_archive_that_may_not_be_followed_leads_nowhere():
    assert archive('<meta name="robots" content="nofollow">' + LISTED) == []
    assert archive("", unchanged=True) == []


def test_a_first_page_leads_to_the_posts_that_it_lists_where_all_is_wanted():
    html = '<html><body><a href="/2019/rye/">Rye</a> <a href="/tag/rye/">Rye</a></body></html>'
    assert ("page", f"{SITE}2019/rye/") in visited(
        read(html, SITE, "home", media=HTML, signals=["history"])
    )
    assert not [each for each in visited(read(html, SITE, "home", media=HTML)) if "2019" in each[1]]


def test_a_first_page_leads_to_its_archives_where_all_is_wanted():
    html = '<html><head></head><body><a href="/archive/">Archive</a><a rel="next" href="/page/2/">'
    wanted = read(html, SITE, "home", media=HTML, signals=["history"])
    assert [each for each in visited(wanted) if each[0] == "archive"] == [
        ("archive", f"{SITE}page/2/"),
        ("archive", f"{SITE}archive/"),
    ]
    assert not [each for each in visited(read(html, SITE, "home", media=HTML)) if "archive" in each]


# Mazes

MAZES = [
    "a/b/a/b/a/c", "/".join("abcdefghi"), "?a=1&b=2&c=3&d=4", "x" * 1_000, "rye?replytocom=7",
    "rye?share=twitter", "?s=rye", "wp-login.php", "cgi-bin/a", "calendar/2024-01",
    "events/2024", "tag/a/tag/b", "feed/rye/feed", "rye;jsessionid=7", "1901/01/rye",
    "2031/01/rye", "2024/13/rye/2024/13/2024/13",
]  # fmt: skip


@pytest.mark.parametrize("path", MAZES)
def test_an_address_of_a_maze_is_known(path):
    assert is_maze(f"{SITE}{path}", SEEN_AT)


@pytest.mark.parametrize(
    "path", ["rye", "2024/01/31/rye/", "2024/rye", "posts/2026/03/rye.html", "?p=7", "a/7/13/x"]
)
def test_an_address_of_a_post_is_none(path):
    assert not is_maze(f"{SITE}{path}", SEEN_AT)


@pytest.mark.parametrize("path", ["2024/01/31/", "about-rye/", "posts/links", "rye-2024/"])
def test_what_may_be_a_post_by_its_address_is_visited(path):
    assert may_be_post(f"{SITE}{path}", SEEN_AT)


@pytest.mark.parametrize(
    "path",
    [
        *("", "tag/rye", "page/2", "rye.png", "feed.xml", "author/anna/", "blogroll/"),
        *("About.html", "index-1.html", "index2.html", "2024/", "blog/2024/01/", "2024/index.html"),
    ],
)
def test_what_its_address_shows_to_be_no_post_is_not_visited_as_one(path):
    assert not may_be_post(f"{SITE}{path}", SEEN_AT)
