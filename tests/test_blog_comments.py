"""Comments, wherever they stand: who of those who wrote them is an account, and what they did."""

import json

import pytest
from blog_visits import ANNA, ATOM, HTML, SITE, of, read, rss

from crawlers.blog.spam import Signed, spam_of
from influence.records import Account, Coverage, Interaction, Key, Link, Post, Task

URL = "https://anna.example/2024/rye/"
RYE = Key("blog", "https://anna.example/2024/rye")
BEN = Key("blog", "https://ben.example/")
CID = Key("blog", "https://cid.example/")
MEDIA = "application/json"


def comment(id_):
    return Key("blog", f"{RYE.native_id}#{id_}")


def read_page(comments, head="", url=URL, **said):
    html = (
        f"<html lang='en'><head><title>Rye</title>{head}</head><body><article><h1>Rye</h1>"
        "<time class='entry-date published' datetime='2024-01-02T03:04:05+01:00'></time>"
        f"<div class='entry-content'><p>Rye is a grain.</p></div></article>{comments}</body></html>"
    )
    return read(html, url, "page", media=HTML, **said)


def replies(records):
    """Return the comments held, as (id, author, time, parent, text)."""
    return [
        (
            post.key.native_id.partition("#")[2],
            post.account.native_id,
            post.published_at,
            post.reply_to.native_id.partition("#")[2] or None,
            post.text,
        )
        for post in of(Post, records)
        if post.kind == "reply"
    ]


def acts(records):
    return [
        (act.kind, act.actor, act.target, act.post, act.native_id)
        for act in of(Interaction, records)
    ]


CLASSIC = """
<div id="comments" class="comments-area"><h2 class="comments-title">4 thoughts on “Rye”</h2>
<ol class="comment-list">
<li id="comment-2" class="comment even depth-1"><article id="div-comment-2" class="comment-body">
 <footer class="comment-meta"><div class="comment-author vcard">
  <img src="https://secure.gravatar.com/avatar/1c4753aad368a5bdcc9401fe4c29f482?s=60" alt="">
  <b class="fn"><a href="http://ben.example/about" class="url" rel="ugc external nofollow"
   >Ben &#8211; &amp; Bread</a></b> <span class="says">says:</span></div>
  <div class="comment-metadata"><a href="https://anna.example/2024/rye/#comment-2">
   <time datetime="2024-01-03T10:00:00+01:00">January 3</time></a></div></footer>
 <div class="comment-content"><p>I &amp; my oven, with <a href="https://dan.example/">Dan</a>.</p>
 </div><div class="reply"><a rel="nofollow" class="comment-reply-link"
  href="https://anna.example/2024/rye/?replytocom=2#respond">Reply</a></div></article>
 <ol class="children">
 <li id="comment-3" class="comment byuser comment-author-anna bypostauthor odd depth-2">
  <article id="div-comment-3" class="comment-body"><footer class="comment-meta">
   <div class="comment-author vcard"><b class="fn">Anna</b></div>
   <div class="comment-metadata"><a href="#comment-3"><time datetime="2024-01-03T10:30:00+01:00">
   </time></a></div></footer><div class="comment-content"><p>Hot!</p></div></article></li>
 </ol></li>
<li id="comment-4" class="comment depth-1"><article class="comment-body"><footer>
  <div class="comment-author vcard"><b class="fn">Nobody</b></div></footer>
  <div class="comment-content"><p>Secret words</p></div></article></li>
<li id="comment-5" class="pingback depth-1"><div class="comment-body">Pingback:
 <a href="https://cid.example/2024/02/oats/" class="url" rel="ugc external nofollow">Oats</a></div>
</li></ol></div>"""

BLOCKS = """
<div class="wp-block-comments"><h3 id="comments" class="wp-block-comments-title">3 responses to
“Rye 2024”</h3><ol class="wp-block-comment-template">
<li id="comment-2" class="comment even depth-1"><div><div class="wp-block-comment-date">
 <time datetime="2024-01-03T09:00:00+00:00"><a href="https://anna.example/2024/rye/#comment-2">
 </a></time></div><div class="wp-block-comment-author-name"><a rel="external nofollow ugc"
 href="http://ben.example" target="_self">Ben</a></div>
 <div class="wp-block-comment-content"><p>Which oven?</p></div></div>
 <ol><li id="comment-3" class="comment odd depth-2"><div><div class="wp-block-comment-date">
 <time datetime="2024-01-03T09:30:00+00:00"></time></div>
 <div class="wp-block-comment-author-name"><a rel="external nofollow ugc"
 href="https://www.anna.example">Anna</a></div><div class="wp-block-comment-content">
 <p>The old one.</p></div></div></li></ol></li>
<li id="comment-4" class="trackback even depth-1"><div><div class="wp-block-comment-author-name">
<a rel="external nofollow ugc" href="https://cid.example/2024/02/oats/">Oats</a></div>
<div class="wp-block-comment-content"><p>[&#8230;] as Anna says [&#8230;]</p></div></div></li>
</ol></div>"""


def test_comments_of_a_classic_theme():
    records = read_page(CLASSIC)
    assert replies(records) == [
        ("comment-2", BEN.native_id, "2024-01-03T09:00:00Z", None, "I & my oven, with Dan."),
        ("comment-3", SITE, "2024-01-03T09:30:00Z", "comment-2", "Hot!"),
    ]
    assert acts(records) == [
        ("reply", BEN, ANNA, RYE, comment("comment-2").native_id),
        ("reply", ANNA, BEN, comment("comment-2"), comment("comment-3").native_id),
        ("link", CID, ANNA, RYE, "https://cid.example/2024/02/oats"),
    ]
    (post,) = [post for post in of(Post, records) if post.kind == "article"]
    assert post.replies_count == 4
    assert of(Coverage, records) == [
        Coverage("replies", ANNA, RYE, None, None, True, 4, 4, "2026-03-01T09:30:00Z")
    ]


def test_comments_of_a_block_theme():
    records = read_page(BLOCKS)
    assert replies(records) == [
        ("comment-2", BEN.native_id, "2024-01-03T09:00:00Z", None, "Which oven?"),
        ("comment-3", SITE, "2024-01-03T09:30:00Z", "comment-2", "The old one."),
    ]
    assert ("link", CID, ANNA, RYE, "https://cid.example/2024/02/oats") in acts(records)
    assert of(Coverage, records)[0].claimed_count == 3


@pytest.mark.parametrize("comments", [CLASSIC, BLOCKS])
def test_nothing_is_kept_of_those_without_an_address(comments):
    told = repr(read_page(comments))
    for secret in ("Nobody", "Secret words", "gravatar", "1c4753aad368a5bdcc9401fe4c29f482"):
        assert secret not in told


def test_a_commenter_is_the_account_of_their_blog_and_worth_a_visit():
    records = read_page(CLASSIC)
    assert of(Account, records) == [
        Account(BEN, handle="ben.example"),
        Account(CID, handle="cid.example"),
    ]
    assert Task("blog", "home", "http://ben.example/", BEN.native_id, None, "comment") in records
    assert not [link for link in of(Link, records) if "dan.example" in link.url]


def test_comments_in_flat_markup_find_their_parents_by_depth():
    item = (
        "<li class='comment depth-{depth}' id='li-comment-{id}'><div id='comment-{id}'>"
        "<cite class='fn'><a href='https://{who}.example/' rel='external nofollow' class='url'>x"
        "</a></cite><div class='comment-text'>Words {id}</div></div></li>"
    )
    told = [(1, 7, "ben"), (2, 8, "cid"), (2, 9, "dan"), (3, 10, "eva"), (1, 11, "fay")]
    html = "".join(item.format(depth=depth, id=id_, who=who) for depth, id_, who in told)
    records = read_page(f"<ol class='commentlist'>{html}</ol>")
    assert [(id_, parent) for id_, _, _, parent, _ in replies(records)] == [
        ("comment-7", None),
        ("comment-8", "comment-7"),
        ("comment-9", "comment-7"),
        ("comment-10", "comment-9"),
        ("comment-11", None),
    ]
    assert [text for *_, text in replies(records)] == [
        f"Words {number}" for number in (7, 8, 9, 10, 11)
    ]


def test_a_comment_of_blogger_keeps_the_profile_and_the_time_of_its_address():
    records = read_page(
        """<div class="comments" id="comments"><h4>2 comments:</h4><ol>
        <li class="comment" id="c778899001122"><div class="comment-block">
        <div class="comment-header"><cite class="user"><a
         href="https://www.blogger.com/profile/0123456789" rel="nofollow">Ben</a></cite>
        <span class="datetime"><a rel="nofollow"
         href="https://anna.example/2024/rye/?showComment=1704273000000#c778899001122">3 Jan</a>
        </span></div><p class="comment-content">Rye!</p></div></li>
        <li class="comment" id="c778899001123"><div class="comment-block">
        <div class="comment-header"><cite class="user blog-author"><a
         href="https://www.blogger.com/profile/99" rel="nofollow">Anna</a></cite></div>
        <p class="comment-content">Oats!</p></div></li></ol></div>"""
    )
    profile = Key("blog", "https://blogger.com/profile/0123456789")
    assert Account(profile, "blogger.com/profile/0123456789", "Ben") in records
    assert [each[:3] for each in replies(records)] == [
        ("c778899001122", profile.native_id, "2024-01-03T09:10:00Z"),
        ("c778899001123", SITE, None),
    ]
    assert [task.pointer for task in of(Task, records)] == []


def test_webmentions_shown_as_h_cite_are_what_they_say():
    cite = (
        "<li class='h-cite {kind}'><a class='p-author h-card u-author' href='https://{who}.example'"
        ">{who}</a><a class='u-url' href='https://{who}.example/notes/1'>at</a>"
        "<time class='dt-published' datetime='2024-01-04T00:00:00Z'></time>"
        "<div class='p-content e-content'>Nice <a href='https://spam.example'>x</a></div></li>"
    )
    kinds = {"ben": "u-comment", "cid": "u-like", "dan": "u-repost", "eva": "u-mention"}
    html = "".join(cite.format(kind=kind, who=who) for who, kind in kinds.items())
    records = read_page(f"<ol class='webmentions'>{html}</ol>")
    at = "https://{}.example/notes/1".format
    assert [(act[0], act[1].native_id, act[2], act[4]) for act in acts(records)] == [
        ("reply", "https://ben.example/", ANNA, at("ben")),
        ("like", "https://cid.example/", ANNA, at("cid")),
        ("repost", "https://dan.example/", ANNA, at("dan")),
        ("link", "https://eva.example/", ANNA, at("eva")),
    ]
    assert {act.happened_at for act in of(Interaction, records)} == {"2024-01-04T00:00:00Z"}


def test_comments_in_the_vocabulary_of_schema_org():
    records = read_page(
        """<section><span itemprop="commentCount">1</span>
        <div itemprop="comment" itemscope itemtype="https://schema.org/UserComments">
        <span itemprop="creator" itemscope><a itemprop="url" href="https://ben.example/">
        <span itemprop="name">Ben</span></a></span><meta itemprop="commentTime"
         content="2024-01-04T05:00:00+05:00">
         <div itemprop="commentText">Nice</div></div></section>"""
    )
    ((_, author, written_at, _, text),) = replies(records)
    assert (author, written_at, text) == (BEN.native_id, "2024-01-04T00:00:00Z", "Nice")


def test_comments_that_only_json_ld_holds():
    said = {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": ["BlogPosting"],
                "commentCount": 7,
                "comment": [
                    {
                        "@type": "Comment",
                        "author": {"name": "Ben", "url": "https://ben.example"},
                        "text": "Nice",
                        "dateCreated": "2024-01-04T00:00:00Z",
                    },
                    {"@type": "Comment", "author": {"name": "Nobody"}, "text": "Secret"},
                ],
            }
        ],
    }
    head = f"<script type='application/ld+json'>{json.dumps(said)}</script>"
    records = read_page("", head)
    assert [(author, text) for _, author, _, _, text in replies(records)] == [
        (BEN.native_id, "Nice")
    ]
    (coverage,) = of(Coverage, records)
    assert (coverage.claimed_count, coverage.held_count, coverage.is_complete) == (7, 2, False)
    assert "Nobody" not in repr(records)


def test_a_page_that_has_no_place_for_comments_says_nothing_of_them():
    records = read_page("")
    assert not of(Coverage, records)
    assert of(Post, records)[0].replies_count is None


def test_a_place_for_comments_without_any_says_that_there_are_none():
    records = read_page("<div id='comments' class='comments-area'><div id='respond'></div></div>")
    (coverage,) = of(Coverage, records)
    assert (coverage.claimed_count, coverage.held_count, coverage.is_complete) == (0, 0, True)


def test_comments_on_several_pages_are_read_to_the_end():
    item = (
        "<li id='comment-{0}' class='comment depth-1'><cite class='fn'>"
        "<a href='https://b{0}.example/' class='url'>x</a></cite></li>"
    )
    area = "<div id='comments'><h2 class='comments-title'>{}</h2><ol>{}</ol>{}</div>"
    older = "<div class='nav-previous'><a href='/2024/rye/comment-page-1/#comments'>Older</a></div>"
    last = "".join(item.format(number) for number in (3, 4))
    records = read_page(area.format("4 thoughts", last, older))
    assert not of(Coverage, records)
    (task,) = [task for task in of(Task, records) if task.kind == "page"]
    assert task.address == "https://anna.example/2024/rye/comment-page-1/"
    newer = "<div class='nav-next'><a href='/2024/rye/comment-page-2/#comments'>Newer</a></div>"
    first = "".join(item.format(number) for number in (1, 2))
    records = read_page(
        area.format("4 thoughts", first, newer), url=task.address, cursor=task.cursor
    )
    assert [each[0] for each in replies(records)] == ["comment-1", "comment-2"]
    assert {post.kind for post in of(Post, records)} == {"reply"}
    (coverage,) = of(Coverage, records)
    assert (coverage.post, coverage.is_complete) == (RYE, True)
    assert (coverage.claimed_count, coverage.held_count) == (4, 4)


@pytest.mark.parametrize(
    "address",
    [
        "https://best-casino.example/",
        "http://cheap-payday-loans.example/apply",
        "https://shop.example/?aff=12",
        "https://amzn.to/3abc",
        "https://www.google.com/",
        "https://en.wikipedia.org/",
        "mailto:ben@ben.example",
        "javascript:alert(1)",
        "http://",
        "ben.example",
    ],
)
def test_an_address_that_advertises_or_means_no_site_makes_no_account(address):
    html = CLASSIC.replace("http://ben.example/about", address)
    records = read_page(html)
    assert BEN not in {account.key for account in of(Account, records)}
    assert [each[0] for each in replies(records)] == ["comment-3"]
    assert [act[0] for act in acts(records)] == ["link"]
    assert of(Coverage, records)[0].held_count == 4


def test_an_address_that_many_names_share_on_a_page_is_an_advertisement():
    signed = [Signed(f"Name {number}", "https://ben.example/") for number in range(4)]
    assert spam_of(signed) == {"https://ben.example/"}
    assert spam_of(signed[:3]) == frozenset()


@pytest.mark.parametrize(
    "signed",
    [
        Signed("Loan Nguyen", "https://loan.nguyen.example/"),
        Signed("Anna", "https://specialist-bakery.example/"),
        Signed("Essex Baker", "https://essex-baker.example/"),
    ],
)
def test_names_of_people_and_places_are_no_money_words(signed):
    assert spam_of([signed]) == frozenset()


def test_people_on_one_platform_are_told_apart():
    records = read_page(
        CLASSIC.replace("http://ben.example/about", "https://twitter.com/ben").replace(
            "https://cid.example/2024/02/oats/", "https://medium.com/@cid/oats-1f"
        )
    )
    assert [account.key.native_id for account in of(Account, records)] == [
        "https://twitter.com/ben",
        "https://medium.com/@cid",
    ]


def test_pages_that_ask_for_it_have_no_text_or_no_visits_made_of_them():
    records = read_page(CLASSIC, "<meta name='robots' content='noarchive, nofollow'>")
    assert [post.text for post in of(Post, records)] == [None] * 3
    assert len(of(Interaction, records)) == 3
    assert not of(Task, records)


def test_ten_thousand_comments_are_bounded():
    item = "<li class='comment' id='comment-{0}'><a class='url' href='https://b{0}.example'>x</a>"
    html = "".join(item.format(number) for number in range(10_000))
    assert len(replies(read_page(f"<ol class='commentlist'>{html}</ol>"))) == 2_000


# WordPress's REST API


def said(id_, parent=0, address="https://ben.example", name="Ben", link=URL, **more):
    return {
        "id": id_,
        "post": 4,
        "parent": parent,
        "author": 0,
        "author_name": name,
        "author_url": address,
        "date": "2024-01-03T21:00:00",
        "date_gmt": "2024-01-03T10:00:00",
        "content": {"rendered": f"<p>Words &amp; {id_}</p>\n"},
        "link": f"{link}#comment-{id_}",
        "status": "approved",
        "type": "comment",
        "author_avatar_urls": {"24": "https://secure.gravatar.com/avatar/91a7a8?s=24"},
        **more,
    }


API = "https://anna.example/wp-json/wp/v2/comments?per_page=2&post=4&order=asc"


def read_api(comments, total="1", pages="1", url=API, cursor=None, **more):
    headers = {"x-wp-total": total, "x-wp-totalpages": pages}
    body = comments if isinstance(comments, str) else json.dumps(comments)
    return read(
        body, url, "wordpress_comments", media=MEDIA, headers=headers, cursor=cursor, **more
    )


def test_comments_of_the_rest_api():
    records = read_api(
        [
            said(3, parent=2, address="https://anna.example"),
            said(2, name="Ben &#8211; Bread", address="https://github.com/Ben"),
            said(4, address="", name="Nobody"),
        ],
        total="3",
    )
    ben = Key("blog", "https://github.com/ben")
    assert of(Account, records) == [Account(ben, handle="github.com/ben", name="Ben \u2013 Bread")]
    assert replies(records) == [
        ("comment-3", SITE, "2024-01-03T10:00:00Z", "comment-2", "Words & 3"),
        ("comment-2", ben.native_id, "2024-01-03T10:00:00Z", None, "Words & 2"),
    ]
    assert acts(records) == [
        ("reply", ANNA, ben, comment("comment-2"), comment("comment-3").native_id),
        ("reply", ben, ANNA, RYE, comment("comment-2").native_id),
    ]
    assert "gravatar" not in repr(records)
    assert "Nobody" not in repr(records)


def test_the_rest_api_is_paged_to_its_end_and_answers_find_whom_they_answer():
    cursor = json.dumps({"post": RYE.native_id, "url": URL})
    first = read_api([said(1), said(2, address="")], total="3", pages="2", cursor=cursor)
    assert not of(Coverage, first)
    assert [post.replies_count for post in of(Post, first) if post.key == RYE] == [3]
    (task,) = [task for task in of(Task, first) if task.kind == "wordpress_comments"]
    assert task.address.endswith("&page=2")
    second = read_api(
        [said(3, parent=1, address="https://anna.example/")],
        total="3",
        pages="2",
        url=task.address,
        cursor=task.cursor,
    )
    assert acts(second) == [
        ("reply", ANNA, BEN, comment("comment-1"), comment("comment-3").native_id)
    ]
    (coverage,) = of(Coverage, second)
    assert (coverage.post, coverage.claimed_count, coverage.held_count) == (RYE, 3, 3)
    assert coverage.is_complete


def test_a_list_without_counts_goes_on_where_its_links_say_so():
    headers = {"link": '<https://anna.example/wp-json/wp/v2/comments?page=2>; rel="next"'}
    body = json.dumps([said(1)])
    records = read(body, API, "wordpress_comments", media=MEDIA, headers=headers)
    assert [task.address[-7:] for task in of(Task, records) if task.kind != "home"] == ["&page=2"]
    records = read(body, API, "wordpress_comments", media=MEDIA)
    assert [(each.held_count, each.is_complete) for each in of(Coverage, records)] == [(1, True)]


def test_a_page_past_the_end_of_the_rest_api_ends_the_list():
    body = {"code": "rest_post_invalid_page_number", "message": "", "data": {"status": 400}}
    cursor = json.dumps({"post": RYE.native_id, "held": 200, "pages": 2, "claimed": 200})
    records = read_api(body, total="", pages="", cursor=cursor, status=400)
    assert [(each.held_count, each.is_complete) for each in of(Coverage, records)] == [(200, True)]
    assert len(records) == 1


def test_a_list_of_a_whole_blog_puts_comments_under_their_posts():
    oats = "https://anna.example/2024/oats/comment-page-2/"
    records = read_api(
        [said(1), said(2, link=oats), said(3, link="https://other.example/x/")], total="3"
    )
    assert [post.reply_to.native_id for post in of(Post, records)] == [
        RYE.native_id,
        "https://anna.example/2024/oats",
    ]
    (coverage,) = of(Coverage, records)
    assert (coverage.post, coverage.held_count) == (None, 3)


def test_the_header_that_wordpress_sends_with_all_its_json_is_nobodys_wish():
    headers = {"x-robots-tag": "noindex", "x-wp-total": "1"}
    body = json.dumps([said(1)])
    records = read(body, API, "wordpress_comments", media=MEDIA, headers=headers)
    assert len(of(Interaction, records)) == 1
    headers["x-robots-tag"] = "noindex, nofollow"
    assert not read(body, API, "wordpress_comments", media=MEDIA, headers=headers)


@pytest.mark.parametrize("body", ['{"code": "rest_no_route"}', "<html>Nothing here</html>", "3"])
def test_what_is_no_list_of_comments_is_told(body):
    from crawlers.errors import AnswerUnusable  # noqa: PLC0415 - of this test alone

    with pytest.raises(AnswerUnusable):
        read_api(body)


def test_strange_values_in_a_list_of_comments_are_passed_over():
    strange = [None, 3, {}, said(None, address=7, name=None), said(5, content="x", parent="y")]
    records = read_api(strange)
    assert [each[0] for each in replies(records)] == ["comment-5"]


# Feeds of comments


def atom(entries, more=""):
    return (
        "<feed xmlns='http://www.w3.org/2005/Atom'"
        f" xmlns:thr='http://purl.org/syndication/thread/1.0'>{more}{entries}</feed>"
    )


def entry(id_, who="<name>Ben</name><uri>https://ben.example</uri>", **told):
    answered = told.get("answered", URL)
    return (
        f"<entry><title>By: Ben</title><author>{who}</author>"
        f"<link rel='alternate' type='text/html' href='{told.get('link', URL)}#{id_}'/>"
        f"<id>https://anna.example/?p=4#{id_}</id><published>2024-01-03T10:00:00Z</published>"
        f"<content type='html'>{told.get('text', '&lt;p&gt;Words&lt;/p&gt;')}</content>"
        f"<thr:in-reply-to ref='x' href='{answered}' type='text/html'/></entry>"
    )


def read_feed(body, url="https://anna.example/2024/rye/feed/atom/", media=ATOM, **more):
    return read(body, url, "comments_feed", media=media, **more)


def test_a_feed_of_comments_gives_the_same_acts_as_the_page():
    records = read_feed(
        atom(
            entry("comment-3", "<name>Anna</name><uri>https://anna.example</uri>",
                  answered=f"{URL}#comment-2")
            + entry("comment-2")
            + entry("comment-4", "<name>Nobody</name>")
        ),
        cursor=json.dumps({"post": RYE.native_id}),
        signals=("replies:3",),
    )  # fmt: skip
    assert replies(records) == [
        ("comment-2", BEN.native_id, "2024-01-03T10:00:00Z", None, "Words"),
        ("comment-3", SITE, "2024-01-03T10:00:00Z", "comment-2", "Words"),
    ]
    assert acts(records) == [
        ("reply", BEN, ANNA, RYE, comment("comment-2").native_id),
        ("reply", ANNA, BEN, comment("comment-2"), comment("comment-3").native_id),
    ]
    (coverage,) = of(Coverage, records)
    assert (coverage.post, coverage.claimed_count, coverage.held_count) == (RYE, 3, 3)
    assert coverage.is_complete
    assert "Nobody" not in repr(records)


def test_a_pingback_in_a_feed_of_comments_is_a_link():
    who = "<name>Oats &#8211; Cid</name><uri>https://cid.example/2024/02/oats/</uri>"
    text = "[&amp;#8230;] as Anna says [&amp;#8230;]"
    records = read_feed(atom(entry("comment-9", who, text=text)))
    assert acts(records) == [("link", CID, ANNA, RYE, "https://cid.example/2024/02/oats")]
    assert not replies(records)


def test_a_feed_of_a_whole_blog_puts_comments_under_their_posts():
    records = read_feed(
        atom(
            entry("comment-2")
            + entry("c99887766", link="https://anna.example/2024/oats.html?showComment=17042730000")
            + entry("comment-4", link="https://other.example/x")
        ),
        "https://anna.example/comments/feed/atom/",
    )
    assert sorted(post.reply_to.native_id for post in of(Post, records)) == [
        "https://anna.example/2024/oats.html",
        RYE.native_id,
    ]
    assert of(Coverage, records)[0].is_complete is None


def test_where_wordpress_tells_no_addresses_the_feed_that_tells_them_is_read():
    items = (
        "<item><link>https://anna.example/2024/rye/#comment-2</link><dc:creator>Ben</dc:creator>"
        "<description>Words</description></item>"
    )
    generator = "<generator>https://wordpress.org/?v=6.8</generator>"
    records = read_feed(
        rss(items, generator),
        "https://anna.example/2024/rye/feed/",
        "application/rss+xml",
        cursor='{"post": "x"}',
    )
    assert records == [
        Task(
            "blog",
            "comments_feed",
            "https://anna.example/2024/rye/feed/atom/",
            SITE,
            '{"post": "x"}',
        )
    ]


def test_a_feed_of_comments_that_tells_only_names_makes_no_accounts():
    items = (
        "<item><link>https://anna.example/2024/rye/#comment-2</link><dc:creator>Ben</dc:creator>"
        "<description>Words</description></item>"
    )
    records = read_feed(rss(items), "https://anna.example/c.xml", "application/rss+xml")
    assert records == of(Coverage, records)
    assert records[0].held_count == 1


# Isso and Ghost


def read_isso(value, **more):
    cursor = json.dumps({"post": RYE.native_id, "url": URL})
    url = "https://comments.example/?uri=/2024/rye/"
    return read(json.dumps(value), url, "isso", media=MEDIA, **{"cursor": cursor, **more})


def isso(id_, parent=None, website="https://ben.example", **more):
    return {
        "id": id_,
        "parent": parent,
        "created": 1704276000.25 + id_,
        "mode": 1,
        "text": f"<p>Words {id_}</p>",
        "author": "Ben",
        "website": website,
        "hash": "743f537b5431",
        **more,
    }


def test_a_thread_of_isso():
    nested = [isso(2, 1, "https://anna.example/"), isso(3, 1, None)]
    gone = isso(4, website=None, author=None, text="", mode=4)
    records = read_isso(
        {"total_replies": 3, "hidden_replies": 0, "replies": [isso(1, replies=nested), gone]}
    )
    assert replies(records) == [
        ("isso-1", BEN.native_id, "2024-01-03T10:00:01Z", None, "Words 1"),
        ("isso-2", SITE, "2024-01-03T10:00:02Z", "isso-1", "Words 2"),
    ]
    assert acts(records)[1] == (
        *("reply", ANNA, BEN, comment("isso-1")),
        comment("isso-2").native_id,
    )
    (coverage,) = of(Coverage, records)
    assert (coverage.claimed_count, coverage.held_count, coverage.is_complete) == (3, 3, True)
    assert "743f537b5431" not in repr(records)


def test_a_page_that_isso_does_not_know_has_no_comments():
    records = read_isso({"total_replies": 0, "hidden_replies": 0, "replies": []})
    assert [post.replies_count for post in of(Post, records)] == [0]
    (coverage,) = of(Coverage, records)
    assert (coverage.claimed_count, coverage.held_count, coverage.is_complete) == (0, 0, True)


def test_a_thread_of_isso_goes_on_after_its_last_comment():
    records = read_isso({"total_replies": 3, "hidden_replies": 1, "replies": [isso(1), isso(2)]})
    (task,) = [task for task in of(Task, records) if task.kind == "isso"]
    assert task.address.endswith("&after=1704276002.25")
    records = read_isso(
        {"total_replies": 3, "hidden_replies": 2, "replies": [isso(5)]},
        cursor=task.cursor,
    )
    (coverage,) = of(Coverage, records)
    assert (coverage.held_count, coverage.is_complete) == (3, True)
    (coverage,) = of(
        Coverage,
        read_isso({"total_replies": 3, "hidden_replies": 3, "replies": []}, cursor=task.cursor),
    )
    assert (coverage.held_count, coverage.is_complete) == (2, False)


def test_the_comments_of_ghost_are_counted():
    member = {"id": "6b02", "uuid": "0b5c9bf5", "name": "Ben"}
    value = {
        "comments": [
            {"id": "1", "member": member, "html": "x", "replies": [], "count": {"replies": 0}},
            {"id": "2", "member": member, "replies": [{"id": "3"}], "count": {"replies": 4}},
        ],
        "meta": {"pagination": {"page": 1, "pages": 1, "total": 2, "next": None}},
    }
    url = "https://anna.example/members/api/comments/post/6b02/"
    cursor = json.dumps({"post": RYE.native_id})
    records = read(json.dumps(value), url, "ghost_comments", media=MEDIA, cursor=cursor)
    assert [post.replies_count for post in of(Post, records)] == [6]
    (coverage,) = of(Coverage, records)
    assert (coverage.claimed_count, coverage.held_count, coverage.is_complete) == (6, 3, False)
    assert "Ben" not in repr(records)
    value["meta"]["pagination"]["next"] = 2
    (task,) = read(json.dumps(value), url, "ghost_comments", media=MEDIA, cursor=cursor)
    assert task.address == f"{url}?page=2"


@pytest.mark.parametrize("kind", ["comments_feed", "wordpress_comments", "isso", "ghost_comments"])
def test_an_unchanged_list_says_only_that_it_was_looked_at(kind):
    cursor = json.dumps({"post": RYE.native_id})
    records = read("", URL, kind, cursor=cursor, unchanged=True, media=HTML)
    assert records == [Coverage("replies", ANNA, RYE, seen_at="2026-03-01T09:30:00Z")]


@pytest.mark.parametrize("kind", ["page", "comments_feed", "wordpress_comments", "isso"])
def test_nothing_is_stored_of_what_asks_not_to_be_listed(kind):
    bodies = {
        "page": CLASSIC,
        "comments_feed": atom(entry("comment-2")),
        "wordpress_comments": json.dumps([said(1)]),
        "isso": json.dumps({"total_replies": 1, "replies": [isso(1)]}),
    }
    cursor = json.dumps({"post": RYE.native_id})
    headers = {"x-robots-tag": "none" if kind == "wordpress_comments" else "noindex"}
    media = HTML if kind == "page" else MEDIA
    assert read(bodies[kind], URL, kind, cursor=cursor, headers=headers, media=media) == []
