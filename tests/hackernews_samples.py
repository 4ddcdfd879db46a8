"""Answers of the two APIs of Hacker News, made by hand, and one visit or more of each kind."""

import json

from crawlers.answers import Answer, Visit
from crawlers.hackernews import READERS
from crawlers.hackernews.asking import ALGOLIA, FIREBASE, search
from influence.records import Task

SEEN_AT = "2026-03-01T09:30:00Z"
AT = 1_770_000_000
TIME = "2026-02-02T02:40:00Z"
SITE = "https://anna.example/"
WRITTEN = search(tags="(story,comment,poll),author_ann_b")
LINKING = search(query="anna.example", restrictSearchableAttributes="url", tags="story")


def account(**said):
    about = 'Bakes. <a href="https:&#x2F;&#x2F;anna.example">site</a><p>ann@mail.example'
    return {"id": "ann_b", "created": AT, "karma": 7, "about": about, "submitted": [1], **said}


def story(number=41, author="ann_b", **said):
    return {
        "objectID": str(number),
        "created_at_i": AT + number,
        "author": author,
        "title": f"Rye {number}",
        "url": f"{SITE}rye/{number}",
        "points": 12,
        "num_comments": 2,
        "story_text": None,
        "_tags": ["story", f"author_{author}", f"story_{number}"],
        **said,
    }


def comment(number=51, author="ann_b", parent=41, **said):
    return {
        "objectID": str(number),
        "created_at_i": AT + number,
        "author": author,
        "parent_id": parent,
        "story_id": 41,
        "story_title": "Rye 41",
        "story_url": f"{SITE}rye/41",
        "comment_text": "Salt &amp; <i>patience</i>",
        "_tags": ["comment", f"author_{author}", "story_41"],
        **said,
    }


def found(*hits, **said):
    return {"hits": list(hits), "nbHits": len(hits), "page": 0, "hitsPerPage": 100, **said}


def node(number, author, parent, *children, **said):
    return {
        "id": number,
        "created_at_i": AT + number,
        "type": "comment" if parent else "story",
        "author": author,
        "text": "Flour" if parent else None,
        "title": None if parent else "Rye 41",
        "url": None if parent else f"{SITE}rye/41",
        "points": None if parent else 12,
        "parent_id": parent,
        "children": list(children),
        **said,
    }


THREAD = node(
    41,
    "ann_b",
    None,
    node(51, "ben", 41, node(52, "ann_b", 51)),
    node(53, None, 41, node(54, "cid", 53), text=None),
)


def item(number=41, **said):
    return {
        "id": number,
        "type": "story",
        "by": "ann_b",
        "time": AT + number,
        "title": "Rye 41",
        "url": f"{SITE}rye/41",
        "score": 12,
        "descendants": 2,
        "kids": [51],
        **said,
    }


def visit(kind, body, address, site="ann_b", *, signals=(), status=200, **told):
    cursor = json.dumps(told) if told else None
    task = Task("hackernews", kind, address, site, cursor, signals=tuple(signals))
    headers = {"content-type": "application/json"}
    return Visit(task, Answer(address, status, headers, json.dumps(body).encode(), SEEN_AT))


def read(kind, body, address=ALGOLIA, site="ann_b", **said):
    """Return the records of a visit."""
    return list(READERS[kind](visit(kind, body, address, site, **said)))


SAMPLES = {
    "user": [visit("user", account(), f"{FIREBASE}/user/ann_b.json")],
    "written": [
        visit("written", found(story(), comment(55), comment(56, parent=55)), WRITTEN),
        visit(
            "written",
            found(*map(story, range(200, 100, -1)), nbHits=150),
            WRITTEN,
            signals=["history"],
        ),
    ],
    "linking": [
        visit("linking", found(story(), story(42, "ben")), LINKING, SITE, wanted=SITE),
    ],
    "thread": [visit("thread", THREAD, f"{ALGOLIA}/items/41", claimed=3)],
    "item": [
        visit("item", item(), f"{FIREBASE}/item/41.json"),
        visit("item", item(), f"{FIREBASE}/item/41.json", acts=[["51", "ben", TIME]]),
    ],
}
"""Kind of a task → visits of that kind."""
