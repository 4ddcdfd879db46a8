"""Bluesky: what each answer of an AppView, a PDS or the directory of DIDs becomes."""

import sys

import pytest
from archive_files import Imported
from bluesky_samples import (
    ANN,
    ANN_PROFILE,
    ANN_VIEW,
    APPVIEW,
    AT,
    BEN,
    BEN_VIEW,
    CLEO,
    DAN,
    DAN_VIEW,
    DOCUMENT,
    FEED,
    LIKES,
    LIKES_OF_LOAF,
    LIST,
    LIST_VIEW,
    LOAF,
    LOAF_VIEW,
    MARKED,
    PDS,
    POSTS,
    QUOTE,
    RECORDS,
    RECORDS_PAGE,
    SEEN_AT,
    THREAD,
    error,
    key,
    label,
    of,
    own,
    post,
    read,
    view,
)
from databases import in_memory
from repositories import car_of

from crawlers.bluesky import seed
from crawlers.errors import AnswerUnusable, PageGone
from crawlers.sources import seed_of
from influence.records import (
    Account,
    Consent,
    Coverage,
    Follow,
    Identity,
    Interaction,
    Link,
    Post,
    Tag,
    Task,
)
from influence.store import ingest

REPOSITORY = f"{PDS}/xrpc/com.atproto.sync.getRepo?did={ANN}"
FOLLOWERS = f"{APPVIEW}app.bsky.graph.getFollowers?actor={ANN}&limit=100"


def tasks(records):
    return [(task.kind, task.site) for task in of(Task, records)]


def denied(records):
    return [(c.account.native_id, c.reason) for c in of(Consent, records) if c.signal == "deny"]


@pytest.mark.parametrize(
    ("address", "kind", "site"),
    [
        ("@Ann.Blog", "handle", "ann.blog"),
        ("ann.bsky.social", "handle", "ann.bsky.social"),
        ("https://bsky.app/profile/ann.blog/post/3c", "handle", "ann.blog"),
        (f"https://bsky.app/profile/{ANN}", "did", ANN),
        (f"at://{ANN}/app.bsky.feed.post/3c", "did", ANN),
        ("at://ann.blog", "handle", "ann.blog"),
        (CLEO, "did", CLEO),
    ],
)
def test_an_account_is_known_however_it_is_written(address, kind, site):
    task = seed_of(address)
    assert (task.source, task.kind, task.site) == ("bluesky", kind, site)


NO_HANDLES = ["ann.blog", "@ann@mastodon.example", "did:", "ann", "@a.onion"]


@pytest.mark.parametrize("address", NO_HANDLES)
def test_what_may_be_another_thing_is_not_taken_for_a_handle(address):
    assert seed(address) is None


def test_a_handle_leads_to_the_document_of_its_did():
    (task,) = read("handle", {"did": CLEO}, site="cleo.example")
    assert task.address == "https://cleo.example/.well-known/did.json"
    assert (task.kind, task.site, task.cursor) == (
        "did",
        CLEO,
        '{"handle": "cleo.example", "again": true}',
    )


def test_the_host_of_a_handle_is_asked_where_the_appview_knows_none():
    told = error("InvalidRequest", "Unable to resolve handle")
    (task,) = read("handle", told, site="ann.blog", status=400, signals=["history"])
    assert task.address == "https://ann.blog/.well-known/atproto-did"
    assert (task.kind, task.site, task.signals) == ("well_known", "ann.blog", ("history",))
    with pytest.raises(AnswerUnusable, match="RateLimitExceeded"):
        read("handle", error("RateLimitExceeded"), site="ann.blog", status=403)


@pytest.mark.parametrize("body", [b"did:plc:ann", b"\n did:plc:ann\r\n"])
def test_what_the_host_of_a_handle_names_has_to_name_the_handle(body):
    address = "https://ann.blog/.well-known/atproto-did"
    (task,) = read("well_known", body, address, "ann.blog")
    assert (task.address, task.site) == ("https://plc.directory/did:plc:ann", ANN)
    assert task.cursor == '{"handle": "ann.blog", "again": true}'


@pytest.mark.parametrize("body", [b"<html>Not here</html>", b"", b"did:plc:ann did:plc:ben"])
def test_a_host_that_names_no_did_is_told(body):
    with pytest.raises(AnswerUnusable, match="names no DID"):
        read("well_known", body, "https://ann.blog/.well-known/atproto-did", "ann.blog")


def test_a_handle_that_nobody_knows_is_gone_in_so_many_words():
    address = "https://ann.blog/.well-known/atproto-did"
    with pytest.raises(PageGone, match=r"knows the handle ann\.blog"):
        read("well_known", b"no", address, "ann.blog", status=404)


def test_a_document_leads_to_the_profile_and_names_other_addresses():
    records = read("did", DOCUMENT, f"https://plc.directory/{ANN}", cursor={"handle": "ann.blog"})
    assert tasks(records) == [("profile", ANN)]
    assert of(Task, records)[0].cursor == f'{{"handle": "ann.blog", "pds": "{PDS}", "again": true}}'
    assert [each.url for each in of(Identity, records)] == ["https://ann.blog/"]


def test_a_document_has_to_name_the_handle_by_which_it_was_found():
    with pytest.raises(AnswerUnusable, match=r"does not say that ben\.blog is its handle"):
        read("did", DOCUMENT, cursor={"handle": "ben.blog"})
    with pytest.raises(AnswerUnusable, match="is not the document of did:plc:ben"):
        read("did", DOCUMENT, site=BEN)


@pytest.mark.parametrize("place", ["ftp://a.example", "https://u:p@a.example", "no", None, 7])
def test_a_repository_that_nobody_can_reach_is_replaced_by_lists(place):
    told = DOCUMENT | {"service": [DOCUMENT["service"][0] | {"serviceEndpoint": place}]}
    records = read("did", told, cursor={"counts": {"follows": 2}})
    assert tasks(records) == [("feed", ANN), ("follows", ANN), ("followers", ANN)]


def test_a_profile_says_who_it_is_and_what_there_is_to_be_read():
    records = read("profile", ANN_PROFILE, cursor={"handle": "ann.blog", "pds": PDS})
    assert of(Account, records) == [
        Account(
            key(ANN),
            "ann.blog",
            "Ann",
            f"https://bsky.app/profile/{ANN}",
            "Bakes",
            created_at=AT,
            followers_count=3,
            following_count=2,
            posts_count=3,
            seen_at=SEEN_AT,
        )
    ]
    kinds = ["feed", "repository", "followers", "lists", "starter_packs"]
    assert tasks(records) == [(kind, ANN) for kind in kinds]
    assert {each.signal for each in of(Consent, records)} == {"unset"}


@pytest.mark.parametrize("handle", ["ben.blog", "handle.invalid"])
def test_a_handle_that_the_document_does_not_name_is_not_kept(handle):
    records = read("profile", ANN_PROFILE | {"handle": handle}, cursor={"handle": "ann.blog"})
    assert [each.handle for each in of(Account, records)] == [None]


@pytest.mark.parametrize(
    ("labels", "reasons"),
    [
        ([label("!no-unauthenticated", ANN)], ["says !no-unauthenticated of itself"]),
        ([label("!hide", BEN)], ["is labelled !hide"]),
        ([label("!takedown", BEN)], ["is labelled !takedown"]),
        ([label("!no-unauthenticated", BEN)], []),
        ([label("!hide", BEN), label("!hide", BEN, neg=True)], []),
        ([label("!hide", BEN, exp="2026-03-02T00:00:00Z")], []),
        ([label("porn", BEN)], []),
    ],
)
def test_labels_say_who_is_not_to_be_shown(labels, reasons):
    records = read("profile", ANN_PROFILE | {"labels": labels})
    assert [reason for _, reason in denied(records)] == reasons
    assert bool(of(Task, records)) == bool(of(Account, records)) == (not reasons)


def test_a_bot_says_so_itself():
    records = read("profile", ANN_PROFILE | {"labels": [label("bot", ANN)]})
    assert of(Account, records)[0].is_bot is True


@pytest.mark.parametrize(
    ("name", "reason"),
    [("AccountTakedown", "is taken down"), ("AccountDeactivated", "is deactivated")],
)
def test_an_account_that_is_not_there_for_now_is_not_listed(name, reason):
    assert read("profile", error(name), status=400) == [
        Consent(key(ANN), "deny", reason, "status", SEEN_AT)
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("InvalidRequest", "Profile not found"),
        ("InvalidRequest", "Actor not found: x"),
        ("InvalidRequest", "Unable to resolve handle"),
        ("NotFound", "Post not found: at://x"),
        ("RepoNotFound", "Could not find repo"),
    ],
)
def test_an_unknown_account_or_post_is_gone(name, message):
    with pytest.raises(PageGone, match=message):
        read("thread", error(name, message), status=400)


def test_any_other_refusal_is_told_as_it_was():
    with pytest.raises(AnswerUnusable, match="InvalidRequest: limit too big"):
        read("followers", error("InvalidRequest", "limit too big"), FOLLOWERS, status=400)


def test_a_batch_of_profiles_leads_to_the_documents_of_those_who_may_be_shown():
    records = read("profiles", {"profiles": [ANN_PROFILE, DAN_VIEW, {}]}, cursor={"how": "repost"})
    (task,) = of(Task, records)
    assert (task.kind, task.site, task.pointer) == ("did", ANN, "repost")
    assert denied(records) == [(DAN, "says !no-unauthenticated of itself")]
    assert [each.key for each in of(Account, records)] == [key(ANN)]
    after = read("did", DOCUMENT, cursor={"counts": {"posts": 3}})
    assert tasks(after) == [("feed", ANN), ("repository", ANN), ("followers", ANN)]


def test_a_feed_tells_posts_and_reposts_and_leads_to_who_acted_on_the_posts():
    records = read("feed", FEED, cursor={"claimed": 3})
    marked = next(each for each in of(Post, records) if each.key == key(own("3c")))
    assert (marked.kind, marked.text, marked.language) == ("original", MARKED["text"], "en")
    assert (marked.likes_count, marked.reposts_count, marked.replies_count) == (2, 1, 1)
    assert marked.published_at == AT
    repost = Interaction("repost", key(ANN), key(BEN), key(LOAF), None, AT)
    assert repost in of(Interaction, records)
    assert tasks(records) == [("reposted_by", ANN), ("likes", ANN), ("thread", ANN)]
    covered = {(c.kind, c.post and c.post.native_id[-2:]): c for c in of(Coverage, records)}
    assert covered["posts", None][5:8] == (True, 3, 3)
    assert covered["quoters", "3c"][5:8] == (True, 0, 0)
    assert covered["likers", "3e"][5:8] == (True, 0, 0)
    assert ("likers", "3c") not in covered


def test_marks_of_a_text_are_counted_in_bytes_and_cards_are_links():
    records = read("feed", {"feed": [{"post": view(own("3c"), MARKED, ANN_VIEW)}]})
    assert [each.tag for each in of(Tag, records)] == ["bread", "Baking"]
    links = [each.url for each in of(Link, records)]
    assert links == ["https://ann.blog/roll?utm_source=x", "https://ann.blog/card"]
    mention = Interaction("mention", key(ANN), key(CLEO), None, None, AT, own("3c"))
    assert of(Interaction, records) == [mention]


@pytest.mark.parametrize(("start", "end"), [(0, 99), (5, 5), (-1, 3), ("0", 3), (None, None)])
def test_a_mark_outside_of_its_text_is_passed_over(start, end):
    tag = {"$type": "app.bsky.richtext.facet#tag", "tag": "bread"}
    facet = {"index": {"byteStart": start, "byteEnd": end}, "features": [tag]}
    record = post("Bread", facets=[facet])
    assert of(Tag, read("feed", {"feed": [{"post": view(own("3x"), record, ANN_VIEW)}]})) == []


@pytest.mark.parametrize(
    ("created", "indexed", "published"),
    [
        ("2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z", "2026-02-01T00:00:00Z"),
        ("2026-02-03T00:00:00Z", "2026-02-02T00:00:00Z", "2026-02-02T00:00:00Z"),
        ("1600-02-03T00:00:00Z", "2026-02-02T00:00:00Z", "2026-02-02T00:00:00Z"),
        ("soon", "2026-02-02T00:00:00Z", "2026-02-02T00:00:00Z"),
        ("2026-02-01T01:00:00+01:00", None, "2026-02-01T00:00:00Z"),
    ],
)
def test_a_post_is_as_old_as_it_says_unless_it_was_known_before(created, indexed, published):
    told = view(own("3x"), post("Hm") | {"createdAt": created}, ANN_VIEW) | {"indexedAt": indexed}
    (one,) = of(Post, read("feed", {"feed": [{"post": told}]}))
    assert one.published_at == published


def test_a_quote_that_its_author_took_away_is_none():
    embed = {"record": {"$type": "app.bsky.embed.record#viewDetached", "uri": LOAF}}
    told = view(own("3e"), QUOTE, ANN_VIEW) | {"embed": embed}
    records = read("feed", {"feed": [{"post": told}]})
    assert of(Interaction, records) == []


def test_of_who_is_not_to_be_shown_nothing_is_kept():
    told = view(own("3x", DAN), post("Secret"), DAN_VIEW)
    records = read("quotes", {"posts": [told]}, LIKES_OF_LOAF, BEN)
    assert {type(each) for each in records} == {Consent, Coverage}
    people = read("likes", {"likes": [{"actor": DAN_VIEW}]}, LIKES_OF_LOAF, BEN)
    assert {type(each) for each in people} == {Consent, Coverage}
    assert of(Follow, read("followers", {"followers": [DAN_VIEW]}, FOLLOWERS)) == []


def test_a_thread_tells_answers_and_whether_they_are_all():
    address = f"{APPVIEW}app.bsky.feed.getPostThread?uri={own('3c')}"
    records = read("thread", THREAD, address)
    reply = Interaction("reply", key(BEN), key(ANN), key(own("3c")), None, AT, own("3r", BEN))
    assert reply in of(Interaction, records)
    (covered,) = of(Coverage, records)
    assert covered[:3] == ("repliers", key(ANN), key(own("3c")))
    assert covered[5:8] == (True, 2, 1)
    cut = {"thread": THREAD["thread"] | {"replies": []}}
    assert of(Coverage, read("thread", cut, address))[0].is_complete is False


def test_a_deep_thread_does_not_exhaust_the_stack():
    node = {"post": view(own("3z"), post("Deep"), ANN_VIEW)}
    for number in range(300):
        node = {"post": view(own(f"3z{number}"), post("Deep"), ANN_VIEW), "replies": [node]}
    assert len(of(Post, read("thread", {"thread": node}))) == 301


def test_who_likes_and_who_reposts_is_told_with_what_is_known_of_when():
    likes = read("likes", LIKES, LIKES_OF_LOAF, BEN, cursor={"claimed": 2})
    assert of(Interaction, likes) == [
        Interaction("like", key(ANN), key(BEN), key(LOAF), None, AT),
    ]
    assert of(Coverage, likes)[0][5:8] == (True, 2, 1)
    reposts = read("reposted_by", {"repostedBy": [ANN_VIEW]}, LIKES_OF_LOAF, BEN)
    assert of(Interaction, reposts) == [Interaction("repost", key(ANN), key(BEN), key(LOAF))]


def test_followers_are_read_page_by_page_however_short_until_there_is_no_cursor():
    first = read("followers", {"followers": [], "cursor": "a::b"}, FOLLOWERS, cursor={"claimed": 1})
    (task,) = first
    assert task.address == f"{FOLLOWERS}&cursor=a::b"
    told = {"claimed": 1, "pages": 1, "held": 0}
    last = read("followers", {"followers": [BEN_VIEW]}, task.address, cursor=told)
    assert of(Follow, last) == [Follow(key(BEN), key(ANN), None, SEEN_AT)]
    assert of(Coverage, last)[0][5:8] == (True, 1, 1)


@pytest.mark.parametrize(
    ("signals", "pages", "goes_on"), [((), 1, True), ((), 2, False), (("history",), 2, True)]
)
def test_few_pages_of_a_list_are_read_unless_its_end_is_asked_for(signals, pages, goes_on):
    told = {"followers": [BEN_VIEW], "cursor": "more"}
    held = {"pages": pages, "held": 100}
    records = read("followers", told, FOLLOWERS, cursor=held, signals=signals)
    (task,) = of(Task, records)
    assert ("exposure" in task.signals) is not goes_on
    assert [each.is_complete for each in of(Coverage, records)] == ([] if goes_on else [False])


def test_a_list_that_leads_back_to_its_own_page_ends():
    told = {"followers": [BEN_VIEW], "cursor": "x"}
    records = read("followers", told, f"{FOLLOWERS}&cursor=x", signals=["history"])
    assert not of(Task, records)
    assert of(Coverage, records)[0].is_complete is False


def test_a_list_that_is_empty_where_some_are_claimed_is_not_complete():
    records = read("followers", {"followers": []}, FOLLOWERS, cursor={"claimed": 5})
    assert of(Coverage, records)[0][5:8] == (False, 5, 0)


def test_a_list_whose_cursor_no_longer_holds_is_begun_once_more():
    broken = error("InternalServerError", "Internal Server Error")
    held = {"claimed": 9, "pages": 2, "held": 200}
    (again,) = read("followers", broken, f"{FOLLOWERS}&cursor=x", status=500, cursor=held)
    assert again.address == FOLLOWERS.replace("limit=100", "limit=99")
    assert again.cursor == '{"claimed": 9}'
    (covered,) = read("followers", broken, f"{again.address}&cursor=y", status=500, cursor=held)
    assert covered[5:8] == (False, 9, 200)
    with pytest.raises(AnswerUnusable, match="InternalServerError"):
        read("followers", broken, FOLLOWERS, status=500)


def test_lists_of_people_recommend_and_lists_to_mute_do_not():
    muting = LIST_VIEW | {"purpose": "app.bsky.graph.defs#modlist"}
    records = read("lists", {"lists": [muting, LIST_VIEW]})
    (task,) = of(Task, records)
    assert task.address == f"{APPVIEW}app.bsky.graph.getList?list={LIST}&limit=100"
    told = {"list": LIST_VIEW, "items": [{"subject": BEN_VIEW}, {"subject": DAN_VIEW}]}
    link = Interaction("link", key(ANN), key(BEN), native_id=LIST)
    assert of(Interaction, read("list", told)) == [link]
    assert read("list", told | {"list": muting}) == []
    packs = read("starter_packs", {"starterPacks": [{"record": {"list": LIST}}]})
    assert of(Task, packs) == [task]


def test_a_repository_leads_to_whom_its_owner_spreads_and_follows():
    records = read("repository", car_of(RECORDS), REPOSITORY)
    assert [(task.kind, task.cursor) for task in of(Task, records)] == [
        ("profiles", '{"how": "repost", "again": true}')
    ]
    assert BEN in of(Task, records)[0].address
    assert DAN not in str(records)
    covered = [(each.kind, *each[5:8]) for each in of(Coverage, records)]
    assert covered == [("posts", True, None, 3), ("following", True, None, 1)]


def test_of_a_repository_whose_owner_opted_out_only_that_is_kept():
    labels = {"values": [{"val": "!no-unauthenticated"}]}
    profile = {"app.bsky.actor.profile/self": {"displayName": "Ann", "labels": labels}}
    records = read("repository", car_of(RECORDS | profile), REPOSITORY)
    assert denied(records) == [(ANN, "says !no-unauthenticated of itself")]
    assert not of(Post, records)
    assert not of(Task, records)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (car_of(RECORDS)[:-40], 200),
        (error("NotImplemented"), 501),
        (b"<html>no</html>", 403),
    ],
    ids=["too large", "not served", "refused"],
)
def test_a_repository_that_cannot_be_had_is_read_record_by_record(body, status):
    records = read("repository", body, REPOSITORY, status=status)
    assert tasks(records) == [("records", ANN)] * 4
    assert all(task.address.startswith(f"{PDS}/xrpc/com.atproto.repo.") for task in records)


def test_without_its_package_a_repository_is_read_record_by_record(monkeypatch):
    monkeypatch.setitem(sys.modules, "libipld", None)
    records = read("repository", car_of(RECORDS), REPOSITORY)
    assert tasks(records) == [("records", ANN)] * 4


def test_a_repository_of_another_account_or_none_is_refused():
    with pytest.raises(AnswerUnusable, match="of another account than did:plc:ann"):
        read("repository", car_of(RECORDS, BEN), REPOSITORY)
    with pytest.raises(AnswerUnusable, match="is no repository"):
        read("repository", b"<html>Sorry</html>", REPOSITORY)
    for name in ("RepoTakendown", "RepoDeactivated"):
        assert denied(read("repository", error(name), REPOSITORY, status=400))
    with pytest.raises(PageGone):
        read("repository", error("RepoNotFound", "Could not find repo"), REPOSITORY, status=400)


def test_records_page_by_page_say_what_the_repository_says():
    paged = read("records", RECORDS_PAGE, POSTS)
    whole = read("repository", car_of(RECORDS), REPOSITORY)
    assert of(Post, paged) == of(Post, whole)
    assert of(Tag, paged) == of(Tag, whole)
    assert [task.kind for task in of(Task, paged)] == ["profiles", "records"]


ROWS = {
    "acts": """
        select i.kind, actor.native_id, target.native_id, post.native_id, i.native_id, happened_at
        from interactions as i join accounts as actor on actor.account_id = i.actor_id
        join accounts as target on target.account_id = i.target_id
        left join posts as post using (post_id) order by 1, 2, 3, 4, 5""",
    "follows": """
        select actor.native_id, target.native_id from follows as f
        join accounts as actor on actor.account_id = f.actor_id
        join accounts as target on target.account_id = f.target_id order by 1, 2""",
    "posts": """
        select p.native_id, p.kind, published_at, p.url, p.text, p.language, reply_to_native_id
        from posts as p join accounts using (account_id)
        where accounts.native_id = 'did:plc:ann' order by 1""",
    "tags": "select native_id, tag from tags join posts using (post_id) order by 1, 2",
    "links": "select links.url, site, page from links order by 1",
    "account": "select name, bio, url, consent from accounts where native_id = 'did:plc:ann'",
}


def rows(db):
    return {name: list(db.conn.execute(query)) for name, query in ROWS.items()}


def by_appview():
    unread = {"feed": [each for each in FEED["feed"] if each["post"] is not LOAF_VIEW]}
    return [
        *read("profile", ANN_PROFILE, cursor={"handle": "ann.blog", "pds": PDS}),
        *read("feed", unread),
        *read("likes", LIKES, LIKES_OF_LOAF, BEN),
        *read("reposted_by", {"repostedBy": [ANN_VIEW]}, LIKES_OF_LOAF, BEN),
        *read("feed", FEED),
        *read("follows", {"follows": [BEN_VIEW]}),
    ]


def test_an_account_gives_the_same_rows_by_appview_by_repository_and_by_file(tmp_path):
    found = []
    for records in (by_appview(), read("repository", car_of(RECORDS), REPOSITORY)):
        db = in_memory()
        ingest(db, records, clock=lambda: SEEN_AT)
        found.append(rows(db))
    found.append(rows(Imported(tmp_path, {"ann.car": car_of(RECORDS)}).db))
    assert found[0] == found[1] == found[2]
    assert len(found[0]["acts"]) == 5
    assert all(found[0].values())


def test_reading_both_ways_gives_no_row_twice():
    db = in_memory()
    for records in (by_appview(), read("repository", car_of(RECORDS), REPOSITORY), by_appview()):
        ingest(db, records, clock=lambda: SEEN_AT)
    assert len(rows(db)["acts"]) == 5


@pytest.mark.parametrize("is_turned", [False, True])
def test_an_act_is_one_whether_or_not_it_is_told_through_whom_its_post_was_seen(is_turned):
    via = {"via": {"uri": f"at://{CLEO}/app.bsky.feed.repost/3z", "cid": "bafyreib"}}
    seen = {name: record | via for name, record in RECORDS.items() if ".like/" in name}
    ways = [by_appview(), read("repository", car_of(RECORDS | seen), REPOSITORY)]
    db = in_memory()
    for records in (*(reversed(ways) if is_turned else ways), *ways):
        ingest(db, records, clock=lambda: SEEN_AT)
    through = """
        select kind, happened_at, accounts.native_id from interactions
        join accounts on account_id = via_account_id"""
    assert list(db.conn.execute(through)) == [("like", AT, CLEO)]
    assert len(rows(db)["acts"]) == 5
