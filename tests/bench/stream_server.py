"""Stream invented events as Jetstream does: python stream_server.py EVENTS [RATE].

Prints its port. The kinds have the shares that the live network had (likes 51 %, follows 15 %,
posts 12 %, reposts 8 %, deletions 12 %, profiles and the like 2 %), among 200,000 accounts of which
few are liked by most. A connection gets all events, as fast as it takes them or RATE a second, each
with the time at which it is sent.
"""

import random
import socket
import sys
import time
from base64 import b64encode
from hashlib import sha1
from struct import pack

ACCOUNTS, RECENT = 200_000, 40_000
LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
WORDS = "rye roll crumb crust oven flour salt water starter scale proof fold score steam cool eat"
MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
SHARES = (("like", 51), ("follow", 15), ("post", 12), ("repost", 8), ("delete", 12), ("profile", 2))
CHUNK = 200


class World:
    """Invents events, one after the other."""

    def __init__(self, seed=1):
        self.random = random.Random(seed)  # noqa: S311
        draw = self.random.choices
        self.dids = [f"did:plc:{''.join(draw(LETTERS, k=24))}" for _ in range(ACCOUNTS)]
        self.posts = [(self.someone(), self.key(number)) for number in range(RECENT)]
        self.told = []
        self.words = WORDS.split()
        kinds = [kind for kind, share in SHARES for _ in range(share)]
        self.kinds = [self.random.choice(kinds) for _ in range(65_536)]

    def someone(self):
        """Return an account; few do much."""
        return self.dids[int(ACCOUNTS * self.random.random() ** 2)]

    def key(self, number):
        """Return a record key as programs make them, by time."""
        return f"3{number:012x}"

    def event(self, number, now):
        """Return an event as JSON."""
        kind = self.kinds[number & 65_535]
        did, key = self.someone(), self.key(RECENT + number)
        micro = int(now * 1e6) + number % 1000
        if kind == "delete" and self.told:
            collection, did, key = self.told.pop(int(len(self.told) * self.random.random()))
            return self.commit(did, micro, "delete", collection, key)
        made = "follow" if kind == "delete" else kind
        key = "self" if made == "profile" else key
        collection, record = getattr(self, made)(did, key, now)
        if number % 8 == 0:
            self.told.append((collection, did, key))
        return self.commit(did, micro, "create", collection, key, record)

    def commit(self, did, micro, operation, collection, key, record=None):
        """Return a commit."""
        told = f',"record":{record},"cid":"bafyreib7a"' if record else ""
        return (
            f'{{"did":"{did}","time_us":{micro},"kind":"commit","commit":{{"rev":"{key}",'
            f'"operation":"{operation}","collection":"{collection}","rkey":"{key}"{told}}}}}'
        ).encode()

    def subject(self):
        """Return a post that is liked or passed on: newer ones, and some far more than others."""
        did, key = self.posts[int(RECENT * self.random.random() ** 3)]
        return f'{{"cid":"bafyreib7a","uri":"at://{did}/app.bsky.feed.post/{key}"}}'

    def like(self, _did, _key, now):
        return "app.bsky.feed.like", f'{{"subject":{self.subject()},"createdAt":"{stamp(now)}"}}'

    def repost(self, _did, _key, now):
        return "app.bsky.feed.repost", f'{{"subject":{self.subject()},"createdAt":"{stamp(now)}"}}'

    def follow(self, _did, _key, now):
        return (
            "app.bsky.graph.follow",
            f'{{"subject":"{self.someone()}","createdAt":"{stamp(now)}"}}',
        )

    def profile(self, _did, _key, _now):
        return "app.bsky.actor.profile", '{"displayName":"Somebody","description":"Bakes"}'

    def post(self, did, key, now):
        text = " ".join(self.random.choices(self.words, k=22))
        reply = ""
        if self.random.random() < 0.5:
            reply = f',"reply":{{"parent":{self.subject()},"root":{self.subject()}}}'
        self.posts[int(RECENT * self.random.random())] = (did, key)
        return (
            "app.bsky.feed.post",
            f'{{"text":"{text}","langs":["en"],"createdAt":"{stamp(now)}"{reply}}}',
        )


def stamp(now):
    """Return a time as records write it."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.123Z", time.gmtime(now))


def framed(message):
    """Return a text frame of a websocket."""
    size = len(message)
    head = bytes((0x81, size)) if size < 126 else b"\x81\x7e" + pack("!H", size)
    return head + message


def shake_hands(connection):
    """Answer a request with a websocket."""
    request = b""
    while b"\r\n\r\n" not in request:
        data = connection.recv(65_536)
        if not data:
            raise ConnectionError
        request += data
    lines = dict(line.split(b": ", 1) for line in request.split(b"\r\n")[1:] if b": " in line)
    given = next(value for name, value in lines.items() if name.lower() == b"sec-websocket-key")
    accept = b64encode(sha1(given + MAGIC).digest())  # noqa: S324 as RFC 6455 has it
    connection.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )


def serve(connection, world, events, rate):
    """Send all events."""
    shake_hands(connection)
    begun = time.time()
    for start in range(0, events, CHUNK):
        now = time.time()
        if rate and (early := begun + start / rate - now) > 0:
            time.sleep(early)
            now = time.time()
        numbers = range(start, min(start + CHUNK, events))
        connection.sendall(b"".join(framed(world.event(number, now)) for number in numbers))
    while connection.recv(65_536):
        pass


def main():
    """Serve one connection after the other."""
    events, rate = int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
    world = World()
    with socket.create_server(("127.0.0.1", 0)) as server:
        print(server.getsockname()[1], flush=True)
        while True:
            connection, _ = server.accept()
            with connection:
                try:
                    serve(connection, world, events, rate)
                except OSError:
                    continue


if __name__ == "__main__":
    main()
