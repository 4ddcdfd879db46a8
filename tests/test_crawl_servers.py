"""A crawl of real servers brings home what they were seeded with, and ranks it in the same file."""

import csv
import shutil

import pytest
from server_crawls import CrawlOfServers

from influence.urls import page_of, site_of


def text_of(moment):
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


class Crawled(CrawlOfServers):
    """A database that a crawl of some servers filled; crawled again on demand."""

    def __init__(self, path, servers):
        super().__init__(path, servers)
        self.blogs = [blog for server in servers for blog in getattr(server.seeded, "blogs", ())]
        self.comments = [
            comment
            for each in (*self.blogs, *(server.seeded for server in servers))
            for comment in each.comments
        ]

    def crawl(self):
        seeds = [blog.address for blog in self.blogs]
        return super().crawl(*seeds, "--depth", "0", "--history")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory, wordpress_blogs, ghost_blog, static_blogs, isso_comments):
    servers = (wordpress_blogs, ghost_blog, static_blogs, isso_comments)
    crawled = Crawled(tmp_path_factory.mktemp("crawl") / "blogs.db", servers)
    crawled.crawl()
    return crawled


def test_every_post_is_held_and_nothing_that_is_none(crawled):
    held = crawled.ask(
        """
        select a.native_id, p.native_id, p.published_at, p.title
        from posts p join accounts a using (account_id) where p.is_listed
        """
    )
    assert sorted(held) == sorted(
        (
            site_of(blog.address),
            page_of(post.url),
            text_of(post.published),
            "Protected: " * (post.access == "password") + post.title,
        )
        for blog in crawled.blogs
        for post in blog.posts
    )


def test_posts_have_their_tags_and_links(crawled):
    for blog in crawled.blogs:
        for post in blog.posts:
            page = page_of(post.url)
            tags = crawled.ask(
                "select tag from tags join posts using (post_id) where native_id = ?", page
            )
            shown = {tag for tag in post.tags if not tag.startswith("#")}
            assert {tag for (tag,) in tags} - {"uncategorized", "misc"} == shown
            links = crawled.ask(
                "select page from links join posts using (post_id) where native_id = ?", page
            )
            if post.access == "public":
                told = {page_of(link) for link in post.links if site_of(link) != site_of(post.url)}
                assert told <= {link.partition("?ref=")[0] for (link,) in links}


def test_links_between_posts_are_acts_at_the_time_of_the_linking_post(crawled):
    known = {page_of(post.url): post for blog in crawled.blogs for post in blog.posts}
    expected = {
        (
            site_of(post.url),
            site_of(link),
            page_of(link),
            page_of(post.url),
            text_of(post.published),
        )
        for post in known.values()
        for link in post.links
        if page_of(link) in known and site_of(link) != site_of(post.url)
    }
    assert expected
    assert {act for act in crawled.acts("link") if act[2]} == expected


def test_lists_of_blogs_are_one_act_an_entry(crawled):
    expected = {
        (site_of(blog.address), site_of(entry.url), None, word)
        for blog in crawled.blogs
        for word, entries in (
            ("blogroll", blog.blogroll),
            ("recommendation", blog.recommendations),
        )
        for entry in entries
    }
    listed = [act[:4] for act in crawled.acts("link") if act[3] in {"blogroll", "recommendation"}]
    assert sorted(listed) == sorted(expected)


def test_comments_are_acts_of_whoever_has_a_site_and_nothing_is_kept_of_others(crawled):
    known = [comment for comment in crawled.comments if comment.author_url]
    replies = crawled.acts("reply")
    assert {(actor, post, at) for actor, _, post, _, at in replies if post} | {
        (actor, None, at) for actor, _, post, _, at in replies if not post
    } >= {
        (site_of(each.author_url), page_of(each.post), text_of(each.at))
        for each in known
        if site_of(each.author_url) != site_of(each.post)
    }
    assert len(replies) == len(known)
    content = crawled.path.read_bytes()
    for each in crawled.comments:
        if not each.author_url:
            assert each.author.encode() not in content
            assert each.text.encode() not in content
    assert b"gravatar" not in content


def test_what_is_not_public_is_not_held(crawled):
    content = crawled.path.read_bytes()
    for blog in crawled.blogs:
        for post in (*blog.drafts, *(post for post in blog.posts if post.access == "password")):
            assert post.text.encode() not in content


def test_lists_of_comments_are_known_to_be_whole(crawled):
    (found,) = crawled.ask("select min(is_complete), count(*) from coverage where kind = 'replies'")
    assert found[0] == 1
    assert found[1] > len(crawled.blogs)


def test_no_page_was_asked_for_twice(crawled):
    twice = crawled.ask(
        "select url, count(*) from fetches where error is null group by url having count(*) > 1"
    )
    assert twice == []


def test_blogs_are_ranked_in_the_same_file(crawled):
    asked = ("rank", crawled.path, "--by", "reposts_per_post", "--format", "csv")
    first = next(csv.DictReader(crawled.run(*asked).stdout.splitlines()))
    assert (first["handle"], first["reposts_per_post"]) == ("kitchen.example", "2.0")
    explained = crawled.run("explain", crawled.path, "kitchen.example").stdout
    assert "an amplification is a link to one of its posts" in explained


def test_a_second_crawl_asks_for_lists_alone_and_adds_nothing(crawled, tmp_path):
    again = Crawled(tmp_path / "again.db", crawled.servers)
    shutil.copy(crawled.path, again.path)
    tables = ("accounts", "posts", "interactions", "links", "tags", "coverage")
    before = again.counts(*tables)
    ((last,),) = again.ask("select max(fetch_id) from fetches")
    said = again.crawl()
    assert again.counts(*tables) == before
    asked = again.ask("select url, status, bytes from fetches where fetch_id > ?", last)
    assert len({url for url, *_ in asked}) == len(asked) < last / 3
    assert {bytes_ for _, status, bytes_ in asked if status == 304} == {0}
    # Where nothing tells whether a page changed, its content is compared; only WordPress's front
    # pages differ each time.
    changing = len(crawled.servers[0].seeded.blogs)
    assert f"{sum(status in (200, 304) for _, status, _ in asked) - changing} unchanged" in said
