"""Addresses as people type them: accounts in every spelling, and what is told of each."""

import json
from contextlib import suppress

import pytest
from fake_bluesky import FakeBluesky, crawl, did
from fake_web import rows

from crawlers.guard import Guard
from crawlers.sources import READ_BY_API, instead_of, seed_of
from influence import cli
from influence.errors import InputUnusable, UnknownAccount, UsageError
from influence.library.addresses import asked_addresses
from influence.ranking.find_account import find_account
from influence.records import Account, Key
from influence.store import forget, ingest, open_database
from influence.store.crawling import crawl_status

SECRET = "sesame-open"  # noqa: S105


@pytest.mark.parametrize(
    ("typed", "source", "site"),
    [
        ("ann@m.example", "mastodon", "ann@m.example"),
        ("@ann@M.Example.", "mastodon", "ann@m.example"),
        ("acct:ann@m.example", "mastodon", "ann@m.example"),
        ("m.example/@ann", "mastodon", "ann@m.example"),
        ("https://m.example/@ann/", "mastodon", "ann@m.example"),
        ("https://m.example/@ann/110123", "mastodon", "ann@m.example"),
        ("https://m.example/@ann/with_replies", "mastodon", "ann@m.example"),
        ("https://m.example/@ann@o.example/followers", "mastodon", "ann@o.example"),
        ("https://m.example/deck/@ann", "mastodon", "ann@m.example"),
        ("bsky.app/profile/ann.blog", "bluesky", "ann.blog"),
        ("https://bsky.app/profile/Ann.Blog/post/3k", "bluesky", "ann.blog"),
        ("https://bsky.app/starter-pack/ann.blog/3k", "bluesky", "ann.blog"),
        ("at://ann.blog", "bluesky", "ann.blog"),
        ("at://did:plc:ann/app.bsky.feed.post/3k", "bluesky", "did:plc:ann"),
        ("did:plc:ann", "bluesky", "did:plc:ann"),
        ("youtube.com/@ann.bakes", "youtube", "@ann.bakes"),
        ("https://www.youtube.com/@ann.bakes/shorts", "youtube", "@ann.bakes"),
        ("https://www.youtube.com/user/annbakes", "youtube", "user/annbakes"),
        ("news.ycombinator.com/user?id=ann", "hackernews", "ann"),
        ("https://news.ycombinator.com/threads?id=ann", "hackernews", "ann"),
        ("https://news.ycombinator.com/submitted?id=ann", "hackernews", "ann"),
        ("ann.example/@page/of/a/blog", "blog", "https://ann.example/@page"),
    ],
)
def test_an_account_is_the_same_in_every_spelling(typed, source, site):
    task = seed_of(typed)
    assert (task.source, task.site) == (source, site)


def test_an_old_name_of_a_channel_is_asked_for_as_such():
    assert seed_of("https://www.youtube.com/user/annbakes").address.endswith("forUsername=annbakes")


@pytest.mark.parametrize(
    "typed",
    [
        "https://bsky.app/",
        "bsky.app/profile/handle.invalid",
        "https://www.youtube.com/watch?v=abcdefghijk",
        "https://youtu.be/abcdefghijk",
        "https://www.youtube.com/c/ann",
        "https://news.ycombinator.com/newest",
        "https://www.googleapis.com/youtube/v3/channels?key=sesame-open",
        "https://public.api.bsky.app/xrpc/app.bsky.actor.getProfile?actor=ann.blog",
    ],
)
def test_pages_of_hosts_that_are_read_by_their_apis_are_no_blogs(typed):
    assert seed_of(typed) is None
    assert instead_of(typed) in READ_BY_API.values()
    with pytest.raises(UsageError, match=r"API.*name") as error:
        asked_addresses((typed,), (), Guard(), print)
    assert SECRET not in str(error.value)
    assert "anna.example" not in str(error.value)


@pytest.mark.parametrize(
    "typed",
    [
        *("https://x.com/ann", "mobile.twitter.com/ann", "https://www.reddit.com/r/rye/"),
        *("https://old.reddit.com/user/ann/.rss", "https://www.instagram.com/ann", "fb.com"),
        *("https://m.facebook.com/ann", "https://de.linkedin.com/in/ann", "tiktok.com/@ann"),
    ],
)
def test_networks_that_strangers_may_not_crawl_are_imported(typed, tmp_path, capsys):
    assert seed_of(typed) is None
    with pytest.raises(UsageError, match=r"import an export of it \(docs/imports\.md\)\.$"):
        asked_addresses((typed,), (), Guard(), print)
    listed = tmp_path / "blogs.txt"
    listed.write_text(f"https://anna.example\n{typed}\n")
    assert asked_addresses((f"@{listed}",), (), Guard(), print) == ("https://anna.example",)
    assert "line 2: " in capsys.readouterr().out


def test_a_host_that_only_ends_like_such_a_network_is_a_blog():
    for typed in ("https://netflix.com/", "https://x.com.example/", "https://ann.threads.example/"):
        assert seed_of(typed).kind == "home"


@pytest.mark.parametrize(
    "place",
    ["m.example/@ann", "bsky.app/profile/ann.blog", "www.youtube.com/@ann", "anna.example/"],
)
def test_an_address_with_a_password_is_refused_and_the_password_told_to_nobody(place):
    with pytest.raises(UsageError, match="has a name or password in it") as error:
        asked_addresses((f"https://ann:{SECRET}@{place}",), (), Guard(), print)
    assert SECRET not in str(error.value)


def test_who_writes_a_handle_of_bluesky_for_a_file_is_told_how_to_write_it():
    with pytest.raises(InputUnusable, match=r"written at://ann\.blog"):
        asked_addresses(("@ann.blog",), (), Guard(), print)
    with pytest.raises(InputUnusable) as error:
        asked_addresses(("@ann",), (), Guard(), print)
    assert "Bluesky" not in str(error.value)


@pytest.mark.parametrize(
    ("typed", "native_id"),
    [
        ("at://ann.blog", "did:plc:ann"),
        ("https://bsky.app/profile/ann.blog", "did:plc:ann"),
        ("at://did:plc:ann", "did:plc:ann"),
        ("acct:ben@m.example", "https://m.example/users/ben"),
        ("https://m.example/@ben", "https://m.example/users/ben"),
        ("https://www.youtube.com/@cleo.bakes", "UCcleo"),
    ],
)
def test_what_is_held_is_found_by_the_spellings_that_a_crawl_takes(typed, native_id):
    accounts = [
        Account(Key("bluesky", "did:plc:ann"), "ann.blog"),
        Account(Key("mastodon", "https://m.example/users/ben"), "ben@m.example"),
        Account(Key("youtube", "UCcleo"), "cleo.bakes"),
    ]
    with open_database(":memory:") as db:
        ingest(db, accounts, named=True)
        assert find_account(db, typed).native_id == native_id
        with pytest.raises(UnknownAccount):
            find_account(db, f"{typed}x")


# ---- after a crawl


def network():
    return FakeBluesky({"ann": 2, "ben": 1}, {"cleo": ["ann"]}, {"cleo": [("ann", 0)]}, ("ben",))


def why_not(path, *typed, capsys):
    capsys.readouterr()
    with suppress(SystemExit):
        cli.main(["why-not", str(path), *typed, "--format", "json"])
    return [(each["url"], each["state"]) for each in json.loads(capsys.readouterr().out)]


def test_why_not_knows_accounts_in_the_spelling_of_the_crawl(tmp_path, capsys):
    path, world = tmp_path / "a.db", network()
    crawl(path, world, addresses=("at://ann.blog", "https://bsky.app/profile/ben.blog"))
    spelled = ("at://ann.blog", "https://bsky.app/profile/ben.blog", "at://nobody.blog")
    assert why_not(path, *spelled, capsys=capsys) == [
        ("at://ann.blog", "done"),
        ("https://bsky.app/profile/ben.blog", "opted out"),
        ("at://nobody.blog", "unknown"),
    ]


def test_who_was_forgotten_is_neither_asked_for_nor_written_down_again(tmp_path, capsys):
    path, world = tmp_path / "a.db", network()
    crawl(path, world, addresses=("at://ann.blog",))
    with open_database(path) as db:
        forget(db, [find_account(db, "ann.blog").account_id])
    world.asked.clear()
    crawl(path, world, addresses=("at://ann.blog", "at://cleo.blog", did("ann")))
    assert not [url for url in world.asked if "ann" in url]
    assert why_not(path, "at://ann.blog", capsys=capsys) == [("at://ann.blog", "forgotten")]
    asked = [json.loads(row["asked"])["addresses"] for row in rows(path, ("crawls",))["crawls"]]
    assert asked[-1] == ["at://cleo.blog"]
    content = path.read_bytes()
    assert b"ann.blog" not in content
    assert did("ann").encode() not in content


def test_after_a_second_crawl_nothing_is_told_to_be_due(tmp_path):
    path, world = tmp_path / "a.db", network()
    for _ in range(2):
        report = crawl(path, world, addresses=("at://ann.blog",))
        assert report.stopped == "done"
        with open_database(path) as db:
            tasks = crawl_status(db).tasks
        assert (tasks["due"], tasks["partial"]) == (0, 0)
