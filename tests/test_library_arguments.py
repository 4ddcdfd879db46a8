"""What people give the functions of the library: it is taken, or refused in one sentence."""

import inspect
import sqlite3
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from library_worlds import BEST, SECOND, write_example

import influence as inf
from influence.cli import main
from influence.errors import InputUnusable, NothingFound, UsageError


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return write_example(tmp_path_factory.mktemp("arguments") / "bread.db")


@pytest.fixture
def db(path):
    with inf.open(path) as opened:
        yield opened


ROWS_OF_A_RANKING = {
    "records of pandas": lambda found: found.to_frame("pandas").to_dict("records"),
    "nullable records": lambda found: found.to_frame().convert_dtypes().to_dict("records"),
    "dicts of polars": lambda found: found.to_frame("polars").to_dicts(),
    "a frame of pandas": lambda found: found.to_frame("pandas"),
    "a frame of polars": lambda found: found.to_frame("polars"),
    "a column of pandas": lambda found: found.to_frame("pandas")["handle"],
    "a column of polars": lambda found: found.to_frame("polars")["handle"],
}


@pytest.mark.parametrize("form", ROWS_OF_A_RANKING)
def test_the_frame_of_a_ranking_names_its_accounts(db, form):
    best = inf.rank(db, top=2)
    accounts = ROWS_OF_A_RANKING[form](best)
    opened = inf.explain(db, accounts)
    assert [row["status"] for row in opened] == ["ranked", "ranked"]
    assert opened.words == []
    assert [each.name for each in inf.compare(db, accounts).columns][1:] == [BEST, SECOND]


def test_a_row_of_a_frame_is_carried_along_as_the_row_of_a_result_is(db):
    best = inf.rank(db, top=2)
    of_result = [{**row, "account_id": str(row["account_id"])} for row in inf.explain(db, best)]
    for library in ("pandas", "polars"):
        assert inf.explain(db, best.to_frame(library)).rows == of_result  # ids are text in a frame


@pytest.mark.parametrize("row", [{"handle": BEST}, {"handle": BEST, 7: [1, pd.Timestamp("2026")]}])
def test_a_single_row_names_its_account(db, row):
    assert inf.explain(db, row).rows[0]["status"] == "ranked"


@pytest.mark.parametrize("accounts", [5, [5], [BEST, None], pd.DataFrame({"handle": [BEST]}).loc])
def test_what_names_nobody_is_refused(db, accounts):
    with pytest.raises(UsageError, match="names no account; write a handle or an id as text"):
        inf.explain(db, accounts)
    with pytest.raises(UsageError, match="names no account"):
        inf.compare(db, accounts)


@pytest.mark.parametrize("frame", [pd.DataFrame({"handle": []}), pl.DataFrame()])
def test_a_frame_without_rows_is_refused(db, frame):
    with pytest.raises(UsageError, match="Name an account"):
        inf.explain(db, frame)


DAY = "2026-02-01"
DATES = [
    date(2026, 2, 1),
    datetime(2026, 2, 1),  # noqa: DTZ001 - without a zone it is one in UTC
    datetime(2026, 2, 1, tzinfo=UTC),
    datetime(2026, 2, 1, 2, tzinfo=timezone(timedelta(hours=2))),
    pd.Timestamp(DAY, tz="UTC"),
]
OF_A_WINDOW = {
    "rank": lambda db, day: inf.rank(db, since=day),
    "rank until": lambda db, day: inf.rank(db, until=day),
    "rank on a topic": lambda db, day: inf.rank(db, topic="sourdough OR crumb", since=day),
    "explain": lambda db, day: inf.explain(db, [BEST], since=day),
    "compare": lambda db, day: inf.compare(db, [BEST, SECOND], until=day),
    "topics": lambda db, day: inf.topics(db, "show", "crumb", since=day),
    "find": lambda db, day: inf.find(db, "crumb", since=day),
    "graph": lambda db, day: inf.graph(db, until=day),
    "retain": lambda db, day: inf.retain(db, until=day, dry_run=True),
    "validate": lambda db, day: inf.validate(db, cut=day, by="followers", draws=20),
    "validate cuts": lambda db, day: inf.validate(db, cut=[day], by="followers", draws=20),
    "validate since": lambda db, day: inf.validate(
        db, since=day, cut="2026-03-01", by="posts", draws=20
    ),
}


@pytest.mark.parametrize("asked", OF_A_WINDOW)
def test_a_bound_may_be_a_date_of_python(db, asked):
    call = OF_A_WINDOW[asked]
    typed = call(db, DAY)
    found = call(db, DATES[0])
    assert (found.rows, found.columns) == (typed.rows, typed.columns)


@pytest.mark.parametrize("day", DATES, ids=repr)
def test_a_moment_is_taken_in_utc_with_its_zone_and_without(db, day):
    assert db.window(day, None) == db.window(DAY, None)
    assert len(db.graph(until=day)) == len(db.graph(until=DAY))


@pytest.mark.parametrize("asked", OF_A_WINDOW)
@pytest.mark.parametrize("bound", [5, pd.NaT], ids=repr)
def test_a_bound_that_is_no_date_is_refused(db, asked, bound):
    with pytest.raises(UsageError, match=r"is no date: write 2026-03-01"):
        OF_A_WINDOW[asked](db, bound)


def test_a_crawl_takes_a_date_of_python(tmp_path):
    told = inf.crawl(
        tmp_path / "new.db", "https://anna.example", since=date(2026, 2, 1), dry_run=True
    )
    assert told.rows


@pytest.mark.parametrize("length", [30, timedelta(30)])
def test_a_length_that_is_none_is_refused(db, length):
    with pytest.raises(UsageError, match="is no length: write 12h"):
        inf.validate(db, cut="2026-03-01", horizon=length)


OF_AN_OPEN_DATABASE = {
    "attack_test": inf.attack_test,
    "candidates": lambda db: inf.candidates(db, inf.brief('topics = ["crumb"]')),
    "compare": lambda db: inf.compare(db, [BEST, SECOND]),
    "consent": inf.consent,
    "explain": lambda db: inf.explain(db, BEST),
    "export": lambda db: inf.export(db, jsonl="nowhere"),
    "find": lambda db: inf.find(db, "crumb"),
    "forget": lambda db: inf.forget(db, [BEST]),
    "graph": inf.graph,
    "notices": lambda db: inf.notices(db, for_="Rye PR"),
    "rank": inf.rank,
    "report": lambda db: inf.report(db, "Spring"),
    "retain": lambda db: inf.retain(db, until="2026-02-01", dry_run=True),
    "shortlist": inf.shortlist,
    "show_data": lambda db: inf.show_data(db, BEST),
    "status": inf.status,
    "topics": inf.topics,
    "validate": lambda db: inf.validate(db, cut="2026-03-01"),
    "why_not": lambda db: inf.why_not(db, "https://anna.example"),
}


def test_every_function_of_an_open_database_is_tried():
    functions = {name: getattr(inf, name) for name in inf.__all__}
    found = {
        name
        for name, each in functions.items()
        if inspect.isfunction(each) and "db" in inspect.signature(each).parameters
    }
    assert found == {*OF_AN_OPEN_DATABASE}


def nothing(_):
    """Return what is handed where somebody forgot the database."""


NOT_OPEN = [
    (name, kind)
    for name in OF_AN_OPEN_DATABASE
    for kind in (str, Path, sqlite3.connect, nothing)
    if (name, kind) != ("attack_test", nothing)  # without a database an invented world is attacked
]


@pytest.mark.parametrize(("name", "kind"), NOT_OPEN)
def test_what_is_no_open_database_is_refused_with_how_to_open_it(path, name, kind):
    handed = kind(path)
    with pytest.raises(UsageError, match=r"no open database; open it first: inf\.open\("):
        OF_AN_OPEN_DATABASE[name](handed)
    if isinstance(handed, sqlite3.Connection):
        handed.close()


WHOLE = {
    "rank top": lambda db, value: inf.rank(db, top=value),
    "find top": lambda db, value: inf.find(db, "crumb", top=value),
    "candidates top": lambda db, value: inf.candidates(
        db, inf.brief('topics = ["crumb"]'), top=value
    ),
    "topics top": lambda db, value: inf.topics(db, "show", "crumb", top=value),
    "shortlist top": lambda db, value: inf.shortlist(db, "history", top=value),
    "graph min_weight": lambda db, value: inf.graph(db, min_weight=value),
    "retain days": lambda db, value: inf.retain(db, days=value),
    "retain days, tried": lambda db, value: inf.retain(db, days=value, dry_run=True),
    "validate halves": lambda db, value: inf.validate(db, halves=value),
    "validate draws": lambda db, value: inf.validate(db, cut="2026-03-01", draws=value),
    "attack_test victims": lambda db, value: inf.attack_test(db, victims=value),
    "attack_test accounts": lambda _, value: inf.attack_test(accounts=value),
}
RANDOM = {
    "validate": lambda db, value: inf.validate(db, cut="2026-03-01", random_state=value),
    "attack_test": lambda db, value: inf.attack_test(db, random_state=value),
}


@pytest.mark.parametrize("asked", WHOLE)
@pytest.mark.parametrize("value", ["3", 2.5, 0, -1, True], ids=repr)
def test_a_number_out_of_its_limits_is_refused(db, asked, value):
    with pytest.raises(UsageError, match=rf"={value!r}: write a whole number from \d"):
        WHOLE[asked](db, value)


@pytest.mark.parametrize("asked", RANDOM)
@pytest.mark.parametrize("value", [-1, "x", None], ids=repr)
def test_a_random_state_is_a_whole_number(db, asked, value):
    with pytest.raises(UsageError, match=rf"random_state={value!r}: write a whole number from 0"):
        RANDOM[asked](db, value)


def test_a_whole_number_of_numpy_is_one(db):
    assert inf.rank(db, top=np.int64(2)).rows == inf.rank(db, top=2).rows
    assert inf.find(db, "crumb", top=np.int32(1)).rows == inf.find(db, "crumb", top=1).rows


REFUSED = {
    "one draw": lambda db: inf.validate(db, cut="2026-03-01", draws=1),
    "too many days": lambda db: inf.retain(db, days=36_501),
    "a heavy edge": lambda db: inf.graph(db, min_weight=10**9 + 1),
    "no bots": lambda db: inf.attack_test(db, bots=0),
    "bots of a half": lambda db: inf.attack_test(db, bots=[1, 2.5]),
    "where": lambda db: inf.rank(db, where=5),
    "a text": lambda db: inf.rank(db, by="pagerank", set={"damping": "x"}),
    "a truth": lambda db: inf.rank(db, by="pagerank", set={"damping": True}),
    "nothing": lambda db: inf.rank(db, by="pagerank", set={"damping": None}),
    "no setting": lambda db: inf.rank(db, by="pagerank", set={"dumping": 0.5}),
    "a number": lambda db: inf.rank(db, by="pagerank", set=5),
    "numbers": lambda db: inf.rank(db, by="pagerank", set=[5]),
}


@pytest.mark.parametrize("asked", REFUSED)
def test_an_argument_that_means_nothing_is_refused_in_one_sentence(db, asked):
    with pytest.raises(UsageError) as caught:
        REFUSED[asked](db)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "settings", [{"damping": "0.5"}, {"damping": np.float64(0.5)}, "damping=0.5"], ids=repr
)
def test_a_setting_may_be_a_text_or_a_number_of_numpy(db, settings):
    found = inf.rank(db, by="pagerank", set=settings)
    assert found.rows == inf.rank(db, by="pagerank", set={"damping": 0.5}).rows


def test_one_size_of_an_attack_needs_no_list():
    asked = {"accounts": 300, "victims": 1, "by": "followers"}
    assert inf.attack_test(bots=5, **asked).rows == inf.attack_test(bots=[5], **asked).rows


@pytest.mark.parametrize("found", [inf.rank, inf.graph, inf.status, inf.consent])
@pytest.mark.parametrize("place", [None, 5])
def test_what_is_no_place_is_not_written_to(db, tmp_path, monkeypatch, found, place):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=f"^{place} is no place to write to: name a file"):
        found(db).write(place)
    assert not [*tmp_path.iterdir()]


def test_an_ending_that_means_no_form_is_refused_and_nothing_written(db, tmp_path, capsys):
    place = tmp_path / "best.foo"
    with pytest.raises(UsageError, match=r"ends in none of .*\.csv.*\.xlsx.*; rename it or say"):
        inf.rank(db, top=2).write(place)
    assert main(["rank", db.path, "-o", str(place)]) == 2
    assert "ends in none of" in capsys.readouterr().err
    assert not place.exists()


@pytest.mark.parametrize("name", ["best", "best.txt"])
def test_an_ending_that_says_nothing_and_a_form_that_is_said_are_written(db, tmp_path, name):
    inf.rank(db, top=2).write(tmp_path / name)
    inf.rank(db, top=2).write(tmp_path / "best.tsv")
    inf.rank(db, top=2).write(tmp_path / "best.foo", format="tsv")
    written = [(tmp_path / each).read_text() for each in (name, "best.tsv", "best.foo")]
    assert len({*written}) == 1


def test_a_workbook_of_a_ranking_whose_account_was_forgotten_says_to_rank_again(tmp_path):
    with inf.open(write_example(tmp_path / "bread.db")) as db:
        held = inf.rank(db)
        inf.forget(db, [BEST])
        with pytest.raises(NothingFound, match="holds 1 of these accounts no more; compute"):
            held.write(tmp_path / "best.xlsx")
        assert not (tmp_path / "best.xlsx").exists()
        inf.rank(db).write(tmp_path / "best.xlsx")


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_the_folder_of_an_export_is_imported_by_its_name(db, tmp_path, form):
    folder = tmp_path / "all"
    inf.export(db, **{form: folder})
    told = inf.import_(tmp_path / "copy.db", folder)
    assert {Path(row["file"]).suffix for row in told} == {f".{form}"}
    with inf.open(tmp_path / "copy.db") as copy:
        for table in ("accounts", "posts", "interactions", "follows", "coverage"):
            assert copy.table(table).rows == db.table(table).rows


def test_another_folder_is_refused(tmp_path):
    with pytest.raises(InputUnusable, match="is a folder; name the files in it"):
        inf.import_(tmp_path / "copy.db", tmp_path)
