"""A small network by hand: Ann bakes, others look on; a valid visit of every kind there is."""

import json

from repositories import DID, car_of

from crawlers.answers import Answer, Visit
from crawlers.bluesky import READERS
from influence.records import Key, Task

ANN, BEN, CLEO, DAN = DID, "did:plc:ben", "did:web:cleo.example", "did:plc:dan"
SEEN_AT = "2026-03-05T09:30:00Z"
AT = "2026-03-01T09:00:00Z"
STAMP = "2026-03-01T09:00:00.123Z"
APPVIEW = "https://public.api.bsky.app/xrpc/"
PDS = "https://oyster.host.example"
LOAF = f"at://{BEN}/app.bsky.feed.post/3loaf"


def key(native_id):
    return Key("bluesky", native_id)


def own(record_key, did=ANN):
    return f"at://{did}/app.bsky.feed.post/{record_key}"


def ref(uri):
    return {"uri": uri, "cid": "bafyreib"}


def post(text, **more):
    return {
        "$type": "app.bsky.feed.post",
        "text": text,
        "createdAt": STAMP,
        "langs": ["en"],
        **more,
    }


def facet(text, part, **feature):
    """Return what marks a part of a text, counted in bytes."""
    start = text.encode().index(part.encode())
    index = {"byteStart": start, "byteEnd": start + len(part.encode())}
    name = f"app.bsky.richtext.facet#{feature.pop('is_a')}"
    return {"index": index, "features": [{"$type": name, **feature}]}


TEXT = "Brötchen mit @cleo.example: ann.blog/roll #bread"
MARKED = post(
    TEXT,
    facets=[
        facet(TEXT, "@cleo.example", is_a="mention", did=CLEO),
        facet(TEXT, "ann.blog/roll", is_a="link", uri="https://ann.blog/roll?utm_source=x"),
        facet(TEXT, "#bread", is_a="tag", tag="bread"),
    ],
    tags=["Baking"],
    embed={
        "$type": "app.bsky.embed.external",
        "external": {"uri": "https://ann.blog/card", "title": "Card", "description": ""},
    },
)
ANSWER = post("Nice", reply={"parent": ref(LOAF), "root": ref(LOAF)})
QUOTE = post("Look", embed={"$type": "app.bsky.embed.record", "record": ref(LOAF)})
RECORDS = {
    "app.bsky.actor.profile/self": {"displayName": "Ann", "description": "Bakes"},
    "app.bsky.feed.like/3a": {"subject": ref(LOAF), "createdAt": STAMP},
    "app.bsky.feed.post/3c": MARKED,
    "app.bsky.feed.post/3d": ANSWER,
    "app.bsky.feed.post/3e": QUOTE,
    "app.bsky.feed.repost/3g": {"subject": ref(LOAF), "createdAt": STAMP},
    "app.bsky.graph.block/3h": {"subject": DAN, "createdAt": STAMP},
    "app.bsky.graph.follow/3i": {"subject": BEN, "createdAt": STAMP},
}


def person(did, handle, **more):
    return {"did": did, "handle": handle, "labels": [], **more}


def label(value, by, **more):
    return {"src": by, "uri": by, "val": value, "cts": STAMP, **more}


ANN_VIEW = person(ANN, "ann.blog", displayName="Ann", description="Bakes", createdAt=STAMP)
BEN_VIEW = person(BEN, "ben.bsky.social", displayName="Ben")
CLEO_VIEW = person(CLEO, "handle.invalid")
DAN_VIEW = person(DAN, "dan.blog", displayName="Dan", labels=[label("!no-unauthenticated", DAN)])
ANN_PROFILE = ANN_VIEW | {
    "followersCount": 3,
    "followsCount": 2,
    "postsCount": 3,
    "associated": {"lists": 1, "starterPacks": 1},
}


def view(uri, record, author, **counts):
    told = {"replyCount": 0, "repostCount": 0, "likeCount": 0, "quoteCount": 0, **counts}
    return {"uri": uri, "author": author, "record": record, "indexedAt": STAMP, **told}


LOAF_VIEW = view(LOAF, post("A loaf"), BEN_VIEW, repostCount=1, likeCount=1)
FEED = {
    "feed": [
        {
            "post": LOAF_VIEW,
            "reason": {
                "$type": "app.bsky.feed.defs#reasonRepost",
                "by": ANN_VIEW,
                "indexedAt": STAMP,
            },
        },
        {"post": view(own("3e"), QUOTE, ANN_VIEW)},
        {"post": view(own("3d"), ANSWER, ANN_VIEW)},
        {"post": view(own("3c"), MARKED, ANN_VIEW, likeCount=2, repostCount=1, replyCount=1)},
    ]
}
REPLY = post("Yum", reply={"parent": ref(own("3c")), "root": ref(own("3c"))})
THREAD = {
    "thread": {
        "post": view(own("3c"), MARKED, ANN_VIEW, replyCount=2),
        "replies": [
            {"post": view(own("3r", BEN), REPLY, BEN_VIEW), "replies": []},
            {"uri": own("3s", DAN), "notFound": True},
        ],
    }
}
DOCUMENT = {
    "id": ANN,
    "alsoKnownAs": ["at://ann.blog", "https://ann.blog/"],
    "service": [
        {
            "id": "#atproto_pds",
            "type": "AtprotoPersonalDataServer",
            "serviceEndpoint": PDS,
        }
    ],
}
LIST = f"at://{ANN}/app.bsky.graph.list/3list"
LIST_VIEW = {
    "uri": LIST,
    "creator": ANN_VIEW,
    "name": "Bakers",
    "purpose": "app.bsky.graph.defs#curatelist",
}
LIKES = {"likes": [{"actor": ANN_VIEW, "createdAt": STAMP, "indexedAt": STAMP}], "uri": LOAF}


def visit(kind, told, address=None, site=ANN, **said):
    """Return a visit; ``said``: cursor (of ours), status, signals, headers."""
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    address = address or f"{APPVIEW}{kind}?actor={site}"
    held = said.get("cursor")
    cursor = None if held is None else json.dumps(held)
    task = Task("bluesky", kind, address, site, cursor, None, tuple(said.get("signals", ())))
    headers = {"content-type": "application/json", **said.get("headers", {})}
    return Visit(task, Answer(address, said.get("status", 200), headers, body, SEEN_AT))


def read(kind, told, address=None, site=ANN, **said):
    """Return the records of a visit."""
    return list(READERS[kind](visit(kind, told, address, site, **said)))


def of(kind, records):
    """Return the records of one kind."""
    return [record for record in records if isinstance(record, kind)]


def error(name, message=""):
    return {"error": name, "message": message}


RECORDS_PAGE = {
    "records": [
        {"uri": f"at://{ANN}/{name}", "cid": "bafyreib", "value": record}
        for name, record in RECORDS.items()
        if name.startswith("app.bsky.feed.post")
    ],
    "cursor": "3c",
}
LIKES_OF_LOAF = f"{APPVIEW}app.bsky.feed.getLikes?uri={LOAF}&limit=100"
POSTS = f"{PDS}/xrpc/com.atproto.repo.listRecords?repo={ANN}&collection=app.bsky.feed.post"

WELL_KNOWN = "https://ann.blog/.well-known/atproto-did"
SAMPLES = {
    "handle": [visit("handle", {"did": ANN}, site="ann.blog")],
    "well_known": [visit("well_known", f"{ANN}\n".encode(), WELL_KNOWN, "ann.blog")],
    "did": [visit("did", DOCUMENT, f"https://plc.directory/{ANN}", cursor={"handle": "ann.blog"})],
    "follower": [visit("follower", DOCUMENT, signals=("acts", "exposure"))],
    "profile": [visit("profile", ANN_PROFILE, cursor={"handle": "ann.blog", "pds": PDS})],
    "profiles": [
        visit("profiles", {"profiles": [ANN_PROFILE, DAN_VIEW]}, cursor={"how": "follow"})
    ],
    "feed": [visit("feed", FEED, cursor={"claimed": 3})],
    "thread": [visit("thread", THREAD, f"{APPVIEW}app.bsky.feed.getPostThread?uri={own('3c')}")],
    "likes": [visit("likes", LIKES, LIKES_OF_LOAF, BEN, cursor={"claimed": 1})],
    "reposted_by": [visit("reposted_by", {"repostedBy": [ANN_VIEW, DAN_VIEW]}, LIKES_OF_LOAF, BEN)],
    "quotes": [visit("quotes", {"posts": [view(own("3e"), QUOTE, ANN_VIEW)]}, LIKES_OF_LOAF, BEN)],
    "followers": [visit("followers", {"followers": [BEN_VIEW, DAN_VIEW], "cursor": "x::y"})],
    "follows": [visit("follows", {"follows": [BEN_VIEW, CLEO_VIEW]}, cursor={"claimed": 3})],
    "lists": [visit("lists", {"lists": [LIST_VIEW]})],
    "list": [
        visit("list", {"list": LIST_VIEW, "items": [{"subject": BEN_VIEW}, {"subject": DAN_VIEW}]})
    ],
    "starter_packs": [
        visit("starter_packs", {"starterPacks": [{"uri": LIST, "record": {"list": LIST}}]})
    ],
    "repository": [
        visit("repository", car_of(RECORDS), f"{PDS}/xrpc/com.atproto.sync.getRepo?did={ANN}")
    ],
    "records": [visit("records", RECORDS_PAGE, POSTS)],
}
