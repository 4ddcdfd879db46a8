"""YouTube: the CSV files of a Google Takeout."""

import json

import pytest
from archive_files import Imported

from influence.errors import InputUnusable

CHANNEL = "Channel ID,Channel Title (Original),Channel Visibility\nUCann,Ann bakes,Public\n"
SUBSCRIPTIONS = (
    "Channel Id,Channel Url,Channel Title\n"
    "UCben,http://www.youtube.com/channel/UCben,Ben's oven\n"
    'UCcleo,http://www.youtube.com/channel/UCcleo,"Cleo, again"\n'
)
COLUMNS = (
    "Comment ID,Channel ID,Comment Create Timestamp,Price,Parent Comment ID,Post ID,Video ID,"
    "Comment Text,Top-Level Comment ID\n"
)
VIDEOS = (
    "Video ID,Approx Duration (ms),Video Category,Channel ID,Video Title (Original),Privacy,"
    "Video State,Video Create Timestamp\n"
    "v1,9000,People,UCann,Rye,Public,Processed,2021-01-30T05:26:03+00:00\n"
    "v2,9000,People,UCann,Secret,Unlisted,Processed,2021-01-30T05:26:03+00:00\n"
)


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def comment(number, text, parent="", video="v9"):
    return f"{number},UCann,2026-03-01T09:00:00.5+00:00,0,{parent},,{video},{quoted(text)},\n"


def test_comments_are_answers_and_subscriptions_are_follows(tmp_path):
    segments = (
        json.dumps({"text": "Hello "})
        + ","
        + json.dumps({"text": "@ben", "mention": {"channelId": "UCben"}})
    )
    files = {
        "subscriptions.csv": SUBSCRIPTIONS,
        "comments.csv": COLUMNS + comment("c1", segments) + comment("c2", "plain, text", "c1"),
        "channel.csv": CHANNEL,
        "videos.csv": VIDEOS,
    }
    done = Imported(tmp_path, files)
    assert not done.problems
    assert done.follows() == [("UCann", "UCben", None), ("UCann", "UCcleo", None)]
    at = "2026-03-01T09:00:00Z"
    assert ("mention", "UCann", "UCben", None, at, "c1") in done.acts()
    posts = done.rows("select native_id, kind, text, title from posts where is_listed order by 1")
    assert posts == [
        ("c1", "reply", "Hello @ben", None),
        ("c2", "reply", "plain, text", None),
        ("v1", "original", None, "Rye"),
    ]
    assert done.left_out()["videos that are not public"] == 1
    assert "Secret" not in "".join(done.dump())
    names = done.rows("select native_id, name from accounts order by 1")
    assert names == [("UCann", "Ann bakes"), ("UCben", "Ben's oven"), ("UCcleo", "Cleo, again")]
    assert done.rows("select kind, is_complete from coverage") == [("following", 1)]


def test_an_answer_finds_the_author_of_a_video_that_is_held(tmp_path):
    held = "post_id,account_id,source\nv9,UCben,youtube\n"
    done = Imported(tmp_path, {"posts.csv": held})
    Imported(tmp_path, {"comments.csv": COLUMNS + comment("c1", "Nice")}, done.db)
    assert done.acts() == [("reply", "UCann", "UCben", "v9", "2026-03-01T09:00:00Z", "c1")]


def test_chat_messages_are_read_without_what_was_paid(tmp_path):
    text = (
        "Live Chat ID,Channel ID,Live Chat Create Timestamp,Price,Currency code,Video ID,"
        "Live Chat Text\n"
        f"L1,UCann,2026-03-01T09:00:00+00:00,987654,USD,v9,{quoted(json.dumps({'text': 'hi'}))}\n"
    )
    done = Imported(tmp_path, {"live chats.csv": text})
    assert done.rows("select kind, text from posts where is_listed") == [("reply", "hi")]
    assert "987654" not in "".join(done.dump())


def test_subscriptions_ask_whose_they_are(tmp_path):
    with pytest.raises(InputUnusable, match=r"subscriptions\.csv does not say whose it is"):
        Imported(tmp_path, {"subscriptions.csv": SUBSCRIPTIONS})
    done = Imported(tmp_path, {"subscriptions.csv": SUBSCRIPTIONS}, owner="UCann")
    assert len(done.follows()) == 2


def test_a_header_whose_quotes_are_broken_ends_in_a_sentence(tmp_path):
    broken = (
        COLUMNS.replace("Comment ID", '"Comment ID', 1).replace("Price", '"Price') + "c1,UCann\n"
    )
    with pytest.raises(InputUnusable, match=r"comments\.csv: its first line does not name"):
        Imported(tmp_path, {"comments.csv": broken})


def test_bad_rows_are_told_with_their_line(tmp_path):
    text = COLUMNS + comment("c1", "one\ntwo") + "c3,UCann,soon,0,,,v9,x,\n" + ",UCann,,,,,v9,x,\n"
    done = Imported(tmp_path, {"comments.csv": text})
    assert [(each.line, each.reason[:12]) for each in done.problems] == [
        (4, "'soon' is no"),
        (5, "comment id i"),
    ]
