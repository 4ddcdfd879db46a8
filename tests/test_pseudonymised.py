"""What is passed on without names: none of the strings, all of the numbers, and no way back."""

import json
import re
import stat

import networkx as nx
import pyarrow.parquet as pq
import pytest
from held_content import OWN, content
from held_records import held_worlds, world_of, write_world
from hypothesis import given, settings

from influence.cli import main
from influence.graph import load
from influence.ranking import run
from influence.records import Account, Coverage, Interaction, Key, Post, Source
from influence.store import Pseudonyms, ingest, open_database, pseudonymised
from influence.store.pseudonymised import LEFT_OUT, TABLES_LEFT_OUT

SECRETS = {
    "handle": "handle-of-zoe",
    "name": "Zoe Zephyr",
    "address": "https://zephyr.example",
    "bio": "bakes in Zagreb",
    "account id": "acct-90210-zz",
    "post id": "post-31337-zz",
    "event id": "event-4711-zz",
    "answered post id": "answered-8088-zz",
    "title": "My sourdough diary",
    "text": "flour water salt",
    "second": "07:13:37",
    "opened on": "2011-11-11",
}
ZOE, BEN = Key("blog", SECRETS["account id"]), Key("blog", "acct-20-zz")
PLACES = {
    "jsonl": ["export", "--jsonl", "out"],
    "parquet": ["export", "--parquet", "out"],
    "sqlite": ["export", "--sqlite", "out.db"],
    "gexf": ["graph", "--kinds", "repost,mention,follow", "-o", "out.gexf"],
    "graphml": ["graph", "-o", "out.graphml"],
    "csv": ["graph", "-o", "out.csv"],
}


def secret_world():
    moment = f"2026-02-0{{}}T{SECRETS['second']}Z"
    post = Key("blog", SECRETS["post id"])
    answered = Key("blog", SECRETS["answered post id"])
    told = (SECRETS["handle"], SECRETS["name"], SECRETS["address"], SECRETS["bio"])
    opened = f"{SECRETS['opened on']}T00:00:00Z"
    return [
        Source("blog", SECRETS["name"], SECRETS["address"], SECRETS["address"]),
        Account(ZOE, *told, "en", False, opened, 100, 5, 7, moment.format(1)),
        Post(
            *(post, ZOE, "reply", moment.format(2), answered, SECRETS["address"]),
            *(SECRETS["title"], SECRETS["text"], "en", 1, 2, 3),
        ),
        Interaction("repost", BEN, ZOE, post, happened_at=moment.format(3)),
        Interaction("mention", BEN, ZOE, None, ZOE, moment.format(4), SECRETS["event id"]),
        *(
            Interaction("repost", Key("blog", f"acct-{k}-zz"), ZOE, post, None, moment.format(3))
            for k in range(8)
        ),
        Coverage("posts", ZOE, claimed_count=1),
        Coverage("repliers", ZOE, post, moment.format(5)),
    ]


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    """Return a database whose strings are found again wherever they are."""
    folder = tmp_path_factory.mktemp("secret")
    with open_database(folder / "secret.db", create=True) as db:
        ingest(db, secret_world(), named=True)
        run(db, by="active_audience")
        own = "'$.passivity', .125, '$.passivity_paper', .25, '$.audience_passivity', .5"
        with db.conn:
            db.execute(f"update scores set companions = json_set(companions, {own})")  # noqa: S608
    return folder / "secret.db"


def bytes_under(place):
    files = [place] if place.is_file() else [file for file in place.rglob("*") if file.is_file()]
    return {file.name: file.read_bytes() for file in files}


@pytest.mark.parametrize("command", PLACES.values(), ids=PLACES)
def test_none_of_the_strings_is_in_an_export(tmp_path, secret, monkeypatch, command, capsys):
    monkeypatch.chdir(tmp_path)
    verb, *options, place = command
    plain, hidden = f"plain-{place}", f"hidden-{place}"
    assert main([verb, str(secret), *options, plain]) == 0
    assert main([verb, str(secret), *options, hidden, "--pseudonymise"]) == 0
    capsys.readouterr()
    written = bytes_under(tmp_path / hidden)
    assert written
    for name, content_of_file in written.items():
        found = [what for what, text in SECRETS.items() if text.encode() in content_of_file]
        assert (name, found) == (name, [])
        assert b"acct-" not in content_of_file
    if place.endswith((".csv", ".parquet")) or not place.startswith("out."):
        return
    everything = b"".join(bytes_under(tmp_path / plain).values())
    assert SECRETS["handle"].encode() in everything  # the search can find what is there


def test_parquet_hides_nothing_in_its_compressed_pages(tmp_path, secret):
    assert (
        main(["export", str(secret), "--parquet", str(tmp_path / "x"), "--pseudonymise", "-q"]) == 0
    )
    for file in (tmp_path / "x").rglob("*.parquet"):
        text = json.dumps(pq.read_table(file).to_pylist(), default=str)
        assert [what for what, secret_text in SECRETS.items() if secret_text in text] == []


def test_an_account_s_own_passivity_is_in_no_pseudonymised_export(tmp_path, secret, capsys):
    main(["export", str(secret), "--jsonl", str(tmp_path / "x"), "--pseudonymise"])
    main(["export", str(secret), "--sqlite", str(tmp_path / "x.db"), "--pseudonymise"])
    capsys.readouterr()
    scores = (tmp_path / "x" / "computed" / "scores.jsonl").read_text()
    with open_database(tmp_path / "x.db") as db:
        scores += "".join(row["companions"] for row in db["scores"].rows)
    assert "audience_passivity" in scores
    assert "passivity" not in scores.replace("audience_passivity", "")


def test_times_are_kept_to_the_day(secret):
    with open_database(secret) as db, pseudonymised(db, Pseudonyms()) as copy:
        times = {
            row[column.name]
            for table in copy.tables
            for column in table.columns
            if column.name.endswith("_at") and table.name not in OWN
            for row in table.rows
        }
    assert {time[10:] for time in times if time} == {"T00:00:00Z"}


@pytest.mark.parametrize(
    ("which", "form"),
    [("ranked", "table"), ("ranked", "csv"), ("all", "jsonl"), ("check", "json"), ("all", "md")],
)
def test_a_ranking_without_names_has_the_same_numbers(demo_folder, capsys, which, form):
    database = str(demo_folder / "build" / "demo" / "demo.db")
    options = ["rank", database, "--list", which, "--format", form, "--top", "40", "-q"]
    assert main(options) == 0
    plain = capsys.readouterr().out.replace("\\_", "_")
    assert main([*options, "--pseudonymise"]) == 0
    hidden = capsys.readouterr().out.replace("\\_", "_")
    with open_database(database) as db:
        handles = [row["handle"] for row in db["accounts"].rows]
    assert any(handle in plain for handle in handles)
    assert not any(re.search(rf"\b{handle}\b", hidden) for handle in handles)
    if form == "jsonl":
        known, told = ([json.loads(line) for line in each.splitlines()] for each in (plain, hidden))
        kept = known[0].keys() - {"handle", "name", "native_id", "url", "account_id", "passivity"}
        kept -= {"window_start", "window_end"}
        assert [{name: row[name] for name in kept} for row in told] == [
            {name: row[name] for name in kept} for row in known
        ]
        assert "passivity" not in told[0]
        assert told[0]["account_id"] is None


@given(held_worlds())
@settings(max_examples=12)
def test_the_numbers_stay_and_the_graph_is_the_same_but_for_names(tmp_path_factory, seed):
    path = tmp_path_factory.mktemp("world") / "w.db"
    with write_world(path, seed) as db, pseudonymised(db, Pseudonyms(b"key")) as copy:
        graph, hidden = load(db), load(copy)
        assert sorted(hidden.followers[hidden.followers >= 0]) == sorted(
            graph.followers[graph.followers >= 0]
        )
        names = Pseudonyms(b"key")
        place = {row["native_id"]: k for k, row in enumerate(copy["accounts"].rows)}
        order = [
            place[names.account(row["source"], row["native_id"])] for row in db["accounts"].rows
        ]
        assert graph.acts.keys() == hidden.acts.keys()
        for kind, matrix in graph.acts.items():
            assert (hidden.acts[kind][order, :][:, order] != matrix).nnz == 0
        assert copy["posts"].count == db["posts"].count
        assert copy["interactions"].count == db["interactions"].count
        for kept in ("kind", "is_listed", "likes_count", "language"):
            assert sorted(str(row[kept]) for row in copy["posts"].rows) == sorted(
                str(row[kept]) for row in db["posts"].rows
            )


@given(held_worlds())
@settings(max_examples=8)
def test_a_pseudonymised_export_is_imported_as_it_is(tmp_path_factory, seed):
    folder = tmp_path_factory.mktemp("world")
    write_world(folder / "w.db", seed).close()
    key = ["--pseudonymise", "--pseudonym-key", str(folder / "key")]
    assert main(["export", str(folder / "w.db"), "--jsonl", str(folder / "x"), "-q", *key]) == 0
    assert main(["export", str(folder / "w.db"), "--sqlite", str(folder / "x.db"), "-q", *key]) == 0
    files = [str(file) for file in (folder / "x").glob("*.jsonl")]
    assert main(["import", str(folder / "new.db"), *files, "--strict", "-q"]) == 0
    with open_database(folder / "new.db") as db, open_database(folder / "x.db") as copy:
        assert content(db) == content(copy)


def test_the_order_of_the_rows_tells_nothing_of_who_came_first(secret):
    with open_database(secret) as db, pseudonymised(db, Pseudonyms(b"k")) as copy:
        for table in ("accounts", "posts"):
            ids = [row["native_id"] for row in copy[table].rows]
            assert ids == sorted(ids)


def test_exports_of_one_key_can_be_joined_and_others_cannot(tmp_path, secret, capsys):
    key = tmp_path / "key"
    ids = {}
    for name, options in {
        "first": ["--pseudonym-key", key],
        "second": ["--pseudonym-key", key],
        "third": [],
        "fourth": [],
    }.items():
        place = tmp_path / f"{name}.gexf"
        main([*map(str, ["graph", secret, "-o", place, "--pseudonymise", *options])])
        ids[name] = {node["native_id"] for _, node in nx.read_gexf(place).nodes(data=True)}
    assert ids["first"] == ids["second"]
    assert not ids["first"] & ids["third"]
    assert not ids["third"] & ids["fourth"]
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    capsys.readouterr()


WRONG_KEYS = {
    "no key": ("my diary\n", 1, "holds no key"),
    "too short": ("00ff\n", 1, "holds no key"),
    "no text": (b"\xff\xfe\x00", 1, "holds no key"),
}


@pytest.mark.parametrize(("text", "code", "words"), WRONG_KEYS.values(), ids=WRONG_KEYS)
def test_a_file_that_holds_no_key_is_left_as_it_was(tmp_path, secret, capsys, text, code, words):
    (tmp_path / "key").write_bytes(text if isinstance(text, bytes) else text.encode())
    before = (tmp_path / "key").read_bytes()
    arguments = ["--pseudonymise", "--pseudonym-key", str(tmp_path / "key")]
    assert main(["graph", str(secret), *arguments]) == code
    told = capsys.readouterr()
    assert words in told.err
    assert told.out == ""
    assert (tmp_path / "key").read_bytes() == before


def test_a_key_without_pseudonyms_is_wrong_usage(tmp_path, secret, capsys):
    assert main(["graph", str(secret), "--pseudonym-key", str(tmp_path / "key")]) == 2
    assert "--pseudonymise" in capsys.readouterr().err
    assert not (tmp_path / "key").exists()


def test_every_column_of_every_table_is_kept_or_left_out_on_purpose(tmp_path):
    with open_database(tmp_path / "w.db", create=True) as db:
        for seed in range(6):
            ingest(db, world_of(seed), named=True)
        ingest(db, secret_world(), named=True)
        run(db)
        with pseudonymised(db, Pseudonyms()) as copy:
            assert not any(copy[table].count for table in TABLES_LEFT_OUT)
            for table in set(db.table_names()) - OWN - TABLES_LEFT_OUT:
                known, kept = (
                    {
                        name
                        for row in each[table].rows
                        for name, value in row.items()
                        if value not in (None, "")
                    }
                    for each in (db, copy)
                )
                assert (table, known - kept) == (table, LEFT_OUT.get(table, set()) & known)


def test_a_ranking_as_parquet_tells_no_second_and_no_fingerprint(tmp_path, secret):
    place = tmp_path / "x.parquet"
    command = ["rank", str(secret), "--by", "active_audience", "-o", str(place), "-q"]
    assert main([*command, "--pseudonymise"]) == 0
    facts = json.loads(pq.read_schema(place).metadata[b"influence"])
    assert facts["data_digest"] is None
    assert SECRETS["second"] not in json.dumps(facts)
