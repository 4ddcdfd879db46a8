"""Nobody who asked to be forgotten comes back with a file or a crawl."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from traces import BEN, RECORDS, STRINGS, traces

from influence.cli import main
from influence.records import (
    Account,
    Checkpoint,
    Coverage,
    Follow,
    Interaction,
    InteractionCount,
    Key,
    Post,
)
from influence.store import forget, ingest, open_database

NOW = "2026-04-01T00:00:00Z"


@pytest.fixture(autouse=True, scope="module")
def key(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INFLUENCE_FORGET_KEY", str(tmp_path_factory.mktemp("key") / "forget.key"))
        yield


@pytest.fixture
def path(tmp_path):
    """Return a database that knew Anna and was asked to forget her."""
    with open_database(tmp_path / "x.db", create=True) as db:
        ingest(db, RECORDS)
        forget(db, [1])
    return tmp_path / "x.db"


# By hashes a display name that stands alone in a text of others cannot be known again, nor a copy
# of a text: docs/rights.md says so.
FOUND_AGAIN = [each for each in STRINGS if each not in ("Anna Schmidt-Bäcker", "Württemberg")]


@pytest.mark.parametrize("step", [1, 3, 100])
def test_the_same_records_do_not_bring_somebody_back(path, step):
    with open_database(path) as db:
        before = natural(db)
        records = [record for each in RECORDS for record in (each, Checkpoint("c"))][::-1]
        for start in range(0, len(records), step):
            ingest(db, records[start : start + step])
        known = natural(db)
    assert traces(path, FOUND_AGAIN) == []
    for table in ("accounts", "interactions", "follows", "interaction_counts", "coverage"):
        assert known[table] == before[table]


def test_an_import_counts_them_and_writes_none_of_their_rows_down(path, tmp_path, capsys):
    (tmp_path / "accounts.csv").write_text(
        "id,handle,name\ndid:plc:anna77,anna_bäckt,Anna Schmidt-Bäcker\ndid:plc:new,newcomer,New\n"
    )
    (tmp_path / "acts.csv").write_text(
        "actor_id,target_id,type,post_id,count\n"
        "did:plc:new,did:plc:anna77,repost,at://did:plc:anna77/post/bread,\n"
        "did:plc:anna77,did:plc:new,like,p2,5\n"
        "did:plc:anna77,did:plc:new,applaud,p2,\n"
        "did:plc:new,did:plc:ben,applaud,p2,\n"
        "did:plc:new,did:plc:ben,like,p2,many did:plc:anna77\n"
    )
    files = [str(tmp_path / name) for name in ("accounts.csv", "acts.csv")]
    assert main(["import", str(path), *files, "--source", "social"]) == 0
    said = capsys.readouterr().err
    assert "accounts.csv: 2 rows; 0 rejected; 1 row of people who asked to be forgotten" in said
    assert "acts.csv: 5 rows; 3 rejected; 2 rows of people who asked to be forgotten" in said
    rejects = path.with_name("x.db.rejects.csv").read_text()
    assert rejects.count("acts.csv") == 3
    assert "applaud,p2" in rejects  # of the others
    assert traces(path) == []


def test_forgetting_takes_rows_out_of_the_rejects_file(tmp_path, capsys):
    path = tmp_path / "x.db"
    (tmp_path / "accounts.csv").write_text("id,handle\n1,anna_b\n2,ben\n")
    (tmp_path / "acts.csv").write_text(
        'actor_id,target_id,type,post_id\n2,"anna_b, or so",applaud,\n2,77,applaud,by ben\n'
    )
    files = [str(tmp_path / name) for name in ("accounts.csv", "acts.csv")]
    assert main(["import", str(path), *files]) == 0
    assert main(["forget", str(path), "anna_b"]) == 0
    assert "x.db.rejects.csv: 1 row left out" in capsys.readouterr().err
    assert traces(path, ["anna_b"]) == []
    assert "by ben" in (tmp_path / "x.db.rejects.csv").read_text()


def test_no_answer_to_a_post_of_theirs_brings_a_link_to_it_back(tmp_path):
    anna, ben = Key("s", "1"), Key("s", "2")
    held, later = Key("s", "9001"), Key("s", "9002")
    with open_database(tmp_path / "x.db", create=True) as db:
        ingest(db, [Account(anna, "anna_b"), Post(held, anna)])
        forget(db, [1])
        ingest(db, [Post(Key("s", "a"), ben, reply_to=held)])
        ingest(db, [Post(Key("s", "b"), ben, reply_to=later), Post(later, anna)])
        ingest(db, [Post(Key("s", "c"), ben, reply_to=later)])
        ingest(db, [Post(Key("s", "d"), ben, reply_to=Key("s", "a"))])
        links = {row["native_id"]: row["reply_to_native_id"] for row in db["posts"].rows}
    assert links == {"a": None, "b": None, "c": None, "d": "a"}


SAME = {
    "handle as id": [Account(Key("social", "anna_bäckt"), None)],
    "handle as id, another case": [Account(Key("social", "Anna_Bäckt"), "Anna_Bäckt")],
    "another id": [Account(Key("social", "77"), "@anna_bäckt"), Follow(Key("social", "77"), BEN)],
    "another id, named before": [
        Follow(Key("social", "77"), BEN),
        Account(Key("social", "77"), "anna_bäckt"),
        Checkpoint("c"),
        Follow(BEN, Key("social", "77")),
    ],
}


@pytest.mark.parametrize("records", SAME.values(), ids=SAME)
def test_the_handle_alone_is_known_again(path, records):
    with open_database(path) as db:
        before = natural(db)
        for _ in range(2):
            ingest(db, records)
            assert natural(db) == before


def test_a_namesake_on_another_source_is_somebody_else(path):
    with open_database(path) as db:
        ingest(db, [Account(Key("elsewhere", "did:plc:anna77"), "anna_bäckt")])
        assert [row["source"] for row in db["accounts"].rows].count("elsewhere") == 1


def test_where_nobody_is_forgotten_no_key_is_looked_for(tmp_path, monkeypatch):
    monkeypatch.setenv("INFLUENCE_FORGET_KEY", str(tmp_path))  # a folder: reading it would fail
    with open_database(tmp_path / "x.db", create=True) as db:
        assert ingest(db, RECORDS).forgotten == 0


# What somebody wrote of others, by whether it names Anna.
NAMING = {
    "@anna_b": "[forgotten]",
    "thanks @Anna_B, yes": "thanks [forgotten], yes",
    "(@anna_b) anna_b's “anna_b”": "([forgotten]) [forgotten]'s “[forgotten]”",
    "@anna_b@social.example.": "[forgotten].",
    "_@anna_b_ #anna_b": "[forgotten] [forgotten]",
    "see https://anna.example/a?b=1#c, ok": "see [forgotten], ok",
    "www.Anna.example/": "[forgotten]",
    "https://other.example/@anna_b/12": "[forgotten]",
    "https://other.example/anna%5Fb": "[forgotten]",
    "RT @anna_b: all of this is hers": "[forgotten]",
    "ask 123456789012345 or did:plc:a7": "ask 123456789012345 or [forgotten]",
    "joanna_b @anna_bc anna_b2 anna-b x.anna.examples": None,
    "https://danna.example/a and anna_bx.example": None,
    "@anna and Anna": None,
}


@pytest.mark.parametrize(("text", "clean"), NAMING.items(), ids=NAMING)
def test_a_text_is_blanked_alike_by_names_and_by_hashes(tmp_path, text, clean):
    anna = Account(Key("s", "did:plc:a7"), "anna_b", None, "https://anna.example/")
    post = Post(Key("s", "p"), Key("s", "2"), text=text)
    with open_database(tmp_path / "x.db", create=True) as db:
        ingest(db, [anna, post])
        forget(db, [1])
        (by_names,) = db.execute("select text from posts").fetchone()
        ingest(db, [anna, post])
        (by_hashes,) = db.execute("select text from posts").fetchone()
    assert by_names == by_hashes == (text if clean is None else clean)


def natural(db):
    """Return the rows of every table as sets, with the source's ids in place of ours."""
    accounts = {
        row[0]: row[1:] for row in db.execute("select account_id, source, native_id from accounts")
    }
    posts = {row[0]: row[1:] for row in db.execute("select post_id, source, native_id from posts")}
    names = {None: None}
    kinds = {"post_id": names | posts, "reply_to_id": names | posts}
    kinds |= dict.fromkeys(
        ("account_id", "actor_id", "target_id", "via_account_id"), names | accounts
    )
    tables = ("sources", "accounts", "account_counts", "posts", "follows", "interactions")
    return {
        table: {
            tuple(
                (name, kinds[name][value] if name in kinds else value)
                for name, value in row.items()
                if name not in {"interaction_id", "coverage_id"}
            )
            for row in db[table].rows
        }
        for table in (*tables, "interaction_counts", "coverage")
    }


@st.composite
def small_worlds(draw):
    """Return records of up to six accounts, some of them never listed."""
    n = draw(st.integers(2, 6))
    keys = [Key(draw(st.sampled_from(["s", "t"])), str(i)) for i in range(n)]
    who, post_of = st.integers(0, n - 1), st.integers(0, 1)
    moment = st.sampled_from([None, "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"])
    text = st.sampled_from([None, "plain", *(f"ask @h_{i}, or h_{i}!" for i in range(n))])

    def post(i, j):
        return Key(keys[i].source, f"post {i} {j}")

    kinds = st.sampled_from(["repost", "like", "reply"])
    via = st.none() | who
    listed = draw(st.sets(who))
    accounts = [
        Account(keys[i], f"h_{i}", f"N {i}", bio=draw(text), followers_count=draw(st.none() | who))
        for i in sorted(listed)
    ]
    posts = [
        Post(
            post(i, j),
            keys[i],
            published_at=draw(moment),
            text=draw(text),
            reply_to=draw(
                st.none()
                | st.builds(lambda a, b, s=keys[i].source: Key(s, f"post {a} {b}"), who, post_of)
            ),
        )
        for i, j in sorted(draw(st.sets(st.tuples(who, post_of))))
    ]
    acts = draw(
        st.lists(
            st.builds(
                lambda k, a, t, j, v, m: Interaction(
                    k,
                    keys[a],
                    keys[t],
                    None if j is None else post(t, j),
                    None if v is None else keys[v],
                    m,
                ),
                kinds,
                who,
                who,
                st.none() | post_of,
                via,
                moment,
            ),
            max_size=12,
        )
    )
    others = draw(
        st.lists(
            st.one_of(
                st.builds(lambda a, t: Follow(keys[a], keys[t]), who, who),
                st.builds(
                    lambda a, t, k: InteractionCount(k, keys[a], keys[t], 3), who, who, kinds
                ),
                st.builds(
                    lambda a, j: Coverage("reposters", keys[a], post(a, j), is_complete=True),
                    who,
                    post_of,
                ),
            ),
            max_size=8,
        )
    )
    return keys, draw(st.permutations([*accounts, *posts, *acts, *others])), draw(who)


def without(records, anna, handle):
    """Return what the records would be had Anna never been: the plain twin."""
    named = {getattr(record, field, None) for record in records for field in ("key", "post")}
    hers = {key for key in named if key and key.native_id.startswith(f"post {anna.native_id} ")}
    for record in records:
        if anna in record:
            continue
        changes = {
            field: getattr(record, field)
            .replace(f"@{handle}", "[forgotten]")
            .replace(handle, "[forgotten]")
            for field in ("text", "bio")
            if getattr(record, field, None)
        }
        if getattr(record, "reply_to", None) in hers:
            changes["reply_to"] = None
        yield record._replace(**changes)


@settings(max_examples=60)
@given(small_worlds())
def test_a_database_that_forgot_is_the_one_that_never_knew(world):
    keys, records, number = world
    anna, handle = keys[number], f"h_{number}"
    with open_database(":memory:") as knew, open_database(":memory:") as never:
        ingest(knew, records, clock=lambda: NOW)
        held = knew.execute(
            "select account_id from accounts where source = ? and native_id = ?", list(anna)
        ).fetchall()
        ingest(never, without(records, anna, handle), clock=lambda: NOW)
        if any(isinstance(each, Account) and each.key == anna for each in records):
            forget(knew, [row[0] for row in held])
            assert natural(knew) == natural(never)
            ingest(knew, records, clock=lambda: NOW)
            assert natural(knew) == natural(never)
            assert knew.execute("pragma foreign_key_check").fetchall() == []
