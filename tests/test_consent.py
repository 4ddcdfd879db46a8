"""Who opted out: what is kept of it, what follows, and which lists leave whom out."""

import csv
import io
import re
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from databases import in_memory
from hypothesis import given
from hypothesis import strategies as st
from small_worlds import world
from strategies import interaction_graphs

from crawlers.files import Options, import_files
from influence.cli import main
from influence.graph import NOT_ASKED, OPTED_OUT, load
from influence.opt_outs import OPT_OUT_TAGS, PUBLIC_BY_DEFAULT, opt_out_tag
from influence.ranking import RANKED, STATUSES, columns, compute, find_score, rows, run
from influence.ranking.glossary import COLUMNS
from influence.ranking.lists import sort_out
from influence.records import CONSENT_SIGNALS, Account, Consent, Follow, Interaction, Key, Post
from influence.scores import all_scores
from influence.show import PRIVATE, write_rows
from influence.store import ingest, open_database, opening, signals

ANN, BEN, CARA = (Key("mastodon", name) for name in ("ann", "ben", "cara"))
PLACES = ("hand", "bio", "profile", "file")
DAY = datetime(2026, 3, 1, tzinfo=UTC)
MOMENTS = [f"{DAY + timedelta(days=k):%Y-%m-%dT%H:%M:%SZ}" for k in range(4)]


def consent_of(db, key=ANN):
    query = "select consent from accounts where source = ? and native_id = ?"
    return db.execute(query, tuple(key)).fetchone()[0]


def unlisted(db):
    return dict(
        db.execute(
            "select native_id, why from unlisted join accounts using (account_id)"
        ).fetchall()
    )


def history(db):
    query = "select account_id, signal, reason, seen_in, seen_at from consents order by consent_id"
    return db.execute(query).fetchall()


said = st.builds(
    Consent,
    st.sampled_from([ANN, BEN]),
    st.sampled_from(CONSENT_SIGNALS),
    st.sampled_from([None, "asked"]),
    st.sampled_from(PLACES),
    st.sampled_from(MOMENTS),
)


def decided(consents):
    """Return what follows from signals in the order in which they came, the slow way."""
    latest = {}
    for each in consents:
        held = latest.get(each.seen_in)
        if held is None or each.seen_at >= held.seen_at:
            latest[each.seen_in] = each
    hand = latest.get("hand")
    if hand and hand.signal != "unset":
        return hand.signal
    seen = {each.signal for each in latest.values()}
    return next((signal for signal in ("deny", "allow") if signal in seen), "unset")


@given(st.lists(st.lists(said, max_size=4), max_size=4))
def test_the_latest_of_each_place_counts_and_a_deny_goes_before_an_allow(imports):
    with open_database(":memory:") as db:
        ingest(db, [Account(ANN), Account(BEN)])
        kept = []
        for consents in imports:
            ingest(db, consents)
            # Of what one import says of one place and time, the last stands; twice is once.
            last = {(each.account, each.seen_in, each.seen_at): each for each in consents}
            kept += [each for each in last.values() if each not in kept]
        for key in (ANN, BEN):
            own = [each for each in kept if each.account == key]
            assert consent_of(db, key) == decided(own)
        assert len(history(db)) == len(kept)


def test_nothing_of_the_history_is_lost_or_written_twice():
    db = in_memory()
    told = [
        Consent(ANN, "deny", "asked", "hand"),
        Consent(ANN, "allow", "changed her mind", "hand"),
    ]
    for day, one in enumerate([told[0], told[0], told[1], told[1], told[0]]):
        ingest(db, [one], clock=lambda day=day: f"2026-03-0{day + 1}T00:00:00Z")
    assert [(row[1], row[4][:10]) for row in history(db)] == [
        ("deny", "2026-03-01"),
        ("allow", "2026-03-03"),
        ("deny", "2026-03-05"),
    ]
    assert consent_of(db) == "deny"


def test_who_asked_by_mail_is_not_listed_because_a_profile_says_discoverable():
    db = in_memory()
    ingest(db, [Consent(ANN, "deny", "asked", "hand", MOMENTS[0])])
    ingest(db, [Consent(ANN, "allow", "discoverable: true", "profile", MOMENTS[3])])
    assert unlisted(db) == {"ann": "opted out"}


def test_a_place_that_is_silent_takes_back_what_it_said_and_says_nothing_else():
    db = in_memory()
    silence = Consent(ANN, "unset", seen_in="robots meta")
    ingest(db, [silence])
    assert not history(db)
    ingest(db, [Consent(ANN, "deny", "noindex", "robots meta", MOMENTS[0])])
    assert consent_of(db) == "deny"
    ingest(db, [silence])
    assert consent_of(db) == "unset"
    assert len(history(db)) == 2


@pytest.mark.parametrize("tag", OPT_OUT_TAGS)
@pytest.mark.parametrize("form", ["#{}", "Bread. #{}!", "#{}\n", "\uff03{}", "#<span>{}</span>"])
def test_every_tag_that_asks_robots_to_keep_away_is_a_deny(tag, form):
    for written in (tag, tag.upper()):
        assert opt_out_tag(form.format(written)) == f"#{tag}"


@pytest.mark.parametrize(
    "prose", ["nobot", "no bots", "#nobotany", "x#nobot", "https://a.example/#noindex", "#no_bot"]
)
def test_a_word_that_only_looks_like_it_is_none(prose):
    assert opt_out_tag(prose) is None


def test_an_opt_out_in_a_bio_or_a_name_holds_until_the_bio_no_longer_says_so():
    db = in_memory()
    first, second = MOMENTS[:2]
    ingest(db, [Account(ANN, bio="Rye. #NoBot", seen_at=first), Account(BEN, name="Ben #noai")])
    assert unlisted(db) == {"ann": "opted out", "ben": "opted out"}
    assert {each.reason for each in signals(db)} == {"#nobot in the bio", "#noai in the name"}
    ingest(db, [Account(ANN, "ann", seen_at=second), Account(ANN, name="Ann", seen_at=second)])
    assert consent_of(db) == "deny"  # nobody said what the bio is now
    ingest(db, [Account(ANN, bio="Rye.", seen_at=second)])
    assert consent_of(db) == "unset"
    assert [row[1] for row in history(db)] == ["deny", "deny", "unset"]


def test_silence_is_a_yes_only_where_profiles_are_public_or_the_user_named_it(tmp_path):
    db = in_memory()
    sources = [*PUBLIC_BY_DEFAULT, "never heard of"]
    ingest(db, [Account(Key(source, "crawled"), "x") for source in sources])
    ingest(db, [Follow(Key("mastodon", "bare"), Key("mastodon", "allowed"))])
    ingest(db, [Consent(Key("mastodon", "allowed"), "allow", "discoverable: true")])
    query = "select source, native_id from accounts join unlisted using (account_id)"
    held_back = {source for source in PUBLIC_BY_DEFAULT if not PUBLIC_BY_DEFAULT[source][0]}
    expected = {(source, "crawled") for source in {*held_back, "never heard of"}}
    assert {*db.execute(query).fetchall()} == expected | {("mastodon", "bare")}
    (tmp_path / "mine.csv").write_text("id,handle\ncrawled,x\nnew,y\n")
    list(import_files(db, [tmp_path / "mine.csv"], Options(source="mastodon")))
    assert {*db.execute(query).fetchall()} == (expected | {("mastodon", "bare")}) - {
        ("mastodon", "crawled")
    }


def test_every_source_and_every_tag_has_its_reason():
    assert all(OPT_OUT_TAGS.values())
    assert all(reason for _, reason in PUBLIC_BY_DEFAULT.values())


GOOD = "account_id,consent,reason,seen_at\n1,deny,asked,2026-03-01T00:00:00Z\n2, Allow ,,\n"


def test_a_file_of_consents_is_read_once_and_bad_rows_are_told(tmp_path):
    problems = []
    db = in_memory()
    (tmp_path / "c.csv").write_text(GOOD + "3,perhaps,,\n,deny,,\n")
    (tmp_path / "c.jsonl").write_text('{"account_id": "4", "consent": "deny", "seen_in": "hand"}\n')
    files = [tmp_path / "c.csv", tmp_path / "c.jsonl"]
    for again in (False, True):
        found = list(import_files(db, files, Options(on_problem=problems.append)))
        assert [each.ingested.tables["consents"] for each in found] == (
            [(0, 2), (0, 1)] if again else [(2, 0), (1, 0)]
        )
    assert [each.reason for each in problems[:2]] == [
        "consent 'perhaps' is none of allow, unset, deny",
        "account_id is missing",
    ]
    assert [row[:4] for row in history(db)] == [
        (1, "deny", "asked", "file"),
        (2, "allow", None, "file"),
        (3, "deny", None, "hand"),
    ]


def test_a_bio_says_nothing_new_to_whoever_reads_what_was_held_of_it(tmp_path):
    """However often a database goes through its export, and whatever was noted by hand."""
    with open_database(tmp_path / "0.db", create=True) as db:
        ingest(db, [Account(ANN, bio="Rye. #nobot")], clock=lambda: MOMENTS[0])
        ingest(db, [Consent(ANN, "allow", "by mail", "hand", MOMENTS[1])])
        held = history(db)
    assert len(held) == 2
    for generation in range(2):
        folder = tmp_path / f"out{generation}"
        assert main(["export", str(tmp_path / f"{generation}.db"), "--jsonl", str(folder)]) == 0
        files = [str(path) for path in folder.glob("*.jsonl")]
        for _ in range(2):
            assert main(["import", str(tmp_path / f"{generation + 1}.db"), *files]) == 0
        with open_database(tmp_path / f"{generation + 1}.db") as db:
            assert history(db) == held


def test_a_file_without_a_time_does_not_speak_for_the_bio(tmp_path):
    (tmp_path / "a.csv").write_text("id,handle,bio\n1,ann,Rye #nobot\n")
    (tmp_path / "c.csv").write_text("account_id,consent,seen_in\n1,allow,bio\n")
    db = in_memory()
    for moment in MOMENTS:
        options = Options(clock=lambda moment=moment: moment)
        list(import_files(db, [tmp_path / "a.csv", tmp_path / "c.csv"], options))
    assert {row[1:4] for row in history(db)} == {
        ("deny", "#nobot in the bio", "bio"),
        ("allow", None, "file"),
    }
    assert len(history(db)) == 2


def printed(capsys, *arguments, code=0):
    assert main([*map(str, arguments)]) == code
    return capsys.readouterr()


@pytest.fixture
def held(tmp_path):
    """Return a database of three accounts that a crawl brought in; the last never said anything."""
    with open_database(tmp_path / "x.db", create=True) as db:
        ingest(db, [Account(ANN, "ann"), Account(BEN, "ben"), Account(CARA, "cara")])
        ingest(db, [Consent(ANN, "allow"), Consent(BEN, "allow")])
        ingest(db, [Post(Key("mastodon", "p"), ANN), Interaction("repost", BEN, ANN)])
        ingest(db, [Interaction("repost", CARA, ANN), Interaction("repost", ANN, BEN)])
    return tmp_path / "x.db"


def test_a_wish_is_noted_listed_and_taken_back_by_hand(capsys, held):
    words = printed(capsys, "consent", held, "@ANN", "deny", "--reason", "asked by mail").err
    assert "deny is noted" in words
    found = [*csv.DictReader(io.StringIO(printed(capsys, "consent", held, "--format", "csv").out))]
    assert [(row["handle"], row["together"], row["consent"]) for row in found] == [
        *(("ann", "deny", "deny"), ("ann", "deny", "allow"), ("ben", "allow", "allow"))
    ]
    assert "ann" not in printed(capsys, "rank", held, "--by", "posts", "--format", "csv").out
    words = printed(capsys, "consent", held, "ann", "unset").err
    assert "What else was seen decides: allow" in words
    assert "ann" in printed(capsys, "rank", held, "--by", "posts", "--format", "csv").out
    assert "nothing of being listed" in printed(capsys, "consent", held, "cara").err


def test_who_was_never_asked_is_listed_once_the_user_names_it(capsys, held):
    assert (
        "1 account did not ask to be listed" in printed(capsys, "rank", held, "--by", "posts").err
    )
    assert "did not ask" in printed(capsys, "explain", held, "cara", code=3).err
    assert "0 opted out, 1 did not ask" in printed(capsys, "status", held).out
    printed(capsys, "consent", held, "cara", "allow", "--reason", "said yes at the fair")
    assert "cara" in printed(capsys, "explain", held, "cara").out
    assert "not listed" not in printed(capsys, "status", held).out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["nobody", "deny"], 3, "No account is called 'nobody'"),
        (["ann", "perhaps"], 2, "perhaps"),
        (["ann", "--reason", "why"], 2, "write one after ACCOUNT"),
    ],
)
def test_what_cannot_be_noted_is_a_sentence_and_changes_nothing(
    capsys, held, arguments, code, words
):
    before = held.read_bytes()
    assert words in printed(capsys, "consent", held, *arguments, code=code).err
    assert held.read_bytes() == before


def test_what_the_command_lists_can_be_imported_without_loss(capsys, held, tmp_path):
    printed(capsys, "consent", held, "ann", "deny", "--reason", 'a, b\n"c"')
    with open_database(held) as db:
        before = history(db)
    for form in ("csv", "jsonl"):
        file = tmp_path / f"consents.{form}"
        printed(capsys, "consent", held, "-o", file)
        printed(capsys, "import", held, file)
        with open_database(held) as db:
            assert history(db) == before
        printed(capsys, "import", tmp_path / f"{form}.db", file)
        with open_database(tmp_path / f"{form}.db") as db:
            again = {(each.native_id, *each[5:]) for each in signals(db)}
        with open_database(held) as db:
            assert again == {(each.native_id, *each[5:]) for each in signals(db)}


@given(interaction_graphs())
def test_no_list_holds_whom_no_list_may_show_and_all_others_stay_in_their_order(graph):
    for name in ("influence", "reposts"):
        found = compute(graph, find_score(name))
        whole = sort_out(found.values, found.observed, np.ones(len(graph), dtype=bool))
        for status in STATUSES:
            everybody = whole[status].positions
            np.testing.assert_array_equal(
                found.lists[status].positions, everybody[graph.may_be_listed[everybody]]
            )
        ranked = found.lists[RANKED].positions
        assert np.isfinite(found.places.rank[ranked]).all()
        assert not np.isfinite(np.delete(found.places.rank, ranked)).any()


def test_no_score_knows_whom_no_list_may_show():
    sources = Path(all_scores.__code__.co_filename).parent.parent.rglob("*.py")
    texts = [path.read_text(encoding="utf-8") for path in sources]
    assert len(texts) > len(all_scores())
    assert not any("unlisted" in text or "may_be_listed" in text for text in texts)


def test_a_wish_is_another_ranking_and_the_view_of_stored_ones_follows_at_once(held):
    listing = "select handle from ranking where score = 'reposts' order by rank"
    with open_database(held) as db:
        first = run(db, by="reposts")
        assert db.execute(listing).fetchall() == [("ann",), ("ben",)]
        ingest(db, [Consent(ANN, "deny", "asked", "hand")])
        assert db.execute(listing).fetchall() == [("ben",)]
        second = run(db, by="reposts")
        assert second.recorded.is_new
        assert second.digest != first.digest
        assert [row["rank"] for row in rows(db, second)] == [1]
        ingest(db, [Consent(ANN, "unset", "took it back", "hand")])
        assert run(db, by="reposts").recorded.run_id == first.recorded.run_id


def test_the_graph_says_why(held):
    with open_database(held) as db:
        ingest(db, [Consent(ANN, "deny", "asked", "hand")])
        graph = load(db)
        names = {each: name for name, each in db.execute("select handle, account_id from accounts")}
    found = dict(zip(map(names.get, graph.accounts), graph.unlisted, strict=True))
    assert found == {"ann": OPTED_OUT, "ben": 0, "cara": NOT_ASKED}


def test_what_was_held_before_there_were_wishes_counts_as_named(tmp_path, monkeypatch):
    path = tmp_path / "old.db"
    steps = opening.schema_steps()
    monkeypatch.setattr(opening, "schema_steps", lambda: steps[:1])
    open_database(path, create=True).close()
    monkeypatch.undo()
    with sqlite3.connect(path) as old:
        old.execute("insert into sources (source) values ('mastodon')")
        old.execute("insert into accounts (source, native_id) values ('mastodon', '1')")
    old.close()
    with open_database(path) as db:
        assert unlisted(db) == {}
        query = "select consent, is_named, obtained_at from accounts"
        assert db.execute(query).fetchall() == [("unset", 1, None)]


def test_only_what_tells_of_an_account_itself_is_private():
    about = {name for name in COLUMNS if "passivity" in name}
    assert about - PRIVATE == {"audience_passivity"}


@pytest.mark.parametrize("name", all_scores())
def test_no_report_has_a_column_of_how_passive_an_account_is(name):
    has = columns(compute(world(3), find_score(name)))
    private = {*has} & PRIVATE
    assert private or name not in {"influence", "influence_passivity"}
    headings = {}
    for form in ("md", "csv"):
        page = io.StringIO()
        write_rows([], has, form, page)
        headings[form] = {each.strip(" |") for each in re.split(r"[|,\n]", page.getvalue())}
    assert {*has} - headings["csv"] == set()
    assert {each.replace("_", " ") for each in has} - headings["md"] == {
        each.replace("_", " ") for each in private
    }


@pytest.mark.parametrize("name", ["influence", "influence_passivity"])
def test_a_comparison_tells_it_on_the_screen_and_not_in_a_report(
    capsys, demo_folder, tmp_path, name
):
    database = tmp_path / "d.db"
    database.write_bytes((demo_folder / "build/demo/demo.db").read_bytes())
    command = ["compare", database, "feni_dig2", "lumilo_rides", "--by", name, "--format"]
    assert "| audience passivity" not in printed(capsys, *command, "md").out
    told = {form: printed(capsys, *command, form).out for form in ("csv", "table", "md")}
    measures = {
        form: {line.strip("| ").split()[0].partition(",")[0] for line in text.splitlines()}
        for form, text in told.items()
    }
    assert not measures["md"] & {"passivity"}
    assert ("passivity" in measures["csv"]) == (name == "influence")
    assert measures["csv"] - {"passivity", "audience_passivity"} <= measures["table"] | {"measure"}
