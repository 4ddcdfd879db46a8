"""What was told by a crawl and is taken back: by a stream at once, or by the next crawl."""

import json
from datetime import UTC, datetime

import pytest
from bluesky_samples import LOAF, ref
from fake_bluesky import FOLLOW, LIKE, REPOST, FakeBluesky, crawl, did, uri
from test_stream_store import POST, Told, gone, made
from test_stream_store import like as like_event

from crawlers.answers import Answer, Visit
from crawlers.atproto.addresses import moment_in
from crawlers.bluesky.posts import read_likes
from influence.records import Task
from influence.store import ingest, open_database
from influence.store.crawling import tasks_of

DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
ONLY_ANN = {"addresses": ("at://ann.blog",), "depth": 0, "exposure": 0.0}


def key_of(moment):
    """Return the key that a record has which is made at a moment."""
    number = int(moment.timestamp() * 1e6) << 10 | 7
    return "".join(DIGITS[number >> 5 * place & 31] for place in reversed(range(13)))


def world():
    return FakeBluesky(
        {"ann": 3},
        {"ben": ["ann"], "cleo": ["ann"]},
        {"ben": [("ann", 0), ("ann", 1)], "cleo": [("ann", 0)]},
    )


def reposts(db):
    asked = """select a.native_id, p.native_id from interactions
      join accounts a on a.account_id = actor_id join posts p using (post_id)
      where interactions.kind = 'repost' order by 1, 2"""
    return {tuple(row) for row in db.conn.execute(asked)}


def follows(db):
    asked = "select a.native_id from follows join accounts a on a.account_id = actor_id"
    return {row[0] for row in db.conn.execute(asked)}


def listening(path):
    db = open_database(path)
    return db, Told(db)


def test_the_key_of_a_record_tells_when_it_was_made():
    moment = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    assert moment_in(key_of(moment)) == "2026-03-01T09:30:00Z"
    assert moment_in("2222222222222") is None
    assert moment_in("3a") is None


def test_what_a_repository_told_is_gone_as_soon_as_its_record_is_deleted(tmp_path):
    path, network = tmp_path / "a.db", world()
    crawl(path, network, addresses=("at://ann.blog", "at://ben.blog"), exposure=0.0)
    db, told = listening(path)
    with db:
        whole, followers = reposts(db), follows(db)
        told(gone(did("ben"), REPOST, "3r0001"), gone(did("ben"), FOLLOW, "3f0000"))
        assert whole - reposts(db) == {(did("ben"), uri("ann", 1))}
        assert followers - follows(db) == {did("ben")}


def test_of_what_only_a_list_told_the_next_crawl_finds_out_whether_it_was_taken_back(tmp_path):
    path, network = tmp_path / "a.db", world()
    crawl(path, network, **ONLY_ANN)
    db, told = listening(path)
    with db:
        whole = reposts(db)
        assert {did("ben"), did("cleo")} <= {actor for actor, _ in whole}
        written = told(gone(did("ben"), REPOST, "3r0001"), gone(did("cleo"), POST, "3p0000"))
        assert written.unread == 1
        assert reposts(db) == whole
        assert [task.kind for task in tasks_of(db, [did("ben"), did("cleo")])] == ["follower"]
    network.reposts["ben"] = [("ann", 0)]
    network.follows["ben"] = []
    crawl(path, network, **ONLY_ANN)
    with open_database(path) as db:
        assert whole - reposts(db) == {(did("ben"), uri("ann", 1))}
        assert follows(db) == {did("cleo")}


def test_a_deletion_of_who_did_nothing_that_is_held_asks_for_nothing(tmp_path):
    path, network = tmp_path / "a.db", world()
    crawl(path, network, **ONLY_ANN)
    db, told = listening(path)
    with db:
        written = told(
            gone(did("ben"), LIKE, "3l0000"),
            gone(did("ann"), REPOST, "3r0000"),
            gone(did("zoe"), LIKE, "3l0000"),
        )
        assert written.unread == 0


def test_what_a_repository_holds_no_more_is_gone_when_it_is_read_again(tmp_path):
    path, network = tmp_path / "a.db", world()
    both = {"addresses": ("at://ann.blog", "at://ben.blog"), "exposure": 0.0}
    crawl(path, network, **both)
    with open_database(path) as db:
        whole, followers = reposts(db), follows(db)
    network.reposts["ben"] = [("ann", 0)]
    network.follows["ben"] = []
    network.posts["ann"] = 2
    crawl(path, network, **both)
    with open_database(path) as db:
        assert whole - reposts(db) == {(did("ben"), uri("ann", 1))}
        assert followers - follows(db) == {did("ben")}
        listed = db.conn.execute("select native_id from posts where is_listed order by 1")
        assert [row[0] for row in listed] == [uri("ann", 0), uri("ann", 1)]


def test_what_a_stream_told_after_a_repository_was_read_outlives_it(tmp_path):
    path, network = tmp_path / "a.db", world()
    db, told = listening(crawled(path, network))
    with db:
        later = key_of(datetime(2100, 1, 1, tzinfo=UTC))
        record = {"subject": ref(uri("ann", 2)), "createdAt": "2026-03-01T09:00:00Z"}
        told(made(did("ben"), REPOST, later, record))
        with_more = reposts(db)
        assert (did("ben"), uri("ann", 2)) in with_more
        network.follows["ben"].append("cleo")  # so that the repository is another one
    crawl(path, network, addresses=("at://ben.blog",), exposure=0.0)
    with open_database(path) as db:
        assert reposts(db) == with_more


def crawled(path, network):
    crawl(path, network, addresses=("at://ann.blog", "at://ben.blog"), exposure=0.0)
    return path


# ---- likes, of which a list tells when

LIKED_AT = datetime(2026, 3, 1, 9, 0, 2, tzinfo=UTC)


def listed_likes(*moments):
    """Return the records of a list of likers of a post, one a moment, by the same account."""
    likes = [
        {
            "actor": {"did": did("dora"), "handle": "dora.blog"},
            "createdAt": f"{at:%Y-%m-%dT%H:%M:%S}.000Z",
            "indexedAt": f"{at:%Y-%m-%dT%H:%M:%S}.900Z",
        }
        for at in moments
    ]
    address = f"https://a.example/xrpc/app.bsky.feed.getLikes?uri={LOAF}&limit=100"
    body = json.dumps({"likes": likes, "uri": LOAF}).encode()
    answer = Answer(
        address, 200, {"content-type": "application/json"}, body, "2026-04-01T00:00:00Z"
    )
    return list(read_likes(Visit(Task("bluesky", "likes", address, LOAF.split("/")[2]), answer)))


@pytest.mark.parametrize(("seconds", "stays"), [(3, 0), (60, 1)])
def test_a_listed_like_goes_with_the_record_that_was_made_when_it_was(tmp_path, seconds, stays):
    with open_database(tmp_path / "a.db", create=True) as db:
        told = Told(db)
        ingest(db, listed_likes(LIKED_AT))
        assert len(told.acts()) == 1
        made_at = datetime.fromtimestamp(LIKED_AT.timestamp() + seconds, UTC)
        told(gone(did("dora"), LIKE, key_of(made_at)))
        assert len(told.acts()) == stays


def test_a_like_that_a_record_told_is_not_taken_for_another_that_is_deleted(tmp_path):
    with open_database(tmp_path / "a.db", create=True) as db:
        told = Told(db)
        ingest(db, listed_likes(LIKED_AT))
        told(like_event(did("dora"), key_of(LIKED_AT)))
        told(gone(did("dora"), LIKE, key_of(LIKED_AT.replace(second=3))))
        assert len(told.acts()) == 1
        told(gone(did("dora"), LIKE, key_of(LIKED_AT)))
        assert told.acts() == []


def test_a_deleted_post_takes_along_what_a_feed_said_that_it_does(tmp_path):
    path, network = tmp_path / "a.db", world()
    network.quotes = {("ben", 0): uri("ann", 0)}
    network.posts["ben"] = 1
    crawl(path, network, addresses=("at://ben.blog",), depth=0, exposure=0.0)
    db, told = listening(path)
    with db:
        quotes = "select count(*) from interactions where kind = 'quote'"
        assert db.conn.execute(quotes).fetchone() == (1,)
        told(gone(did("ben"), POST, "3p0000"))
        assert db.conn.execute(quotes).fetchone() == (0,)
