"""Over all commands: what a function returns has the columns and rows that its command prints."""

import csv
import inspect
import io
import json
import shutil
from pathlib import Path

import pytest
from library_worlds import BEST, write_example
from library_worlds import SECOND as OTHER
from test_library_contract import NO_FUNCTION

import influence as inf
from influence.cli import COMMANDS, main
from influence.errors import UsageError
from influence.show import write_rows

TOPIC = "sourdough OR crumb"
SEEDS = ("https://anna.example", "ben.example")

TABLES = {
    "rank": (["rank", "DB", "--top", "4"], lambda db: inf.rank(db, top=4)),
    "explain": (["explain", "DB", BEST], lambda db: inf.explain(db, BEST)),
    "compare": (["compare", "DB", BEST, OTHER], lambda db: inf.compare(db, [BEST, OTHER])),
    "topics": (["topics", "DB", "show", TOPIC], lambda db: inf.topics(db, "show", TOPIC)),
    "find": (["find", "DB", TOPIC, "--top", "3"], lambda db: inf.find(db, TOPIC, top=3)),
    "shortlist": (
        ["shortlist", "DB", "show", "Spring"],
        lambda db: inf.shortlist(db, "show", "Spring"),
    ),
    "validate": (
        ["validate", "DB", "--cut", "2026-03-01", "--by", "followers", "--draws", "20"],
        lambda db: inf.validate(db, cut="2026-03-01", by="followers", draws=20),
    ),
    "scores": (["scores"], lambda _: inf.scores()),
    "check-score": (["check-score", "followers"], lambda _: inf.check_score("followers")),
    "why-not": (["why-not", "DB", SEEDS[0]], lambda db: inf.why_not(db, SEEDS[0])),
    "consent": (["consent", "DB"], inf.consent),
    "notices": (["notices", "DB"], inf.notices),
    "attack-test": (
        ["attack-test", "DB", "--bots", "5", "--victims", "1", "--by", "followers"],
        lambda db: inf.attack_test(db, bots=[5], victims=1, by="followers"),
    ),
    "graph": (["graph", "DB", "--kinds", "quote"], lambda db: inf.graph(db, kinds="quote")),
    "crawl": (
        ["crawl", "NEW", *SEEDS, "--dry-run", "-q"],
        lambda db: inf.crawl(f"{db.path}.none", *SEEDS, dry_run=True),
    ),
}
OBJECTS = {
    "status": (["status", "DB", "--format", "json"], inf.status),
    "show-data": (["show-data", "DB", BEST], lambda db: inf.show_data(db, BEST)),
    "stream": (
        ["stream", "NEW", "--minutes", "1", "--dry-run", "--format", "json"],
        lambda db: inf.stream(f"{db.path}.none", minutes=1, dry_run=True),
    ),
}
WORDS = {
    "import": (
        ["import", "NEW", "FILES/accounts.csv", "--dry-run"],
        lambda db, files: inf.import_(f"{db.path}.none", files / "accounts.csv", dry_run=True),
    ),
    "export": (
        ["export", "DB", "--jsonl", "FILES/out", "--replace"],
        lambda db, files: inf.export(db, jsonl=files / "out", replace=True),
    ),
    "retain": (
        ["retain", "DB", "--until", "2026-02-01", "--dry-run"],
        lambda db, _: inf.retain(db, until="2026-02-01", dry_run=True),
    ),
}
ELSEWHERE = {
    "demo": "tests/test_demo_folder.py",
    "forget": "tests/test_forgetting.py",
    "report": "tests/test_reports.py",
}
"""What changes too much to be run twice; the command prints what the function returns."""


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    folder = tmp_path_factory.mktemp("columns")
    write_example(
        folder / "bread.db",
        lambda world: inf.consent(world, "fena_fox", "deny", reason="asked"),
        lambda world: inf.shortlist(world, "make", "Spring"),
        lambda world: inf.shortlist(world, "add", "Spring", BEST, OTHER),
    )
    (folder / "accounts.csv").write_text("id,handle,followers\n1,anna_bikes,7\n2,,8\n")
    return folder / "bread.db"


def arguments(path, words):
    places = {"DB": path, "NEW": f"{path}.none", "FILES": path.parent}
    return [str(places.get(word, word)).replace("FILES/", f"{path.parent}/") for word in words]


def test_every_command_that_is_a_function_is_compared():
    compared = {*TABLES, *OBJECTS, *WORDS, *ELSEWHERE}
    assert compared == {*COMMANDS} - {*NO_FUNCTION}
    assert [page for page in ELSEWHERE.values() if not Path(page).exists()] == []


@pytest.mark.parametrize("command", TABLES)
def test_a_table_has_the_columns_and_rows_that_are_printed(path, capsys, command):
    words, call = TABLES[command]
    assert main([*arguments(path, words), "--format", "csv"]) == 0
    printed = capsys.readouterr().out
    with inf.open(path) as db:
        found = call(db)
        rows, columns = found.rows, [column.name for column in found.columns]
    assert columns == next(csv.reader(io.StringIO(printed)))
    assert [*rows[0]] == columns
    written = io.StringIO()
    write_rows(rows, columns, "csv", written)
    assert written.getvalue() == printed


@pytest.mark.parametrize(
    "command", [name for name in TABLES if name not in {"explain", "validate", "graph"}]
)
def test_a_table_is_what_json_prints(path, capsys, command):
    words, call = TABLES[command]
    assert main([*arguments(path, words), "--format", "json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    with inf.open(path) as db:
        assert call(db).rows == printed


@pytest.mark.parametrize("command", OBJECTS)
def test_an_object_is_the_one_that_is_printed(path, capsys, command):
    words, call = OBJECTS[command]
    assert main(arguments(path, words)) == 0
    printed = json.loads(capsys.readouterr().out)
    with inf.open(path) as db:
        found = call(db)
    assert [column.name for column in found.columns] == [*printed]
    (row,) = found.rows
    assert {**row, "read this first": None} == {**printed, "read this first": None}
    assert found.document == row


@pytest.mark.parametrize("command", WORDS)
def test_words_are_those_that_are_said(path, capsys, command):
    words, call = WORDS[command]
    assert main(arguments(path, words)) == 0
    said = capsys.readouterr().err.splitlines()
    with inf.open(path) as db:
        found = call(db, path.parent)
    assert len(found.words) == len(said)
    assert found.words[0] == said[0]
    assert [*found.rows[0]] == [column.name for column in found.columns]


DONE = {
    **{name: call for name, (_, call) in {**TABLES, **OBJECTS}.items()},
    **{
        name: lambda db, call=call: call(db, Path(db.path).parent)
        for name, (_, call) in WORDS.items()
    },
    "candidates": lambda db: inf.candidates(db, inf.brief(f"topics = ['{TOPIC}']")),
    "consent deny": lambda db: inf.consent(db, BEST, "deny"),
    "forget": lambda db: inf.forget(db, [BEST]),
    "notices told": lambda db: inf.notices(db, told=[BEST]),
    "report": lambda db: inf.report(db, "Spring").html,
    "retain": lambda db: inf.retain(db, until="2026-02-01"),
    "shortlist make": lambda db: inf.shortlist(db, "make", "Autumn"),
    "topics add": lambda db: inf.topics(db, "add", "Bread", TOPIC),
    "accounts": inf.Database.accounts,
    "graph of networkx": inf.Database.graph,
    "query": lambda db: db.query("select * from ranking"),
}
"""What may be called on an open database → a call of it."""


def test_every_function_on_an_open_database_is_among_what_is_done():
    public = {name: getattr(inf, name) for name in inf.__all__}
    taking = {name for name, each in public.items() if callable(each) and "db" in parameters(each)}
    assert {name.rstrip("_").replace("_", "-") for name in taking} <= {*DONE}


def parameters(function):
    return () if inspect.isclass(function) else inspect.signature(function).parameters


@pytest.mark.parametrize("done", DONE)
def test_what_is_done_after_a_function_was_called_is_kept(path, tmp_path, monkeypatch, done):
    monkeypatch.setenv("INFLUENCE_FORGET_KEY", str(tmp_path / "key"))
    shutil.copytree(path.parent, tmp_path / "world")
    place = tmp_path / "world" / path.name
    with inf.open(place) as db:
        DONE[done](db)
        assert not db.sqlite.conn.in_transaction
        inf.consent(db, OTHER, "deny")
    with inf.open(place) as db:
        assert [row["together"] for row in inf.consent(db, OTHER)] == ["deny"]


@pytest.mark.parametrize("refused", ["delete from accounts", "delete from sources", "begin"])
def test_a_question_that_is_refused_begins_nothing(path, refused):
    with inf.open(path) as db:
        with pytest.raises(UsageError):
            db.query(refused)
        assert not db.sqlite.conn.in_transaction
