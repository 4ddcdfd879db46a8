"""A stream cut off at any place, or killed, equals one that was not; on every wire."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from repositories import car_of
from stream_server import PATHS, Feed, streamed
from stream_worlds import WHO, messages, repositories, world
from streaming_runs import fresh, held, listen

from crawlers.answers import Answer, Visit
from crawlers.bluesky.repository import read_repository
from crawlers.streaming import listening
from influence.records import Task
from influence.store import ingest

CUTS = 50
SEEN_AT = "2026-03-05T00:00:00Z"


@pytest.fixture(autouse=True, scope="module")
def hands_on_at_once():
    """Write whatever came, however little, so that batches differ from run to run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listening, "LATEST", 0.0)
        yield


def cuts_of(rng, sent):
    """Return where to cut: after less than a message, or after some."""
    mean = sum(len(message) for _, message in sent) // len(sent)
    return [rng.randint(1, 4 * mean) for _ in range(CUTS)]


def streamed_rows(folder, wire, events, cuts=()):
    """Return what a run over a stream holds in the end, and how often it connected."""
    told = messages(events, wire)
    feed = Feed(wire, told, cuts=list(cuts), is_compressed=wire == "v1")
    with streamed(feed), fresh(folder / "a.db") as db:
        report, listener, waits = listen(db, feed)
        assert report.missing == 0
        assert len(waits) == listener.refusals
        rows = held(db)
    for each in folder.iterdir():
        each.unlink()
    return rows, listener.connections + listener.refusals


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32 - 1), wire=st.sampled_from(sorted(PATHS)))
def test_a_stream_cut_at_fifty_places_equals_an_uncut_one(tmp_path_factory, seed, wire):
    folder = tmp_path_factory.mktemp("cut")
    events = world(seed, 150)
    whole, _ = streamed_rows(folder, wire, events)
    cuts = cuts_of(random.Random(seed), messages(events, wire))  # noqa: S311
    cut, times = streamed_rows(folder, wire, events, cuts)
    assert cut == whole
    assert times > 10


def test_all_fifty_cuts_are_made_where_a_stream_is_long_enough(tmp_path):
    for wire in PATHS:
        events = world(1, 600)
        cuts = cuts_of(random.Random(1), messages(events, wire))  # noqa: S311
        whole, _ = streamed_rows(tmp_path, wire, events)
        cut, times = streamed_rows(tmp_path, wire, events, cuts)
        assert cut == whole
        assert times > CUTS


@settings(max_examples=8)
@given(seed=st.integers(0, 2**32 - 1))
def test_every_wire_tells_the_same(tmp_path_factory, seed):
    folder = tmp_path_factory.mktemp("wires")
    found = [streamed_rows(folder, wire, world(seed))[0] for wire in PATHS]
    assert found[0] == found[1] == found[2]


def of_repository(did, records):
    """Return the records of a visit to the repository of an account."""
    address = f"https://oyster.host.example/xrpc/com.atproto.sync.getRepo?did={did}"
    answer = Answer(address, 200, {}, car_of(records, did), SEEN_AT)
    return read_repository(Visit(Task("bluesky", "repository", address, did), answer))


@settings(max_examples=8)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_same_accounts_give_the_same_rows_by_stream_and_by_repository(tmp_path_factory, seed):
    folder = tmp_path_factory.mktemp("ways")
    events = world(seed, plain=True)
    by_stream, _ = streamed_rows(folder, "repos", events)
    with fresh(folder / "b.db") as db:
        for did, records in repositories(events).items():
            ingest(db, of_repository(did, records), clock=lambda: SEEN_AT)
        db.conn.execute("delete from coverage")
        by_repository = held(db)
    by_stream.pop("told_acts")
    by_repository.pop("told_acts")
    # An account whose records are all gone is told to be there by the stream alone.
    empty = {did for did in WHO if not repositories(events).get(did)}
    for rows in (by_stream, by_repository):
        rows["accounts"] = [each for each in rows["accounts"] if each["native_id"] not in empty]
    assert by_stream == by_repository
