"""Which blog, page or profile an address means: hosts that many share, and spellings of one."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influence.urls import page_of, resolved, site_of

SITES = {
    "http://ann.blogspot.de/2024/01/rye.html": "https://ann.blogspot.com/",
    "https://ann.blogspot.co.uk/": "https://ann.blogspot.com/",
    "https://ann.blogspot.com.br/": "https://ann.blogspot.com/",
    "https://ann.blogspot.com/feeds/posts/default": "https://ann.blogspot.com/",
    "https://ann.wixsite.com/bread/post/rye": "https://ann.wixsite.com/bread",
    "https://medium.com/feed/@ann": "https://medium.com/@ann",
    "https://medium.com/feed/bread-weekly": "https://medium.com/bread-weekly",
    "https://dev.to/feed/ann": "https://dev.to/ann",
    "https://dev.to/ann/a-post-1a2b": "https://dev.to/ann",
    "https://anchor.fm/s/1a2b3c/podcast/rss": "https://anchor.fm/s/1a2b3c",
    "https://habr.com/ru/users/ann/posts/": "https://habr.com/ru/users/ann",
    "https://twitter.com/Ann": "https://twitter.com/ann",
    "https://x.com/ann/status/17": "https://twitter.com/ann",
    "https://mobile.twitter.com/ann": "https://twitter.com/ann",
    "https://github.com/Ann/rye": "https://github.com/ann",
    "https://gist.github.com/ann/1": "https://gist.github.com/",
    "https://ann.github.io/rye/": "https://ann.github.io/",
    "https://www.facebook.com/ann.rye": "https://facebook.com/ann.rye",
    "https://m.facebook.com/profile.php?id=17&v=info": "https://facebook.com/profile.php?id=17",
    "https://news.ycombinator.com/user?id=ann": "https://news.ycombinator.com/user?id=ann",
    "https://mastodon.example/@ann/113": "https://mastodon.example/@ann",
    "https://bsky.app/profile/ann.example/post/3k": "https://bsky.app/profile/ann.example",
    "https://www.linkedin.com/in/ann-rye/": "https://linkedin.com/in/ann-rye",
    "https://www.blogger.com/profile/0123": "https://blogger.com/profile/0123",
    "https://www.youtube.com/@ann/videos": "https://www.youtube.com/@ann",
    "https://bücher.example/": "https://xn--bcher-kva.example/",
    "https://ann.example:8080/~ben/blog": "https://ann.example/~ben",
    "https://ann:secret@ann.example/": "https://ann.example/",
}


@pytest.mark.parametrize(("address", "site"), SITES.items())
def test_an_address_belongs_to_the_blog_or_profile_on_a_host_that_many_share(address, site):
    assert site_of(address) == site
    assert site_of(site) == site


PLATFORMS = (
    *("substack.com", "wordpress.com", "tumblr.com", "medium.com", "ghost.io", "micro.blog"),
    *("hashnode.dev", "bearblog.dev", "typepad.com", "neocities.org", "blogspot.com", "github.io"),
)
"""Hosts of thousands of blogs, most of which no list of public suffixes has."""


@pytest.mark.parametrize("platform", PLATFORMS)
def test_blogs_of_one_platform_are_as_many_sites(platform):
    ann, ben = (
        site_of(f"http://{name}.{platform}/2026/rye?utm_source=x") for name in ("ann", "ben")
    )
    assert (ann, ben) == (f"https://ann.{platform}/", f"https://ben.{platform}/")


@pytest.mark.parametrize(
    "address",
    [
        "https://exa mple.com/",
        "https://[::1]/",
        "https://a..example/",
        "https://ann/",
        "//a.example",
    ],
)
def test_what_names_no_host_of_the_web_belongs_to_no_blog(address):
    assert site_of(address) is None
    assert page_of(address) is None


PAGES = {
    "http://ann.blogspot.co.uk/2024/01/rye.html": "https://ann.blogspot.com/2024/01/rye.html",
    "https://ann.example/a/index.html/index.html": "https://ann.example/a",
    "https://ann.example/index.php/": "https://ann.example/",
    "https://ann.example/br%c3%b6tchen": "https://ann.example/br%C3%B6tchen",
    "https://ann.example/brötchen/": "https://ann.example/br%C3%B6tchen",
    "https://ann.example/?utm_source=a&p=7&fbclid=x": "https://ann.example/?p=7",
}


@pytest.mark.parametrize(("address", "page"), PAGES.items())
def test_spellings_of_one_page_are_one_page(address, page):
    assert page_of(address) == page


STEPS = st.text(alphabet="aZ@~%2fö/.;?=&:#+ é\u200d-_", max_size=30)
HOSTS = st.sampled_from(
    ["ann.example", "x.com", "medium.com", "ann.blogspot.fr", "www.facebook.com", "bücher.example",
     "www.youtube.com", "dev.to", "ann.wixsite.com", "news.ycombinator.com"]
)  # fmt: skip


@given(HOSTS, STEPS, st.sampled_from(["", "?id=%ff", "?channel_id=UC1234567890123456789012"]))
def test_a_name_of_a_blog_or_page_means_itself(host, steps, query):
    address = f"http://{host}/{steps}{query}"
    for named in (site_of, page_of):
        name = named(address)
        assert name is None or named(name) == name
    if site := site_of(address):
        assert page_of(site) == site


def test_a_relative_address_is_resolved_and_only_the_web_is_kept():
    assert resolved("https://ann.example/a/b", "../c?d#e") == "https://ann.example/c?d"
    assert resolved("https://ann.example/", "tag:ann.example,2024:7") is None
    assert resolved("https://ann.example/", "http://[") is None


def test_an_address_that_is_too_long_when_it_is_quoted_is_none():
    assert resolved("https://ann.example/", "/" + "{" * 1_000) is None
    assert resolved("https://ann.example/", "/" + "x" * 1_000) is not None


@pytest.mark.parametrize(
    "address",
    ["/leave?me=ann%40ann.example", "/leave/ann@ann.example", "https://ann:rye@ann.example/"],
)
def test_an_address_that_carries_a_mail_address_is_not_kept(address):
    assert resolved("https://ben.example/", address) is None
    assert resolved("https://ben.example/", "https://m.example/@ann@other.example") is not None


@given(
    st.lists(
        st.text("ab=&%+;.~-é", max_size=5) | st.sampled_from(["utm_source=x", "p=7", "gclid=1"]),
        max_size=4,
    ).map("&".join)
)
def test_a_query_has_one_form_without_what_tracks_readers(query):
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if not name.startswith("utm_") and name != "gclid"
    ]
    form = f"?{urlencode(kept)}" if kept else ""
    assert page_of(f"https://ann.example/a?{query}") == f"https://ann.example/a{form}"
