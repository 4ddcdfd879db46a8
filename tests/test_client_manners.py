"""The pure parts of good manners: who asks, what robots.txt means, how long to wait, challenges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.client import Agent, Robots, agent_with, refusal_by
from crawlers.client.challenges import challenge_in
from crawlers.client.rate_limits import http_date, seconds_to_wait
from crawlers.client.robots import LARGEST, robots_text
from influence.errors import UsageError
from influence.records import HostState

NOW = 1_900_000_000.0  # 2030-03-17T17:46:40Z
TOKEN = Agent().token
SITE = "https://anna.example"


def robots(text):
    return Robots(text, TOKEN)


# ---- who asks


@pytest.mark.parametrize(
    "contact",
    [None, "", "  ", "rye", "anna@", "anna@example.org", "https://example.org/bot", "x@a.example",
     "https://", "ftp://anna.blog", "anna@anna.blog (call me)", "https://anna.blog/\r\nX: y"],
)  # fmt: skip
def test_a_public_crawl_does_not_start_without_a_contact(contact):
    with pytest.raises(UsageError, match="whom to ask about it: say so with --contact") as raised:
        agent_with(contact)
    assert str(raised.value).count(". ") == 0


@pytest.mark.parametrize("contact", ["https://anna.blog/bot", "anna@anna.blog", " a+b@c.co.uk "])
def test_a_contact_is_part_of_what_every_request_says(contact):
    agent = agent_with(contact)
    assert agent.header == f"influence-discovery/{agent.version} (+{contact.strip()})"
    assert agent.token in agent.header


def test_a_crawl_of_own_servers_needs_none():
    assert agent_with(None, is_private=True) == Agent()
    assert "no contact" in Agent().header
    with pytest.raises(UsageError):
        agent_with("rye", is_private=True)


# ---- robots.txt


@pytest.mark.parametrize(
    ("text", "allowed", "refused"),
    [
        ("", ["/", "/a"], []),
        ("<html>Sorry</html>", ["/", "/a"], []),
        ("User-agent: *\nDisallow:", ["/", "/a"], []),
        ("User-agent: *\nDisallow: /", ["/robots.txt"], ["/", "/a"]),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", ["/a/b", "/b"], ["/a", "/a/c"]),
        ("User-agent: *\nDisallow: /a\nAllow: /a", ["/a"], []),
        ("User-agent: *\nDisallow: /*?replytocom=", ["/p"], ["/p?replytocom=7"]),
        ("User-agent: *\nDisallow: /*.pdf$", ["/a.pdf?x"], ["/a.pdf"]),
        ("User-agent: *\nDisallow: /br%C3%B6tchen", ["/brot"], ["/br%C3%B6tchen"]),
        ("User-agent: *\nDisallow: /brötchen", ["/brot"], ["/br%C3%B6tchen"]),
        ("user-AGENT:*\ndisallow:/a", ["/b"], ["/a"]),
        ("User-agent: *\nDisallow: /\n\nUser-agent: influence-discovery\nAllow: /", ["/a"], []),
        ("User-agent: Influence-Discovery\nDisallow: /", [], ["/a"]),
        ("User-agent: GPTBot\nDisallow: /", ["/a"], []),
        ("User-agent: influence\nDisallow: /", ["/a"], []),
        ("User-agent: influence-discovery-x\nDisallow: /", ["/a"], []),
        ("User-agent: influence-discovery/0.1\nDisallow: /", [], ["/a"]),
        ("User agent influence-discovery\nDisallow: /", [], ["/a"]),
        ("User-agent: influence-discovery\nDisallow:\nUser-agent: *\nDisallow: /", ["/a"], []),
        ("User-agent: a\x0bDisallow: /b\x0bUser-agent: *\x0bDisallow: /a", ["/b"], ["/a"]),
        ("User-agent: a\nUser-agent: *\nDisallow: /a", ["/b"], ["/a"]),
        (f"User-agent: {TOKEN}\nDisallow: /a\n" * 2 + "Disallow: /b", ["/"], ["/a", "/b"]),
        ("User-agent: *\nCrawl-delay: 999999", [], ["/", "/a"]),
        ("User-agent: *\nRequest-rate: 1/3600", [], ["/a"]),
        ("User-agent: *\nContent-Signal: search=no, ai-train=no\nAllow: /", [], ["/", "/a"]),
        ("User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /", ["/", "/a"], []),
        ("User-Agent: *\nContent-Usage: train-ai=n, search=n", [], ["/a"]),
        ("User-Agent: *\nContent-Usage: /a/ search=n", ["/", "/b"], ["/a/", "/a/b"]),
        ("Content-Signal: search = no", [], ["/a"]),
        ("User-agent: GPTBot\nAllow: /\nContent-Signal: search=no", ["/a"], []),
        ("User-agent: *\nContent-Signal: research=no, search=nothing", ["/a"], []),
    ],
)  # fmt: skip
def test_robots_txt_is_understood(text, allowed, refused):
    rules = robots(text)
    for path in allowed:
        assert rules.refusal(SITE + path) is None
    for path in refused:
        assert rules.refusal(SITE + path)


def test_the_line_that_refuses_is_told():
    text = "User-agent: GPTBot\nDisallow: /a/b\nUser-agent: *\nDisallow: /a # rye\nDisallow: /a/*c"
    assert robots(text).refusal(f"{SITE}/a/bc") == "Disallow: /a/*c"
    assert robots(text).refusal(f"{SITE}/a/b") == "Disallow: /a"
    assert robots("User-agent: *\nCrawl-delay: 400").refusal(SITE) == "Crawl-delay: 400"
    assert robots("Content-Signal: search=no").refusal(SITE) == "Content-Signal: search=no"


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("", None),
        ("User-agent: *\nCrawl-delay: 0", None),
        ("User-agent: *\nCrawl-delay: 0.2", 1.0),
        ("User-agent: *\nCrawl-delay: 2.5", 2.5),
        ("User-agent: *\nCrawl-delay: 120", 30.0),
        ("User-agent: *\nCrawl-delay: rye", None),
        ("User-agent: *\nCrawl-delay: -5", None),
        ("User-agent: *\nCrawl-delay: nan", None),
        ("User-agent: *\nCrawl-delay: 7\nUser-agent: influence-discovery\nDisallow: /a", 7.0),
        ("User-agent: *\nCrawl-delay: 7\nUser-agent: influence-discovery\nCrawl-delay: 2", 2.0),
        ("User-agent: *\nRequest-rate: 1/9", 9.0),
        ("User-agent: *\nRequest-rate: 2/9\nCrawl-delay: 3", 4.5),
        ("User-agent: *\nRequest-rate: 0/9", None),
    ],
)
def test_the_pause_that_robots_txt_asks_for_is_between_1_and_30_seconds(text, delay):
    assert robots(text).delay == delay


def test_sitemaps_are_told():
    text = "Sitemap: https://a.example/1.xml\nUser-agent: *\nSitemap: https://a.example/2.xml"
    assert robots(text).sitemaps == ("https://a.example/1.xml", "https://a.example/2.xml")


def test_of_a_long_file_whole_lines_count():
    body = b"# rye\n" * (LARGEST // 6) + b"Disallow: /tags/"
    text = robots_text(body)
    assert text.endswith("# rye")
    assert len(text) <= LARGEST


def test_a_file_made_to_be_slow_is_read_all_the_same():
    names = "".join(f"User-agent: bot{n}\n" for n in range(15_000))
    assert robots(names + "Disallow: /a\n" * 15_000).refusal(f"{SITE}/a") is None
    rules = "".join(f"Disallow: /{'*a' * 9}{n}\n" for n in range(15_000))
    assert robots("User-agent: *\n" + rules + "Disallow: /a").refusal(f"{SITE}/{'a' * 2_000}")


def test_why_an_address_is_refused_can_be_told_from_what_is_remembered():
    state = HostState(SITE, robots_txt="User-agent: *\nDisallow: /a", robots_status=200)
    rules = robots(state.robots_txt)
    assert refusal_by(state, rules, f"{SITE}/b") is None
    told = refusal_by(state, rules, f"{SITE}/a?key=rye")
    assert told == f"{SITE}/robots.txt refuses {SITE}/a?key=...: Disallow: /a."
    kept = state._replace(robots_status=403)
    assert "answered 403" in refusal_by(kept, rules, f"{SITE}/b")


LINES = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.builds(
            "{}: {}".format,
            st.sampled_from(
                ["User-agent", "Disallow", "Allow", "Crawl-delay", "Request-rate", "Visit-time",
                 "Sitemap", "Host", "Content-Signal", "Content-Usage"]
            ),
            st.one_of(
                st.sampled_from(["*", "/", TOKEN, "1e400", "-1", "nan", "1/0", "0/1", "1/s 0-9",
                                 "search=no", "%", "%ff", "/*" * 40, "$", "1/9999999999h"]),
                st.text(max_size=12),
            ),
        ),
    ),
    max_size=12,
)  # fmt: skip


@given(LINES, st.text(max_size=20))
def test_any_robots_txt_is_rules_of_some_kind(lines, path):
    rules = robots("\n".join(lines))
    assert rules.refusal(f"{SITE}/{path}") is None or rules.refusal(f"{SITE}/{path}")
    assert rules.delay is None or 1 <= rules.delay <= 30
    assert all(isinstance(sitemap, str) for sitemap in rules.sitemaps)


# ---- how long to wait


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (200, {}, 0),
        (429, {}, 60),
        (503, {}, 0),
        (503, {"retry-after": "7"}, 7),
        (200, {"retry-after": "7"}, 7),
        (429, {"retry-after": "Sun, 17 Mar 2030 17:47:40 GMT"}, 60),
        (429, {"retry-after": "Sun, 17 Mar 2030 17:47:40 -0000"}, 60),
        (429, {"retry-after": "Sunday, 17-Mar-30 17:47:40 GMT"}, 60),
        (429, {"retry-after": "Sun, 17 Mar 2019 17:47:40 GMT"}, 1),
        (429, {"retry-after": "soon"}, 60),
        (429, {"retry-after": "nan"}, 60),
        (429, {"retry-after": "-5"}, 1),
        (429, {"retry-after": "0"}, 1),
        (429, {"retry-after": "1e9"}, 86_400),
        (429, {"retry-after": "7", "x-ratelimit-reset": "9"}, 7),
        (200, {"x-ratelimit-remaining": "1", "x-ratelimit-reset": "2030-03-17T17:47:40.000Z"}, 61),
        (200, {"x-ratelimit-remaining": "2", "x-ratelimit-reset": "2030-03-17T17:47:40.000Z"}, 0),
        (200, {"ratelimit-remaining": "0", "ratelimit-reset": "1900000060"}, 61),
        (200, {"x-rate-limit-remaining": "0", "x-rate-limit-reset": "1900000060"}, 61),
        (200, {"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "60"}, 60),
        (200, {"x-ratelimit-remaining": "99.0", "x-ratelimit-reset": "60"}, 0),
        (429, {"x-ratelimit-remaining": "99.0", "x-ratelimit-reset": "60"}, 60),
        (200, {"ratelimit": '"burst";r=0;t=60'}, 60),
        (200, {"ratelimit": '"burst";r=50;t=60'}, 0),
        (200, {"ratelimit": "limit=100, remaining=0, reset=60"}, 60),
        (200, {"ratelimit-remaining": "0"}, 0),
        (429, {"ratelimit-reset": "rye"}, 60),
        (200, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1800000000"}, 1),
        (200, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "9999-99-99"}, 0),
    ],
)
def test_every_dialect_of_waiting_is_understood(status, headers, seconds):
    assert seconds_to_wait(status, headers, NOW) == seconds


NAMES = ["retry-after", "ratelimit", "x-ratelimit-remaining", "x-ratelimit-reset"]


@given(
    st.integers(100, 599),
    st.dictionaries(
        st.sampled_from(NAMES),
        st.one_of(
            st.text(max_size=30),
            st.floats().map(str),
            st.datetimes().map(str),
            st.integers().map(str),
            st.sampled_from(["r=0;t=", "Mon, 99 Foo 99999 99:99:99 GMT", "0001-01-01T00:00+14:00"]),
        ),
    ),
)  # fmt: skip
def test_no_header_makes_us_wait_for_more_than_a_day_or_less_than_nothing(status, headers):
    assert 0 <= seconds_to_wait(status, headers, NOW) <= 86_400


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text):
    assert http_date(text) is None or isinstance(http_date(text), int | float)


# ---- challenges

HTML = {"content-type": "text/html; charset=utf-8"}


@pytest.mark.parametrize(
    ("status", "headers", "body", "wants_html"),
    [
        (403, {"cf-mitigated": "challenge"}, b"", True),
        (200, {"x-amzn-waf-action": "captcha"}, b"", True),
        (200, HTML, b"<html><title>Making sure you're not a bot!</title>", True),
        (200, HTML, "<title>Making sure you\u2019re not a bot!</title>".encode(), True),
        (403, HTML, b"<title>Attention Required! | Cloudflare</title>", True),
        (503, {}, b"<script src=/cdn-cgi/challenge-platform/h/b>", True),
        (403, {**HTML, "server": "AkamaiGHost"}, b"<h1>Access Denied</h1>", False),
        (503, {**HTML, "server": "ddos-guard"}, b"", False),
    ],
)
def test_a_challenge_is_known(status, headers, body, wants_html):
    assert challenge_in(status, headers, body, wants_html=wants_html)


@pytest.mark.parametrize(
    ("status", "headers", "body", "wants_html"),
    [
        (200, HTML, b"<title>Bread</title>", True),
        (200, HTML, b"<title>Attention Required! | a post about walls</title>", True),
        (403, HTML, b"<h1>Forbidden</h1>", True),
        (403, {**HTML, "server": "cloudflare"}, b"<h1>Forbidden</h1>", True),
        (429, {**HTML, "server": "cloudflare", "retry-after": "9"}, b"slower", False),
        (404, {**HTML, "server": "cloudflare"}, b"", False),
        (403, {"content-type": "application/json", "server": "cloudflare"}, b"{}", False),
        (200, {"content-type": "text/plain"}, b"<title>Making sure you're not a bot!", True),
    ],
)
def test_what_is_no_challenge_is_taken_for_what_it_is(status, headers, body, wants_html):
    assert challenge_in(status, headers, body, wants_html=wants_html) is None
