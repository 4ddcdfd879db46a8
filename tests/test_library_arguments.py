"""What people give the functions of the library: it is taken, or refused in one sentence."""

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
