"""YouTube: what a channel published, who wrote below it, whom it recommends, what that costs."""

import json
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler

import pytest
from loopback_server import LoopbackServer, running
from scripted_web import BEGAN, Web, client_of
from youtube_samples import (
    ANN,
    AT,
    BEN,
    CID,
    COMMENTS,
    GONE,
    PLAYLIST,
    UPLOADS,
    channel,
    comment,
    entry,
    page,
    read,
    refusal,
    thread,
    video,
)

from crawlers.errors import AnswerUnusable, PageGone, TryLater
from crawlers.run import Asked, Crawling, Inline, begin, seeds_of, visit
from crawlers.sources import read as read_any
from crawlers.sources import seed_of
from crawlers.tokens import Token, Tokens, Way
from crawlers.youtube.asking import API, asked, key
from influence.records import (
    Account,
    Consent,
    Coverage,
    Fetch,
    Interaction,
    Post,
    Tag,
    Task,
)
from influence.store import open_database
from influence.store.crawling import Beside, Spent, quotas_spent
from influence.windows import from_seconds

SEEN_AT = "2026-03-01T09:30:00Z"
WATCH = "https://www.youtube.com/watch?v="
SECRET = "AIza-not-a-key-0123456789"  # noqa: S105


def of(kind, records):
    return [record for record in records if isinstance(record, kind)]


def kinds(records):
    return [task.kind for task in of(Task, records)]


# ---- channels


@pytest.mark.parametrize(
    ("address", "asks"),
    [
        ("https://www.youtube.com/@ann.bakes", "forHandle=@ann.bakes"),
        ("https://m.youtube.com/@ann.bakes/videos", "forHandle=@ann.bakes"),
        (f"https://youtube.com/channel/{ANN}", f"id={ANN}"),
    ],
)
def test_a_channel_is_asked_for_by_its_id_or_its_handle(address, asks):
    task = seed_of(address)
    assert (task.source, task.kind) == ("youtube", "channel")
    assert task.address.startswith(f"{API}/channels?part=")
    assert task.address.endswith(asks)


def test_a_channel_is_an_account_with_what_it_claims():
    records = read("channel", page(channel()), site="@ann.bakes")
    assert of(Account, records) == [
        Account(
            key(ANN),
            "ann.bakes",
            "Ann bakes",
            f"https://www.youtube.com/channel/{ANN}",
            "Bread.\nWrite to [mail address]",
            "en",
            created_at="2015-05-01T10:00:00Z",
            followers_count=1230,
            posts_count=2,
            seen_at=SEEN_AT,
        )
    ]
    assert kinds(records) == ["uploads", "playlists"]
    assert f"playlistId={UPLOADS}" in of(Task, records)[0].address


def test_hidden_subscribers_are_not_none():
    (account,) = of(Account, read("channel", page(channel(hiddenSubscriberCount=True))))
    assert account.followers_count is None


def test_of_a_channel_that_opts_out_neither_words_are_kept_nor_is_more_asked():
    said = {"description": "Bread #nobot"}
    records = read("channel", page(channel(snippet=said)))
    assert of(Account, records) == [Account(key(ANN), "ann.bakes", seen_at=SEEN_AT)]
    assert of(Consent, records) == [Consent(key(ANN), "deny", "#nobot in the bio", "bio", SEEN_AT)]
    assert kinds(records) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (page(), 200),
        ({"kind": "youtube#channelListResponse"}, 200),
        (refusal("channelNotFound"), 404),
        (refusal("forbidden"), 403),
    ],
)
def test_a_channel_that_was_deleted_is_gone(body, status):
    with pytest.raises(PageGone):
        read("channel", body, status=status)


def test_another_channel_than_was_asked_for_is_none():
    with pytest.raises(AnswerUnusable, match="asked for"):
        read("channel", page(channel(BEN)))


def test_a_key_that_is_refused_is_told_in_the_words_of_the_api():
    with pytest.raises(AnswerUnusable, match=r"refused \(badRequest\): API key not valid\."):
        read("channel", refusal("badRequest", "API key not valid."), status=400)


# ---- videos


def test_uploads_are_posts_at_the_time_when_they_were_published():
    records = read("uploads", page(entry(), GONE), claimed=2)
    assert of(Post, records) == [
        Post(
            *(key("vid-1"), key(ANN), "original", AT, None),
            *(f"{WATCH}vid-1", "Rye vid-1", "Salt and time"),
            seen_at=SEEN_AT,
        )
    ]
    (task,) = of(Task, records)
    assert task.address == asked("videos", part="snippet,statistics", id="vid-1")
    (coverage,) = of(Coverage, records)
    assert coverage[3:8] == (AT, SEEN_AT, True, 2, 2)


def test_more_uploads_are_read_where_history_is_wanted_and_the_list_is_not_whole_else():
    body = page(entry(), nextPageToken="NEXT")
    (coverage,) = of(Coverage, read("uploads", body, claimed=99))
    assert (coverage.is_complete, coverage.held_count) == (False, 1)
    records = read("uploads", body, claimed=99, signals=["history"])
    assert of(Coverage, records) == []
    following = of(Task, records)[-1]
    assert following.address.endswith("pageToken=NEXT")
    last = read(
        "uploads", page(entry("vid-2")), signals=["history"], **json.loads(following.cursor)
    )
    assert of(Coverage, last)[0][5:8] == (True, 99, 2)


def test_a_channel_without_uploads_has_none():
    records = read("uploads", page(), claimed=0)
    assert of(Coverage, records)[0][5:8] == (True, 0, 0)


def test_counts_and_tags_of_videos_and_the_newest_comments():
    quiet = video("vid-2", commentCount="0", likeCount=None)
    records = read("videos", page(video(), quiet), first=True)
    told = [(each.replies_count, each.likes_count) for each in of(Post, records)]
    assert told == [(3, 7), (0, None)]
    assert of(Tag, records)[:2] == [Tag(key("vid-1"), "rye"), Tag(key("vid-1"), "bread")]
    (task,) = of(Task, records)
    assert "videoId=vid-1" in task.address
    assert json.loads(task.cursor)["claimed"] == 3


# ---- comments


def test_who_wrote_below_a_video_answers_its_channel_and_who_answered_that_its_author():
    records = read("comments", COMMENTS, video="vid-1", claimed=33)
    assert of(Interaction, records) == [
        Interaction("reply", key(BEN), key(ANN), key("vid-1"), None, AT, "c1"),
        Interaction("reply", key(ANN), key(BEN), key("c1"), None, AT, "c1.1"),
        Interaction("reply", key(CID), key(ANN), key("vid-1"), None, AT, "c2"),
    ]
    assert [(each.key, each.handle, each.name) for each in of(Account, records)] == [
        (key(BEN), "ben", None),
        (key(ANN), "ann.bakes", None),
        (key(CID), None, "Cid"),
    ]
    texts = {each.key.native_id: each.text for each in of(Post, records)}
    assert texts["c2"] == "How much salt, c2?"
    assert not any(each.is_listed for each in of(Post, records))


def test_answers_that_are_not_shown_are_asked_for_and_the_list_is_not_whole():
    records = read("comments", COMMENTS, video="vid-1", claimed=33)
    (task,) = of(Task, records)
    assert (task.kind, json.loads(task.cursor)["author"]) == ("answers", CID)
    (coverage,) = of(Coverage, records)
    assert coverage[0:3] == ("replies", key(ANN), key("vid-1"))
    assert coverage[5:8] == (False, 33, 4)
    told = {"video": "vid-1", "author": CID, "parent": "c2"}
    answers = read("answers", page(comment("c2.1", ANN)), **told)
    assert of(Interaction, answers) == [
        Interaction("reply", key(ANN), key(CID), key("c2"), None, AT, "c2.1")
    ]


def test_who_has_no_channel_any_more_only_counts():
    records = read("comments", page(thread(comment("c3", None, "Gone"))), video="vid-1", claimed=1)
    assert [type(each) for each in records] == [Coverage]
    assert records[0][5:8] == (True, 1, 1)


def test_disabled_comments_are_kept_as_a_list_that_is_not_whole():
    records = read("comments", refusal("commentsDisabled"), status=403, video="vid-1")
    assert [type(each) for each in records] == [Coverage]
    assert records[0][5:8] == (False, None, 0)


def test_comments_of_a_video_that_was_deleted_are_gone():
    with pytest.raises(PageGone):
        read("comments", refusal("videoNotFound"), status=404, video="vid-1")


# ---- playlists


def test_a_playlist_recommends_whose_videos_are_in_it():
    (task,) = of(Task, read("playlists", page(PLAYLIST, {"id": "PL2"})))
    assert json.loads(task.cursor)["playlist"] == "PL1"
    records = read("playlist", page(entry(), entry("vid-7", BEN), GONE), playlist="PL1")
    assert of(Interaction, records) == [
        Interaction("link", key(ANN), key(BEN), key("vid-7"), native_id="PL1")
    ]
    (task,) = of(Task, records)
    assert (task.kind, task.site, task.pointer) == ("channel", BEN, "recommend")


# ---- quota


NOON = BEGAN - BEGAN % 86_400 + 12 * 3_600
SPENT = (403, {}, json.dumps(refusal("quotaExceeded")).encode())
URL = asked("videos", part="snippet", id="vid-1")


def test_where_the_days_quota_is_spent_the_api_rests_until_the_next_day():
    web = Web({URL: SPENT})
    web.time.pass_by(NOON + 86_400 - web.time.now())
    client = client_of(web, patience=5.0)
    with pytest.raises(TryLater) as error:
        client.get(URL, token=Token(Way("youtube"), SECRET))
    assert error.value.seconds == pytest.approx(20 * 3_600, abs=2)
    assert client.seconds_until_turn(URL) == pytest.approx(20 * 3_600, abs=2)
    assert web.urls(robots=True) == [URL]


def test_units_are_counted_from_the_log_since_the_day_began(tmp_path):
    with open_database(tmp_path / "q.db", create=True) as db:
        assert quotas_spent(db) == ()
        log = (
            ("2026-03-01T07:59:00Z", 200),
            ("2026-03-01T08:01:00Z", 200),
            ("2026-03-01T08:02:00Z", 403),
            ("2026-03-01T08:03:00Z", None),
        )
        host = "https://www.googleapis.com"
        db["fetches"].insert_all(
            Fetch(URL, host, at, status, 0, 0, 0)._asdict() for at, status in log
        )
        assert quotas_spent(db, lambda: "2026-03-01T09:00:00Z") == (
            Spent("YouTube", 2, 10_000, "2026-03-01T08:00:00Z", "2026-03-02T08:00:00Z"),
        )


# ---- a crawl


def as_json(value, status=200):
    return status, {"content-type": "application/json"}, json.dumps(value).encode()


def address_of(kind, records):
    return next(task.address for task in of(Task, records) if task.kind == kind)


OF_CHANNEL = read("channel", page(channel()), site="@ann.bakes")
UPLOADED = page(entry(), entry("vid-2"))
OF_UPLOADS = read("uploads", UPLOADED)
OF_VIDEOS = read("videos", page(video(), video("vid-2")), first=True)
ANSWERED = page(comment("c2.1", ANN, "@ann.bakes"))
PAGES = {
    seed_of("https://www.youtube.com/@ann.bakes").address: as_json(page(channel())),
    address_of("uploads", OF_CHANNEL): as_json(UPLOADED),
    address_of("playlists", OF_CHANNEL): as_json(page()),
    address_of("videos", OF_UPLOADS): as_json(page(video(), video("vid-2"))),
    of(Task, OF_VIDEOS)[0].address: as_json(COMMENTS),
    of(Task, OF_VIDEOS)[1].address: as_json(refusal("commentsDisabled"), 403),
    address_of("answers", read("comments", COMMENTS, video="vid-1")): as_json(ANSWERED),
}


@pytest.fixture
def crawled(tmp_path):
    web, path = Web(PAGES), tmp_path / "y.db"
    tokens = Tokens({"INFLUENCE_TOKEN_YOUTUBE": SECRET})
    asked_ = Asked(addresses=("https://www.youtube.com/@ann.bakes",))
    with open_database(path, create=True) as db, Beside(path) as memory:
        client = client_of(web, memory=memory)
        begun, _ = begin(db, asked_, seeds_of(asked_), lambda: from_seconds(web.time.now()))
        workers = Inline(lambda task: visit(task, client, read_any, web.time.now, tokens))
        Crawling(db, begun, workers, client, web.time.clock).run()
    with open_database(path) as db:
        yield db, web, path


def rows(db, query):
    return {tuple(row) for row in db.execute(query)}


def test_a_crawl_brings_home_videos_and_who_wrote_below_them(crawled):
    db, web, path = crawled
    assert web.urls(robots=True) == [*dict.fromkeys(web.urls(robots=True))]
    assert set(web.urls(robots=True)) == set(PAGES)
    assert all(headers["x-goog-api-key"] == SECRET for *_, headers in web.asked)
    acts = """select i.kind, a.native_id, t.native_id, p.native_id from interactions i
      join accounts a on a.account_id = actor_id join accounts t on t.account_id = target_id
      left join posts p using (post_id)"""
    assert rows(db, acts) == {
        ("reply", BEN, ANN, "vid-1"),
        ("reply", ANN, BEN, "c1"),
        ("reply", CID, ANN, "vid-1"),
        ("reply", ANN, CID, "c2"),
    }
    lists = """select c.kind, native_id, is_complete from coverage c
      left join posts using (post_id)"""
    assert rows(db, lists) == {
        ("posts", None, 1),
        ("replies", "vid-1", 0),
        ("replies", "vid-2", 0),
    }
    assert SECRET.encode() not in path.read_bytes()


# ---- the command


def influence(*words, **environment):
    command = [sys.executable, "-m", "influence", *map(str, words)]
    env = {k: v for k, v in os.environ.items() if not k.startswith("INFLUENCE_TOKEN")}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=env | environment
    )


def test_without_a_key_a_crawl_says_where_it_looks_for_one(tmp_path):
    words = ("crawl", tmp_path / "a.db", "https://www.youtube.com/@ann.bakes", "--contact", "a@b.c")
    done = influence(*words)
    assert done.returncode == 2
    assert "wants a key of your own: INFLUENCE_TOKEN_YOUTUBE, or youtube under" in done.stderr
    assert "Traceback" not in done.stderr


class Gone(BaseHTTPRequestHandler):
    """Knows nothing, and says so."""

    def do_GET(self):
        self.send_error(404)

    def log_message(self, *_):
        pass


def test_a_crawl_says_what_it_will_take_of_the_day_before_it_asks(tmp_path):
    words = ["crawl", tmp_path / "a.db", "https://www.youtube.com/@ann.bakes", "--delay", "0"]
    with running(LoopbackServer(Gone)) as server:
        words += ["--allow-loopback", "--resolve", f"*=127.0.0.1:{server.port}"]
        said = influence(*words, INFLUENCE_TOKEN_YOUTUBE=SECRET).stderr.splitlines()
    assert said[0].startswith("YouTube: 1 unit for these, about 14 with what they lead to first")
    assert said[0].endswith("of 10,000 a day; 0 spent of today's.")


def test_units_are_shown_before_they_are_spent_and_afterwards(tmp_path, crawled):
    _, _, path = crawled
    planned = influence(
        "crawl", tmp_path / "a.db", "https://www.youtube.com/@ann.bakes", "--dry-run"
    )
    assert "YouTube: 1 unit for these, about 14 with what they lead to first" in planned.stderr
    assert "of 10,000 a day; 0 spent of today's" in planned.stderr
    assert "wants a key of your own: INFLUENCE_TOKEN_YOUTUBE" in planned.stderr
    said = influence("status", path).stdout
    assert "YouTube: 0 of 10,000 units a day spent since" in said
    told = json.loads(influence("status", path, "--format", "json").stdout)
    assert told["crawl"]["quotas"][0]["units"] == 10_000
