"""Whether the real servers serve what they were given, read with urllib: other tests rely on it."""

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from urllib.parse import urlsplit

import pytest
from defusedxml import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
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


def as_comment(comment):
    answers = comment.answers and comment.answers.text
    return comment.post, comment.author, comment.author_url, comment.at, comment.text, answers


def without_markup(html):
    return re.sub(r"<[^>]+>|\n", "", html)


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
        texts = {each["id"]: without_markup(each["content"]["rendered"]) for each in served}
        found = {
            (
                each["link"].partition("#")[0],
                each["author_name"],
                each["author_url"] or None,
                datetime.fromisoformat(f"{each['date_gmt']}+00:00"),
                texts[each["id"]],
                texts.get(each["parent"]),
            )
            for each in served
        }
        assert found == {as_comment(comment) for comment in blog.comments}
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


def newest(blog):
    posts = sorted(blog.posts, key=lambda post: post.published, reverse=True)
    return posts[: blog.feed_length]


def untagged(html):
    """Return the links of a text without what Ghost adds to each."""
    return tuple(re.sub(r"\?ref=[^&]+$", "", link) for link in re.findall(r'href="([^"]+)"', html))


def test_ghost_feed_holds_the_newest_posts(ghost_blog):
    (blog,) = ghost_blog.seeded.blogs
    items = [*ElementTree.fromstring(ghost_blog.ask(blog.feeds[0]).body).iter("item")]
    assert [of_item(item) for item in items] == [as_item(post) for post in newest(blog)]


def content_api(server, blog, path):
    """Ask Ghost's Content API with the key that stands on every page."""
    key = re.search(r'data-key="(\w+)"', server.ask(f"{blog.address}/").text)[1]
    answer = server.ask(f"{blog.address}/ghost/api/content/{path}&limit=100&key={key}")
    assert answer.status == 200
    return json.loads(answer.text)


def test_ghost_content_api_has_every_post_and_the_text_of_those_for_all(ghost_blog):
    (blog,) = ghost_blog.seeded.blogs
    served = content_api(ghost_blog, blog, "posts/?include=tags,authors")["posts"]
    found = {
        each["url"]: (
            each["title"],
            datetime.fromisoformat(each["published_at"]),
            each["primary_author"]["name"],
            tuple(tag["name"] for tag in each["tags"]),
            each["visibility"],
            untagged(each["html"]),
        )
        for each in served
    }
    assert found == {
        post.url: (
            post.title,
            post.published,
            post.author,
            post.tags,
            post.access,
            post.links if post.access == "public" else (),
        )
        for post in blog.posts
    }


def test_ghost_comments_are_read_through_the_api(ghost_blog):
    (blog,) = ghost_blog.seeded.blogs
    found = set()
    for url in {comment.post for comment in blog.comments}:
        number = re.search(r'data-post-id="(\w+)"', ghost_blog.ask(url).text)[1]
        thread = ghost_blog.ask(f"{blog.address}/members/api/comments/post/{number}/")
        for each in json.loads(thread.text)["comments"]:
            found.add(ghost_comment(url, each, None))
            found |= {ghost_comment(url, reply, each) for reply in each["replies"]}
    assert found == {as_comment(comment) for comment in blog.comments}


def ghost_comment(url, comment, answers):
    return (
        url,
        comment["member"]["name"],
        None,
        datetime.fromisoformat(comment["created_at"]),
        without_markup(comment["html"]),
        answers and without_markup(answers["html"]),
    )


def test_ghost_recommendations_are_those_that_were_seeded(ghost_blog):
    (blog,) = ghost_blog.seeded.blogs
    expected = {each.url for each in blog.recommendations}
    listed = json.loads(ghost_blog.ask(blog.lists_at[0]).text)
    assert {each["url"] for each in listed} == expected
    named = content_api(ghost_blog, blog, "recommendations/?")["recommendations"]
    assert {(each["title"], each["url"]) for each in named} == {
        (each.name, each.url) for each in blog.recommendations
    }


def test_static_feeds_hold_the_newest_posts(static_blogs):
    for blog in static_blogs.seeded.blogs:
        rss = ElementTree.fromstring(static_blogs.ask(blog.feeds[-1]).body)
        assert [of_item(item) for item in rss.iter("item")] == [
            as_item(post) for post in newest(blog)
        ]


def test_the_atom_feed_of_pelican_holds_every_post(static_blogs):
    blog = static_blogs.seeded.blog("tides.example")
    atom = ElementTree.fromstring(static_blogs.ask(blog.feeds[0]).body)
    entries = [
        (
            entry.find(f"{ATOM}link").get("href"),
            entry.findtext(f"{ATOM}title"),
            datetime.fromisoformat(entry.findtext(f"{ATOM}published")),
            entry.findtext(f"{ATOM}author/{ATOM}name"),
        )
        for entry in atom.iter(f"{ATOM}entry")
    ]
    assert entries == [as_item(post) for post in newest(blog)]


def test_static_pages_link_to_feeds_and_show_every_post(static_blogs):
    for blog in static_blogs.seeded.blogs:
        home = static_blogs.ask(f"{blog.address}/").text
        assert all(feed in home or "rss.xml" in home for feed in blog.feeds)
        for post in blog.posts:
            page = static_blogs.ask(post.url)
            assert page.status == 200
            assert all(f'href="{link}"' in page.text for link in post.links)
            assert post.title in unescape(page.text)


def test_static_blogrolls_stand_where_they_are_said_to(static_blogs):
    for blog in static_blogs.seeded.blogs:
        for address in blog.lists_at:
            page = unescape(static_blogs.ask(address).text)
            for entry in blog.blogroll:
                assert entry.name in page
                assert re.search(rf'(href|htmlUrl)="{entry.url}"', page)


def test_static_pages_are_not_sent_again_unchanged(static_blogs):
    for blog in static_blogs.seeded.blogs:
        for address in (blog.feeds[0], blog.posts[0].url):
            seen = static_blogs.ask(address).headers["Last-Modified"]
            asked = static_blogs.ask(address, headers={"If-Modified-Since": seen})
            assert asked.status == 304


def test_isso_threads_hold_every_comment(static_blogs, isso_comments):
    found = set()
    for url in {comment.post for comment in isso_comments.seeded.comments}:
        (api,) = set(re.findall(r'data-isso="([^"]+)"', static_blogs.ask(url).text))
        thread = isso_comments.ask(f"{api}?uri={urlsplit(url).path}")
        for each in json.loads(thread.text)["replies"]:
            found.add(isso_comment(url, each, None))
            found |= {isso_comment(url, reply, each) for reply in each["replies"]}
    assert found == {as_comment(comment) for comment in isso_comments.seeded.comments}


def isso_comment(url, comment, answers):
    return (
        url,
        comment["author"],
        comment["website"],
        datetime.fromtimestamp(comment["created"], UTC),
        without_markup(comment["text"]),
        answers and without_markup(answers["text"]),
    )


def test_isso_has_nothing_on_a_page_that_nobody_commented_on(isso_comments):
    thread = isso_comments.ask("http://comments.example/?uri=/posts/diary-00/")
    assert thread.status == 200
    assert json.loads(thread.text)["total_replies"] == 0
