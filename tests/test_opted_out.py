"""An account that opted out is in no output of any command: every byte is searched."""

import csv
import io
import json
import shutil
import sqlite3
import zipfile

import networkx as nx
import pyarrow.parquet as pq
import pytest

from influence.cli import COMMANDS, main
from influence.graph import load, to_networkx
from influence.ranking import compute, find_score
from influence.store import open_database

HANDLE, NAME = "zyxomma_tweedy", "Zyxömma Tweedy"
URL, NATIVE_ID = "https://zyx.example/@them", "did:plc:zyx2tweedy"
SECRETS = (HANDLE, NAME, URL, NATIVE_ID, "zyx.example")
AUDIENCE = [f"fan{k}" for k in range(9)]
MENTION = f"Ask @{HANDLE.upper()}, {NAME}, {URL} or {NATIVE_ID}."

FORMATS = ("table", "csv", "tsv", "json", "jsonl", "md")
LISTS = ("ranked", "check", "unrated", "all")

TRIED = {
    "rank": [
        *(
            f"rank x.db --by {by} --list {which}"
            for by in ("influence", "reposts", "followers")
            for which in LISTS
        ),
        "rank x.db --by followers --where 1",
        "rank x.db --topic ask --list all",
    ],
    "explain": ["explain x.db ann", "explain x.db ben"],
    "compare": ["compare x.db ann ben", "compare x.db ann ben fan1 --by followers"],
    "validate": ["validate x.db --cut 2026-02-01 --draws 20 -q"],
    "topics": ["topics x.db show ask", "topics x.db list"],
    "find": [
        *(f"find x.db --brief x.toml --list {which}" for which in ("candidate", "all")),
        "find x.db ask",
        f"find x.db {HANDLE}",
        f"find x.db {NATIVE_ID}",
    ],
    "scores": ["scores"],
    "status": ["status x.db"],
    "crawl": ["crawl x.db https://ben.example --dry-run"],
    "stream": ["stream x.db --until-idle --wanted did:plc:ben --dry-run"],
    "why-not": ["why-not x.db https://ben.example https://elsewhere.example/1"],
    "attack-test": ["attack-test x.db --bots 1 --victims 1"],
    "graph": ["graph x.db -o - --kinds repost", "graph x.db -o - --kinds repost --pseudonymise"],
}
"""Command → lines that are tried in every format that it has."""

OF_THE_PEOPLE_THEMSELVES = {
    "consent": "lists who opted out, so that the user can see and mend it",
    "notices": "lists whom to tell: who opted out has to be told too",
    "forget": "is told whom to erase",
    "show-data": "writes what is held of somebody for that very person",
    "retain": "names nobody",
    "export": "writes folders, which are searched by a test of their own",
    "import": "reads the user's own files, and repeats only rows of theirs that were rejected",
    "demo": "shows invented accounts only",
    "shortlist": "tests of its own look through every export of a list, byte by byte",
    "report": "tests of its own look through every report, byte by byte",
    "serve": "answers with pages, which tests of their own look through",
    "check-score": "tries a score on an invented world",
    "completion": "prints a script, and reads no database",
}
"""Commands that may name an account that opted out, each with the reason."""


def files():
    """Return a world in which the one who opts out leads, is an amplifier, and is spoken of."""
    accounts = [("1", "ann", "Ann", "https://ann.example"), ("2", "ben", "Ben", "")]
    accounts += [(NATIVE_ID, HANDLE, NAME, URL), *((each, each, "", "") for each in AUDIENCE)]
    posts, acts = [], []
    for owner, often in (("1", 6), ("2", 3), (NATIVE_ID, 8)):
        for k in range(6):
            post = f"{owner}-{k}"
            posts.append((post, owner, f"2026-0{k // 2 + 1}-0{k + 1}T08:00:00Z", MENTION))
            actors = [*AUDIENCE[k % 3 :][:often], "1", NATIVE_ID]
            at = f"2026-0{k // 2 + 1}-0{k + 1}T09:00:00Z"
            acts += [(actor, owner, "repost", post, at) for actor in actors if actor != owner]
    head = ("id", "handle", "name", "url", "followers")
    return {
        "accounts.csv": [head, *((*account, 9) for account in accounts)],
        "posts.csv": [("post_id", "account_id", "created_at", "text"), *posts],
        "acts.csv": [("actor_id", "target_id", "type", "post_id", "created_at"), *acts],
    }


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """Return the database before anybody opted out, with runs stored."""
    folder = tmp_path_factory.mktemp("before")
    for name, rows in files().items():
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
    assert main(["import", str(folder / "x.db"), *map(str, folder.glob("*.csv")), "-q"]) == 0
    (folder / "x.toml").write_text(f'topics = ["ask"]\nexclude = ["{HANDLE}"]\n')
    for by in ("influence", "reposts", "followers"):
        assert main(["rank", str(folder / "x.db"), "--by", by, "-q"]) == 0
    return folder / "x.db"


@pytest.fixture(scope="module")
def after(before, tmp_path_factory):
    """Return the same database after one account opted out."""
    database = shutil.copy(before, tmp_path_factory.mktemp("after") / "x.db")
    shutil.copy(before.parent / "x.toml", database.parent / "x.toml")
    assert main(["find", str(database), "--brief", str(database.parent / "x.toml")]) == 0
    assert main(["consent", str(database), HANDLE, "deny", "--reason", "asked"]) == 0
    return database


def lines_of(command, database):
    """Yield the lines of a command in every format, with what a person would type."""
    for line in TRIED[command]:
        for form in formats(command):
            named = line.replace("x.toml", str(database.parent / "x.toml"))
            yield [*named.replace("x.db", str(database)).split(), "--format", form]


def formats(command):
    fewer = {
        "explain": ("text", "md", "json", "jsonl", "csv", "tsv"),
        "attack-test": ("table", "csv"),
        "graph": ("gexf", "graphml", "csv", "gephi-csv"),
    }
    words = dict.fromkeys(("status", "crawl", "stream"), ("table", "json"))
    return {**fewer, **words}.get(command, FORMATS)


def printed(capfdbinary, arguments, code=0):
    assert main(arguments) == code, arguments
    found = capfdbinary.readouterr()
    return found.out + found.err


def secrets_in(content):
    """Return which strings of the account bytes hold, in UTF-8 or as JSON escapes them."""
    folded = content.lower()
    return [
        secret
        for secret in SECRETS
        for form in (secret, json.dumps(secret).strip('"'), secret.replace("_", "\\_"))
        if form.lower().encode() in folded
    ]


def test_every_command_is_tried_or_has_its_reason():
    assert {*TRIED} | {*OF_THE_PEOPLE_THEMSELVES} == {*COMMANDS}


@pytest.mark.parametrize("form", ["jsonl", "parquet", "sqlite"])
def test_no_export_holds_a_byte_of_who_opted_out(before, after, tmp_path, form):
    for database, named in ((before, True), (after, False)):
        place = tmp_path / ("before" if named else "after")
        assert main(["export", str(database), f"--{form}", str(place), "-q"]) == 0
        files = (
            [place] if place.is_file() else [each for each in place.rglob("*") if each.is_file()]
        )
        if form == "parquet":  # its columns are compressed
            tables = [pq.read_table(each) for each in files if each.suffix == ".parquet"]
            content = "".join(str(table.to_pylist()) for table in tables).encode()
        else:
            content = b"".join(each.read_bytes() for each in files)
        assert bool(secrets_in(content)) == named


@pytest.mark.parametrize("command", TRIED)
def test_no_output_of_any_command_holds_a_byte_of_who_opted_out(
    capfdbinary, before, after, command
):
    for line in lines_of(command, after):
        assert secrets_in(printed(capfdbinary, line)) == [], line
    if command in {"rank", "explain"}:  # what is searched for was there
        was = [printed(capfdbinary, line) for line in lines_of(command, before)]
        assert {*secrets_in(b"".join(was))} >= {HANDLE, NAME, URL, NATIVE_ID}


def unpacked(file):
    """Return all that a file says, packed or not."""
    if file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as book:
            return b"".join(map(book.read, book.namelist()))
    if file.suffix == ".parquet":
        table = pq.read_table(file)
        return f"{table.to_pylist()} {table.schema.metadata}".encode()
    return file.read_bytes()


@pytest.mark.parametrize("command", [["rank", "--list", "all"], ["explain", "ann"]])
def test_no_file_that_is_written_holds_a_byte_of_who_opted_out(after, tmp_path, command):
    name, *rest = command
    for ending in ("csv", "md", "json", "xlsx", "parquet")[: 5 if name == "rank" else 3]:
        file = tmp_path / f"out.{ending}"
        form = ["--format", "json" if name == "explain" and ending == "csv" else ending]
        assert main([name, str(after), *rest, *form, "-o", str(file)]) == 0
        assert file.stat().st_size
        assert secrets_in(unpacked(file)) == []


@pytest.mark.parametrize("typed", [HANDLE, f"@{HANDLE.upper()}", NAME, URL, NATIVE_ID])
@pytest.mark.parametrize("command", [["explain"], ["compare", "ann"]])
def test_asking_for_it_is_refused_without_a_word_of_who_it_is(capfdbinary, after, command, typed):
    name, *others = command
    found = printed(capfdbinary, [name, str(after), *others, typed], code=3)
    assert b"opted out" in found
    assert len(found.splitlines()) == 1
    assert secrets_in(found) == []


@pytest.mark.parametrize("form", ["text", "md", "json", "jsonl", "csv", "tsv"])
def test_a_list_that_holds_it_is_answered_without_it(capfdbinary, before, after, monkeypatch, form):
    """Even where the list is a ranking of before, whose columns would be written again."""
    rank = ["rank", str(before), "--by", "reposts", "--format", "csv", "-q"]
    listed = printed(capfdbinary, rank)
    assert HANDLE.encode() in listed
    for command in (["explain", str(after), "-", "--format", form], ["compare", str(after), "-"]):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(listed)))
        found = printed(capfdbinary, command, code=3)
        assert b"stdin, line 2: This is an account that opted out" in found
        assert b"ann" in found
        assert secrets_in(found) == []


def test_a_misspelt_name_is_not_mended_to_it(capfdbinary, before, after):
    assert HANDLE.encode() in printed(capfdbinary, ["explain", str(before), HANDLE[:-1]], code=3)
    found = printed(capfdbinary, ["explain", str(after), HANDLE[:-1]], code=3)
    assert HANDLE.encode() not in found


def test_it_still_counts_as_part_of_an_audience(before, after):
    found = {}
    for database in (before, after):
        with open_database(database) as db:
            found[database] = compute(load(db), find_score("influence"))
    was, now = found[before], found[after]
    assert was.values.value.tobytes() == now.values.value.tobytes()
    assert was.observed.amplifiers.tolist() == now.observed.amplifiers.tolist()


def test_as_an_amplifier_it_has_no_name_no_id_and_no_link(capsys, before, after):
    rows = {}
    for database in (before, after):
        assert main(["explain", str(database), "ann", "--format", "json"]) == 0
        rows[database] = json.loads(capsys.readouterr().out)["amplifiers"]
    was = {row["amplifier"]: row for row in rows[before]}
    now = {row["amplifier"]: row for row in rows[after]}
    anonymous = now.pop("an account that opted out")
    named = was.pop(HANDLE)
    assert anonymous["evidence"] is None
    assert named["evidence"]
    assert {**anonymous, "amplifier": HANDLE, "evidence": named["evidence"]} == named
    assert now == was


def test_what_others_write_is_shown_without_its_name(capsys, after):
    assert main(["explain", str(after), "ann", "--format", "json"]) == 0
    texts = {row["post"] for row in json.loads(capsys.readouterr().out)["posts"]}
    blank = "[opted out]"
    assert texts == {f"Ask {blank}, {blank}, {blank} or {blank}."}


def test_the_words_say_how_many_are_left_out_and_the_ranks_close_up(capsys, before, after):
    places = {}
    for database in (before, after):
        assert main(["rank", str(database), "--by", "reposts", "--format", "csv"]) == 0
        found = capsys.readouterr()
        rows = csv.DictReader(io.StringIO(found.out))
        places[database] = {row["handle"]: int(row["rank"]) for row in rows}
    assert "1 account opted out and is not listed." in found.err
    assert places[before] == {HANDLE: 1, "ann": 2, "ben": 3}
    assert places[after] == {"ann": 1, "ben": 2}


def test_the_view_of_stored_runs_leaves_it_out_for_any_program(before, after):
    listing = "select * from ranking"
    for database, expected in ((before, True), (after, False)):
        connection = sqlite3.connect(database)
        stored = repr(connection.execute(listing).fetchall())
        connection.close()
        assert (HANDLE in stored) == expected


def test_a_graph_for_people_has_no_name_of_it(after):
    with open_database(after) as db:
        graph = load(db)
        query = "select account_id, handle from accounts"
        handles = dict(db.execute(query).fetchall())
    network = to_networkx(graph, [handles[each] for each in graph.accounts.tolist()])
    names = {data.get("handle") for _, data in network.nodes(data=True)}
    assert "ann" in names
    assert HANDLE not in names


@pytest.mark.parametrize("options", [[], ["--pseudonymise"]], ids=["named", "pseudonymised"])
def test_in_a_graph_who_opted_out_has_no_name_and_no_number(capsys, tmp_path, after, options):
    places = [tmp_path / f"{k}.gexf" for k in range(2)]
    for place in places:
        assert main(["graph", str(after), "-o", str(place), *options]) == 0
    capsys.readouterr()
    nodes = [node for _, node in nx.read_gexf(places[0]).nodes(data=True)]
    (unlisted,) = [node for node in nodes if node["label"].startswith("not listed")]
    assert unlisted.keys() <= {"label", "platform", "community"}
    if not options:
        assert places[0].read_bytes() == places[1].read_bytes()
