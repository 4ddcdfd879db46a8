"""Answers of the YouTube Data API made by hand, and one visit or more of each kind."""

import json

from crawlers.answers import Answer, Visit
from crawlers.youtube import READERS
from crawlers.youtube.asking import API
from influence.records import Task

SEEN_AT = "2026-03-01T09:30:00Z"
AT = "2026-02-01T08:00:00Z"
ANN, BEN, CID = (f"UC{name:_<22}" for name in ("ann", "ben", "cid"))
UPLOADS = f"UU{ANN[2:]}"


def page(*items, **said):
    total = {"totalResults": len(items), "resultsPerPage": 50}
    return {"kind": "youtube#list", "pageInfo": total, "items": list(items), **said}


def channel(native_id=ANN, snippet=(), **statistics):
    return {
        "kind": "youtube#channel",
        "id": native_id,
        "snippet": {
            "title": "Ann bakes",
            "description": "Bread.\nWrite to ann@mail.example",
            "customUrl": "@ann.bakes",
            "publishedAt": "2015-05-01T10:00:00.123Z",
            "defaultLanguage": "en-GB",
            **dict(snippet),
        },
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": UPLOADS}},
        "statistics": {
            "viewCount": "9",
            "subscriberCount": "1230",
            "hiddenSubscriberCount": False,
            "videoCount": "2",
            **statistics,
        },
    }


def entry(video="vid-1", owner=ANN, **said):
    return {
        "kind": "youtube#playlistItem",
        "snippet": {
            "publishedAt": "2026-02-05T00:00:00Z",
            "channelId": ANN,
            "title": f"Rye {video}",
            "description": "Salt and time",
            "resourceId": {"kind": "youtube#video", "videoId": video},
            "videoOwnerChannelId": owner,
            "videoOwnerChannelTitle": "Ben bakes",
            **said,
        },
        "contentDetails": {"videoId": video, "videoPublishedAt": AT},
    }


GONE = {
    "snippet": {"title": "Private video", "resourceId": {"videoId": "vid-9"}},
    "contentDetails": {"videoId": "vid-9"},
}


def video(native_id="vid-1", **statistics):
    return {
        "kind": "youtube#video",
        "id": native_id,
        "snippet": {
            "publishedAt": AT,
            "channelId": ANN,
            "title": f"Rye {native_id}",
            "description": "Salt and time",
            "tags": ["Rye", "bread"],
            "defaultAudioLanguage": "en",
        },
        "statistics": {"viewCount": "90", "likeCount": "7", "commentCount": "3", **statistics},
    }


def comment(native_id, author=BEN, name="@ben", **said):
    return {
        "kind": "youtube#comment",
        "id": native_id,
        "snippet": {
            "textDisplay": f"How much salt, {native_id}?",
            "authorDisplayName": name,
            "authorChannelId": {"value": author} if author else None,
            "likeCount": 2,
            "publishedAt": AT,
            **said,
        },
    }


def thread(top, *answers, total=None):
    total = len(answers) if total is None else total
    snippet = {"videoId": "vid-1", "topLevelComment": top, "totalReplyCount": total}
    return {"snippet": snippet, "replies": {"comments": list(answers)}}


COMMENTS = page(
    thread(comment("c1"), comment("c1.1", ANN, "@ann.bakes")),
    thread(comment("c2", CID, "Cid"), total=30),
    thread(comment("c3", None, "Gone")),
)
PLAYLIST = {"id": "PL1", "snippet": {"title": "Others"}, "contentDetails": {"itemCount": 2}}


def refusal(reason, message="No."):
    told = {"domain": "youtube", "reason": reason, "message": message}
    return {"error": {"code": 403, "message": message, "errors": [told]}}


def visit(kind, body, resource="list", site=ANN, *, signals=(), status=200, **told):
    address = f"{API}/{resource}"
    cursor = json.dumps(told) if told else None
    task = Task("youtube", kind, address, site, cursor, signals=tuple(signals))
    headers = {"content-type": "application/json"}
    return Visit(task, Answer(address, status, headers, json.dumps(body).encode(), SEEN_AT))


def read(kind, body, **said):
    """Return the records of a visit."""
    return list(READERS[kind](visit(kind, body, **said)))


SAMPLES = {
    "channel": [visit("channel", page(channel())), visit("channel", page(channel()), site="@ann")],
    "uploads": [visit("uploads", page(entry(), entry("vid-2"), GONE), claimed=3)],
    "videos": [visit("videos", page(video(), video("vid-2", commentCount="0")), first=True)],
    "comments": [
        visit("comments", COMMENTS, video="vid-1", claimed=33),
        visit("comments", refusal("commentsDisabled"), status=403, video="vid-1"),
    ],
    "answers": [
        visit(
            "answers",
            page(comment("c2.1", ANN)),
            video="vid-1",
            author=CID,
            parent="c2",
        )
    ],
    "playlists": [visit("playlists", page(PLAYLIST))],
    "playlist": [visit("playlist", page(entry(), entry("vid-7", BEN), GONE), playlist="PL1")],
}
"""Kind of a task → visits of that kind."""
