"""Whom to tell that data is held, by when, in which words, and who was told."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from databases import in_memory
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from influence.cli import main
from influence.records import (
    Account,
    Consent,
    Coverage,
    Follow,
    Interaction,
    InteractionCount,
    Key,
    Post,
)
from influence.show.drafts import HONEST, Sender, categories, draft, public_notice
from influence.show.notices import DUE, OVERDUE, TOLD, UNKNOWN, state_of
from influence.store import held_of_people, ingest, note_told, open_database
from influence.store.notices import one_month_after

ANN, BEN, FAN = (Key("feed", name) for name in ("ann", "ben", "fan"))
CAME = "2026-01-31T09:00:00Z"
NASTY = "<script>alert(1)</script> [x](javascript:1) *b* | ![i](u)\x1b[2J\n# heading"


def filled(db, clock=lambda: CAME):
    ingest(
        db,
        [
            Account(ANN, "ann_bakes", "Ann", "https://ann.example", "Rye.", followers_count=9),
            Account(BEN, "ben_rides", seen_at=CAME),
            Post(Key("feed", "p"), ANN, text="Rye."),
            Interaction("repost", FAN, ANN, Key("feed", "p")),
            InteractionCount("like", FAN, ANN, 3),
            Follow(FAN, ANN),
            Coverage("followers", ANN, is_complete=True),
            Consent(BEN, "deny", "asked", "hand"),
        ],
        clock=clock,
    )
    return db


def people(db, **options):
    return {held.native_id: held for held in held_of_people(db, **options)}


@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)))
def test_a_month_ends_on_the_day_of_the_same_number_or_on_its_last(day):
    end = date.fromisoformat(one_month_after(day.isoformat()))
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == 1
    assert end.day == day.day or (end.day < day.day and (end + timedelta(days=1)).day == 1)


def test_the_time_at_which_an_account_came_here_is_kept_and_never_moved():
    db = filled(in_memory())
    filled(db, clock=lambda: "2026-06-01T00:00:00Z")
    assert {held.obtained_at for held in held_of_people(db)} == {CAME}
    assert {held.due_on for held in held_of_people(db)} == {"2026-02-28"}


def test_what_is_held_is_said_of_each_in_words():
    held = people(filled(in_memory()))
    assert categories(held["ann"]) == [
        *("id of the account", "handle", "name", "address of the profile", "biography"),
        "numbers that the profile claims, such as followers",
        "posts of yours with their texts (1)",
        "acts of others on you and your posts (4)",
        "accounts that follow you (1)",
    ]
    assert categories(held["fan"]) == [
        "id of the account",
        "acts of yours on others, such as reposts, replies and likes (4)",
        "accounts that you follow (1)",
    ]
    assert {name for name, each in held.items() if each.has_profile} == {"ann", "ben"}


def test_it_is_due_overdue_told_or_of_no_known_time():
    db = filled(in_memory())
    db.execute("update accounts set obtained_at = null where native_id = 'fan'")
    accounts = people(db)
    note_told(db, accounts["ben"].account_id, clock=lambda: "2026-02-02T00:00:00Z")
    held = people(db, told_too=True)
    assert {name: state_of(each, "2026-02-28") for name, each in held.items()} == {
        "ann": DUE,
        "ben": TOLD,
        "fan": UNKNOWN,
    }
    assert state_of(held["ann"], "2026-03-01") == OVERDUE
    assert [*people(db)] == ["fan", "ann"]  # of no known time first; who was told is not due


ASKED_FOR = {  # Art. 14(1) and (2) GDPR, point by point
    "1a who holds it": "This is Rye PR, to be reached at mail@rye.example",
    "1b data protection officer": "data protection officer",
    "1c purposes": "What for:",
    "1c legal basis": "Art. 6(1)(f)",
    "1d categories": "biography",
    "1e recipients": "Who receives it:",
    "1f other countries": "outside of the EU",
    "2a how long": "How long: 12 months.",
    "2b interests": "our legitimate interest",
    "2c rights": "(Art. 15)",
    "2c to object": "to object (21)",
    "2e complaint": "data protection authority",
    "2f source": "Where it is from: feed",
    "2g profiling": "Scores:",
    "how to opt out": "do not list me",
    "how to be forgotten": "forget me",
}


@pytest.mark.parametrize("words", ASKED_FOR.values(), ids=ASKED_FOR)
def test_a_draft_says_all_that_the_law_asks_for(words):
    sender = Sender("Rye PR", "mail@rye.example", "12 months")
    assert words in draft(people(filled(in_memory()))["ann"], sender)


def test_what_nobody_said_stands_in_brackets():
    text = draft(people(filled(in_memory()))["ann"], Sender())
    for blank in ("[who we are]", "[contact]", "[how long, or by which rule]"):
        assert blank in text
        assert blank in public_notice(Sender())


def test_who_opted_out_is_told_that_it_is_heeded():
    held = people(filled(in_memory()))
    assert "You asked not to be listed" in draft(held["ben"], Sender())
    assert "You asked not to be listed" not in draft(held["ann"], Sender())


@pytest.fixture
def database(tmp_path):
    with open_database(tmp_path / "x.db", create=True) as db:
        filled(db)
        ingest(db, [Account(Key("feed", "nasty"), NASTY)], clock=lambda: CAME)
    return tmp_path / "x.db"


def printed(capsys, *arguments, code=0):
    assert main([*map(str, arguments)]) == code
    return capsys.readouterr()


def test_one_row_an_account_and_a_draft_where_there_is_somebody_to_write_to(capsys, database):
    texts = {
        form: printed(capsys, "notices", database, "--for", "Rye", "--format", form)
        for form in ("csv", "json", "jsonl")
    }
    rows = [*csv.DictReader(io.StringIO(texts["csv"].out))]
    assert {row["native_id"] for row in rows} == {"ann", "ben", "fan", "nasty"}
    assert {row["due_on"] for row in rows} == {"2026-02-28"}
    drafts = {row["native_id"]: row["notice"] for row in rows}
    assert drafts["fan"] == ""
    assert drafts["ann"].startswith("To ann_bakes (feed)\n\nThis is Rye,")
    assert json.loads(texts["json"].out) == [*map(json.loads, texts["jsonl"].out.splitlines())]
    for words in HONEST:
        assert all(words in text.err for text in texts.values())


def test_drafts_as_markdown_are_pages_that_a_strangers_name_cannot_steer(
    capsys, database, tmp_path
):
    drafts = tmp_path / "drafts.md"
    printed(capsys, "notices", database, "-o", drafts, "--contact", "mail@rye.example")
    text = drafts.read_text()
    assert "\x1b" not in text
    page = MarkdownIt("commonmark").parse(text)
    headings = [page[k + 1].content for k, part in enumerate(page) if part.type == "heading_open"]
    assert len(headings) == 3 + 3  # the page, the public notice, the letters; one for each of three
    inline = [child.type for part in page for child in part.children or ()]
    assert not {"link_open", "image", "html_inline", "em_open"} & {*inline}
    assert not any(part.type == "html_block" for part in page)
    assert "Art. 14(5)(b)" in text
    assert "A public notice, as a draft" in text


def test_how_long_data_is_kept_is_what_retain_remembers(capsys, database):
    def said(*more):
        text = printed(capsys, "notices", database, "--format", "md", *more)
        (line,) = {line for line in text.out.splitlines() if line.startswith("How long:")}
        return line.strip(), "(--kept-for)" in text.err

    assert said() == ("How long: [how long, or by which rule].", True)
    printed(capsys, "retain", database, "--until", "2020-01-01")
    assert said() == ("How long: nothing from before 2020-01-01 is kept.", False)
    printed(capsys, "retain", database, "--days", "36500")
    days = "36500 days, counted from when it was published, done or last seen"
    assert said() == (f"How long: {days}.", False)
    assert said("--kept-for", "a year") == ("How long: a year.", False)


def test_a_table_sums_up_and_shows_whom_first(capsys, database):
    shown = printed(capsys, "notices", database, "--format", "table").out
    assert "Nothing is sent" in shown
    assert ["acts", "only", "overdue", "1", "2026-02-28"] in map(str.split, shown.splitlines())
    assert ["profile", "overdue", "3", "2026-02-28"] in map(str.split, shown.splitlines())


def test_who_was_told_is_no_longer_due_and_all_or_none_are_noted(capsys, database):
    printed(capsys, "notices", database, "--told", "ann_bakes", "--told", "no", code=3)
    handles = "select handle from accounts join notices using (account_id)"
    with open_database(database) as db:
        assert db.execute(handles).fetchall() == []
    words = printed(capsys, "notices", database, "--told", "ann_bakes", "--told", "ben_rides").err
    assert "ann_bakes: told, 20" in words
    assert "ben_rides: told, 20" in words  # who opted out can be told too
    rest = printed(capsys, "notices", database, "--format", "csv").out
    assert {row["native_id"] for row in csv.DictReader(io.StringIO(rest))} == {"fan", "nasty"}
    everybody = printed(capsys, "notices", database, "--all", "--format", "csv").out
    states = {row["native_id"]: row["state"] for row in csv.DictReader(io.StringIO(everybody))}
    assert states == {"ann": "told", "ben": "told", "fan": "overdue", "nasty": "overdue"}
    shown = printed(capsys, "notices", database, "--all", "-o", "-", "--format", "md").out
    assert "### ann" not in shown
