"""Links of pages: what of them is somebody's choice, what is the template's, what is dropped."""

import pytest
from blog_visits import ANNA, SITE, of
from lxml import etree

from crawlers.blog.addresses import is_no_blog
from crawlers.blog.affiliates import programme_of
from crawlers.blog.article import article_of
from crawlers.blog.links import links_of
from crawlers.blog.outbound import records_of_links
from crawlers.blog.unwrapping import unwrapped
from influence.records import Account, Key, Link, Task

POST = "https://anna.example/2024/rye/"


def tree(html):
    return etree.fromstring(html.encode(), etree.HTMLParser(encoding="utf-8"))


def links(html, url=POST, *, whole=False):
    root = tree(html)
    return links_of(root, url, SITE, None if whole else article_of(root))


def urls(html, url=POST):
    return [link.url for link in links(html, url, whole=True)]


def page(text, around=""):
    return f"<html><body><article><div class='entry-content'>{text}</div></article>{around}"


def test_links_in_the_text_have_no_position_and_those_around_it_have_one():
    found = links(
        "<header><a href='https://a.example/'>a</a></header><nav><a href='https://b.example/'></a>"
        "</nav><article><div class='entry-content'><p>I read "
        "<a href='https://ben.example/rye'>Ben</a>.</p></div></article>"
        "<aside><a href='https://c.example/'>c</a></aside>"
        "<div class='webring'><a href='https://d.example/'>d</a></div>"
        "<div class='jp-relatedposts'><a href='https://e.example/'>e</a></div>"
        "<div class='elsewhere'><a href='https://f.example/'>f</a></div>"
        "<footer><a href='https://g.example/'>g</a></footer>"
    )
    assert {link.site[8:-1]: link.position for link in found} == {
        "a.example": "header",
        "b.example": "nav",
        "ben.example": None,
        "c.example": "aside",
        "d.example": "webring",
        "e.example": "related",
        "f.example": "page",
        "g.example": "footer",
    }


def test_what_is_around_the_text_is_no_template_for_its_name_alone():
    html = page("<p>I read <a href='https://ben.example/'>Ben</a></p>")
    for wrong in ("sidebar", "widget", "header", "footer"):
        found = links(f"<div class='{wrong}'>{html}</div>")
        assert [link.position for link in found] == [None]


def test_the_first_and_the_last_block_of_a_text_are_told_from_what_is_between():
    found = links(
        page(
            "<p>First seen at <a href='https://a.example/'>A</a></p>"
            "<p>Rye needs <a href='https://b.example/'>B</a></p>"
            "<p>Follow <a href='https://c.example/'>C</a></p>"
        )
    )
    assert [link.position for link in found] == ["first", None, "last"]


def test_a_text_without_blocks_is_split_at_double_breaks():
    found = links(
        page(
            "Rye of <a href='https://a.example/'>A</a><br>and salt<br><br>"
            "<a href='https://b.example/'>B</a> ferments<br><br>Yours, "
            "<a href='https://c.example/'>Anna</a>"
        )
    )
    assert [link.position for link in found] == ["first", None, "last"]


def test_a_text_of_one_block_is_all_text():
    assert links(page("<p>I read <a href='https://ben.example/'>Ben</a></p>"))[0].position is None


@pytest.mark.parametrize(
    "address",
    [
        "https://anna.example/about",
        "https://www.anna.example/",
        "/2023/",
        "#top",
        "mailto:anna@anna.example",
        "javascript:alert(1)",
        "tel:123",
        "data:text/html,x",
        "https://ben.example/loaf.JPG",
        "https://ben.example/feed/",
        "https://ben.example/atom.xml",
        "https://www.google.com/search?q=rye",
        "https://duckduckgo.com/?q=rye",
        "https://d123.cloudfront.net/x",
        "https://i0.wp.com/anna.example/loaf",
        "https://cdn.ben.example/script",
        "https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fanna.example%2F",
        "https://twitter.com/intent/tweet?text=Rye",
        "https://x.com/share?url=https://anna.example",
        "https://pinterest.com/pin/create/button/?url=x",
        "https://www.linkedin.com/shareArticle?mini=true&url=x",
        "https://reddit.com/submit?url=https://anna.example/",
        "https://t.me/share/url?url=x",
        "https://api.whatsapp.com/send?text=x",
        "https://mastodon.example/share?text=x",
        "https://[not",
        "https://localhost/x",
        "",
    ],
)
def test_addresses_that_are_no_page_of_another_site_are_dropped(address):
    assert urls(f"<p><a href='{address}'>x</a></p>") == []


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("https://web.archive.org/web/2020/https://ben.example/rye", "https://ben.example/rye"),
        ("https://web.archive.org/web/20200102im_/http:/ben.example/", "http://ben.example/"),
        ("https://web.archive.org/web/20200102030405/ben.example/", "https://ben.example/"),
        ("https://www.google.com/amp/s/ben.example/rye/amp/", "https://ben.example/rye/"),
        ("https://ben-example.cdn.ampproject.org/c/s/ben.example/rye", "https://ben.example/rye"),
        ("https://ben.example/rye/amp", "https://ben.example/rye/"),
        ("https://ben.example/rye?amp=1&p=3", "https://ben.example/rye?p=3"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fben.example%2Frye&h=x",
         "https://ben.example/rye"),
        ("https://www.google.com/url?q=https://ben.example/rye&sa=D", "https://ben.example/rye"),
        ("https://ben.example/amphibians", "https://ben.example/amphibians"),
    ],
)  # fmt: skip
def test_wrapped_addresses_are_unwrapped(address, meant):
    assert unwrapped(address) == meant
    assert urls(f"<p><a href='{address}'>x</a></p>") == [meant]


def test_an_archived_copy_of_ones_own_page_is_no_link():
    assert urls("<p><a href='https://web.archive.org/web/2020/https://anna.example/a'>x</a>") == []


def test_what_ghost_adds_to_tell_who_links_is_taken_away():
    html = (
        "<p><a href='https://ben.example/rye?ref=anna.example'>x</a>"
        "<a href='https://cid.example/?ref=news'>y</a></p>"
    )
    assert urls(html) == ["https://ben.example/rye", "https://cid.example/?ref=news"]


def test_addresses_are_relative_to_the_base_of_the_page():
    html = "<head><base href='https://ben.example/notes/'></head><body><a href='rye'>x</a>"
    assert urls(html) == ["https://ben.example/notes/rye"]
    assert urls("<base href='javascript:x'><a href='//ben.example/rye'>x</a>") == [
        "https://ben.example/rye"
    ]


def test_an_address_comes_once_and_as_it_stands_in_the_text():
    found = links(
        "<nav><a href='http://ben.example/rye/'>Ben</a></nav>"
        + page(
            "<p>Of <a href='https://ben.example/rye#top' rel='nofollow'>Ben</a> and"
            " <a href='https://ben.example/rye?utm_source=a'>again</a></p>"
        )
    )
    assert [(link.url, link.position, link.rel) for link in found] == [
        ("https://ben.example/rye", None, ("nofollow",))
    ]


def test_rel_is_kept_as_folded_words_with_what_microformats_and_programmes_say():
    found = links(
        page(
            "<p><a rel=' NoFollow  UGC nofollow' href='https://a.example/'>a</a>"
            "<a class='u-in-reply-to u-url' href='https://b.example/1'>b</a>"
            "<a rel='friend met' href='https://c.example/'>c</a>"
            "<a href='https://www.amazon.de/dp/1?tag=anna-21'>d</a></p>"
        )
    )
    assert [link.rel for link in found] == [
        ("nofollow", "ugc"),
        ("in-reply-to",),
        ("friend", "met"),
        ("affiliate",),
    ]
    assert found[2].as_link(ANNA) == Link(ANNA, "https://c.example/", rel="friend met")
    assert [link.is_vouched for link in found] == [False, True, True, False]


def test_links_of_commenters_and_hidden_links_are_none_of_the_author():
    found = links(
        page(
            "<p>Rye. <a href='https://ben.example/'>Ben</a></p>"
            "<div style='position:absolute; left: -9999px'><a href='https://spam.example/'>x</a>"
            "</div><div class='sharedaddy'><a href='https://network.example/p'>Share</a></div>",
            "<div id='comments'><ol class='comment-list'><li><a href='https://cid.example/'>Cid</a>"
            "</li></ol></div><ul class='wp-block-latest-comments'><li>"
            "<a href='https://dan.example/'>Dan</a></li></ul>",
        )
    )
    assert [link.site for link in found] == ["https://ben.example/"]


@pytest.mark.parametrize(
    "html",
    [
        "<div class='blogroll'><ul><li>{}</li></ul></div>",
        "<aside><li id='linkcat-2' class='linkcat'><ul class='xoxo blogroll'>{}</ul></li></aside>",
        "<div class='widget widget_links'><h2>Links</h2><ul><li>{}</li></ul></div>",
        "<div class='widget BlogList' id='BlogList1'>{}</div>",
        "<aside><h3>Blogs I read</h3><ul><li>{}</li></ul></aside>",
        "<div><h2>Befreundete Blogs:</h2><ul><li>{}</li></ul></div>",
        "<footer><section class='footer-blogroll'>{}</section></footer>",
    ],
)
def test_lists_of_blogs_in_a_page_are_blogrolls(html):
    (link,) = links(html.format("<a href='https://ben.example/' rel='friend'>Ben</a>"), whole=True)
    assert link.position == "blogroll"


def test_a_listed_blog_becomes_an_account_with_a_link_and_a_visit():
    found = links(
        "<div class='blogroll'><a href='http://ben.example:8080/a/'>Ben</a>"
        "<a href='https://en.wikipedia.org/wiki/Rye'>Rye</a></div>",
        whole=True,
    )
    records = list(records_of_links(ANNA, None, found))
    ben = Key("blog", "https://ben.example/")
    assert of(Account, records) == [
        Account(ben, handle="ben.example", url="http://ben.example:8080/")
    ]
    assert [link.position for link in of(Link, records)] == ["blogroll", "blogroll"]
    assert of(Task, records) == [
        Task("blog", "home", "http://ben.example:8080/", ben.native_id, None, "blogroll")
    ]


def test_sites_are_visited_for_what_somebody_wrote_and_vouches_for():
    found = links(
        page(
            "<p><a href='https://ben.example/1'>Ben</a> and <a href='https://ben.example/2'>Ben</a>"
            "<a href='https://cid.example/' rel='sponsored'>Cid</a>"
            "<a href='https://github.com/ben/rye'>code</a>"
            "<a href='https://de.wikipedia.org/wiki/Roggen'>Rye</a>"
            "<a href='https://dan.example/?aff=3'>Dan</a>"
            "<a href='https://eva.substack.com/p/rye'>Eva</a></p>",
            "<footer><a href='https://theme.example/'>Theme</a></footer>",
        )
    )
    records = list(records_of_links(ANNA, Key("blog", POST), found))
    assert [(task.address, task.pointer, task.signals) for task in of(Task, records)] == [
        ("https://ben.example/", "link", ()),
        ("https://eva.substack.com/", "link", ("has-list",)),
    ]
    assert len(of(Link, records)) == len(found) == 8
    assert not of(Task, records_of_links(ANNA, None, found, follows=False))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://en.wikipedia.org/wiki/Rye", True),
        ("https://www.amazon.co.uk/dp/1", True),
        ("https://github.com/ben/rye", True),
        ("https://twitter.com/ben", True),
        ("https://mastodon.example/@ben", True),
        ("https://myshop.myshopify.com/", True),
        ("https://ben.github.io/", False),
        ("https://medium.com/@ben/rye", False),
        ("https://blog.ben.example/", False),
        ("https://amazonrainforest.example/", False),
    ],
)
def test_hosts_without_blogs_are_known(address, expected):
    assert is_no_blog(address) is expected


@pytest.mark.parametrize(
    ("address", "programme"),
    [
        ("https://amzn.to/3abc", "amazon"),
        ("https://www.amazon.com/dp/1?linkCode=ll1&tag=anna-20", "amazon"),
        ("https://www.anrdoezrs.net/click-1-2", "cj"),
        ("https://shop.example/?cjevent=1", "cj"),
        ("https://click.linksynergy.com/deeplink?id=1", "rakuten"),
        ("https://www.shareasale.com/r.cfm?b=1", "shareasale"),
        ("https://www.awin1.com/cread.php?awinmid=1", "awin"),
        ("https://shop.example/?awc=1", "awin"),
        ("https://brand.pxf.io/abc", "impact"),
        ("https://prf.hn/click/camref:1", "partnerize"),
        ("https://go.skimresources.com/?id=1", "skimlinks"),
        ("https://rstyle.me/+abc", "rewardstyle"),
        ("https://www.ebay.de/itm/1?mkevt=1&campid=5338", "ebay"),
        ("https://clk.tradedoubler.com/click?p=1", "tradedoubler"),
        ("https://x.hop.clickbank.net/", "clickbank"),
        ("https://shop.example/?utm_medium=affiliate", "others"),
    ],
)
def test_programmes_are_told_by_host_path_or_parameter(address, programme):
    found = programme_of(address)
    assert found.name == programme
    assert found.is_sure


@pytest.mark.parametrize("address", ["https://shop.example/?ref=anna", "https://a.example/go/oven"])
def test_signs_with_other_uses_are_not_sure(address):
    assert not programme_of(address).is_sure


def test_a_page_of_a_hundred_thousand_links_is_bounded():
    html = "".join(f"<a href='https://b{number}.example/'>x</a>" for number in range(20_000))
    found = links(f"<p>{html}</p>", whole=True)
    assert len(found) == 2_000
    assert len(of(Task, records_of_links(ANNA, None, found))) == 200
