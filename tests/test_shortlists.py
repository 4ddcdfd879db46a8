"""Shortlists keep reasons, lose nobody's change, can be undone, and are whole after any end."""

import csv
import io
import itertools
import json
import signal
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from influence.cli import main
from influence.errors import ChangedMeanwhile, NothingFound, NotListed, UsageError
from influence.find import Candidates, find_by_brief, find_candidates, parse_brief
from influence.outreach import (
    COLUMNS,
    Decision,
    add_entries,
    add_note,
    bar,
    barred,
    change_shortlist,
    decide,
    edit_entries,
    entries,
    find_shortlist,
    history,
    make_shortlist,
    notes_of,
    queue,
    remove_entries,
    remove_note,
    remove_shortlist,
    shortlists,
    tag,
    tags_of,
    unbar,
    undo,
    untag,
)
from influence.outreach.journal import action
from influence.records import Account, Interaction, Key, Post
from influence.store import forget, ingest, open_database

NAMES = ("anna", "ben", "celia", "dan")
PLANNED = ("shortlists", "shortlist_entries", "account_tags", "account_notes", "do_not_contact")


def records():
    fans = [Key("file", f"fan{k}") for k in range(8)]
    yield from (Account(each, each.native_id) for each in fans)
    for place, name in enumerate(NAMES):
        key = Key("file", name)
        yield Account(key, name, name.title(), f"https://{name}.example")
        for k in range(5):
            post = Key("file", f"{name}{k}")
            at = f"2026-03-0{k + 1}T08:00:00Z"
            yield Post(
                post, key, text="Rye bread", published_at=at, url=f"https://{name}.example/{k}"
            )
            for fan in fans[place:]:
                yield Interaction("repost", fan, key, post, happened_at=at)


@pytest.fixture
def path(tmp_path):
    with open_database(tmp_path / "x.db", create=True) as db:
        ingest(db, records(), named=True)
    return tmp_path / "x.db"


@pytest.fixture
def db(path):
    with open_database(path) as db:
        yield db


@pytest.fixture
def ids(db):
    query = "select account_id from accounts where handle = ?"
    return {name: db.execute(query, [name]).fetchone()[0] for name in NAMES}


@pytest.fixture
def spring(db, ids):
    made = make_shortlist(db, "Spring", question="Who bakes with rye?", by="anna")
    add_entries(db, made, list(ids.values()), by="anna")
    return find_shortlist(db, "spring")


def state(db):
    """Return all that is planned, but who stamped it when."""
    stamps = {"changes", "changed_at", "changed_by"}
    return {
        table: [
            {name: cell for name, cell in row.items() if name not in stamps}
            for row in db[table].rows
            if row.get("removed_at") is None
        ]
        for table in PLANNED
    }


def test_a_list_counts_what_was_decided(db, ids, spring):
    decide(db, spring, {ids["anna"]: 1, ids["ben"]: 1}, Decision("in", "answers everybody"))
    decide(db, spring, {ids["dan"]: 1}, Decision("out", "another country"))
    decide(db, spring, {ids["celia"]: 1}, Decision("later"))
    (found,) = shortlists(db)
    assert (found.chosen, found.refused, found.later, found.queued) == (2, 1, 1, 0)
    assert found.question == "Who bakes with rye?"
    rows = {row["handle"]: (row["decision"], row["reason"]) for row in entries(db, found)}
    assert rows["anna"] == ("in", "answers everybody")
    assert rows["dan"] == ("out", "another country")
    assert [row["handle"] for row in entries(db, found, ["in"])] == ["anna", "ben"]
    assert {*entries(db, found)[0]} == {*COLUMNS} | {"place"}


def test_in_and_out_want_a_reason(db, ids, spring):
    for decision in ("in", "out"):
        with pytest.raises(UsageError, match=f"why it is {decision}"):
            decide(db, spring, {ids["anna"]: 1}, Decision(decision, "  "))


def test_the_queue_shows_who_is_new_then_who_was_put_off(db, ids, spring):
    decide(db, spring, {ids["anna"]: None}, Decision("later", "on leave"))
    decide(db, spring, {ids["ben"]: None}, Decision("in", "good"))
    edit_entries(db, spring, {ids["dan"]: None}, {"position": 1})
    assert [row["handle"] for row in queue(db, spring)] == ["dan", "celia", "anna"]
    assert [row["handle"] for row in queue(db, spring, limit=1)] == ["dan"]


def test_what_a_finding_says_is_kept_with_each(db):
    finding = find_by_brief(db, parse_brief('name = "rye"\ntopics = ["rye"]'))
    row = find_candidates(db, finding, Candidates()).rows[0]
    made = make_shortlist(db, "Rye", brief=(finding.name, finding.toml))
    assert add_entries(db, made, [row["account_id"]], finding=finding) == 1
    assert add_entries(db, made, [row["account_id"]], finding=finding) == 0
    (entry,) = entries(db, made)
    assert entry["why"] == row["why"]
    assert entry["fit"] == row["fit"]
    assert [entry[f"link_{k}"] for k in (1, 2, 3)] == [
        f"https://{row['handle']}.example/{k}" for k in (4, 3, 2)
    ]


@pytest.mark.parametrize(
    "cells",
    [
        {"link_1": "javascript:alert(1)"},
        {"link_2": "https://x.example/a b"},
        {"link_3": "data:text/html,x"},
        {"decision": "maybe"},
        {"position": "first"},
        {"note": "x" * 5_001},
        {"changed_by": "somebody else"},
    ],
)
def test_an_entry_takes_nothing_that_means_nothing(db, ids, spring, cells):
    before = state(db)
    with pytest.raises(UsageError):
        edit_entries(db, spring, {ids["anna"]: None}, cells)
    assert state(db) == before


def test_of_two_who_edit_one_entry_the_second_is_told(path, ids, spring):
    with open_database(path) as one, open_database(path) as other:
        (seen,) = {row["changes"] for row in entries(one, spring) if row["handle"] == "anna"}
        edit_entries(one, spring, {ids["anna"]: seen}, {"note": "first"}, by="ann")
        with pytest.raises(ChangedMeanwhile, match=r"entry of anna on 'Spring' was changed by ann"):
            edit_entries(other, spring, {ids["anna"]: seen}, {"note": "second"}, by="ben")
        remove_entries(one, spring, [ids["anna"]], by="ann")
        with pytest.raises(ChangedMeanwhile, match="is gone"):
            edit_entries(other, spring, {ids["anna"]: seen + 1}, {"note": "third"}, by="ben")


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.sampled_from(("ann", "ben")), st.sampled_from(("look", "write"))), max_size=12
    )
)
def test_in_whatever_order_two_people_work_nobodys_change_is_lost_silently(tmp_path_factory, steps):
    """A write is either told to be stale, or it stands on what its author had seen."""
    path = tmp_path_factory.mktemp("two") / "x.db"
    with open_database(path, create=True) as db:
        ingest(db, [Account(Key("file", "a"), "a")], named=True)
        made = make_shortlist(db, "L")
        add_entries(db, made, [1])
    seen = {"ann": (1, None), "ben": (1, None)}
    stands = None
    with open_database(path) as ann, open_database(path) as ben:
        editors = {"ann": ann, "ben": ben}
        for number, (who, what) in enumerate(steps):
            if what == "look":
                (row,) = entries(editors[who], made)
                seen[who] = (row["changes"], row["note"])
                continue
            changes, note = seen[who]
            try:
                edit_entries(editors[who], made, {1: changes}, {"note": f"{number}"}, by=who)
            except ChangedMeanwhile:
                assert note != stands
            else:
                assert note == stands
                stands = f"{number}"
        (row,) = entries(ann, made)
        assert row["note"] == stands


def test_many_are_edited_at_once_or_none(db, ids, spring):
    every = dict.fromkeys(ids.values(), 1)
    assert edit_entries(db, spring, every, {"note": "rye people"}) == 4
    before = state(db)
    stale = {**dict.fromkeys(ids.values(), 2), ids["dan"]: 1}
    with pytest.raises(ChangedMeanwhile):
        edit_entries(db, spring, stale, {"note": "oat people"})
    assert state(db) == before
    with pytest.raises(NothingFound, match="is not there"):
        edit_entries(db, spring, {ids["anna"]: None, 1: None}, {"note": "oat people"})
    assert state(db) == before


def do_something(db, ids, spring):
    """Yield actions of every kind, each undoing of which must bring back what was before."""
    anna, ben = ids["anna"], ids["ben"]
    yield lambda: decide(db, spring, {anna: None, ben: None}, Decision("in", "good"))
    yield lambda: edit_entries(db, spring, {anna: None}, {"link_1": "https://x.example"})
    yield lambda: remove_entries(db, spring, [anna, ben])
    yield lambda: tag(db, anna, "Rye  People")
    yield lambda: untag(db, anna, "rye people")
    yield lambda: add_note(db, anna, "met at the fair")
    yield lambda: remove_note(db, notes_of(db, anna)[0].note_id)
    yield lambda: bar(db, [ben], "asked", url="https://ben.example/about")
    yield lambda: unbar(db, [ben], "asked again")
    yield lambda: change_shortlist(db, spring, name="Summer", question="Who mows?")
    yield lambda: remove_shortlist(db, find_shortlist(db, "Summer"))
    yield lambda: make_shortlist(db, "Autumn")


def test_everything_can_be_undone_one_by_one(db, ids, spring):
    states = [state(db)]
    for act in do_something(db, ids, spring):
        act()
        states.append(state(db))
    assert all(one != other for one, other in itertools.pairwise(states))
    for expected in states[-2::-1]:
        undo(db, by="anna")
        assert state(db) == expected
    assert db.execute("pragma foreign_key_check").fetchall() == []


def test_an_undoing_can_be_undone(db, ids, spring):
    tag(db, ids["anna"], "rye")
    undo(db)
    assert tags_of(db, ids["anna"]) == []
    (newest, *_) = history(db)
    assert newest.undoes is not None
    undo(db, newest.action_id)
    assert tags_of(db, ids["anna"]) == ["rye"]
    assert spring.name == "Spring"


def test_undoing_takes_nothing_from_who_changed_the_same_since(db, ids, spring):
    edit_entries(db, spring, {ids["anna"]: None}, {"note": "mine"}, by="ann")
    mine = history(db)[0].action_id
    edit_entries(db, spring, {ids["anna"]: None}, {"note": "yours"}, by="ben")
    before = state(db)
    with pytest.raises(ChangedMeanwhile, match="cannot be undone"):
        undo(db, mine)
    assert state(db) == before
    undo(db)
    undo(db, mine)
    assert entries(db, spring)[0]["note"] is None
    with pytest.raises(NothingFound, match="undone already"):
        undo(db, mine)
    with pytest.raises(NothingFound, match="No such action"):
        undo(db, 999)


def test_there_may_be_nothing_to_undo(db):
    with pytest.raises(NothingFound, match="nothing to undo"):
        undo(db)
    assert history(db) == []


def test_what_changes_nothing_is_no_action(db, ids, spring):
    before = len(history(db))
    edit_entries(db, spring, {ids["anna"]: None}, {"note": None})
    untag(db, ids["anna"], "never given")
    unbar(db, [ids["anna"]], "was never barred")
    assert len(history(db)) == before


def test_who_did_what_is_told_of_each_list(db, ids, spring):
    make_shortlist(db, "Other", by="ben")
    tag(db, ids["anna"], "rye", by="ben")
    assert [each.words for each in history(db, spring.shortlist_id)] == [
        "add 4 to Spring",
        "make the list Spring",
    ]
    assert [each.by for each in history(db)] == ["ben", "ben", "anna", "anna"]


def test_names_of_lists_are_unique_among_those_that_are_there(db, spring):
    for name in ("spring", " SPRING ", "", "x" * 121):
        with pytest.raises(UsageError):
            make_shortlist(db, name)
    remove_shortlist(db, spring)
    assert make_shortlist(db, "Spring").queued == 0
    with pytest.raises(NothingFound, match="did you mean Spring"):
        find_shortlist(db, "Sprnig")


def test_who_must_not_be_contacted_is_on_no_list(db, ids, spring):
    bar(db, [ids["ben"]], "says no PR", url="https://ben.example/about", by="anna")
    assert "ben" not in {row["handle"] for row in entries(db, spring)}
    assert "ben" not in {row["handle"] for row in queue(db, spring)}
    (found,) = shortlists(db)
    assert (found.queued, found.unlisted) == (3, 1)
    (who,) = barred(db)
    assert (who.handle, who.reason, who.url) == ("ben", "says no PR", "https://ben.example/about")
    other = make_shortlist(db, "Other")
    with pytest.raises(NotListed, match="not to be contacted"):
        add_entries(db, other, [ids["anna"], ids["ben"]])
    assert entries(db, other) == []
    unbar(db, [ids["ben"]], "asked again")
    assert "ben" in {row["handle"] for row in entries(db, spring)}


@pytest.mark.parametrize("reason", ["", "   "])
def test_barring_wants_a_reason(db, ids, reason):
    with pytest.raises(UsageError, match="Say why"):
        bar(db, [ids["ben"]], reason)
    with pytest.raises(UsageError, match="no address"):
        bar(db, [ids["ben"]], "asked", url="javascript:alert(1)")


def test_who_is_forgotten_is_in_no_list_note_tag_or_history(
    path, db, ids, spring, tmp_path, monkeypatch
):
    monkeypatch.setenv("INFLUENCE_FORGET_KEY", str(tmp_path / "key"))
    tag(db, ids["anna"], "zymurgy")
    add_note(db, ids["anna"], "quetzal was here")
    add_note(db, ids["ben"], "knows anna")
    edit_entries(db, spring, {ids["anna"]: None}, {"note": "xylograph"})
    bar(db, [ids["anna"]], "halcyon days")
    unbar(db, [ids["anna"]], "nimbus")
    db.close()
    with open_database(path) as again:
        forget(again, [ids["anna"]])
        assert [row["handle"] for row in entries(again, spring)] == ["ben", "celia", "dan"]
        assert notes_of(again, ids["ben"])[0].note == "knows [forgotten]"
        assert again.execute("pragma foreign_key_check").fetchall() == []
    content = path.read_bytes()
    words = (b"zymurgy", b"quetzal", b"xylograph", b"halcyon", b"nimbus")
    assert not [word for word in words if word in content]


KILLED = """
import os, signal, sys
from influence.outreach.journal import action
from influence.store import open_database
with open_database(sys.argv[1]) as db, action(db, "half an action") as begun:
    for account in (1, 2, 3):
        begun.put("shortlist_entries", {"shortlist_id": 1, "account_id": account}, None)
        begun.put("account_tags", {"account_id": account, "tag": "half"}, {})
        if account == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("after", [1, 2, 3])
def test_killed_in_the_middle_of_a_write_nothing_is_half_done(path, db, spring, after):
    before = state(db)
    actions = history(db)
    command = [sys.executable, "-c", KILLED, str(path), str(after)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    with open_database(path) as again:
        assert state(again) == before
        assert history(again) == actions
        tag(again, 1, "whole")  # and it can be written to
        assert find_shortlist(again, "Spring") == spring


def test_an_action_that_fails_leaves_nothing(db, ids):
    before = state(db)

    def fail():
        with action(db, "half an action") as begun:
            begun.put("account_tags", {"account_id": ids["anna"], "tag": "x"}, {})
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    assert state(db) == before
    assert history(db) == []


def ran(capsys, path, *arguments, code=0):
    assert main(["shortlist", str(path), *arguments]) == code
    return capsys.readouterr()


def test_the_command_does_what_the_page_does(capsys, path, tmp_path):
    toml = tmp_path / "b.toml"
    toml.write_text('topics = ["rye"]')
    ran(capsys, path, "make", "Spring", "--brief", str(toml))
    assert "4 accounts more" in ran(capsys, path, "fill", "Spring", "--brief", str(toml)).err
    ran(capsys, path, "off", "Spring", "dan")
    ran(capsys, path, "add", "Spring", "dan")
    ran(capsys, path, "in", "Spring", "anna", "ben", "--reason", "good")
    ran(capsys, path, "out", "Spring", "dan", "--reason", "far away")
    ran(capsys, path, "edit", "Spring", "anna", "--set", "link_3=https://x.example/3")
    ran(capsys, path, "tag", "anna", "rye")
    ran(capsys, path, "note", "anna", "met")
    shown = ran(capsys, path, "show", "Spring", "--only", "in", "--format", "csv").out
    rows = {row["handle"]: row for row in csv.DictReader(io.StringIO(shown))}
    assert {*rows} == {"anna", "ben"}
    assert (rows["anna"]["tags"], rows["anna"]["last_note"]) == ("rye", "met")
    assert rows["anna"]["link_3"] == "https://x.example/3"
    ran(capsys, path, "do-not-contact", "ben", "--reason", "asked", "--url", "https://x.example")
    assert "ben" not in ran(capsys, path, "show", "Spring", "--format", "csv").out
    assert "asked" in ran(capsys, path, "do-not-contact", "--format", "csv").out
    ran(capsys, path, "may-contact", "ben", "--reason", "asked again")
    assert "do not contact 1" in ran(capsys, path, "history", "--format", "csv").out
    ran(capsys, path, "rename", "Spring", "Summer")
    assert json.loads(ran(capsys, path, "lists", "--format", "json").out)[0]["name"] == "Summer"
    ran(capsys, path, "off", "Summer", "dan")
    assert "Undone: take off Summer" in ran(capsys, path, "undo").err
    ran(capsys, path, "remove", "Summer")
    assert "no shortlist" in ran(capsys, path, "show", "Summer", code=3).err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["make"], 2, "make NAME"),
        (["show", "Nothing"], 3, "There is no shortlist"),
        (["in", "Spring", "anna"], 2, "why it is in"),
        (["in", "Spring", "nobody", "--reason", "x"], 3, "No account is called"),
        (["edit", "Spring", "anna"], 2, "--set"),
        (["edit", "Spring", "anna", "--set", "link_1=javascript:alert(1)"], 2, "no address"),
        (["fill", "Spring"], 2, "--brief FILE"),
        (["do-not-contact", "anna"], 2, "Say why"),
        (["undo", "first"], 2, "undo NUMBER"),
        (["note", "anna"], 2, "ACCOUNT WORDS"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(capsys, path, spring, arguments, code, words):
    told = ran(capsys, path, *arguments, code=code)
    assert words in told.err
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert spring.name == "Spring"


def test_a_workbook_has_the_list_the_reasons_the_sources_and_who_was_left_out(
    capsys, path, tmp_path
):
    toml = tmp_path / "b.toml"
    toml.write_text('name = "rye"\ntopics = ["rye"]\nexclude = ["celia"]')
    ran(capsys, path, "make", "Spring", "--brief", str(toml))
    ran(capsys, path, "fill", "Spring", "--brief", str(toml))
    ran(capsys, path, "in", "Spring", "anna", "--reason", "good")
    ran(capsys, path, "out", "Spring", "ben", "--reason", "far away")
    ran(capsys, path, "do-not-contact", "dan", "--reason", "asked")
    book = tmp_path / "s.xlsx"
    ran(capsys, path, "show", "Spring", "--only", "in", "-o", str(book))
    found = CalamineWorkbook.from_path(str(book))
    assert found.sheet_names == [
        "Shortlist",
        "Reasons",
        "How to read",
        "Sources",
        "Left out and why",
    ]
    texts = {name: repr(found.get_sheet_by_name(name).to_python()) for name in found.sheet_names}
    assert "anna" in texts["Shortlist"]
    assert "ben" not in texts["Shortlist"]
    assert "good" in texts["Reasons"]
    assert "far away" in texts["Left out and why"]
    assert "the brief leaves it out by name" in texts["Left out and why"]
    assert "1 account of the list may not be listed" in texts["Left out and why"]
    assert not [name for name, text in texts.items() if "'dan'" in text]
