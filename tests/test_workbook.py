"""Workbooks: what was written is what two other programs read, and what cannot be held is told."""

import io
import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from workbooks import as_bytes, column_back, parts, read_back, sheet, through_libreoffice
from xlsxwriter.packager import Packager

from influence.errors import UsageError
from influence.show import Column, Kind, workbook
from influence.show.excel_cells import LONGEST_LINK, LONGEST_TEXT, number_format, width
from influence.windows import to_text

NAMES = [
    '=HYPERLINK("https://evil.example","click")',
    "+1", "-1", "@SUM(A1)", "\t=1", "=1+1",
    "<r>bold</r>", "<r>&</r>", "<r>\x00_x0041_</r>", "</t></is></c>", "]]>", "&amp;", '"',
    " before and after ", "\n", "one\ntwo", "one\r\ntwo", "one\rtwo", "\x00\x01\x1f", "\x7f\x85",
    "_x0041_", "_x0041_x0042_", "__x0041__", "_X0041_", "_x000D_",
    "\U0001f600\U0001f469\u200d\U0001f52c", "שלום", "\u202eevil", "مرحبا 123", "e\u0301", "日本語",
    "a" * 30_000, "\U0001f600" * 16_000,
    "1234567890123456789", "007", "1e5", "TRUE", "#N/A", "2026-03-01", "1/2", "NaN", "'tis",
]  # fmt: skip

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"))
"""Calamine keeps the escapes of the two letters that are left out; LibreOffice reads them."""


def columns_back(rows, names=None):
    header, *found = read_back(as_bytes(sheet(rows, names)))["Rows"]
    return [dict(zip(header, row, strict=True)) for row in found]


@pytest.mark.parametrize("name", ["text", "native_id", "url", "published_at"])
def test_a_name_comes_back_as_it_is_whatever_it_looks_like(name):
    assert column_back(NAMES, name) == NAMES


@given(st.lists(texts | st.from_regex(r"(_x00[0-9a-f]{2}_|<r>|</r>|[=+@-])*", fullmatch=True)))
@example(["_x0041_x0042_", "<r></r>"])
def test_every_text_that_is_written_is_read_back(written):
    assume(not any("_x005F_" in text for text in written))  # calamine unescapes these twice
    assert column_back([text or None for text in written]) == written


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)))
@example([0.1 + 0.2, 1e-300, -1.7976931348623157e308, 5e-324])
def test_every_number_keeps_all_its_digits(written):
    assert column_back(written) == written


def test_no_cell_is_a_formula():
    content = as_bytes(sheet([{"text": name, "url": name, "at": name} for name in NAMES]))
    (cells,) = parts(content, r"xl/worksheets/sheet1\.xml")
    assert "<f>" not in cells
    assert "<f " not in cells


def test_ids_are_text_and_keep_every_digit():
    ids = [1234567890123456789, "1234567890123456789", "00012", 7, "-5"]
    assert column_back(ids, "native_id") == [str(each) for each in ids]
    assert column_back([10**15 - 1, 10**15, 2**63], "count") == [
        10**15 - 1,
        str(10**15),
        str(2**63),
    ]


def moments(values):
    """Return dates as moments: calamine gives a bare date for midnight."""
    return [datetime.fromisoformat(f"{value.isoformat()}T00:00:00"[:19] + "Z") for value in values]


def test_times_are_dates_and_what_is_no_time_stays_text():
    times = ["2026-03-01T09:30:07Z", "1900-03-01T00:00:00Z", "9999-12-31T23:59:59Z"]
    others = ["1899-12-31T00:00:00Z", "2026-13-01T00:00:00Z", "2026-03-01", "soon"]
    found = column_back([*times, *others], "published_at")
    assert moments(found[:3]) == list(map(datetime.fromisoformat, times))
    assert found[3:] == others


seconds = st.integers(-2_203_891_200, 253_402_300_799)  # 1900-03-01 to 9999-12-31


@given(st.lists(seconds))
def test_every_second_since_1900_comes_back(written):
    times = [to_text(datetime.fromtimestamp(each, UTC)) for each in written]
    assert [to_text(each) for each in moments(column_back(times, "seen_at"))] == times


def test_what_looks_like_a_time_elsewhere_stays_text():
    assert column_back(["2026-03-01T09:30:07Z"], "handle") == ["2026-03-01T09:30:07Z"]


def test_what_is_unknown_is_an_empty_cell():
    values = [None, math.nan, math.inf, -math.inf, ""]
    assert (
        columns_back([{"a": each, "b": 1} for each in values] + [{"b": 1}])
        == [{"a": "", "b": 1}] * 6
    )


def test_yes_and_no_are_yes_and_no():
    assert column_back([True, False]) == [True, False]


def test_a_sheet_without_rows_has_its_header():
    assert read_back(as_bytes(sheet([], ["a", "b"])))["Rows"] == [["a", "b"]]


def test_the_header_stays_in_sight_and_filters():
    content = as_bytes(sheet([{"a": 1, "b": 2}] * 3, notes=["First.", "Second."], frozen=1))
    (cells,) = parts(content, r"xl/worksheets/sheet1\.xml")
    assert '<pane xSplit="1" ySplit="3"' in cells
    assert '<autoFilter ref="A3:B6"/>' in cells
    assert [row[0] for row in read_back(content)["Rows"]] == ["First.", "Second.", "a", 1, 1, 1]


def test_on_paper_every_column_is_on_one_page_under_its_head():
    content = as_bytes(sheet([{"text": "x"}], notes=["A note."]))
    (page,) = parts(content, r"xl/worksheets/sheet1\.xml")
    assert re.search(r'<pageSetup [^>]*paperSize="9"[^>]*orientation="landscape"', page)
    assert 'fitToPage="1"' in page
    (book,) = parts(content, r"xl/workbook\.xml")
    assert "_xlnm.Print_Titles" in book
    assert "$2:$2" in book


def test_the_same_rows_are_the_same_bytes():
    rows = [{"handle": name, "url": "https://a.example", "n": 1.5} for name in NAMES]
    assert as_bytes(sheet(rows)) == as_bytes(sheet(rows))
    (core,) = parts(as_bytes(sheet(rows)), r"docProps/core\.xml")
    assert "2026-03-01T00:00:00Z" in core


def links(content):
    return re.findall(r'Target="(https?:[^"]*)"', "".join(parts(content, r".*sheet1\.xml\.rels")))


def test_an_address_is_a_link_and_nothing_else_is():
    no_links = [
        "javascript:alert(1)",
        "internal:Sheet2!A1",
        "file:///etc/passwd",
        "external:a.xlsx",
    ]
    no_links += ["https://two.example https://three.example", 'https://q.example/"', "https://"]
    addresses = ["https://anna.example/1#top", "http://ben.example/?a=1&b=2", *no_links]
    content = as_bytes(sheet([{"url": each, "name": "https://a.example"} for each in addresses]))
    assert links(content) == ["https://anna.example/1", "http://ben.example/?a=1&amp;b=2"]
    assert [row[0] for row in read_back(content)["Rows"][1:]] == addresses


def test_an_address_longer_than_excel_opens_is_text():
    start = "https://a.example/"
    fits, long = (
        start + "a" * (length - len(start)) for length in (LONGEST_LINK, LONGEST_LINK + 1)
    )
    grows = start + "[" * 1000  # each is three letters in a link
    content = as_bytes(sheet([{"url": each} for each in (fits, long, grows)]))
    assert links(content) == [fits]
    assert [row[0] for row in read_back(content)["Rows"][1:]] == [fits, long, grows]


def test_more_links_than_excel_opens_are_text_and_told(monkeypatch):
    assert workbook.MOST_LINKS == 65_530
    monkeypatch.setattr(workbook, "MOST_LINKS", 2)
    told, addresses = [], [f"https://a.example/{k}" for k in range(5)]
    content = as_bytes(sheet([{"url": each} for each in addresses]), told=told)
    assert links(content) == addresses[:2]
    assert [row[0] for row in read_back(content)["Rows"][1:]] == addresses
    assert told == ["Sheet Rows: Excel opens 2 links a sheet; 3 more addresses are plain text."]


@pytest.mark.parametrize("letter", ["a", "\U0001f600"])
def test_a_text_longer_than_a_cell_holds_is_cut_and_told(letter):
    told = []
    content = as_bytes(sheet([{"text": letter * 40_000}, {"text": "short"}]), told=told)
    _, (found,), (short,) = read_back(content)["Rows"]
    assert len(found.encode("utf-16-le")) // 2 in (LONGEST_TEXT, LONGEST_TEXT - 1)
    assert found.endswith("… [cut: 40,000 characters]")
    assert found.startswith(letter * 16_000)
    assert short == "short"
    assert len(told) == 1
    assert "1 texts of more than 32,767 characters" in told[0]


class Many(Sequence):
    """As many empty rows as are asked for."""

    def __init__(self, count):
        self.count = count

    def __len__(self):
        return self.count

    def __getitem__(self, place):
        raise AssertionError("it was known before that they do not fit")


@pytest.mark.parametrize(
    ("rows", "names"), [(1_048_576, ["a"]), (1, [f"column {k}" for k in range(16_385)])]
)
def test_more_than_excel_opens_is_refused_before_a_byte_is_written(rows, names):
    stream = io.BytesIO()
    with pytest.raises(UsageError, match=r"Excel opens 1,048,576 and 16,384"):
        workbook.write_workbook([sheet(Many(rows), names)], stream, title="Large")
    assert stream.getvalue() == b""


def full(*_):
    raise OSError(28, "No space left on device")


def test_a_full_disk_is_what_the_system_calls_it(monkeypatch):
    monkeypatch.setattr(Packager, "_write_workbook_file", full)
    with pytest.raises(OSError, match="No space left") as caught:
        as_bytes(sheet([{"a": 1}]))
    assert type(caught.value) is OSError


def test_half_a_letter_is_told_as_everywhere():
    assert column_back(["a\udcff"]) == ["a\\udcff"]


@pytest.mark.parametrize(
    ("values", "form"),
    [
        ([1, 200_000], "#,##0"),
        ([7.3181, 0.5, 12.0], "#,##0.00"),
        ([0.012], "#,##0.0000"),
        ([0.0000012], "0.00E+00"),
        ([1234.5, 98765.4], "#,##0"),
        ([0.0, None], "#,##0"),
        (["a", 1], None),
        ([None], None),
    ],
)
def test_numbers_look_rounded_to_three_digits(values, form):
    assert number_format(Column("a"), [{"a": value} for value in values]) == form


def test_a_column_is_as_wide_as_its_longest_text_within_bounds():
    widths = [width(Column("a"), [{"a": text}]) for text in ("", "a" * 20, "a" * 900)]
    assert widths == [8, 21, 60]
    assert width(Column("audience_passivity"), []) == len("audience_passivity") + 3


def test_a_column_of_facts_holds_dates_links_and_numbers_under_one_heading():
    facts = Column("value", kind=Kind.FACT)
    values = ["2026-03-01T09:30:00Z", "https://a.example/", 7, "text"]
    content = as_bytes(workbook.Sheet("Rows", [facts], [{"value": each} for each in values]))
    first, *found = (row[0] for row in read_back(content)["Rows"][1:])
    assert moments([first]) == [datetime(2026, 3, 1, 9, 30, tzinfo=UTC)]
    assert found == values[1:]
    assert links(content) == ["https://a.example/"]


def test_libreoffice_reads_names_ids_and_dates_as_they_were_written(libreoffice, tmp_path):
    names = [*NAMES, "\ufffe\uffff", "_x005F_x0041_"]
    rows = [
        {"handle": name, "native_id": "1234567890123456789", "seen_at": "2026-03-01T23:59:59Z"}
        for name in names
    ]
    (tmp_path / "book.xlsx").write_bytes(as_bytes(sheet(rows), sheet([{"n": 0.5}], name="More")))
    found = through_libreoffice(libreoffice, tmp_path / "book.xlsx")
    header, *cells = found["Rows"]
    assert header == ["handle", "native_id", "seen_at"]
    assert {(id_, seen) for _, id_, seen in cells} == {
        ("1234567890123456789", "2026-03-01 23:59:59")
    }
    breaks = [name.replace("\r\n", "\n") for name in names]  # its CSV has one kind of line break
    assert [name for name, _, _ in cells] == breaks
    assert found["More"] == [["n"], ["0.5"]]
