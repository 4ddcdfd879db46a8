"""What is held about somebody can be sent to them, and nothing is kept longer than was said."""

import json

import pytest
from traces import ABOUT_BREAD, RECORDS

from influence.cli import main
from influence.ranking import run
from influence.records import Account, Coverage, Follow, Interaction, InteractionCount, Key, Post
from influence.store import Retention, ingest, open_database, overdue, retain, retention_of
from influence.store.rights.retaining import KEPT, TIMES
from influence.store.rights.tables import tables_of

NOW = "2026-04-10T00:00:00Z"


@pytest.fixture
def path(tmp_path):
    with open_database(tmp_path / "x.db", create=True) as db:
        ingest(db, RECORDS, named=True)
        run(db, by="reposts")
    return tmp_path / "x.db"


@pytest.fixture
def sent(path, tmp_path):
    """Return what Anna is sent, as she reads it."""
    out = tmp_path / "anna.json"
    assert main(["show-data", str(path), "anna_bäckt", "-o", str(out)]) == 0
    return json.loads(out.read_text(encoding="utf-8"))


def test_the_answer_begins_with_what_the_law_asks_to_be_told(sent):
    first, facts = next(iter(sent)), sent["read this first"]
    assert first == "read this first"
    assert {"purposes", "categories", "recipients", "how long", "rights", "source"} <= set(facts)
    assert {"automated decisions", "from when"} <= set(facts)
    assert all(fact.rstrip().endswith((".", ":", "Z")) for fact in facts.values())
    assert "2026-03-01" in facts["from when"]


def test_the_answer_holds_every_row_about_somebody(sent, path):
    with open_database(path) as db:
        counts = {
            "posts": 1,
            "interactions": 4,
            "follows": 2,
            "interaction_counts": 1,
            "coverage": 2 if db["coverage"].count == 2 else 0,
            "account_counts": 1,
        }
    assert {name: len(sent[name]) for name in counts} == counts
    (account,) = sent["accounts"]
    assert account["handle"] == "anna_bäckt"
    assert sent["posts"][0]["text"] == ABOUT_BREAD
    assert {act["actor_id"] for act in sent["interactions"]} == {"social:ben", "social:anna_bäckt"}
    assert "https://anna.example/1" in {act.get("post_id") for act in sent["interactions"]}


def test_scores_say_what_they_mean(sent):
    (score,) = sent["scores"]
    assert score["question"] == "How often was it passed on in all?"
    assert score["unit"] == "amplifications"
    assert score["value"] == 1
    assert score["computed_at"]


def test_of_others_it_tells_the_words_around_a_mention_and_nothing_else(sent):
    mentions = {(each["where"], each["by"]) for each in sent["mentions"]}
    assert mentions == {
        ("accounts.bio", "social:ben"),
        ("accounts.bio", "social:dora"),
        ("posts.url", "social:ben"),
        ("posts.title", "social:ben"),
        ("posts.text", "social:ben"),
        ("posts.text", "social:dora"),
    }
    assert "Friend of @Anna_Bäckt" in json.dumps(sent, ensure_ascii=False)
    assert 'ben.example"' not in json.dumps(sent)
    assert max(len(each["passage"]) for each in sent["mentions"]) <= 160


def test_nobody_else_is_in_an_answer_to_somebody_unmentioned(path, capsys):
    assert main(["show-data", str(path), "dora"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert "mentions" not in told
    assert "anna.example" in told["accounts"][0]["bio"]  # her own words


def test_an_unknown_account_gets_no_file(path, tmp_path):
    assert main(["show-data", str(path), "nobody", "-o", str(tmp_path / "out.json")]) == 3
    assert not (tmp_path / "out.json").exists()


OLD, NEW = "2026-03-01T00:00:00Z", "2026-04-09T00:00:00Z"
ONCE, STILL, FAN = (Key("s", name) for name in ("once", "still", "fan"))


def old_and_new():
    """Yield records of which some are older than thirty days."""
    yield Account(ONCE, "once", bio="Gone since", followers_count=1, seen_at=OLD)
    yield Account(STILL, "still", followers_count=5, seen_at=OLD)
    yield Account(STILL, followers_count=6, seen_at=NEW)
    yield Post(Key("s", "o1"), ONCE, published_at=OLD, text="old", url="https://once.example/1")
    yield Post(Key("s", "s1"), STILL, published_at=OLD, text="old words", title="Old")
    yield Post(Key("s", "s2"), STILL, published_at=NEW, text="new words", reply_to=Key("s", "o1"))
    yield Post(Key("s", "s3"), STILL, text="without a time")
    yield Interaction("repost", FAN, STILL, Key("s", "s1"), None, OLD)
    yield Interaction("quote", FAN, STILL, Key("s", "s1"), None, NEW)
    yield Interaction("like", FAN, ONCE, Key("s", "o1"))  # as old as the post
    yield Interaction("like", FAN, STILL)
    yield InteractionCount("like", FAN, STILL, 3, OLD, OLD)
    yield InteractionCount("like", FAN, STILL, 4, OLD, NEW)
    yield Follow(FAN, ONCE, seen_at=OLD)
    yield Follow(FAN, STILL, seen_at=NEW)
    yield Coverage("followers", STILL, is_complete=True, seen_at=OLD)


@pytest.fixture
def aged(tmp_path):
    with open_database(tmp_path / "aged.db", create=True) as db:
        ingest(db, old_and_new())
        yield db


def thirty_days(db, **options):
    return retain(db, Retention(days=30), clock=lambda: NOW, **options)


def test_what_is_older_goes_and_what_is_not_stays(aged):
    done = thirty_days(aged)
    assert [row["handle"] for row in aged["accounts"].rows] == ["still", None]
    assert [row["followers_count"] for row in aged["account_counts"].rows] == [6]
    posts = {
        row["native_id"]: (row["text"], row["title"], row["is_listed"])
        for row in aged["posts"].rows
    }
    assert posts == {
        "s1": (None, None, 0),  # a newer act names it
        "s2": ("new words", None, 1),
        "s3": ("without a time", None, 1),
    }
    acts = {(row["kind"], row["happened_at"]) for row in aged["interactions"].rows}
    assert acts == {("quote", NEW), ("like", None)}
    assert [row["count"] for row in aged["interaction_counts"].rows] == [4]
    assert aged["follows"].count == 1
    assert aged["coverage"].count == 0
    assert done.gone == {
        "interactions": 2,
        "interaction_counts": 1,
        "follows": 1,
        "account_counts": 2,
        "coverage": 1,
        "posts": 2,
        "accounts": 1,
    }
    assert done.undated == {"interactions": 1, "posts": 1}
    assert aged.execute("pragma foreign_key_check").fetchall() == []


def test_what_went_is_in_no_free_page(aged, tmp_path):
    thirty_days(aged)
    contents = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"new words" in contents
    assert b"old words" not in contents
    assert b"Gone since" not in contents


def test_a_rehearsal_says_the_same_and_changes_nothing(aged):
    before = list(aged.conn.iterdump())
    would = thirty_days(aged, dry_run=True)
    assert list(aged.conn.iterdump()) == before
    assert thirty_days(aged) == would
    assert thirty_days(aged).gone == {}


def test_a_run_goes_by_when_it_was_computed(path):
    with open_database(path) as db:
        for now, runs in (("2000-01-01T00:00:00Z", 1), ("2100-01-01T00:00:00Z", 0)):
            retain(db, Retention(days=30), clock=lambda now=now: now)
            assert [db[table].count for table in ("runs", "run_scores")] == [runs, runs]
        assert db["scores"].count == 0


def test_every_table_has_an_age_or_a_reason_to_have_none(path):
    with open_database(path) as db:
        assert set(tables_of(db.conn)) <= set(TIMES) | KEPT


def test_the_period_is_remembered_told_and_held_against_imports(path, tmp_path, capsys):
    assert main(["retain", str(path)]) == 2
    assert "--days" in capsys.readouterr().err
    assert main(["retain", str(path), "--days", "30", "--until", "2026"]) == 2
    assert main(["retain", str(path), "--until", "2026-03-02", "-q"]) == 0
    capsys.readouterr()
    assert main(["status", str(path)]) == 0
    assert "from 2026-03-02T00:00:00Z on" in capsys.readouterr().out
    (tmp_path / "posts.csv").write_text(
        "post_id,account_id,created_at\nn1,1,2026-03-01\nn2,1,2026-03-02\n"
    )
    assert main(["import", str(path), str(tmp_path / "posts.csv")]) == 0
    assert "Older than may be kept (from 2026-03-02T00:00:00Z on): 1 row" in capsys.readouterr().err
    assert main(["retain", str(path)]) == 0
    assert "1 post" in capsys.readouterr().err
    with open_database(path) as db:
        assert retention_of(db) == Retention(until="2026-03-02T00:00:00Z")
        assert overdue(db) == 0


def test_while_another_program_holds_the_file_nothing_is_deleted(path, capsys):
    with open_database(path) as other:
        rows = other["posts"].count
        assert main(["retain", str(path), "--until", "2027"]) == 1
        assert "open in another program" in capsys.readouterr().err
        assert other["posts"].count == rows
        assert retention_of(other) is None


def test_status_tells_who_was_forgotten_and_what_is_unfinished(path, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("INFLUENCE_FORGET_KEY", str(tmp_path / "forget.key"))
    assert main(["forget", str(path), "anna_bäckt"]) == 0
    assert main(["status", str(path)]) == 0
    told = capsys.readouterr()
    assert "1 account, kept out of every import" in told.out
    assert "interrupted" not in told.err
    with open_database(path) as db, db.conn:
        db.conn.execute("update forgotten set wiped_at = null")
    assert main(["status", str(path)]) == 0
    assert "interrupted" in capsys.readouterr().err
    assert main(["status", str(path), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["forgotten"] == 1
