"""A server that streams events as Mastodon does: on loopback, cut off where a test says."""

import json
import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

URL = "https://m.example/api/v1/streaming/public"
OPENS = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"b\r\n:connected\n\r\n1\r\n\n\r\n"
)


def event(name, said):
    """Return an event as it is sent."""
    data = said if isinstance(said, str) else json.dumps(said)
    return f"event: {name}\ndata: {data}\n\n".encode()


def chunked(data):
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


@dataclass
class Feed:
    """What is streamed.

    ``connections`` are the pieces that each connection is sent, one after the other; each but the
    last is cut off then. ``answer`` answers the lines of a request instead, where it says so.
    """

    connections: list
    answer: object = lambda _: None
    robots: bytes = b""
    port: int = 0
    asked: list = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    sent: threading.Event = field(default_factory=threading.Event)


@contextmanager
def streamed(feed):
    """Serve a feed until the end."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        feed.port = server.getsockname()[1]
        accepting = threading.Thread(target=_accept, args=(feed, server))
        accepting.start()
        try:
            yield feed
        finally:
            feed.stopped.set()
            accepting.join()


def _accept(feed, server):
    """Serve one connection at a time."""
    while not feed.stopped.is_set():
        with suppress(TimeoutError):
            connection, _ = server.accept()
            with connection, suppress(OSError):
                connection.settimeout(0.05)
                _serve(feed, connection)


def _serve(feed, connection):
    lines = _request(feed, connection)
    if lines[0].startswith("GET /robots.txt"):
        connection.sendall(_answer(200 if feed.robots else 404, feed.robots))
        return
    feed.asked.append(lines)
    if answer := feed.answer(lines):
        connection.sendall(_answer(*answer))
        return
    connection.sendall(OPENS)
    pieces = feed.connections.pop(0) if len(feed.connections) > 1 else feed.connections[0]
    for piece in pieces:
        connection.sendall(chunked(piece))
    if pieces is feed.connections[0]:
        feed.connections[0] = []
        feed.sent.set()
        _hold(feed, connection)


def _request(feed, connection):
    data = b""
    while not data.endswith(b"\r\n\r\n") and not feed.stopped.is_set():
        with suppress(TimeoutError):
            data += connection.recv(65_536)
    return data.decode().split("\r\n")


def _hold(feed, connection):
    """Keep the connection until whoever listens goes away."""
    while not feed.stopped.is_set():
        with suppress(TimeoutError):
            if not connection.recv(1):
                return


def _answer(status, body):
    length = len(body)
    told = f"HTTP/1.1 {status} Because\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    return told.encode() + body
