"""Whole databases out and back: every row that is held, and nothing half done."""

import json
import sqlite3
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlite_utils
from held_content import COMPUTED, OWN, content
from held_records import SOURCES, held_worlds, write_world
from hypothesis import given, settings

from crawlers.files.columns import IMPORT_ORDER, kind_of
from influence.cli import main
from influence.records import Fact, Identity, Key, Link, Post, Source, Tag
from influence.show.exports import COMPUTED as COMPUTED_TABLES
from influence.show.exports import TABLES
from influence.store import ingest, open_database

SEEN_AT = "2026-03-01T00:00:00Z"
FORMS = ("jsonl", "parquet")


def influence(capsys, *arguments, code=0):
    assert main([*map(str, arguments)]) == code
    return capsys.readouterr()


def exported(database, folder, form):
    assert main(["export", str(database), f"--{form}", str(folder), "-q"]) == 0
    return sorted(str(file) for file in folder.glob(f"*.{form}"))


@pytest.fixture
def world(tmp_path):
    write_world(tmp_path / "w.db", 7).close()
    return tmp_path / "w.db"


@pytest.mark.parametrize("form", FORMS)
@given(seed=held_worlds())
@settings(max_examples=12)
def test_an_export_imported_again_gives_the_same_rows(tmp_path_factory, form, seed):
    folder = tmp_path_factory.mktemp("world")
    with write_world(folder / "w.db", seed) as db:
        ingest(
            db,
            [Source(SOURCES[0], "A file", "https://file.example", "https://file.example/t")],
            named=True,
        )
        held = content(db)
    assert all(held[table] for table in ("account_counts", "interaction_counts", "coverage"))
    files = exported(folder / "w.db", folder / "out", form)
    arguments = [
        "import",
        str(folder / "new.db"),
        *files,
        "--strict",
        "--source",
        "elsewhere",
        "-q",
    ]
    assert main(arguments) == 0
    with open_database(folder / "new.db") as db:
        assert content(db) == held


@pytest.mark.parametrize("form", FORMS)
def test_the_same_files_in_one_command_or_in_any_order_are_the_same(tmp_path, world, form):
    files = exported(world, tmp_path / "out", form)
    for name, order in (("forth", files), ("back", files[::-1])):
        for file in order:
            assert main(["import", str(tmp_path / f"{name}.db"), file, "-q"]) == 0
    with open_database(world) as db:
        held = content(db)
    for name in ("forth", "back"):
        with open_database(tmp_path / f"{name}.db") as db:
            found = content(db)
            assert found.keys() == held.keys()
            for table in held.keys() - {"posts"}:
                assert found[table] == held[table]


def test_an_import_says_of_every_file_what_was_new(tmp_path, capsys):
    ann, rye = Key("blog", "https://ann.example/"), Key("blog", "https://ann.example/rye")
    with open_database(tmp_path / "a.db", create=True) as db:
        page = "https://ann.example/about"
        more = [Link(ann, "https://ben.example/", rye), Tag(rye, "bread")]
        ingest(db, [Post(rye, ann), *more])
        told = [Identity(ann, "https://ann.blog/", "rel=me", page, SEEN_AT)]
        ingest(db, [*told, Fact(ann, "contact page", page, seen_at=SEEN_AT)])
    exported(tmp_path / "a.db", tmp_path / "out", "jsonl")
    for name in ("posts", "links", "tags", "identities", "facts"):
        words = ("import", tmp_path / "new.db", tmp_path / "out" / f"{name}.jsonl")
        assert "new: nothing" not in influence(capsys, *words).err
        assert "new: nothing" in influence(capsys, *words).err


def test_export_says_what_it_leaves_out(capsys):
    said = " ".join(influence(capsys, "export", "--help").out.split())
    assert "Where a crawl stands is left out" in said
    assert "Topics, briefs and shortlists are in --sqlite alone" in said


def test_every_table_of_the_schema_is_in_an_export(world):
    with open_database(world) as db:
        assert set(db.table_names()) - OWN == {table.held for table in (*TABLES, *COMPUTED_TABLES)}
    assert {table.held for table in COMPUTED_TABLES} == COMPUTED


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_import_knows_every_column_that_is_written(table):
    always = {field.name for field in table.fields if field.always}
    kind = kind_of(always)
    assert kind in IMPORT_ORDER
    assert {field.name for field in table.fields} <= set(kind.columns)


@pytest.mark.parametrize("form", FORMS)
def test_a_schema_beside_the_files_says_what_each_column_means(tmp_path, world, form):
    exported(world, tmp_path / "out", form)
    told = json.loads((tmp_path / "out" / "schema.json").read_text())
    for table in told["tables"].values():
        file = tmp_path / "out" / table["file"]
        names = [column["name"] for column in table["columns"]]
        if form == "parquet":
            found = pq.read_table(file)
            assert found.num_rows == table["rows"]
            assert found.schema.names == names
        else:
            rows = [json.loads(line) for line in file.read_text().split("\n") if line]
            assert len(rows) == table["rows"]
            assert {name for row in rows for name in row} <= set(names)
        assert all(column["meaning"] for column in table["columns"])


def test_parquet_is_typed(tmp_path, world):
    exported(world, tmp_path / "out", "parquet")
    kinds = {
        field.name: str(field.type) for field in pq.read_schema(tmp_path / "out" / "posts.parquet")
    }
    assert kinds["post_id"] == "string"
    assert kinds["is_listed"] == "bool"
    assert kinds["created_at"] == "timestamp[us, tz=UTC]"
    assert kinds["likes"] == "int64"


def test_runs_and_scores_lie_apart_and_import_is_not_given_them(tmp_path, demo_folder, capsys):
    database = demo_folder / "build" / "demo" / "demo.db"
    files = exported(database, tmp_path / "out", "jsonl")
    apart = {file.name for file in (tmp_path / "out" / "computed").iterdir()}
    assert apart == {"run_scores.jsonl", "runs.jsonl", "scores.jsonl"}
    influence(capsys, "import", tmp_path / "new.db", *files, "-q")
    ranked = [
        influence(capsys, "rank", place, "--format", "csv", "-q").out
        for place in (database, tmp_path / "new.db")
    ]
    assert ranked[0] == ranked[1]


def test_a_post_that_was_only_named_is_only_named_again_and_keeps_its_missing_address(tmp_path):
    listed, named = Key("feed", "https://ann.example/1"), Key("feed", "https://ann.example/2")
    with open_database(tmp_path / "a.db", create=True) as db:
        ingest(
            db, [Post(listed, Key("feed", "ann")), Post(named, Key("feed", "ann"), is_listed=False)]
        )
        held = content(db)
    assert {(row["url"], row["is_listed"]) for row in held["posts"]} == {(None, 0), (None, 1)}
    files = exported(tmp_path / "a.db", tmp_path / "out", "jsonl")
    assert main(["import", str(tmp_path / "b.db"), *files, "-q"]) == 0
    with open_database(tmp_path / "b.db") as db:
        assert content(db) == held


def test_the_sqlite_copy_holds_the_same_without_log_and_free_pages(tmp_path, world, capsys):
    with open_database(world) as db, db.conn:
        db.execute(
            "insert into posts (source, native_id, account_id, text) values "
            "('file', 'gone', 1, 'deleted words that stay in free pages')"
        )
        db.execute("delete from posts where native_id = 'gone'")
    influence(capsys, "export", world, "--sqlite", tmp_path / "copy.db")
    assert {file.name for file in tmp_path.iterdir() if "copy" in file.name} == {"copy.db"}
    plain = (tmp_path / "copy.db").read_bytes()
    assert b"deleted words" not in plain
    assert plain[18:20] == b"\x01\x01"  # written without a write-ahead log
    connection = sqlite3.connect(tmp_path / "copy.db")
    assert connection.execute("pragma freelist_count").fetchone() == (0,)
    assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    connection.close()
    with open_database(world) as db, open_database(tmp_path / "copy.db") as copy:
        assert content(copy, leave_out=frozenset()) == content(db, leave_out=frozenset())
    with sqlite_utils.Database(tmp_path / "copy.db") as db:
        assert {table.name for table in db.tables} >= {"accounts", "posts"}


def test_a_copy_is_made_while_another_program_writes(tmp_path, world, capsys):
    with open_database(world) as writer:
        writer.execute("begin immediate")
        writer.execute("delete from coverage")
        for place in (["--sqlite", tmp_path / "copy.db"], ["--jsonl", tmp_path / "out"]):
            influence(capsys, "export", world, *place)
    with open_database(tmp_path / "copy.db") as copy:
        assert copy["coverage"].count
    assert (tmp_path / "out" / "coverage.jsonl").exists()


@pytest.mark.parametrize("form", FORMS)
def test_an_earlier_export_is_only_replaced_knowingly(tmp_path, world, capsys, form):
    exported(world, tmp_path / "out", form)
    refused = influence(capsys, "export", world, f"--{form}", tmp_path / "out", code=1)
    assert "--replace" in refused.err
    (tmp_path / "out" / f"posts.{form}").write_bytes(b"old")
    influence(capsys, "export", world, f"--{form}", tmp_path / "out", "--replace")
    assert (tmp_path / "out" / f"posts.{form}").read_bytes() != b"old"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["out", "w.db"]


NOT_FREE = {
    "other files": (["--jsonl", "mine"], "mine"),
    "an export with something more": (["--jsonl", "out"], "out"),
    "a file": (["--parquet", "notes.txt"], "notes.txt"),
    "the database": (["--sqlite", "w.db"], "w.db"),
    "another file": (["--sqlite", "notes.txt"], "notes.txt"),
    "no such folder": (["--sqlite", "nowhere/x.db"], "nowhere"),
    "no such folder for a folder": (["--jsonl", "nowhere/x"], "nowhere"),
}


@pytest.fixture
def among_others(tmp_path, world, monkeypatch):
    """Return a folder, made the current one, with a database, an export, and files of others."""
    monkeypatch.chdir(tmp_path)
    exported(world, tmp_path / "out", "jsonl")
    (tmp_path / "mine").mkdir()
    for file in ("mine/letter.txt", "out/letter.txt", "notes.txt"):
        (tmp_path / file).write_text("dear")
    return tmp_path


def files_in(folder):
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("replace", [[], ["--replace"]], ids=["", "replace"])
@pytest.mark.parametrize(("place", "name"), NOT_FREE.values(), ids=NOT_FREE)
def test_nothing_of_somebody_s_is_written_over(capsys, among_others, place, name, replace):
    before = files_in(among_others)
    told = influence(capsys, "export", "w.db", *place, *replace, code=1)
    assert name in told.err
    assert len(told.err.splitlines()) == 1
    assert files_in(among_others) == before


@pytest.mark.parametrize("places", [[], ["--jsonl", "a", "--sqlite", "b"], ["--jsonl", "-"]])
def test_one_place_has_to_be_named(world, capsys, places):
    assert "--jsonl" in influence(capsys, "export", world, *places, code=2).err


def test_an_export_that_fails_leaves_nothing(tmp_path, world, monkeypatch, capsys):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("influence.show.exports.jsonl._lines", full)
    told = influence(capsys, "export", world, "--jsonl", tmp_path / "out", code=1)
    assert "No space left" in told.err
    assert sorted(file.name for file in tmp_path.iterdir()) == ["w.db"]


def test_without_pyarrow_one_sentence_says_how_to_get_it(tmp_path, world):
    exported(world, tmp_path / "out", "parquet")
    posts = str(tmp_path / "out" / "posts.parquet")
    for arguments in (
        ["export", str(world), "--parquet", str(tmp_path / "x")],
        ["import", str(tmp_path / "n.db"), posts],
    ):
        code = f"""
import sys
sys.modules["pyarrow"] = None
from influence.cli import main
sys.exit(main({arguments!r}))
"""
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "pip install 'influence-discovery[parquet]'" in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_a_damaged_or_foreign_parquet_file_is_a_sentence(tmp_path, world, capsys):
    exported(world, tmp_path / "out", "parquet")
    whole = (tmp_path / "out" / "posts.parquet").read_bytes()
    (tmp_path / "cut.parquet").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "bent.parquet").write_bytes(whole[:200] + bytes(200) + whole[400:])
    runs = tmp_path / "out" / "sources.parquet"
    for name in ("cut", "bent"):
        told = influence(capsys, "import", tmp_path / "n.db", tmp_path / f"{name}.parquet", code=1)
        assert f"{name}.parquet" in told.err
        assert len(told.err.splitlines()) == 1
    table = pq.read_table(runs).rename_columns(["bread", "flour", "water", "salt"])
    pq.write_table(table, tmp_path / "bread.parquet")
    told = influence(capsys, "import", tmp_path / "n.db", tmp_path / "bread.parquet", code=1)
    assert "bread,flour" in told.err
    assert not (tmp_path / "n.db").exists()


def test_parquet_is_read_under_other_tools_names_too(tmp_path, capsys):
    table = pa.table({"username": ["ann", "ben"], "followers_count": [10, 20]})
    pq.write_table(table, tmp_path / "people.parquet")
    influence(capsys, "import", tmp_path / "n.db", tmp_path / "people.parquet", "-q")
    with open_database(tmp_path / "n.db") as db:
        assert [row["followers_count"] for row in db["account_counts"].rows] == [10, 20]
        assert [row["handle"] for row in db["accounts"].rows] == ["ann", "ben"]
