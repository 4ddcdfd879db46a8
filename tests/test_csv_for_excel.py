"""``--excel``: CSV and TSV in which no text runs, and from which every text can be had again."""

import csv
import io
import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from influence.errors import UsageError
from influence.show import choose_format, write_rows
from influence.show.formats import harmless

FORMULAS = [
    '=HYPERLINK("https://evil.example")',
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
]
FORMULAS += ["\uff1d1+1", "\uff0b1", "\uff0d1", "\uff201"]
RUNS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.from_regex(
    r"'*[=+@\t\r\n-].*", fullmatch=True
)


def shown(rows, columns, form):
    stream = io.StringIO(newline="")
    write_rows(rows, columns, choose_format(form, for_excel=True), stream)
    return stream.getvalue()


def cells_back(page, delimiter=","):
    assert page.startswith("\ufeff")
    return list(csv.reader(io.StringIO(page[1:], newline=""), delimiter=delimiter))


def undone(cell):
    """Take back the apostrophe, where one was put: before apostrophes and what begins a formula."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(RUNS) else cell


@given(st.lists(texts))
@example(FORMULAS)
@example(["'=1", "''=1", "'tis", "'", ""])
def test_no_text_is_a_formula_and_every_text_can_be_had_again(written):
    _, *found = cells_back(
        shown([{"name": text, "end": "."} for text in written], ["name", "end"], "csv")
    )
    assert [cell for cell, _ in found if cell.startswith(RUNS)] == []
    breaks = [text.replace("\r\n", "\n").replace("\r", "\n") for text in written]
    assert [undone(cell) for cell, _ in found] == breaks


@given(st.lists(texts))
def test_a_row_of_tsv_is_one_line_without_a_formula(written):
    page = shown([{"name": text, "end": 1} for text in written], ["name", "end"], "tsv")
    _, *found = cells_back(page, "\t")
    assert page.count("\r\n") == page.count("\n") == page.count("\r") == len(written) + 1
    assert len(found) == len(written)
    assert [cell for cell, _ in found if cell.startswith(RUNS)] == []


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_runs_gets_an_apostrophe(text):
    assert harmless(text) == f"'{text}"


@given(texts, texts)
def test_two_texts_stay_two(one, other):
    assert (harmless(one) == harmless(other)) == (one == other)


def test_a_number_is_touched_by_nothing():
    rows = [{"n": -5}, {"n": -1.5e-7}, {"n": math.nan}, {"n": -math.inf}, {"n": None}, {"n": True}]
    assert (
        shown(rows, ["n", "m"], "csv") == "\ufeffn,m\r\n-5,\r\n-1.5e-07,\r\n,\r\n,\r\n,\r\n1,\r\n"
    )


def test_a_column_may_be_called_like_a_formula():
    assert shown([], ["=1+1"], "csv") == "\ufeff'=1+1\r\n"


def test_without_it_a_csv_is_what_programs_expect():
    stream = io.StringIO(newline="")
    write_rows([{"a": "=1"}], ["a"], choose_format("csv"), stream)
    assert stream.getvalue() == "a\n=1\n"


@pytest.mark.parametrize(
    ("asked", "path", "form"),
    [
        (None, "-", "csv"),
        (None, "best.csv", "csv"),
        (None, "best.tsv", "tsv"),
        (None, "best", "csv"),
    ],
)
def test_it_is_csv_where_nothing_says_tsv(asked, path, form):
    assert choose_format(asked, path, for_excel=True) == f"{form} for Excel"


@pytest.mark.parametrize(
    ("asked", "path", "words"),
    [("json", "-", "not JSON"), (None, "best.md", "not MD"), ("xlsx", "-", "opens XLSX as it is")],
)
def test_it_means_nothing_for_other_forms(asked, path, words):
    with pytest.raises(UsageError, match=words):
        choose_format(asked, path, for_excel=True)
