"""What `import influence` promises: instant, the same rows as the commands, frames, pictures."""

import csv
import io
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import altair as alt
import networkx as nx
import pandas as pd
import polars as pl
import pytest
from defusedxml.minidom import parseString
from library_worlds import BEST, write_example

import influence as inf
from influence.cli import main
from influence.errors import (
    InputUnusable,
    NotADatabase,
    NothingFound,
    UnknownAccount,
    UnknownScore,
    UsageError,
)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return write_example(tmp_path_factory.mktemp("library") / "bread.db")


@pytest.fixture
def db(path):
    with inf.open(path) as opened:
        yield opened


def printed(capsys, *arguments):
    """Return the rows that a command writes, as JSON and as CSV."""
    rows = []
    for form in ("json", "csv"):
        assert main([*arguments, "--format", form]) == 0
        out = capsys.readouterr().out
        rows.append(json.loads(out) if form == "json" else list(csv.DictReader(io.StringIO(out))))
    return rows


def test_importing_it_loads_nothing_and_names_everything():
    code = (
        "import sys; import influence as inf; before = set(sys.modules);"
        "print(*sorted({name.split('.')[0] for name in before} &"
        " {'numpy', 'scipy', 'networkx', 'sqlite_utils', 'pandas', 'polars', 'altair'}));"
        "print(*dir(inf))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded, names = done.stdout.split("\n")[:2]
    assert loaded == ""
    assert set(inf.__all__) <= set(names.split())


@pytest.mark.parametrize("name", inf.__all__)
def test_every_public_name_is_there_and_documented(name):
    assert getattr(inf, name).__doc__
    assert getattr(inf, name).__module__.startswith("influence.")


@pytest.mark.parametrize(
    "name", sorted({each.name for each in iter_modules(inf.__path__)} & {*inf.__all__})
)
def test_a_package_of_the_same_name_does_not_take_the_place_of_a_function(name):
    package = import_module(f"influence.{name}")
    assert getattr(inf, name) is not package
    assert callable(getattr(inf, name))
    assert sys.modules[f"influence.{name}"] is package
    given = {}
    exec(f"import influence.{name} as asked\nfrom influence.{name} import __file__", given)  # noqa: S102
    assert given["asked"] is getattr(inf, name)
    assert given["__file__"] == package.__file__


def known(rows):
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def test_tables_are_those_of_an_export(db, path, tmp_path):
    assert main(["export", path, "--jsonl", str(tmp_path / "all"), "-q"]) == 0
    for name in ("accounts", "posts", "interactions", "follows", "coverage"):
        lines = (tmp_path / "all" / f"{name}.jsonl").read_text("utf-8").splitlines()
        assert known(db.table(name)) == known(map(json.loads, lines))
    assert db.accounts().rows == db.table("accounts").rows


def test_an_account_that_no_list_may_show_has_no_name_in_the_tables(tmp_path, path):
    copy = tmp_path / "copy.db"
    copy.write_bytes(Path(path).read_bytes())
    assert main(["consent", str(copy), BEST, "deny"]) == 0
    with inf.open(copy) as db:
        assert BEST not in repr(db.accounts().rows)
        assert BEST not in repr(db.graph().nodes(data=True))
        assert len(db.accounts()) == 300


def test_two_graphs_are_both_right_whichever_is_read_first_and_an_export_follows(db, tmp_path):
    acts, follows = inf.graph(db, kinds="repost"), inf.graph(db, kinds="follow")
    assert follows.rows == inf.graph(db, kinds="follow").rows
    total = "select count(*) as acts from interactions where kind = 'repost'"
    assert sum(row["weight"] for row in acts.rows) == db.query(total).rows[0]["acts"]
    assert {*follows.rows[0]} != {*acts.rows[0]}
    acts.write(tmp_path / "acts.gexf")
    inf.export(db, jsonl=tmp_path / "all")


@pytest.mark.parametrize("barred", ["consent {0} {1} deny", "shortlist {0} do-not-contact {1}"])
def test_a_question_in_sql_names_nobody_whom_no_list_may_show(tmp_path, path, barred):
    copy = tmp_path / "copy.db"
    copy.write_bytes(Path(path).read_bytes())
    with inf.open(copy) as db:
        db.sqlite.execute("update posts set text = 'Says @' || ? || '.' where post_id < 9", [BEST])
        db.sqlite.conn.commit()
    questions = ("* from accounts", "text from posts", "* from ranking")
    with inf.open(copy) as db:
        assert all(BEST in repr(db.query(f"select {each}").rows) for each in questions[:2])
    reason = ("--reason", "asked") if "shortlist" in barred else ()
    assert main([*barred.format(copy, BEST).split(), *reason]) == 0
    with inf.open(copy) as db:
        for each in questions:
            assert BEST not in repr(db.query(f"select {each}").rows)
        assert "Says [" in repr(db.query("select text from posts").rows)
        for sql in (
            "select handle from main.accounts",
            "with x as (select * from main.accounts) select * from x",
            "with accounts as (select * from main.accounts) select * from accounts",
            "with ranking as (select * from main.accounts) select * from ranking",
            "with unlisted as (select handle from main.accounts) select * from unlisted",
        ):
            with pytest.raises(UsageError, match="is prohibited"):
                db.query(sql)
        assert BEST in repr(db.sqlite.execute("select handle from accounts").fetchall())
        assert len(db.accounts()) == 300


def test_the_graph_is_one_of_networkx_with_handles(db):
    network = db.graph(since="2026-02-01")
    assert isinstance(network, nx.DiGraph)
    assert BEST in {data.get("handle") for _, data in network.nodes(data=True)}
    assert sum(data.get("repost", 0) for *_, data in network.edges(data=True)) > 0
    assert network.number_of_edges() <= db.graph().number_of_edges()


def test_a_question_in_sql_changes_nothing(db):
    rows = db.query("select count(*) as n from accounts where account_id > :least", {"least": 10})
    assert rows.rows == [{"n": 290}]
    for sql in ("delete from accounts", "what is it", "select 1; select 2"):
        with pytest.raises(UsageError, match="SQLite says"):
            db.query(sql)
    assert len(db.accounts()) == 300


@pytest.mark.parametrize(
    "sql",
    [
        *("attach '{0}' as again", "detach main", "vacuum into '{0}.copy'", "vacuum", "reindex"),
        *("savepoint here", "release here", "begin", "commit", "rollback", "analyze"),
        *("pragma foreign_keys = 0", "pragma writable_schema = 1", "pragma query_only = 0"),
        *("pragma wal_checkpoint", "pragma user_version = 7", "pragma optimize"),
        *("create temp table x (y)", "drop view temp.accounts", "delete from sources"),
        "explain delete from sources",
    ],
)
def test_only_what_reads_is_a_question(db, path, sql):
    with pytest.raises(UsageError) as refused:
        db.query(sql.format(path))
    assert str(refused.value).startswith("A question in SQL only reads: begin it with select")
    assert not Path(f"{path}.copy").exists()
    assert [row["name"] for row in db.query("pragma database_list")] == ["main", "temp"]
    assert db.query("pragma foreign_keys").rows == [{"foreign_keys": 1}]


def test_whatever_reads_is_a_question(db):
    inf.topics(db, "show", "sourdough")
    for sql, least in {
        "values (1)": 1,
        "select handle from ACCOUNTS": 300,
        "with recursive n(x) as (values (1) union select x + 1 from n limit 3) select x from n": 3,
        "explain query plan select * from ranking": 1,
        "select name from pragma_table_info('accounts')": 5,
        "select value from json_each('[1, 2]')": 2,
        "select name from pragma_database_list": 1,
        "select rowid from posts_fts where posts_fts match 'sourdough'": 1,
    }.items():
        assert len(db.query(sql)) >= least, sql


@pytest.mark.parametrize("table", ["sqlite_temp_master", "SQLITE_TEMP_SCHEMA", "sqlite_stmt"])
def test_what_the_views_before_the_tables_are_called_is_told_nowhere(db, table):
    with pytest.raises(UsageError):
        db.query(f"select count(*) from {table}")  # noqa: S608


def test_what_sqlite_says_ends_with_one_dot(db):
    with pytest.raises(UsageError, match=r"one statement at a time\.$") as refused:
        db.query("select 1; select 2")
    assert ".." not in str(refused.value)


def test_what_was_written_past_the_library_is_not_lost_unsaid(tmp_path):
    place = write_example(tmp_path / "a.db")
    with inf.open(place) as db:
        db.sqlite.conn.execute("update accounts set bio = 'new'")
        with pytest.raises(UsageError, match="would lose, and stays open"):
            db.close()
        db.sqlite.conn.commit()
    with inf.open(place) as db:
        assert db.query("select distinct bio from accounts").rows == [{"bio": "new"}]
        db.sqlite.conn.execute("update accounts set bio = null")
        with pytest.raises(UsageError, match="would lose"):
            db.close()
        db.sqlite.conn.rollback()


def test_ranking_gives_the_rows_of_the_command(db, path, capsys):
    found = inf.rank(db, top=7, since="2026-02-01", where="followers < 50")
    arguments = ("rank", path, "--top", "7", "--since", "2026-02-01", "--where", "followers < 50")
    as_json, as_csv = printed(capsys, *arguments)
    assert found.rows == as_json
    assert [*found.rows[0]] == [*as_csv[0]]
    assert found.run.recorded.run_id is not None
    assert "influence" in repr(found)


@pytest.mark.parametrize("which", ["check", "unrated", "all"])
def test_every_list_is_the_one_of_the_command(db, path, capsys, which):
    as_json, _ = printed(capsys, "rank", path, "--list", which)
    assert inf.rank(db, list=which).rows == as_json


CHANGES = {
    "topics": ("add", "Rye", "rye"),
    "shortlist": ("make", "Rye"),
    "consent": (BEST, "unset"),
}


@pytest.mark.parametrize("command", CHANGES)
def test_what_changed_something_is_told_from_what_only_shows(tmp_path, command, capsys):
    place, words = write_example(tmp_path / "a.db"), CHANGES[command]
    assert main([command, place, *words, "--format", "json"]) == 0
    assert capsys.readouterr().out == ""
    with inf.open(place) as db:
        assert not getattr(inf, command)(db).is_done
        assert inf.consent(db, BEST, "unset").is_done


def test_settings_are_a_mapping_or_texts(db):
    by_mapping = inf.rank(db, by="pagerank", set={"damping": 0.5})
    by_text = inf.rank(db, by="pagerank", set=["damping=0.5"])
    assert by_mapping.rows == by_text.rows
    assert by_mapping.rows != inf.rank(db, by="pagerank").rows


def test_explaining_gives_the_rows_and_tables_of_the_command(db, path, capsys):
    found = inf.explain(db, BEST)
    assert main(["explain", path, BEST, "--format", "json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert found.document == whole
    assert found.parts.rows == whole["parts"]
    assert sum(row["adds"] for row in found.parts) == pytest.approx(found.rows[0]["influence"])
    assert main(["explain", path, BEST, "--format", "csv"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert [*found.rows[0]] == [*row]
    assert any("Rank 1 of" in sentence for sentence in found.sentences)


def test_rows_of_a_ranking_can_be_explained_and_compared(db):
    best = inf.rank(db, top=3)
    opened = inf.explain(db, best)
    assert [row["influence"] for row in opened] == [pytest.approx(row["influence"]) for row in best]
    compared = inf.compare(db, [row["handle"] for row in best])
    assert [column.name for column in compared.columns][1:] == [row["handle"] for row in best]
    with pytest.raises(UsageError, match="ask about one"):
        assert opened.sentences


def test_a_frame_of_accounts_is_a_list_and_who_is_not_known_in_it_is_told(db):
    frame = inf.rank(db, top=2).to_frame("pandas")[["handle", "native_id"]]
    rows = [*frame.to_dict("records"), {"handle": "nobody_such", "native_id": float("nan")}]
    found = inf.explain(db, rows)
    assert [row["status"] for row in found] == ["ranked", "ranked", "unknown"]
    assert "row 3" in found.words[0]


def test_explaining_within_a_topic_gives_the_object_of_the_command(db, path, capsys):
    topic = db.posts().rows[0]["text"].split()[-1]
    author = db.posts().rows[0]["account_id"]
    handle = next(row["handle"] for row in db.accounts() if row["id"] == author)
    found = inf.explain(db, handle, topic=topic)
    assert main(["explain", path, handle, "--topic", topic, "--format", "json"]) == 0
    assert found.document == json.loads(capsys.readouterr().out)
    assert [*found.rows[0]] == [column.name for column in found.columns]


def test_validating_gives_the_rows_of_the_command(db, path, capsys):
    arguments = ("validate", path, "--cut", "2026-03-01", "--by", "influence", "--draws", "20")
    _, as_csv = printed(capsys, *arguments)
    found = inf.validate(db, cut="2026-03-01", by="influence", draws=20)
    assert [*found.rows[0]] == [*as_csv[0]]
    assert [row["measure"] for row in found] == [row["measure"] or None for row in as_csv]


def test_the_same_random_state_draws_the_same_and_another_does_not(db):
    def drawn(state):
        found = inf.validate(
            db, cut="2026-03-01", by=["influence", "posts"], draws=20, random_state=state
        )
        return [row["low"] for row in found]

    assert drawn(3) == drawn(3)
    assert drawn(3) != drawn(4)
    with inf.example(random_state=1) as one, inf.example(random_state=1) as other:
        assert one.interactions().rows == other.interactions().rows


@pytest.fixture(scope="module")
def results(path):
    with inf.open(path) as db:
        ranking = inf.rank(db)
        return {
            "accounts": db.accounts(),
            "posts": db.posts(),
            "ranking": ranking,
            "explanation": inf.explain(db, BEST),
            "parts": inf.explain(db, BEST).parts,
            "comparison": inf.compare(db, ranking.rows[:3]),
            "validation": inf.validate(db, cut="2026-03-01", by=["influence"], draws=20),
            "scores": inf.scores(),
            "nothing": inf.rank(db, where="followers < 0"),
        }


NAMES = (
    *("accounts", "posts", "ranking", "explanation", "parts", "comparison", "validation"),
    *("scores", "nothing"),
)
each_result = pytest.mark.parametrize("name", NAMES)


@each_result
@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_holds_the_rows(results, name, library):
    found = results[name]
    frame = found.to_frame(library)
    assert isinstance(frame, {"pandas": pd.DataFrame, "polars": pl.DataFrame}[library])
    assert [*frame.columns] == [column.name for column in found.columns]
    assert len(frame) == len(found)
    is_told = frame.notna() if library == "pandas" else frame.select(pl.all().is_not_null())
    expected = [[value is not None for value in row.values()] for row in found.rows]
    told = is_told.to_numpy().tolist() if expected else []
    assert told == expected


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_holds_lists_as_their_json_and_bytes_as_they_are(db, library):
    for found in (inf.status(db), inf.show_data(db, inf.rank(db, top=1).rows[0]["handle"])):
        frame = found.to_frame(library)
        nested = {
            name: cell for name, cell in found.rows[0].items() if isinstance(cell, list | dict)
        }
        assert nested
        assert {name: json.loads(frame[name][0]) for name in nested} == nested
    assert db.query("select x'00ff' as b").to_frame(library)["b"][0] == b"\x00\xff"


def test_frames_have_types(results):
    for library in ("pandas", "polars"):
        frame = results["ranking"].to_frame(library)
        kinds = {name: str(frame[name].dtype) for name in frame.columns}
        assert kinds["rank"].lower() == "int64"
        assert kinds["influence"].lower() == "float64"
        assert "datetime" in kinds["window_start"].lower()
        assert kinds["native_id"].lower() in {"str", "string", "object"}
    assert results["posts"].to_frame("polars")["created_at"].dtype == pl.Datetime("us", "UTC")


@each_result
def test_a_result_shows_itself_in_a_notebook_and_nothing_in_it_runs(results, name):
    shown = results[name]._repr_html_()
    assert shown.startswith(("<table", "<pre"))
    assert "<script" not in shown


def test_a_name_of_a_stranger_is_no_markup():
    with inf.example() as db:
        db.sqlite.conn.execute("update accounts set handle = '<b>x', url = 'javascript:x()'")
        db.sqlite.conn.commit()
        shown = db.accounts()._repr_html_()
    assert "<b>" not in shown
    assert "href" not in shown


@pytest.mark.parametrize("name", ["ranking", "explanation", "comparison", "validation", "nothing"])
def test_a_result_draws_itself_with_altair_and_without(results, name):
    found = results[name]
    assert isinstance(found.chart(), alt.TopLevelMixin)
    drawn = found.chart().to_dict()
    assert drawn["title"]
    picture = found.picture()
    parseString(picture.svg)
    assert picture.alt


def test_a_chart_prints_without_a_network(results):
    with alt.renderers.enable("svg"):
        shown = results["ranking"].chart("followers")._repr_mimebundle_()
    (svg,) = shown[0].values() if isinstance(shown, tuple) else shown.values()
    parseString(svg)


def test_what_has_no_picture_says_so(results):
    for draw in (results["accounts"].chart, results["scores"].picture):
        with pytest.raises(UsageError, match="to_frame"):
            draw()


@pytest.mark.parametrize(
    ("library", "extra", "call"),
    [
        ("narwhals", "pandas", lambda found: found.to_frame("pandas")),
        ("pandas", "pandas", lambda found: found.to_frame("pandas")),
        ("polars", "polars", lambda found: found.to_frame("polars")),
        ("altair", "notebooks", lambda found: found.chart()),
    ],
)
def test_a_missing_extra_is_a_sentence_with_the_command(results, monkeypatch, library, extra, call):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(InputUnusable, match=rf"pip install 'influence-discovery\[{extra}\]'"):
        call(results["ranking"])


def test_a_frame_of_another_library_is_refused(results):
    with pytest.raises(UsageError, match="pandas, polars"):
        results["ranking"].to_frame("spark")


@pytest.mark.parametrize("ending", ["csv", "tsv", "json", "jsonl", "md", "xlsx", "parquet"])
def test_what_a_result_writes_is_what_the_command_writes(db, path, tmp_path, ending):
    ours, theirs = tmp_path / f"ours.{ending}", tmp_path / f"theirs.{ending}"
    inf.rank(db, top=5).write(ours)
    assert main(["rank", path, "--top", "5", "-q", "-o", str(theirs)]) == 0
    assert ours.read_bytes() == theirs.read_bytes()


def test_nothing_raises_but_errors_of_ours(db, tmp_path):
    (tmp_path / "none.db").write_bytes(b"no database")
    with pytest.raises(NotADatabase):
        inf.open(tmp_path / "none.db")
    with pytest.raises(InputUnusable, match="no database"):
        inf.open(tmp_path / "missing.db")
    with pytest.raises(UnknownScore, match="did you mean"):
        inf.rank(db, by="inflence")
    with pytest.raises(UnknownAccount):
        inf.explain(db, "nobody_such")
    with pytest.raises(NothingFound):
        inf.rank(db, since="2030")
    with pytest.raises(UsageError, match="list="):
        inf.rank(db, list="best")
    with pytest.raises(UsageError):
        inf.validate(db)


def test_a_damaged_file_is_a_sentence(tmp_path, path):
    with inf.open(path) as db:
        (at,) = db.query("select rootpage from sqlite_master where name = 'interactions'").rows
        (size,) = db.query("pragma page_size").rows
    begin = (at["rootpage"] - 1) * size["page_size"]
    content = bytearray(Path(path).read_bytes())
    content[begin : begin + 64] = b"\xff" * 64
    (tmp_path / "damaged.db").write_bytes(content)
    with inf.open(tmp_path / "damaged.db") as db, pytest.raises(NotADatabase, match="damaged"):
        inf.rank(db)


def test_a_closed_database_says_so(path):
    with inf.open(path) as db:
        pass
    with pytest.raises(UsageError, match="closed"):
        inf.rank(db)
