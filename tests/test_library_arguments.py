"""What people give the functions of the library: it is taken, or refused in one sentence."""

from datetime import UTC, date, datetime, timedelta, timezone

import pandas as pd
import polars as pl
import pytest
from library_worlds import BEST, SECOND, write_example

import influence as inf
from influence.errors import UsageError


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
