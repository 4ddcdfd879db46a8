"""What an account of the fediverse posts, whom that touches, and lists of people, page by page."""

import json

import pytest
from mastodon_visits import ANN, BEN, HOME, ben, note, of, person, read, status, tasks, told

from crawlers.errors import AnswerUnusable
from influence.records import (
    Account,
    Coverage,
    Follow,
    Identity,
    Interaction,
    Key,
    Link,
    Post,
    Tag,
    Task,
)

STATUSES = "/api/v1/accounts/7/statuses?limit=40"
FOLLOWERS = "/api/v1/accounts/7/followers?limit=80"
AT = "2026-02-01T08:00:00Z"
POST = Key("mastodon", f"{ANN.native_id}/statuses/100")
LOAF = Key("mastodon", f"{BEN.native_id}/statuses/55")
LAST = {"link": f'<{HOME}{STATUSES}&min_id=1>; rel="prev"'}
MENTION = {"id": "8", "username": "ben", "acct": "ben@b.example", "url": "https://b.example/@ben"}


def statuses(*items, headers=LAST, **said):
    return read("statuses", list(items), STATUSES, headers=headers, **said)


def post(**said):
    (found,) = of(Post, statuses(status(**said)))
    return found


# ---- posts


def test_a_post_is_keyed_by_its_own_address_and_claims_its_counts():
    assert post(reblogs_count=2, replies_count=1, favourites_count=-1) == Post(
        POST,
        ANN,
        "original",
        AT,
        None,
        "https://m.example/@ann/100",
        None,
        "Rye 100",
        "en",
        2,
        1,
        None,
        "2026-03-01T09:30:00Z",
    )


def test_a_warning_stands_before_the_text_and_no_mail_address_does():
    assert post(spoiler_text="Food", content="<p>ann@m.example</p>").text == "Food\n[mail address]"


@pytest.mark.parametrize("visibility", ["private", "direct", "local", "list", "limited", None])
def test_a_post_that_is_not_for_everybody_leaves_no_trace(visibility):
    told_ = status(
        visibility=visibility,
        content="<p>secret</p>",
        tags=[{"name": "hidden"}],
        mentions=[MENTION],
    )
    records = statuses(told_, status(101, content="", reblog=told_))
    assert {type(each) for each in records} <= {Account, Coverage, Task} | {
        type(each) for each in statuses(status(101))
    }
    assert "secret" not in str(records)
    assert "statuses/100" not in str(records)
    assert of(Tag, records) + of(Interaction, records) + of(Post, records) == []


def test_an_unlisted_post_counts_and_its_words_are_left_out():
    unlisted = status(
        visibility="unlisted",
        tags=[{"name": "rye"}],
        content='<a href="https://ben.example/">x</a>',
        reblogs_count=1,
    )
    records = statuses(unlisted)
    (found,) = of(Post, records)
    assert (found.text, found.reposts_count) == (None, 1)
    assert of(Tag, records) + of(Link, records) == []


def test_who_does_not_want_to_be_searched_for_keeps_text_and_links():
    told_ = status(account=person(indexable=False), content='<a href="https://ben.example/">x</a>')
    records = statuses(told_)
    assert of(Post, records)[0].text is None
    assert of(Link, records) == []


def test_of_one_who_refuses_nothing_is_read():
    records = statuses(status(account=person(discoverable=False)))
    assert of(Post, records) + of(Task, records) + of(Interaction, records) == []


def test_links_are_those_of_the_text_and_the_card_and_no_mentions():
    content = (
        '<p>See <a href="https://ben.example/rye?a=1&amp;b=2" rel="nofollow">ben.ex…</a> by '
        '<a class="u-url mention" href="https://b.example/@ben">@ben</a> '
        '<a class="mention hashtag" href="https://m.example/tags/rye">#rye</a> '
        '<span class="quote-inline">RE: <a href="https://q.example/1">q</a></span></p>'
    )
    card = {"url": "https://cid.example/", "authors": [{"account": ben()}]}
    records = statuses(status(content=content, card=card, tags=[{"name": "Rye"}]))
    assert [each.url for each in of(Link, records)] == [
        "https://ben.example/rye?a=1&b=2",
        "https://cid.example/",
    ]
    assert {(each.account, each.post, each.rel) for each in of(Link, records)} == {
        (ANN, POST, None)
    }
    assert of(Tag, records) == [Tag(POST, "rye")]
    assert of(Identity, records)[0][:3] == (BEN, "https://cid.example/", "fediverse:creator")


# ---- what an account does to others


def test_a_boost_is_a_repost_with_its_time_and_leads_to_whom_it_boosts():
    records = statuses(status(101, content="", reblog=status(55, ben())))
    assert of(Interaction, records) == [Interaction("repost", ANN, BEN, LOAF, None, AT)]
    (boosted,) = of(Post, records)
    assert (boosted.account, boosted.text, boosted.is_listed) == (BEN, None, False)
    (task,) = tasks(records, "webfinger")
    assert (task.site, task.pointer) == (BEN.native_id, "repost")


def test_an_entry_by_somebody_else_is_that_ones_boost_and_the_post_in_it_the_accounts():
    cid = person("cid")
    records = statuses(status(100, cid, reblog=status(100)), status(101))
    assert of(Interaction, records) == [
        Interaction("repost", Key("mastodon", cid["uri"]), ANN, POST)
    ]
    assert sorted(each.account for each in of(Post, records)) == [ANN, ANN]
    assert of(Coverage, records)[0].held_count == 2


def test_of_an_entry_by_somebody_else_about_others_nothing_is_taken():
    other = status(1, person("cid"), reblog=status(55, ben()))
    records = statuses(other, status(2, person("cid")), status(100))
    assert of(Interaction, records) == []
    assert [each.account for each in of(Post, records)] == [ANN]
    assert of(Coverage, records)[0].held_count == 1


def test_an_answer_to_a_post_of_the_same_page_is_known_at_once():
    parent = status(99)
    answer = status(in_reply_to_id="99", in_reply_to_account_id="7")
    records = statuses(answer, parent)
    key = Key("mastodon", parent["uri"])
    assert of(Interaction, records) == [
        Interaction("reply", ANN, ANN, key, None, AT, POST.native_id)
    ]
    assert of(Post, records)[0][2:5] == ("reply", AT, key)


def test_whom_an_answer_means_is_asked_for_and_then_told():
    answer = status(in_reply_to_id="55", in_reply_to_account_id="8", mentions=[MENTION])
    records = statuses(answer)
    assert of(Interaction, records) == []
    assert tasks(records, "people") == []  # who is answered is named by the answer
    (task,) = tasks(records, "parents")
    assert task.address == f"{HOME}/api/v1/statuses?id%5B%5D=55"
    found = read("parents", [status(55, ben())], told=told(task))
    assert of(Interaction, found) == [
        Interaction("reply", ANN, BEN, LOAF, None, AT, POST.native_id)
    ]


def test_who_is_mentioned_is_asked_for_and_then_told():
    (task,) = tasks(statuses(status(mentions=[MENTION, MENTION])), "people")
    assert task.address == f"{HOME}/api/v1/accounts?id%5B%5D=8"
    found = read("people", [ben()], told=told(task))
    assert of(Interaction, found) == [
        Interaction("mention", ANN, BEN, None, None, AT, POST.native_id)
    ]


def test_older_hosts_are_asked_one_by_one():
    page = statuses(status(mentions=[MENTION]), status(99, in_reply_to_id="55"))
    for kind, path in (("people", "accounts/8"), ("parents", "statuses/55")):
        (task,) = tasks(page, kind)
        address = task.address
        (alone,) = read(kind, b"", url=address, status=404, told=told(task))
        assert alone.address == f"{HOME}/api/v1/{path}"
        assert read(kind, b"", url=alone.address, status=404, told=told(alone)) == []
        answer = ben() if kind == "people" else status(55, ben())
        assert len(of(Interaction, read(kind, answer, told=told(alone)))) == 1


def test_who_is_mentioned_without_an_id_is_known_by_the_page_of_the_profile():
    named = {**MENTION, "id": "0"}
    records = statuses(status(mentions=[named]), status(99, reblog=status(55, ben())))
    mention = Interaction("mention", ANN, BEN, None, None, AT, POST.native_id)
    assert mention in of(Interaction, records)
    assert tasks(statuses(status(mentions=[named])), "people") == []


@pytest.mark.parametrize(
    ("state", "kinds"), [("accepted", ["quote"]), ("revoked", []), ("pending", [])]
)
def test_a_quote_counts_with_its_author_s_leave(state, kinds):
    records = statuses(status(quote={"state": state, "quoted_status": status(55, ben())}))
    assert [each.kind for each in of(Interaction, records)] == kinds
    assert of(Post, records)[0].kind == ("quote" if kinds else "original")


def test_a_quote_of_pleroma_is_the_post_itself():
    records = statuses(status(pleroma={"quote": status(55, ben())}))
    assert of(Interaction, records) == [
        Interaction("quote", ANN, BEN, LOAF, None, AT, POST.native_id)
    ]


def test_the_archive_and_the_api_tell_the_same_acts():
    outbox = {"type": "OrderedCollectionPage", "orderedItems": [note(inReplyTo=LOAF.native_id)]}
    by_activities = of(Interaction, read("outbox", outbox, "/users/ann/outbox"))
    page = statuses(status(in_reply_to_id="55"))
    (task,) = tasks(page, "parents")
    assert by_activities == of(Interaction, read("parents", [status(55, ben())], told=told(task)))


# ---- what a page leads to


def test_the_first_page_leads_to_followers_and_to_who_acted_on_the_newest_posts():
    busy = {"reblogs_count": 2, "favourites_count": 1, "replies_count": 3}
    records = statuses(status(**busy), status(99, reblogs_count=1), told={"followers": 3})
    (followers,) = tasks(records, "followers")
    assert followers.address == HOME + FOLLOWERS
    assert told(followers)["claimed"] == 3
    found = [(task.kind, task.address, told(task)["claimed"]) for task in of(Task, records)[1:]]
    assert found == [
        ("reblogged_by", f"{HOME}/api/v1/statuses/100/reblogged_by?limit=80", 2),
        ("favourited_by", f"{HOME}/api/v1/statuses/100/favourited_by?limit=80", 1),
        ("context", f"{HOME}/api/v1/statuses/100/context", 3),
        ("reblogged_by", f"{HOME}/api/v1/statuses/99/reblogged_by?limit=80", 1),
    ]


@pytest.mark.parametrize(
    ("signals", "asked"),
    [([], 5), (["who-acted:2"], 2), (["who-acted:0"], 0), (["who-acted:?"], 5)],
)
def test_a_signal_says_of_how_many_posts_is_asked_who_acted(signals, asked):
    page = [status(number, reblogs_count=1) for number in range(120, 100, -1)]
    found = tasks(statuses(*page, signals=signals), "reblogged_by")
    assert len(found) == len(page)
    assert ["exposure" in task.signals for task in found] == [False] * asked + [True] * (20 - asked)


def test_of_a_follower_only_what_it_did_is_asked():
    busy = status(reblogs_count=2, favourites_count=1, reblog=status(7, ben()))
    records = statuses(busy, signals=["acts", "exposure"], told={"followers": 3})
    assert of(Interaction, records)
    assert of(Task, records) == []


def test_a_later_page_leads_to_the_next_and_leaves_who_boosted_to_the_end():
    records = statuses(status(reblogs_count=1), told={"pages": 1, "held": 40})
    (task,) = of(Task, records)
    assert (task.kind, task.signals) == ("reblogged_by", ("exposure",))
    assert told(task)["posted"] == of(Post, records)[0].published_at
    assert of(Coverage, records)[0].held_count == 41


# ---- pages


def test_the_next_page_is_the_one_that_the_header_names():
    link = f'<{HOME}/x?max_id=5&limit=40>; rel="next", <{HOME}/x?min_id=9>; rel="prev"'
    records = statuses(status(), headers={"link": link})
    (task,) = tasks(records, "statuses")
    assert task.address == f"{HOME}/x?max_id=5&limit=40"
    assert (told(task)["pages"], told(task)["held"]) == (1, 1)
    assert of(Coverage, records) == []


def test_a_next_page_at_another_host_is_not_followed():
    link = '<https://evil.example/x?max_id=5>; rel="next"'
    assert tasks(statuses(status(), headers={"link": link}), "statuses") == []


def test_hosts_without_the_header_page_by_the_last_id():
    (task,) = tasks(statuses(status(), status("00ab"), headers={}), "statuses")
    assert task.address == f"{HOME}{STATUSES}&max_id=00ab"


def test_a_host_that_gives_the_same_page_for_ever_is_asked_twice():
    page = [status(number) for number in range(45)]
    (task,) = tasks(statuses(*page, headers={}), "statuses")
    records = statuses(*page, headers={}, told=told(task))
    assert of(Task, records) == of(Post, records) == []
    (coverage,) = of(Coverage, records)
    assert (coverage.held_count, coverage.is_complete) == (45, True)


def test_what_was_posted_while_paging_is_not_counted_twice():
    (task,) = tasks(statuses(status(3), status(2), headers={}), "statuses")
    records = statuses(status(2), status(1), headers={}, told=told(task))
    assert [each.key.native_id[-1] for each in of(Post, records)] == ["1"]


def test_posts_are_covered_from_the_oldest_to_the_time_of_the_first_page():
    first = statuses(status(), headers={}, told={"claimed": 9})
    (task,) = tasks(first, "statuses")
    old = status(99, created_at="2025-01-01T00:00:00Z")
    (coverage,) = of(Coverage, statuses(old, told=told(task)))
    assert coverage == Coverage(
        "posts",
        ANN,
        None,
        "2025-01-01T00:00:00Z",
        "2026-03-01T09:30:00Z",
        is_complete=True,
        claimed_count=9,
        held_count=2,
        seen_at="2026-03-01T09:30:00Z",
    )


@pytest.mark.parametrize(("claimed", "is_complete"), [(0, True), (None, True), (6, False)])
def test_an_empty_list_is_whole_only_where_nothing_was_promised(claimed, is_complete):
    records = read("followers", [], FOLLOWERS, told={"claimed": claimed})
    assert of(Coverage, records)[0][5:8] == (is_complete, claimed, 0)
    assert bool(tasks(records, "actor")) is not is_complete


def test_who_hides_the_list_is_not_asked_by_another_way():
    records = read("followers", [], FOLLOWERS, told={"claimed": 6, "hidden": True})
    assert of(Coverage, records)[0].is_complete is False
    assert of(Task, records) == []


@pytest.mark.parametrize("body", [b"", b"<h1>404 Not Found</h1>", b'{"error": "No"}'])
@pytest.mark.parametrize("status_", [401, 403, 404])
def test_a_closed_list_is_told_as_such_and_its_body_is_not_read(status_, body):
    records = read("followers", body, FOLLOWERS, status=status_, told={"claimed": 6})
    assert of(Coverage, records)[0][:2] == ("followers", ANN)
    assert of(Coverage, records)[0][5:8] == (False, 6, 0)
    assert [task.kind for task in of(Task, records)] == ["actor"]


def test_closed_posts_leave_the_followers_to_be_asked_for():
    records = read("statuses", b"", STATUSES, status=401)
    assert [task.kind for task in of(Task, records)] == ["followers", "actor"]


def test_what_is_no_list_is_told():
    with pytest.raises(AnswerUnusable, match="is no list"):
        read("followers", {"error": "x"}, FOLLOWERS)


def test_a_later_crawl_begins_at_the_first_pages_again():
    records = statuses(status(reblogs_count=1), headers={}, told={"again": True})
    again = {task.kind for task in of(Task, records) if told(task).get("again")}
    assert again == {"followers", "reblogged_by"}
    assert [task.kind for task in of(Task, records) if task.kind not in again] == ["statuses"]


# ---- people


def test_followers_follow_and_the_followed_are_visited():
    records = read("followers", [ben()], FOLLOWERS, headers=LAST, told={"claimed": 1})
    assert of(Follow, records) == [Follow(BEN, ANN, None, "2026-03-01T09:30:00Z")]
    assert of(Task, records) == []
    assert of(Coverage, records)[0].is_complete is True
    records = read("following", [ben(), person("cid")], FOLLOWERS, headers=LAST)
    assert of(Follow, records)[0][:2] == (ANN, BEN)
    assert [(task.kind, task.pointer) for task in of(Task, records)] == [
        ("webfinger", "follow"),
        ("account", "follow"),
    ]


def test_of_an_endless_list_of_followers_three_pages_are_read():
    link = {"link": f'<{HOME}/x?max_id=5>; rel="next"'}
    said = {"headers": link, "told": {"pages": 2, "held": 160, "claimed": 9_000}}
    records = read("followers", [ben()], FOLLOWERS, **said)
    (later,) = of(Task, records)
    assert later.signals == ("exposure",)
    assert of(Coverage, records)[0][5:8] == (False, 9_000, 161)
    (wanted,) = of(Task, read("followers", [ben()], FOLLOWERS, **said, signals=["history"]))
    assert wanted.signals == ("history",)


def test_who_boosted_and_who_liked_did_so_to_the_post():
    of_post = {"post": POST.native_id, "claimed": 1}
    for kind, act in (("reblogged_by", "repost"), ("favourited_by", "like")):
        records = read(kind, [ben()], f"/api/v1/statuses/100/{kind}", told=of_post, headers=LAST)
        assert of(Interaction, records) == [Interaction(act, BEN, ANN, POST)]
        (coverage,) = of(Coverage, records)
        assert (coverage.post, coverage.is_complete) == (POST, True)
        assert of(Task, records) == []


def test_a_thread_tells_who_answered_and_how_many_were_shown():
    answer = status(56, ben(), in_reply_to_id="100", mentions=[{"id": "7", "acct": "ann"}])
    further = status(57, in_reply_to_id="56")
    records = read(
        "context",
        {"ancestors": [], "descendants": [answer, further]},
        "/api/v1/statuses/100/context",
        told={"post": POST.native_id, "status": "100", "claimed": 2},
    )
    key = Key("mastodon", answer["uri"])
    acts = [each[:4] for each in of(Interaction, records)]
    assert acts[0] == ("reply", BEN, ANN, POST)
    assert ("reply", ANN, BEN, key) in acts
    assert [each.is_listed for each in of(Post, records)] == [False, False]
    (coverage,) = of(Coverage, records)
    assert (coverage.kind, *coverage[5:8]) == ("replies", False, 2, 1)


def test_of_strangers_who_answer_no_text_is_kept_unless_they_want_to_be_found():
    silent = status(56, ben(discoverable=None), in_reply_to_id="100")
    open_ = status(57, person("cid"), in_reply_to_id="100")
    told_ = {"post": POST.native_id, "status": "100"}
    answers = {"ancestors": [], "descendants": [silent, open_]}
    records = read("context", answers, "/api/v1/statuses/100/context", told=told_)
    assert [each.text for each in of(Post, records)] == [None, "Rye 57"]


def test_a_tag_leads_to_who_writes_of_it():
    records = read("tag", [status(56, ben())], "/api/v1/timelines/tag/rye", site=f"{HOME}/")
    (task,) = tasks(records, "webfinger")
    assert (task.site, task.pointer) == (BEN.native_id, "tag")


def test_a_directory_leads_to_who_is_in_it_page_by_page():
    path = "/api/v1/directory?limit=80"
    records = read("directory", [ben()], path, site=f"{HOME}/")
    assert [task.kind for task in of(Task, records)] == ["webfinger", "directory"]
    assert of(Task, records)[1].address.endswith("limit=80&offset=1")
    assert read("directory", b"<h1>404</h1>", path, status=404, site=f"{HOME}/") == []


# ---- outbox


def outbox(*items, **said):
    answer = {"type": "OrderedCollectionPage", "orderedItems": list(items), **said}
    return read("outbox", json.dumps(answer).encode(), "/users/ann/outbox")


def test_an_outbox_tells_posts_and_boosts_of_its_owner_alone():
    boost = {**note(kind="Announce"), "object": LOAF.native_id}
    other = {**note(101), "actor": f"{HOME}/users/cid"}
    hidden = note(102, to=[f"{ANN.native_id}/followers"], cc=[])
    records = outbox(note(), boost, other, hidden, "x", totalItems=2)
    assert [each.key for each in of(Post, records)] == [POST]
    assert of(Interaction, records)[0][:4] == ("repost", ANN, Key("mastodon", BEN.native_id), LOAF)
    assert of(Coverage, records)[0][5:8] == (True, 2, 2)
