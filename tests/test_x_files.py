"""X: what twarc wrote, of API v2 and v1.1, and the archive that a person gets."""

import json

import pytest
from archive_files import Imported, lines, ytd
from databases import in_memory

from crawlers.files import Options, import_files, x_archive
from crawlers.files.asked import Asked
from crawlers.files.mapping import find_mapping
from influence.errors import InputUnusable

NINE = "2021-03-01T09:00:00.000Z"

ANN = {
    "id": "1",
    "username": "ann",
    "name": "Ann",
    "description": "Bakes",
    "created_at": "2010-01-01T00:00:00.000Z",
    "public_metrics": {"followers_count": 10, "following_count": 3, "tweet_count": 7},
}
BEN = {"id": "2", "username": "ben", "name": "Ben", "protected": False}
LOAF = {
    "id": "100",
    "author_id": "2",
    "text": "A loaf",
    "lang": "en",
    "created_at": "2021-02-28T08:00:00.000Z",
    "public_metrics": {"retweet_count": 5, "reply_count": 1, "like_count": 9, "quote_count": 2},
}


def post(number, kind=None, other="100", **more):
    told = {"id": number, "author_id": "1", "text": "Hm", "created_at": NINE, **more}
    return told | ({"referenced_tweets": [{"type": kind, "id": other}]} if kind else {})


def page(
    *data, users=(ANN, BEN), posts=(LOAF,), url="https://api.twitter.com/2/tweets/search", **more
):
    return {
        "data": list(data),
        "includes": {"users": list(users), "tweets": list(posts)},
        "meta": {"result_count": len(data)},
        "__twarc": {"url": url, "version": "2.14.0", "retrieved_at": "2021-03-02T00:00:00+00:00"},
    } | more


def test_posts_of_an_answer_and_what_they_do_to_others(tmp_path):
    named = {
        "mentions": [{"start": 0, "username": "ben", "id": "2"}, {"username": "cleo", "id": "3"}]
    }
    answer = page(
        post("201", "retweeted", text="RT @ben: A loaf", entities=named),
        post("202", "quoted"),
        post("203", "replied_to", in_reply_to_user_id="2", entities=named),
        post("204", entities=named),
    )
    done = Imported(tmp_path, {"x.jsonl": lines(answer)})
    at = "2021-03-01T09:00:00Z"
    assert done.acts() == [
        ("mention", "1", "2", None, at, "204"),
        ("mention", "1", "3", None, at, "203"),
        ("mention", "1", "3", None, at, "204"),
        ("quote", "1", "2", "100", at, "202"),
        ("reply", "1", "2", "100", at, "203"),
        ("repost", "1", "2", "100", at, None),
    ]
    assert not done.problems
    kinds = done.rows("select native_id, kind from posts where is_listed order by 1")
    assert kinds == [("100", "original"), ("202", "quote"), ("203", "reply"), ("204", "original")]
    counts = "select reposts_count, replies_count, likes_count from posts where native_id = '100'"
    assert done.rows(counts) == [(5, 1, 9)]
    assert done.rows("select followers_count, seen_at from account_counts") == [
        (10, "2021-03-02T00:00:00Z")
    ]
    assert done.reports[0].rows == 4


def test_a_flattened_post_says_the_same_as_the_answer_that_it_came_in(tmp_path):
    inner = {"type": "retweeted", "id": "100", **LOAF, "author": BEN}
    flat = post("201") | {"author": ANN, "referenced_tweets": [inner]}
    flat["__twarc"] = page()["__twarc"]
    whole = Imported(tmp_path / "a", {"x.jsonl": lines(page(post("201", "retweeted")))})
    flattened = Imported(tmp_path / "b", {"x.jsonl": lines(flat)})
    assert flattened.acts() == whole.acts()
    listed = "select native_id, kind, text, reposts_count from posts order by 1"
    assert flattened.rows(listed) == whole.rows(listed)
    claimed = "select * from account_counts"
    assert len(flattened.rows(claimed)) == len(whole.rows(claimed)) == 1
    assert flattened.rows("select handle from accounts order by 1") == [("ann",), ("ben",)]


def test_a_list_of_followers_is_of_the_account_that_was_asked_for(tmp_path):
    url = "https://api.twitter.com/2/users/9/followers?max_results=1000"
    first = {"data": [ANN], "meta": {"next_token": "n"}, "__twarc": {"url": url}}
    last = {"data": [BEN], "meta": {}, "__twarc": {"url": f"{url}&pagination_token=n"}}
    done = Imported(tmp_path, {"f.jsonl": lines(first, last)})
    assert done.follows() == [("1", "9", None), ("2", "9", None)]
    query = "select kind, is_complete, held_count from coverage"
    assert done.rows(query) == [("followers", 1, 2)]
    cut = Imported(tmp_path, {"cut.jsonl": lines(first)})
    assert cut.rows(query) == [("followers", 0, 1)]
    url = "https://api.twitter.com/2/users/9/following"
    flat = Imported(tmp_path, {"flat.jsonl": lines(ANN | {"__twarc": {"url": url}})})
    assert flat.follows() == [("9", "1", None)]
    assert flat.rows(query) == [("following", None, 1)]


def test_liked_posts_are_likes_of_whoever_was_asked_for(tmp_path):
    answer = page(LOAF, posts=(), url="https://api.twitter.com/2/users/1/liked_tweets?x=1")
    done = Imported(tmp_path, {"l.jsonl": lines(answer)})
    assert done.acts() == [("like", "1", "2", "100", None, None)]


def test_a_repost_whose_author_nobody_tells_is_counted_and_not_guessed(tmp_path):
    answer = page(post("201", "retweeted"), post("202", "quoted"), posts=())
    done = Imported(tmp_path, {"x.jsonl": lines(answer)})
    assert done.acts() == []
    assert done.left_out() == {
        "reposts of posts whose author is not told": 1,
        "quotes of posts whose author is not told": 1,
    }


def test_what_the_api_could_not_give_is_counted(tmp_path):
    error = {"resource_id": "5", "title": "Not Found Error"}
    done = Imported(tmp_path, {"x.jsonl": lines(page(post("201"), errors=[error, error]))})
    assert done.left_out() == {"things that the API said it could not give": 2}


def test_posts_of_protected_accounts_stay_out(tmp_path):
    hidden = ANN | {"protected": True}
    done = Imported(tmp_path, {"x.jsonl": lines(page(post("201"), users=(hidden, BEN)))})
    assert done.rows("select native_id from posts where is_listed") == [("100",)]
    assert done.rows("select bio from accounts where native_id = '1'") == [(None,)]
    assert done.left_out() == {"posts of protected accounts": 1}


def test_one_bad_post_of_an_answer_is_rejected_alone(tmp_path):
    answer = page(post("201"), {"id": "202", "text": "x"}, post("203", created_at="soon"))
    done = Imported(tmp_path, {"x.jsonl": lines(answer, page(post("204")))})
    assert [(each.line, each.reason[:12]) for each in done.problems] == [
        (1, "author_id is"),
        (1, "'soon' is no"),
    ]
    listed = done.rows("select native_id from posts where is_listed order by 1")
    assert listed == [("100",), ("201",), ("204",)]


OLD = "Mon Mar 01 09:00:00 +0000 2021"


def v1(number, user, text="Hm", **more):
    return {"id_str": number, "user": user, "full_text": text, "created_at": OLD, **more}


ANN1 = {"id_str": "1", "screen_name": "ann", "name": "Ann", "followers_count": 10}
BEN1 = {"id_str": "2", "screen_name": "ben", "name": "Ben", "followers_count": 4}


def test_posts_of_the_old_api_say_the_same_as_those_of_the_new_one(tmp_path):
    loaf = v1("100", BEN1, "A loaf", created_at="Sun Feb 28 08:00:00 +0000 2021")
    old = lines(
        v1("201", ANN1, "RT @ben: A loaf", retweeted_status=loaf),
        v1("202", ANN1, quoted_status=loaf, quoted_status_id_str="100"),
        v1("203", ANN1, in_reply_to_status_id_str="100", in_reply_to_user_id_str="2"),
        v1("204", ANN1, entities={"user_mentions": [{"screen_name": "cleo", "id_str": "3"}]}),
    )
    cleo = {"mentions": [{"username": "cleo", "id": "3"}]}
    new = page(
        post("201", "retweeted"),
        post("202", "quoted"),
        post("203", "replied_to", in_reply_to_user_id="2"),
        post("204", entities=cleo),
    )
    done = Imported(tmp_path, {"old.jsonl": old})
    assert not done.problems
    assert done.acts() == Imported(tmp_path, {"new.jsonl": lines(new)}).acts()
    query = "select native_id, kind, published_at from posts where is_listed order by 1"
    assert done.rows(query)[0] == ("100", "original", "2021-02-28T08:00:00Z")
    assert [row[1] for row in done.rows(query)] == ["original", "quote", "reply", "original"]
    before = done.dump()
    Imported(tmp_path, {"new.jsonl": lines(new)}, done.db)
    Imported(tmp_path, {"old.jsonl": old}, done.db)
    again = done.dump()
    assert done.rows("select count(*) from interactions") == [(4,)]
    assert len(again) >= len(before)


def test_accounts_of_the_old_api_alone_are_accounts(tmp_path):
    done = Imported(tmp_path, {"users.jsonl": lines(ANN1 | {"friends_count": 3})})
    assert done.rows("select followers_count, following_count from account_counts") == [(10, 3)]


ACCOUNT = ytd(
    "account",
    {
        "account": {
            "email": "ann@secret.example",
            "phoneNumber": "+49123",
            "username": "ann",
            "accountId": "1",
            "createdAt": "2010-01-01T00:00:00.000Z",
            "accountDisplayName": "Ann",
        }
    },
)
BEN_NAMED = {"screen_name": "ben", "id_str": "2", "indices": ["3", "7"]}


def status(number, text="Hm", **more):
    told = {"id_str": number, "full_text": text, "created_at": OLD, "favorite_count": "3", **more}
    return {"tweet": {"retweet_count": "2", **told}}


POSTS = ytd(
    "tweets",
    status("201", "RT @ben: A loaf", entities={"user_mentions": [BEN_NAMED]}),
    status("202", in_reply_to_status_id_str="100", in_reply_to_user_id_str="2"),
    status(
        "203",
        entities={
            "user_mentions": [BEN_NAMED],
            "urls": [{"expanded_url": "https://twitter.com/ben/status/100"}],
        },
    ),
    status(
        "204", "RT @gone: x", entities={"user_mentions": [{"screen_name": "gone", "id_str": "-1"}]}
    ),
)
FILES = {
    "data/account.js": ACCOUNT,
    "data/profile.js": ytd("profile", {"profile": {"description": {"bio": "Bakes"}}}),
    "data/tweets.js": POSTS,
    "data/follower.js": ytd("follower", {"follower": {"accountId": "5"}}),
    "data/following.js": ytd("following", {"following": {"accountId": "6"}}),
    "data/like.js": ytd("like", {"like": {"tweetId": "100"}}, {"like": {"tweetId": "999"}}),
}


def test_the_archive_tells_what_its_owner_did(tmp_path):
    done = Imported(tmp_path, dict(reversed(FILES.items())))
    at = "2021-03-01T09:00:00Z"
    assert not done.problems
    assert done.acts() == [
        ("like", "1", "2", "100", None, None),
        ("mention", "1", "2", None, at, "203"),
        ("quote", "1", "2", "100", at, "203"),
        ("reply", "1", "2", "100", at, "202"),
        ("repost", "1", "2", None, at, "201"),
    ]
    assert done.follows() == [("1", "6", None), ("5", "1", None)]
    assert done.left_out() == {
        "reposts of posts whose author is not told": 1,
        "likes of posts whose author is not told": 1,
    }
    covered = done.rows("select kind, is_complete from coverage order by 1")
    assert covered == [("followers", 1), ("following", 1), ("posts", 1)]
    assert done.rows("select handle, bio from accounts where native_id = '1'") == [("ann", "Bakes")]
    before = done.dump()
    Imported(tmp_path, FILES, done.db)
    assert done.dump() == before


def test_a_repost_that_an_api_dump_told_already_is_not_counted_again(tmp_path):
    named = {"mentions": [{"start": 3, "username": "ben", "id": "2"}]}
    same = post("201", "retweeted", text="RT @ben: A loaf", entities=named)
    another = same | {"id": "209", "created_at": "2021-03-01T09:00:01.000Z"}
    known = Imported(tmp_path, {"dump.jsonl": lines(page(another))})
    at = "2021-03-01T09:00:00Z"
    only_archive = Imported(tmp_path, FILES, known.db).acts()
    assert ("repost", "1", "2", None, at, "201") in only_archive  # another second, another act
    both = Imported(tmp_path, {"dump.jsonl": lines(page(same))})
    acts = Imported(tmp_path, FILES, both.db).acts()
    assert [act for act in acts if act[0] == "repost"] == [("repost", "1", "2", "100", at, None)]


def test_nothing_private_of_the_account_file_is_kept_anywhere(tmp_path):
    broken = ACCOUNT.replace('"accountId"', '"accountNumber"')
    done = Imported(tmp_path, {"account.js": broken})
    assert [each.reason for each in done.problems] == ["accountId is missing"]
    assert "secret" not in str(done.problems)
    good = Imported(tmp_path, {"account.js": ACCOUNT})
    assert "secret" not in "".join(good.dump())
    assert "+49123" not in "".join(good.dump())


@pytest.mark.parametrize(
    "name", ["direct_messages", "deleted_tweets", "ad_engagements", "ip_audit"]
)
def test_private_files_are_refused_unread(tmp_path, name):
    with pytest.raises(InputUnusable, match=f"holds '{name}' of an X archive, which is not read"):
        Imported(tmp_path, {f"{name}.js": ytd(name, {"x": {"text": "secret"}})})


def test_a_file_that_does_not_say_whose_it_is_asks(tmp_path):
    with pytest.raises(
        InputUnusable, match=r"does not say whose it is: import it with the account"
    ):
        Imported(tmp_path, {"tweets.js": POSTS})
    with pytest.raises(InputUnusable, match=r"No account of x is known as 'ann': give its id"):
        Imported(tmp_path, {"tweets.js": POSTS}, owner="@ann")
    done = Imported(tmp_path, {"tweets.js": POSTS}, owner="1")
    assert {act[1] for act in done.acts()} == {"1"}
    Imported(tmp_path, {"account.js": ACCOUNT}, done.db)
    later = Imported(tmp_path, {"tweets.js": POSTS}, done.db, owner="@Ann")
    assert {act[1] for act in later.acts()} == {"1"}


def test_archives_of_two_people_in_two_folders_stay_apart(tmp_path):
    other = ACCOUNT.replace('"1"', '"7"')
    files = {"a/account.js": ACCOUNT, "b/account.js": other}
    files |= {
        "a/following.js": FILES["data/following.js"],
        "b/following.js": FILES["data/following.js"],
    }
    assert Imported(tmp_path, files).follows() == [("1", "6", None), ("7", "6", None)]


def test_a_cut_off_file_ends_in_one_sentence_with_the_place(tmp_path):
    for cut in (POSTS[:-1], POSTS[: len(POSTS) // 2], POSTS[:40]):
        with pytest.raises(InputUnusable, match=r"tweets\.js"):
            Imported(tmp_path, {"account.js": ACCOUNT, "tweets.js": cut})


def test_bytes_that_are_no_text_do_not_hide_what_a_file_is(tmp_path):
    whole = (b"\xff" + b" " * 5_000 + POSTS.encode()).replace(b"window.YTD", b"window\xff.YTD")
    done = Imported(tmp_path, {"account.js": ACCOUNT, "tweets.js": whole})
    assert done.reports[1].rows == 4


def test_a_mapping_says_what_is_meant_even_of_a_file_that_is_known(tmp_path):
    mapping = tmp_path / "m.toml"
    mapping.write_text('source = "mine"\n[account]\nid = "id_str"\nname = "screen_name"\n')
    path = tmp_path / "users.jsonl"
    path.write_text(lines(ANN1))
    asked = Asked(mapping=find_mapping(str(mapping)))
    db = in_memory()
    (report,) = import_files(db, [str(path)], Options(asked=asked))
    assert report.form.name == "JSON lines"
    assert [tuple(row) for row in db.execute("select source, name from accounts")] == [
        ("mine", "ann")
    ]


def test_half_characters_and_nul_bytes_do_not_stop_an_archive(tmp_path):
    text = json.dumps("tea\ud83d \0 bar")
    broken = POSTS.replace('"RT @gone: x"', text)
    done = Imported(tmp_path, {"account.js": ACCOUNT, "tweets.js": broken})
    assert not done.problems
    assert done.rows("select text from posts where native_id = '204'") == [("tea?  bar",)]


def test_the_form_knows_its_own_files():
    assert x_archive.FORM.counts == "record"
