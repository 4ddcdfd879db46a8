"""Rankings and other tables as files with types: what PR staff open, and what analysts load."""

import csv
import io
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from workbooks import as_bytes, parts, read_back, through_libreoffice

from influence.cli import main
from influence.ranking.glossary import COLUMNS
from influence.show import PRIVATE, columns_of, ranking_sheets
from influence.show.workbook import Sheet

EVIL = '=HYPERLINK("https://evil.example")'
LONG_ID = "1234567890123456789"


@pytest.fixture(scope="module")
def demo(demo_folder, tmp_path_factory):
    """Return a copy of the demo's database, its first two accounts under names of strangers."""
    path = shutil.copy(demo_folder / "build/demo/demo.db", tmp_path_factory.mktemp("rank") / "d.db")
    best = [int(row["account_id"]) for row in ranked(path)[:2]]
    with closing(sqlite3.connect(path)) as db:
        change = "update accounts set handle = ?, native_id = ?, url = ? where account_id = ?"
        db.execute(change, [EVIL, LONG_ID, "https://a.example/?b=1#c", best[0]])
        db.execute(change, ["שלום \U0001f600", "007", "javascript:alert(1)", best[1]])
        db.commit()
    return path


@pytest.fixture(scope="module")
def lines(demo):
    """Return the rows of each list as CSV has them."""
    return {which: ranked(demo, "--list", which) for which in ("ranked", "check", "unrated")}


@pytest.fixture(scope="module")
def book(demo):
    """Return the workbook of the ranking as a pipe gets it."""
    command = [sys.executable, "-m", "influence", "rank", demo, "--format", "xlsx", "-q"]
    return subprocess.run(command, capture_output=True, check=True).stdout


@pytest.fixture(scope="module")
def sheets(book):
    return read_back(book)


def ranked(demo, *arguments):
    page = demo.with_name("ranked.csv")
    assert main(["rank", str(demo), "-q", "-o", str(page), *arguments]) == 0
    return list(csv.DictReader(io.StringIO(page.read_text("utf-8"), newline="")))


def write(path, *arguments, code=0):
    assert main([*map(str, arguments), "-o", str(path)]) == code
    return path


def opened(path):
    return read_back(path.read_bytes())


def as_rows(cells):
    header = cells[0]
    return [dict(zip(header, row, strict=True)) for row in cells[1:]]


def test_a_ranking_is_a_workbook_that_explains_itself(sheets):
    names = ["Ranked", "Check before use", "Evidence", "How to read", "Sources", "Left out and why"]
    assert list(sheets) == names


def test_the_sheet_holds_what_the_csv_holds(sheets, lines):
    for name, which in (("Ranked", "ranked"), ("Check before use", "check")):
        found, expected = as_rows(sheets[name]), lines[which]
        assert list(found[0]) == [column for column in expected[0] if column != "passivity"]
        assert len(found) == len(expected)
        for row, line in zip(found, expected, strict=True):
            for column, cell in row.items():
                if column.startswith("window_"):
                    assert f"{cell.isoformat()}Z" == line[column]
                elif isinstance(cell, float):
                    assert cell == float(line[column])
                else:
                    assert cell == line[column]


def test_what_is_private_is_in_no_workbook(demo, lines, sheets, tmp_path):
    accounts = [line["handle"] for line in lines["ranked"][2:4]]
    compared = opened(write(tmp_path / "two.xlsx", "compare", demo, *accounts))
    held = {
        cell
        for each in (sheets, compared)
        for rows in each.values()
        for row in rows
        for cell in row
    }
    assert "audience_passivity" in held
    assert held & PRIVATE == set()
    assert "passivity" in lines["ranked"][0]
    private = Sheet("Rows", columns_of(["handle", "passivity"]), [{"passivity": 0.5}])
    assert read_back(as_bytes(private))["Rows"] == [["handle"]]


def test_who_opted_out_is_counted_and_not_named(demo, lines, tmp_path):
    database = shutil.copy(demo, tmp_path / "x.db")
    name = lines["ranked"][3]["handle"]
    assert main(["consent", str(database), name, "deny"]) == 0
    path = write(tmp_path / "best.xlsx", "rank", database)
    notes = [row[0] for row in opened(path)["Left out and why"]][:4]
    assert "1 account opted out and is not listed." in notes
    assert any(note.startswith("On no list: 1,517 accounts") for note in notes)
    assert name not in "".join(parts(path.read_bytes(), r".*\.xml(\.rels)?"))


def test_names_and_ids_of_strangers_are_text(book, sheets):
    first, second = as_rows(sheets["Ranked"])[:2]
    assert (first["handle"], first["native_id"]) == (EVIL, LONG_ID)
    assert (second["handle"], second["native_id"]) == ("שלום \U0001f600", "007")
    assert isinstance(first["account_id"], str)
    (addresses,) = parts(book, r"xl/worksheets/_rels/sheet1\.xml\.rels")
    assert addresses.count("<Relationship ") == 1
    assert 'Target="https://a.example/?b=1"' in addresses
    assert "<f>" not in "".join(parts(book, r"xl/worksheets/sheet\d\.xml"))


def test_the_evidence_is_the_posts_with_dates_and_links(demo, tmp_path):
    path = write(tmp_path / "best.xlsx", "rank", demo, "--top", 5)
    (note, *_), *cells = opened(path)["Evidence"]
    rows = as_rows(cells)
    assert note.startswith("The 3 posts that most accounts passed on")
    assert [row["rank"] for row in rows[:15]] == [float(k) for k in range(1, 6) for _ in range(3)]
    assert {row["status"] for row in rows} == {"ranked", "check"}
    assert all(row["url"].startswith("https://") for row in rows)
    assert all(row["published_at"].year == 2026 for row in rows)
    (addresses,) = parts(path.read_bytes(), r"xl/worksheets/_rels/sheet3\.xml\.rels")
    assert addresses.count('TargetMode="External"') == len(rows)


@pytest.mark.parametrize("score", ["influence", "modash_ig"])
def test_every_column_of_the_sheet_is_explained(demo, tmp_path, score):
    sheets = opened(write(tmp_path / "best.xlsx", "rank", demo, "--by", score))
    notes, terms = sheets["How to read"], dict(sheets["How to read"])
    assert notes[0][0].startswith(f"{score}: ")
    assert [each for each in sheets["Ranked"][0] if not terms.get(each)] == []
    assert terms["handle"] == COLUMNS["handle"]
    assert {"question", "unit", "formula", "window", "empty cell", "times"} <= set(terms)
    assert ("what cannot be known" in terms) == (score == "influence")


def test_the_sources_say_which_data_and_which_run(demo, tmp_path):
    sheets = opened(write(tmp_path / "best.xlsx", "rank", demo, "--by", "pagerank"))
    facts = {(about, name): value for about, name, value in sheets["Sources"]}
    with closing(sqlite3.connect(demo)) as db:
        run_id, digest, started = db.execute(
            "select run_id, data_digest, started_at from runs join run_scores using (run_id)"
            " where score = 'pagerank'"
        ).fetchone()
    assert facts["this ranking", "run id"] == run_id
    assert facts["this ranking", "data digest"] == digest
    assert f"{facts['this ranking', 'computed at'].isoformat()}Z" == started
    assert facts["this ranking", "window start"].year == 2026
    assert facts["this ranking", "setting damping"] == 0.85
    assert facts["source demo", "accounts"] == 3000
    assert facts["the database", "acts held: repost"] > 1000


def test_who_is_left_out_stands_there_with_the_reason(demo, lines, tmp_path):
    sheets = opened(write(tmp_path / "best.xlsx", "rank", demo, "--top", 3))
    cells = sheets["Left out and why"]
    place = next(k for k, row in enumerate(cells) if row[0] == "handle")
    notes, rows = [row[0] for row in cells[:place]], as_rows(cells[place:])
    check, unrated = (len(lines[which]) for which in ("check", "unrated"))
    assert [row["status"] for row in rows] == ["check"] * check + ["unrated"] * unrated
    assert all(row["why"] for row in rows)
    total = len(lines["ranked"])
    assert f"Not on the sheet Ranked: {total - 3} accounts, left out by --top 3." in notes
    assert any(note.startswith("On no list: 1,517 accounts") for note in notes)


def test_a_long_list_of_those_left_out_is_cut_and_says_so(demo, tmp_path, monkeypatch):
    monkeypatch.setattr(ranking_sheets, "LEFT_OUT_SHOWN", 25)
    cells = opened(write(tmp_path / "best.xlsx", "rank", demo))["Left out and why"]
    place = next(k for k, row in enumerate(cells) if row[0] == "handle")
    assert len(cells) - place - 1 == 25
    assert cells[place - 1][0] == "Below are the first 25; 1,324 more are on --list all."


@pytest.mark.parametrize(
    ("which", "first"),
    [
        ("check", ["Check before use"]),
        ("unrated", ["Not rated"]),
        ("all", ["Ranked", "Check before use", "Not rated"]),
    ],
)
def test_the_list_that_is_asked_for_comes_first(demo, lines, tmp_path, which, first):
    sheets = opened(write(tmp_path / "best.xlsx", "rank", demo, "--list", which))
    assert list(sheets)[: len(first)] == first
    assert sum(len(sheets[name]) - 1 for name in first) == sum(
        len(listed) for name, listed in lines.items() if which in (name, "all")
    )


def test_where_holds_for_every_list(demo, tmp_path):
    where = "followers < 60"
    sheets = opened(write(tmp_path / "best.xlsx", "rank", demo, "--where", where))
    cells = sheets["Left out and why"]
    place = next(k for k, row in enumerate(cells) if row[0] == "handle")
    for rows in (as_rows(sheets["Ranked"]), as_rows(cells[place:])):
        assert rows
        assert all(row["followers"] < 60 for row in rows)
    assert any("left out by --where followers < 60" in row[0] for row in cells[:place])


def test_the_same_ranking_is_the_same_bytes_in_a_file_and_a_pipe(demo, book, tmp_path):
    assert write(tmp_path / "best.xlsx", "rank", demo).read_bytes() == book
    assert [path.name for path in tmp_path.iterdir()] == ["best.xlsx"]


def test_libreoffice_opens_a_ranking_with_dates_and_ids_intact(libreoffice, book, lines, tmp_path):
    (tmp_path / "best.xlsx").write_bytes(book)
    found = through_libreoffice(libreoffice, tmp_path / "best.xlsx")
    rows, expected = as_rows(found["Ranked"]), lines["ranked"]
    assert [row["native_id"] for row in rows] == [line["native_id"] for line in expected]
    assert [row["handle"] for row in rows] == [line["handle"] for line in expected]
    assert [row["window_end"] for row in rows] == [
        line["window_end"].replace("T", " ").removesuffix("Z") for line in expected
    ]
    assert set(found) >= {"Check before use", "How to read", "Sources", "Left out and why"}


def test_more_rows_than_excel_opens_are_refused_and_nothing_is_left(
    demo, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr("influence.show.workbook.MOST_ROWS", 100)
    write(tmp_path / "best.xlsx", "rank", demo, code=2)
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert "'Ranked' would have 135 rows and 33 columns; Excel opens 100 and 16,384" in said[0]
    assert list(tmp_path.iterdir()) == []


def test_a_place_without_room_is_one_sentence(demo, capsys):
    for form in ("xlsx", "parquet"):
        write("/dev/full", "rank", demo, "--format", form, "-q", code=1)
        assert "/dev/full cannot be written: No space left" in capsys.readouterr().err


def test_a_ranking_is_parquet_with_types(demo, lines, tmp_path):
    found = pq.read_table(write(tmp_path / "best.parquet", "rank", demo, "--list", "all"))
    kinds = {field.name: field.type for field in found.schema}
    assert kinds["rank"] == kinds["posts"] == kinds["followers"] == pa.int64()
    assert kinds["influence"] == kinds["score_low"] == pa.float64()
    assert kinds["native_id"] == kinds["account_id"] == kinds["flags"] == pa.string()
    assert kinds["window_start"] == kinds["window_end"] == pa.timestamp("us", tz="UTC")
    expected = [line for listed in lines.values() for line in listed]
    for name in ("handle", "native_id", "why"):
        assert found.column(name).to_pylist() == [line[name] or None for line in expected]
    assert found.column("influence").to_pylist() == [
        float(line["influence"]) if line["influence"] else None for line in expected
    ]
    facts = json.loads(found.schema.metadata[b"influence"])
    assert facts["method"] == expected[0]["method"]
    assert facts["unit"] == expected[0]["unit"]
    assert facts["window_start"] == expected[0]["window_start"]
    assert {"data_digest", "run_id", "version", "what_cannot_be_known"} <= set(facts)


def test_a_csv_for_excel_runs_nothing(demo, tmp_path, capsys):
    path = write(tmp_path / "best.csv", "rank", demo, "--excel", "--top", 1)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfrank,")
    (row,) = csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
    assert row["handle"] == f"'{EVIL}"
    assert row["rank"] == "1"
    capsys.readouterr()
    assert main(["rank", str(demo), "--excel", "--format", "json"]) == 2
    assert "--excel is about CSV and TSV" in capsys.readouterr().err


def test_a_comparison_is_a_workbook_too(demo, lines, tmp_path, capsys):
    accounts = [line["handle"] for line in lines["ranked"][2:4]]
    sheets = opened(write(tmp_path / "two.xlsx", "compare", demo, *accounts))
    assert list(sheets) == ["Compared", "How to read"]
    assert sheets["Compared"][0] == ["measure", *accounts]
    assert as_rows(sheets["Compared"])[0] == {"measure": "rank", accounts[0]: 3, accounts[1]: 4}
    assert dict(sheets["How to read"])["amplifiers"] == COLUMNS["amplifiers"]
    assert accounts[0] in capsys.readouterr().err  # the verdict
    table = pq.read_table(write(tmp_path / "two.parquet", "compare", demo, *accounts))
    assert table.column_names == ["measure", *accounts]


def test_the_other_tables_are_files_with_types_as_well(demo, tmp_path):
    sheets = opened(write(tmp_path / "scores.xlsx", "scores"))
    assert "pagerank" in [row[0] for row in sheets["Scores"]]
    cut = ("validate", demo, "--cut", "2026-03-01", "--by", "reposts", "--draws", 20, "-q")
    judged = pq.read_table(write(tmp_path / "judged.parquet", *cut))
    assert set(judged.column("score").to_pylist()) == {"reposts"}
    attack = ("attack-test", "--accounts", 300, "--by", "reposts", "--bots", 5, "--victims", 1)
    sheets = opened(write(tmp_path / "attacked.xlsx", *attack))
    assert as_rows(sheets["Attacked"])[-1]["score"] == "reposts"
    whom = opened(write(tmp_path / "whom.xlsx", "notices", demo))["Whom to tell"]
    assert len(whom) == 3001
    assert "notice" in whom[0]
    said = pq.read_table(write(tmp_path / "said.parquet", "consent", demo))
    assert said.schema.field("seen_at").type == pa.timestamp("us", tz="UTC")
