"""A stream of Mastodon: what its events mean, and how it is listened to."""

import json
import time
from collections import Counter
from contextlib import suppress

import pytest
from event_server import URL, Feed, event, streamed
from held_content import content
from hypothesis import given
from hypothesis import strategies as st
from mastodon_visits import ANN, BEN, SEEN_AT, ben, person, status
from mutated import limited, mutations, repeatable
from test_source_contract import check

from crawlers.client import Agent
from crawlers.client.asking import steady_clock
from crawlers.client.event_stream import EventStream
from crawlers.client.lasting import HungUp, Refused
from crawlers.errors import AnswerUnusable, NotAllowed
from crawlers.guard import Guard, parse_mapping
from crawlers.mastodon.streamed import Reader
from crawlers.streaming import (
    Asked,
    Ends,
    Listener,
    Place,
    Streaming,
    Times,
    connecting,
    listening,
)
from crawlers.streaming.heaps import Over
from crawlers.streaming.sorting import Sorter
from crawlers.streaming.wires import wire_of
from crawlers.tokens import Tokens
from influence.cli import main
from influence.errors import UsageError
from influence.opt_outs import UNQUOTED
from influence.records import Account, Consent, Interaction, Key, Post, Tag, Told
from influence.store import ingest, open_database
from influence.store.streaming import Gone, Standing, spans_of, stream_of
from influence.windows import to_seconds

NOW = to_seconds(SEEN_AT)
AT = "2026-02-01T08:00:00Z"
POST = Key("mastodon", f"{ANN.native_id}/statuses/100")
LOAF = Key("mastodon", f"{BEN.native_id}/statuses/55")
OF_ANN = Account(
    ANN,
    "ann@m.example",
    "Ann",
    "https://m.example/@ann",
    "Bakes",
    is_bot=False,
    created_at="2020-01-01T00:00:00Z",
    followers_count=3,
    following_count=2,
    posts_count=5,
    seen_at=SEEN_AT,
)
OF_BEN = Account(
    BEN, "ben@b.example", "Ben", "https://b.example/@ben", "Bakes", is_bot=False, seen_at=SEEN_AT
)
ALLOWS = Consent(ANN, "allow", None, "profile", SEEN_AT)
RYE = Post(
    POST,
    ANN,
    "original",
    AT,
    None,
    "https://m.example/@ann/100",
    text="Rye 100",
    language="en",
    reposts_count=0,
    replies_count=0,
    likes_count=0,
    seen_at=SEEN_AT,
)


def says(reader, name, said):
    """Return what an event tells that came when everything here is seen."""
    data = said if isinstance(said, str) else json.dumps(said)
    (found,) = reader.read(f"{name}\n{data}".encode(), NOW)
    return found


def told(*updates, url=URL):
    """Return what the last of some posts tells, and all else that is said of it."""
    reader = Reader(url)
    *_, last = [says(reader, "update", each) for each in updates]
    return last.items[-1], last


# ---- what an event means


def test_a_post_says_who_its_author_is_and_then_what_is_written():
    said = told(status(tags=[{"name": "Bread"}]))[1]
    assert said.seconds == NOW
    assert said.items == (
        Standing(ANN, (OF_ANN, ALLOWS), is_profile=True),
        Told(
            ANN,
            POST.native_id,
            ("reply", "quote", "mention"),
            (OF_ANN, ALLOWS, RYE, Tag(POST, "bread")),
            POST,
        ),
    )
    assert (said.kind, said.skipped) == ("posts", ())


def test_a_boost_is_an_act_of_who_boosted_and_tells_of_the_post_that_it_is_there():
    item, said = told(status(101, reblog=status(55, ben(), content="x"), content=""))
    loaf = Post(
        LOAF,
        BEN,
        "original",
        AT,
        None,
        "https://b.example/@ben/55",
        language="en",
        seen_at=SEEN_AT,
        is_listed=False,
    )
    assert item == Told(
        ANN,
        f"{ANN.native_id}/statuses/101",
        ("repost",),
        (
            *(OF_ANN, ALLOWS, OF_BEN, loaf),
            Interaction("repost", ANN, BEN, LOAF, happened_at=AT),
        ),
    )
    assert said.kind == "reposts"
    assert [each.account for each in said.items[:2]] == [ANN, BEN]


def test_an_answer_to_what_was_told_before_is_an_act_and_one_to_anything_else_is_counted():
    answer = status(101, in_reply_to_id="55", in_reply_to_account_id="8")
    item, _ = told(status(55, ben()), answer)
    (act,) = [each for each in item.records if isinstance(each, Interaction)]
    assert act == Interaction("reply", ANN, BEN, LOAF, None, AT, f"{ANN.native_id}/statuses/101")
    item, said = told(answer)
    assert not [each for each in item.records if isinstance(each, Interaction)]
    assert said.skipped == ("reply of what was not told before",)


def test_an_edited_post_is_told_again_under_the_name_of_real_servers_and_of_the_mock():
    for name in ("status.update", "status_update"):
        reader = Reader(URL)
        says(reader, "update", status())
        edited = says(reader, name, status(content="<p>Spelt</p>")).items[-1]
        assert (edited.record_key, edited.records[2].text) == (POST.native_id, "Spelt")


def test_a_deletion_takes_back_what_was_told_or_names_a_post_of_that_server_by_its_number():
    reader = Reader(URL)
    says(reader, "update", status(55, ben()))
    says(reader, "update", status(101, reblog=status(55, ben()), content=""))
    acts = ("reply", "quote", "mention")
    assert says(reader, "delete", "55").items == (Told(BEN, LOAF.native_id, acts, (), LOAF),)
    boost = f"{ANN.native_id}/statuses/101"
    assert says(reader, "delete", "101").items == (Told(ANN, boost, ("repost",)),)
    gone = Gone("mastodon", "https://m.example", "55")
    assert says(reader, "delete", "55").items == (gone,)


@pytest.mark.parametrize(
    "wish",
    [
        {"discoverable": False},
        {"noindex": True},
        {"note": "<p>Bread #nobot</p>"},
        {"suspended": True},
    ],
)
def test_of_one_who_refuses_only_that_is_told(wish):
    item, said = told(status(account=person(**wish), tags=[{"name": "rye"}]))
    account = Account(ANN, "ann@m.example", seen_at=SEEN_AT)
    assert item.records == (account,)
    standing = said.items[0]
    assert next(each.signal for each in standing.records if isinstance(each, Consent)) == "deny"
    assert "Rye" not in str(said)


def test_who_is_boosted_and_refuses_has_that_said_of_it():
    _, said = told(status(101, content="", reblog=status(55, ben(discoverable=False))))
    _, of_ben, item = said.items
    assert of_ben.records[1].signal == "deny"
    assert not [each for each in item.records if isinstance(each, Post)]


def test_of_who_is_not_indexable_no_text_is_told():
    item, _ = told(status(account=person(indexable=False)))
    (post,) = [each for each in item.records if isinstance(each, Post)]
    assert post.text is None


@pytest.mark.parametrize("visibility", ["private", "direct", None])
def test_a_post_that_is_not_for_everybody_leaves_no_trace(visibility):
    (said,) = Reader(URL).read(
        b"update\n" + json.dumps(status(visibility=visibility)).encode(), NOW
    )
    assert said.items == ()
    assert said.skipped == ("posts that are not for everybody",)


def test_a_server_that_streams_from_a_name_below_its_own_is_at_home_there_all_the_same():
    below = "https://streaming.m.example/api/v1/streaming/public"
    assert told(status(), url=below)[1] == told(status())[1]
    _, said = told(status(55, ben()), url=below)
    assert said.items[0].records == (OF_BEN,)


@pytest.mark.parametrize(
    "message",
    [b"update\nnothing", b"update\n[1]", b"update\n\xff", b"delete\n", b"delete\n../x", b"update"],
)
def test_what_makes_no_sense_is_told_apart(message):
    with pytest.raises(AnswerUnusable):
        Reader(URL).read(message, NOW)


def test_events_of_other_kinds_are_counted():
    assert says(Reader(URL), "filters_changed", "{}").skipped == ("filters_changed",)


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr("crawlers.mastodon.streamed._MOST_STATUSES", 10)
    monkeypatch.setattr("crawlers.mastodon.streamed._MOST_TOLD", 10)
    reader = Reader(URL)
    for number in range(100, 140):
        says(reader, "update", status(number, person(f"p{number}")))
    assert len(reader._page.by_id) <= 10
    assert len(reader._page.people) <= 20
    assert len(reader._told) <= 10
    assert isinstance(says(reader, "delete", "139").items[0], Told)
    assert isinstance(says(reader, "delete", "100").items[0], Gone)


# ---- which addresses are streams


@pytest.mark.parametrize(
    "path", ["public", "public/local", "public/remote", "hashtag?tag=rye", "hashtag/local?tag=rye"]
)
def test_the_streams_for_everybody_are_known(path):
    url = f"https://m.example/api/v1/streaming/{path}"
    assert wire_of(url).name == "Mastodon"
    assert Asked(url, ("posts",)).address(7) == url


@pytest.mark.parametrize(
    "url",
    [
        "https://m.example/api/v1/streaming",
        "https://m.example/api/v1/streaming/user",
        "https://m.example/api/v1/streaming/hashtag",
        "https://m.example/api/v1/streaming/hashtag?tag=",
        "https://m.example/api/v1/streaming/public?access_token=secret-rye",
        "https://m.example/api/v1/streaming/hashtag?tag=a&access_token=secret-rye",
        "https://ann:secret-rye@m.example/api/v1/streaming/public",
        "wss://m.example/api/v1/streaming/public",
    ],
)
def test_others_are_not_and_a_token_in_an_address_is_not_repeated(url):
    with pytest.raises(UsageError, match=r"hashtag\?tag=WORD") as raised:
        wire_of(url)
    assert "secret-rye" not in str(raised.value)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--wanted", "did:plc:ann"), "are for Bluesky"),
        (("--held",), "are for Bluesky"),
        (("--kinds", "likes,follows"), "streams posts and reposts"),
        (("--from", "oldest"), "tells nothing again"),
    ],
)
def test_what_such_a_stream_cannot_do_is_a_sentence(tmp_path, capsys, words, said):
    told_ = ["stream", str(tmp_path / "a.db"), "--url", URL, "--minutes", "1", "--dry-run", *words]
    assert main(told_) == 2
    assert said in capsys.readouterr().err


def test_a_rehearsal_asks_for_nothing(tmp_path, capsys):
    words = ["--url", URL, "--minutes", "1", "--dry-run", "--format", "json"]
    assert main(["stream", str(tmp_path / "a.db"), *words]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert (plan["wire"], plan["address"]) == ("Mastodon", URL)
    assert plan["kinds"] == ["posts", "reposts"]


# ---- listening, and what is held then


@pytest.fixture(autouse=True)
def hands_on_at_once(monkeypatch):
    monkeypatch.setattr(listening, "LATEST", 0.0)


@pytest.fixture
def db(tmp_path):
    with open_database(tmp_path / "a.db", create=True) as opened:
        yield opened


def listen(db, feed, events, *, tokens=None, attempts=3, kinds=("posts", "reposts")):
    """Listen until so many events are written."""
    asked, clock = Asked(URL, kinds), steady_clock()
    mapping = parse_mapping([f"m.example=127.0.0.1:{feed.port}"])
    guard, stream = Guard(allow_loopback=True, mapping=mapping), stream_of(db, URL)
    at = None if stream.cursor_at is None else to_seconds(stream.cursor_at)
    waits = []
    connect = connecting(URL, guard, Agent(), tokens or Tokens(), clock)
    listener = Listener(
        connect,
        asked,
        Times(time.time, waits.append, lambda _, most: most),
        Place(cursor_at=at),
        attempts=attempts,
    )
    streaming = Streaming(db, stream, asked, time.time)
    streaming._is_enough = lambda *_: streaming.report.events >= events
    return streaming.run(listener, Ends()), waits


def posts(db):
    return dict(db.conn.execute("select native_id, text from posts where is_listed"))


def update(number, account=None, **said):
    return event("update", status(number, account, **said))


def test_what_is_streamed_is_written_wherever_it_is_split(db):
    whole = update(100) + b":thump\n\n" + update(101, content="<p>Spelt</p>")
    for size in (1, 7, 1_000_000):
        pieces = [whole[n : n + size] for n in range(0, len(whole), size)]
        with streamed(Feed([pieces])) as feed:
            report, _ = listen(db, feed, 2)
        assert report.events == 2
    assert posts(db) == {POST.native_id: "Rye 100", f"{ANN.native_id}/statuses/101": "Spelt"}


def test_it_says_who_asks_and_what_for(db):
    with streamed(Feed([[update(100)]])) as feed:
        listen(db, feed, 1)
    ((first, *headers, _, _),) = feed.asked
    assert first == "GET /api/v1/streaming/public HTTP/1.1"
    told_ = dict(line.split(": ", 1) for line in headers)
    assert told_["User-Agent"].startswith("influence-discovery/")
    assert told_["Accept"] == "text/event-stream"
    assert "Authorization" not in told_


def test_every_reconnection_is_a_gap_that_is_noted_and_said(db, tmp_path, capsys):
    cut = [[update(100)], [update(101), update(102)], [], [update(103)[:40]], [update(104)]]
    with streamed(Feed(cut)) as feed:
        report, waits = listen(db, feed, 4, attempts=None)
    assert report.connections == 5
    assert report.missing == 2
    assert waits == [1, 1, 2, 4]
    spans = spans_of(db)
    assert [each.gap is None for each in spans] == [True, False, False]
    assert [each.events for each in spans] == [1, 2, 1]
    assert all("nothing is told again" in each.gap for each in spans[1:])
    assert len(posts(db)) == 4
    assert main(["status", str(tmp_path / "a.db")]) == 0
    assert "2 gaps, the last: not connected" in capsys.readouterr().out


def test_a_later_run_begins_with_a_gap(db):
    for number, gaps in ((100, 0), (101, 1)):
        with streamed(Feed([[update(number)]])) as feed:
            assert listen(db, feed, 1)[0].missing == gaps
    assert [each.gap is None for each in spans_of(db)] == [True, False]


def test_deleted_posts_and_boosts_are_taken_back(db):
    sent = [
        update(55, ben()),
        update(100, in_reply_to_id="55", in_reply_to_account_id="8", tags=[{"name": "rye"}]),
        update(101, content="", reblog=status(55, ben())),
    ]
    with streamed(Feed([sent])) as feed:
        listen(db, feed, 3)
    kinds = "select kind from interactions order by kind"
    assert [row[0] for row in db.conn.execute(kinds)] == ["reply", "repost"]
    with streamed(Feed([[*sent, event("delete", "100"), event("delete", "101")]])) as feed:
        listen(db, feed, 5)
    assert posts(db) == {LOAF.native_id: "Rye 55"}
    assert [row[0] for row in db.conn.execute(kinds)] == []
    assert db["tags"].count == db["told_acts"].count == 0


def test_a_post_that_a_crawl_read_is_taken_back_by_its_number(db):
    with streamed(Feed([[event("delete", "100"), event("delete", "8")]])) as feed:
        own, other = (Key("mastodon", f"https://m.example/@ann/{each}") for each in (100, 1100))
        elsewhere = Key("mastodon", "https://b.example/@ben/100")
        ingest(
            db,
            [
                *(Account(ANN), Account(BEN)),
                *(RYE._replace(key=own), RYE._replace(key=other)),
                RYE._replace(key=elsewhere, account=BEN),
                Interaction("reply", ANN, BEN, elsewhere, None, AT, own.native_id),
                Interaction("reply", ANN, BEN, elsewhere, None, AT, other.native_id),
            ],
        )
        listen(db, feed, 2)
    assert set(posts(db)) == {other.native_id, elsewhere.native_id}
    acts = db.conn.execute("select native_id from interactions").fetchall()
    assert acts == [(other.native_id,)]


def test_who_refuses_later_is_gone_with_all_that_was_told_and_comes_back_when_it_says_so(db):
    refuses = person(note="<p>Bakes #nobot</p>")
    with streamed(Feed([[update(100), update(101, refuses), update(102, refuses)]])) as feed:
        report, _ = listen(db, feed, 3)
    assert posts(db) == {}
    assert report.denied == 2
    (held,) = db.conn.execute("select consent, name, bio from accounts").fetchall()
    assert held == ("deny", None, None)
    with streamed(Feed([[update(103)]])) as feed:
        listen(db, feed, 1)
    assert list(posts(db)) == [f"{ANN.native_id}/statuses/103"]


def test_who_has_not_decided_is_held_so(db):
    with streamed(Feed([[update(100, person(discoverable=None, indexable=False))]])) as feed:
        listen(db, feed, 1)
    held = db.conn.execute("select signal, reason, seen_in from consents").fetchall()
    assert held == [("unset", UNQUOTED, "profile")]
    assert posts(db) == {POST.native_id: None}


def test_kinds_narrow_it_and_wishes_are_heard_all_the_same(db):
    sent = [update(100), update(101, content="", reblog=status(55, ben(discoverable=False)))]
    with streamed(Feed([sent])) as feed:
        report, _ = listen(db, feed, 2, kinds=("posts",))
    assert report.skipped == Counter({"reposts": 1})
    assert db["interactions"].count == 0
    consents = dict(db.conn.execute("select native_id, consent from accounts"))
    assert consents == {ANN.native_id: "allow", BEN.native_id: "deny"}


def test_told_again_and_again_it_is_the_same(db):
    sent = [update(55, ben()), update(100), update(101, content="", reblog=status(55, ben()))]
    with streamed(Feed([sent])) as feed:
        listen(db, feed, 3)
        once = [dict(row, last_seen_at=0) for row in _rows(db)]
    with streamed(Feed([sent * 3])) as feed:
        listen(db, feed, 9)
    assert [dict(row, last_seen_at=0) for row in _rows(db)] == once


def _rows(db):
    held = content(db)
    return [row for table in ("posts", "interactions", "tags") for row in held[table]]


# ---- who is let in


TOKENS = Tokens({"INFLUENCE_TOKEN_M_EXAMPLE": "rye-secret-7"})


def wants_token(lines):
    shown = "Authorization: Bearer rye-secret-7" in lines
    return None if shown else (401, b'{"error": "This method requires an authenticated user"}')


def test_a_token_is_shown_where_strangers_are_refused_and_kept_nowhere(db, tmp_path):
    with streamed(Feed([[update(100)], [update(101)]], answer=wants_token)) as feed:
        listen(db, feed, 2, tokens=TOKENS)
    shown = ["Authorization: Bearer rye-secret-7" in lines for lines in feed.asked]
    assert shown == [False, True, True]
    db.conn.commit()
    assert not [each for each in tmp_path.iterdir() if b"rye-secret-7" in each.read_bytes()]


def test_without_a_token_it_ends_in_a_sentence_that_names_the_variable(db):
    with (
        streamed(Feed([[]], answer=wants_token)) as feed,
        pytest.raises(NotAllowed, match=r"answers 401.*INFLUENCE_TOKEN_M_EXAMPLE"),
    ):
        listen(db, feed, 1)


def test_a_token_that_is_refused_ends_in_a_sentence_and_is_not_repeated(db):
    def refuses(lines):
        return 403, " ".join(lines).encode()

    with (
        streamed(Feed([[]], answer=refuses)) as feed,
        pytest.raises(NotAllowed, match="refuses the token of INFLUENCE_TOKEN_") as raised,
    ):
        listen(db, feed, 1, tokens=TOKENS)
    assert "rye-secret-7" not in str(raised.value)


def test_robots_txt_is_obeyed(db):
    robots = b"User-agent: influence-discovery\nDisallow: /api/\n"
    with (
        streamed(Feed([[update(100)]], robots=robots)) as feed,
        pytest.raises(NotAllowed, match="Disallow: /api/"),
    ):
        listen(db, feed, 1)
    assert feed.asked == []


def test_a_server_that_is_busy_is_asked_again_and_one_without_streams_is_not(db):
    answers = [(429, b"slow"), (503, b"")]
    with streamed(Feed([[update(100)]])) as feed:
        feed.answer = lambda _: answers.pop(0) if answers else None
        _, waits = listen(db, feed, 1)
        assert waits == [1, 2]
        feed.answer = lambda _: (404, b"none here")
        with pytest.raises(Refused, match="answers 404: none here"):
            listen(db, feed, 1)
        feed.answer = lambda _: (200, b"<html>")
        with pytest.raises(AnswerUnusable, match="no stream of events"):
            listen(db, feed, 1)


def test_an_event_that_is_too_large_ends_in_a_sentence(db, monkeypatch):
    monkeypatch.setattr(
        "crawlers.client.server_events.ServerEvents.__init__.__defaults__", (1_000,)
    )
    with (
        streamed(Feed([[b"data: " + b"a" * 1_100]])) as feed,
        pytest.raises(AnswerUnusable, match=r"larger than 1,000 bytes"),
    ):
        listen(db, feed, 1)


def test_the_guard_lets_no_stream_of_this_machine_be_listened_to():
    with pytest.raises(NotAllowed, match="not public"):
        EventStream("http://127.0.0.1:1/api/v1/streaming/public", Guard(), Agent())
    with pytest.raises(HungUp, match="cannot be connected to"):
        EventStream(
            "http://127.0.0.1:1/api/v1/streaming/public", Guard(allow_loopback=True), Agent()
        )


STREAMED = [
    b"update\n" + json.dumps(status(100)).encode(),
    b"update\n" + json.dumps(status(102, content="", reblog=status(55, ben()))).encode(),
    b"update\n" + json.dumps(status(103, in_reply_to_id="100", tags=[{"name": "a"}])).encode(),
    b"status.update\n" + json.dumps(status(100, quote={"state": "accepted"})).encode(),
    b"delete\n100",
]


@repeatable
@given(st.sampled_from(STREAMED).flatmap(lambda each: mutations(each, STREAMED)))
def test_a_damaged_event_ends_in_records_or_is_counted(data):
    sorter = Sorter(wire_of(URL), Asked(URL, ("posts", "reposts")))
    with limited(5):
        for said in sorter.read(data, NOW):
            sorter.sort(said)
    caught = sorter.caught
    assert caught.messages == 1
    assert caught.events or caught.skipped
    for item in caught.items:
        for record in getattr(item, "records", ()):
            check(record, "mastodon")


class Script:
    """A connection over which now and then a comment comes, in a time of its own."""

    def __init__(self, clock, comments):
        self.clock, self.comments, self.has_stirred = clock, comments, False
        self.silent_for, self.listener = 0.0, None

    def __call__(self, _):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def received(self, seconds):
        self.clock[0] += seconds
        self.silent_for = max(self.silent_for, self.listener.silent_for)
        self.has_stirred = self.clock[0] < self.comments
        return []

    def ping(self):
        pass

    def hang_up(self):
        pass


def test_comments_keep_a_silent_stream_and_count_as_nothing_that_came():
    clock = [0.0]
    script = Script(clock, 600.0)
    times = Times(lambda: clock[0], lambda _: listener.stop(), lambda *_: 0.0)
    script.listener = listener = Listener(script, Asked(URL, ("posts",)), times, Place())
    with listener, suppress(Over):
        while True:
            assert listener.next(0.1) == []
    assert listener.connections == 1
    assert 655 < clock[0] < 665
    assert script.silent_for == pytest.approx(clock[0], abs=1.0)
