"""What strangers' servers do to a client, over real connections on loopback."""

import gzip
import ssl
import subprocess
import sys
import threading
import tracemalloc
from email.utils import formatdate
from pathlib import Path

import httpcore
import httpx
import pytest
from hostile_server import BOMB, LIMITS, hostile_server
from hostile_server import PAGE as BREAD
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted_web import FakeTime

from crawlers.client import PAGE, Agent, Client, Limits, Manners
from crawlers.client.connections import Connections
from crawlers.documents import checked_tree, checked_xml
from crawlers.errors import AnswerUnusable, FetchFailed, NotAllowed, TryLater
from crawlers.guard import Guard, parse_mapping
from influence.records import HostState

ROOT = Path(__file__).parent.parent
AGENT = Agent("https://anna.blog/bot")
UNUSABLE = {
    "/brotli": "is compressed with 'br', which was not asked for",
    "/cut-gzip": "ends in the middle of what is compressed",
    "/gzip-bomb": "is larger than 5,000,000 bytes",
    "/deflate-bomb": "is larger than 5,000,000 bytes",
    "/plain-bomb": "is larger than 5,000,000 bytes",
}
SLOW = ["/slow-body", "/slow-headers", "/endless-informing"]
BROKEN = [
    *("/cut", "/cut-chunks", "/nothing-at-all", "/no-http", "/huge-headers"),
    *("/wrong-length", "/negative-length", "/two-lengths"),
]


@pytest.fixture(scope="module")
def running():
    with hostile_server() as server:
        yield server


@pytest.fixture
def server(running):
    running.seen.clear()
    running.answers.clear()
    return running


def client_for(*, clock=None, patience=0.5, **guard):
    manners = Manners(delay=0.0, patience=patience, jitter=lambda *_: 0.0)
    guard = Guard(**{"allow_loopback": True, **guard})
    return Client(AGENT, guard=guard, manners=manners, clock=clock)


def failure(url, kind=FetchFailed, limits=PAGE):
    with client_for() as client, pytest.raises(kind) as raised:
        client.get(url, limits=limits)
    return raised.value


def test_a_page_comes_and_the_connection_is_kept(server):
    with client_for() as client:
        fetched = client.get(server.url("/page"))
        before = server.connections
        again = client.get(server.url("/page"))
    assert fetched.answer.body == again.answer.body == BREAD
    assert server.paths() == ["/page"] * 2
    assert server.connections == before


def test_no_more_idle_connections_are_kept_than_told(server):
    with Connections(httpcore.SyncBackend(), most=2) as transport:
        for _ in range(2):
            for host in ("127.0.0.1", "localhost", "127.1"):
                request = httpx.Request("GET", f"http://{host}:{server.port}/page")
                response = transport.handle_request(request)
                assert b"".join(response.stream) == BREAD
                response.close()
                assert len(transport._idle) <= 2
    assert transport._idle == {}


def test_no_connection_is_made_but_through_the_guard(server):
    """Were the guard not asked, the server would be, whatever versions of httpx and httpcore."""
    address = f"http://anna.example:{server.port}/page"
    guard = Guard(resolve=lambda *_: ["127.0.0.1"])
    with Client(AGENT, guard=guard) as client:
        with pytest.raises(NotAllowed, match=r"anna\.example leads to 127\.0\.0\.1, which is not"):
            client.get("http://anna.example/")
        with pytest.raises(httpx.ConnectError, match="is not public"):
            client._exchange._transport.handle_request(httpx.Request("GET", address))
    assert server.seen == []


def test_loopback_is_not_asked_unless_that_was_allowed(server):
    with Client(AGENT) as client, pytest.raises(NotAllowed, match="is not public"):
        client.get(server.url("/page"))
    assert server.seen == []


def test_a_mapped_host_keeps_its_name_and_scheme(server):
    mapping = parse_mapping([f"*=127.0.0.1:{server.port}"])
    with client_for(mapping=mapping, allow_loopback=False) as client:
        answer = client.get("https://anna.example/page").answer
    assert answer.url == "https://anna.example/page"
    assert [host for host, _, _ in server.seen] == ["anna.example"] * 2


@pytest.mark.parametrize(("path", "told"), UNUSABLE.items())
def test_what_is_too_large_or_unreadable_is_refused_in_one_sentence(server, path, told):
    error = failure(server.url(path), AnswerUnusable)
    assert str(error) == f"{server.url(path)} {told}."
    assert server.paths() == [path]
    assert error.log[-1].error == str(error)


@pytest.mark.parametrize("path", SLOW)
def test_what_drips_is_refused_when_its_time_is_up(server, path):
    error = failure(server.url(path), AnswerUnusable, Limits(seconds=0.3))
    assert str(error) == f"{server.url(path)} took longer than 0.3 s."
    assert server.paths() == [path]


@pytest.mark.parametrize("path", BROKEN)
def test_what_is_broken_on_the_way_is_tried_again_and_then_later(server, path):
    error = failure(server.url(path), TryLater)
    assert "4 times" in str(error)
    assert server.paths() == [path] * 4


def test_nobody_there_is_tried_again_and_then_later():
    with hostile_server() as server:
        url = server.url("/page")
    assert "no connection" in str(failure(url, TryLater))


@pytest.mark.parametrize("path", LIMITS)
def test_every_dialect_of_a_limit_is_understood(server, path):
    client = client_for(clock=FakeTime().clock)
    with client, pytest.raises(TryLater) as raised:
        client.get(server.url(path))
    assert 119 <= raised.value.seconds <= 121
    assert server.paths() == [path]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_failing_server_is_tried_again_and_then_later(server, status):
    server.answers["/page"] = (status, b"sorry")
    assert f"it answered {status}, 4 times" in str(failure(server.url("/page"), TryLater))
    assert server.paths() == ["/page"] * 4


@pytest.mark.parametrize(
    "location", ["http://169.254.169.254/", "file:///etc/passwd", "http://[::ffff:10.0.0.1]/"]
)
def test_a_redirect_to_where_no_crawl_may_go_is_refused(server, location):
    server.answers["/away"] = (302, b"", {"Location": location})
    error = failure(server.url("/away"), NotAllowed)
    assert str(error).startswith(f"{server.url('/away')} redirects where no crawl may go: ")


def test_a_redirect_in_a_circle_ends(server):
    server.answers["/round"] = (301, b"", {"Location": "/round?"})
    server.answers["/a"] = (301, b"", {"Location": "/b"})
    server.answers["/b"] = (301, b"", {"Location": "/a"})
    for path in ("/round", "/a"):
        assert str(failure(server.url(path), AnswerUnusable)).endswith(" redirects in a circle.")


def test_the_headers_of_an_answer_are_text_whatever_bytes_they_are(server):
    with client_for() as client:
        fetched = client.get(server.url("/headers-of-bytes"))
    assert fetched.validators[0].etag.encode("latin-1") == b'"\xff\xfe"'
    assert fetched.answer.body == b"rye"


def test_a_second_visit_costs_a_304(server):
    with client_for() as client:
        known = client.get(server.url("/page")).validators
    memory = Memory({held.url: held for held in known})
    with Client(AGENT, guard=Guard(allow_loopback=True), memory=memory) as client:
        fetched = client.get(server.url("/page"))
    assert fetched.answer.is_unchanged
    assert fetched.log[-1].status == 304
    assert fetched.log[-1].bytes == 0


class Memory:
    def __init__(self, validators):
        self.validators_of = validators.get

    def host_state(self, host):
        return HostState(host)


class Stream(httpcore.MockStream):
    def __init__(self, asked):
        super().__init__([])
        self._asked = asked

    def start_tls(self, ssl_context, server_hostname, _):
        self._asked.append((server_hostname, ssl_context.check_hostname, ssl_context.verify_mode))
        raise httpcore.ConnectError("certificate verify failed")


def test_a_certificate_has_to_be_that_of_the_name_that_was_asked_for():
    asked = []
    with client_for(resolve=lambda *_: ["93.184.215.14"]) as client:
        client._exchange._backend._inner = Inner(lambda *_: Stream(asked))
        with pytest.raises(
            TryLater, match=r"does not prove that it is anna\.example \(cert"
        ) as raised:
            client.get("https://anna.example/")
    assert asked == [("anna.example", True, ssl.CERT_REQUIRED)]
    assert raised.value.seconds == 86_400


class Inner:
    def __init__(self, connect):
        self.connect_tcp = connect


NAMES = (
    *(b"Content-Length", b"Content-Encoding", b"Transfer-Encoding", b"Location", b"ETag"),
    *(b"Retry-After", b"Content-Type", b"RateLimit", b"Last-Modified", b"Connection", b"Server"),
)
VALUES = (
    *(b"gzip", b"deflate", b"chunked", b"3", b"-1", b"nan", b"\xff", b"/x", b"//["),
    *(b"http://[::1]/", b"file:", b"close"),
)
BODIES = (b"rye", b"3\r\nrye\r\n0\r\n\r\n", gzip.compress(b"rye", mtime=0))
STATUS = st.sampled_from([b"HTTP/1.1 200 OK", b"HTTP/1.1 301 x", b"HTTP/1.0 404", b"HTTP/1.1 999"])
HEADER = st.builds(
    lambda name, value: name + b": " + value,
    st.sampled_from(NAMES) | st.binary(max_size=5),
    st.sampled_from(VALUES) | st.binary(max_size=8),
)
ANSWER = st.builds(
    lambda status, headers, body: b"\r\n".join([status, *headers, b"", body]),
    STATUS | st.binary(max_size=12),
    st.lists(HEADER, max_size=5),
    st.sampled_from(BODIES) | st.binary(max_size=30),
)


@settings(max_examples=50)
@given(st.lists(ANSWER, min_size=1, max_size=4), st.integers(1, 40))
def test_whatever_bytes_a_server_sends_there_is_an_answer_or_a_reason(answers, step):
    def connect(*_):
        body = answers.pop(0) if len(answers) > 1 else answers[0]
        return httpcore.MockStream([body[n : n + step] for n in range(0, len(body), step)])

    mapping = parse_mapping(["*=127.0.0.1:80"])
    with client_for(mapping=mapping, clock=FakeTime().clock) as client:
        client._exchange._backend._inner = Inner(connect)
        outcome = outcome_of(client, "https://anna.example/")
    assert outcome.log
    assert all(len(row.error or "") < 500 for row in outcome.log)


def outcome_of(client, url):
    try:
        return client.get(url)
    except FetchFailed as error:
        return error


def test_html_where_xml_was_expected_is_known_for_what_it_is(server):
    with client_for() as client:
        answer = client.get(server.url("/html-for-xml")).answer
    with pytest.raises(AnswerUnusable, match="is HTML where XML was expected"):
        checked_xml(answer)
    assert checked_tree(answer).findtext(".//title") == "Bread"


@pytest.mark.parametrize("path", ["/gzip-bomb", "/deflate-bomb", "/plain-bomb"])
def test_a_bomb_does_not_go_off(server, path):
    """64 MB of nothing, packed into less than 200 kB, are not held in memory."""
    assert all(len(packed) < 200_000 for packed in server.bombs.values())
    with client_for() as client:
        client.get(server.url("/page"))
        tracemalloc.start()
        try:
            with pytest.raises(AnswerUnusable):
                client.get(server.url(path))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < BOMB / 4


def test_a_bomb_does_not_go_off_in_a_process_of_its_own(server):
    """What zlib itself allocates is not traced: the peak of the whole process tells."""
    code = f"""
import resource
from crawlers.client import Agent, Client
from crawlers.errors import AnswerUnusable
from crawlers.guard import Guard
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with Client(Agent("https://anna.blog/bot"), guard=Guard(allow_loopback=True)) as client:
    client.get({server.url("/page")!r})
    before = peak()
    try:
        client.get({server.url("/gzip-bomb")!r})
    except AnswerUnusable:
        print(peak() - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    kilobytes = int(done.stdout)
    assert kilobytes < 16_000


def test_many_threads_share_one_client_and_no_host_sees_two_at_once(server):
    mapping = parse_mapping([f"*=127.0.0.1:{server.port}"])
    with client_for(mapping=mapping) as client:
        client._asker._manners = Manners(delay=0.0, patience=30.0)
        urls = [f"https://blog{n % 10}.example/page?{n}" for n in range(100)]
        threads = [
            threading.Thread(
                target=lambda own: [client.get(url) for url in own], args=(urls[n::8],)
            )
            for n in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(server.paths()) == 100
    assert {server.most_by_host[f"blog{n}.example"] for n in range(10)} == {1}


def test_a_date_that_has_passed_is_waited_for_a_second(server):
    server.answers["/busy"] = (429, b"", {"Retry-After": formatdate(0, usegmt=True)})
    with (
        client_for(clock=FakeTime().clock) as client,
        pytest.raises(TryLater) as raised,
    ):
        client.get(server.url("/busy"))
    assert raised.value.seconds >= 1.0
