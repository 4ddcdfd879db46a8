"""Who must not be contacted is in nothing that is handed on: by every route, byte by byte."""

import shutil
import sqlite3
import zipfile

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influence.cli import COMMANDS, main
from influence.outreach import bar
from influence.records import Account, Interaction, Key, Post
from influence.show import BINARY_FORMATS, FORMATS
from influence.store import ingest, open_database

PEOPLE = ("quetzal", "xylotile", "zymurgist", "wyvern", "vortigern")
FANS = [Key("file", f"fan{k}") for k in range(9)]
TABLES = ("csv", "tsv", "json", "jsonl", "md", "table", "xlsx", "parquet")

ROUTES = {
    "rank": [
        "rank {db} --list all",
        "rank {db} --topic rye --list all",
        "rank {db} --by followers",
    ],
    "find": ["find {db} rye --top 99", "find {db} --brief {toml} --list all"],
    "topics": ["topics {db} show rye"],
    "shortlist": [
        "shortlist {db} show Spring",
        "shortlist {db} queue Spring",
        "shortlist {db} lists",
    ],
    "compare": ["compare {db} fan1 {allowed}"],
    "graph": [
        *(f"graph {{db}} --kinds repost,follow --format {form}" for form in ("gexf", "graphml")),
        *(f"graph {{db}} --kinds repost --format {form}" for form in ("csv", "gephi-csv")),
        "graph {db} --kinds repost --format gexf --pseudonymise",
    ],
    "explain": [
        *(f"explain {{db}} {{allowed}} --format {form}" for form in ("md", "json", "csv")),
        "explain {db} {allowed} --topic rye --format md",
        "explain {db} {allowed} --brief {toml} --format json",
    ],
    "report": ["report {db} --list Spring -q"],
    "export": ["export {db} --jsonl", "export {db} --parquet", "export {db} --sqlite"],
}
"""Command → what it writes; those of the first five in every form of a table."""

IN_EVERY_FORM = ("rank", "find", "topics", "shortlist", "compare")
NO_ROUTE = {
    "scores": "no account is in it",
    "check-score": "invented accounts",
    "status": "counts only",
    "validate": "scores only",
    "attack-test": "scores only",
    "crawl": "what is to be read, not whom to write to",
    "stream": "reads",
    "why-not": "addresses of a crawl",
    "import": "reads",
    "demo": "invented accounts",
    "serve": "pages of the user's own machine; tests of its own look through them",
    "consent": "what the people themselves say",
    "notices": "whom the law wants to be told: also who is not to be pitched to",
    "forget": "erases",
    "show-data": "is sent to that very person",
    "retain": "counts only",
    "completion": "prints a script",
}


def records():
    yield from (Account(each, each.native_id) for each in FANS)
    for place, name in enumerate(PEOPLE):
        key, other = Key("file", f"did:plc:{name}1"), PEOPLE[place - 1]
        yield Account(
            key, f"{name}_h", f"{name.title()} Name", f"https://{name}.example", followers_count=5
        )
        for k in range(4):
            post = Key("file", f"{name}-post{k}")
            at = f"2026-03-0{k + 1}T08:00:00Z"
            text = f"Rye bread, says @{other}_h of https://{other}.example"
            yield Post(post, key, text=text, published_at=at, url=f"https://{name}.example/{k}")
            for fan in FANS[place:]:
                yield Interaction("repost", fan, key, post, happened_at=at)
            if other != name:
                yield Interaction("repost", Key("file", f"did:plc:{other}1"), key, post)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Return a folder with a database in which everybody may be contacted, and is on a list."""
    folder = tmp_path_factory.mktemp("world")
    with open_database(folder / "x.db", create=True) as db:
        ingest(db, records(), named=True)
    (folder / "b.toml").write_text('topics = ["rye"]\n')
    for line in (
        "shortlist {db} make Spring --question quetzal_h,vortigern_h,xylotile_h?",
        "shortlist {db} fill Spring --brief {toml}",
        "shortlist {db} note quetzal_h vortigern_h",
        "topics {db} add rye rye",
    ):
        assert (
            main([word.format(db=folder / "x.db", toml=folder / "b.toml") for word in line.split()])
            == 0
        )
    return folder


def written(folder, name, line, **named):
    """Return all the bytes that a command writes, on stdout's place and beside it."""
    place = folder / name
    words = [word.format(**named) for word in line.split()]
    if words[0] == "export":
        assert main([*words, str(place), "-q"]) == 0
    else:
        assert main([*words, "-o", str(place)]) == 0, line
    files = [place] if place.is_file() else [each for each in place.rglob("*") if each.is_file()]
    assert files
    return b"".join(map(content, files))


def content(file):
    if file.suffix == ".xlsx" or zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as book:
            return b"".join(map(book.read, book.namelist()))
    if file.read_bytes()[:4] == b"PAR1":
        table = pq.read_table(file)
        return f"{table.to_pylist()} {table.schema.metadata}".encode()
    return file.read_bytes()


def named_in(text, people):
    return [name for name in people if name.encode() in text.lower()]


def test_every_command_is_a_route_or_has_its_reason():
    assert {*ROUTES} | {*NO_ROUTE} == {*COMMANDS}
    assert {*TABLES} == {*FORMATS, *BINARY_FORMATS}


@pytest.mark.parametrize("command", ROUTES)
@given(people=st.sets(st.sampled_from(PEOPLE), min_size=1, max_size=len(PEOPLE) - 1))
@settings(max_examples=3)
def test_who_must_not_be_contacted_is_in_no_export_by_any_route(
    tmp_path_factory, world, command, people
):
    folder = shutil.copytree(world, tmp_path_factory.mktemp("barred") / "w")
    with open_database(folder / "x.db") as db:
        query = "select account_id from accounts where handle = ?"
        ids = [db.execute(query, [f"{name}_h"]).fetchone()[0] for name in sorted(people)]
        bar(db, ids, "they ask for it", by="tester")
    allowed = next(name for name in PEOPLE if name not in people)
    forms = TABLES if command in IN_EVERY_FORM else [None]
    for number, line in enumerate(ROUTES[command]):
        for form in forms:
            form_asked = "" if form is None else f" --format {form}"
            named = {"db": folder / "x.db", "toml": folder / "b.toml", "allowed": f"{allowed}_h"}
            found = written(folder, f"{number}-{form}", line + form_asked, **named)
            assert named_in(found, people) == [], (line, form)


@pytest.mark.parametrize("command", ROUTES)
def test_where_nobody_is_barred_everybody_is_there(tmp_path, world, command):
    """What the test above looks for would be found."""
    folder = shutil.copytree(world, tmp_path / "w")
    named = {"db": folder / "x.db", "toml": folder / "b.toml", "allowed": "quetzal_h"}
    found = b"".join(
        written(folder, str(number), line, **named)
        for number, line in enumerate(ROUTES[command])
        if "--pseudonymise" not in line
    )
    assert named_in(found, ["quetzal"])


def test_any_program_that_reads_the_view_of_rankings_does_not_see_them(tmp_path, world):
    folder = shutil.copytree(world, tmp_path / "w")
    assert main(["rank", str(folder / "x.db"), "--by", "reposts", "-q"]) == 0
    with open_database(folder / "x.db") as db:
        bar(db, [10], "asked")
    connection = sqlite3.connect(folder / "x.db")
    handles = {row[0] for row in connection.execute("select handle from ranking")}
    connection.close()
    assert handles
    assert "quetzal_h" not in handles
