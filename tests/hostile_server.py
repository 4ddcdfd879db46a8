"""A server on loopback that does to a client what strangers' servers do.

Each path is one way to misbehave; ``robots.txt`` allows everything unless a test sets it.
"""

import gzip
import threading
import zlib
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from itertools import chain
from urllib.parse import urlsplit

from loopback_server import LoopbackServer, running

BOMB = 64 << 20
PAGE = b"<html><title>Bread</title><p>Rye and salt.</p></html>"
FEED = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Bread</title></channel></rss>'
EPOCH = 1_900_000_000
LIMITS = {
    "/busy/retry-after-seconds": {"Retry-After": "120"},
    "/busy/retry-after-date": {"Retry-After": "Sun, 17 Mar 2030 17:48:40 GMT"},
    "/busy/mastodon": {
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": "2030-03-17T17:48:39.000000Z",
    },
    "/busy/bluesky": {"RateLimit-Remaining": "0", "RateLimit-Reset": str(EPOCH + 119)},
    "/busy/x": {"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(EPOCH + 119)},
    "/busy/reddit": {"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "120"},
    "/busy/ietf": {"RateLimit": '"default";r=0;t=120', "RateLimit-Policy": '"default";q=100;w=900'},
    "/busy/ietf-older": {"RateLimit": "limit=100, remaining=0, reset=120"},
}
"""Paths that answer 429 -> headers, each of which asks for 120 s at ``EPOCH``."""


def bomb(coding):
    """Return megabytes of nothing, packed into kilobytes."""
    packer = zlib.compressobj(9, wbits={"gzip": 31, "deflate": 15}[coding])
    step = bytes(1 << 20)
    return b"".join([*(packer.compress(step) for _ in range(BOMB >> 20)), packer.flush()])


class Handler(BaseHTTPRequestHandler):
    """Looks the path up among the answers of the server, then among its own methods."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Say nothing."""

    def do_GET(self):  # http.server's name
        host = self.headers.get("Host")
        with self.server.counted(host):
            self.server.seen.append((host, self.path, dict(self.headers)))
            self.respond(urlsplit(self.path).path)

    def respond(self, path):
        if path in self.server.answers:
            status, body, headers = (*self.server.answers[path], {})[:3]
            return self.answer(status, body, **headers)
        if path in LIMITS:
            return self.answer(429, b"slower", **LIMITS[path])
        if path == "/robots.txt":
            return self.answer(404)
        return getattr(self, "do_" + path.strip("/").replace("-", "_").replace("/", "_"))()

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def raw(self, start, parts=(), pause=0.0):
        """Write bytes as they are, and end the connection."""
        self.close_connection = True
        for part in chain([start], parts):
            if self.server.is_over.wait(pause) if pause else False:
                return
            self.wfile.write(part)
            self.wfile.flush()

    def do_page(self):
        if self.headers.get("If-None-Match") == 'W/"rye"':
            return self.answer(304, ETag='W/"rye"')
        return self.answer(200, PAGE, ETag='W/"rye"', Last_Modified="Sun, 01 Mar 2026 09:30:00 GMT")

    def do_wandering_tag(self):
        self.answer(200, PAGE, ETag=f'"{len(self.server.seen)}"')

    def do_html_for_xml(self):
        self.answer(200, PAGE, Content_Type="application/rss+xml")

    def do_gzip_bomb(self):
        self.answer(200, self.server.bombs["gzip"], Content_Encoding="gzip")

    def do_deflate_bomb(self):
        self.answer(200, self.server.bombs["deflate"], Content_Encoding="deflate")

    def do_plain_bomb(self):
        self.raw(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
            (bytes(1 << 16) for _ in range(BOMB >> 16)),
        )

    def do_brotli(self):
        self.answer(200, b"\x0b\x02\x80Rye\x03", Content_Encoding="br")

    def do_cut_gzip(self):
        self.answer(200, gzip.compress(PAGE * 9)[:-12], Content_Encoding="gzip")

    def do_slow_body(self):
        self.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", [b"x"] * 1_000, pause=0.05)

    def do_slow_headers(self):
        self.raw(b"HTTP/1.1 200 OK\r\n", [b"X-Rye: 1\r\n"] * 1_000, pause=0.05)

    def do_endless_informing(self):
        self.raw(b"", [b"HTTP/1.1 103 Early Hints\r\n\r\n"] * 1_000, pause=0.05)

    def do_cut(self):
        self.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf of a")

    def do_cut_chunks(self):
        self.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf")

    def do_nothing_at_all(self):
        self.raw(b"")

    def do_no_http(self):
        self.raw(b"SSH-2.0-OpenSSH_9.2\r\n")

    def do_huge_headers(self):
        self.raw(b"HTTP/1.1 200 OK\r\n", [b"X-Rye: " + b"r" * 1_000 + b"\r\n"] * 1_000)

    def do_wrong_length(self):
        self.raw(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nrye")

    def do_negative_length(self):
        self.raw(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nrye")

    def do_two_lengths(self):
        self.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nrye!")

    def do_cookies(self):
        self.answer(200, PAGE, Set_Cookie="track=1; Path=/")

    def do_headers_of_bytes(self):
        self.raw(
            b'HTTP/1.1 200 OK\r\nETag: "\xff\xfe"\r\nX-Name: Br\xc3\xb6tchen\r\n'
            b"Content-Length: 3\r\n\r\nrye"
        )  # fmt: skip


class HostileServer(LoopbackServer):
    """The server, with what it was asked (host, path, headers) and what tests have it answer."""

    def __init__(self):
        super().__init__(Handler)
        self.seen = []
        self.answers = {}
        self.connections = 0
        self.most_by_host = Counter()
        self._at_once = Counter()
        self._lock = threading.Lock()
        self.is_over = threading.Event()
        self.bombs = {coding: bomb(coding) for coding in ("gzip", "deflate")}

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def paths(self):
        return [path for _, path, _ in self.seen if path != "/robots.txt"]

    def process_request(self, request, client_address):
        self.connections += 1
        super().process_request(request, client_address)

    @contextmanager
    def counted(self, host):
        """Count how many requests a host answers at once."""
        with self._lock:
            self._at_once[host] += 1
            self.most_by_host[host] = max(self.most_by_host[host], self._at_once[host])
        try:
            yield
        finally:
            with self._lock:
                self._at_once[host] -= 1


@contextmanager
def hostile_server():
    """Run the server for as long as a test needs it."""
    with running(HostileServer()) as server:
        try:
            yield server
        finally:
            server.is_over.set()
