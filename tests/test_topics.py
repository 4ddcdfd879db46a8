"""Words find posts in every script, wrong words are told by their place, and topics are kept."""

import csv
import io
import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest
import sqlite_utils
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from influence.cli import main
from influence.errors import BadQuery, NothingFound, UsageError
from influence.find import (
    all_topics,
    count_hits,
    find_topic,
    parse_query,
    query_of,
    remove_topic,
    save_topic,
    search,
    topic_accounts,
)
from influence.find.passages import passage
from influence.find.topic_counts import shares
from influence.records import Account, Consent, Key, Post
from influence.store import Retention, forget, ingest, open_database, retain, spaced
from influence.windows import Window

ROOT = Path(__file__).parent.parent
ANN, BEN = Key("file", "ann"), Key("file", "ben")
TEXTS = {
    "latin": "My Sourdough café: rye-bread, again",
    "decomposed": "cafe\u0301 crème",
    "cyrillic": "Ржаной хлеб и ёлка",
    "chinese": "今天我们做面包。很好吃",
    "arabic": "خُبْز العجين في المدرسة",
    "emoji": "🍞❤️",
    "glued": "bread🍞rocks at 20°C",
    "korean": "빵을 굽다",
    "thai": "ขนมปังอร่อย",
    "hindi": "रोटी बनाना",
}
FOUND = {
    "sourdough": {"latin"},
    "CAFE": {"latin", "decomposed"},
    "café": {"latin", "decomposed"},
    "rye-bread": {"latin"},
    '"rye bread"': {"latin"},
    "bread": {"latin", "glued"},
    "хлеб": {"cyrillic"},
    "ХЛЕБ": {"cyrillic"},
    "елка": {"cyrillic"},
    "面包": {"chinese"},
    "包": {"chinese"},
    "做面包": {"chinese"},
    "面粉": set(),
    "خبز": {"arabic"},
    "المدرسه": {"arabic"},
    "🍞": {"emoji", "glued"},
    "❤": {"emoji"},
    "❤️": {"emoji"},
    "20": {"glued"},
    "빵": {"korean"},
    "ขนมปัง": {"thai"},
    "रोटी": {"hindi"},
    "sour*": {"latin"},
    "sour": set(),
    "bread -rye": {"glued"},
    "(хлеб OR 面包) -елка": {"chinese"},
    "bread AND rocks": {"glued"},
    "bread NOT (rocks OR sourdough)": set(),
}


@pytest.fixture
def db():
    with open_database(":memory:") as db:
        posts = [Post(Key("file", name), ANN, text=text) for name, text in TEXTS.items()]
        ingest(db, [Account(ANN, "ann"), *posts], named=True)
        yield db


def found(db, words, **options):
    names = dict(db.execute("select post_id, native_id from posts").fetchall())
    return {names[hit.post_id] for hit in search(db, parse_query(words), **options)}


@pytest.mark.parametrize(("words", "expected"), FOUND.items())
def test_words_of_every_script_find_the_posts_that_hold_them(db, words, expected):
    assert found(db, words) == expected
    assert count_hits(db, parse_query(words)) == (len(expected), 1 if expected else 0)


@pytest.mark.parametrize("words", [words for words, names in FOUND.items() if names])
def test_the_passage_marks_what_was_found_as_it_was_written(db, words):
    for hit in search(db, parse_query(words)):
        (text,) = db.execute("select text from posts where post_id = ?", [hit.post_id]).fetchone()
        assert hit.words == text
        assert [piece for piece, is_found in hit.passage if is_found]


WRONG = {
    "": "The query is empty",
    "  ": "The query is empty",
    "sourdough (rye": "the bracket at sign 11 is never closed",
    "rye)": "the bracket at sign 4 closes nothing",
    'rye "sour dough': "the quotation mark at sign 5 is never closed",
    "rye OR": "a word is missing at sign 7",
    "OR rye": "OR at sign 1 has nothing to join",
    "rye AND OR mix": "AND at sign 5 has nothing to join",
    "-rye": "from sign 1 on it says only what must not be there",
    "rye OR (NOT mix)": "from sign 9 on it says only what must not be there",
    "rye !!!": "'!!!' at sign 5 has no letter, digit or picture",
    "rye ()": "a word is missing at sign 6",
    "x" * 2_001: "at most 2,000 signs",
    "a " * 201: "more than 200 words",
    "a\0b": "a sign of no text",
}


@pytest.mark.parametrize(("words", "told"), WRONG.items(), ids=range(len(WRONG)))
def test_a_bad_query_is_one_sentence_with_the_place(words, told):
    with pytest.raises(BadQuery) as raised:
        parse_query(words)
    assert told in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1


@pytest.fixture(scope="module")
def empty():
    with open_database(":memory:") as db:
        yield db


@given(typed=st.text())
def test_whatever_is_typed_is_a_query_that_sqlite_takes_or_one_sentence(empty, typed):
    with suppress(BadQuery):
        query = parse_query(typed)
        empty.execute("select rowid from posts_fts where posts_fts match ?", [query.fts]).fetchall()


@given(st.text(), st.text())
def test_a_passage_is_made_of_any_text_and_any_words(text, typed):
    try:
        terms = parse_query(typed).terms
    except BadQuery:
        return
    pieces = passage(text, terms, longest=20)
    assert len("".join(piece for piece, _ in pieces)) <= 22


def test_a_passage_of_a_long_text_begins_a_little_before_what_was_found():
    text = "word " * 6_000 + "the rye loaf " + "after " * 100
    pieces = passage(text, parse_query("rye").terms)
    assert pieces[0] == ("…", False)
    assert ("rye", True) in pieces
    assert pieces[-1] == ("…", False)


def test_what_is_changed_or_deleted_is_found_as_it_is_now(db):
    with db.conn:
        db.conn.execute("update posts set text = 'rice' where native_id = 'chinese'")
        db.conn.execute("update posts set title = 'Rice too', text = null where native_id = 'thai'")
        db.conn.execute("delete from posts where native_id = 'emoji'")
    assert found(db, "面包") == found(db, "ขนมปัง") == set()
    assert found(db, "rice") == {"chinese", "thai"}
    assert found(db, "🍞") == {"glued"}
    db.conn.execute("insert into posts_fts (posts_fts) values ('integrity-check')")


def test_posts_that_came_since_are_found_even_under_the_number_of_one_that_went(db):
    assert found(db, "bread") == {"latin", "glued"}
    with db.conn:
        db.conn.execute("delete from posts where post_id = (select max(post_id) from posts)")
    ingest(db, [Post(Key("file", "new"), ANN, text="bread anew"), Post(Key("file", "bare"), ANN)])
    assert found(db, "anew") == {"new"}
    ingest(db, [Post(Key("file", "bare"), ANN, text="no longer bare")])
    assert found(db, "bare") == {"bare"}
    db.conn.execute("insert into posts_fts (posts_fts) values ('integrity-check')")


def test_the_same_file_read_twice_is_found_once(db):
    posts = [Post(Key("file", name), ANN, text=text) for name, text in TEXTS.items()]
    ingest(db, [Account(ANN, "ann"), *posts], named=True)
    assert count_hits(db, parse_query("bread"))[0] == 2


def test_posts_of_who_opted_out_or_is_forgotten_are_never_found(tmp_path, monkeypatch):
    monkeypatch.setenv("INFLUENCE_FORGET_KEY", str(tmp_path / "key"))
    with open_database(tmp_path / "x.db", create=True) as db:
        for key in (ANN, BEN):
            post = Post(
                Key("file", f"of {key.native_id}"),
                key,
                text=f"zymurgy by ben_x, 面包 {key.native_id}",
            )
            ingest(db, [Account(key, f"{key.native_id}_x"), post], named=True)
        assert found(db, "zymurgy") == {"of ann", "of ben"}
        ingest(db, [Consent(BEN, "deny", "asked", "hand")])
        (hit,) = search(db, parse_query("zymurgy"))
        assert hit.words == "zymurgy by [opted out], 面包 ann"
        assert [row["native_id"] for row in topic_accounts(db, parse_query("面包"))] == ["ann"]
        (account_id,) = db.execute(
            "select account_id from accounts where native_id = 'ann'"
        ).fetchone()
        forget(db, [account_id])
        assert search(db, parse_query("zymurgy")) == []
        assert db.execute(
            "select count(*) from posts_fts where posts_fts match 'zymurgy'"
        ).fetchone() == (1,)  # ben's, which is held and not shown
        ingest(db, [Consent(BEN, "allow", "asked again", "hand")])
        assert found(db, "zymurgy") == {"of ben"}


def test_posts_deleted_for_their_age_leave_no_word_in_the_file(tmp_path):
    with open_database(tmp_path / "x.db", create=True) as db:
        old = Post(Key("file", "1"), ANN, text="zymurgist", published_at="2020-01-01T00:00:00Z")
        new = Post(Key("file", "2"), ANN, text="bread", published_at="2026-01-01T00:00:00Z")
        ingest(db, [Account(ANN, "ann"), old, new], named=True)
        retain(db, Retention(until="2026-01-01T00:00:00Z"))
        assert found(db, "bread") == {"2"}
        assert found(db, "zymurgist") == set()
    assert b"zymurgist" not in (tmp_path / "x.db").read_bytes()


def test_a_window_and_an_account_narrow_a_search_down(db):
    moments = ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
    posts = [
        Post(Key("file", f"{who.native_id}{at[5:7]}"), who, text="millet", published_at=at)
        for who in (ANN, BEN)
        for at in moments
    ]
    ingest(db, [Account(BEN, "ben"), *posts], named=True)
    assert found(db, "millet", window=Window(moments[1])) == {"ann02", "ben02"}
    assert found(db, "millet", window=Window(None, moments[1])) == {"ann01", "ben01"}
    assert found(db, "millet", account_id=1) == {"ann01", "ann02"}
    pages = [search(db, parse_query("millet"), limit=3, offset=each) for each in (0, 3)]
    assert len({hit.post_id for page in pages for hit in page}) == 4
    rows = topic_accounts(db, parse_query("millet"), Window(moments[1]))
    assert [(row["handle"], row["topic_posts"], row["posts"]) for row in rows] == [
        ("ann", 1, 1),
        ("ben", 1, 1),
    ]


@pytest.mark.parametrize(("part", "whole"), [(0, 1), (1, 1), (3, 10), (66, 126), (0, 400)])
def test_the_interval_of_a_share_is_that_of_wilson(part, whole):
    expected = binomtest(part, whole).proportion_ci(0.9, method="wilson")
    share, low, high = (float(each[0]) for each in shares([part], [whole]))
    assert (share, low, high) == pytest.approx((part / whole, expected.low, expected.high))


def test_a_topic_is_kept_found_changed_and_removed(db):
    topic = save_topic(db, "Home  Bread", 'sourdough OR "rye bread"')
    assert (topic.slug, topic.title) == ("home-bread", "Home Bread")
    save_topic(db, "Rye", "rye*", parent="home-bread")
    assert [each.slug for each in all_topics(db)] == ["home-bread", "rye"]
    assert query_of(db, "home bread") == query_of(db, "home-bread")
    assert query_of(db, "sourdough").typed == "sourdough"
    save_topic(db, "home bread", "crumb")
    assert find_topic(db, "home-bread").query == "crumb"
    assert find_topic(db, "rye").parent == "home-bread"
    remove_topic(db, "Home Bread")
    assert [(each.slug, each.parent) for each in all_topics(db)] == [("rye", None)]
    with pytest.raises(NothingFound, match="did you mean rye"):
        find_topic(db, "rey")


def test_a_topic_is_no_part_of_its_own_part(db):
    for title, parent in (("a", None), ("b", "a"), ("c", "b")):
        save_topic(db, title, "rye", parent=parent)
    with pytest.raises(UsageError, match="cannot be a part of c"):
        save_topic(db, "a", "rye", parent="c")
    assert [each.parent for each in all_topics(db)] == [None, "a", "b"]


@pytest.mark.parametrize("title", ["", "!?", "x" * 81])
def test_a_topic_has_a_name(db, title):
    with pytest.raises(UsageError):
        save_topic(db, title, "rye")


@pytest.fixture
def database(tmp_path):
    with open_database(tmp_path / "x.db", create=True) as db:
        posts = [Post(Key("file", name), ANN, text=text) for name, text in TEXTS.items()]
        ingest(db, [Account(ANN, "ann"), *posts], named=True)
    return tmp_path / "x.db"


def ran(capsys, *arguments, code=0):
    assert main([*map(str, arguments)]) == code
    return capsys.readouterr()


def test_the_command_keeps_lists_shows_and_removes_topics(capsys, database):
    assert "2 posts of 1 account" in ran(capsys, "topics", database, "add", "Bread", "bread").err
    listed = ran(capsys, "topics", database, "list", "--format", "csv").out
    assert next(csv.DictReader(io.StringIO(listed)))["query"] == "bread"
    shown = ran(capsys, "topics", database, "show", "bread", "--format", "csv").out
    row = next(csv.DictReader(io.StringIO(shown)))
    assert (row["handle"], row["topic_posts"], row["posts"]) == ("ann", "2", "10")
    assert "20°C" in ran(capsys, "find", database, "bread rocks", "--format", "csv").out
    ran(capsys, "topics", database, "remove", "bread")
    told = ran(capsys, "topics", database, "add", "Bread", "bread (", code=2).err
    assert told.count("\n") == 1
    assert "sign 8" in told
    assert ran(capsys, "topics", database, "list", "--format", "csv").out.count("\n") == 1


def test_a_file_of_topics_is_added_whole_or_not_at_all(capsys, database, tmp_path):
    listed = tmp_path / "topics.csv"
    listed.write_text("title,query,parent\nFood,bread OR rice,\nBread,bread,food\n")
    assert "2 topics" in ran(capsys, "topics", database, "add", "-i", listed).err
    listed.write_text("title,query\nNew,rice\nBad,rice OR\n")
    told = ran(capsys, "topics", database, "add", "-i", listed, code=1).err
    assert f"{listed}, line 3" in told
    assert "new" not in ran(capsys, "topics", database, "list", "--format", "csv").out
    listed.write_text("title\nFood\n")
    assert "no column query" in ran(capsys, "topics", database, "add", "-i", listed, code=1).err


def test_another_program_reads_the_index_and_cannot_spoil_it(database):
    with open_database(database) as db:
        assert count_hits(db, parse_query("bread")) == (2, 1)
    connection = sqlite3.connect(database)
    match = "select count(*) from posts_fts where posts_fts match 'bread'"
    assert connection.execute(match).fetchone() == (2,)
    with pytest.raises(sqlite3.OperationalError, match="no such function: spaced"):
        connection.execute("update posts set text = 'rice'")
    connection.close()


def test_the_topics_to_start_from_are_queries(capsys, database):
    ran(capsys, "topics", database, "add", "-i", ROOT / "data" / "topics.csv")
    shown = ran(capsys, "topics", database, "show", "bread", "--format", "csv").out
    assert next(csv.DictReader(io.StringIO(shown)))["topic_posts"] == "6"


def test_words_are_found_while_somebody_else_writes_and_where_nobody_may(database):
    with open_database(database) as writer, open_database(database) as reader:
        ingest(writer, [Post(Key("file", "late"), ANN, text="millet")], named=True)
        writer.conn.execute("begin immediate")
        assert found(reader, "millet OR 面包") == {"late", "chinese"}
        writer.conn.rollback()
        held = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
        held.create_function("spaced", 1, spaced)
        assert found(sqlite_utils.Database(held), "millet OR bread") == {"late", "latin", "glued"}
        held.close()
        assert found(reader, "millet") == {"late"}
        ingest(writer, [Post(Key("file", "late"), ANN, text="barley")], named=True)
        assert found(reader, "barley") == {"late"}
        assert found(reader, "millet") == set()
