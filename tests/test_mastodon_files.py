"""Mastodon: the archive that a person gets, and the lists that the settings export."""

import json

import pytest
from archive_files import Imported

from influence.errors import InputUnusable

ANN = "https://bread.example/users/ann"
BEN = "https://oven.example/ap/users/117020565966271181"
LOAF = f"{BEN}/statuses/100"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
FOLLOWERS = f"{ANN}/followers"
AT = "2026-03-01T09:00:00Z"
ACTOR = {
    "@context": ["https://www.w3.org/ns/activitystreams"],
    "id": ANN,
    "type": "Person",
    "preferredUsername": "ann",
    "webfinger": "ann@Bread.example",
    "name": "Ann",
    "summary": "<p>Bakes <a href='https://ann.example'>ann.ex…</a></p>",
    "published": "2020-01-01T00:00:00Z",
    "outbox": "outbox.json",
    "likes": "likes.json",
}


def places(visibility):
    return {
        "public": {"to": [PUBLIC], "cc": [FOLLOWERS]},
        "unlisted": {"to": [FOLLOWERS], "cc": [PUBLIC]},
        "private": {"to": [FOLLOWERS], "cc": []},
        "direct": {"to": [BEN], "cc": []},
    }[visibility]


def create(number, visibility="public", **note):
    native_id = f"{ANN}/statuses/{number}"
    content = note.pop("content", f"<p>secret words of {number}</p>")
    note = {
        "id": native_id,
        "type": "Note",
        "published": AT,
        "url": f"https://bread.example/@ann/{number}",
        "attributedTo": ANN,
        "content": content,
        "contentMap": {"en": content},
        **places(visibility),
        **note,
    }
    activity = {"id": f"{native_id}/activity", "type": "Create", "actor": ANN, "published": AT}
    return activity | places(visibility) | {"object": note}


def announce(post, visibility="public"):
    activity = {"id": f"{ANN}/statuses/9/activity", "type": "Announce", "actor": ANN}
    return activity | {"published": AT, "object": post} | places(visibility)


def collection(name, items):
    return json.dumps(
        {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": name,
            "type": "OrderedCollection",
            "totalItems": len(items),
            "orderedItems": items,
        }
    )


def outbox(*items):
    return collection("outbox.json", list(items))


def mention(actor, name):
    return {"type": "Mention", "href": actor, "name": name}


def test_the_outbox_tells_posts_boosts_answers_and_mentions(tmp_path):
    tags = [mention(BEN, "@ben@oven.example"), mention(f"{ANN}2", "@cleo@bread.example")]
    files = {
        "actor.json": json.dumps(ACTOR),
        "outbox.json": outbox(
            announce(LOAF),
            create("201", inReplyTo=LOAF, tag=[*tags, {"type": "Hashtag", "name": "#loaf"}]),
            create("202", quote=LOAF, shares={"totalItems": 4}, likes={"totalItems": 7}),
            create("203", tag=tags[0]),
        ),
        "likes.json": collection("likes.json", [LOAF, "https://other.example/notes/abc"]),
    }
    done = Imported(tmp_path, files)
    assert not done.problems
    assert done.acts() == [
        ("like", ANN, BEN, LOAF, None, None),
        ("mention", ANN, f"{ANN}2", None, AT, f"{ANN}/statuses/201"),
        ("mention", ANN, BEN, None, AT, f"{ANN}/statuses/203"),
        ("quote", ANN, BEN, LOAF, AT, f"{ANN}/statuses/202"),
        ("reply", ANN, BEN, LOAF, AT, f"{ANN}/statuses/201"),
        ("repost", ANN, BEN, LOAF, AT, None),
    ]
    assert done.left_out() == {"likes of posts whose author their address does not tell": 1}
    kinds = done.rows(
        "select kind, reposts_count, likes_count from posts where is_listed order by 1"
    )
    assert kinds == [("original", None, None), ("quote", 4, 7), ("reply", None, None)]
    accounts = done.rows("select native_id, handle, name, bio from accounts order by 1")
    assert (ANN, "ann@bread.example", "Ann", "Bakes https://ann.example") in accounts
    assert (BEN, "ben@oven.example", None, None) in accounts
    assert done.rows("select kind, is_complete from coverage") == [("posts", 1)]
    before = done.dump()
    Imported(tmp_path, files, done.db)
    assert done.dump() == before


def test_only_what_everybody_may_see_is_read_and_the_rest_is_counted(tmp_path):
    own = create("204", "private")["object"]
    text = outbox(
        create("201"),
        create("202", "unlisted"),
        create("203", "private"),
        create("204", "direct"),
        announce(LOAF, "private"),
        announce(own, "public"),
        create("205", "public", to=[BEN], cc=[]),
    )
    done = Imported(tmp_path, {"outbox.json": text})
    listed = done.rows("select native_id, text from posts where is_listed order by 1")
    assert listed == [(f"{ANN}/statuses/201", "secret words of 201"), (f"{ANN}/statuses/202", None)]
    assert done.left_out() == {"posts and boosts for followers or named people only": 5}
    assert done.acts() == []
    assert "secret words of 203" not in "".join(done.dump())


@pytest.mark.parametrize(
    ("wish", "consent"), [(True, "allow"), (False, "deny"), (None, "unset"), ("x", "unset")]
)
def test_what_an_actor_says_of_being_listed_is_kept(tmp_path, wish, consent):
    done = Imported(tmp_path, {"actor.json": json.dumps(ACTOR | {"discoverable": wish})})
    assert done.rows("select consent from accounts") == [(consent,)]


def test_a_rejected_post_is_shown_without_its_words(tmp_path):
    done = Imported(tmp_path, {"outbox.json": outbox(create("201", published="soon"))})
    (problem,) = done.problems
    assert (problem.line, problem.row) == (1, f"{ANN}/statuses/201/activity")
    assert "soon" in problem.reason


def test_posts_of_other_software_do_not_tell_their_author(tmp_path):
    other = "https://other.example/objects/7a0d"
    done = Imported(
        tmp_path, {"outbox.json": outbox(announce(other), create("1", inReplyTo=other))}
    )
    assert done.acts() == []
    assert sum(done.left_out().values()) == 2
    assert done.rows("select reply_to_native_id from posts where is_listed") == [(other,)]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One<br>two</p><p>three &amp; four</p>", "One\ntwo\nthree & four"),
        ('<p><a href="https://x.example/long">x.ex…</a></p>', "https://x.example/long"),
        ('<p><a class="u-url mention" href="https://b">@<span>ben</span></a> hi</p>', "@ben hi"),
        ('<p class="quote-inline">RE: https://x</p><p>Yes</p>', "Yes"),
        ("<b>" * 5000 + "deep", "deep"),
    ],
)
def test_html_becomes_plain_words(tmp_path, html, text):
    done = Imported(tmp_path, {"outbox.json": outbox(create("1", content=html))})
    assert done.rows("select text from posts") == [(text,)]


FOLLOWING = (
    "Account address,Show boosts,Notify on new posts,Languages\nben@oven.example,true,false,\n"
)


def test_a_list_of_followed_accounts_finds_those_that_are_known(tmp_path):
    tags = [mention(BEN, "@ben@oven.example")]
    files = {
        "following_accounts.csv": FOLLOWING + "@Dan@New.example,true,false,en\n",
        "outbox.json": outbox(create("1", tag=tags)),
        "actor.json": json.dumps(ACTOR),
    }
    done = Imported(tmp_path, files)
    assert done.follows() == [(ANN, "Dan@new.example", None), (ANN, BEN, None)]
    covered = done.rows("select kind, is_complete, held_count from coverage order by 1")
    assert covered == [("following", 1, 2), ("posts", 1, None)]
    before = done.dump()
    Imported(tmp_path, files, done.db)
    assert done.dump() == before


def test_a_list_of_followers_points_the_other_way(tmp_path):
    done = Imported(
        tmp_path, {"my_followers.csv": "Account address\nben@oven.example\nnobody\n"}, owner=ANN
    )
    assert done.follows() == [("ben@oven.example", ANN, None)]
    assert [each.line for each in done.problems] == [3]


def test_lists_that_do_not_say_what_they_are_or_are_private_are_refused(tmp_path):
    with pytest.raises(InputUnusable, match="does not say whose it is"):
        Imported(tmp_path, {"following.csv": FOLLOWING})
    with pytest.raises(InputUnusable, match="does not say whether it lists followers"):
        Imported(tmp_path, {"list.csv": "Account address\nben@oven.example\n"}, owner=ANN)
    with pytest.raises(InputUnusable, match="muted accounts, which is private"):
        Imported(tmp_path, {"muted.csv": "Account address,Hide notifications\nb@x.example,true\n"})
    with pytest.raises(InputUnusable, match="bookmarks, which are private"):
        Imported(tmp_path, {"bookmarks.json": collection("bookmarks.json", [LOAF])})
