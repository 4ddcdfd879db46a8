"""One file at least of every form of archive, by the form's name: file, content, what is asked."""

import json

import test_bluesky_files as bluesky
import test_mastodon_files as mastodon
import test_x_files as x
import test_youtube_files as youtube
from repositories import car_of

from crawlers.files.asked import Asked

_ANN_OF_X = Asked(owner="1")
_ANN_OF_MASTODON = Asked(owner=mastodon.ANN)
_ANN_OF_YOUTUBE = Asked(owner="UCann")
_MENTION = [mastodon.mention(mastodon.BEN, "@ben@oven.example")]
_LOAF = x.v1("100", x.BEN1, "A loaf")
_FLAT = x.post("201") | {"author": x.ANN, "referenced_tweets": [{"type": "quoted", **x.LOAF}]}


def _of_archive(*names):
    return [(f"{name}.js", x.FILES[f"data/{name}.js"].encode(), _ANN_OF_X) for name in names]


ARCHIVES = {
    "X archive": _of_archive("account", "profile", "tweets", "follower", "following"),
    "posts of X (API v2)": [
        ("x.jsonl", x.lines(x.page(x.post("201", "quoted"), x.post("202", "retweeted"))).encode()),
        ("flat.jsonl", x.lines(_FLAT).encode()),
    ],
    "posts of X (API v1.1)": [
        (
            "old.jsonl",
            x.lines(
                x.v1("201", x.ANN1, retweeted_status=_LOAF),
                x.v1("202", x.ANN1, quoted_status=_LOAF),
            ).encode(),
        )
    ],
    "Mastodon outbox": [
        (
            "outbox.json",
            mastodon.outbox(
                mastodon.announce(mastodon.LOAF),
                mastodon.create("1", tag=_MENTION, inReplyTo=mastodon.LOAF),
            ).encode(),
        )
    ],
    "Mastodon actor": [("actor.json", json.dumps(mastodon.ACTOR).encode())],
    "Mastodon likes": [
        (
            "likes.json",
            mastodon.collection("likes.json", [mastodon.LOAF]).encode(),
            _ANN_OF_MASTODON,
        )
    ],
    "Mastodon follows": [("following.csv", mastodon.FOLLOWING.encode(), _ANN_OF_MASTODON)],
    "Bluesky repository (CAR)": [("ann.car", car_of(bluesky.RECORDS))],
    "YouTube Takeout": [
        ("subscriptions.csv", youtube.SUBSCRIPTIONS.encode(), _ANN_OF_YOUTUBE),
        ("comments.csv", (youtube.COLUMNS + youtube.comment("c1", '{"text":"a"}')).encode()),
        ("videos.csv", youtube.VIDEOS.encode()),
        ("channel.csv", youtube.CHANNEL.encode()),
    ],
}
