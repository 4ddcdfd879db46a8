"""Somebody who asked to be forgotten is in no table, free page, log or file beside the database."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from io import BytesIO, TextIOWrapper

import pytest
from traces import ANNA, BEN, RECORDS, STRINGS, traces

from influence.cli import main
from influence.ranking import run
from influence.records import Account, Key, Post
from influence.store import forget, ingest, key_path, open_database
from influence.store.rights.addresses import ADDRESSES
from influence.store.rights.tables import CLOSED, tables_of

NOW = "2026-04-01T00:00:00Z"
FORMERLY = "Formerly a courier in Ulm. "
"""What she said of herself once, which is in free pages alone."""


@pytest.fixture(autouse=True)
def key(tmp_path, monkeypatch):
    """Return where the key is: outside the folder of the database."""
    monkeypatch.setenv("INFLUENCE_FORGET_KEY", str(tmp_path / "keys" / "forget.key"))
    return tmp_path / "keys" / "forget.key"


@pytest.fixture
def path(tmp_path):
    """Return a database that knows Anna in every way, with runs, and changed since."""
    path = tmp_path / "data" / "x.db"
    path.parent.mkdir()
    with open_database(path, create=True) as db:
        ingest(db, RECORDS, named=True)
        run(db, by="reposts")
        db.execute("pragma secure_delete = off")  # as where SQLite leaves what it deletes
        for bio in (FORMERLY * 300, RECORDS[0].bio):
            ingest(db, [RECORDS[0]._replace(bio=bio)])
    assert FORMERLY.encode() in path.read_bytes()
    return path


def account_id(db, key=ANNA):
    query = "select account_id from accounts where source = ? and native_id = ?"
    return db.execute(query, list(key)).fetchone()[0]


def dump(path):
    with closing(sqlite3.connect(path)) as connection:
        return [line for line in connection.iterdump() if "_sqlite_migrations" not in line]


def test_nothing_of_a_person_is_left_in_any_file(path):
    assert {trace.rpartition(" in ")[0] for trace in traces(path)} == set(STRINGS)
    assert main(["forget", str(path), "anna_bäckt", "--reason", "anna_bäckt wrote"]) == 0
    assert traces(path, [*STRINGS, FORMERLY]) == []
    with open_database(path) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        assert db.execute("pragma foreign_key_check").fetchall() == []
        assert db.journal_mode == "wal"
        run(db, by="reposts")
    for form in ("csv", "json", "md"):
        out = path.with_name(f"{path.name}.{form}")
        assert main(["rank", str(path), "--by", "reposts", "--format", form, "-o", str(out)]) == 0
        assert main(["explain", str(path), "dora", "--format", "md", "-o", f"{out}.md"]) == 0
    assert traces(path) == []


def test_what_others_wrote_and_did_among_themselves_stays(path):
    with open_database(path) as db:
        forget(db, [account_id(db)])
        texts = dict(db.execute("select native_id, text from posts where text is not null"))
        links = db.execute("select native_id, reply_to_id is null from posts").fetchall()
        acts = db.execute(
            "select kind, count(*) from interactions group by 1 order by 1"
        ).fetchall()
    assert acts == [("like", 1), ("mention", 1)]
    assert (
        texts["at://did:plc:ben/post/rye"] == "So says [forgotten], [forgotten]: see [forgotten]!"
    )
    assert texts["rt"] == "[forgotten]"
    assert "copy" not in texts
    assert dict(links)["re"] == 0  # an answer to a comment on her page still is one
    assert dict(links)["at://did:plc:ben/post/rye"] == 1


def test_what_only_her_acts_named_goes_with_them(tmp_path):
    with open_database(tmp_path / "x.db", create=True) as db:
        ingest(db, RECORDS, named=True)
        gone = forget(db, [account_id(db)]).gone
        left = [row["native_id"] for row in db["accounts"].rows]
    assert left == ["did:plc:ben", "did:plc:dora"]
    assert gone["accounts"] == 2


ADDED = """
create table notes (note_id integer primary key, note text, raw any,
                    account_id integer references accounts (account_id));
create table looks (look_id integer primary key, url text not null unique, error text);
create table tagged (post_id integer references posts (post_id), tag text,
                     primary key (post_id, tag));
create virtual table more_fts using fts5(title, text, content='posts', content_rowid='post_id');
create virtual table own_fts using fts5(body);
insert into more_fts (more_fts) values ('rebuild');
insert into own_fts values ('about anna_bäckt and bread, by Ben');
analyze;
"""
NAMING = '{"by": "anna_b\\u00e4ckt", "at": ["https://anna.example/1", {"did:plc:anna77": 1}]}'
WRITTEN_BY_NOBODY_ELSE = {"forgotten", "forgotten_posts", "retention"}


def filled_row(db, table, account, post):
    """Return a row that refers to an account or its post, and names Anna in every text."""
    (sql,) = db.execute("select sql from sqlite_master where name = ?", [table.name]).fetchone()
    keys = {"accounts": account, "posts": post, "sources": "social", "runs": 1}
    keys |= {"interactions": None, "crawl_tasks": 1, "crawls": 1, "topics": 1, "findings": 1}
    keys |= {"shortlists": 1, "actions": 1, "streams": 1}
    parents = {each.column: keys[each.parent] for each in table.references}
    row = {}
    for place, column in enumerate(table.columns):
        name = column.name
        if name in parents:
            row[name] = parents[name]
        elif column.is_text and column.is_choice:
            row[name] = sql.split(f"({name} in (")[1].split("'")[1]
        elif name in CLOSED:
            row[name] = "x"
        elif column.is_text:
            row[name] = NOW if name.endswith("_at") else NAMING + " " * place
        elif not column.is_key:
            row[name] = 1
    return row


def fill_every_table(db):
    """Give every table rows of Anna and of others, all of which name her."""
    db.execute("pragma foreign_keys = off")
    last = "select max(post_id) from posts where account_id = ?"
    for account in (account_id(db), account_id(db, BEN)):
        (post,) = db.execute(last, [account]).fetchone()
        for table in tables_of(db.conn).values():
            if table.name not in WRITTEN_BY_NOBODY_ELSE:
                row = filled_row(db, table, account, post)
                columns, marks = ", ".join(row), ", ".join("?" * len(row))
                db.conn.execute(
                    f"insert or ignore into {table.name} ({columns}) values ({marks})",  # noqa: S608
                    list(row.values()),
                )
    db.conn.execute("delete from accounts where native_id like '{%'")  # they would be called so


def test_every_table_is_covered_whatever_is_added_to_the_schema(path):
    with open_database(path) as db:
        db.conn.executescript(ADDED)
        fill_every_table(db)
        db.conn.commit()
        forget(db, [account_id(db)], also=["bread"])
        emptied = {table for table in tables_of(db.conn) if not db[table].count}
        assert emptied == {"retention", "crawl_steps", "kept_columns", *ADDRESSES}
        for index, word in (
            ("posts_fts", '"anna_bäckt"'),
            ("posts_fts", "loaf"),
            ("more_fts", '"anna_bäckt"'),
            ("more_fts", "loaf"),
            ("own_fts", "bread"),
        ):
            query = f"select count(*) from {index} where {index} match ?"  # noqa: S608
            assert db.execute(query, [word]).fetchone() == (0,)
    assert traces(path) == []


def test_every_reference_can_be_followed_and_no_column_hides_what_it_holds(path):
    with open_database(path) as db:
        tables = tables_of(db.conn)
        columns = {
            (table.name, column.name): kind
            for table in tables.values()
            for column, kind in zip(
                table.columns,
                (row[2] for row in db.execute(f"pragma table_info({table.name})").fetchall()),
                strict=True,
            )
        }
    referring = {
        (table.name, each.column) for table in tables.values() for each in table.references
    }
    owners = ("account_id", "actor_id", "target_id", "post_id")
    unknown = {each for each in columns if each[1].endswith(owners)} - referring
    assert unknown == {("accounts", "account_id"), ("posts", "post_id")}
    # What no search for a name could look into: but the numbers that triggers drop.
    assert {each for each in columns if columns[each] == "BLOB"} == {("kept_columns", "data")}
    assert [
        table.key for table in tables.values() if table.name in {"accounts", "posts", "sources"}
    ]


def test_a_handle_that_is_a_word_stays_where_many_texts_hold_it(tmp_path, capsys):
    texts = ["our bread", "ask @bread", "bread.", "Bread_crumbs", "rye-bread-mix"]
    with open_database(tmp_path / "x.db", create=True) as db:
        ingest(db, [Account(Key("s", "1"), "bread", "Rosa Korn"), Account(Key("s", "2"), "ben")])
        posts = [Post(Key("s", f"p{i}"), Key("s", "2"), text=texts[i % 5]) for i in range(60)]
        ingest(db, posts)
    assert main(["forget", str(tmp_path / "x.db"), "bread"]) == 0
    assert "'bread', in 36 texts" in capsys.readouterr().err
    with open_database(tmp_path / "x.db") as db:
        left = {row[0] for row in db.execute("select text from posts")}
    assert left == {"our bread", "ask [forgotten]", "bread.", "Bread_crumbs", "rye-bread-mix"}


def test_only_a_hash_stays_and_its_key_is_outside_the_database(path, key):
    with open_database(path) as db:
        forget(db, [account_id(db)], reason="by mail, says Anna Schmidt-Bäcker")
        (row,) = db["forgotten"].rows
    assert row["reason"] == "by mail, says [forgotten]"
    assert len(row["native_id_hash"]) == 64
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(bytes.fromhex(key.read_text())) == 32
    assert bytes.fromhex(key.read_text()) not in path.read_bytes()


def test_the_key_is_where_data_of_the_user_is_unless_named(tmp_path, monkeypatch):
    monkeypatch.delenv("INFLUENCE_FORGET_KEY")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert key_path() == tmp_path / "influence-discovery" / "forget.key"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert key_path() == tmp_path / ".local/share/influence-discovery/forget.key"


SPOILT = {
    "missing": lambda key: key.unlink(),
    "another": lambda key: key.write_text("ab" * 32),
    "no key": lambda key: key.write_text("lost"),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_without_its_key_a_database_takes_nothing_in_and_forgets_nobody(path, key, capsys, spoil):
    assert main(["forget", str(path), "anna_bäckt"]) == 0
    spoil(key)
    (path.parent / "accounts.csv").write_text("id,handle\nnew,newcomer\n")
    before = dump(path)
    for command in (
        ["import", str(path), str(path.parent / "accounts.csv")],
        ["forget", str(path), "ben"],
    ):
        capsys.readouterr()
        assert main(command) == 1
        said = capsys.readouterr().err
        assert str(key) in said
        assert len(said.splitlines()) == 1
        assert dump(path) == before


def reading(connection):
    connection.execute("select * from accounts").fetchone()


def attached(connection):
    connection.execute("select count(*) from accounts").fetchone()


def writing(connection):
    connection.execute("begin immediate")


@pytest.mark.parametrize("hold", [reading, attached, writing])
def test_while_another_program_holds_the_file_nothing_is_changed(path, key, capsys, hold):
    before = dump(path)
    with closing(sqlite3.connect(path)) as other:
        hold(other)
        assert main(["forget", str(path), "anna_bäckt"]) == 1
        said = capsys.readouterr().err
    assert "open in another program" in said
    assert len(said.splitlines()) == 1
    assert dump(path) == before
    assert not key.exists()
    assert main(["forget", str(path), "anna_bäckt"]) == 0
    assert traces(path) == []


KILLED = """
import os, signal, sys
from influence.cli import main
from influence.store import opening
left = int(sys.argv[1])
connected = opening._connected
def tick():
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
def watched(*arguments):
    db = connected(*arguments)
    db.conn.set_progress_handler(tick, 50)
    return db
opening._connected = watched
code = main(["forget", sys.argv[2], "anna_bäckt"])
print(-left)
sys.exit(code)
"""


def kill_after(ticks, path):
    command = [sys.executable, "-c", KILLED, str(ticks), str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_killed_at_any_moment_all_or_nothing_is_forgotten_and_again_completes_it(path):
    original, before = path.read_bytes(), dump(path)
    ticks = int(kill_after(-1, path).stdout) - 1
    outcomes = set()
    for share in (0.1, 0.4, 0.7, 0.85, 0.97):
        for file in path.parent.iterdir():
            file.unlink()
        path.write_bytes(original)
        assert kill_after(int(ticks * share), path).returncode == -signal.SIGKILL
        with open_database(path) as db:
            known = db.execute("select count(*) from forgotten").fetchone()[0]
            assert db.execute("select count(*) from accounts").fetchone()[0] == (3 if known else 4)
        if not known:
            assert dump(path) == before
        outcomes.add(known)
        assert main(["forget", str(path), "anna_bäckt"]) == 0
        assert traces(path) == []
    assert outcomes == {0, 1}


def listed(monkeypatch, text):
    """Put a list on stdin, as a pipe does."""
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(text.encode())))


def test_a_list_is_forgotten_whole_or_not_at_all(path, monkeypatch):
    before = dump(path)
    listed(monkeypatch, "anna_bäckt\nnobody\n")
    assert main(["forget", str(path), "-"]) == 3
    assert dump(path) == before
    listed(monkeypatch, "anna_bäckt\n\nben\n")
    assert main(["forget", str(path), "-"]) == 0
    with open_database(path) as db:
        assert [row["handle"] for row in db["accounts"].rows if row["handle"]] == ["dora"]
    listed(monkeypatch, "\n")
    assert main(["forget", str(path), "-"]) == 3


def test_a_row_of_a_table_erases_whom_its_own_id_means(path, monkeypatch):
    with open_database(path) as db:
        anna, ben = (
            next(row for row in db["accounts"].rows if row["handle"] == handle)
            for handle in ("anna_bäckt", "ben")
        )
    before, source = dump(path), anna["source"]
    for row in (
        f"account_id\n{anna['account_id']}\n",  # a number of ours
        f"account_id,handle\n{anna['account_id']},\n",
        f"native_id,platform,handle\nsomebody-else,{source},anna_bäckt\n",  # had another id
        f"native_id,platform\n{anna['native_id']},elsewhere\n",
        "handle,followers\nanna_bäckt\n",
    ):
        listed(monkeypatch, row)
        assert main(["forget", str(path), "-"]) in {2, 3}
        assert dump(path) == before
    row = f"{ben['account_id']},{anna['native_id']},{source},ben\n"
    listed(monkeypatch, f"account_id,native_id,platform,handle\n{row}")
    assert main(["forget", str(path), "-"]) == 0
    with open_database(path) as db:
        assert [row["handle"] for row in db["accounts"].rows if row["handle"]] == ["ben", "dora"]


def test_a_stdin_that_is_closed_erases_nobody(path, monkeypatch, capsys):
    before = dump(path)
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["forget", str(path), "-"]) == 1
    assert "Stdin is closed" in capsys.readouterr().err
    assert dump(path) == before


def test_our_own_number_of_an_account_erases_nobody(path):
    with open_database(path) as db:
        number = str(account_id(db))
    before = dump(path)
    assert main(["forget", str(path), number]) == 3
    assert dump(path) == before


def test_a_database_that_may_not_be_written_is_told(path, monkeypatch, capsys):
    before = path.read_bytes()
    monkeypatch.setattr(os, "access", lambda *_: False)  # as where the rights of files say so
    assert main(["forget", str(path), "anna_bäckt"]) == 1
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert str(path) in said
    assert path.read_bytes() == before


def test_a_thousand_names_are_blanked_in_one_go(tmp_path):
    accounts = [Account(Key("s", str(i)), f"name{i:04}", f"First Last{i}") for i in range(1000)]
    posts = [
        Post(Key("s", f"p{i}"), Key("s", "me"), text=f"@name{i:04}, ah, Last{i}! first  LAST{i}")
        for i in range(1000)
    ]
    with open_database(tmp_path / "x.db", create=True) as db:
        ingest(db, [*accounts, *posts])
        forget(db, range(1, 1001))
        assert [row["native_id"] for row in db["accounts"].rows] == ["me"]
        left = {row["text"] for row in db["posts"].rows}
    assert left == {f"[forgotten], ah, Last{i}! [forgotten]" for i in range(1000)}
