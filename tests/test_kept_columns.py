"""Columns that were kept change no number: whatever was written since, the graph is the same."""

import sqlite3
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influence.graph import columns, load
from influence.ranking.digest import data_digest
from influence.ranking.runs import run
from influence.records import Account, Coverage, Follow, Interaction, Key, Post
from influence.store import forget, ingest, kept, moment_of, open_database
from influence.windows import Window

KEYS = [Key("file", name) for name in ("ann", "ben", "cat", "dan")]
TABLES = ["account_counts", "coverage", "follows", "interactions", "posts"]


def at(day):
    return f"2026-03-{day:02}T08:00:00Z"


GAPS = [2, 3]
"""Ids that are free, though there are higher ones."""

RECORDS = [
    *map(Account, KEYS),
    *(Account(key, followers_count=3, seen_at=at(3)) for key in KEYS),
    *(Coverage("followers", key, is_complete=True) for key in KEYS),
    *(
        Post(Key("file", f"{key.native_id}{day}"), key, "original", at(day), likes_count=day)
        for day in range(1, 6)
        for key in KEYS
    ),
    *(Follow(actor, target) for actor in KEYS for target in KEYS[:2] if actor != target),
    *(
        Interaction(kind, actor, KEYS[0], Key("file", f"ann{day}"), happened_at=at(day + 1))
        for kind in ("repost", "like")
        for actor in KEYS[1:]
        for day in (1, 3)
    ),
]


@pytest.fixture(autouse=True)
def _every_column_is_worth_to_be_kept(monkeypatch):
    monkeypatch.setattr(columns, "KEPT_FROM", 1)


def filled(path=":memory:"):
    db = open_database(path, create=True)
    ingest(db, RECORDS)
    with db.conn:
        for table in ("posts", "interactions", "coverage"):
            db.conn.execute(f"delete from {table} where rowid in (2, 3)")  # noqa: S608
    return db


def kept_of(db):
    return [row[0] for row in db.execute("select distinct kept_of from kept_columns order by 1")]


def digests(db, window=None):
    """Return the fingerprint of a graph with what is kept, and without any of it."""
    with_kept = data_digest(load(db, window))
    db.conn.execute("begin")
    db.conn.execute("delete from kept_columns")
    without = data_digest(load(db, window))
    db.conn.rollback()
    return with_kept, without


ROW = dict.fromkeys(("posts", "interactions", "coverage"), "rowid")
ROW |= {"follows": "actor_id", "account_counts": "account_id"}
COLUMNS = {
    "posts": {
        **dict.fromkeys(("is_listed", "reposts_count", "likes_count", "replies_count"), ":bit"),
        "account_id": ":account",
        "kind": ":kind",
        "published_at": ":day",
        "url": ":day",
    },
    "interactions": {
        "actor_id": ":account",
        "target_id": ":account",
        "post_id": ":post",
        "kind": ":kind",
        "happened_at": ":day",
        "native_id": ":day",
    },
    "follows": {
        "actor_id": ":account",
        "target_id": ":account",
        "began_at": ":day",
        "last_seen_at": ":day",
    },
    "account_counts": {
        "account_id": ":account",
        "seen_at": ":day",
        "followers_count": ":post",
        "posts_count": ":post",
    },
    "coverage": {
        "account_id": ":account",
        "is_complete": ":bit",
        "claimed_count": ":post",
        "kind": ":kind",
        "held_count": ":post",
    },
}
CHANGES = [
    *(f"delete from {table} where {row} = :row" for table, row in ROW.items()),  # noqa: S608
    *(
        f"update or ignore {table} set {column} = {value} where {ROW[table]} = :row"  # noqa: S608
        for table, columns in COLUMNS.items()
        for column, value in columns.items()
    ),
    """
    insert or ignore into posts (post_id, source, native_id, account_id, is_listed)
    values (:id, 'file', :native, :account, 1)
    """,
    """
    insert or ignore into interactions (interaction_id, kind, actor_id, target_id, post_id)
    values (:id, 'repost', :account, :other, :post)
    """,
    "insert or ignore into follows (actor_id, target_id) values (:account, :other)",
    "insert or ignore into account_counts values (:account, :day, :post, 1, 1)",
    """
    insert or ignore into coverage (coverage_id, kind, account_id, is_complete)
    values (:id, 'followers', :account, :bit)
    """,
]
"""What anybody may write by hand, with or without effect."""

VALUES = st.fixed_dictionaries(
    {
        "row": st.integers(1, 4),
        "account": st.integers(1, 4),
        "other": st.integers(1, 4),
        "post": st.integers(1, 20),
        "bit": st.integers(0, 1),
        "kind": st.sampled_from(["repost", "quote", "reply", "followers"]),
        "day": st.integers(1, 9).map(at),
        "native": st.integers(1, 99),
        "id": st.sampled_from([None, *GAPS, 99]),
    }
)


@pytest.mark.parametrize("change", CHANGES)
@settings(max_examples=25)
@given(values=VALUES, dated=st.booleans())
def test_the_graph_is_that_of_the_rows_whatever_is_changed_by_hand(change, values, dated):
    with filled() as db:
        db.conn.execute("pragma foreign_keys = off")
        load(db, keep=True)
        with db.conn, suppress(sqlite3.IntegrityError):
            db.conn.execute(change, values)
        with_kept, without = digests(db, Window(at(2), at(5)) if dated else None)
        assert with_kept == without


def test_what_is_read_is_kept_once_and_again_when_it_changed():
    with filled() as db:
        load(db)
        assert kept_of(db) == []
        load(db, keep=True)
        assert kept_of(db) == TABLES
        with db.conn:
            db.conn.execute("update posts set likes_count = 7 where post_id = 1")
        assert kept_of(db) == [name for name in TABLES if name != "posts"]
        load(db, keep=True)
        assert kept_of(db) == TABLES


def test_what_changes_nothing_that_is_read_drops_nothing():
    with filled() as db:
        load(db, keep=True)
        ingest(db, RECORDS)
        with db.conn:
            db.conn.execute(
                "update posts set url = 'https://ann.example/1', likes_count = likes_count"
            )
            db.conn.execute("update follows set last_seen_at = '2026-03-09T08:00:00Z'")
        assert {"follows", "interactions", "posts"} <= {*kept_of(db)}


def test_rows_that_came_since_are_read_beside_what_was_kept(monkeypatch):
    with filled() as db:
        load(db, keep=True)
        monkeypatch.setattr(columns, "KEPT_FROM", 5)
        ingest(db, [Interaction("repost", KEYS[1], KEYS[0], Key("file", "ann5"))])
        before = db.execute("select max(last_id) from kept_columns").fetchall()
        load(db, keep=True)
        assert db.execute("select max(last_id) from kept_columns").fetchall() == before
        assert len(set(digests(db))) == 1
        asked = []
        db.conn.set_trace_callback(asked.append)
        load(db)
        assert [text for text in asked if "group_concat" in text and "interactions where" in text]
        assert not [text for text in asked if "group_concat" in text and "from follows" in text]


def test_a_ranking_keeps_what_it_read_and_the_next_one_is_the_same(tmp_path):
    with filled(tmp_path / "held.db") as db:
        first = run(db)
        assert kept_of(db) == TABLES
        assert run(db).digest == first.digest


def test_a_column_may_be_in_parts(monkeypatch):
    monkeypatch.setattr(kept, "LONGEST", 8)
    with filled() as db:
        load(db, keep=True)
        assert db.execute("select max(part) from kept_columns").fetchone()[0] > 1
        assert len(set(digests(db))) == 1


def test_nothing_is_kept_of_another_moment_than_that_which_was_read(tmp_path):
    with filled(tmp_path / "held.db") as db, open_database(tmp_path / "held.db") as other:
        moment = moment_of(db.conn)
        found = [kept.Kept("posts", "select", 1, [])]
        ingest(other, [Account(Key("file", "eve"))])
        kept.keep_columns(db, [found[0]._replace(columns=[kept.Column("<i4", [b"1234"])])], moment)
        assert kept_of(db) == []
        moment = moment_of(db.conn)
        kept.keep_columns(db, [found[0]._replace(columns=[kept.Column("<i4", [b"1234"])])], moment)
        assert kept_of(db) == ["posts"]


def test_where_nothing_can_be_written_a_graph_is_read_all_the_same(tmp_path):
    filled(tmp_path / "held.db").close()
    whole = open_database(tmp_path / "held.db")
    expected = data_digest(load(whole))
    with open_database(tmp_path / "held.db") as other:
        other.conn.execute("begin immediate")
        assert data_digest(load(whole, keep=True)) == expected
        other.conn.rollback()
    assert kept_of(whole) == []
    whole.execute("pragma query_only = on")
    assert data_digest(load(whole, keep=True)) == expected
    assert kept_of(whole) == []
    whole.close()


def test_what_is_kept_of_somebody_is_gone_once_it_is_to_be_forgotten(tmp_path):
    with filled(tmp_path / "held.db") as db:
        load(db, keep=True)
        forget(db, [4])
        assert kept_of(db) == []
