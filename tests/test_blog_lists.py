"""Lists of blogs: blogrolls as OPML and as pages, and recommendations."""

import json

import pytest
from blog_visits import ANNA, HTML, SITE, of, read

from crawlers.errors import AnswerUnusable
from influence.records import Account, Coverage, Interaction, Key, Link, Task

URL = "https://anna.example/blogroll.opml"
BEN = Key("blog", "https://ben.example/")
CID = Key("blog", "https://cid.example/")
XML = "text/xml"


def opml(outlines, head=""):
    return f"<opml version='2.0'><head>{head}</head><body>{outlines}</body></opml>"


def read_opml(outlines, url=URL, **said):
    return read(opml(outlines), url, "blogroll", media=said.pop("media", XML), **said)


def visits(records):
    return [(task.kind, task.address, task.pointer, task.signals) for task in of(Task, records)]


def test_each_blog_of_a_blogroll_is_an_account_a_link_and_a_visit():
    records = read_opml(
        "<outline text='Bread'><outline text='Ben' title='Ben bakes' type='rss'"
        " xmlUrl='http://ben.example:8080/feed.xml' htmlUrl='http://ben.example:8080/'"
        " description='Bread' language='de-AT'/>"
        "<outline text='Cid' xmlurl='https://cid.example/feed' /></outline>"
    )
    assert of(Account, records) == [
        Account(BEN, "ben.example", "Ben bakes", "http://ben.example:8080/", "Bread", "de"),
        Account(CID, "cid.example", "Cid", "https://cid.example/"),
    ]
    assert of(Link, records) == [
        Link(ANNA, "http://ben.example:8080/", position="blogroll"),
        Link(ANNA, "https://cid.example/", position="blogroll"),
    ]
    assert visits(records) == [
        ("home", "http://ben.example:8080/", "blogroll", ()),
        ("home", "https://cid.example/", "blogroll", ()),
    ]
    assert of(Coverage, records) == [
        Coverage("blogroll", ANNA, is_complete=True, held_count=2, seen_at="2026-03-01T09:30:00Z")
    ]


def test_a_list_cannot_name_another_owner_nor_keep_a_mail_address():
    head = (
        "<ownerName>Eva</ownerName><ownerId>https://eva.example/</ownerId>"
        "<ownerEmail>eva@eva.example</ownerEmail>"
    )
    outline = "<outline text='Ben eva@eva.example' htmlUrl='https://ben.example/'/>"
    records = read(opml(outline, head), URL, "blogroll", media=XML)
    assert [link.account for link in of(Link, records)] == [ANNA]
    assert "eva@" not in repr(records)


def test_only_addresses_of_the_web_are_blogs_each_once_and_never_the_owner():
    records = read_opml(
        "<outline text='x' xmlUrl='javascript:alert(1)'/><outline text='y' xmlUrl='feed:x'/>"
        "<outline text='z' htmlUrl='file:///etc/passwd' xmlUrl='https://ben.example/feed'/>"
        "<outline text='Ben' htmlUrl='https://ben.example/'/>"
        "<outline text='Me' htmlUrl='https://anna.example/about'/><outline text='folder'/>"
        "<outline text='Net' htmlUrl='https://twitter.com/ben'/>"
    )
    assert [account.handle for account in of(Account, records)] == [
        "ben.example",
        "twitter.com/ben",
    ]
    assert [task.site for task in of(Task, records)] == [BEN.native_id]


def test_hosts_that_often_publish_lists_are_told():
    records = read_opml("<outline text='Eva' xmlUrl='https://eva.substack.com/feed'/>")
    assert visits(records) == [("home", "https://eva.substack.com/", "blogroll", ("has-list",))]


def test_lists_in_a_list_are_visited_two_deep_and_never_the_list_itself():
    included = "<outline type='include' text='more' url='{}'/>".format
    records = read_opml(included("more.opml") + included(URL) + included("javascript:x"))
    (task,) = of(Task, records)
    assert task[:4] == ("blog", "blogroll", "https://anna.example/more.opml", SITE)
    records = read_opml(included("even.opml"), task.address, cursor=task.cursor)
    (deeper,) = of(Task, records)
    assert not of(Task, read_opml(included("x.opml"), deeper.address, cursor=deeper.cursor))
    many = "".join(included(f"{number}.opml") for number in range(100))
    assert len(of(Task, read_opml(many))) == 20


def test_a_list_of_a_million_is_bounded():
    many = "".join(
        f"<outline text='x' htmlUrl='https://b{number}.example/'/>" for number in range(6_000)
    )
    records = read_opml(many)
    assert len(of(Account, records)) == 5_000
    assert of(Coverage, records)[0].is_complete is False


def test_a_list_with_unescaped_marks_is_read_all_the_same():
    records = read_opml("<outline text='Salt & Rye' xmlUrl='https://ben.example/?a=1&b=2'/>")
    assert [account.key for account in of(Account, records)] == [BEN]


def test_entities_and_other_xml_are_refused():
    bomb = "<!DOCTYPE opml [<!ENTITY a 'aaaa'>]><opml><body/></opml>"
    for body in (bomb, "<rss version='2.0'/>", "<opml><body>" + "<outline>" * 10_000):
        with pytest.raises(AnswerUnusable):
            read(body, URL, "blogroll", media=XML)


def test_a_page_of_blogs_lists_what_its_text_links_to():
    html = """<html><body><nav><a href="https://social.example/x">x</a></nav><main><article>
    <h1>Blogroll</h1><div class="entry-content"><ul>
    <li><a href="http://ben.example:8080" rel="friend met">Ben</a></li>
    <li><a href="https://cid.example/2024/oats/">Cid</a></li>
    <li><a href="https://cid.example/feed/">feed</a></li>
    <li><a href="https://en.wikipedia.org/wiki/Blog">what is a blog</a></li></ul></div></article>
    </main><footer><a href="https://theme.example/">Theme</a></footer></body></html>"""
    records = read(html, "https://anna.example/blogroll/", "blogroll", media=HTML)
    assert of(Link, records) == [
        Link(ANNA, "http://ben.example:8080", None, "friend met", "blogroll"),
        Link(ANNA, "https://cid.example/2024/oats/", None, None, "blogroll"),
    ]
    assert [account.key for account in of(Account, records)] == [BEN, CID]
    assert visits(records) == [
        ("home", "http://ben.example:8080/", "blogroll", ()),
        ("home", "https://cid.example/", "blogroll", ()),
    ]
    assert of(Coverage, records)[0].held_count == 2


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("https://anna.example/blogroll.opml", "https://anna.example/blogroll.opml"),
        ("https://anna.example/links/", "https://anna.example/"),
        ("https://anna.example/links/", "http://www.anna.example/index.html"),
    ],
)
def test_a_page_that_comes_in_the_place_of_a_list_is_none(asked, served):
    html = "<html><body><main><a href='https://ben.example/'>Ben</a></main></body></html>"
    with pytest.raises(AnswerUnusable):
        read(html, served, "blogroll", media=HTML, address=asked)


def test_recommendations_have_a_time():
    body = json.dumps(
        [
            {"url": "https://ben.example/", "created_at": "2024-01-02T03:04:05.000Z"},
            {"url": "https://cid.example/x", "updated_at": "2024-01-02T03:04:05.000Z"},
            {"url": "https://ben.example/again"},
            {"url": "javascript:alert(1)"},
            {"url": 7},
            None,
            "https://eva.example/",
        ]
    )
    url = "https://anna.example/.well-known/recommendations.json"
    records = read(body, url, "recommendations", media="application/json")
    eva = Key("blog", "https://eva.example/")
    assert of(Interaction, records) == [
        Interaction(
            "link", ANNA, BEN, happened_at="2024-01-02T03:04:05Z", native_id="recommendation"
        ),
        Interaction("link", ANNA, CID, native_id="recommendation"),
        Interaction("link", ANNA, eva, native_id="recommendation"),
    ]
    assert {task.pointer for task in of(Task, records)} == {"recommendation"}
    assert of(Coverage, records)[0][:3] == ("recommendations", ANNA, None)


def test_recommendations_of_the_content_api_of_ghost():
    value = {
        "recommendations": [{"title": "Ben", "url": "https://ben.example/"}],
        "meta": {"pagination": {"next": None}},
    }
    records = read(json.dumps(value), "https://anna.example/x", "recommendations", media="")
    assert of(Account, records)[0].name == "Ben"
    assert of(Coverage, records)[0].is_complete


def test_recommendations_as_opml_are_a_blogroll():
    body = opml("<outline text='Ben' htmlUrl='https://ben.example/'/>")
    url = "https://anna.example/.well-known/recommendations.opml"
    records = read(body, url, "recommendations", media="application/octet-stream")
    assert of(Link, records) == [Link(ANNA, "https://ben.example/", position="blogroll")]


@pytest.mark.parametrize("body", ["<html><body>Not found</body></html>", "3", '{"a": 1}', "\0\1"])
def test_what_is_no_list_of_recommendations_is_told(body):
    with pytest.raises(AnswerUnusable):
        read(body, "https://anna.example/x.json", "recommendations", media="application/json")


@pytest.mark.parametrize("kind", ["blogroll", "recommendations"])
def test_lists_that_are_unchanged_or_not_to_be_listed(kind):
    (coverage,) = read("", URL, kind, media=XML, unchanged=True)
    assert coverage == Coverage(
        kind if kind == "blogroll" else "recommendations", ANNA, seen_at="2026-03-01T09:30:00Z"
    )
    body = opml("<outline text='Ben' htmlUrl='https://ben.example/'/>")
    assert read(body, URL, kind, media=XML, headers={"x-robots-tag": "noindex"}) == []
    records = read(body, URL, kind, media=XML, headers={"x-robots-tag": "nofollow"})
    assert not of(Task, records)
    assert len(of(Link, records)) == 1
