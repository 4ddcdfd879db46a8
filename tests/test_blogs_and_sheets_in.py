"""Lists of blogs (OPML) and spreadsheets in, and what a rehearsal says of a file."""

import io
import marshal
import subprocess
import sys

import pytest
import xlsxwriter
from databases import in_memory
from file_samples import ODS, packed

from crawlers.files import Asked, Options, import_files
from influence.cli import main
from influence.errors import InputUnusable
from influence.urls import site_of


def imported(folder, content, file, **asked):
    path = folder / file
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    db, problems = in_memory(), []
    options = Options(asked=Asked(**asked), on_problem=problems.append)
    (report,) = import_files(db, [str(path)], options)
    return db, report, [(problem.line, problem.reason) for problem in problems]


def rows(db, query):
    return [tuple(row) for row in db.execute(query).fetchall()]


BLOGROLL = """\
<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
<head><title>Bread</title><ownerName>Ann</ownerName><ownerEmail>ann@ann.example</ownerEmail>
<ownerId>https://ann.example/about</ownerId></head>
<body>
<outline text="Friends">
<outline type="rss" text="Ben "the baker"" xmlUrl="https://ben.example/feed?a=1&b=2"/>
<outline type="rss" text="Ben's comments" xmlurl="http://Ben.example/comments" language="en"/>
<outline title="Cid" xmlUrl="https://medium.com/feed/@cid" htmlUrl="https://medium.com/@cid"/>
<outline text="bad" xmlUrl="javascript:alert(1)"/>
<outline type="include" text="more" url="https://dan.example/list.opml"/>
</outline></body></opml>
"""

LINKS = """select a.native_id, t.native_id from interactions
           join accounts a on a.account_id = actor_id join accounts t on t.account_id = target_id
           where kind = 'link' order by 2"""


def test_a_blogroll_gives_its_blogs_and_one_link_of_its_owner_to_each(tmp_path):
    db, _, problems = imported(tmp_path, BLOGROLL, "blogroll.opml")
    assert rows(db, LINKS) == [
        ("https://ann.example/", "https://ben.example/"),
        ("https://ann.example/", "https://medium.com/@cid"),
    ]
    names = "select distinct source, name from accounts order by 2"
    assert rows(db, names) == [("blog", "Ann"), ("blog", "Ben's comments"), ("blog", "Cid")]
    assert [line for line, _ in problems] == [10, 11]
    assert "is no web address" in problems[0][1]
    assert "import that file too" in problems[1][1]


def test_the_mail_address_of_the_owner_is_left_alone(tmp_path):
    db, _, _ = imported(tmp_path, BLOGROLL, "blogroll.opml")
    assert not [line for line in db.conn.iterdump() if "ann@ann" in line]


def test_without_an_owner_only_blogs_are_read_and_it_is_told(tmp_path):
    text = BLOGROLL.replace("<ownerId>https://ann.example/about</ownerId>", "")
    db, report, _ = imported(tmp_path, text, "blogroll.opml")
    assert not rows(db, LINKS)
    assert "--owner" in report.notes[0]
    db, _, _ = imported(tmp_path, text, "blogroll.opml", owner="http://eve.example")
    assert {actor for actor, _ in rows(db, LINKS)} == {"https://eve.example/"}
    with pytest.raises(InputUnusable, match=r"\.opml is a blogroll, and --owner eve is no address"):
        imported(tmp_path, text, "blogroll.opml", owner="eve")


def test_importing_a_blogroll_twice_changes_nothing(tmp_path):
    db, _, _ = imported(tmp_path, BLOGROLL, "blogroll.opml")
    once = list(db.conn.iterdump())
    list(import_files(db, [str(tmp_path / "blogroll.opml")]))
    assert list(db.conn.iterdump()) == once


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("HTTP://Ann.Example:80/x?y#z", "https://ann.example/"),
        ("https://univ.example/~ann/blog/", "https://univ.example/~ann"),
        ("https://www.reddit.com/r/bread/.rss", "https://www.reddit.com/r/bread"),
        (
            "https://www.youtube.com/feeds/videos.xml?channel_id=UC1234567890123456789012",
            "https://www.youtube.com/channel/UC1234567890123456789012",
        ),
        ("https://ann.substack.com/feed", "https://ann.substack.com/"),
        ("ftp://ann.example/", None),
        ("https://localhost/", None),
        ("https://[", None),
    ],
)
def test_an_address_belongs_to_one_blog(address, site):
    assert site_of(address) == site


def workbook(sheets, hidden=()):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        date = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for name, cells in sheets.items():
            sheet = book.add_worksheet(name)
            for (row, column), value in cells.items():
                if isinstance(value, float):  # days since 1899-12-30, as Excel has them
                    sheet.write_number(row, column, value, date)
                else:
                    sheet.write(row, column, value)
            if name in hidden:
                sheet.hide()
    return content.getvalue()


def table(lines, above=0):
    return {
        (row + above, column): value
        for row, line in enumerate(lines)
        for column, value in enumerate(line)
        if value is not None
    }


PEOPLE = [("user_id", "username", "followers", "joined"), (17, "ann", 1200, 46082.396), (None,),
          ("b8", "ben", "1.2K", None), (9, "cid", "many", None)]  # fmt: skip


def test_a_sheet_with_a_title_above_its_header_is_read_with_dates_and_ids(tmp_path):
    sheets = {"People": {(0, 0): "Our bloggers", **table(PEOPLE, above=3)}}
    db, report, problems = imported(tmp_path, workbook(sheets), "people.xlsx")
    query = """select native_id, handle, created_at, followers_count
               from accounts left join account_counts using (account_id)"""
    assert rows(db, query) == [
        ("17", "ann", "2026-03-01T09:30:14Z", 1200),
        ("b8", "ben", None, 1200),
    ]
    assert problems == [(8, "sheet People: followers 'many' is no whole number from 0")]
    assert report.form.counts == "row"


def test_hidden_and_unknown_sheets_are_left_and_it_is_told(tmp_path):
    sheets = {
        "Words": {(0, 0): "handle", (0, 1): "What it is called"},
        "Old": table(PEOPLE),
        "People": table(PEOPLE[:2]),
    }
    _, report, _ = imported(tmp_path, workbook(sheets, hidden=["Old"]), "people.xlsx")
    assert report.notes[-1] == "sheet Old is hidden and not read"


def test_of_a_ranking_as_a_workbook_the_rankings_are_read_and_no_sheet_about_them(tmp_path):
    ranking = [
        ("rank", "handle", "name", "platform", "followers", "why", "url", "native_id"),
        (1, "ann", "Ann", "x", 1200, "about 2 people", "https://ann.example", "1048576"),
    ]
    evidence = [("account_id", "handle", "url"), (7, "ann", "https://ann.example/a-post")]
    sheets = {"Ranked": table(ranking), "Evidence": table(evidence)}
    db, report, _ = imported(tmp_path, workbook(sheets), "ranking.xlsx")
    accounts = "select source, native_id, handle, url from accounts"
    assert rows(db, accounts) == [("x", "1048576", "ann", "https://ann.example")]
    assert report.notes == ("sheet Evidence says more about the same and is not read",)


def test_an_id_of_too_many_digits_for_a_spreadsheet_is_refused(tmp_path):
    sheets = {"A": table([("id", "handle"), (1234567890123456789, "ann")])}
    _, _, ((line, reason),) = imported(tmp_path, workbook(sheets), "a.xlsx")
    assert line == 2
    assert "rounded by a spreadsheet" in reason


def test_a_workbook_that_would_fill_the_memory_is_refused_before_anything_goes_in(tmp_path):
    sheet = b"".join(
        [
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
            b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>',
            b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
        ]
    )
    import zipfile  # noqa: PLC0415

    content = workbook({"A": table(PEOPLE)})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = sheet
    (tmp_path / "accounts.csv").write_text("id,handle\n1,ann\n")
    (tmp_path / "bomb.xlsx").write_bytes(packed(members))
    db = in_memory()
    paths = [str(tmp_path / name) for name in ("accounts.csv", "bomb.xlsx")]
    with pytest.raises(InputUnusable, match="more memory or time"):
        list(import_files(db, paths))
    assert rows(db, "select count(*) from accounts") == [(0,)]


LITTLE_MEMORY = """
from crawlers.files import workbook
workbook.MOST_MEMORY = 700 << 20
workbook.main()
"""


@pytest.mark.parametrize(("last_row", "is_read"), [(10, True), (3_000, False)])
def test_a_workbook_is_read_within_bounds_of_memory(last_row, is_read):
    """Of rows so wide, 3,000 take 1.2 GB."""
    content = workbook({"A": {(0, 0): "id", (last_row - 1, 16_383): "ann"}})
    command = [sys.executable, "-c", LITTLE_MEMORY]
    done = subprocess.run(command, input=content, capture_output=True, check=False)
    assert done.stdout.endswith(marshal.dumps(("end",))) is is_read


def test_ods_is_read_and_other_archives_are_told(tmp_path):
    db, _, _ = imported(tmp_path, packed(ODS), "people.ods")
    assert rows(db, "select handle from accounts") == [("ann",)]
    with pytest.raises(InputUnusable, match="zip"):
        imported(tmp_path, packed({"readme.txt": "hello"}), "some.zip")


def test_a_spreadsheet_without_its_reader_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr("crawlers.files.spreadsheet.find_spec", lambda _: None)
    with pytest.raises(InputUnusable, match=r"pip install 'influence-discovery\[excel\]'"):
        imported(tmp_path, workbook({"A": table(PEOPLE)}), "a.xlsx")


def test_a_rehearsal_says_form_columns_and_first_problems_and_writes_nothing(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text(
        "screen_name;followers_count;mood\nann;12;good\nben;x;bad\ncid;y;bad\n"
    )
    before = sorted(path.name for path in tmp_path.iterdir())
    assert main(["import", "--dry-run", "new.db", "a.csv"]) == 0
    told = capsys.readouterr().err.splitlines()
    columns = "handle from screen_name, followers from followers_count"
    assert told[:4] == [
        "a.csv: CSV",
        f"  read as accounts under other names: {columns}",
        "a.csv: no column of ids: handle is the id",
        "a.csv: columns not used: mood",
    ]
    assert "3 rows; 2 rejected; new: 1 account" in told[4]
    assert [line.strip() for line in told[5:7]] == [
        "first: line 3 rejected: followers 'x' is no whole number from 0",
        "then: line 4 rejected: followers 'y' is no whole number from 0",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == before
