"""What makes loading fast changes nothing: two threads at one moment, and one sort for three."""

import pickle
import sqlite3
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_worlds import world

from influence.graph import arrays, columns, load, weeks_acted
from influence.graph.arrays import looked_up, numbered, places_among, sorted_by, sum_by
from influence.ranking.digest import data_digest
from influence.records import Account, Interaction, Key, Post
from influence.store import at_one_moment, ingest, moments, open_database

ANN, BEN = KEYS = Key("file", "ann"), Key("file", "ben")
POSTS = [Post(Key("file", f"p{k}"), ANN, "original", "2026-03-01T08:00:00Z") for k in range(9)]
ACTS = [Interaction("repost", BEN, ANN, each.key) for each in POSTS]


@pytest.fixture
def db(tmp_path):
    with open_database(tmp_path / "held.db", create=True) as db:
        ingest(db, [*map(Account, KEYS), *POSTS, *ACTS])
        yield db


def count(connection):
    return connection.execute("select count(*) from interactions").fetchone()[0]


def test_two_connections_read_a_file(db, monkeypatch):
    monkeypatch.setattr(moments, "_processors", lambda: 2)
    with at_one_moment(db) as connections:
        assert [count(each) for each in connections] == [9, 9]


def test_a_writer_in_between_is_not_seen_by_either(db, monkeypatch, tmp_path):
    monkeypatch.setattr(moments, "_processors", lambda: 2)
    with at_one_moment(db) as connections, open_database(tmp_path / "held.db") as writer:
        ingest(writer, [Interaction("like", BEN, ANN, POSTS[0].key)])
        assert [count(each) for each in connections] == [9, 9]
    assert count(db.conn) == 10


@pytest.mark.parametrize("times", [1, 2, 3])
def test_who_writes_while_both_begin_is_noticed(db, tmp_path, times):
    kinds = ["like", "reply", "quote"][:times]

    class Interrupted:
        """The second connection, after whose beginning somebody else writes."""

        def __init__(self):
            self.connection = sqlite3.connect(tmp_path / "held.db")
            self.rollback = self.connection.rollback

        def execute(self, sql):
            found = self.connection.execute(sql)
            if sql != "begin" and kinds:
                with open_database(tmp_path / "held.db") as writer:
                    ingest(writer, [Interaction(kinds.pop(), BEN, ANN, POSTS[0].key)])
            return found

    other = Interrupted()
    together = moments._begin_together(db.conn, other)
    assert together is (times < moments.TRIES)
    assert not kinds
    if together:
        assert count(other.connection) == count(db.conn) == 9 + times
    db.conn.rollback()
    other.connection.close()


def test_another_file_in_its_place_is_not_read(db, monkeypatch, tmp_path):
    monkeypatch.setattr(moments, "_processors", lambda: 2)
    with open_database(tmp_path / "other.db", create=True) as other:
        ingest(other, [*map(Account, KEYS), *POSTS])
    db.execute("pragma wal_checkpoint(truncate)")
    (tmp_path / "other.db").replace(tmp_path / "held.db")
    with at_one_moment(db) as connections:
        assert [count(each) for each in connections] == [9]


@pytest.mark.parametrize("why", ["one processor", "a transaction", "memory"])
def test_one_connection_does_where_another_would_see_less(db, monkeypatch, why):
    monkeypatch.setattr(moments, "_processors", lambda: 1 if why == "one processor" else 2)
    if why == "a transaction":
        db.conn.execute("begin")
        db.conn.execute("delete from interactions")
    with open_database(":memory:") as empty:
        asked = empty if why == "memory" else db
        with at_one_moment(asked) as connections:
            assert connections == [asked.conn]
        assert (count(asked.conn) == 0) is (why != "one processor")
    db.conn.rollback()
    assert count(db.conn) == 9


def test_one_connection_sees_one_moment_too(db, monkeypatch, tmp_path):
    monkeypatch.setattr(moments, "_processors", lambda: 1)
    with at_one_moment(db) as (connection,):
        before = count(connection)
        with open_database(tmp_path / "held.db") as writer:
            ingest(writer, [Interaction("like", BEN, ANN, POSTS[0].key)])
        assert count(connection) == before
    assert count(db.conn) == before + 1


@pytest.mark.parametrize("step", [1, 2, 100_000])
def test_the_graph_is_the_same_however_it_is_read(db, monkeypatch, step):
    monkeypatch.setattr(moments, "_processors", lambda: 1)
    whole = data_digest(load(db))
    monkeypatch.setattr(moments, "_processors", lambda: 2)
    monkeypatch.setattr(columns, "STEP", step)
    assert data_digest(load(db)) == whole


def test_what_a_thread_cannot_read_is_told(db, monkeypatch):
    monkeypatch.setattr(columns, "STEP", 1)
    with at_one_moment(db) as connections, pytest.raises(sqlite3.OperationalError, match="nobody"):
        columns.Reading(connections).columns(columns.Query("interactions", ["nobody"]))


numbers = st.lists(st.tuples(*[st.integers(-1, 4)] * 3), max_size=30)


def keys_of(rows):
    return np.array(rows, dtype=np.int64).reshape(-1, 3).T


@given(rows=numbers, widest=st.sampled_from([0, arrays.WIDEST]))
def test_one_sort_by_three_keys_is_three_sorts(rows, widest):
    keys = keys_of(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrays, "WIDEST", widest)
        order = sorted_by(*keys)
    assert order.tolist() == np.lexsort(keys[::-1]).tolist()


@given(
    held=numbers.filter(bool),
    new=numbers,
    widest=st.sampled_from([0, arrays.WIDEST]),
    at_once=st.sampled_from([1, 2, arrays.AT_ONCE]),
)
def test_rows_that_are_put_among_others_are_sorted_with_them(held, new, widest, at_once):
    held, new = sorted(held), sorted(new)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrays, "WIDEST", widest)
        patch.setattr(arrays, "AT_ONCE", at_once)
        places = places_among(keys_of(held), keys_of(new))
    origin = np.insert(np.zeros(len(held)), places, np.ones(len(new)))
    rows = [(*row, 0) for row in held] + [(*row, 1) for row in new]
    assert origin.tolist() == [row[-1] for row in sorted(rows)]


@given(positions=st.lists(st.integers(-1, 4), max_size=9), at_once=st.sampled_from([1, 2, 100]))
def test_what_is_done_block_by_block_is_what_is_done_at_once(positions, at_once):
    positions, table = np.array(positions, dtype=np.int32), np.array([5.0, 6.0, 7.0, 8.0, 9.0])
    own = positions[positions >= 0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrays, "AT_ONCE", at_once)
        assert looked_up(table, positions).tolist() == table[positions].tolist()
        sums, (occurs, places) = sum_by(own, looked_up(table, own), 5), numbered(own, 5)
    assert sums.tolist() == np.bincount(own, table[own], minlength=5).tolist()
    assert occurs[places].tolist() == own.tolist()
    assert occurs.tolist() == sorted(set(own.tolist()))


@given(
    rows=st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.none() | st.integers(-(10**7), 10**7)),
        max_size=40,
    )
)
def test_weeks_are_counted_as_by_hand(rows):
    known = [row for row in rows if row[2] is not None]
    weeks = {(actor, target, (moment - 345_600) // 604_800) for actor, target, moment in known}
    expected = np.zeros((4, 4))
    for actor, target, _ in weeks:
        expected[actor, target] += 1
    actor, target = (np.array([row[k] for row in rows], dtype=np.int32) for k in (0, 1))
    happened = np.array([np.nan if row[2] is None else row[2] for row in rows], dtype=float)
    found = weeks_acted(actor, target, happened, 4)
    assert (found.toarray() == expected).all()
    assert found.has_canonical_format


def test_pairs_of_amplifications_are_the_matrix():
    graph = world(3)
    pairs = graph.amplified_pairs
    entries = graph.amplified.tocsc()
    assert pairs.actor.tolist() == entries.indices.tolist()
    assert (
        np.bincount(pairs.target, minlength=len(graph)).tolist() == np.diff(entries.indptr).tolist()
    )
    assert pairs.acted.tolist() == entries.data.tolist()


def test_amplifications_out_of_order_are_refused():
    graph = world(3)
    turned = graph.amplifications.only(slice(None, None, -1))
    with pytest.raises(ValueError, match="not in order"):
        _ = replace(graph, amplifications=turned).amplified_pairs


def test_a_graph_that_is_sent_to_another_process_is_whole(db):
    sent = pickle.loads(pickle.dumps(load(db)))  # noqa: S301 - our own
    assert data_digest(sent) == data_digest(load(db))
    assert sent.weeks.toarray().sum() == 1.0
    assert list(sent.acts) == ["repost"]
    assert "reply" not in sent.acts


def test_a_graph_is_the_same_however_its_matrices_are_held(demo_folder):
    with open_database(demo_folder / "build/demo/demo.db") as held:
        graph = load(held)
    assert len(graph.acts) > 2
    alone = graph.published._replace(claimed=graph.published.claimed.copy())
    by_actor = replace(graph, acts=dict(graph.acts), weeks=graph.weeks, published=alone)
    assert data_digest(by_actor) == data_digest(graph)
    assert by_actor.interactions == graph.interactions
    assert by_actor.actors.tolist() == graph.actors.tolist()
    assert graph.actors.tolist() == np.diff(graph.acted.tocsc().indptr).tolist()
    other = graph.amplifications._replace(times=graph.amplifications.times * 2.0)
    assert data_digest(replace(graph, amplifications=other)) != data_digest(graph)
    assert {matrix.dtype for matrix in graph.acts.values()} == {np.dtype(np.float64)}
