"""What is shown: lossless for machines, rounded and harmless for people, whole or not at all."""

import csv
import io
import json
import math
import os
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.cells import cell_len

from influence.show import (
    FORMATS,
    MACHINE_FORMATS,
    Column,
    text_for_people,
    write_rows,
)
from influence.show.table import aligned, fitting

EVERY_FORMAT = sorted(FORMATS)
FOR_PEOPLE = sorted(set(FORMATS) - MACHINE_FORMATS)
STEERING = ["\x1b", "\r", "\n", "\t", "\0", "\x9b", "\u2028", "\u2029", "\ud800"]
STEERING += "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
NAMES = ["text", "number", "count", "truth"]

texts = st.text() | st.sampled_from(
    ['a "b", c', "one\ntwo", "one\r\ntwo", "one\rtwo", "a\tb", "a|b"]
)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "text": st.none() | texts,
            "number": st.none() | st.floats(),
            "count": st.none() | st.integers(),
            "truth": st.none() | st.booleans(),
        }
    ),
    max_size=4,
)


def shown(found, columns, form):
    stream = io.StringIO(newline="")
    write_rows(found, columns, form, stream)
    return stream.getvalue()


def known(value):
    return None if isinstance(value, float) and not math.isfinite(value) else value


def one_break(text):
    return None if text is None else text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.fixture
def terminal(monkeypatch):
    """Return a terminal of 40 columns, and a function that returns the lines on it."""
    monkeypatch.setenv("COLUMNS", "40")
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w", encoding="utf-8") as stream:

        def lines():
            stream.flush()
            plain = re.sub(r"\x1b\[[0-9;]*m", "", os.read(ours, 65_536).decode("utf-8"))
            return plain.split("\r\n")[:-1]

        yield stream, lines
    os.close(ours)


@given(rows)
def test_csv_loses_nothing(found):
    read = list(csv.DictReader(io.StringIO(shown(found, NAMES, "csv"), newline="")))
    assert len(read) == len(found)
    for cells, row in zip(read, found, strict=True):
        number = known(row["number"])
        assert cells["text"] == (one_break(row["text"]) or "")
        assert cells["number"] == ("" if number is None else repr(number))
        assert cells["count"] == ("" if row["count"] is None else str(row["count"]))
        assert cells["truth"] == {None: "", True: "1", False: "0"}[row["truth"]]


def told(found):
    """Return rows in which a value of another type is another value: 1, 1.0 and True."""
    return [{name: (type(value), value) for name, value in row.items()} for row in found]


@given(rows)
def test_json_loses_nothing(found):
    expected = told({name: known(value) for name, value in row.items()} for row in found)
    lines = shown(found, NAMES, "jsonl").split("\n")
    assert lines.pop() == ""
    assert told(json.loads(line) for line in lines) == expected
    assert told(json.loads(shown(found, NAMES, "json"))) == expected


@pytest.mark.parametrize("form", EVERY_FORMAT)
def test_letters_of_every_script_are_shown_as_they_are(form):
    assert "日本語 zoé 👩" in shown([{"name": "日本語 zoé 👩"}], ["name"], form)


@given(rows)
def test_tsv_is_one_line_a_row_and_one_tab_a_column(found):
    lines = shown(found, NAMES, "tsv").splitlines()
    assert lines[0] == "text\tnumber\tcount\ttruth"
    assert [line.count("\t") for line in lines] == [3] * (len(found) + 1)
    for line, row in zip(lines[1:], found, strict=True):
        text, number, *_ = next(csv.reader([line], dialect="excel-tab"))
        assert text.split() == (row["text"] or "").split()
        assert number == ("" if known(row["number"]) is None else repr(row["number"]))


spaceless = st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"])


@given(st.text(spaceless | st.sampled_from("\\|`*_~[]()<>&;#!ab1"), min_size=1))
@example("~~a~~*b*_c_`d`")
@example("[a](b)<c>&lt;![d](e)\\\\|f")
def test_a_markdown_cell_shows_the_text_and_nothing_else(text):
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    page = shown([{"place": 1, "name": text}], ["place", "name"], "md")
    *_, cell = [token for token in reader.parse(page) if token.type == "inline"]
    harmless = "".join(character for character in text if character not in STEERING)
    assert {child.type for child in cell.children} <= {"text", "text_special"}
    assert "".join(child.content for child in cell.children).replace(" ", "") == harmless


def test_markdown_sets_numbers_to_the_right():
    page = shown(
        [{"handle": "ana", "rank": 1}, {"handle": "bea", "rank": None}], ["handle", "rank"], "md"
    )
    assert page.splitlines()[1] == "| --- | ---: |"


@pytest.mark.parametrize("form", EVERY_FORMAT)
def test_what_is_unknown_is_no_word(form):
    found = [{"a": value, "b": 1} for value in (None, math.nan, math.inf, -math.inf)] + [{"b": 1}]
    page = shown(found, ["a", "b"], form).lower()
    assert "nan" not in page
    assert "inf" not in page
    assert "none" not in page
    assert page.count("null") == (5 if form.startswith("json") else 0)


def test_no_rows_are_a_header_or_an_empty_list():
    empty = {form: shown([], ["a", "b"], form) for form in EVERY_FORMAT}
    assert empty.pop("table").split()[:2] == ["a", "b"]
    assert empty == {
        "csv": "a,b\n",
        "tsv": "a\tb\n",
        "json": "[]\n",
        "jsonl": "",
        "md": "| a | b |\n| --- | --- |\n",
    }


@pytest.mark.parametrize("form", FOR_PEOPLE)
@pytest.mark.parametrize("evil", STEERING)
def test_a_name_cannot_steer_the_terminal(form, evil):
    columns = ["name", Column("again", words=lambda row: row["name"])]
    harmless = shown([{"name": "an na"}], columns, form)
    assert harmless.count("an na") == 2
    assert shown([{"name": f"an{evil}na"}], columns, form) == harmless


@given(st.text(st.characters()))
def test_no_text_for_people_steers_or_breaks_its_line(text):
    safe = text_for_people(text)
    assert len(safe) == len(text)
    assert not set(safe) & set(STEERING)
    assert not {unicodedata.category(each) for each in safe} & {"Cc", "Cs", "Zl", "Zp"}


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 6))
def test_a_number_for_people_is_right_to_its_digits(value, digits):
    text = text_for_people(value, digits)
    assert float(text.replace(",", "")) == pytest.approx(
        value, rel=0.51 * 10 ** (1 - digits), abs=0
    )


def test_worked_texts():
    assert text_for_people(1234.5678) == "1,235"
    assert text_for_people(0.0031415) == "0.00314"
    assert text_for_people(0.000314) == "3.14e-04"
    assert text_for_people(1234567) == "1,234,567"
    assert [text_for_people(value) for value in (True, False, None, "ana")] == [
        "yes",
        "no",
        "",
        "ana",
    ]


LONG = [
    {"handle": "ana", "followers": 12, "why": "many " * 20, "url": "https://ana.example/about"},
    {"handle": "bea_bakes", "followers": 3456, "why": None, "url": None},
]


def test_a_pipe_without_a_width_gets_every_column_whole(monkeypatch):
    monkeypatch.delenv("COLUMNS")
    head, ana, bea = shown(LONG, list(LONG[0]), "table").splitlines()
    assert ("many " * 20).strip() in ana
    assert head.index("handle") == ana.index("ana") == bea.index("bea_bakes") == 0
    assert head.index("followers") + len("followers") == bea.index("3,456") + len("3,456")


def test_wide_letters_keep_columns_aligned():
    names = ["ana", "日本語", "naïve", "👩"]
    lines = list(aligned([[name, "|"] for name in names], [False, True]))
    assert {cell_len(line) for line in lines} == {len("日本語") * 2 + 2 + 1}


@pytest.mark.parametrize("kind", ["xterm-256color", "dumb"])
def test_a_narrow_terminal_loses_what_is_needed_least_and_wraps(monkeypatch, terminal, kind):
    monkeypatch.setenv("TERM", kind)
    stream, lines = terminal
    columns = ["handle", Column("followers", keep=1), Column("url", keep=3)]
    write_rows(LONG, [*columns, Column("why", wrap=True)], "table", stream)
    found = lines()
    assert max(map(cell_len, found)) <= 40
    assert found[0].split() == ["handle", "why"]
    assert " ".join(found).count("many") == 20


def test_what_must_stay_is_cut_where_it_does_not_fit(terminal):
    stream, lines = terminal
    write_rows([{"handle": "many " * 20, "rank": 1}], ["rank", "handle"], "table", stream)
    _, _, row = lines()
    assert cell_len(row) == 40
    assert row.endswith("…")


def test_a_text_that_wraps_needs_room_for_a_few_words():
    columns = [Column("handle"), Column("why", wrap=True, keep=1)]
    assert fitting(LONG, columns, 60) == columns
    assert fitting(LONG, columns, 45) == columns[:1]


keeps = st.lists(st.integers(0, 3), min_size=1, max_size=6)


@given(keeps, st.integers(1, 80))
def test_columns_leave_in_the_order_of_their_keep(numbers, width):
    columns = [Column(f"column_{k}", keep=keep) for k, keep in enumerate(numbers)]
    kept, wider = (fitting([{}], columns, limit) for limit in (width, width + 10))
    assert kept == [column for column in columns if column in kept]
    assert set(map(id, kept)) <= set(map(id, wider))
    gone = [column for column in columns if column not in kept]
    assert all(column.keep for column in gone)
    assert max((c.keep for c in kept), default=0) <= min((c.keep for c in gone), default=3)
    assert len(kept) * len("column_0") <= width or not any(column.keep for column in kept)
