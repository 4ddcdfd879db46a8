"""Visits to hosts of the fediverse made by hand: people, posts, lists, and what is answered."""

import json

from crawlers.answers import Answer, Visit
from crawlers.mastodon import READERS
from influence.records import Key, Task

SEEN_AT = "2026-03-01T09:30:00Z"
HOME = "https://m.example"
ANN = Key("mastodon", f"{HOME}/users/ann")
BEN = Key("mastodon", "https://b.example/ap/users/117020565966271181")
API = "application/json; charset=utf-8"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


def person(name="ann", host="m.example", **said):
    """Return an account as Mastodon's API gives it; one of another host than ours has an @."""
    acct = name if host == "m.example" else f"{name}@{host}"
    return {
        "id": {"ann": "7", "ben": "8", "cid": "9"}.get(name, f"id-{name}"),
        "username": name,
        "acct": acct,
        "display_name": name.title(),
        "bot": False,
        "discoverable": True,
        "created_at": "2020-01-01T00:00:00.000Z",
        "note": "<p>Bakes</p>",
        "url": f"https://{host}/@{name}",
        "uri": BEN.native_id if name == "ben" else f"https://{host}/users/{name}",
        "followers_count": 3,
        "following_count": 2,
        "statuses_count": 5,
        "emojis": [],
        "fields": [],
        **said,
    }


def ben(**said):
    return person("ben", "b.example", **said)


def status(number=100, account=None, **said):
    account = account or person()
    return {
        "id": str(number),
        "uri": f"{account['uri']}/statuses/{number}",
        "url": f"{account['url']}/{number}",
        "account": account,
        "created_at": "2026-02-01T08:00:00.123Z",
        "visibility": "public",
        "content": f"<p>Rye {number}</p>",
        "spoiler_text": "",
        "language": "en",
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "reblog": None,
        "mentions": [],
        "tags": [],
        "reblogs_count": 0,
        "favourites_count": 0,
        "replies_count": 0,
        **said,
    }


def visit(kind, body, path="", **said):
    """Return a visit; ``said``: site, status, headers, signals, and the cursor's ``told``."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    url = said.get("url", f"{HOME}{path}")
    told = {"handle": "ann@m.example", "id": "7", **said.get("told", {})}
    task = Task(
        "mastodon",
        kind,
        said.get("address", url),
        said.get("site", ANN.native_id),
        json.dumps(told),
        signals=tuple(said.get("signals", ())),
    )
    headers = {"content-type": API, **said.get("headers", {})}
    return Visit(
        task, Answer(url, said.get("status", 200), headers, content, said.get("seen_at", SEEN_AT))
    )


def read(kind, body, path="", **said):
    """Return the records of a visit."""
    return list(READERS[kind](visit(kind, body, path, **said)))


def of(kind, records):
    """Return the records of one kind."""
    return [record for record in records if isinstance(record, kind)]


def tasks(records, kind):
    """Return the tasks of one kind."""
    return [record for record in of(Task, records) if record.kind == kind]


def told(task):
    """Return what the cursor of a task holds."""
    return json.loads(task.cursor)


def finger_answer(subject="acct:ann@m.example", actor=ANN.native_id):
    return {
        "subject": subject,
        "links": [
            {"rel": "http://webfinger.net/rel/profile-page", "href": "https://m.example/@ann"},
            {"rel": "self", "type": "application/activity+json", "href": actor},
        ],
    }


def actor(**said):
    return {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": ANN.native_id,
        "type": "Person",
        "preferredUsername": "ann",
        "name": "Ann",
        "summary": "<p>Bakes</p>",
        "followers": f"{ANN.native_id}/followers",
        "following": f"{ANN.native_id}/following",
        "outbox": f"{ANN.native_id}/outbox",
        "discoverable": True,
        **said,
    }


def note(number=100, kind="Create", **said):
    native_id = f"{ANN.native_id}/statuses/{number}"
    said_to = {"to": [PUBLIC], "cc": [f"{ANN.native_id}/followers"]}
    told_ = {"id": native_id, "type": "Note", "content": "<p>Rye</p>", **said_to, **said}
    at = "2026-02-01T08:00:00Z"
    return {"type": kind, "actor": ANN.native_id, "published": at, "object": told_, **said_to}
