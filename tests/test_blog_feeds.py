"""What feeds of every format say: posts, whose they are, their times, their answers, their end."""

import json

import pytest
from blog_visits import ANNA, ATOM, JSON, RSS, SEEN_AT, SITE, item, of, read, rss

from crawlers.errors import AnswerUnusable
from influence.records import (
    Account,
    Consent,
    Coverage,
    Fact,
    Identity,
    Interaction,
    Key,
    Link,
    Post,
    Tag,
    Task,
)

WORDPRESS = rss(
    item(
        more="""<guid isPermaLink="false">https://anna.example/?p=7</guid>
<comments>https://anna.example/rye/#comments</comments>
<pubDate>Tue, 06 Jan 2026 10:00:00 +0100</pubDate><dc:creator>Anna</dc:creator>
<author>anna@anna.example (Anna)</author><category>Bread</category><category>bread</category>
<category>Uncategorized</category><description>short [&amp;#8230;]</description>
<wfw:commentRss>https://anna.example/rye/feed/</wfw:commentRss><slash:comments>3</slash:comments>""",
        text='<p>Rye &amp; salt, says <a href="https://ben.example/rye">Ben</a> '
        "(anna@anna.example).</p>",
        title="Rye &amp;amp; &lt;i&gt;salt&lt;/i&gt;",
    ),
    "<generator>https://wordpress.org/?v=6.8</generator>",
)


def test_a_wordpress_feed_gives_blog_posts_links_tags_answers_and_reach():
    records = read(WORDPRESS, media=RSS)
    (account,) = of(Account, records)
    assert account == Account(
        ANNA, "anna.example", "Anna bakes", SITE, "Bread and salt", "en", seen_at=SEEN_AT
    )
    (post,) = of(Post, records)
    key = Key("blog", "https://anna.example/rye")
    assert post == Post(
        key, ANNA, "article", "2026-01-06T09:00:00Z", None, "https://anna.example/rye/",
        "Rye & salt", "Rye & salt, says Ben ([mail address]).", "en", replies_count=3,
        seen_at=SEEN_AT,
    )  # fmt: skip
    assert of(Link, records) == [Link(ANNA, "https://ben.example/rye", key)]
    assert of(Tag, records) == [Tag(key, "bread")]
    ben, comments = of(Task, records)
    assert ben == Task("blog", "home", "https://ben.example/", "https://ben.example/", None, "link")
    atom = "https://anna.example/rye/feed/atom/"
    assert comments[:4] == ("blog", "comments_feed", atom, SITE)
    assert json.loads(comments.cursor) == {"post": key.native_id, "url": post.url}
    assert of(Coverage, records) == [
        Coverage("posts", ANNA, None, "2026-01-06T09:00:00Z", SEEN_AT, False, None, 1, SEEN_AT)
    ]


ATOM_FEED = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"
 xmlns:t="http://purl.org/syndication/thread/1.0"><title>Anna</title><subtitle>Brot</subtitle>
<link href="/" /><link rel="self" href="/feed/"/><id>tag:anna.example,2026:feed</id>
<author><name>Anna</name><email>anna@anna.example</email></author>
<entry><title type="html">Rye &amp;amp; salt</title><id>tag:anna.example,2026:7</id>
<link rel="replies" type="application/atom+xml" href="/rye/answers" t:count="2"/>
<link href="rye/"/><updated>2026-01-05T08:00:00Z</updated>
<published>2026-01-04T08:00:00Z</published>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Roggen,
<a href="https://ben.example/">Ben</a></p></div></content></entry>
<entry xml:lang="en-US"><title>Note</title><id>https://anna.example/note</id>
<updated>2026-01-02T08:00:00Z</updated><summary>Only this.</summary></entry></feed>"""


def test_an_atom_feed_gives_posts_by_their_links_and_times_with_what_is_answered():
    records = read(ATOM_FEED, media=ATOM)
    rye, note = of(Post, records)
    assert rye.url == "https://anna.example/feed/rye/"
    assert (rye.published_at, rye.language, rye.replies_count) == ("2026-01-04T08:00:00Z", "de", 2)
    assert (rye.title, rye.text) == ("Rye & salt", "Roggen,\nBen")
    assert (note.url, note.published_at) == ("https://anna.example/note", "2026-01-02T08:00:00Z")
    assert note.language == "en"
    comments, page = (task for task in of(Task, records) if task.kind != "home")
    assert (comments.kind, comments.address) == (
        "comments_feed",
        "https://anna.example/rye/answers",
    )
    assert (page.kind, page.address, page.signals) == ("page", note.url, ("excerpt",))
    assert of(Link, records) == [Link(ANNA, "https://ben.example/", rye.key)]


def test_a_feed_under_any_prefix_and_one_that_declares_none_are_read_alike():
    plain = of(Post, read(WORDPRESS))
    assert of(Post, read(WORDPRESS.replace("slash:", "ns0:").replace(":slash=", ":ns0="))) == plain
    undeclared = WORDPRESS.replace('xmlns:slash="http://purl.org/rss/1.0/modules/slash/"', "")
    assert of(Post, read(undeclared)) == plain


def test_a_space_in_the_name_of_a_vocabulary_is_overlooked():
    spaced = WORDPRESS.replace('="http://purl.org/rss/1.0/modules/slash/"', '=" http://a b "')
    assert [post.url for post in of(Post, read(spaced))] == ["https://anna.example/rye/"]


def json_feed(*items, **said):
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Anna", "language": "en"}
    return json.dumps({**feed, "home_page_url": SITE, "items": items, **said})


def test_a_json_feed_is_read_and_what_an_item_is_about_is_a_link():
    rye = {
        "id": 7,
        "url": "/rye",
        "external_url": "https://ben.example/rye",
        "content_text": "Rye < wheat",
        "date_published": "2026-01-04T08:00:00+01:00",
        "tags": ["Bread"],
        "authors": [{"name": "Anna", "url": "mailto:anna@anna.example"}],
    }
    records = read(json_feed(rye, next_url="/feed.json?page=2"), media=JSON)
    (post,) = of(Post, records)
    assert (post.url, post.published_at) == ("https://anna.example/rye", "2026-01-04T07:00:00Z")
    assert post.text == "Rye < wheat"
    assert of(Link, records) == [Link(ANNA, "https://ben.example/rye", post.key)]
    assert of(Tag, records) == [Tag(post.key, "bread")]
    assert of(Coverage, records)[0].is_complete is False


def test_of_a_link_blog_the_permalink_is_the_post_and_the_link_what_it_is_about():
    entry = item("https://ben.example/rye", "<guid>https://anna.example/linked/7</guid>")
    records = read(rss(entry))
    (post,) = of(Post, records)
    assert post.url == "https://anna.example/linked/7"
    assert of(Link, records) == [Link(ANNA, "https://ben.example/rye", post.key)]


def test_an_entry_of_another_site_without_a_page_here_is_a_link_and_no_post():
    records = read(rss(item("https://ben.example/rye") + item()))
    assert [post.url for post in of(Post, records)] == ["https://anna.example/rye/"]
    assert of(Link, records) == [Link(ANNA, "https://ben.example/rye", None, None, "feed")]


@pytest.mark.parametrize(
    ("link", "guid", "url"),
    [
        ("tag:anna.example,2026:7", "<guid>https://anna.example/7</guid>", "https://anna.example/7"),
        ("tag:anna.example,2026:7", "<guid>tag:7</guid>", None),
        ("", '<guid isPermaLink="false">https://anna.example/?p=7</guid>', "https://anna.example/?p=7"),
        ("", '<guid isPermaLink="false">7</guid>', None),
        ("javascript:alert(1)", "", None),
        ("https://www.anna.example/rye", "", "https://www.anna.example/rye"),
        (SITE, "<guid>7</guid>", None),
        (SITE, '<enclosure url="https://cdn.example/7.mp3?v=1"/>', "https://cdn.example/7.mp3"),
        ("https://old.example/7", "<guid>https://anna.example/7</guid>", "https://anna.example/7"),
    ],
)  # fmt: skip
def test_the_page_of_an_entry_is_an_address_of_its_blog_or_there_is_no_post(link, guid, url):
    posts = of(Post, read(rss(item(link, guid))))
    assert [post.url for post in posts] == [url] * (url is not None)


def test_an_id_on_the_host_of_before_is_no_link_to_it():
    moved = item(more='<guid isPermaLink="true">https://old.example/?p=7</guid>')
    assert of(Link, read(rss(moved))) == []


def test_a_post_that_comes_twice_is_one():
    records = read(rss(item() + item("https://anna.example/rye/?utm_source=feed#top")))
    assert len(of(Post, records)) == 1
    assert of(Coverage, records)[0].held_count == 1


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("<pubDate>2024-13-45</pubDate>", None),
        ("<pubDate>Fri, 30 Feb 2024 10:00:00 GMT</pubDate>", None),
        ("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", None),
        ("<pubDate>Wed, 04 Mar 2026 00:00:00 GMT</pubDate>", None),
        ("<pubDate>Tue, 03 Mar 2026 00:00:00 GMT</pubDate>", "2026-03-03T00:00:00Z"),
        ("<pubDate>yesterday</pubDate>", None),
        ("<dc:date>2024-02-29T23:59:60Z</dc:date>", "2024-02-29T23:59:59Z"),
        ("<pubDate>2024-13-45</pubDate><atom:updated>2024-01-02T03:04:05Z</atom:updated>",
         "2024-01-02T03:04:05Z"),
    ],
)  # fmt: skip
def test_a_time_that_cannot_be_is_unknown(written, told):
    (post,) = of(Post, read(rss(item(more=written))))
    assert post.published_at in {told, "2024-03-01T00:00:00Z" if "60Z" in written else told}


@pytest.mark.parametrize(
    ("text", "is_wanted"),
    [
        ("<description>Short.</description>", True),
        (f"<description>{'Rye and salt. ' * 60}</description>", False),
        (f"<description>{'Rye and salt. ' * 60} [&amp;#8230;]</description>", True),
        (f"<description>{'Rye and salt. ' * 60} Continue reading Rye →</description>", True),
        ("<content:encoded>Short, and all.</content:encoded>", False),
        ("<content:encoded>&lt;p&gt;Not all&amp;hellip;&lt;/p&gt;</content:encoded>", True),
    ],
)
def test_the_page_of_a_post_is_visited_where_its_feed_has_not_all_of_it(text, is_wanted):
    entry = f"<item><title>Rye</title><link>https://anna.example/rye</link>{text}</item>"
    tasks = of(Task, read(rss(entry)))
    wanted = [("page", "https://anna.example/rye", ("excerpt",))] if is_wanted else []
    assert [(task.kind, task.address, task.signals) for task in tasks] == wanted


@pytest.mark.parametrize(
    ("told", "visited"),
    [
        ("<slash:comments>0</slash:comments><wfw:commentRss>/rye/feed/</wfw:commentRss>", None),
        ("<wfw:commentRss>/rye/feed/</wfw:commentRss>", "comments_feed"),
        ("<wfw:commentRSS>/rye/feed/</wfw:commentRSS>", "comments_feed"),
        ("<slash:comments>2</slash:comments>", "page"),
        ("<slash:comments>many</slash:comments>", None),
        ("<wfw:commentRss>mailto:anna@anna.example</wfw:commentRss>", None),
    ],
)
def test_answers_are_visited_where_there_may_be_any(told, visited):
    tasks = of(Task, read(rss(item(more=told))))
    assert [task.kind for task in tasks] == [visited] * (visited is not None)


def test_of_a_feed_of_many_excerpts_no_more_than_thirty_pages_are_visited():
    entries = "".join(
        f"<item><title>{n}</title><link>https://anna.example/{n}</link></item>" for n in range(50)
    )
    assert len(of(Task, read(rss(entries)))) == 30
    assert len(of(Task, read(rss(entries), signals=["history"]))) == 50


# Whose posts a feed holds


def test_a_feed_elsewhere_is_of_the_blog_that_led_to_it():
    records = read(rss(item()), "https://feeds.feedburner.com/anna")
    assert {post.account for post in of(Post, records)} == {ANNA}


def test_a_feed_of_another_blog_that_a_page_named_is_left_for_that_blog_to_confirm():
    records = read(rss(item()), "https://evil.example/feed", site="https://evil.example/")
    assert records == [Task("blog", "home", SITE, SITE, None, "feed")]


def test_a_feed_that_another_page_named_but_its_own_host_serves_is_of_that_host():
    records = read(rss(item()), site="https://group.example/")
    assert {post.account for post in of(Post, records)} == {ANNA}


def test_of_a_link_blog_without_pages_of_its_own_nothing_is_put_down_to_others():
    links = item("https://ben.example/1") + item("https://ben.example/2")
    records = read(rss(links))
    assert not of(Post, records)
    assert {link.account for link in of(Link, records)} == {ANNA}


# The list and its end


def test_a_feed_that_says_it_is_whole_was_read_to_its_end():
    whole = '<fh:complete xmlns:fh="http://purl.org/syndication/history/1.0"/>'
    assert of(Coverage, read(rss(item(), whole)))[0].is_complete is True
    assert of(Coverage, read(rss(item())))[0].is_complete is None


NEXT = '<atom:link rel="next" href="https://anna.example/feed/2"/>'
ARCHIVE = '<atom:link rel="prev-archive" href="https://anna.example/feed/2"/>'


@pytest.mark.parametrize("named", [NEXT, ARCHIVE, NEXT.replace("next", "NEXT")])
def test_history_follows_the_next_page_and_only_the_last_says_that_all_was_read(named):
    dated = "<pubDate>Sun, {} Jan 2026 08:00:00 GMT</pubDate>"
    first = read(rss(item(more=dated.format(11)), named), signals=["history"])
    (going_on,) = of(Task, first)
    assert (going_on.kind, going_on.address) == ("feed", "https://anna.example/feed/2")
    assert going_on.signals == ("history",)
    assert of(Coverage, first)[0].is_complete is False
    second = item("https://anna.example/salt", dated.format("04"))
    last = read(rss(second), going_on.address, cursor=going_on.cursor, signals=["history"])
    assert not of(Task, last)
    assert not of(Account, last)
    (coverage,) = of(Coverage, last)
    assert coverage[3:] == ("2026-01-04T08:00:00Z", SEEN_AT, True, None, 2, SEEN_AT)


def test_without_history_no_next_page_is_visited():
    assert not of(Task, read(rss(item(), NEXT)))


def test_wordpress_has_older_posts_on_numbered_pages():
    generator = "<generator>https://wordpress.org/?v=6.8</generator>"
    two = rss(item() + item("https://anna.example/salt"), generator)
    (going_on,) = of(Task, read(two, signals=["history"]))
    assert going_on.address == "https://anna.example/feed/?paged=2"
    other = two.replace("/rye/", "/oat/").replace("/salt", "/yeast")
    again = read(other, going_on.address, cursor=going_on.cursor, signals=["history"])
    assert [task.address for task in of(Task, again)] == ["https://anna.example/feed/?paged=3"]
    one = rss(item(), generator)
    last = read(one, going_on.address, cursor=going_on.cursor, signals=["history"])
    assert not of(Task, last)


def test_a_host_that_gives_the_same_page_for_ever_has_no_more():
    (going_on,) = of(Task, read(rss(item(), NEXT), signals=["history"]))
    same = rss(item(), NEXT.replace("/2", "/3"))
    records = read(same, going_on.address, cursor=going_on.cursor, signals=["history"])
    assert not of(Task, records)
    assert len(of(Coverage, records)) == 1


def test_an_unchanged_feed_says_only_that_nothing_came_since():
    records = read("", unchanged=True)
    assert records == [Coverage("posts", ANNA, to_at=SEEN_AT, seen_at=SEEN_AT)]


# What feeds name beside posts


def test_a_feed_names_blogrolls_accounts_and_recommended_podcasts():
    named = """<source:blogroll>https://anna.example/blogroll.opml</source:blogroll>
<source:account service="twitter">annabakes</source:account>
<source:account service="github">anna</source:account>
<source:account service="mail">anna@anna.example</source:account>
<podcast:guid>917393e3</podcast:guid><podcast:locked owner="anna@anna.example">yes</podcast:locked>
<itunes:owner><itunes:email>anna@anna.example</itunes:email></itunes:owner><podcast:podroll>
<podcast:remoteItem feedGuid="1" feedUrl="https://ben.example/pod.xml" title="Ben talks"/>
<podcast:remoteItem feedGuid="2" feedUrl="https://cid.example/pod.xml"/></podcast:podroll>"""
    episode = item(
        more='<podcast:socialInteract protocol="activitypub" uri="https://m.example/@anna/1"/>'
    )
    records = read(rss(episode, named))
    assert [(each.url, each.how) for each in of(Identity, records)] == [
        ("https://twitter.com/annabakes", "source:account"),
        ("https://github.com/anna", "source:account"),
    ]
    assert [(fact.kind, fact.url, fact.value) for fact in of(Fact, records)] == [
        ("podcast guid", "https://anna.example/feed/", "917393e3"),
        ("discussed at", "https://m.example/@anna/1", "https://anna.example/rye"),
    ]
    assert [each.target.native_id for each in of(Interaction, records)] == [
        "https://ben.example/",
        "https://cid.example/",
    ]
    assert [account.name for account in of(Account, records)] == ["Anna bakes", "Ben talks", None]
    kinds = [(task.kind, task.address, task.pointer) for task in of(Task, records)]
    assert kinds == [
        ("blogroll", "https://anna.example/blogroll.opml", None),
        ("feed", "https://ben.example/pod.xml", "recommendation"),
        ("feed", "https://cid.example/pod.xml", "recommendation"),
    ]
    assert "anna@" not in str(records)


REFUSALS = {
    "<itunes:block>Yes</itunes:block>": "itunes:block in the feed",
    '<a:restriction xmlns:a="http://www.bloglines.com/about/specs/fac-1.0" relationship="deny"/>':
        "access:restriction in the feed",
    '<meta xmlns="http://www.w3.org/1999/xhtml" name="robots" content="noindex"/>':
        "robots meta in the feed",
}  # fmt: skip


@pytest.mark.parametrize(("said", "reason"), REFUSALS.items())
def test_a_feed_that_asks_not_to_be_listed_is_not_read(said, reason):
    assert read(rss(item(), said)) == [Consent(ANNA, "deny", reason, "feed", SEEN_AT)]


@pytest.mark.parametrize("said", ["<itunes:block>no</itunes:block>", ""])
def test_a_feed_that_asks_nothing_takes_back_what_it_asked_before(said):
    records = read(rss(item(), said))
    assert of(Consent, records) == [Consent(ANNA, "unset", None, "feed")]


def test_one_blocked_episode_is_not_the_whole_podcast():
    records = read(rss(item(more="<itunes:block>yes</itunes:block>")))
    assert of(Consent, records) == [Consent(ANNA, "unset", None, "feed")]


def test_of_a_feed_that_its_header_refuses_nothing_is_stored_and_pages_are_looked_for():
    records = read(WORDPRESS, headers={"x-robots-tag": "noindex, follow"})
    sitemap = ("blog", "sitemap", "https://anna.example/sitemap.xml", SITE, None, None, ())
    assert records == [Task(*sitemap)]
    assert read(WORDPRESS, headers={"x-robots-tag": "none"}) == []
    assert read(WORDPRESS, headers={"x-robots-tag": "otherbot: noindex"}) != []


def test_without_leave_to_follow_or_quote_there_are_no_tasks_and_no_text():
    records = read(WORDPRESS, headers={"x-robots-tag": "nofollow, noarchive"})
    (post,) = of(Post, records)
    assert (post.title, post.text) == ("Rye & salt", None)
    assert not of(Task, records)


# What is no feed


UNUSABLE = {
    "<!doctype html><html><title>Anna</title><p>Rye": "HTML where a feed was expected",
    "<opml version='2.0'><body/></opml>": "is no feed",
    "": "no XML",
    "rye": "no XML",
    '{"a": 1}': "no JSON Feed",
    '{"a": ': "no JSON",
    "[" * 10_000: "no XML",
    '<!DOCTYPE rss [<!ENTITY a "b">]><rss/>': "declares entities",
    rss(): "feed without entries",
}


@pytest.mark.parametrize(("body", "reason"), UNUSABLE.items(), ids=UNUSABLE.values())
def test_what_is_no_feed_ends_in_a_sentence_that_names_it(body, reason):
    with pytest.raises(AnswerUnusable, match=reason) as error:
        read(body)
    assert "https://anna.example/feed/" in str(error.value)


def test_a_body_is_never_taken_for_the_name_of_a_file(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_text(rss(item()))
    with pytest.raises(AnswerUnusable):
        read(str(path))
