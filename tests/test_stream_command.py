"""``influence stream`` as a whole process, against a stream on a loopback port."""

import json
import os
import select
import signal
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager

import pytest
from stream_server import Feed, streamed
from stream_worlds import messages, world
from streaming_runs import held

from crawlers.streaming import Progress, Report
from influence.cli import main
from influence.cli.stream_page import _words
from influence.records import Account, Key
from influence.store import ingest, open_database
from influence.store.streaming import Heard, stream_of, write_heard

EVENTS = world(11, 3_000)
ENVIRONMENT = {**os.environ, "INFLUENCE_CONTACT": ""}


def command(database, feed, *words):
    own = ("--url", feed.url, "--allow-loopback", "--until-idle", "--idle", "2")
    return [sys.executable, "-m", "influence", "stream", str(database), *own, *words]


def stream(database, feed, *words):
    done = subprocess.run(
        command(database, feed, *words),
        capture_output=True,
        text=True,
        check=False,
        env=ENVIRONMENT,
    )
    assert "Traceback" not in done.stderr
    return done


@contextmanager
def streaming(database, feed, *words):
    """Start it, and have it end whatever happens."""
    with subprocess.Popen(
        command(database, feed, *words),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def content(path):
    with open_database(path) as db:
        return held(db)


def feed_of(wire, events=EVENTS, **more):
    return Feed(wire, messages(events, wire), **more)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Return what is held by wire after a run that nothing interrupted, and what it said."""
    found = {}
    for wire in ("v1", "repos"):
        path = tmp_path_factory.mktemp("whole") / "a.db"
        with streamed(feed_of(wire)) as feed:
            done = stream(path, feed, "--from", "oldest", "--format", "json")
        found[wire] = (content(path), done)
    return found


def test_it_writes_what_it_hears_and_says_so(whole):
    for _, done in whole.values():
        said = json.loads(done.stdout)
        assert (done.returncode, said["stopped"]) == (0, "idle")
        assert said["events"] == len(EVENTS)
        assert said["new"]["interactions"] > 0
        assert said["left_out"]["app.bsky.graph.block"] > 0
        assert said["not_to_be_shown"] > 0
        assert said["missing"] == []
    assert whole["v1"][0] == whole["repos"][0]


@pytest.mark.parametrize("wire", ["v1", "repos"])
@pytest.mark.parametrize("sent", [1, 400, 1_700, 2_900])
def test_killed_at_any_moment_it_goes_on_to_the_same_rows(tmp_path, whole, wire, sent):
    path = tmp_path / "killed.db"
    running = []

    def kill(number):
        if number == sent and running:
            running[0].send_signal(signal.SIGKILL)

    with streamed(feed_of(wire)) as feed:
        feed.on_sent = kill
        with streaming(path, feed, "--from", "oldest") as started:
            running.append(started)
            started.wait(60)
        assert started.returncode == -signal.SIGKILL
        with open_database(path, create=True) as db:
            cursor = stream_of(db, feed.url).cursor
        begin = ("--from", "oldest") if cursor is None else ()
        assert stream(path, feed, *begin).returncode == 0
    assert content(path) == whole[wire][0]


def test_killed_again_and_again_it_goes_on_to_the_same_rows(tmp_path, whole):
    path = tmp_path / "killed.db"
    running, reached = [], [0]

    def cursor():
        with open_database(path) as db:
            return stream_of(db, feed.url).cursor or 0

    def kill(number):
        """Kill it once more was written; until then nothing more is sent."""
        if number % 400 or not running:
            return
        while (far := cursor()) <= reached[0]:
            feed.stopped.wait(0.05)
        reached[0] = far
        running.pop().send_signal(signal.SIGKILL)

    with streamed(feed_of("repos", on_sent=kill)) as feed:
        for _ in range(5):
            with streaming(path, feed, *(() if reached[0] else ("--from", "oldest"))) as started:
                running[:] = [started]
                started.wait(60)
            assert started.returncode == -signal.SIGKILL
        running.clear()
        assert stream(path, feed).returncode == 0
    assert content(path) == whole["repos"][0]


def test_ctrl_c_keeps_what_is_written_and_says_how_to_go_on(tmp_path, whole):
    path = tmp_path / "stopped.db"
    with streamed(feed_of("repos")) as feed:
        with streaming(path, feed, "--from", "oldest", "--idle", "600") as running:
            while feed.sent < len(EVENTS):
                assert running.poll() is None
                feed.stopped.wait(0.01)
            for _ in range(10):
                running.send_signal(signal.SIGINT)
                if select.select([running.stderr], [], [], 10)[0]:
                    break
            said = running.communicate(timeout=60)[1]
        assert running.returncode == 130
        assert f"stream {path}`, with the same options, goes on" in said
        assert "Traceback" not in said
        with open_database(path) as db:
            begin = () if stream_of(db, feed.url).cursor else ("--from", "oldest")
        assert stream(path, feed, *begin).returncode == 0
    assert content(path) == whole["repos"][0]


def test_only_one_writes_at_a_time(tmp_path):
    path = tmp_path / "a.db"
    with streamed(feed_of("repos")) as feed:
        with streaming(path, feed, "--idle", "600"):
            while not feed.asked:
                feed.stopped.wait(0.01)
            done = stream(path, feed)
        assert (done.returncode, done.stdout) == (1, "")
        assert "is writing to" in done.stderr


def test_status_says_what_was_heard_and_where_something_is_missing(tmp_path, capsys):
    path, at = tmp_path / "a.db", "2026-03-01T09:00:00Z"
    with open_database(path, create=True) as db:
        stream = stream_of(db, "wss://a.example/subscribe")
        for gap in (None, "OutdatedCursor: too old"):
            write_heard(db, stream, {}, Heard([], 7, at, at, at, 12, gap), lambda: at)
    assert main(["status", str(path)]) == 0
    said = capsys.readouterr().out
    assert (
        f"24 events of {at} to {at}, wss://a.example/subscribe; 1 gap, the last: Outdated" in said
    )
    assert main(["status", str(path), "--format", "json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["streams"]
    assert (told["events"], told["gaps"]) == (24, 1)


def test_the_progress_line_says_how_fast_how_far_behind_and_what_is_left_out():
    report = Report(events=120, lag=2.34)
    report.new.update(posts=70, interactions=30)
    report.leave_out(Counter({"app.bsky.graph.block": 4}))
    words = ", ".join(_words(Progress(3.0, report, 2, ""), 40.0))
    assert words == (
        "40 events/s, 2.3 s behind, 100 rows written, left out 4 app.bsky.graph.block, "
        "2 heaps waiting"
    )


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "--minutes N, or --until-idle"),
        (("--until-idle", "--kinds", "blocks"), 2, "--kinds=blocks"),
        (("--until-idle", "--kinds", ","), 2, "write some of posts"),
        (("--until-idle", "--url", "wss://a.example/feed"), 2, "/subscribe"),
        (("--until-idle", "--url", "https://a.example/subscribe"), 2, "ws://"),
        (("--until-idle", "--own"), 2, "--wanted or --held"),
        (("--until-idle", "--wanted", "nobody.blog"), 2, "write a DID"),
        (("--until-idle", "--held"), 3, "No account is meant"),
        (("--until-idle",), 2, "--contact"),
        (("--until-idle", "--resolve", "*=127.0.0.1:1"), 2, "--allow-loopback"),
        (("--until-idle", "--url", "ws://127.0.0.1:1/subscribe"), 1, "not public"),
    ],
)
def test_what_cannot_be_listened_to_is_a_sentence(tmp_path, monkeypatch, capsys, words, code, said):
    monkeypatch.delenv("INFLUENCE_CONTACT", raising=False)
    assert main(["stream", str(tmp_path / "a.db"), *words]) == code
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_a_password_in_the_address_of_a_stream_is_refused_and_not_repeated(tmp_path, capsys, more):
    words = ["--url", "wss://ann:secret-rye@a.example/subscribe", "--minutes", "1", *more]
    assert main(["stream", str(tmp_path / "a.db"), *words]) == 2
    told = capsys.readouterr()
    assert "has a name or password in it" in told.err
    assert "secret-rye" not in told.err + told.out
    assert not [file for file in tmp_path.iterdir() if b"secret-rye" in file.read_bytes()]


def test_a_stream_that_is_not_there_is_given_up_in_the_end(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("influence.library.streaming._ATTEMPTS", 1)
    url = "ws://127.0.0.1:1/subscribe"
    words = ["--url", url, "--allow-loopback", "--until-idle"]
    assert main(["stream", str(tmp_path / "a.db"), *words]) == 1
    said = capsys.readouterr().err
    assert "/subscribe cannot be connected to" in said
    assert "http" not in said
    assert "wantedCollections" not in said


def test_a_rehearsal_says_what_would_be_asked_for(tmp_path, capsys):
    path = tmp_path / "a.db"
    with open_database(path, create=True) as db:
        ingest(db, [Account(Key("bluesky", "did:plc:ann"), handle="ann.blog")])
        db.conn.execute(
            "insert into streams (url, cursor, cursor_at) values (?, 7, ?)",
            [
                "wss://jetstream2.us-east.bsky.network/subscribe",
                "2026-03-01T09:00:00Z",
            ],
        )
        db.conn.commit()
    words = ["--held", "--wanted", "ann.blog", "--own", "--kinds", "likes", "--dry-run"]
    assert main(["stream", str(path), "--minutes", "1", *words, "--format", "json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert plan["goes on from"] == "2026-03-01T09:00:00Z"
    assert plan["address"].endswith("&wantedDids=did%3Aplc%3Aann&cursor=7")
    assert (plan["accounts"], plan["kinds"]) == (1, ["likes"])


def test_accounts_may_be_named_by_a_list(tmp_path, capsys):
    (tmp_path / "who.txt").write_text("# ours\ndid:plc:ann\ndid:plc:ben\n")
    words = ["--until-idle", "--wanted", f"@{tmp_path / 'who.txt'}", "--dry-run"]
    assert main(["stream", str(tmp_path / "a.db"), *words]) == 0
    assert "accounts: 2" in capsys.readouterr().out
    assert not (tmp_path / "a.db").exists()
