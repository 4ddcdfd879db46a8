"""A crawl of what answers as Mastodon does: long lists by page, limits, and what goes wrong there.

The server is a stand-in that others wrote, since Mastodon itself cannot be installed here.
"""

import csv
import shutil
import time
from datetime import UTC, datetime

import pytest
from fediverse_crawls import CrawlOfFediverse
from servers.fediverse_content import (
    CROWD,
    DILL,
    FIG,
    LANES,
    LOAF,
    MOCKED,
    NEWS,
    OAT,
    PRESS,
    QUIET,
    RYE,
    STARTER,
)
from servers.mastodon_mock import LIMIT, TOLL, time_of, time_of_boost

PEOPLE = (RYE, FIG, OAT, DILL, PRESS)
SHOWN = [person for person in MOCKED.people if person is not DILL]


def seeds_at(host):
    return [*(f"{each.login}@{host}" for each in PEOPLE), f"#baking@{host}", f"#@{host}"]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory, mastodon_mock):
    path = tmp_path_factory.mktemp("mastodon") / "m.db"
    crawled = CrawlOfFediverse(path, (mastodon_mock,), seeds_at(LANES))
    crawled.crawl()
    return crawled


def another(crawled, path, *seeds):
    return CrawlOfFediverse(path, crawled.servers, list(seeds) or crawled.seeds)


def text_of(moment):
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def actor(person):
    return f"http://{LANES}/@{person.login}"


def notes(crawled):
    """Return the address of each note, found by who wrote it when."""
    held = {
        (handle, at): address
        for handle, at, address in crawled.ask(
            "select handle, published_at, p.native_id from posts p join accounts using (account_id)"
        )
    }
    return {note: held.get((note.author.handle, text_of(time_of(note)))) for note in MOCKED.notes}


def test_profiles_are_held_of_all_in_the_directory_and_in_lists(crawled):
    held = crawled.ask("select handle, name, bio, is_bot from accounts where consent != 'deny'")
    assert sorted(map(tuple, held)) == sorted(
        (each.handle, each.name, each.bio or None, each.is_bot) for each in SHOWN
    )


def test_who_has_not_decided_and_who_refuses_are_kept_apart(crawled):
    held = dict(crawled.ask("select handle, consent from accounts"))
    assert held[OAT.handle] == "unset"
    assert held[DILL.handle] == "deny"
    assert {held[each.handle] for each in (RYE, FIG, PRESS, *CROWD)} == {"allow"}
    assert b"about brine" not in crawled.path.read_bytes()
    said = crawled.run("status", crawled.path).stdout
    assert "1 opted out, 1 did not ask to be" in said
    assert "discoverable is off (1)" in said
    unquoted = sum(person not in (RYE, DILL) for person in MOCKED.people)
    assert f"no text kept of   {unquoted} accounts" in said


def test_posts_are_held_at_their_times_with_text_where_that_may_be_kept(crawled):
    held = crawled.ask(
        "select handle, published_at, kind, text from posts join accounts using (account_id)"
    )
    assert sorted(held, key=str) == sorted(
        (
            (
                note.author.handle,
                text_of(time_of(note)),
                "reply" if note.answers else "original",
                note.written if note.author is RYE and note is not QUIET else None,
            )
            for note in MOCKED.notes
            if note.author is not DILL and note.visibility != "private"
        ),
        key=str,
    )


def test_boosts_are_held_with_who_and_when_their_own_posts_tell(crawled):
    address = notes(crawled)
    assert {(act[0], act[2], act[4]) for act in crawled.acts("repost")} == {
        (
            actor(person),
            address[note],
            text_of(time_of_boost(person, note)) if person in PEOPLE else None,
        )
        for person, note in MOCKED.boosts
    }


def test_likes_are_held_with_who(crawled):
    address = notes(crawled)
    assert {act[:3] for act in crawled.acts("like")} == {
        (actor(person), actor(note.author), address[note]) for person, note in MOCKED.likes
    }


def test_answers_are_held_to_any_depth_of_a_thread(crawled):
    address = notes(crawled)
    assert crawled.acts("reply") == {
        (
            actor(note.author),
            actor(note.answers.author),
            address[note.answers],
            address[note],
            text_of(time_of(note)),
        )
        for note in MOCKED.notes
        if note.answers
    }


def test_followers_are_read_by_the_pages_that_headers_name(crawled):
    assert crawled.follows() == {(one.handle, other.handle) for one, other in MOCKED.follows}
    held = crawled.coverage("followers")
    total = sum(target is RYE for _, target in MOCKED.follows)
    assert held[RYE.handle] == [1, total, total]
    pages = [
        url
        for (url,) in crawled.ask("select url from fetches where url like '%/followers?%'")
        if "max_id=" in url
    ]
    assert len(pages) == len(set(pages)) >= 2


def test_whom_one_recommends_is_a_link(crawled):
    assert {act[:2] for act in crawled.acts("link")} == {
        (actor(one), actor(other)) for one, other in MOCKED.endorsements
    }


def test_every_list_was_read_to_its_end(crawled):
    kinds = dict(crawled.ask("select kind, min(is_complete) from coverage group by kind"))
    assert kinds == dict.fromkeys(
        ("posts", "followers", "following", "endorsements", "reposters", "likers", "replies"), 1
    )
    assert crawled.coverage("posts")[PRESS.handle] == [1, len(NEWS), len(NEWS)]


def test_a_tag_and_the_directory_are_asked_once_the_host_says_that_they_are_open(crawled):
    asked = [url for (url,) in crawled.ask("select url from fetches")]
    assert sum("/api/v2/instance" in url for url in asked) == 2
    assert sum("/timelines/tag/baking" in url for url in asked) == 1
    assert sum("/api/v1/directory" in url for url in asked) == 3


def test_accounts_are_ranked_in_the_same_file(crawled):
    asked = ("rank", str(crawled.path), "--by", "reposts_per_post", "--format", "csv")
    ranked = {
        row["handle"]: float(row["reposts_per_post"])
        for row in csv.DictReader(crawled.run(*asked).stdout.splitlines())
    }
    of_rye = [note for note in MOCKED.notes if note.author is RYE and note.visibility != "private"]
    boosts = sum(note in (LOAF, STARTER) for _, note in MOCKED.boosts)
    assert ranked[RYE.handle] == pytest.approx(boosts / len(of_rye), rel=1e-3)
    assert max(ranked, key=ranked.get) == RYE.handle


def test_a_second_crawl_adds_nothing(crawled, tmp_path):
    again = another(crawled, tmp_path / "again.db")
    shutil.copy(crawled.path, again.path)
    before = again.content()
    again.crawl()
    assert again.content() == before


def test_a_limit_is_kept_to_and_costs_time_alone(crawled, tmp_path):
    limited = another(crawled, tmp_path / "toll.db", *seeds_at(TOLL))
    limited.crawl()
    ((requests, refused),) = limited.ask("select count(*), sum(status = 429) from fetches")
    assert requests > LIMIT
    assert refused == 0
    assert repr(limited.content()).replace(TOLL, LANES) == repr(crawled.content())


@pytest.mark.parametrize(
    "effect",
    [
        {"status": 429, "headers": {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "epoch"}},
        {"status": 429, "headers": {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "iso"}},
        {"status": 503, "headers": {"Retry-After": "1"}},
        {"type": "latency", "delay_ms": 300},
    ],
    ids=["429 until seconds since 1970", "429 until a time", "503 for a second", "slow"],
)
def test_what_goes_wrong_for_a_while_is_waited_for(crawled, tmp_path, effect):
    reset = int(time.time()) + 2
    told = {"epoch": str(reset), "iso": datetime.fromtimestamp(reset, UTC).isoformat()}
    headers = {name: told.get(value, value) for name, value in effect.get("headers", {}).items()}
    (server,) = crawled.servers
    server.fault("/api/v1/accounts/*/followers", {"type": "status", **effect, "headers": headers})
    again = another(crawled, tmp_path / "again.db")
    again.crawl()
    assert again.content() == crawled.content()
    failures = again.ask("select count(*) from fetches where status >= 429")
    assert failures == [(int("status" in effect),)]


def test_an_answer_that_is_broken_costs_that_list_alone(crawled, tmp_path):
    (server,) = crawled.servers
    server.fault("/api/v1/accounts/*/endorsements", {"type": "malformed"}, count=len(PEOPLE) - 1)
    again = another(crawled, tmp_path / "again.db")
    again.crawl()
    assert again.acts("link") == set()
    assert again.coverage("endorsements") == {}
    errors = again.ask("select last_error from crawl_tasks where last_error is not null")
    assert len(errors) == len(PEOPLE) - 1
    assert all("is no JSON" in error for (error,) in errors)
    for table in ("accounts", "posts", "follows"):
        assert again.content()[table] == crawled.content()[table]


@pytest.mark.parametrize("requests", [1, 5, 14, 23, 37, 50])
def test_killed_at_any_moment_it_goes_on_to_the_same_rows(crawled, tmp_path, requests):
    killed = another(crawled, tmp_path / "killed.db")
    (server,) = crawled.servers
    killed.kill_after(requests, {host: port for host, (_, port) in server.addresses.items()})
    killed.crawl()
    assert killed.content() == crawled.content()
