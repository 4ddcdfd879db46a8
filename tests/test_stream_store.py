"""What a stream tells is written; what it deletes, or is not to be shown, is taken back."""

import json
import re

import pytest
from bluesky_samples import ANN, BEN, CLEO, LOAF, MARKED, QUOTE, RECORDS, facet, post, ref
from test_stream_cut import of_repository

from crawlers.bluesky.telling import visit_to_acts
from crawlers.bluesky.wires import wire_of
from crawlers.streaming import Asked
from crawlers.streaming.sorting import Sorter
from influence.records import Consent, Interaction, Key
from influence.store import forget, ingest, open_database, retain
from influence.store.books import make_stages
from influence.store.rights.retaining import Retention
from influence.store.streaming import (
    Heard,
    spans_of,
    stream_of,
    write_heard,
    writing,
)
from influence.store.told import taking_back, telling

URL = "wss://a.example/subscribe"
AT = "2026-03-01T09:00:00Z"
STAMP = "2026-03-01T09:00:00.123Z"
NOW = "2026-03-05T09:30:00Z"
POST, LIKE = "app.bsky.feed.post", "app.bsky.feed.like"
REPOST, FOLLOW = "app.bsky.feed.repost", "app.bsky.graph.follow"
PROFILE = "app.bsky.actor.profile"
MICRO = 1_772_700_000_000_000

ACTS = """
select i.kind, actor.native_id, target.native_id, post.native_id, via.native_id, happened_at
from interactions as i join accounts as actor on actor.account_id = i.actor_id
join accounts as target on target.account_id = i.target_id
left join accounts as via on via.account_id = i.via_account_id
left join posts as post using (post_id) order by 1, 2, 3, 4
"""
FOLLOWS = """
select actor.native_id, target.native_id, began_at from follows
join accounts as actor on actor.account_id = actor_id
join accounts as target on target.account_id = target_id order by 1, 2
"""


class Told:
    """A database that listens: each call tells some events, and writes them together."""

    def __init__(self, db, **asked):
        self.db = db
        self.asked = Asked(URL, **asked)
        self.place = MICRO
        self.gap = None

    def __call__(self, *events):
        sorter = Sorter(wire_of(URL), self.asked)
        for event in events:
            self.place += 1_000_000
            for read in sorter.read(json.dumps({"time_us": self.place, **event}).encode()):
                sorter.sort(read)
        caught = sorter.caught
        heard = Heard(
            caught.items, caught.cursor, NOW, AT, NOW, caught.events, self.gap, caught.unread
        )
        stream = stream_of(self.db, URL)
        kept = self.asked.as_kept
        return write_heard(self.db, stream, kept, heard, lambda: NOW, visit_to_acts)

    def acts(self):
        return list(self.db.conn.execute(ACTS))

    def posts(self):
        rows = self.db.conn.execute(
            "select native_id, text from posts where is_listed order by native_id"
        )
        return dict(rows)

    def follows(self):
        return list(self.db.conn.execute(FOLLOWS))

    def consent(self, did):
        rows = self.db.conn.execute("select consent from accounts where native_id = ?", [did])
        return next((row[0] for row in rows), None)


@pytest.fixture
def told(tmp_path):
    with open_database(tmp_path / "a.db", create=True) as db:
        yield Told(db)


def made(did, collection, key, record, operation="create"):
    body = {"operation": operation, "collection": collection, "rkey": key, "record": record}
    return {"did": did, "kind": "commit", "commit": body}


def gone(did, collection, key):
    body = {"operation": "delete", "collection": collection, "rkey": key}
    return {"did": did, "kind": "commit", "commit": body}


def account(did, status=None):
    body = {"active": status is None} | ({"status": status} if status else {})
    return {"did": did, "kind": "account", "account": body}


def profile(did, *labels, **more):
    record = {"displayName": "Ann", "description": "Bakes", **more}
    record["labels"] = {"values": [{"val": each} for each in labels]}
    return made(did, PROFILE, "self", record)


def like(did, key="3a", uri=LOAF, created=STAMP, **more):
    return made(did, LIKE, key, {"subject": ref(uri), "createdAt": created, **more})


def everything(did=ANN):
    """Return what an account did, as events."""
    return [made(did, *path.split("/"), record) for path, record in RECORDS.items()]


def test_an_account_gives_the_same_rows_by_stream_as_by_repository(told, tmp_path):
    told(*everything())
    with open_database(tmp_path / "b.db", create=True) as db:
        ingest(db, of_repository(ANN, RECORDS), clock=lambda: NOW)
        by_repository = Told(db)
        for rows in ("acts", "posts", "follows"):
            assert getattr(told, rows)() == getattr(by_repository, rows)()
            assert getattr(told, rows)()
        for table in ("tags", "links"):
            assert told.db[table].count == by_repository.db[table].count > 0
    # ... and hearing what a repository told gives no row twice.
    before = told.acts(), told.posts(), told.follows()
    ingest(told.db, of_repository(ANN, RECORDS), clock=lambda: NOW)
    told(*everything())
    assert (told.acts(), told.posts(), told.follows()) == before


@pytest.mark.parametrize("is_together", [True, False])
def test_a_deleted_record_takes_back_what_it_told_and_no_more(told, is_together):
    kept = [like(BEN), made(BEN, FOLLOW, "3f", {"subject": CLEO, "createdAt": STAMP})]
    done = everything()
    undone = [gone(ANN, *path.split("/")) for path in RECORDS]
    if is_together:
        told(*kept, *done, *undone)
    else:
        for each in (*kept, *done, *undone):
            told(each)
    assert told.acts() == [("like", BEN, BEN, LOAF, None, AT)]
    assert told.follows() == [(BEN, CLEO, AT)]
    assert told.posts() == {}
    assert told.db["tags"].count == told.db["links"].count == 0
    assert told.db["told_acts"].count == 2
    names = "select name, bio from accounts where native_id = ?"
    assert list(told.db.conn.execute(names, [ANN])) == [(None, None)]


def test_a_deleted_post_that_others_liked_stays_as_one_that_is_only_named(told):
    told(made(BEN, POST, "3loaf", post("Rye")), like(ANN))
    told(gone(BEN, POST, "3loaf"))
    assert told.acts() == [("like", ANN, BEN, LOAF, None, AT)]
    (left,) = told.db.query("select * from posts")
    assert left["native_id"] == LOAF
    assert not left["is_listed"]
    assert [left[name] for name in ("text", "url", "published_at", "language")] == [None] * 4


def test_a_changed_post_tells_what_it_says_now(told):
    told(made(ANN, POST, "3c", MARKED), made(ANN, POST, "3e", QUOTE))
    told(
        made(ANN, POST, "3c", post("Plain"), "update"), made(ANN, POST, "3e", post("Hm"), "update")
    )
    assert list(told.posts().values()) == ["Plain", "Hm"]
    assert told.acts() == []
    assert told.db["tags"].count == told.db["links"].count == 0
    kinds = told.db.conn.execute("select kind from posts where is_listed").fetchall()
    assert kinds == [("original",)] * 2


def test_what_others_counted_of_a_post_stays_when_it_is_told_again(told):
    told(made(ANN, POST, "3c", post("Rye")))
    told.db.conn.execute("update posts set likes_count = 7")
    told(made(ANN, POST, "3c", post("Rye!"), "update"))
    assert told.db.conn.execute("select likes_count, text from posts").fetchone() == (7, "Rye!")


EARLY, LATE = "2026-03-01T08:00:00Z", "2026-03-01T10:00:00Z"


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_two_records_may_tell_one_act_and_either_may_be_deleted(told, steps):
    via = {"via": ref(f"at://{CLEO}/{REPOST}/3z")}
    events = [
        like(ANN, "3a", created=EARLY),
        like(ANN, "3b", created=LATE, **via),
        made(ANN, FOLLOW, "3a", {"subject": BEN, "createdAt": EARLY}),
        made(ANN, FOLLOW, "3b", {"subject": BEN, "createdAt": LATE}),
    ]
    for start in range(0, len(events), steps):
        told(*events[start : start + steps])
    assert told.acts() == [("like", ANN, BEN, LOAF, None, EARLY)]
    assert told.follows() == [(ANN, BEN, LATE)]
    told(gone(ANN, LIKE, "3a"), gone(ANN, FOLLOW, "3b"))
    assert told.acts() == [("like", ANN, BEN, LOAF, CLEO, LATE)]
    assert told.follows() == [(ANN, BEN, EARLY)]
    told(gone(ANN, LIKE, "3b"), gone(ANN, FOLLOW, "3a"))
    assert told.acts() == told.follows() == []


def test_a_deletion_of_what_was_never_told_changes_nothing(told):
    told(like(ANN))
    told(gone(ANN, LIKE, "3zzz"), gone(BEN, LIKE, "3a"), gone("did:plc:nobody", POST, "3a"))
    assert len(told.acts()) == 1
    assert told.consent("did:plc:nobody") is None


@pytest.mark.parametrize("is_together", [True, False])
@pytest.mark.parametrize(
    ("said", "lifted"),
    [
        (profile(ANN, "!no-unauthenticated"), profile(ANN)),
        (profile(ANN, description="Bakes. #nobot"), profile(ANN)),
        (account(ANN, "takendown"), account(ANN)),
        (account(ANN, "deactivated"), account(ANN)),
        (account(ANN, "deleted"), account(ANN)),
    ],
)
def test_nothing_stays_of_who_asks_not_to_be_shown_or_is_gone(told, said, lifted, is_together):
    before, after = everything()[1:], [like(ANN, "3late"), made(ANN, POST, "3l", post("More"))]
    if is_together:
        written = told(*before, said, *after)
    else:
        told(*before)
        told(said)
        written = told(*after)
    assert written.denied == len(after)
    assert told.consent(ANN) == "deny"
    assert told.acts() == told.follows() == []
    assert told.posts() == {}
    told(lifted, *after)
    assert told.consent(ANN) == "unset"
    assert len(told.acts()) == 1
    assert list(told.posts().values()) == ["More"]


def test_a_deleted_account_leaves_no_name(told):
    told(profile(ANN), like(BEN, uri=f"at://{ANN}/{POST}/3a"))
    told(account(ANN, "deleted"))
    (row,) = told.db.query("select * from accounts where native_id = ?", [ANN])
    assert [row[name] for name in ("handle", "name", "bio", "url")] == [None] * 4
    assert len(told.acts()) == 1  # somebody else's


def test_what_a_person_asked_the_user_for_counts_too(told):
    ingest(told.db, [Consent(Key("bluesky", ANN), "deny", "asked by mail", "hand")])
    written = told(like(ANN))
    assert written.denied == 1
    assert told.acts() == []


def test_people_who_asked_to_be_forgotten_are_not_brought_back(told, tmp_path, monkeypatch):
    monkeypatch.setenv("INFLUENCE_FORGET_KEY", str(tmp_path / "key"))
    told(*everything(), profile(ANN))
    (ann,) = told.db.conn.execute(
        "select account_id from accounts where native_id = ?", [ANN]
    ).fetchone()
    forget(told.db, [ann])
    assert told.db["told_acts"].count == 0
    own = f"at://{ANN}/{POST}/3c"
    written = told(*everything(), profile(ANN), account(ANN, "deactivated"), like(BEN, uri=own))
    assert written.report.forgotten > 0
    assert told.acts() == told.follows() == []
    told(gone(ANN, LIKE, "3a"), gone(BEN, LIKE, "3a"))
    for table in ("accounts", "posts", "interactions", "told_acts", "consents"):
        assert ANN not in str(list(told.db[table].rows))


def test_what_is_older_than_may_be_kept_goes_with_what_told_it(told):
    told(like(ANN), like(BEN, uri=f"at://{ANN}/{POST}/3a", created="2026-03-04T00:00:00Z"))
    retain(told.db, Retention(until="2026-03-02T00:00:00Z"), clock=lambda: NOW)
    assert [act[1] for act in told.acts()] == [BEN]
    assert told.db["told_acts"].count == 1


def test_a_handle_that_an_account_has_no_more_is_dropped(told):
    told(profile(ANN), profile(BEN))
    told.db.conn.execute("update accounts set handle = native_id || '.blog'")
    told({"did": ANN, "kind": "identity", "identity": {"handle": "ann.example.com"}})
    rows = told.db.conn.execute("select native_id, handle from accounts order by 1").fetchall()
    assert rows == [(ANN, None), (BEN, f"{BEN}.blog")]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"kinds": ("likes",)}, {"like"}),
        ({"kinds": ("posts",)}, {"mention", "reply", "quote"}),
        ({"wanted": frozenset({CLEO})}, {"mention"}),
        ({"wanted": frozenset({ANN})}, {"like", "mention", "reply", "quote", "repost"}),
        ({"wanted": frozenset({BEN}), "is_own": True}, set()),
    ],
)
def test_only_what_is_asked_for_is_written(told, asked, expected):
    listening = Told(told.db, **asked)
    listening(*everything())
    assert {act[0] for act in told.acts()} == expected


def test_a_stranger_who_opts_out_is_known_when_only_some_are_wanted(told):
    listening = Told(told.db, wanted=frozenset({BEN}))
    listening(profile(CLEO), profile(ANN, "!no-unauthenticated"), like(ANN))
    assert (told.consent(CLEO), told.consent(ANN)) == (None, "deny")
    assert told.acts() == []
    named = "select name from accounts where native_id = ?"
    assert told.db.conn.execute(named, [ANN]).fetchone() == (None,)


def test_acts_of_a_crawl_are_taken_back_by_the_record_that_a_stream_tells(told):
    act = Interaction("like", Key("bluesky", ANN), Key("bluesky", BEN), Key("bluesky", LOAF))
    ingest(told.db, [act], clock=lambda: NOW)
    told(like(ANN))
    assert told.acts() == [("like", ANN, BEN, LOAF, None, AT)]
    told(gone(ANN, LIKE, "3a"))
    assert told.acts() == []


@pytest.mark.parametrize(
    "event",
    [
        {"did": ANN, "kind": "sync", "sync": {}},
        {"did": ANN, "kind": "account", "account": {"active": False, "status": "desynchronized"}},
        {"did": ANN, "kind": "identity", "identity": {"handle": "ann.example.com"}},
        account(ANN),
    ],
)
def test_what_is_not_told_whole_is_read_again_by_the_next_crawl_that_read_it_before(told, event):
    visits = {
        ANN: ('{"again":true}', NOW, None),
        BEN: ('{"again":true}', NOW, None),  # of whom nothing is told
        CLEO: (None, None, NOW),
    }
    for did, (cursor, finished, due) in visits.items():
        told.db["crawl_tasks"].insert(
            {
                "source": "bluesky",
                "kind": "did",
                "address": f"https://plc.directory/{did}",
                "site": did,
                "host": "https://plc.directory",
                "depth": 0,
                "added_at": AT,
                "cursor": cursor,
                "finished_at": finished,
                "due_at": due,
            }
        )
    written = told(event)
    due = dict(told.db.conn.execute("select site, due_at from crawl_tasks"))
    assert due == {ANN: NOW, BEN: None, CLEO: NOW}
    assert written.unread == 1


def test_a_span_goes_on_until_something_is_missing_or_else_is_asked(told):
    told(like(ANN))
    told(like(BEN))
    told.gap = "OutdatedCursor: oldest is 12"
    told(like(CLEO))
    told.gap = None
    Told(told.db, kinds=("likes",))(like(ANN))
    spans = spans_of(told.db)
    assert [(each.events, each.gap) for each in spans] == [
        (2, None),
        (1, "OutdatedCursor: oldest is 12"),
        (1, None),
    ]
    assert spans[0].asked == {"kinds": ["follows", "likes", "posts", "reposts"]}
    stream = stream_of(told.db, URL)
    assert stream.cursor == MICRO + 1_000_000  # that of the last call


WHOLE_TABLES = {
    *("interactions", "told_acts", "posts", "accounts", "follows", "links", "tags"),
    *("i", "o", "actor", "target", "via"),  # as the statements call them
}


def statements():
    for module in (taking_back, telling, writing):
        for name, sql in vars(module).items():
            if isinstance(sql, str) and sql.split()[:1] in (["delete"], ["insert"], ["update"]):
                yield pytest.param(sql, id=f"{module.__name__.rpartition('.')[2]}{name}")


@pytest.mark.parametrize("sql", list(statements()))
def test_no_statement_looks_at_a_whole_table_or_at_all_that_an_account_did(told, sql):
    for stages in (taking_back.STAGES, telling.STAGES):
        make_stages(told.db.conn, stages)
    sql = sql + telling._HAS_ITS_POST if sql == telling._TELL else sql
    plan = told.db.conn.execute(f"explain query plan {sql}", [None] * sql.count("?")).fetchall()
    steps = [row[3] for row in plan]
    scanned = {step.split()[1] for step in steps if step.startswith("SCAN")}
    assert not scanned & WHOLE_TABLES
    assert not [step for step in steps if re.match(r"SEARCH o .*\(account_id=\?\)$", step)]
    if sql == taking_back._GONE:
        assert any("(account_id=? AND record_key=? AND kind=?)" in step for step in steps)


def test_a_repository_with_a_like_of_a_feed_tells_no_act(told):
    told(like(ANN, uri=f"at://{BEN}/app.bsky.feed.generator/news"))
    assert told.acts() == []
    assert told.db["posts"].count == 0


def test_a_record_of_a_mention_of_several_takes_all_of_them_back(told):
    text = "@a @b"
    facets = [
        facet(text, "@a", is_a="mention", did=BEN),
        facet(text, "@b", is_a="mention", did=CLEO),
    ]
    told(made(ANN, POST, "3m", post(text, facets=facets)))
    assert [act[2] for act in told.acts()] == [BEN, CLEO]
    told(gone(ANN, POST, "3m"))
    assert told.acts() == []
