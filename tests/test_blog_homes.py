"""What a home page leads to: the feeds that it names, who it says it is, and what it asks."""

import pytest
from blog_visits import ANNA, HTML, SEEN_AT, SITE, item, of, read, rss

from crawlers.blog import seed
from crawlers.blog.discovery import guesses
from crawlers.errors import AnswerUnusable
from influence.records import Account, Consent, Fact, Identity, Link, Post, Task

FEED = '<link rel="alternate" type="application/rss+xml" title="Anna" href="/feed/">'


def home(head="", body="<p>Rye.</p>", url=SITE, **said):
    begun = f'<!doctype html><html lang="en-GB"><head><title>Anna bakes</title>{head}</head>'
    html = f"{begun}<body>{body}"
    return read(html, url, "home", **{"media": HTML, **said})


def visited(records, *kinds):
    tasks = of(Task, records)
    return [(task.kind, task.address) for task in tasks if not kinds or task.kind in kinds]


def feeds(head="", body="", **said):
    return [address for _, address in visited(home(head, body, **said), "feed")]


# Feeds


@pytest.mark.parametrize(
    ("head", "body", "found"),
    [
        (FEED, "", ["https://anna.example/feed/"]),
        (FEED.replace("alternate", "Alternate Home"), "", ["https://anna.example/feed/"]),
        (f'<base href="https://anna.example/blog/">{FEED.replace("/feed/", "feed.xml")}', "",
         ["https://anna.example/blog/feed.xml"]),
        ('<link rel="alternate" type="application/feed+json" href="/feed.json">', "",
         ["https://anna.example/feed.json"]),
        ('<link rel="alternate" type="application/json" href="/feed.json">', "",
         ["https://anna.example/feed.json"]),
        ('<link rel="feed" href="/posts.xml">', "", ["https://anna.example/posts.xml"]),
        ("", '<a rel="feed" href="/posts.xml">All posts</a>', ["https://anna.example/posts.xml"]),
        ("", '<a href="/atom.xml">Subscribe</a>', ["https://anna.example/atom.xml"]),
        ("", '<a href="/follow">RSS</a>', ["https://anna.example/follow"]),
    ],
)  # fmt: skip
def test_a_feed_is_found_where_a_page_names_it(head, body, found):
    assert feeds(head, body) == found


def test_the_header_comes_before_the_page_and_formats_of_one_feed_are_one():
    header = '</atom.xml>; rel="alternate"; type="application/atom+xml", </a.css>; rel=preload'
    assert feeds(FEED, headers={"link": header}) == ["https://anna.example/atom.xml"]
    both = FEED + FEED.replace("/feed/", "/feed/atom/").replace("rss+", "atom+")
    assert feeds(both) == ["https://anna.example/feed/"]
    blogger = FEED.replace("/feed/", "/feeds/posts/default")
    assert len(feeds(blogger + blogger.replace("default", "default?alt=rss"))) == 1


NO_FEEDS = [
    '<link rel="alternate" type="application/json+oembed" href="/wp-json/oembed/1.0/embed?url=x">',
    '<link rel="alternate" type="text/xml+oembed" href="/oembed">',
    '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/7">',
    '<link rel="alternate" hreflang="de" href="/de/">',
    '<link rel="stylesheet" type="text/css" href="/feed.css">',
    '<link rel="wlwmanifest" type="application/wlwmanifest+xml" href="/wlwmanifest.xml">',
    '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">',
]


@pytest.mark.parametrize("head", NO_FEEDS)
def test_what_is_no_feed_is_none(head):
    assert visited(home(FEED + head), "feed") == [("feed", "https://anna.example/feed/")]


@pytest.mark.parametrize(
    "comments",
    [
        '<link rel="alternate" type="application/rss+xml" title="Anna" href="/comments/feed/">',
        '<link rel="alternate" type="application/rss+xml" title="Kommentare" href="/k.xml">',
        '<link rel="alternate" type="application/atom+xml" href="/feeds/comments/default">',
    ],
)
def test_a_feed_of_comments_stays_one_of_comments(comments):
    (feed, of_comments) = visited(home(comments + FEED))
    assert feed == ("feed", "https://anna.example/feed/")
    assert of_comments[0] == "comments_feed"


def test_categories_and_other_sites_are_left_where_there_is_a_main_feed():
    category = FEED.replace("/feed/", "/category/rye/feed/")
    other = FEED.replace("/feed/", "https://ben.example/feed/")
    assert feeds(category + other + FEED) == ["https://anna.example/feed/"]
    assert feeds(category) == ["https://anna.example/category/rye/feed/"]
    assert feeds(other) == ["https://ben.example/feed/"]


def test_feeds_of_several_parts_of_a_blog_are_read_the_shortest_path_first():
    parts = FEED.replace("/feed/", "/notes/feed.xml") + FEED.replace("/feed/", "/feed.xml")
    main, part = of(Task, home(parts))
    assert (main.address, main.signals) == ("https://anna.example/feed.xml", ())
    assert (part.address, part.signals) == ("https://anna.example/notes/feed.xml", ("part",))
    (account,) = of(Account, read(rss(item()), part.address, signals=part.signals))
    assert (account.name, account.url, account.bio) == (None, None, None)


@pytest.mark.parametrize(
    ("url", "generator", "found"),
    [
        (SITE, "WordPress 6.8", [f"{SITE}feed/"]),
        (SITE, "", [f"{SITE}feed/", f"{SITE}rss.xml", f"{SITE}atom.xml"]),
        (SITE, "Hugo 0.111", [f"{SITE}index.xml", f"{SITE}posts/index.xml"]),
        ("https://anna.substack.com/", "", ["https://anna.substack.com/feed"]),
        ("https://anna.blogspot.de/", "", ["https://anna.blogspot.com/feeds/posts/default"]),
        ("https://medium.com/@anna", "", ["https://medium.com/feed/@anna"]),
        ("https://dev.to/anna", "", ["https://dev.to/feed/anna"]),
        ("https://anna.hashnode.dev/", "", ["https://anna.hashnode.dev/rss.xml"]),
        ("https://m.example/@anna", "Mastodon", ["https://m.example/@anna.rss"]),
        ("https://www.youtube.com/channel/UC1234567890123456789012", "",
         ["https://www.youtube.com/feeds/videos.xml?channel_id=UC1234567890123456789012"]),
        ("https://host.example/~anna/", "", [f"https://host.example/~anna/{name}"
                                             for name in ("feed/", "rss.xml", "atom.xml")]),
    ],
)  # fmt: skip
def test_where_no_feed_is_named_at_most_three_places_are_tried(url, generator, found):
    assert guesses(url, generator) == found


def test_guesses_and_other_places_are_asked_as_the_page_was_served():
    tasks = of(Task, home(url="http://anna.example:8080/", signals=["history"]))
    assert {task.address.rpartition("/")[0] for task in tasks} == {
        "http://anna.example:8080",
        "http://anna.example:8080/feed",
        "http://anna.example:8080/.well-known",
    }


def test_guesses_say_that_they_are_and_pages_without_a_feed_lead_to_the_first_page():
    tasks = of(Task, home())
    assert [task.signals for task in tasks] == [("guess",)] * 3
    tasks = of(Task, home(url="https://anna.example/about"))
    assert [(task.kind, task.address) for task in tasks] == [("home", SITE)]


def test_a_feed_that_somebody_typed_is_read_as_one():
    records = read(rss(item()), "https://anna.example/feed/", "home")
    assert [post.url for post in of(Post, records)] == ["https://anna.example/rye/"]
    elsewhere = {"site": "https://feeds.feedburner.com/anna"}
    records = read(rss(item()), "https://feeds.feedburner.com/anna", "home", **elsewhere)
    assert {post.account for post in of(Post, records)} == {ANNA}


def test_history_goes_on_to_feeds_and_sitemaps():
    records = home(FEED, signals=["history"])
    assert [(task.kind, task.address, task.signals) for task in of(Task, records)] == [
        ("feed", "https://anna.example/feed/", ("history",)),
        ("recommendations", "https://anna.example/.well-known/recommendations.opml", ("guess",)),
        ("sitemap", "https://anna.example/sitemap.xml", ("history",)),
    ]


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="blogroll" href="/roll.opml">',
        '<a href="/people">Blogroll</a>',
        '<meta name="generator" content="Ghost 6.65">',
        '<meta name="generator" content="WordPress 6.8">',
    ],
)
def test_the_well_known_place_of_lists_is_tried_where_all_is_wanted_and_no_other_is_known(head):
    place = "https://anna.example/.well-known/recommendations.opml"
    assert place in [address for _, address in visited(home(FEED, signals=["history"]))]
    for records in (home(FEED), home(FEED + head, signals=["history"])):
        assert place not in [address for _, address in visited(records)]


# The blog, and who it says it is


def test_the_first_page_names_the_blog_only_where_no_feed_does():
    about = (
        '<meta property="og:site_name" content="Anna &amp; rye"><meta name="description"'
        ' content="Bread, anna@anna.example"><meta name="generator" content="Hugo 0.111">'
    )
    records = home(about)
    assert of(Account, records) == [
        Account(
            ANNA, "anna.example", "Anna & rye", SITE, "Bread, [mail address]", "en", seen_at=SEEN_AT
        )
    ]
    assert of(Fact, records)[0] == Fact(ANNA, "generator", SITE, "Hugo 0.111", SEEN_AT)
    (account,) = of(Account, home(about + FEED))
    assert (account.name, account.bio, account.language) == (None, None, None)


IDENTITIES = [
    ('<a rel="me nofollow" href="https://m.example/@anna">m</a>', "rel=me", "https://m.example/@anna"),
    ('<link rel="ME" href="https://github.com/anna">', "rel=me", "https://github.com/anna"),
    (('<div class="h-card"><a class="u-url u-uid" href="/">Anna</a>'
     '<a class="u-url" href="https://bsky.app/profile/anna.example">b</a></div>'),
     "h-card", "https://bsky.app/profile/anna.example"),
    (('<script type="application/ld+json">{"@graph":[{"@type":"Person",'
     '"sameAs":["https://www.linkedin.com/in/anna"]}]}</script>'),
     "json-ld", "https://www.linkedin.com/in/anna"),
    (('<script type="application/ld+json">{"@type":"WebSite","publisher":{"@type":"Person",'
     '"sameAs":"https://twitter.com/anna"},}</script>'), "json-ld", "https://twitter.com/anna"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "how", "url"), IDENTITIES)
def test_other_addresses_of_the_blog_are_kept_with_how_and_where_it_says_so(body, how, url):
    assert of(Identity, home(FEED, body)) == [Identity(ANNA, url, how, SITE, SEEN_AT)]


NO_IDENTITIES = [
    '<a rel="me" href="mailto:anna@anna.example">mail</a><a rel="me" href="/about">about</a>',
    '<div class="h-card"><a class="u-url" href="https://ben.example/">Ben</a></div>',
    (
        '<div class="h-card"><a class="u-url" href="/">Anna</a></div>'
        '<div class="h-card"><a class="u-url" href="https://ben.example/">Ben</a></div>'
    ),
    (
        '<script type="application/ld+json">{"@type":"BlogPosting","author":{"@type":"Person",'
        '"sameAs":["https://ben.example/"]}}</script>'
    ),
    '<script type="application/ld+json">{"sameAs": [</script>',
]


@pytest.mark.parametrize("body", NO_IDENTITIES)
def test_what_others_are_is_not_the_blog(body):
    assert of(Identity, home(FEED, body)) == []


def test_a_blog_that_moved_is_the_one_where_it_is_now():
    hops = [(301, "http://old.example/"), (301, "https://old.example/")]
    said = {"site": "https://old.example/", "address": "http://old.example/"}
    records = home(FEED, hops=hops, **said)
    assert of(Account, records)[0].key == ANNA
    assert of(Identity, records) == [
        Identity(ANNA, "http://old.example/", "redirect", SITE, SEEN_AT)
    ]
    for_now = home(FEED, hops=[(302, "http://old.example/")], **said)
    assert of(Account, for_now)[0].key == ANNA
    assert not of(Identity, for_now)


def test_a_page_that_calls_another_address_the_right_one_says_so():
    records = home(FEED + '<link rel="canonical" href="https://www.anna.example/">')
    assert of(Identity, records) == [
        Identity(ANNA, "https://www.anna.example/", "canonical", SITE, SEEN_AT)
    ]


def test_links_of_the_first_page_are_of_the_blog_and_of_no_post():
    records = home(FEED, '<footer><a href="https://ben.example/">Ben</a></footer>')
    assert of(Link, records) == [Link(ANNA, "https://ben.example/", None, None, "footer")]


# Lists of blogs, comments


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (
            '<link rel="blogroll" type="text/xml" href="/roll.opml">',
            "https://anna.example/roll.opml",
        ),
        (
            '<link rel="meta" type="application/opml+xml" href="/o.xml">',
            "https://anna.example/o.xml",
        ),
        ('<a href="/people">Blogroll</a>', "https://anna.example/people"),
        ('<a href="/links/">More</a>', "https://anna.example/links/"),
        ('<a href="https://ben.example/all.opml">his</a>', "https://ben.example/all.opml"),
    ],
)
def test_lists_of_blogs_are_visited_and_say_that_they_are_likely_ones(head, found):
    lists = [task for task in of(Task, home(FEED + head)) if task.kind == "blogroll"]
    assert [(task.address, task.signals) for task in lists] == [(found, ("has-list",))]


OPML = (
    "<?xml version='1.0'?><opml version='2.0'><body>"
    "<outline text='Ben' htmlUrl='https://ben.example/'/></body></opml>"
)


@pytest.mark.parametrize("media", ["text/x-opml", "text/xml", "text/plain", ""])
def test_a_list_of_blogs_that_somebody_names_is_read_as_one(media):
    records = read(OPML, f"{SITE}list.opml", "home", media=media)
    assert of(Link, records) == [Link(ANNA, "https://ben.example/", position="blogroll")]
    assert visited(records) == [("home", "https://ben.example/")]


def test_a_list_on_a_host_without_blogs_is_nobodys():
    url = "https://raw.githubusercontent.com/anna/lists/main/list.opml"
    records = read(OPML, url, "home", media="text/plain", site="https://raw.githubusercontent.com/")
    assert visited(records) == [("home", "https://ben.example/")]
    assert of(Link, records) == []


def test_ghost_recommends_at_a_known_place():
    assert visited(home(FEED), "recommendations") == []
    ghost = FEED + '<meta name="generator" content="Ghost 6.65">'
    assert visited(home(ghost), "recommendations") == [
        ("recommendations", "https://anna.example/.well-known/recommendations.json")
    ]


@pytest.mark.parametrize(
    ("rest", "comments"),
    [
        ("/wp-json/", "https://anna.example/wp-json/wp/v2/comments?per_page=100"),
        ("/index.php?rest_route=/",
         "https://anna.example/index.php?rest_route=/wp/v2/comments&per_page=100"),
        ("https://ben.example/wp-json/", None),
    ],
)  # fmt: skip
def test_comments_of_wordpress_are_read_through_its_api(rest, comments):
    found = visited(
        home(f'{FEED}<link rel="https://api.w.org/" href="{rest}">'), "wordpress_comments"
    )
    assert [address for _, address in found] == [comments] * (comments is not None)
    header = {"link": f'<{rest}>; rel="https://api.w.org/"'}
    assert visited(home(FEED, headers=header), "wordpress_comments") == found


# Opt-outs


def test_a_blog_that_asks_not_to_be_listed_is_denied_and_nothing_else_is_kept():
    records = home(FEED + '<meta name="ROBOTS" content="NOINDEX, follow">')
    assert records == [Consent(ANNA, "deny", f"noindex at {SITE}", "robots meta", SEEN_AT)]
    (consent,) = home(FEED, headers={"x-robots-tag": "none"})
    assert consent.seen_in == "X-Robots-Tag"


def test_a_blog_that_no_longer_asks_is_heard_too():
    silent = [Consent(ANNA, "unset", None, place) for place in ("robots meta", "X-Robots-Tag")]
    assert of(Consent, home(FEED)) == silent
    assert not of(Consent, home(FEED, url="https://anna.example/about"))


def test_a_page_that_asks_it_of_itself_is_left_alone_and_the_first_page_is_asked():
    records = home('<meta name="robots" content="noindex">', url="https://anna.example/tag/rye/")
    assert records == [Task("blog", "home", SITE, SITE)]


def test_without_leave_to_follow_nothing_is_visited():
    records = home(FEED + '<meta name="robots" content="nofollow">')
    assert of(Account, records)
    assert not of(Task, records)


# What is no blog


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<title>404 - Page not found</title>", "no such page"),
        ("<title>anna.example</title><p>This domain is for sale!", "parked domain"),
        ("<title>anna.example</title><script src='https://www.hugedomains.com/a.js'></script>",
         "parked domain"),
    ],
)  # fmt: skip
def test_a_page_of_nobody_ends_in_a_sentence(html, reason):
    with pytest.raises(AnswerUnusable, match=reason):
        read(html, SITE, "home", media=HTML)


def test_an_article_about_parked_domains_is_an_article():
    assert of(Account, home(FEED, "<p>" + "Why this domain is for sale: a story. " * 100))


def test_a_blog_whose_host_sends_to_a_network_is_no_blog():
    with pytest.raises(AnswerUnusable, match="a host without blogs"):
        home(url="https://www.facebook.com/anna", address=SITE)


def test_a_page_that_has_not_changed_says_nothing_new():
    assert home("", "") != []
    assert read("", SITE, "home", unchanged=True) == []


# What a person types


@pytest.mark.parametrize(
    ("typed", "address", "site"),
    [
        ("anna.example", SITE, SITE),
        ("  https://anna.example/rye#top ", "https://anna.example/rye", SITE),
        ("anna.example:8080/blog", "https://anna.example:8080/blog", SITE),
        ("medium.com/@anna", "https://medium.com/@anna", "https://medium.com/@anna"),
        ("http://anna.example", "http://anna.example/", SITE),
    ],
)
def test_an_address_as_typed_is_a_visit(typed, address, site):
    assert seed(typed) == Task("blog", "home", address, site)


@pytest.mark.parametrize("typed", ["anna", "anna@anna.example", "ftp://anna.example", ""])
def test_what_is_no_address_is_no_visit(typed):
    assert seed(typed) is None
