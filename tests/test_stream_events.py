"""What a message of a stream says: events, or a sentence why it says nothing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutated import limited, mutations, repeatable
from repositories import Car, encode
from stream_worlds import commit, frame, messages, world
from test_source_contract import check

from crawlers.bluesky.events import (
    Broken,
    Change,
    Failed,
    Notice,
    Other,
    Renamed,
    Status,
    Unreadable,
)
from crawlers.bluesky.frames import read_frame
from crawlers.bluesky.jetstream import read_message
from crawlers.bluesky.wires import wire_of
from crawlers.streaming import Asked
from crawlers.streaming.sorting import Sorter
from influence.errors import InputUnusable

ANN, LIKE = "did:plc:ann", "app.bsky.feed.like"
AT = "2026-03-01T09:00:00.000Z"
SECONDS = 1_772_355_600.0
URLS = {
    "v1": "wss://a.example/subscribe",
    "v2": "wss://a.example/xrpc/network.bsky.jetstream.subscribeEvents",
    "repos": "wss://a.example/xrpc/com.atproto.sync.subscribeRepos",
}
RECORD = {"subject": {"uri": "at://did:plc:ben/app.bsky.feed.post/3a"}, "createdAt": AT}

# As it was captured of the live network in May 2026, but for names.
LIVE = {
    "did": ANN,
    "time_us": 1779719009132431,
    "kind": "commit",
    "commit": {
        "rev": "3mmo",
        "operation": "create",
        "collection": LIKE,
        "rkey": "3mmp",
        "record": {"$type": LIKE, **RECORD},
        "cid": "bafyreib",
    },
}


def v1(**told):
    return json.dumps(LIVE | told).encode()


def v2(kind, **told):
    name = f"network.bsky.jetstream.subscribeEvents#{kind}"
    payload = {"$type": name, "seq": 7, "did": ANN, "time": AT, **told}
    return json.dumps({"$type": "message", "payload": payload}).encode()


def test_an_event_of_the_old_wire_is_placed_by_its_microseconds():
    (event,) = read_message(v1())
    assert event == Change(
        1779719009132431, 1779719009.132431, ANN, LIKE, "3mmp", LIVE["commit"]["record"]
    )


def test_a_deletion_has_no_record():
    gone = {"operation": "delete", "collection": LIKE, "rkey": "3mmp", "rev": "3m"}
    assert read_message(v1(commit=gone))[0].record is None
    (event,) = read_message(v2("commit", **gone))
    assert event == Change(7, SECONDS, ANN, LIKE, "3mmp", None)
    (event,) = read_frame(commit(7, ANN, [("delete", f"{LIKE}/3mmp", None)]))
    assert event[2:] == (ANN, LIKE, "3mmp", None)


def test_a_commit_of_a_pds_tells_each_of_its_records_in_order():
    made = [("create", f"{LIKE}/3a", RECORD), ("delete", f"{LIKE}/3b", None)]
    events = read_frame(commit(9, ANN, made))
    assert [(each.place, each.key, each.record) for each in events] == [
        (9, "3a", RECORD),
        (9, "3b", None),
    ]


STATUSES = [
    ({"active": True}, Status, None),
    ({"active": False, "status": "takendown"}, Status, "takendown"),
    ({"active": False, "status": "deleted"}, Status, "deleted"),
    ({"active": False}, Status, "inactive"),
    ({"active": False, "status": "something new"}, Status, "inactive"),
    ({"active": True, "status": "throttled"}, Broken, "throttled"),
    ({"active": False, "status": "desynchronized"}, Broken, "desynchronized"),
]


@pytest.mark.parametrize(("told", "kind", "why"), STATUSES)
def test_every_wire_says_whether_an_account_is_there(told, kind, why):
    body = {**told, "did": ANN, "seq": 1, "time": AT}
    for (event,) in (
        read_message(v1(kind="account", account=body)),
        read_message(v2("account", account=body)),
        read_frame(frame("account", body)),
    ):
        assert type(event) is kind
        assert (event.account, event[-1]) == (ANN, why)


def test_every_wire_says_that_a_handle_changed():
    body = {"did": ANN, "handle": "ann.blog", "seq": 1, "time": AT}
    for (event,) in (
        read_message(v1(kind="identity", identity=body)),
        read_message(v2("identity", identity=body)),
        read_frame(frame("identity", body)),
        read_frame(frame("handle", body)),  # as old servers say it
    ):
        assert type(event) is Renamed
        assert (event.account, event.handle) == (ANN, "ann.blog")


def test_an_old_tombstone_is_a_deleted_account():
    (event,) = read_frame(frame("tombstone", {"did": ANN, "seq": 1, "time": AT}))
    assert event[2:] == (ANN, "deleted")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (v2("sync", sync={"did": ANN, "rev": "3m"}), "sync"),
        (frame("sync", {"did": ANN, "seq": 1, "time": AT, "rev": "3m", "blocks": b""}), "sync"),
        (commit(1, ANN, [], tooBig=True, blocks=b""), "tooBig"),
        (commit(1, ANN, [], rebase=True), "rebase"),
        (commit(1, ANN, [("create", f"{LIKE}/3a", RECORD)], blocks=b""), "a record is missing"),
    ],
)
def test_what_is_not_told_whole_has_to_be_read_again(data, why):
    read = read_message if data.startswith(b"{") else read_frame
    (event,) = read(data)
    assert type(event) is Broken
    assert (event.account, event.why) == (ANN, why)


def test_notices_and_failures_are_told_by_name():
    told = {"name": "OutdatedCursor", "message": "oldest is 12"}
    assert read_frame(frame("info", told)) == [Notice("OutdatedCursor", "oldest is 12")]
    assert read_message(v2("info", **told)) == [Notice("OutdatedCursor", "oldest is 12")]
    failed = {"error": "FutureCursor", "message": "Cursor in the future."}
    assert read_frame(frame(None, failed, op=-1)) == [Failed(*failed.values())]
    slow = json.dumps({"$type": "error", "error": "ConsumerTooSlow"}).encode()
    assert read_message(slow) == [Failed("ConsumerTooSlow", "")]


def test_kinds_that_nobody_knows_are_told_as_such():
    assert read_message(v1(kind="party"))[0][2:] == ("party",)
    assert read_message(v2("party"))[0][2:] == ("party",)
    body = {"did": ANN, "seq": 1, "time": AT}
    assert type(read_frame(frame("party", body))[0]) is Other
    odd = read_frame(commit(1, ANN, [("juggle", f"{LIKE}/3a", None)]))
    assert odd[0].kind == "operation juggle"


def spoilt_commit():
    """Return a commit whose record is not what its id says."""
    return (
        commit(1, ANN, [("create", f"{LIKE}/3a", RECORD)])
        .replace(b"3a", b"3b")
        .replace(b"2026-03-01T09", b"2026-03-02T09", 1)
    )


def others_commit():
    car = Car("did:plc:ben")
    record = car.add(RECORD)
    blocks = car.bytes(car.commit(car.add({"l": None, "e": []})))
    operations = [{"action": "create", "path": f"{LIKE}/3a", "cid": record}]
    return commit(1, ANN, [], blocks=blocks, ops=operations)


UNREADABLE = {
    "no JSON": b"\xff\xfe{",
    "a list": b"[1]",
    "deep": b"[" * 100_000,
    "no time": v1(time_us=None),
    "a time that no calendar has": v1(time_us=10**17 * 9),
    "nobody": v1(did="ann"),
    "a record that is none": v1(commit=LIVE["commit"] | {"record": []}),
    "an operation that is none": v1(commit=LIVE["commit"] | {"operation": "juggle"}),
    "no commit": v1(commit=3),
    "no seq": v2("commit", seq=-1),
    "no payload": b'{"$type": "message"}',
}
UNREADABLE_FRAMES = {
    "nothing": b"",
    "no CBOR": b"\xff\xff",
    "one item": encode({"op": 1}),
    "no maps": encode(1) + encode(2),
    "no op": encode({"t": "#commit"}) + encode({"seq": 1, "time": AT, "repo": ANN}),
    "no path": commit(1, ANN, [("delete", "3a", None)]),
    "damaged blocks": commit(1, ANN, [("create", f"{LIKE}/3a", RECORD)], blocks=b"\x05abc"),
    "a spoilt block": spoilt_commit(),
    "another's commit": others_commit(),
    "bad time": frame("account", {"did": ANN, "seq": 1, "time": "soon", "active": True}),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_message_that_says_nothing_is_told_so(name):
    with pytest.raises(Unreadable, match=r"\.$"):
        read_message(UNREADABLE[name])


@pytest.mark.parametrize("name", UNREADABLE_FRAMES)
def test_a_frame_that_says_nothing_is_told_so(name):
    with pytest.raises(Unreadable, match=r"\.$"):
        read_frame(UNREADABLE_FRAMES[name])


def test_without_its_package_a_frame_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "libipld", None)
    with pytest.raises(InputUnusable, match="stream"):
        read_frame(commit(1, ANN, []))


SENT = {wire: [data for _, data in messages(world(3), wire)] for wire in URLS}


@st.composite
def damaged(draw):
    wire = draw(st.sampled_from(sorted(URLS)))
    message = draw(st.sampled_from(SENT[wire]))
    return wire, draw(mutations(message, SENT[wire]))


@repeatable
@given(damaged())
def test_a_damaged_message_ends_in_records_or_is_counted(case):
    wire, data = case
    url = URLS[wire]
    sorter = Sorter(wire_of(url), Asked(url))
    with limited(5):
        for event in sorter.read(data):
            if not isinstance(event, Notice | Failed):
                sorter.sort(event)
    caught = sorter.caught
    assert caught.messages == 1
    assert caught.events or caught.skipped or not caught.items
    for item in caught.items:
        for record in getattr(item, "records", ()):
            check(record, "bluesky")
