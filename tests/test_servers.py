"""Whether the real servers serve what they were given, read with urllib: other tests rely on it."""

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from html import unescape

import pytest
from defusedxml import ElementTree

CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def feed_items(server, feed):
    """Return every item of an RSS feed, page after page until there is none."""
    items = []
    for page in range(1, 9):
        answer = server.ask(feed if page == 1 else f"{feed}?paged={page}")
        if answer.status == 404:
            return items
        items += ElementTree.fromstring(answer.body).iter("item")
    pytest.fail(f"{feed} has no last page.")


def as_item(post):
    return post.url, post.title, post.published, post.author


def of_item(item):
    title = item.findtext("title").removeprefix("Protected: ")
    published = parsedate_to_datetime(item.findtext("pubDate"))
    return item.findtext("link"), title, published, item.findtext(CREATOR)


def rest(blog, server, path):
    answer = server.ask(f"{blog.address}/wp-json/wp/v2/{path}per_page=100")
    assert answer.status == 200
    return json.loads(answer.text)


def at(text):
    return datetime.fromisoformat(f"{text}+00:00")


def test_wordpress_feeds_hold_every_post(wordpress_blogs):
    for blog in wordpress_blogs.seeded.blogs:
        items = feed_items(wordpress_blogs, blog.feeds[0])
        assert sorted(map(of_item, items)) == sorted(map(as_item, blog.posts))
        for item in items:
            (post,) = (post for post in blog.posts if post.url == item.findtext("link"))
            shown = post.links if post.access == "public" else ()
            linked = re.findall(r'<a href="([^"]+)"', item.findtext(CONTENT))
            assert [link for link in linked if not link.startswith(f"{post.url}#")] == [*shown]


def test_wordpress_shows_no_draft(wordpress_blogs):
    drafts = [post for blog in wordpress_blogs.seeded.blogs for post in blog.drafts]
    assert drafts
    assert {wordpress_blogs.ask(post.url).status for post in drafts} == {404}


def test_wordpress_tags_and_authors_are_those_of_the_posts(wordpress_blogs):
    for blog in wordpress_blogs.seeded.blogs:
        tags = {each["id"]: unescape(each["name"]) for each in rest(blog, wordpress_blogs, "tags?")}
        people = rest(blog, wordpress_blogs, "users?")
        assert {(each["name"], each["url"]) for each in people} == {
            (each.name, each.url) for each in blog.authors
        }
        served = rest(blog, wordpress_blogs, "posts?")
        found = {each["link"]: {tags[tag] for tag in each["tags"]} for each in served}
        assert found == {post.url: set(post.tags) for post in blog.posts}


def test_wordpress_comments_are_read_through_rest(wordpress_blogs):
    for blog in wordpress_blogs.seeded.blogs:
        served = rest(blog, wordpress_blogs, "comments?")
        texts = {
            each["id"]: re.sub(r"<[^>]+>|\n", "", each["content"]["rendered"]) for each in served
        }
        found = {
            (
                each["link"].partition("#")[0],
                each["author_name"],
                each["author_url"] or None,
                at(each["date_gmt"]),
                texts[each["id"]],
                texts.get(each["parent"]),
            )
            for each in served
        }
        assert found == {
            (
                each.post,
                each.author,
                each.author_url,
                each.at,
                each.text,
                each.answers and each.answers.text,
            )
            for each in blog.comments
        }
        assert len(served) == len(blog.comments)


def test_wordpress_pingbacks_stand_on_the_pages_and_in_comment_feeds(wordpress_blogs):
    for blog in wordpress_blogs.seeded.blogs:
        assert blog.pingbacks
        for pingback in blog.pingbacks:
            page = wordpress_blogs.ask(pingback.target).text
            entries = re.findall(r'<li id="comment-\d+" class="pingback.*?</li>', page, re.DOTALL)
            assert sum(f'href="{pingback.source}"' in entry for entry in entries) == 1
            feed = wordpress_blogs.ask(f"{pingback.target}feed/").body
            items = ElementTree.fromstring(feed).iter("item")
            times = {parsedate_to_datetime(item.findtext("pubDate")) for item in items}
            assert pingback.at in times


def test_wordpress_blogrolls_are_opml_a_widget_or_a_page(wordpress_blogs):
    for blog in wordpress_blogs.seeded.blogs:
        opml = wordpress_blogs.ask(blog.lists_at[0])
        outlines = ElementTree.fromstring(opml.body).iterfind(".//outline[@type='link']")
        expected = {(each.name, each.url) for each in blog.blogroll}
        assert {(each.get("text"), each.get("htmlUrl")) for each in outlines} == expected
        for address in blog.lists_at[1:]:
            page = wordpress_blogs.ask(address).text
            for entry in blog.blogroll:
                assert re.search(rf'<a href="{entry.url}" rel="{entry.rel}[^"]*">', page)


def test_wordpress_knows_no_other_host(wordpress_blogs):
    answer = wordpress_blogs.ask("http://meadow.example/", headers={"Host": "other.example"})
    assert answer.status == 404
