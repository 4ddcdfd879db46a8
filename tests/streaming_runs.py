"""Runs over a fake stream, in no time, and what a database holds in the end."""

# ruff: noqa: S608 - our own words
import time

from held_content import OWN, content

from crawlers.bluesky.wires import page_of, wire_of
from crawlers.client import Agent
from crawlers.client.web_socket import WebSocket
from crawlers.guard import Guard
from crawlers.streaming import Asked, Ends, Listener, Place, Streaming, Times
from influence.store import open_database
from influence.store.streaming import stream_of
from influence.windows import to_seconds

_NAMED_BY = {
    "posts": ("interactions", "coverage", "told_acts", "links", "tags"),
    "accounts": ("interactions", "follows", "coverage", "told_acts", "posts", "links", "consents"),
}


def connects(feed):
    """Return what connects to a feed."""
    guard, offered = Guard(allow_loopback=True), wire_of(feed.url).subprotocols
    return lambda url: WebSocket(page_of(url), guard, Agent(), offered)


def listen(db, feed, *, last=None, begin="oldest", told=None, attempts=None, **asked):
    """Stream from a fake server until its last event is written."""
    asks = Asked(feed.url, **asked)
    stream = stream_of(db, feed.url)
    last = feed.messages[-1][0] if last is None else last
    waits = []
    times = Times(time.time, waits.append, lambda _, most: most)
    listener = Listener(
        connects(feed),
        asks,
        times,
        Place(
            stream.cursor,
            None if stream.cursor_at is None else to_seconds(stream.cursor_at),
            wire_of(feed.url).oldest if begin == "oldest" else None,
        ),
        attempts=attempts,
    )
    streaming = Streaming(db, stream, asks, time.time, told or (lambda _: None))
    streaming._is_enough = lambda *_: (stream_of(db, feed.url).cursor or 0) >= last
    report = streaming.run(listener, Ends())
    return report, listener, waits


def held(db):
    """Return what a database holds, but rows that are only named, and by nothing any more."""
    for table, key in (("posts", "post_id"), ("accounts", "account_id")):
        named = " union ".join(
            f"select {foreign.column} from {other} where {foreign.column} is not null"
            for other in _NAMED_BY[table]
            for foreign in db[other].foreign_keys
            if foreign.other_table == table
        )
        bare = "is_listed = 0" if table == "posts" else "url is null"
        db.conn.execute(f"delete from {table} where {bare} and {key} not in ({named})")
    db.conn.commit()
    return content(db, frozenset(OWN - {"told_acts"}))


def fresh(path):
    return open_database(path, create=True)
