"""A server that streams: real websockets on a loopback port, cut off wherever a test says."""

import json
import socket
import struct
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory
from websockets.server import ServerProtocol

PATHS = {
    "v1": "/subscribe",
    "v2": "/xrpc/network.bsky.jetstream.subscribeEvents",
    "repos": "/xrpc/com.atproto.sync.subscribeRepos",
}


@dataclass
class Feed:
    """What is streamed.

    ``messages`` are pairs of a place and bytes. ``cuts`` are numbers of bytes after each of which a
    connection is cut. ``first`` are messages that greet a connection, given its cursor; ``refuse``
    answers a cursor instead of opening a websocket. ``on_sent`` is told how many were sent in all.
    """

    wire: str
    messages: list
    cuts: list = field(default_factory=list)
    first: object = lambda _: ()
    refuse: object = lambda _: None
    on_sent: object = lambda _: None
    is_compressed: bool = False
    port: int = 0
    asked: list = field(default_factory=list)
    sent: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self):
        return f"ws://127.0.0.1:{self.port}{PATHS[self.wire]}"

    def after(self, cursor):
        """Yield the messages that a cursor asks for; subscribeRepos alone leaves its own out.

        Where events have numbers, Jetstream takes a large cursor for a time: here, of before all.
        """
        cursor = 0 if self.wire == "v2" and cursor is not None and cursor >= 10**15 else cursor
        for place, message in self.messages:
            if cursor is not None and (
                place > cursor or (place == cursor and self.wire != "repos")
            ):
                yield message


@contextmanager
def streamed(feed):
    """Serve a feed until the end."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        feed.port = server.getsockname()[1]
        threads = []
        accepting = threading.Thread(target=_accept, args=(feed, server, threads))
        accepting.start()
        try:
            yield feed
        finally:
            feed.stopped.set()
            accepting.join()
            for each in threads:
                each.join()


def _accept(feed, server, threads):
    while not feed.stopped.is_set():
        try:
            connection, _ = server.accept()
        except TimeoutError:
            continue
        threads.append(threading.Thread(target=_serve, args=(feed, connection)))
        threads[-1].start()


def _serve(feed, connection):
    with connection, suppress(OSError):
        connection.settimeout(0.05)
        extensions = [ServerPerMessageDeflateFactory()] if feed.is_compressed else None
        subprotocols = ["xrpc.v1.json"] if feed.wire == "v2" else None
        protocol = ServerProtocol(extensions=extensions, subprotocols=subprotocols)
        request = _request(feed, connection, protocol)
        if request is None:
            return
        query = parse_qs(urlsplit(request.path).query)
        feed.asked.append((request, query))
        cursor = int(query["cursor"][0]) if "cursor" in query else None
        if (refusal := feed.refuse(cursor)) is not None:
            status, body = refusal
            protocol.send_response(protocol.reject(status, json.dumps(body)))
            connection.sendall(b"".join(protocol.data_to_send()))
            return
        protocol.send_response(protocol.accept(request))
        connection.sendall(b"".join(protocol.data_to_send()))
        _stream(feed, connection, protocol, cursor)


def _request(feed, connection, protocol):
    while not feed.stopped.is_set():
        with suppress(TimeoutError):
            data = connection.recv(65_536)
            if not data or data.startswith(b"\x16"):  # the beginning of TLS, which is not spoken
                return None
            protocol.receive_data(data)
            if events := protocol.events_received():
                return events[0]
    return None


class _Cut:
    """Sends, until it is time to cut the connection off in the middle of whatever it is."""

    def __init__(self, feed, connection):
        self.feed, self.connection = feed, connection
        self.left = feed.cuts.pop(0) if feed.cuts else None

    def send(self, data):
        view = memoryview(data)
        if self.left is not None:
            view, self.left = view[: self.left], self.left - len(view)
        while view and not self.feed.stopped.is_set():
            with suppress(TimeoutError):
                view = view[self.connection.send(view) :]
        if self.left is not None and self.left < 0:
            # Reset, so that not even what was sent last is sure to arrive.
            hard = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, hard)
            raise ConnectionError


def _stream(feed, connection, protocol, cursor):
    cut = _Cut(feed, connection)
    send = protocol.send_binary if feed.wire == "repos" else protocol.send_text
    for message in (*feed.first(cursor), *feed.after(cursor)):
        send(message)
        cut.send(b"".join(protocol.data_to_send()))
        feed.sent += 1
        feed.on_sent(feed.sent)
        if feed.stopped.is_set():
            return
    while not feed.stopped.is_set() and protocol.state.name == "OPEN":
        try:
            data = connection.recv(65_536)
        except TimeoutError:
            continue
        protocol.receive_data(data) if data else protocol.receive_eof()
        with suppress(OSError):
            connection.sendall(b"".join(protocol.data_to_send()))
