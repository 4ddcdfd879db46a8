"""A report is one file that runs nothing and asks nothing, whatever strangers write; it adds up."""

import csv
import io
import json
import math
import re
import zipfile
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from hostile_reports import (
    HOSTILE,
    NOW,
    PEOPLE,
    SCRIPTS,
    TOML,
    hostile_list,
    records,
    written,
)

from influence.cli import main
from influence.errors import NothingFound
from influence.find import parse_brief
from influence.outreach import (
    Decision,
    add_entries,
    add_note,
    bar,
    decide,
    edit_entries,
    entries,
    find_shortlist,
    make_shortlist,
)
from influence.records import Account, Consent, Key, Post
from influence.show.reports import make_report
from influence.show.reports.findings import findings
from influence.store import ingest, open_database


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    return hostile_list(tmp_path_factory.mktemp("report") / "x.db")


@pytest.fixture(scope="module")
def made(database):
    return written(database)


@pytest.fixture
def page(made):
    return BeautifulSoup(made[1], "lxml")


def test_the_file_runs_nothing_and_asks_for_nothing(page, made):
    tags = {each.name for each in page.find_all(True)}
    assert not tags & {
        "script",
        "img",
        "iframe",
        "object",
        "embed",
        "link",
        "form",
        "base",
        "input",
    }
    attributes = {name for each in page.find_all(True) for name in each.attrs}
    assert not {name for name in attributes if name.startswith("on")}
    assert not attributes & {"src", "srcset", "xlink:href", "action", "background"}
    style = "".join(each.get_text() for each in page.find_all("style"))
    assert not re.search(r"@import|url\(|expression", style)
    policies = page.find_all("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert policies[0]["content"].startswith("default-src 'none'")
    assert "noindex" in made[1]


def test_every_link_is_an_address_of_the_web(page):
    links = {each["href"] for each in page.find_all("a")}
    assert links
    assert all(link.startswith(("https://", "http://")) for link in links)


def test_what_strangers_write_is_shown_as_text_and_tamed(page, made):
    text = page.get_text()
    assert HOSTILE["markup"] in text
    assert "{{ 7 * 7 }}" in text
    assert not re.search(
        "[\u202a-\u202e\u2066-\u2069\u200e\u200f\x00-\x08\x0b-\x1f\x7f-\x9f]", made[1]
    )
    assert "x" * 2_001 not in made[1]
    assert len(made[1]) < 500_000


@pytest.mark.parametrize("words", SCRIPTS.values(), ids=SCRIPTS)
def test_every_script_is_in_it(page, words):
    assert words in page.get_text()


def test_it_says_all_that_a_report_has_to_say(page, made):
    report, _ = made
    headings = [each.get_text() for each in page.find_all("h2")]
    assert headings == [
        "What was found",
        "The list",
        "Everybody on it",
        "What was left out, and why",
        "How complete the data is",
        "How the numbers are computed",
    ]
    assert len(report.profiles) == len(report.rows) == len(PEOPLE) - 1
    assert 3 <= len(report.findings) <= 5
    text = " ".join(page.get_text().split())
    assert "no post on the topic: none of its 1 post in the window" in text
    assert "Left out although it has 99,999 followers" in text
    assert f"Made {NOW}" in text
    assert all(each["why"] or each["reason"] for each in report.rows)


def test_the_numbers_of_each_profile_add_up(made):
    report, _ = made
    for profile in report.profiles:
        value = profile.row[report.score]
        assert math.fsum(each["adds"] for each in profile.parts) == pytest.approx(value, abs=1e-9)
        if profile.row["fit"] is not None:
            adds = math.fsum(each["adds"] for each in profile.terms)
            assert adds == pytest.approx(profile.row["fit"], abs=1e-9)
    ranked = [row["rank"] for row in report.rows if row["rank"] is not None]
    assert ranked == sorted(ranked)


def test_every_picture_has_words_and_a_table(page):
    for figure in page.find_all("figure"):
        assert figure.find("svg")
        assert figure.find("figcaption").get_text(strip=True)
        assert figure.find("svg").find("title") or figure.find("svg").get("aria-label")
        assert figure.find("table")


def test_it_prints_to_a4(made):
    assert "@page { size: A4" in made[1]
    assert "@media print" in made[1]


def test_the_same_list_gives_the_same_bytes(database, made):
    assert written(database)[1] == made[1]


def test_who_must_not_be_contacted_is_not_in_it(tmp_path):
    with open_database(tmp_path / "x.db", create=True) as db:
        ingest(db, records(), named=True)
        spring = make_shortlist(db, "Spring", brief=("rye", TOML))
        add_entries(db, spring, [10, 11, 12])
        bar(db, [11], "asked")
    report, html = written(tmp_path / "x.db")
    assert not report.is_decided
    assert "Nobody is decided on yet" in html
    assert len(report.rows) == 2
    assert SCRIPTS["cyrillic"] not in html


def test_who_opted_out_is_in_no_report_and_no_list(tmp_path, capsys):
    with open_database(tmp_path / "x.db", create=True) as db:
        ingest(db, records(), named=True)
        spring = make_shortlist(db, "Spring", question="Not quokka_q?", brief=("rye", TOML))
        them = Key("file", "quokka")
        post = Post(Key("file", "q"), them, text="rye", url="https://quokka.example/1")
        ingest(
            db, [Account(them, "quokka_q", "Quokka Q", "https://quokka.example"), post], named=True
        )
        query = "select account_id from accounts where native_id in ('quokka', 'latin')"
        ids = [row[0] for row in db.execute(query)]
        add_entries(db, spring, ids)
        every = dict.fromkeys(ids)
        decide(db, spring, every, Decision("in", "unlike quokka_q"))
        edit_entries(db, spring, every, {"note": "Quokka Q says so", "link_1": post.url})
        add_note(db, ids[0], "ask @quokka_q", by="anna")
        add_note(db, ids[1], "ask @quokka_q", by="anna")
        ingest(db, [Consent(them, "deny", "asked", "hand")])
    report, html = written(tmp_path / "x.db")
    assert len(report.rows) == 1
    assert "quokka" not in html.lower()
    assert "[opted out]" in html
    for form in ("csv", "json", "md"):
        show = ["shortlist", str(tmp_path / "x.db"), "show", "Spring", "--format", form]
        assert main(show) == 0
        assert "quokka" not in capsys.readouterr().out.lower()


def test_a_list_without_a_brief_is_reported_by_influence(tmp_path):
    with open_database(tmp_path / "x.db", create=True) as db:
        ingest(db, records(), named=True)
        spring = make_shortlist(db, "Spring")
        add_entries(db, spring, [10, 11])
    report, html = written(tmp_path / "x.db")
    assert report.score == "influence"
    assert report.left_out == []
    assert "no brief left anybody out" in html


def test_an_empty_list_is_one_sentence(tmp_path, capsys):
    with open_database(tmp_path / "x.db", create=True) as db:
        ingest(db, records(), named=True)
        spring = make_shortlist(db, "Spring")
        with pytest.raises(NothingFound, match="add accounts first"):
            make_report(db, spring)
    assert main(["report", str(tmp_path / "x.db"), "--list", "Spring"]) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1


def test_the_command_writes_a_file_and_says_who_is_in_it(database, tmp_path, capsys):
    place = tmp_path / "spring.html"
    assert main(["report", str(database), "--list", "spring", "-o", str(place)]) == 0
    assert place.read_text().startswith("<!doctype html>")
    assert f"{len(PEOPLE) - 1} accounts of Spring" in capsys.readouterr().err


def test_the_list_of_a_report_is_that_of_its_table(database, made, capsys):
    command = ["shortlist", str(database), "show", "Spring", "--only", "in", "--format", "csv"]
    assert main(command) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["native_id"] for row in rows} == {row["native_id"] for row in made[0].rows}


def test_no_export_of_a_list_holds_a_formula(database, tmp_path, capsys):
    show = ["shortlist", str(database), "show", "Spring"]
    assert main([*show, "--format", "csv", "--excel"]) == 0
    cells = [cell for row in csv.reader(io.StringIO(capsys.readouterr().out)) for cell in row]
    assert [cell for cell in cells if cell.startswith("'=cmd")]
    assert not [cell for cell in cells if cell[:1] in "=@" and cell]
    book = tmp_path / "x.xlsx"
    assert main([*show, "-o", str(book)]) == 0
    with zipfile.ZipFile(book) as file:
        sheets = {name: file.read(name).decode() for name in file.namelist()}
    assert not [name for name, sheet in sheets.items() if "<f>" in sheet]
    links = [sheet for name, sheet in sheets.items() if name.endswith(".rels")]
    assert any("https://ok.example/1" in each for each in links)
    assert not [each for each in links if "javascript:" in each or "data:" in each]


def test_the_forms_of_a_list_hold_what_was_written(database, capsys):
    show = ["shortlist", str(database), "show", "Spring", "--format", "json"]
    assert main(show) == 0
    rows = {row["native_id"]: row for row in json.loads(capsys.readouterr().out)}
    with open_database(database) as db:
        held = {row["native_id"]: row for row in entries(db, find_shortlist(db, "Spring"))}
    assert rows["markup"]["note"] == held["markup"]["note"] == HOSTILE["markup"]
    assert parse_brief(TOML).topics == ("rye",)


@pytest.mark.parametrize(
    ("high", "words"),
    [(2.0, "It stands clear of all others of the list"), (8.5, "1 other of the list cannot be")],
)
def test_the_report_says_whether_the_first_stands_clear(high, words):
    run = SimpleNamespace(score=SimpleNamespace(name="influence"))
    named = {"handle": "a", "name": None, "native_id": "1", "why": "x", "followers": None}
    first = {**named, "influence": 9.0, "score_low": 8.0, "score_high": 10.0}
    other = {**named, "influence": 1.0, "score_low": 0.5, "score_high": high}
    shared = SimpleNamespace(together=3, sizes=[2, 1])
    assert any(words in told for told in findings(run, [first, other], [], shared))
