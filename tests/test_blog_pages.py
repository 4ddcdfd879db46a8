"""Pages of posts: what they say of the post, what is kept of it, and what they lead to."""

import json

import pytest
from blog_visits import ANNA, HTML, SITE, of, read

from crawlers.errors import AnswerUnusable
from influence.records import Account, Fact, Key, Link, Post, Tag, Task

URL = "https://anna.example/2024/01/05/rye/"
RYE = Key("blog", "https://anna.example/2024/01/05/rye")
TEXT = "<p>Rye is a grain.</p><p>It is <b>old</b>.</p>"


def read_page(body, head="", url=URL, **said):
    html = f"<html lang='en-GB'><head>{head}</head><body>{body}</body></html>"
    return read(html, url, "page", media=said.pop("media", HTML), **said)


def article(text=TEXT, more=""):
    return f"<article><h1>Rye</h1>{more}<div class='entry-content'>{text}</div></article>"


def json_ld(**said):
    told = json.dumps({"@context": "https://schema.org", "@type": "BlogPosting", **said})
    return f"<script type='application/ld+json'>{told}</script>"


def the_post(records):
    (post,) = [post for post in of(Post, records) if post.kind == "article"]
    return post


def facts(records):
    return {(fact.kind, fact.value) for fact in of(Fact, records)}


def test_a_page_is_the_post_of_its_address():
    assert the_post(read_page(article())) == Post(
        RYE,
        ANNA,
        kind="article",
        published_at="2024-01-05T00:00:00Z",
        url=URL,
        title="Rye",
        text="Rye is a grain.\nIt is old.",
        language="en",
        seen_at="2026-03-01T09:30:00Z",
    )


def test_the_post_is_the_one_that_the_list_named_and_the_address_the_one_served():
    records = read_page(
        article(), url="https://anna.example/2024/rye", address="https://anna.example/?p=7",
        signals=("excerpt",),
    )  # fmt: skip
    post = the_post(records)
    assert (post.key.native_id, post.url) == (
        "https://anna.example/?p=7",
        "https://anna.example/2024/rye",
    )


@pytest.mark.parametrize(
    ("head", "more", "expected"),
    [
        (
            json_ld(datePublished="2024-01-01T10:00:00+02:00")
            + "<meta property='article:published_time' content='2024-01-02T00:00:00Z'>",
            "<time datetime='2024-01-03'></time>",
            "2024-01-01T08:00:00Z",
        ),
        (
            "<meta property='article:published_time' content='2024-01-02T00:00:00Z'>",
            "<time datetime='2024-01-03'></time>",
            "2024-01-02T00:00:00Z",
        ),
        (
            "",
            (
                "<time class='updated' datetime='2024-03-03'></time>"
                "<time class='dt-published' datetime='2024-01-03T01:00:00+01:00'></time>"
            ),
            "2024-01-03T00:00:00Z",
        ),
        ("", "<time datetime='2024-01-03'></time>", "2024-01-03T00:00:00Z"),
        ("", "<abbr class='published' title='2024-01-03'></abbr>", "2024-01-03T00:00:00Z"),
        (json_ld(datePublished="2024-13-45"), "", "2024-01-05T00:00:00Z"),
        ("", "", "2024-01-05T00:00:00Z"),
    ],
)
def test_the_time_of_a_post_is_the_surest_that_its_page_tells(head, more, expected):
    assert the_post(read_page(article(more=more), head)).published_at == expected


def test_tags_are_those_that_networks_and_links_tell_of_the_post():
    records = read_page(
        "<article><a rel='category tag' href='/tag/salt'>Salt </a><p>Text.</p></article>"
        "<aside><a rel='tag' href='/tag/cakes'>Cakes</a></aside>",
        "<meta property='article:tag' content='Rye'><meta property='article:tag' content='Bread'>",
    )
    assert [tag.tag for tag in of(Tag, records)] == ["Rye", "Bread", "Salt"]


def test_times_of_other_posts_and_of_comments_are_not_the_posts():
    body = (
        article() + "<h2>More posts</h2><ul><li><time datetime='2025-05-05T00:00:00Z'>"
        "<a href='/2025/oats/'>May</a></time></li></ul>"
        "<div id='comments'><li class='comment'><time datetime='2025-06-06'></time></li></div>"
    )
    records = read_page(body, url="https://anna.example/rye", signals=("excerpt",))
    assert the_post(records).published_at is None


@pytest.mark.parametrize(
    ("head", "more", "author"),
    [
        (json_ld(author={"@type": "Person", "name": "Anna"}), "", "Anna"),
        (json_ld(author=[{"name": "Anna"}, {"name": "Eva"}]), "", "Anna"),
        (json_ld(author="Anna"), "", "Anna"),
        ("", "<span class='p-author h-card'>Anna</span>", "Anna"),
        ("", "<a rel='author' href='/about'>Anna</a>", "Anna"),
        ("<meta name='author' content='Anna (anna@anna.example)'>", "", "Anna ([mail address])"),
        ("<meta property='article:author' content='https://facebook.com/anna'>", "", None),
        ("", "", None),
    ],
)
def test_the_author_is_never_a_commenter(head, more, author):
    comments = (
        "<div id='comments'><li class='comment h-cite'><span class='p-author'>Bob</span>"
        "<a rel='author' href='https://bob.example'>Bob</a></li></div>"
    )
    records = read_page(article(more=more) + comments, head)
    assert [fact.value for fact in of(Fact, records) if fact.kind == "author"] == (
        [author] if author else []
    )


@pytest.mark.parametrize(
    "body",
    [
        "<div class='h-entry'><div class='e-content'>{}</div><p>Related</p></div>",
        "<div itemprop='articleBody'>{}</div><p>Around</p>",
        "<main><article>{}<footer>Tags</footer></article></main><p>Around</p>",
        "<nav>Menu</nav><main>{}<div class='sharedaddy'>Share</div></main>",
        "<div class='post'>{}</div><p>Around</p>",
        (
            "<article class='post'><div class='entry-content'>{}<div class='related'>More</div>"
            "<script>x</script></div></article><div id='comments'>Nice post</div>"
        ),
        "<div class='entry-content'>{}</div><div class='entry-content'><p>A teaser</p></div>",
    ],
)
def test_the_text_is_what_was_written_and_nothing_around_it(body):
    assert the_post(read_page(body.format(TEXT))).text == "Rye is a grain.\nIt is old."


def test_where_nothing_says_what_the_text_is_it_is_guessed():
    pytest.importorskip("trafilatura")
    words = "Rye is a grain that grows where wheat does not, and it makes a dark bread. " * 8
    body = f"<div class='x1'><a href='/'>Home</a></div><div class='x2'><p>{words}</p></div>"
    comment = "<div id='comments'><li class='comment'><p>Bob was here for the bread</p></li></div>"
    text = the_post(read_page(body + comment)).text
    assert "dark bread" in text
    assert "Bob" not in text


def test_texts_are_at_most_fifty_thousand_characters_without_mail_addresses():
    text = the_post(read_page(article(f"<p>anna@anna.example {'rye ' * 40_000}</p>"))).text
    assert len(text) <= 50_000
    assert "anna@" not in text


@pytest.mark.parametrize(
    ("head", "text"),
    [
        (json_ld(isAccessibleForFree=False), TEXT),
        (json_ld(isAccessibleForFree="http://schema.org/False"), TEXT),
        ("", "<p>Rye</p><aside class='gh-post-upgrade-cta'>For members</aside>"),
        ("", "<form class='post-password-form'>Password</form>"),
    ],
)
def test_of_what_is_sold_or_locked_no_text_is_kept(head, text):
    records = read_page(article(text), head)
    assert the_post(records).text is None
    assert ("withheld", "") in facts(records)


def test_nothing_is_stored_of_a_page_that_asks_not_to_be_listed():
    assert read_page(article(), "<meta name='robots' content='noindex'>") == []
    assert read_page(article(), headers={"x-robots-tag": "none"}) == []


def test_pages_that_ask_for_it_lead_nowhere_or_leave_no_words():
    body = article("<p>#ad Rye of <a href='https://ben.example/'>Ben</a></p>")
    records = read_page(body, "<meta name='robots' content='nofollow'>")
    assert not of(Task, records)
    assert len(of(Link, records)) == 1
    records = read_page(body, "<meta name='robots' content='noarchive'>")
    assert the_post(records).text is None
    assert not of(Fact, records)
    assert len(of(Task, records)) == 1


def test_links_of_a_post_name_it_and_call_for_visits():
    records = read_page(
        article("<p>Of <a href='https://ben.example/rye'>Ben</a></p>")
        + "<footer><a href='https://theme.example/'>Theme</a></footer>"
    )
    assert of(Link, records) == [
        Link(ANNA, "https://ben.example/rye", RYE),
        Link(ANNA, "https://theme.example/", RYE, None, "footer"),
    ]
    assert [task.site for task in of(Task, records)] == ["https://ben.example/"]


def test_a_sidebar_of_blogs_makes_them_accounts():
    records = read_page(
        article() + "<div class='blogroll'><a href='https://ben.example/'>Ben</a></div>"
    )
    assert [account.handle for account in of(Account, records)] == ["ben.example"]


def test_a_copy_of_a_post_of_another_site_has_none_of_its_links():
    head = "<link rel='canonical' href='https://ben.example/rye'>"
    records = read_page(article("<p><a href='https://cid.example/'>Cid</a></p>"), head)
    assert ("copy of", "https://ben.example/rye") in facts(records)
    assert not of(Link, records)
    assert not of(Task, records)
    head = "<link rel='canonical' href='https://www.anna.example/rye'>"
    records = read_page(article("<p><a href='https://cid.example/'>Cid</a></p>"), head)
    assert len(of(Link, records)) == 1


@pytest.mark.parametrize(
    ("head", "classes"),
    [
        ("<meta property='og:type' content='article'>", ""),
        ("", "post-template-default single single-post postid-5"),
        ("", "post-template tag-rye"),
        (json_ld(), ""),
    ],
)
def test_a_page_is_a_post_where_anything_says_so(head, classes):
    html = f"<html><head>{head}</head><body class='{classes}'>{article()}</body></html>"
    assert the_post(read(html, "https://anna.example/rye", "page", media=HTML)).title == "Rye"


def test_the_title_is_the_posts_and_not_the_sites():
    head = "<title>Oats | Anna bakes</title>"
    body = (
        "<header class='site-header'><h1>Anna bakes</h1></header><article class='hentry'>"
        f"<header class='entry-header'><h1 class='entry-title'>Rye</h1></header>{TEXT}</article>"
    )
    assert the_post(read_page(body, head)).title == "Rye"
    body = f"<header><h1>Anna bakes</h1></header><main><h1>Rye</h1>{TEXT}</main>"
    assert the_post(read_page(body, head)).title == "Rye"
    assert the_post(read_page(f"<main>{TEXT}</main>", head)).title == "Oats | Anna bakes"


def test_pages_that_are_no_posts_say_nothing():
    assert read_page("<main><p>About Anna</p></main>", url="https://anna.example/about/") == []
    assert read_page(article(), url="https://elsewhere.example/2024/01/05/", address=URL) == []
    assert read_page(article(), status=404) == []
    assert read("{}", URL, "page", media="application/json") == []


def test_comments_elsewhere_are_visited():
    body = article() + (
        "<script data-isso='//comments.example/isso/' src='x'></script>"
        "<section id='isso-thread' data-title='Rye'></section>"
        "<script data-ghost-comments='https://anna.example/' data-key='abb1cc88b627d9008b5ed63ca0'"
        " data-api='https://anna.example/ghost/api/content/'"
        " data-post-id='6b025b7f7ba9ac6ca4e03d1b'></script>"
    )
    cursor = json.dumps({"post": RYE.native_id, "url": URL})
    expected = [
        Task(
            *("blog", "isso", "https://comments.example/isso/?uri=/2024/01/05/rye/", SITE, cursor)
        ),
        Task(
            *("blog", "ghost_comments"),
            "https://anna.example/members/api/comments/post/6b025b7f7ba9ac6ca4e03d1b/",
            *(SITE, cursor),
        ),
    ]
    assert of(Task, read_page(body)) == expected
    (*others, with_key) = of(Task, read_page(body, signals=("data-key",)))
    assert others == expected
    assert with_key.kind == "recommendations"
    assert with_key.address.startswith("https://anna.example/ghost/api/content/recommendations/")


def test_what_a_page_names_on_other_hosts_as_its_own_is_not_asked():
    body = article() + (
        "<script data-ghost-comments='https://ben.example/'"
        " data-post-id='6b025b7f7ba9ac6ca4e03d1b'></script>"
        "<script data-isso='javascript:alert(1)'></script>"
    )
    assert of(Task, read_page(body)) == []


def test_facts_keep_the_sign_and_the_page():
    records = read_page(
        article(
            "<p>#ad Thanks to Mill &amp; Co for sponsoring this. As an Amazon Associate I earn.</p>"
            "<p><a href='https://mill.example/' rel='sponsored nofollow'>Mill</a>"
            " <a href='https://amzn.to/3abc'>Oven</a>"
            " <a href='https://shop.example/?ref=anna'>Shop</a></p>"
        )
    )
    assert facts(records) == {
        ("disclosure", "#ad"),
        ("disclosure", "thanks to mill & co for sponsoring"),
        ("disclosure", "as an amazon associate"),
        ("sponsored link", "https://mill.example/"),
        ("affiliate link", "https://amzn.to/3abc"),
        ("perhaps affiliate link", "https://shop.example/?ref=anna"),
    }
    assert {fact.url for fact in of(Fact, records)} == {RYE.native_id}


def test_a_page_of_five_megabytes_is_read():
    body = article("<p>Rye <a href='https://ben.example/'>Ben</a></p>" * 100_000)
    records = read_page(body)
    assert len(of(Link, records)) == 1
    assert len(the_post(records).text) <= 50_000


def test_a_page_nested_without_end_is_refused():
    with pytest.raises(AnswerUnusable):
        read_page("<div>" * 100_000)


def test_json_ld_that_is_broken_or_endless_harms_nothing():
    broken = (
        '<!-- {"@type": "BlogPosting", "headline": "Rye bread",} -->',
        '{"@graph": [{"@graph": [{"@type": "Article", "headline": "Rye bread"}]}]}',
    )
    for text in broken:
        head = f"<script type='application/ld+json'>{text}</script>"
        assert the_post(read_page(article(), head)).title == "Rye bread"
    for text in ("[" * 100_000, '{"@type": {"a": 1}, "author": 7}', "null", "{"):
        head = f"<script type='application/ld+json'>{text}</script>"
        assert the_post(read_page(article(), head)).title == "Rye"


def test_an_unchanged_page_says_nothing():
    assert read_page("", unchanged=True) == []
