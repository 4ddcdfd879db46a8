"""How a stream is listened to: gone on with, waited for, refused, and never in haste."""

import random
import threading
import time
from contextlib import contextmanager

import pytest
from stream_server import Feed, streamed
from stream_worlds import frame, messages, place_of, world
from streaming_runs import connects, fresh, held, listen

from crawlers.bluesky.wires import FIRST_TIME, wire_of
from crawlers.client import Agent
from crawlers.client.lasting import LARGEST, HungUp, Refused
from crawlers.client.web_socket import WebSocket
from crawlers.errors import AnswerUnusable, NotAllowed, TryLater
from crawlers.guard import Guard, parse_mapping
from crawlers.streaming import Asked, Ends, Listener, Place, Streaming, Times, heaps, listening
from influence.errors import InputUnusable
from influence.store.streaming import spans_of, stream_of
from influence.windows import to_seconds

FEW = world(5, 20)


@pytest.fixture(autouse=True)
def hands_on_at_once(monkeypatch):
    monkeypatch.setattr(listening, "LATEST", 0.0)


@pytest.fixture
def db(tmp_path):
    with fresh(tmp_path / "a.db") as opened:
        yield opened


def feed_of(wire, events=FEW, **more):
    return Feed(wire, messages(events, wire), **more)


@pytest.mark.parametrize("wire", ["v1", "v2", "repos"])
def test_a_later_run_asks_for_what_follows_the_last_event_that_is_written(db, wire):
    with streamed(feed_of(wire)) as feed:
        listen(db, feed)
        whole = held(db)
        listen(db, feed, last=0)
        asked = [int(query["cursor"][0]) for _, query in feed.asked]
    assert asked == [wire_of(feed.url).oldest, feed.messages[-1][0]]
    assert held(db) == whole
    assert [each.gap for each in spans_of(db)] == [None]


def test_it_says_who_asks_and_what_for(db):
    with streamed(feed_of("v1")) as feed:
        listen(db, feed, kinds=("likes",), wanted=frozenset({"did:plc:ann"}), is_own=True)
    ((request, query),) = feed.asked
    assert request.headers["User-Agent"].startswith("influence-discovery/")
    assert query["wantedCollections"] == ["app.bsky.actor.profile", "app.bsky.feed.like"]
    assert query["wantedDids"] == ["did:plc:ann"]


def test_the_new_wire_is_asked_for_by_its_own_words(db):
    with streamed(feed_of("v2")) as feed:
        listen(db, feed, kinds=("posts",))
    ((request, query),) = feed.asked
    assert request.headers["Sec-WebSocket-Protocol"] == "xrpc.v1.json"
    assert query["collections"] == ["app.bsky.actor.profile", "app.bsky.feed.post"]


def test_it_backs_off_with_full_jitter_and_forgets_failures_once_something_came(db):
    with streamed(feed_of("repos", cuts=[1] * 12 + [2_000, 1, 1])) as feed:
        _, listener, waits = listen(db, feed)
    assert waits[:12] == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60]
    assert waits[12:] == [1, 2, 4]
    assert listener.connections >= 4


def test_a_jitter_chooses_between_nothing_and_the_longest():
    drawn = [Times(time.time).jitter(0.0, 60.0) for _ in range(200)]
    assert min(drawn) < 10
    assert 50 < max(drawn) <= 60


GREETINGS = {
    "repos": frame("info", {"name": "OutdatedCursor", "message": "too old"}),
    "v2": (
        b'{"$type": "message", "payload": {"$type": "network.bsky.jetstream.subscribeEvents#info",'
        b' "name": "OutdatedCursor", "message": "too old"}}'
    ),
}


@pytest.mark.parametrize("wire", GREETINGS)
def test_where_a_server_has_no_more_what_follows_a_gap_is_kept(db, wire):
    def greet(cursor):
        return [GREETINGS[wire]] if cursor == 3 else []

    sent = messages(FEW, wire)
    with streamed(Feed(wire, sent[:3], first=greet)) as feed:
        listen(db, feed)
        feed.messages = sent[9:]
        report, *_ = listen(db, feed)
    assert report.gaps == ["OutdatedCursor: too old"]
    assert [each.gap for each in spans_of(db)] == [None, "OutdatedCursor: too old"]


def test_a_beginning_as_far_back_as_possible_is_no_gap(db):
    with streamed(feed_of("repos", first=lambda _: [GREETINGS["repos"]])) as feed:
        report, *_ = listen(db, feed)
    assert report.missing == 0


def test_an_old_wire_that_moves_a_cursor_up_without_a_word_leaves_a_gap(db):
    sent = messages(FEW, "v1")
    with streamed(Feed("v1", sent[:3])) as feed:
        listen(db, feed)
        feed.messages = sent[12:]
        report, *_ = listen(db, feed)
    assert report.missing == 1
    assert "nothing came of what was from" in spans_of(db)[1].gap


def test_a_cursor_too_old_for_its_number_is_gone_on_with_by_time(db):
    def refuse(cursor):
        told = {"error": "CursorTooOld", "message": "floor is 9"}
        return (400, told) if cursor == 3 else None

    sent = messages(FEW, "v2")
    with streamed(Feed("v2", sent[:3], refuse=refuse)) as feed:
        listen(db, feed)
        feed.messages = sent[9:]
        report, *_ = listen(db, feed)
    last = int(feed.asked[-1][1]["cursor"][0])
    assert last == place_of(3, "v1") > FIRST_TIME
    assert report.gaps == ["CursorTooOld: floor is 9"]
    assert stream_of(db, feed.url).cursor == sent[-1][0]


def test_a_pds_that_was_set_up_anew_ends_the_run_in_a_sentence(db):
    failed = frame(None, {"error": "FutureCursor", "message": "Cursor in the future."}, op=-1)
    with streamed(feed_of("repos", first=lambda cursor: [failed] if cursor else [])) as feed:
        listen(db, feed)
        with pytest.raises(AnswerUnusable, match=r"set up anew.*--from oldest"):
            listen(db, feed)


def test_a_jetstream_that_was_set_up_anew_is_gone_on_with_and_that_is_noted(db):
    def greet(cursor):
        return [GREETINGS["v2"].replace(b"OutdatedCursor", b"FutureCursor")] if cursor == 20 else []

    with streamed(feed_of("v2", first=greet)) as feed:
        listen(db, feed)
        feed.messages = messages(FEW[:4], "v2")
        feed.after = lambda _: (message for _, message in feed.messages)
        streaming = listen(db, feed, last=1)
    assert streaming[0].gaps == ["FutureCursor: too old"]
    assert stream_of(db, feed.url).cursor == 4


def test_a_server_that_finds_us_too_slow_is_asked_again(db):
    slow = frame(None, {"error": "ConsumerTooSlow"}, op=-1)
    sent = messages(FEW, "repos")
    told = [*sent[:5], (5, slow), *sent[5:]]
    with streamed(Feed("repos", told)) as feed:
        feed.on_sent = lambda _: feed.messages.__delitem__(slice(5, 6)) if feed.sent == 6 else None
        report, listener, _ = listen(db, feed)
    assert report.events == len(FEW)
    assert "ConsumerTooSlow" in listener.said


@pytest.mark.parametrize("wire", ["v1", "repos"])
def test_a_run_that_begins_anew_leaves_a_gap_where_it_does_not_reach_back(db, wire):
    sent = messages(FEW, wire)
    with streamed(Feed(wire, sent[:3])) as feed:
        listen(db, feed)
    at = to_seconds(stream_of(db, feed.url).cursor_at)
    for messages_, gaps in ((sent[2:5], 0), (sent[9:], 1)):
        with streamed(Feed(wire, messages_)) as later:
            asked, stream = Asked(feed.url), stream_of(db, feed.url)
            place = Place(cursor_at=at, begin=0 if wire == "repos" else FIRST_TIME)
            connect = connects(later)
            listener = Listener(
                lambda url, port=later.port, connect=connect: connect(
                    url.replace(f":{feed.port}/", f":{port}/")
                ),
                asked,
                Times(time.time),
                place,
                attempts=3,
            )
            report = Streaming(db, stream, asked, time.time).run(listener, Ends(idle=0.3))
        assert report.missing == gaps
    assert [each.gap is None for each in spans_of(db)] == [True, False]


@pytest.mark.parametrize("status", [404, 401, 400])
def test_a_server_that_opens_no_stream_is_told_of(db, status):
    with (
        streamed(feed_of("v1", refuse=lambda _: (status, {"error": "NoSuchThing"}))) as feed,
        pytest.raises(Refused, match=f"answers {status}: .*NoSuchThing"),
    ):
        listen(db, feed)


def test_a_busy_server_is_asked_again_so_often(db):
    with (
        streamed(feed_of("v1", refuse=lambda _: (503, {}))) as feed,
        pytest.raises(TryLater, match=r"503.*Tried 3 times"),
    ):
        listen(db, feed, attempts=3)
    assert len(feed.asked) == 3


def test_what_sends_nothing_sensible_ends_in_a_sentence(db):
    told = [(FIRST_TIME + number, b"nothing") for number in range(2_000)]
    with (
        streamed(Feed("v1", told)) as feed,
        pytest.raises(AnswerUnusable, match="1,000 messages in a row are none of Jetstream"),
    ):
        listen(db, feed)


def test_a_message_that_is_too_large_ends_in_a_sentence(db):
    with (
        streamed(Feed("v1", [(FIRST_TIME, b"a" * (LARGEST + 1))], is_compressed=True)) as feed,
        pytest.raises(AnswerUnusable, match="no sound messages"),
    ):
        listen(db, feed, attempts=2)


def test_nothing_is_lost_where_writing_falls_behind_and_little_is_held(db, monkeypatch):
    monkeypatch.setattr(listening, "MOST_MESSAGES", 10)
    events = world(6, 400)
    with streamed(feed_of("repos", events)) as feed:
        whole = listen(db, feed)[0]
    assert whole.events == 400
    slow = threading.Event()
    with streamed(feed_of("repos", events)) as feed, fresh(feed_path(db)) as other:
        listener = Listener(
            connects(feed), Asked(feed.url), Times(time.time), Place(begin=0), attempts=3
        )
        streaming = Streaming(other, stream_of(other, feed.url), Asked(feed.url), time.time)
        with listener:
            while listener.waits == 0:
                slow.wait(0.01)
            assert listener.waiting == heaps.MOST_WAITING
            seen = 0
            while seen < 400:
                for caught in listener.next(1.0):
                    streaming._write(caught)
                    seen += caught.events
        assert held(other) == held(db)


def feed_path(db):
    (path,) = (row[2] for row in db.execute("pragma database_list") if row[1] == "main")
    return f"{path}.other"


def test_the_guard_lets_no_stream_of_this_machine_be_listened_to():
    with pytest.raises(NotAllowed, match="not public"):
        WebSocket("http://127.0.0.1:1/subscribe", Guard(), Agent())
    guard = Guard(resolve=lambda *_: ["10.0.0.1"])
    with pytest.raises(NotAllowed, match=r"leads to 10\.0\.0\.1"):
        WebSocket("https://stream.anna.blog/subscribe", guard, Agent())
    with pytest.raises(HungUp, match="cannot be connected to"):
        WebSocket("http://127.0.0.1:1/subscribe", Guard(allow_loopback=True), Agent())


def test_who_does_not_prove_who_it_is_is_not_listened_to():
    with streamed(feed_of("v1")) as feed, pytest.raises(HungUp, match="does not prove that it is"):
        WebSocket(f"https://127.0.0.1:{feed.port}/subscribe", Guard(allow_loopback=True), Agent())
    assert feed.asked == []


def test_a_mapped_host_is_listened_to_by_its_own_name():
    with streamed(feed_of("repos")) as feed:
        mapping = parse_mapping([f"pds.example=127.0.0.1:{feed.port}"])
        guard = Guard(allow_loopback=True, mapping=mapping)
        path = feed.url.partition(str(feed.port))[2]
        with WebSocket(f"https://pds.example{path}?cursor=0", guard, Agent()) as socket:
            received = []
            while len(received) < len(FEW):
                received += socket.received(1.0)
            socket.hang_up()
    assert received == [data for _, data in feed.messages]
    assert feed.asked[0][0].headers["Host"] == "pds.example"


def test_without_its_package_a_stream_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "websockets.client", None)
    with pytest.raises(InputUnusable, match=r"pip install 'influence-discovery\[stream\]'"):
        WebSocket("https://stream.anna.blog/subscribe", Guard(), Agent())


class Script:
    """A connection that says what a script says, in a time of its own."""

    has_stirred = False

    def __init__(self, clock, steps):
        self.clock, self.steps, self.pings = clock, list(steps), 0

    @contextmanager
    def connect(self, _):
        yield self

    def received(self, seconds):
        self.clock[0] += seconds
        step = self.steps.pop(0) if self.steps else None
        if isinstance(step, Exception):
            raise step
        return step or []

    def ping(self):
        self.pings += 1

    def hang_up(self):
        pass


def next_of(listener):
    """Return what is caught next, however long it takes."""
    while not (caught := listener.next(0.1)):
        pass
    return caught


def test_a_silent_server_is_pinged_and_then_left():
    clock, said = [0.0], []
    script = Script(clock, [])
    times = Times(lambda: clock[0], said.append, lambda *_: 0.0)
    listener = Listener(
        script.connect, Asked("ws://a.example/subscribe"), times, Place(), attempts=2
    )
    with pytest.raises(TryLater, match="no ping is answered"), listener:
        next_of(listener)
    assert script.pings == 2
    assert 120 <= clock[0] < 130


def test_a_run_ends_when_nothing_more_comes_or_its_time_is_up(db):
    with streamed(feed_of("repos")) as feed:
        listen(db, feed)
        for ends, stopped in ((Ends(idle=0.2), "idle"), (Ends(seconds=0.2), "time")):
            asked = Asked(feed.url)
            stream = stream_of(db, feed.url)
            place = Place(stream.cursor, begin=0)
            listener = Listener(connects(feed), asked, Times(time.time), place, attempts=3)
            report = Streaming(db, stream, asked, time.time).run(listener, ends)
            assert report.stopped == stopped
    assert stream_of(db, feed.url).cursor == len(FEW)


def test_cuts_within_one_message_make_no_difference(db, tmp_path):
    sent = messages(FEW, "repos")
    size = len(sent[0][1])
    rng = random.Random(1)  # noqa: S311
    with streamed(Feed("repos", sent, cuts=[rng.randint(1, size) for _ in range(50)])) as feed:
        listen(db, feed)
    with streamed(feed_of("repos")) as feed, fresh(tmp_path / "b.db") as other:
        listen(other, feed)
        assert held(other) == held(db)
