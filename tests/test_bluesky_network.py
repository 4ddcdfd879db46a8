"""Answers of a real PLC, PDS and AppView with a seeded network, each mapped to records by hand.

They are beside the real data, in ``servers/bluesky/samples``.
"""

import json
from collections import Counter

import pytest
from bluesky_samples import of, read

from crawlers.errors import AnswerUnusable, PageGone
from influence.records import (
    Account,
    Consent,
    Coverage,
    Follow,
    Interaction,
    Key,
    Link,
    Post,
    Tag,
    Task,
)

ADA, BODO = "did:plc:7ifdd3qkvtjcrhl26vfkojoc", "did:plc:aeqn5lcgn3qd32xfmozga3pe"
CYRA, GUS = "did:plc:nwtqxdh63voe53m3tuidjpdv", "did:plc:nxhxehopreqtq54m3ipf74c7"
HANA, JOAN = "did:plc:cfrs4smscu2jiepk4s3xsjh3", "did:plc:km7lybtqasliwvq5tgpltw6k"
SPAM, FAY = "did:plc:skpmrjuou62p45verdkzllbb", "did:plc:onditp4ijxhhnkks7vne6zhv"
ORCHIDS = f"at://{ADA}/app.bsky.feed.post/3n2uohpdbqs2a"
SOLAR = f"at://{GUS}/app.bsky.feed.post/3n2uohpqgnk2a"
LOVELY = f"at://{BODO}/app.bsky.feed.post/3n2uohqw4pc2a"
API = "https://public.api.bsky.app/xrpc"


def key(native_id):
    return Key("bluesky", native_id)


@pytest.fixture(scope="module")
def sample(real_data):
    folder = real_data.parent / "servers" / "bluesky" / "samples"
    if not folder.is_dir():
        pytest.skip(f"There is no {folder}: what a real network answers was not tried.")
    return lambda name: (folder / name).read_bytes()


def acts(records):
    return [
        (each.kind, each.actor.native_id, each.target.native_id, each.happened_at)
        for each in of(Interaction, records)
    ]


def test_a_profile(sample):
    records = read("profile", sample("getProfile.json"), f"{API}/x", ADA)
    (account,) = of(Account, records)
    assert account[:5] == (
        key(ADA),
        "ada.test",
        "Ada Fern",
        f"https://bsky.app/profile/{ADA}",
        "Field botanist. I write about meadows. https://ada.example/blog",
    )
    assert account.created_at == "2026-01-05T09:37:00Z"
    assert account[8:11] == (6, 1, 4)
    assert [task.kind for task in of(Task, records)] == ["feed", "follows", "followers"]


def test_profiles_without_the_one_that_is_not_there(sample):
    records = read("profiles", sample("getProfiles.json"), f"{API}/x", ADA, cursor={"how": "list"})
    assert [(a.handle, a.followers_count) for a in of(Account, records)] == [
        ("ada.test", 6),
        ("hana.test", 4),
    ]
    assert [(t.kind, t.site, t.pointer) for t in of(Task, records)] == [
        ("did", ADA, "list"),
        ("did", HANA, "list"),
    ]


def test_a_profile_that_is_not_there(sample):
    with pytest.raises(PageGone, match="Profile not found"):
        read("profile", sample("getProfile_missing.json"), f"{API}/x", ADA, status=400)


def test_a_document(sample):
    (task,) = of(Task, read("did", sample("plc_did_document.json"), f"{API}/x", ADA))
    assert json.loads(task.cursor) == {
        "handle": "ada.test",
        "pds": "http://localhost:2583",
        "again": True,
    }


def test_a_feed_with_a_repost(sample):
    address = f"{API}/app.bsky.feed.getAuthorFeed?actor={BODO}"
    records = read("feed", sample("getAuthorFeed.json"), address, BODO)
    assert acts(records) == [
        ("reply", BODO, ADA, "2026-01-07T18:58:00Z"),
        ("mention", BODO, CYRA, "2026-01-07T18:58:00Z"),
        ("repost", BODO, ADA, "2026-01-07T14:39:00Z"),
    ]
    assert Counter(each.account.native_id for each in of(Post, records)) == {BODO: 4, ADA: 1}
    assert [each.url for each in of(Link, records)] == ["https://ada.example/blog/mosses"]
    assert Counter(each.tag for each in of(Tag, records)) == {
        "botany": 4,
        "orchids": 2,
        "gardening": 1,
    }
    posts = [each for each in of(Coverage, records) if each.kind == "posts"]
    assert [each[5:8] for each in posts] == [(True, None, 4)]
    assert [(task.kind, task.cursor) for task in of(Task, records)] == [
        ("thread", '{"claimed": 1, "again": true}')
    ]


def test_a_long_feed_in_two_pages(sample):
    ivo = "did:plc:hqvxge6pumbg7waac6ndfrrf"
    address = f"{API}/app.bsky.feed.getAuthorFeed?actor={ivo}&limit=100"
    first = read("feed", sample("getAuthorFeed_page1.json"), address, ivo)
    following = [task for task in of(Task, first) if task.kind == "feed"]
    assert len(following) == 1
    held = json.loads(following[0].cursor)
    assert held == {"pages": 1, "held": 100, "since": held["since"]}
    assert held["since"] == min(
        each.published_at for each in of(Post, first) if each.account == key(ivo)
    )
    last = read("feed", sample("getAuthorFeed_page2.json"), following[0].address, ivo, cursor=held)
    (covered,) = of(Coverage, last)
    told = json.loads(sample("getAuthorFeed_page2.json"))
    assert covered.is_complete is ("cursor" not in told)
    assert Counter(each.account == key(ivo) for each in of(Post, last)) == {True: 23, False: 1}
    assert covered.held_count == 123


def test_a_thread_of_four(sample):
    address = f"{API}/app.bsky.feed.getPostThread?uri={ORCHIDS}"
    records = read("thread", sample("getPostThread.json"), address, ADA)
    assert acts(records) == [
        ("reply", BODO, ADA, "2026-01-07T18:58:00Z"),
        ("mention", BODO, CYRA, "2026-01-07T18:58:00Z"),
        ("reply", CYRA, BODO, "2026-01-07T19:35:00Z"),
        ("reply", ADA, CYRA, "2026-01-07T20:12:00Z"),
    ]
    (covered,) = of(Coverage, records)
    assert covered[5:8] == (True, 1, 1)


def test_who_likes_a_post(sample):
    address = f"{API}/app.bsky.feed.getLikes?uri={ORCHIDS}&limit=2"
    records = read("likes", sample("getLikes.json"), address, ADA)
    assert acts(records)[0] == ("like", HANA, ADA, "2026-01-07T12:11:00Z")
    assert len(acts(records)) == 2
    (task,) = of(Task, records)
    assert "cursor=1767785640000__bafyreifdztl6nx64w4bw3wi5vnse37bfh5mfob5acemex" in task.address


def test_who_reposted_a_post(sample):
    address = f"{API}/app.bsky.feed.getRepostedBy?uri={ORCHIDS}"
    records = read("reposted_by", sample("getRepostedBy.json"), address, ADA)
    assert acts(records) == [("repost", CYRA, ADA, None), ("repost", BODO, ADA, None)]
    assert {each.post for each in of(Interaction, records)} == {key(ORCHIDS)}


def test_who_quoted_a_post(sample):
    address = f"{API}/app.bsky.feed.getQuotes?uri={SOLAR}"
    records = read("quotes", sample("getQuotes.json"), address, GUS)
    assert acts(records) == [("quote", JOAN, GUS, "2026-01-07T20:49:00Z")]
    assert of(Post, records)[0].kind == "quote"


def test_followers_and_a_cursor_that_no_longer_holds(sample):
    address = f"{API}/app.bsky.graph.getFollowers?actor={ADA}&limit=100"
    records = read("followers", sample("getFollowers_page1.json"), address, ADA)
    assert of(Follow, records)[0][:3] == (key(SPAM), key(ADA), None)
    (task,) = of(Task, records)
    (again,) = read("followers", sample("bad_cursor_500.json"), task.address, ADA, status=500)
    assert again.address == address.replace("100", "99")
    with pytest.raises(AnswerUnusable, match="integer too big"):
        read("followers", sample("bad_limit_400.json"), address, ADA, status=400)


def test_a_list_behind_a_starter_pack(sample):
    packs = read("starter_packs", sample("getActorStarterPacks.json"), f"{API}/x", JOAN)
    lists = read("lists", sample("getLists.json"), f"{API}/x", JOAN)
    assert of(Task, packs) == of(Task, lists)
    uri = f"at://{JOAN}/app.bsky.graph.list/3n2uohqyfx22a"
    records = read("list", sample("getList.json"), f"{API}/x", JOAN)
    assert of(Interaction, records) == [
        Interaction("link", key(JOAN), key(each), native_id=uri) for each in (FAY, HANA, ADA)
    ]


def test_whom_an_account_follows_by_its_own_records(sample):
    address = f"http://localhost:2583/xrpc/x?repo={SPAM}&collection=app.bsky.graph.follow"
    records = read("records", sample("pds_listRecords_follow.json"), address, SPAM)
    assert of(Follow, records)[0] == Follow(
        key(SPAM), key("did:plc:iq4v45y4up6gz2vh77tgsmlk"), "2026-01-07T09:06:00Z"
    )
    assert len(of(Follow, records)) == 3


def test_a_whole_repository(sample):
    address = f"http://localhost:2583/xrpc/com.atproto.sync.getRepo?did={ADA}"
    records = read("repository", sample("pds_getRepo.car"), address, ADA)
    assert acts(records) == [("reply", ADA, CYRA, "2026-01-07T20:12:00Z")]
    assert [each[:2] for each in of(Follow, records)] == [(key(ADA), key(CYRA))]
    assert [(each.kind, *each[5:8]) for each in of(Coverage, records)] == [
        ("posts", True, None, 4),
        ("following", True, None, 1),
    ]
    orchids = next(each for each in of(Post, records) if each.key == key(ORCHIDS))
    assert orchids.text == "First orchids of the year on the chalk meadow #botany #orchids"
    assert orchids.published_at == "2026-01-05T17:01:00Z"
    assert [each.signal for each in of(Consent, records)] == ["unset"]
