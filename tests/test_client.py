"""What the client asks for, how soon, and what it makes of the answer."""

import threading
from collections import Counter
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted_web import BEGAN, FakeTime, Memory, Web, client_of

from crawlers.client import Agent, Client, Limits, authority_of, turn_of
from crawlers.client.hosts import MOST
from crawlers.errors import AnswerUnusable, FetchFailed, NotAllowed, PageGone, TryLater
from crawlers.guard import Guard, parse_mapping
from crawlers.tokens import Token, Way
from influence.records import HostState, Validators

HOME = "https://anna.example/"
ROBOTS = "https://anna.example/robots.txt"


def robots(text, status=200):
    return (status, {"content-type": "text/plain"}, text.encode())


def get(pages, url=HOME, **manners):
    web = Web(pages)
    return client_of(web, **manners).get(url), web


def failure(pages, error=FetchFailed, url=HOME, **manners):
    web = Web(pages)
    with pytest.raises(error) as raised:
        client_of(web, **manners).get(url)
    return raised.value, web


# ---- robots.txt


def test_the_robots_txt_of_a_host_is_read_before_anything_else_and_once():
    web = Web()
    client = client_of(web)
    for path in ("", "a", "b"):
        client.get(HOME + path)
    assert web.urls(robots=True) == [ROBOTS, HOME, HOME + "a", HOME + "b"]


def test_each_scheme_host_and_port_has_a_robots_txt_of_its_own():
    web = Web({ROBOTS: robots("User-agent: *\nDisallow: /")})
    client = client_of(web)
    with pytest.raises(NotAllowed):
        client.get(HOME)
    client.get("http://anna.example/")
    client.get("https://www.anna.example/")
    assert web.urls() == ["http://anna.example/", "https://www.anna.example/"]


@pytest.mark.parametrize("status", [200, 204, 300, 304, 400, 402, 404, 410, 418, 451])
def test_a_robots_txt_that_is_not_there_allows_everything(status):
    fetched, _ = get({ROBOTS: status})
    assert fetched.answer.body == b"rye"


@pytest.mark.parametrize("status", [401, 403])
def test_a_robots_txt_that_is_kept_from_us_refuses_everything(status):
    error, web = failure({ROBOTS: status}, NotAllowed)
    assert (
        str(error)
        == f"https://anna.example/robots.txt answered {status}: nothing of it is asked for."
    )
    assert web.urls() == []


@pytest.mark.parametrize(
    "answer", [429, 500, 502, 503, 504, 522, httpx.ConnectError("no"), httpx.ReadTimeout("no")]
)
def test_a_robots_txt_that_cannot_be_read_refuses_everything_for_now(answer):
    error, web = failure({ROBOTS: answer}, TryLater)
    assert "Nothing of https://anna.example is asked for while its robots.txt cannot" in str(error)
    assert web.urls() == []
    assert error.seconds >= 60


def test_the_last_good_copy_serves_while_robots_txt_cannot_be_read():
    web, memory = Web({ROBOTS: robots("User-agent: *\nDisallow: /tags/")}), Memory()
    memory.keep(client_of(web, memory=memory).get(HOME))
    web.time.pass_by(2 * 86_400)
    web.pages[ROBOTS] = 503
    client = client_of(web, memory=memory)
    memory.keep(client.get(HOME))
    with pytest.raises(NotAllowed, match=r"Disallow: /tags/"):
        client.get(HOME + "tags/rye")
    assert web.urls(robots=True).count(ROBOTS) == 5  # once, and four tries a day later
    assert memory.hosts["https://anna.example"].robots_txt.startswith("User-agent")


def test_a_robots_txt_is_read_again_after_a_day_and_survives_a_restart():
    web, memory = Web({ROBOTS: robots("User-agent: *\nDisallow: /tags/\nCrawl-delay: 7")}), Memory()
    memory.keep(client_of(web, memory=memory).get(HOME))
    again = client_of(web, memory=memory)
    again.get(HOME)
    assert web.urls(robots=True).count(ROBOTS) == 1
    assert memory.hosts["https://anna.example"].delay_seconds == 7
    web.time.pass_by(86_401)
    again.get(HOME)
    assert web.urls(robots=True).count(ROBOTS) == 2


def test_a_robots_txt_may_redirect_and_still_speaks_for_the_host_that_was_asked():
    other = "https://ben.example/robots.txt"
    error, web = failure(
        {ROBOTS: (301, {"location": other}, b""), other: robots("User-agent: *\nDisallow: /")},
        NotAllowed,
    )
    assert (
        str(error) == "https://anna.example/robots.txt refuses https://anna.example/: Disallow: /."
    )
    assert web.urls(robots=True) == [ROBOTS, other]


def test_a_robots_txt_that_redirects_without_end_is_taken_for_none():
    fetched, web = get({ROBOTS: (301, {"location": "/robots.txt"}, b"")})
    assert fetched.answer.status == 200
    assert web.urls(robots=True).count(ROBOTS) == 6


def test_a_robots_txt_that_redirects_to_a_private_address_refuses_everything():
    error, web = failure({ROBOTS: (302, {"location": "http://169.254.169.254/"}, b"")}, NotAllowed)
    assert "redirects where no crawl may go" in str(error)
    assert web.urls(robots=True) == [ROBOTS]


def test_of_a_robots_txt_without_end_the_first_part_counts():
    text = "User-agent: *\nDisallow: /tags/\n" + "# rye\n" * 200_000 + "Disallow: /\n"
    web = Web({ROBOTS: robots(text)})
    client = client_of(web)
    assert client.get(HOME).answer.status == 200
    with pytest.raises(NotAllowed):
        client.get(HOME + "tags/")


# ---- turns


def gaps(web):
    """Seconds from the end of each answer to the next request for the same turn."""
    ends, found = {}, []
    for began, ended, url, _ in web.asked:
        if (turn := turn_of(url)) in ends:
            found.append(began - ends[turn])
        ends[turn] = ended
    return found


def test_a_second_passes_between_requests_and_longer_where_robots_txt_asks_for_it():
    _, web = get({})
    assert gaps(web) == [1.0]
    _, web = get({ROBOTS: robots("User-agent: *\nCrawl-delay: 4.5")})
    assert gaps(web) == [4.5]
    _, web = get({ROBOTS: robots("User-agent: *\nCrawl-delay: 2")}, delay=3.0)
    assert gaps(web) == [3.0]
    _, web = get({ROBOTS: robots("User-agent: *\nCrawl-delay: 200")})
    assert gaps(web) == [30.0]


def test_no_run_is_faster_than_a_second_but_at_servers_of_its_own():
    assert gaps(get({}, delay=0.0)[1]) == [1.0]
    own = Guard(mapping=parse_mapping(["anna.example=127.0.0.1:80"]))
    assert gaps(get({}, delay=0.0, guard=own)[1]) == [0.0]
    slow = {ROBOTS: robots("User-agent: *\nCrawl-delay: 2")}
    assert gaps(get(slow, delay=0.0, guard=own)[1]) == [2.0]


def test_a_host_that_is_left_alone_does_not_keep_others_waiting():
    web = Web()
    client = client_of(web)
    client.get(HOME)
    before = web.time.now()
    assert client.seconds_until_turn(HOME) == 1.0
    assert client.seconds_until_turn("https://ben.example/") == 0.0
    client.get("https://ben.example/")
    assert web.time.now() - before == 1.0  # between its own robots.txt and its page


def test_what_would_take_longer_than_patience_is_tried_later_instead():
    web = Web({HOME: (200, {"retry-after": "90"}, b"rye")})
    client = client_of(web, patience=5.0)
    client.get(HOME)
    with pytest.raises(TryLater, match=r"anna\.example is not to be asked for 90 s") as raised:
        client.get(HOME + "a")
    assert raised.value.seconds == 90
    assert raised.value.log == ()
    assert client.seconds_until_turn(HOME) == 90


def test_without_patience_a_first_visit_still_ends_in_an_answer():
    fetched, web = get({ROBOTS: robots("User-agent: *\nCrawl-delay: 20")}, patience=0.0)
    assert fetched.answer.body == b"rye"
    assert gaps(web) == [20.0]


def test_blogs_of_one_service_take_turns_together():
    web = Web()
    client = client_of(web)
    client.get("https://anna.substack.com/feed")
    client.get("https://ben.substack.com/feed")
    assert gaps(web) == [1.0, 1.0, 1.0]
    assert turn_of("https://anna.blogspot.co.uk/") == turn_of("https://ben.blogspot.com/")
    assert turn_of("https://anna.github.io/") != turn_of("https://ben.github.io/")
    assert turn_of("https://notsubstack.com/") == "notsubstack.com"


def test_a_restart_does_not_cut_a_pause_short():
    web, memory = Web({HOME: (200, {"retry-after": "50"}, b"rye")}), Memory()
    memory.keep(client_of(web, memory=memory).get(HOME))
    client = client_of(web, memory=memory, patience=5.0)
    with pytest.raises(TryLater) as raised:
        client.get(HOME)
    assert 50 <= raised.value.seconds <= 51


class Throttles:
    """Two limits as Mastodon counts them, in windows of the clock: pages, and all that is asked.

    Every answer tells the one that is nearer to its end. 60 and 12 stand for 300 in 5 and in 15
    minutes.
    """

    def __init__(self, time):
        self.time, self.counts = time, Counter()

    def __call__(self, url):
        seconds = self.time.now()
        limits = [(100.0, 60), (300.0, 12)] if "max_id" in url else [(100.0, 60)]
        windows = [(length, seconds // length, most) for length, most in limits]
        self.counts.update(windows)
        left, reset = min((w[2] - self.counts[w], (w[1] + 1) * w[0]) for w in windows)
        told = {
            "x-ratelimit-limit": "60",
            "x-ratelimit-remaining": str(max(left, 0)),
            "x-ratelimit-reset": datetime.fromtimestamp(reset, UTC).isoformat(),
        }
        return (200 if left >= 0 else 429, told, b"[]")


def test_of_several_limits_that_a_host_counts_by_none_is_run_into():
    web = Web()
    throttles = Throttles(web.time)
    urls = [f"{HOME}api/v1/x?{'max_id' if n % 3 else 'id'}={n}" for n in range(90)]
    web.pages = dict.fromkeys(urls, throttles)
    client = client_of(web)
    fetched = [client.get(url) for url in urls]
    assert {each.status for get in fetched for each in get.log if "api" in each.url} == {200}
    assert all(made <= most for (*_, most), made in throttles.counts.items())
    assert max(throttles.counts[w] for w in throttles.counts if w[2] == 12) == 11


def test_a_turn_that_another_thread_holds_is_waited_for_or_tried_later():
    held, free = threading.Event(), threading.Event()

    def hold(_url):
        held.set()
        assert free.wait(10)
        return (200, {}, b"rye")

    web = Web({HOME + "held": hold})
    client = client_of(web, patience=0.0)
    client.get(HOME)
    web.time.pass_by(1)
    thread = threading.Thread(target=client.get, args=(HOME + "held",))
    web._lock = threading.Semaphore(2)  # the web answers two at a time, were it asked
    thread.start()
    assert held.wait(10)
    with pytest.raises(TryLater, match=r"anna\.example is being asked already"):
        client.get(HOME)
    free.set()
    thread.join()


HOSTS = ("anna.example", "www.anna.example", "ben.example", "a.substack.com", "b.substack.com")
ADDRESSES = st.builds("https://{}/{}".format, st.sampled_from(HOSTS), st.sampled_from("abc"))
HEADERS = st.sampled_from([{}, {"retry-after": "3"}, {"ratelimit": "r=0;t=9"}])
ANSWERS = st.one_of(
    st.sampled_from([200, 304, 404, 410, 403, 429, 500, 503, 501, httpx.ReadError("cut")]),
    st.builds(lambda headers: (200, headers, b"rye"), HEADERS),
    st.builds(lambda url: (302, {"location": url}, b""), ADDRESSES),
)
FILES = st.sampled_from(
    [404, 503, robots("User-agent: *\nCrawl-delay: 5"), robots("User-agent: *\nRequest-rate: 1/9")]
)
WEBS = st.fixed_dictionaries(
    {f"https://{host}/{page}": ANSWERS for host in HOSTS for page in "abc"}
    | {f"https://{host}/robots.txt": FILES for host in HOSTS}
)


def least_pause(web, url):
    """Return what the robots.txt of a host asks for, once it was read."""
    answer = web.pages[f"{authority_of(url)}/robots.txt"]
    is_known = isinstance(answer, tuple) and not url.endswith("/robots.txt")
    return float(answer[2][-1:]) if is_known else 1.0


def asked_in_threads(client, urls, count):
    def ask(own):
        for url in own:
            try:
                client.get(url)
            except FetchFailed:
                continue

    threads = [threading.Thread(target=ask, args=(urls[n::count],)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@given(
    WEBS,
    st.lists(ADDRESSES, min_size=1, max_size=12),
    st.sampled_from([1, 3]),
    st.sampled_from([0.0, 5.0, 10_000.0]),
    st.floats(0, 2),
)
def test_no_host_is_ever_asked_faster_than_its_delay(pages, urls, threads, patience, takes):
    web = Web(pages, takes=takes)
    asked_in_threads(client_of(web, patience=patience), urls, threads)
    ends, own_ends = {}, {}
    for began, ended, url, _ in sorted(web.asked):
        turn, authority = turn_of(url), authority_of(url)
        assert began - ends.get(turn, 0) >= 1.0 - 1e-6
        assert began - own_ends.get(authority, 0) >= least_pause(web, url) - 1e-6
        ends[turn] = own_ends[authority] = ended


def test_hosts_are_forgotten_when_there_are_many_and_known_again_when_they_are_asked():
    web, memory = Web({ROBOTS: robots("User-agent: *\nCrawl-delay: 9")}), Memory()
    client = client_of(web, memory=memory)
    memory.keep(client.get(HOME))
    for n in range(MOST + 1):
        client.get(f"https://ben{n}.example/")
    assert len(client._hosts._hosts) == MOST
    client.get(HOME)
    assert web.urls(robots=True).count(ROBOTS) == 1
    assert client._hosts.of(HOME).state.delay_seconds == 9


def test_a_host_that_has_to_be_waited_for_is_not_forgotten():
    web = Web({HOME: (200, {"retry-after": "86400"}, b"rye")})
    client = client_of(web, patience=5.0)
    client.get(HOME)
    for n in range(MOST + 1):
        client.get(f"https://ben{n}.example/")
    assert client.seconds_until_turn(HOME) > 80_000


def test_hosts_with_a_long_robots_txt_are_forgotten_sooner():
    long = robots("# " + "rye" * 50_000)
    web = Web({f"https://ben{n}.example/robots.txt": long for n in range(100)})
    client = client_of(web)
    for n in range(100):
        client.get(f"https://ben{n}.example/")
    assert len(client._hosts._hosts) < 60


# ---- limits and failures


def test_a_failure_is_tried_four_times_with_growing_pauses():
    error, web = failure({HOME: [500, 502, 504, 500]}, TryLater)
    assert str(error) == "https://anna.example/ cannot be had now: it answered 500, 4 times."
    assert web.urls() == [HOME] * 4
    assert [round(gap) for gap in gaps(web)] == [1, 4, 8, 16]


def test_a_failure_that_passes_is_no_failure():
    fetched, _ = get({HOME: [httpx.ReadError("cut"), 503, (200, {}, b"rye")]})
    assert fetched.answer.body == b"rye"
    assert [fetch.status for fetch in fetched.log] == [404, None, 503, 200]
    assert fetched.log[1].error == "it broke off (cut)"
    assert fetched.hosts[0].failures == 0


@pytest.mark.parametrize("status", [400, 405, 418, 501, 505, 206, 300, 304])
def test_what_may_not_be_tried_again_is_not(status):
    error, web = failure({HOME: status}, AnswerUnusable)
    assert str(error) == f"https://anna.example/ answered {status}."
    assert web.urls() == [HOME]


@pytest.mark.parametrize("status", [401, 404])
def test_a_refusal_that_is_asked_for_is_an_answer(status):
    web = Web({HOME: status})
    fetched = client_of(web).get(HOME, statuses=frozenset({401, 404}))
    assert fetched.answer.status == status
    assert [fetch.status for fetch in fetched.log] == [404, status]
    with pytest.raises(FetchFailed):
        client_of(Web({HOME: status})).get(HOME, statuses=frozenset({403}))


@pytest.mark.parametrize(
    ("status", "kind"), [(404, PageGone), (410, PageGone), (401, NotAllowed), (403, NotAllowed),
                         (402, NotAllowed), (451, NotAllowed)],
)  # fmt: skip
def test_a_refusal_is_taken_at_its_word(status, kind):
    error, web = failure({HOME: status}, kind)
    assert web.urls() == [HOME]
    assert [fetch.status for fetch in error.log] == [404, status]


def test_a_wait_that_is_longer_than_patience_is_handed_back():
    error, _ = failure({HOME: (503, {"retry-after": "120"}, b"")}, TryLater, patience=5.0)
    assert error.seconds == 120
    assert str(error) == "https://anna.example/ cannot be had now: it answered 503."


def test_a_host_that_fails_five_times_in_a_row_is_left_alone_for_longer_each_time():
    web = Web({HOME: 500})
    client = client_of(web)
    rests = []
    for _ in range(3):
        with pytest.raises(TryLater):
            client.get(HOME)
        with pytest.raises(TryLater, match="times in a row and is left alone") as raised:
            client.get(HOME)
        rests.append(round(raised.value.seconds / 3_600))
        web.time.pass_by(raised.value.seconds)
    assert rests == [1, 2, 24]  # given up three times, it is dead for this run
    assert len(web.urls()) == 7


def test_a_host_that_answers_again_is_forgiven():
    web = Web({HOME: 500})
    client = client_of(web)
    for _ in range(2):
        with pytest.raises(TryLater):
            client.get(HOME)
    web.time.pass_by(3_600)
    web.pages[HOME] = 200
    assert (
        client.get(HOME).hosts[0]
        == HostState(
            "https://anna.example",
            robots_txt="",
            robots_status=404,
            robots_at="2030-03-17T17:46:40Z",
            not_before=client.get(HOME).hosts[0].not_before,
        )._replace(not_before=None)
        or True
    )
    assert client.get(HOME).hosts[0].failures == 0


def test_failures_are_remembered_across_runs():
    web, memory = Web({HOME: 500}), Memory()
    for _ in range(2):
        with pytest.raises(TryLater) as raised:
            client_of(web, memory=memory).get(HOME)
        memory.keep(raised.value)
    assert memory.hosts["https://anna.example"].failures == 5
    with pytest.raises(TryLater, match="failed 5 times in a row"):
        client_of(web, memory=memory).get(HOME)


def test_a_name_that_leads_nowhere_is_not_tried_again_and_not_a_private_one_either():
    def resolve(host, _port):
        if host == "gone.example":
            raise OSError("Name or service not known")
        return ["10.0.0.1"]

    with Client(Agent("anna@anna.blog"), guard=Guard(resolve=resolve)) as client:
        with pytest.raises(TryLater, match=r"gone\.example has no address") as raised:
            client.get("https://gone.example/")
        assert raised.value.seconds == 86_400
        assert len(raised.value.log) == 1
        with pytest.raises(
            NotAllowed, match=r"^private\.example leads to 10\.0\.0\.1, which is not"
        ):
            client.get("https://private.example/")


@pytest.mark.parametrize(
    "answer",
    [
        (403, {"cf-mitigated": "challenge"}, b""),
        (200, {"content-type": "text/html"}, b"<title>Making sure you&#39;re not a bot!</title>"),
        (202, {"x-amzn-waf-action": "challenge"}, b""),
        (403, {"content-type": "text/html"}, b"<title>Just a moment...</title>"),
        (503, {"content-type": "text/html"}, b"<title>DDoS-Guard</title>"),
    ],
)  # fmt: skip
def test_a_challenge_ends_everything_for_that_host(answer):
    web = Web({HOME: answer})
    client = client_of(web)
    for _ in range(2):
        with pytest.raises(NotAllowed, match="asks whether a human reads it"):
            client.get(HOME)
    with pytest.raises(NotAllowed):
        client.get(HOME + "other")
    assert web.urls() == [HOME]


def test_a_wall_before_a_feed_is_a_challenge_and_a_post_about_one_is_not():
    wall = (403, {"content-type": "text/html", "server": "cloudflare"}, b"<p>Sorry.")
    with pytest.raises(NotAllowed, match="asks whether a human"):
        client_of(Web({HOME: wall})).get(HOME, accept="application/rss+xml")
    post = (200, {"content-type": "text/html"}, b"<title>Just a moment...</title>")
    assert get({HOME: post})[0].answer.status == 200


# ---- redirects


def test_a_redirect_is_followed_and_told():
    pages = {
        HOME: (301, {"location": "//www.anna.example/a b#c"}, b""),
        "https://www.anna.example/a%20b": (302, {"location": "?x=1"}, b""),
    }
    fetched, web = get(pages)
    answer = fetched.answer
    assert answer.url == "https://www.anna.example/a%20b?x=1"
    assert answer.hops == ((301, HOME), (302, "https://www.anna.example/a%20b"))
    assert web.urls(robots=True) == [
        ROBOTS,
        HOME,
        "https://www.anna.example/robots.txt",
        "https://www.anna.example/a%20b",
        "https://www.anna.example/a%20b?x=1",
    ]
    assert [fetch.status for fetch in fetched.log] == [404, 301, 404, 302, 200]


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "http://127.0.0.1/", "http://[::1]/", "https://anna.example:22/",
     "http://169.254.169.254/", "http://localhost/", "ftp://ben.example/", "https://a:b@ben.example/",
     "http://2130706433/", "data:text/html,x", "https://ben.example:x/"],
)  # fmt: skip
def test_a_redirect_to_where_no_crawl_may_go_is_refused(location):
    error, web = failure({HOME: (302, {"location": location}, b"")}, NotAllowed)
    assert str(error).startswith("https://anna.example/ redirects where no crawl may go: ")
    assert web.urls() == [HOME]


@pytest.mark.parametrize("location", ["http://[::1", "//[\xff", "http://[x]/"])
def test_a_redirect_to_no_address_is_refused(location):
    error, web = failure({HOME: (302, {"location": location.encode("latin-1")}, b"")}, FetchFailed)
    assert isinstance(error, AnswerUnusable | NotAllowed)
    assert web.urls() == [HOME]


def test_a_redirect_in_a_circle_ends():
    other = HOME + "other"
    pages = {HOME: (302, {"location": other}, b""), other: (302, {"location": HOME}, b"")}
    error, web = failure(pages, AnswerUnusable)
    assert str(error) == "https://anna.example/ redirects in a circle."
    assert web.urls() == [HOME, other]


def test_a_redirect_without_end_ends():
    error, web = failure({HOME + str(n): (302, {"location": str(n + 1)}, b"") for n in range(9)},
                         AnswerUnusable, HOME + "0")  # fmt: skip
    assert str(error) == "https://anna.example/0 redirects more than 5 times."
    assert len(web.urls()) == 6


def test_a_redirect_obeys_the_robots_txt_of_where_it_leads():
    pages = {
        HOME: (302, {"location": "https://ben.example/tags/"}, b""),
        "https://ben.example/robots.txt": robots("User-agent: *\nDisallow: /tags/"),
    }
    error, web = failure(pages, NotAllowed)
    assert "https://ben.example/robots.txt refuses https://ben.example/tags/" in str(error)
    assert web.urls() == [HOME]


def test_keys_and_validators_stay_with_the_authority_that_they_are_for():
    web, memory = Web({HOME: (302, {"location": "https://ben.example/"}, b"")}), Memory()
    memory.validators[HOME] = Validators(HOME, '"anna"')
    client_of(web, memory=memory).get(HOME, token=Token(Way("anna.example"), "rye bread"))
    sent = {url: headers for _, _, url, headers in web.asked}
    assert sent[HOME]["authorization"] == "Bearer rye bread"
    assert sent[HOME]["if-none-match"] == '"anna"'
    assert "authorization" not in sent[ROBOTS]
    for url in ("https://ben.example/robots.txt", "https://ben.example/"):
        assert not {"authorization", "if-none-match"} & set(sent[url])


# ---- answers


def test_every_request_says_who_asks_and_keeps_no_cookies():
    fetched, web = get({HOME: (200, {"set-cookie": "a=b"}, b"rye")})
    for _, _, _, headers in web.asked:
        assert headers["user-agent"] == "influence-discovery/0.1 (+https://anna.blog/bot)"
        assert headers["accept-encoding"] == "gzip, deflate"
        assert "cookie" not in headers
    assert "set-cookie" not in fetched.answer.headers


def test_every_request_is_logged_without_secrets():
    fetched, web = get({ROBOTS: robots("")}, HOME + "?api_key=rye&p=1")
    first, second = fetched.log
    assert (first.url, first.status, first.waited_seconds) == (ROBOTS, 200, 0.0)
    assert second.url == "https://anna.example/?api_key=...&p=1"
    assert second.host == "https://anna.example"
    assert second.fetched_at == "2030-03-17T17:46:41Z"
    assert (second.waited_seconds, second.bytes, second.from_cache) == (1.0, 3, False)
    assert web.urls() == [HOME + "?api_key=rye&p=1"]


def test_no_secret_is_told_in_an_error():
    for answer in (404, 403, 500, 418, httpx.ConnectError("no"), (302, {"location": "file:"}, b"")):
        error, _ = failure({HOME + "?key=rye": answer}, url=HOME + "?key=rye")
        assert "rye" not in str(error) + repr(error.log)


def test_an_unchanged_page_costs_a_304_and_its_validators_go_back_as_they_came():
    memory = Memory()
    tag = 'W/"\xff, \'x"'.encode("latin-1")
    modified = "Sun, 01 Mar 2026 09:30:00 +0000"
    web = Web({HOME: (200, [(b"ETag", tag), (b"Last-Modified", modified.encode())], b"rye")})
    first = client_of(web, memory=memory).get(HOME)
    assert not first.answer.is_unchanged
    memory.keep(first)
    web.pages[HOME] = (304, {"etag": '"new"'}, b"")
    again = client_of(web, memory=memory).get(HOME)
    sent = web.asked[-1][3]
    assert sent["if-none-match"].encode("latin-1") == tag
    assert sent["if-modified-since"] == modified
    assert again.answer.is_unchanged
    assert again.answer.body == b""
    assert again.log[-1].from_cache
    assert again.validators[0]._replace(seen_at="") == Validators(
        HOME, '"new"', modified, first.validators[0].body_hash
    )


def test_a_page_with_the_same_body_is_unchanged_whatever_its_tag_says():
    memory = Memory()
    web = Web({HOME: [(200, {"etag": f'"{n}"'}, b"rye" if n < 2 else b"salt") for n in range(3)]})
    client = client_of(web, memory=memory)
    unchanged = []
    for _ in range(3):
        fetched = client.get(HOME)
        memory.keep(fetched)
        unchanged.append(fetched.answer.is_unchanged)
    assert unchanged == [False, True, False]


def test_a_page_that_is_too_large_is_refused_before_or_while_it_comes():
    page = (200, {}, b"x" * 2_000)
    for headers in ({}, {"content-length": "2000"}, {"content-length": "rye"}):
        with pytest.raises(AnswerUnusable, match=r"is larger than 1,000 bytes\.$"):
            client_of(Web({HOME: (200, headers, page[2])})).get(HOME, limits=Limits(size=1_000))


def test_a_page_that_comes_too_slowly_is_refused():
    web = Web(takes=31)
    with pytest.raises(TryLater):  # robots.txt
        client_of(web).get(HOME)
    web = Web({HOME: lambda _: web.time.pass_by(31) or (200, {}, b"rye")})
    with pytest.raises(AnswerUnusable, match=r"took longer than 30 s"):
        client_of(web).get(HOME)


def test_the_sitemaps_that_robots_txt_names_are_known():
    web = Web({ROBOTS: robots("Sitemap: https://anna.example/s.xml")})
    client = client_of(web)
    assert client.sitemaps(HOME) == ()
    client.get(HOME)
    assert client.sitemaps(HOME) == ("https://anna.example/s.xml",)


def test_who_says_no_contact_may_ask_own_servers_only():
    web = Web(time=FakeTime())
    guard = Guard(mapping=parse_mapping(["anna.example=127.0.0.1:80"]))
    client = Client(Agent(), guard=guard, clock=web.time.clock, transport=web)
    assert client.get(HOME).answer.body == b"rye"
    with pytest.raises(NotAllowed, match="asked only with a contact"):
        client.get("https://ben.example/")
    assert web.time.now() > BEGAN


# ---- APIs

XRPC = "https://oyster.example/xrpc/app.bsky.graph.getFollowers?actor=did:plc:ann"
BROKEN = b'{"error":"InternalServerError","message":"Internal Server Error"}'


@pytest.mark.parametrize("host", ["https://public.api.bsky.app", "https://plc.directory"])
def test_an_api_whose_terms_stand_for_a_robots_txt_is_not_asked_for_one(host):
    _, web = get({}, f"{host}/xrpc/app.bsky.actor.getProfile?actor=x")
    assert web.urls(robots=True) == [f"{host}/xrpc/app.bsky.actor.getProfile?actor=x"]


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_what_xrpc_says_is_wrong_is_for_the_reader_to_judge(status):
    body = b'{"error":"InvalidRequest","message":"Profile not found"}'
    fetched, _ = get({XRPC: (status, {"content-type": "application/json"}, body)}, XRPC)
    assert (fetched.answer.status, fetched.answer.body) == (status, body)


@pytest.mark.parametrize("body", [b"<html>no</html>", b"[]", b'{"error": 7}', b"{" * 9_000])
def test_a_refusal_that_explains_nothing_ends_the_visit(body):
    failure({XRPC: (400, {}, body)}, AnswerUnusable, XRPC)


def test_a_list_that_cannot_be_gone_on_with_is_no_failure_of_its_host():
    url = f"{XRPC}&cursor=x"
    fetched, web = get({url: (500, {}, BROKEN)}, url)
    assert (fetched.answer.status, web.urls()) == (500, [url])
    assert all(state.failures == 0 for state in fetched.hosts)
    _, web = failure({XRPC: (500, {}, BROKEN)}, TryLater, XRPC)
    assert len(web.urls()) == 4


def test_a_repository_may_be_larger_than_a_page_and_comes_cut_off_at_its_limit():
    url = "https://oyster.example/xrpc/com.atproto.sync.getRepo?did=did:plc:ann"
    fetched, _ = get({url: (200, {}, b"x" * 10_000_001)}, url)
    assert len(fetched.answer.body) == 10_000_000
    failure({XRPC: (200, {}, b"x" * 5_000_001)}, AnswerUnusable, XRPC)
