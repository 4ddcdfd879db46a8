"""What a few accounts do, told on every wire: the same events as Jetstream and subscribeRepos."""

import json
import random
from datetime import UTC, datetime

import libipld
from bluesky_samples import facet, post, ref
from repositories import Car, cid_of, encode

WHO = tuple(f"did:plc:{name}" for name in ("ann", "ben", "cleo", "dan", "eve"))
BEGIN = 1_772_600_000
COLLECTIONS = {
    "post": "app.bsky.feed.post",
    "like": "app.bsky.feed.like",
    "repost": "app.bsky.feed.repost",
    "follow": "app.bsky.graph.follow",
    "block": "app.bsky.graph.block",
    "profile": "app.bsky.actor.profile",
}
KEYS = ("3a", "3b", "3c", "3d")


def moment(seconds):
    minute, second = divmod(seconds, 60)
    return f"2026-03-{1 + minute // 1440:02}T{minute // 60 % 24:02}:{minute % 60:02}:{second:02}.5Z"


def world(seed, length=120, *, plain=False):
    """Return events: what was done (kind, account, ...), in an order that a network may tell.

    In a plain one nobody leaves or asks not to be shown, and nothing is seen through others.
    """
    rng = random.Random(seed)  # noqa: S311
    held, events = set(), []
    for number in range(length):
        account = rng.choice(WHO)
        chance = 1.0 if plain else rng.random()
        if chance < 0.04:
            active = rng.random() < 0.6
            why = rng.choice(("deactivated", "takendown", "deleted", "suspended"))
            events.append(("account", account, None if active else why))
        elif chance < 0.06:
            events.append(("identity", account, "ann.blog"))
        else:
            events.append(_change(rng, account, held, number, plain=plain))
    return events


def _change(rng, account, held, number, *, plain):
    kind = rng.choices(tuple(COLLECTIONS), (6, 6, 4, 4, 1, 1))[0]
    key = "self" if kind == "profile" else rng.choice(KEYS)
    path = (account, kind, key)
    if path in held and rng.random() < 0.5:
        held.discard(path)
        return ("delete", account, COLLECTIONS[kind], key)
    operation = "update" if path in held else "create"
    held.add(path)
    record = _record(rng, account, kind, moment(number * 61))
    if plain:
        record.pop("labels", None)
        record.pop("via", None)
        record["description"] = "Bakes"
    return (operation, account, COLLECTIONS[kind], key, record)


def repositories(events):
    """Return what each account's repository holds in the end, by keys."""
    found = {}
    for kind, account, *rest in events:
        if kind in {"create", "update"}:
            found.setdefault(account, {})[f"{rest[0]}/{rest[1]}"] = rest[2]
        elif kind == "delete":
            found.get(account, {}).pop(f"{rest[0]}/{rest[1]}", None)
    return found


def _record(rng, account, kind, created):
    other = rng.choice([each for each in WHO if each != account])
    subject = ref(f"at://{other}/app.bsky.feed.post/{rng.choice(KEYS)}")
    if kind == "profile":
        labels = [{"val": "!no-unauthenticated"}] if rng.random() < 0.3 else []
        bio = rng.choice(("Bakes", "Bakes. #nobot"))
        return {"displayName": f"N{rng.randint(0, 9)}", "description": bio} | (
            {"labels": {"values": labels}} if labels else {}
        )
    if kind in {"like", "repost"}:
        via = {"via": ref(f"at://{other}/app.bsky.feed.repost/3z")} if rng.random() < 0.2 else {}
        return {"subject": subject, "createdAt": created} | via
    if kind in {"follow", "block"}:
        return {"subject": other, "createdAt": created}
    more = {}
    if rng.random() < 0.4:
        more["reply"] = {"parent": subject, "root": subject}
    if rng.random() < 0.3:
        more["embed"] = {"$type": "app.bsky.embed.record", "record": subject}
    text = f"é {rng.choice(('rye', 'roll'))} #bread @x"
    if rng.random() < 0.5:
        more["facets"] = [
            facet(text, "#bread", is_a="tag", tag="bread"),
            facet(text, "@x", is_a="mention", did=other),
        ]
    return post(text, **more) | {"createdAt": created}


def messages(events, wire):
    """Return places and messages of events on a wire."""
    tell = {"v1": _v1, "v2": _v2, "repos": _frame}[wire]
    return [tell(number, event) for number, event in enumerate(events, start=1)]


def _stamp(number):
    return f"{datetime.fromtimestamp(BEGIN + number, UTC):%Y-%m-%dT%H:%M:%S}.000000Z"


def place_of(number, wire):
    return BEGIN * 1_000_000 + number * 1_000_000 if wire == "v1" else number


def _body(number, event):
    kind, account, *rest = event
    if kind == "account":
        why = rest[0]
        told = {"active": why is None, "did": account, "seq": number, "time": _stamp(number)}
        return "account", told | ({"status": why} if why else {})
    if kind == "identity":
        told = {"did": account, "handle": rest[0], "seq": number, "time": _stamp(number)}
        return "identity", told
    collection, key, *record = rest
    told = {"rev": "3k", "operation": kind, "collection": collection, "rkey": key}
    return "commit", told | ({"record": record[0], "cid": "bafy"} if record else {})


def _v1(number, event):
    kind, body = _body(number, event)
    place = place_of(number, "v1")
    told = {"did": event[1], "time_us": place, "kind": kind, kind: body}
    return place, json.dumps(told).encode()


def _v2(number, event):
    kind, body = _body(number, event)
    told = {"$type": f"network.bsky.jetstream.subscribeEvents#{kind}", "seq": number}
    told |= {"did": event[1], "time": _stamp(number)}
    told |= body if kind == "commit" else {kind: body}
    return number, json.dumps({"$type": "message", "payload": told}).encode()


def frame(kind, payload, op=1):
    """Return a frame of subscribeRepos."""
    header = {"op": op} | ({"t": f"#{kind}"} if kind else {})
    return encode(header) + encode(payload)


def commit(number, account, operations, **more):
    """Return a commit with its blocks: operations are (action, path, record or None)."""
    car, told = Car(account), []
    for action, path, record in operations:
        cid = None if record is None else car.add(record)
        told.append({"action": action, "path": path, "cid": cid})
    root = car.commit(car.add({"l": None, "e": []}))
    payload = {
        "seq": number,
        "repo": account,
        "commit": root,
        "rev": "3k",
        "since": None,
        "blocks": car.bytes(root),
        "ops": told,
        "blobs": [],
        "time": _stamp(number),
        "tooBig": False,
        "rebase": False,
        **more,
    }
    return frame("commit", payload)


def _frame(number, event):
    kind, body = _body(number, event)
    if kind != "commit":
        return number, frame(kind, body)
    action, account, collection, key, *record = event
    operation = (action, f"{collection}/{key}", record[0] if record else None)
    return number, commit(number, account, [operation])


__all__ = ["cid_of", "commit", "frame", "libipld", "messages", "place_of", "world"]
