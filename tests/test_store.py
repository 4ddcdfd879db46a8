"""The file as it stands: plain SQLite that any program reads, and never another program's file."""

import sqlite3
import subprocess
import sys
from contextlib import suppress

import pytest
import sqlite_utils
from held_content import INDEX
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.files import Options, import_files
from influence.errors import InputUnusable, NewerSchema, NotADatabase
from influence.graph import load
from influence.ranking import rows, run
from influence.records import (
    Account,
    Fact,
    Fetch,
    Follow,
    HostState,
    Identity,
    Interaction,
    Key,
    Link,
    Post,
    Tag,
    Task,
    Told,
    Validators,
)
from influence.store import ingest, note_told, open_database
from influence.store.crawling import (
    Brought,
    Outcome,
    add_seeds,
    add_step,
    begin_crawl,
    due_tasks,
    finish_task,
)
from influence.store.streaming import Heard, stream_of, write_heard
from influence.windows import parse_window

TABLES = {
    *("sources", "accounts", "account_counts", "posts", "follows", "interactions"),
    *("interaction_counts", "coverage", "runs", "run_scores", "scores", "_sqlite_migrations"),
    *("consents", "notices", "links", "tags", "identities", "facts"),
    *("crawls", "crawl_tasks", "crawl_steps", "pointers", "hosts", "fetches", "validators"),
    *("streams", "stream_spans", "told_acts"),
}
PLANNED = {
    *("topics", "briefs", "findings", "candidates", "shortlists", "shortlist_entries"),
    *("account_tags", "account_notes", "do_not_contact", "actions", "action_changes"),
}
"""Tables that are empty until the user plans something."""
KEPT = {"account_counts", "coverage", "follows", "interactions", "posts"}
"""Tables of which columns are kept, until a trigger drops them."""
ASKED_FOR = {"forgotten", "forgotten_posts", "retention"}
"""Tables that are empty until people ask something of whoever holds the file."""
UNLABELLED = {"runs", "interactions", "crawls", "crawl_tasks", "streams", "actions"}
ANN = "https://ann.example/"
FILES = {
    "accounts.csv": "id,handle,name,followers,posts\n1,ann,Ann,10,1\n2,ben,Ben,,\n",
    "posts.csv": (
        "post_id,account_id,created_at,kind,reply_to\n"
        "p1,1,2026-03-01T08:00:00Z,original,\np2,2,2026-03-02T08:00:00Z,reply,p1\n"
    ),
    "acts.csv": (
        "actor_id,target_id,type,post_id,created_at,via_id\n"
        "2,1,repost,p1,2026-03-01T09:00:00Z,3\n2,1,follow,,,\n2,1,like,,,\n"
    ),
    "consents.csv": "account_id,consent,reason\n3,deny,asked\n",
}


def imported(db, folder, files, **options):
    """Import texts by file name, one command a file, in the order given."""
    for name, text in files.items():
        (folder / name).write_text(text)
        (report,) = import_files(db, [folder / name], Options(**options))
        assert report.rejected == 0


def crawled(db):
    """Visit a blog, so that the tables of a crawl have rows."""
    now, ann = "2026-03-03T08:00:00Z", Key("blog", ANN)
    post = Key("blog", f"{ANN}1")
    crawl = begin_crawl(db, {"addresses": [ANN]}, lambda: now)
    add_seeds(db, [Task("blog", "home", ANN, ANN)], lambda: now)
    (task,) = due_tasks(db, now)
    records = [
        *(Post(post, ann), Tag(post, "bread"), Link(ann, "https://ben.example/1", post)),
        Identity(ann, "https://social.example/@ann", "rel=me", ANN, now),
        Fact(ann, "contact page", f"{ANN}contact"),
    ]
    fetch = Fetch(ANN, task.host, now, 200, 0.0, 0.1, 500)
    notes = ([fetch], [HostState(task.host)], [Validators(ANN, "an etag")])
    finish_task(db, task, Outcome(records, *notes), lambda: now)
    with db.atomic():
        add_step(db, crawl, task.task_id, Brought(1, 0))


def heard(db):
    """Listen to a stream for a moment, so that its tables have rows."""
    ann, ben = Key("bluesky", "did:plc:ann"), Key("bluesky", "did:plc:ben")
    told = Told(ann, "3a", ("follow",), (Account(ann), Follow(ann, ben)))
    at = "2026-03-03T08:00:00Z"
    stream = stream_of(db, "wss://stream.example/subscribe")
    write_heard(db, stream, {"kinds": ["follows"]}, Heard([told], 1, at, at, at, 1), lambda: at)


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """Return a database in which every table has rows."""
    folder = tmp_path_factory.mktemp("held")
    with open_database(folder / "held.db", create=True) as db:
        imported(db, folder, FILES)
        run(db, by="reposts_per_post")
        crawled(db)
        heard(db)
        note_told(db, 1)
    return folder / "held.db"


def test_every_table_and_view_is_read_by_plain_sqlite_utils(held):
    with sqlite_utils.Database(held) as db:
        assert set(db.table_names()) == TABLES | ASKED_FOR | PLANNED | INDEX
        empty = {table.name for table in db.tables if not list(table.rows)}
        assert empty - INDEX == ASKED_FOR | PLANNED
        assert {view.name: len(list(view.rows)) for view in db.views} == {
            "latest_consents": 1,
            "latest_runs": 1,
            "ranking": 2,
            "unlisted": 1,
        }


def test_every_foreign_key_resolves(held):
    with sqlite_utils.Database(held) as db:
        assert db.execute("pragma foreign_key_check").fetchall() == []
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)


def test_it_says_whose_it_is_and_readers_do_not_wait_for_a_writer(held):
    with sqlite_utils.Database(held) as db:
        assert db.execute("pragma application_id").fetchone()[0].to_bytes(4, "big") == b"infl"
        assert db.journal_mode == "wal"


def test_what_we_open_takes_no_row_that_refers_to_nothing(tmp_path):
    def cut_off():
        yield Account(Key("file", "1"))
        raise InterruptedError

    with open_database(tmp_path / "x.db", create=True) as db:
        for records in ((), [Account(Key("file", "1"))], cut_off()):
            with suppress(InterruptedError):
                ingest(db, records)
            with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
                db.conn.execute("insert into follows (actor_id, target_id) values (1, 999)")
            db.conn.rollback()


def test_every_row_has_a_key_and_every_column_a_plain_type(held):
    with sqlite_utils.Database(held) as db:
        own = [table for table in db.tables if table.name not in INDEX]
        assert {table.name for table in own if table.use_rowid or not table.pks} == set()
        assert {table.name for table in db.tables if table.virtual_table_using} == {"posts_fts"}
        assert {column.type for table in own for column in table.columns} == {
            *("TEXT", "INTEGER", "REAL"),
        }
        assert {trigger.table for trigger in db.triggers if trigger.table not in KEPT} == set()


def test_every_id_of_another_table_is_a_link_to_a_row_with_a_label(held):
    """A reference that leaves its column out is one that datasette does not understand."""
    with sqlite_utils.Database(held) as db:
        named = "select [to] from pragma_foreign_key_list(?) where [to] is not null"
        for table in (each for each in db.tables if each.name not in INDEX):
            own = table.pks if len(table.pks) == 1 else []
            ids = {
                column.name
                for column in table.columns
                if column.name.endswith("_id") and not column.name.endswith("native_id")
            }
            links = {key.column: key for key in table.foreign_keys}
            assert ids - {*own} == set(links) - {"source"}
            assert len(db.execute(named, [table.name]).fetchall()) == len(links)
            for link in links.values():
                labels = set(db[link.other_table].columns_dict) & {"name", "title"}
                assert labels or link.other_table in UNLABELLED


def newer(path):
    with open_database(path, create=True) as db:
        db["_sqlite_migrations"].insert(
            {"migration_set": "influence", "name": "9999_future", "applied_at": "2099-01-01"}
        )


def foreign(path):
    with sqlite_utils.Database(path) as db:
        db["bread"].insert({"flour": "rye"})


REFUSED = {
    "a newer schema": (newer, NewerSchema, "newer version"),
    "another program's": (foreign, NotADatabase, "another program"),
    "a text": (lambda path: path.write_text("no database at all"), NotADatabase, "no SQLite"),
    "a broken one": (
        lambda path: path.write_bytes(b"SQLite format 3\0" + b"\xff" * 4096),
        NotADatabase,
        "no SQLite database that can be read",
    ),
    "an empty file": (lambda path: path.touch(), InputUnusable, "influence import"),
    "a folder": (lambda path: path.mkdir(), InputUnusable, "folder"),
    "nothing": (lambda _: None, InputUnusable, "influence import"),
}


@pytest.mark.parametrize(("make", "error", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_ours_is_refused_in_one_sentence_and_left_as_it_was(
    tmp_path, make, error, words
):
    make(tmp_path / "x.db")
    before = {path: path.is_file() and path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(error, match=words) as caught:
        open_database(tmp_path / "x.db")
    assert type(caught.value) is error
    assert str(caught.value).endswith(".")
    assert len(str(caught.value).splitlines()) == 1
    assert {path: path.is_file() and path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("kind", ["a newer schema", "another program's", "a text", "a broken one"])
def test_nothing_is_imported_into_what_is_not_ours(tmp_path, kind):
    make, error, _ = REFUSED[kind]
    make(tmp_path / "x.db")
    before = (tmp_path / "x.db").read_bytes()
    with pytest.raises(error):
        open_database(tmp_path / "x.db", create=True)
    assert (tmp_path / "x.db").read_bytes() == before


def test_reading_a_file_writes_nothing(held):
    before = held.read_bytes()
    with open_database(held) as db:
        load(db)
    assert held.read_bytes() == before


def claims(db):
    return db.execute("select seen_at, followers_count from account_counts").fetchall()


def followers_until(db, until):
    return load(db, parse_window("2026-01", until)).followers[0]


def test_another_number_of_followers_is_a_further_row_and_the_latest_of_the_window_counts(tmp_path):
    with open_database(":memory:") as db:
        imported(
            db, tmp_path, {"p.csv": "post_id,account_id,created_at\np1,1,2026-01-15T00:00:00Z\n"}
        )
        for month, number in (("03", 10), ("04", 15), ("05", 15)):
            now = f"2026-{month}-01T00:00:00Z"
            text = f"id,handle,followers\n1,ann,{number}\n"
            imported(db, tmp_path, {"accounts.csv": text}, clock=lambda now=now: now)
        assert claims(db) == [("2026-03-01T00:00:00Z", 10), ("2026-04-01T00:00:00Z", 15)]
        assert [followers_until(db, month) for month in ("2026-04", "2026-05")] == [10, 15]
        assert followers_until(db, "2026-02") == 10  # none so early: the first one seen after it
        ranked = run(db, by="followers", window=parse_window("2026-01", "2026-04"))
        assert rows(db, ranked)[0]["followers"] == 10
        assert rows(db, run(db, by="followers"))[0]["followers"] == 15


def test_an_event_with_an_id_of_its_own_is_one_whatever_its_time_is_told_to_be(tmp_path):
    ann, ben, post = Key("blog", ANN), Key("blog", "https://ben.example/"), Key("blog", f"{ANN}rye")
    times = (None, "2026-03-01T08:00:05Z", "2026-03-01T08:00:00Z", None)
    with open_database(tmp_path / "x.db", create=True) as db:
        for at in times:
            told = Interaction("reply", ben, ann, post, happened_at=at, native_id=f"{ANN}rye#c1")
            ingest(db, [Account(ann), Post(post, ann), told])
        (held,) = db["interactions"].rows
    assert held["happened_at"] == "2026-03-01T08:00:00Z"


def test_a_claim_of_a_known_time_goes_where_its_time_says(tmp_path):
    with open_database(":memory:") as db:
        head, day = "id,handle,followers,seen_at\n", "T00:00:00Z"
        late, early = f"1,ann,30,2026-03-01{day}\n", f"1,ann,20,2026-02-01{day}\n"
        imported(db, tmp_path, {"late.csv": head + late, "early.csv": head + early})
        assert claims(db) == [(f"2026-02-01{day}", 20), (f"2026-03-01{day}", 30)]
        imported(db, tmp_path, {"late.csv": head + late.replace("30", "31")})
        assert claims(db) == [(f"2026-02-01{day}", 20), (f"2026-03-01{day}", 31)]


def content(db):
    """Return the rows of every table, the sources' own ids in the place of ours."""
    native = {
        "accounts": dict(db.execute("select account_id, native_id from accounts").fetchall()),
        "posts": dict(db.execute("select post_id, native_id from posts").fetchall()),
    }
    found = {}
    for table in db.tables:
        columns = [column.name for column in table.columns if [column.name] != table.pks]
        links = {key.column: native.get(key.other_table, {}) for key in table.foreign_keys}
        found[table.name] = sorted(
            repr([links.get(name, {}).get(row[name], row[name]) for name in columns])
            for row in table.rows
        )
    del found["_sqlite_migrations"]
    return found


NAMES = ["accounts.csv", "acts.csv", "posts.csv"]
POSTS = "pqrs"
OWNER = dict(zip(POSTS, "abcd", strict=True))  # whose a post is, listed or only named
TIMES = st.sampled_from(["", "2026-03-01T09:00:00Z", "2026-03-02T09:00:00Z"])


@st.composite
def files(draw):
    """Return accounts, posts and acts that name each other, listed or not."""
    some = st.sampled_from("abcd")
    accounts = draw(st.dictionaries(some, st.integers(0, 9)))
    record = st.tuples(TIMES, st.sampled_from(["any", "article", "reply"]), st.sampled_from(POSTS))
    posts = draw(st.dictionaries(st.sampled_from(POSTS), record))
    kinds = st.sampled_from(["repost", "reply", "like", "mention"])
    on_posts = draw(st.lists(st.tuples(some, kinds, st.sampled_from(POSTS), TIMES), max_size=8))
    on_accounts = draw(st.lists(st.tuples(some, kinds, some, TIMES), max_size=5))
    follows = draw(st.lists(st.permutations("abcd"), max_size=5))
    acts = [f"{actor},{OWNER[post]},{kind},{post},{at}\n" for actor, kind, post, at in on_posts]
    acts += [f"{actor},{target},{kind},,{at}\n" for actor, kind, target, at in on_accounts]
    acts += [f"{actor},{target},follow,,\n" for actor, target, *_ in follows]
    return {
        "accounts.csv": "id,handle,followers,posts\nz,zoe,1,\n"
        + "".join(f"{each},{each},{count},{count}\n" for each, count in accounts.items()),
        "posts.csv": "post_id,account_id,created_at,kind,reply_to\nx,z,,,\n"
        + "".join(f"{each},{OWNER[each]},{','.join(post)}\n" for each, post in posts.items()),
        "acts.csv": "actor_id,target_id,type,post_id,created_at\nz,a,like,p,\n" + "".join(acts),
    }


@settings(max_examples=60)
@given(files(), st.permutations(NAMES))
def test_the_three_files_in_any_order_give_the_same_content(tmp_path_factory, texts, order):
    folder = tmp_path_factory.mktemp("order")
    found = []
    for names in (NAMES, order):
        with open_database(":memory:") as db:
            chosen = {name: texts[name] for name in names}
            imported(db, folder, chosen, clock=lambda: "2026-06-01T00:00:00Z")
            assert db.execute("pragma foreign_key_check").fetchall() == []
            found.append(content(db))
    assert found[0] == found[1]


OTHER_PROGRAM = """
import sys
from influence.store import open_database
with open_database(sys.argv[1]) as db, db.conn:
    db.execute("insert into sources (source) values ('mastodon')")
"""


def test_a_database_that_is_opened_again_keeps_its_locks_and_its_log(tmp_path):
    path, log = tmp_path / "x.db", tmp_path / "x.db-wal"
    with open_database(path, create=True) as first:
        with first.conn:
            first.execute("insert into sources (source) values ('blog')")
        with open_database(path) as second:
            second.execute("select count(*) from accounts").fetchone()
        held = log.stat().st_ino
        subprocess.run([sys.executable, "-c", OTHER_PROGRAM, str(path)], check=True)
        assert log.stat().st_ino == held, "the other program removed the log"
        assert first.execute("select count(*) from sources").fetchone() == (2,)
