"""The schema comes in steps: each once, whole or not at all, and no row is lost on the way."""

import sqlite3

import pytest

from influence.errors import InputUnusable, NewerSchema
from influence.records import Account, Interaction, Key
from influence.store import ingest, open_database, opening

ANN, BEN = Key("file", "ann"), Key("file", "ben")
STEPS = opening.schema_steps()
ADDED = ("9001_notes", "create table notes (note text) strict;\ninsert into notes values ('new');")
BROKEN = (
    "9002_broken",
    "create table half (x);\ndelete from interactions;\ninsert into nowhere x;",
)


def with_steps(monkeypatch, *steps):
    """Make this program one whose schema has further steps."""
    monkeypatch.setattr(opening, "schema_steps", lambda: [*STEPS, *steps])


def recorded(db):
    query = "select name from _sqlite_migrations where migration_set = 'influence' order by id"
    return [row[0] for row in db.execute(query).fetchall()]


def dump(path):
    connection = sqlite3.connect(path)
    lines = list(connection.iterdump())
    connection.close()
    return lines


@pytest.fixture
def filled(tmp_path):
    """Return a database that somebody filled before this program had further steps."""
    with open_database(tmp_path / "x.db", create=True) as db:
        ingest(db, [Account(ANN, "ann"), Interaction("repost", BEN, ANN)])
    return tmp_path / "x.db"


def test_the_steps_have_names_in_the_order_of_their_numbers():
    names = [name for name, _ in STEPS]
    assert [int(name.partition("_")[0]) for name in names] == list(range(1, len(names) + 1))
    assert names[0] == "0001_spine"  # what databases have on record is never renamed


@pytest.mark.parametrize("name", [":memory:", "x.db"])
def test_a_fresh_database_has_every_step_recorded(tmp_path, name):
    path = name if name == ":memory:" else tmp_path / name
    with open_database(path, create=True) as db:
        assert recorded(db) == [step for step, _ in STEPS]


def test_opening_again_applies_nothing_twice(filled):
    before = dump(filled)
    for create in (False, True):
        open_database(filled, create=create).close()
        assert dump(filled) == before


def test_a_new_step_is_applied_once_and_keeps_every_row(filled, monkeypatch):
    with_steps(monkeypatch, ADDED)
    for _ in range(2):
        with open_database(filled) as db:
            assert recorded(db) == [*(step for step, _ in STEPS), ADDED[0]]
            assert [row["note"] for row in db["notes"].rows] == ["new"]
            assert [row["native_id"] for row in db["accounts"].rows] == ["ann", "ben"]
            assert db["interactions"].count == 1


def test_a_step_that_fails_halfway_leaves_the_file_as_it_was(filled, monkeypatch):
    before = dump(filled)
    with_steps(monkeypatch, BROKEN)
    with pytest.raises(InputUnusable, match="cannot be opened as a database"):
        open_database(filled)
    assert dump(filled) == before
    monkeypatch.undo()
    with open_database(filled) as db:
        assert db["accounts"].count == 2


def test_a_step_that_the_data_does_not_allow_says_so_and_leaves_the_file_as_it_was(
    filled, monkeypatch
):
    before = dump(filled)
    step = "create unique index once on accounts (source);"  # two accounts are of one source
    with_steps(monkeypatch, ("9003_unique", step))
    with pytest.raises(InputUnusable, match=r"no room for .*UNIQUE.* left as it was"):
        open_database(filled)
    assert dump(filled) == before


def test_the_steps_before_one_that_fails_stay_and_the_rest_follows_later(filled, monkeypatch):
    with_steps(monkeypatch, ADDED, BROKEN)
    with pytest.raises(InputUnusable):
        open_database(filled)
    with_steps(monkeypatch, ADDED, (BROKEN[0], "create table whole (x integer) strict;"))
    with open_database(filled) as db:
        assert recorded(db)[-2:] == [ADDED[0], BROKEN[0]]
        assert db["notes"].count == 1
        assert {"whole", "half"} & set(db.table_names()) == {"whole"}
        assert db["interactions"].count == 1


@pytest.mark.parametrize("create", [False, True])
def test_a_file_whose_making_failed_is_made_by_the_next_call(tmp_path, monkeypatch, create):
    monkeypatch.setattr(opening, "schema_steps", lambda: [BROKEN, *STEPS])
    with pytest.raises(InputUnusable):
        open_database(tmp_path / "x.db", create=True)
    monkeypatch.undo()
    with open_database(tmp_path / "x.db", create=create) as db:
        assert recorded(db) == [step for step, _ in STEPS]
        assert "half" not in db.table_names()


def test_a_file_that_a_later_version_opened_is_refused_by_this_one(filled, monkeypatch):
    with_steps(monkeypatch, ADDED)
    open_database(filled).close()
    before = dump(filled)
    monkeypatch.undo()
    with pytest.raises(NewerSchema, match=ADDED[0]):
        open_database(filled)
    assert dump(filled) == before


def test_a_statement_may_hold_semicolons_and_comments():
    sql = "-- two of them;\ncreate table a (x text default ';');\ncreate table b (y);\n"
    assert [each.split("create ")[1] for each in opening._statements(sql)] == [
        "table a (x text default ';');\n",
        "table b (y);\n",
    ]


def test_events_held_twice_for_their_time_become_one(tmp_path, monkeypatch):
    before = [step for step in STEPS if step[0] < "0009"]
    monkeypatch.setattr(opening, "schema_steps", lambda: before)
    times = [None, "2026-03-01T00:00:05Z", "2026-03-01T00:00:00Z"]
    with open_database(tmp_path / "x.db", create=True) as db:
        ingest(db, [Account(ANN), Account(BEN)])
        acts = "insert into interactions (kind, actor_id, target_id, native_id, happened_at)"
        for native_id in ("c1", "c2", None):
            db.conn.executemany(
                f"{acts} values ('reply', 1, 2, ?, ?)", [(native_id, at) for at in times]
            )
        db.conn.execute("insert into links values (null, 1, null, 'u', 's', 'p', '', '', '', 5)")
        db.conn.commit()
    monkeypatch.undo()
    with open_database(tmp_path / "x.db") as db:
        held = db.execute("select native_id, happened_at from interactions").fetchall()
        told = "select native_id, happened_at from links join interactions using (interaction_id)"
        linked = db.execute(told).fetchall()
        assert db.execute("pragma foreign_key_check").fetchall() == []
    # What has no id of its own is told apart by its time alone, and is left as it was.
    assert sorted(held, key=str) == sorted(
        [("c1", times[2]), ("c2", times[2]), *((None, at) for at in times)], key=str
    )
    assert linked == [("c2", times[2])]
