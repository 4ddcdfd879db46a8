"""Blogs on a loopback port, any host name, with a log of who asked when."""

import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler
from typing import NamedTuple
from zlib import crc32

from loopback_server import LoopbackServer, running

POSTS = 4
CONTENT = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"


class Request(NamedTuple):
    """A request as the server saw it, in seconds of its own clock."""

    host: str
    path: str
    status: int
    begun: float
    ended: float


@dataclass
class Site:
    """Blogs b0.example, b1.example, ...: each with a feed of some posts and a list of others.

    ``hold_at``: from so many requests on, none is answered until it is let go.
    """

    blogs: int = 6
    hold_at: int | None = None
    port: int = 0
    held: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)
    log: list[Request] = field(default_factory=list)

    def page(self, host, path):
        """Return the content and its type of a page of a blog; None for none."""
        number = int(host.removeprefix("b").removesuffix(".example"))
        root = f"http://{host}/"
        links = "".join(
            f'<outline text="b{each}" htmlUrl="http://b{each}.example/"/>'
            for each in range(number + 1, min(number + 4, self.blogs))
        )
        articles = {
            post: f"<p>{'Words of bread. ' * 30}"
            f"<a href='http://b{(number + post) % self.blogs}.example/1.html'>as said</a></p>"
            for post in range(1, POSTS + 1)
        }
        items = "".join(
            f"<item><title>Bread {post}</title><link>{root}{post}.html</link>"
            f"<pubDate>Mon, 0{post} Jun 2026 08:00:00 GMT</pubDate>"
            f"<content:encoded>{escape(article)}</content:encoded></item>"
            for post, article in articles.items()
        )
        home = (
            f"<html><head><title>Blog {number}</title>"
            "<link rel=alternate type='application/rss+xml' href='/feed.xml'>"
            "<link rel=blogroll type='text/xml' href='/list.opml'></head>"
            f"<body><a href='/private/'>mine</a><p>{'Bread. ' * 50}</p></body></html>"
        )
        feed = (
            f"<rss version='2.0' {CONTENT}><channel><title>Blog {number}</title><link>{root}</link>"
            f"<description>Bread</description>{items}</channel></rss>"
        )
        pages = {
            "/robots.txt": ("text/plain", "User-agent: *\nDisallow: /private/\n"),
            "/": ("text/html", home),
            "/feed.xml": ("application/rss+xml", feed),
            "/list.opml": ("text/xml", f"<opml version='2.0'><body>{links}</body></opml>"),
        }
        for post, article in articles.items():
            page = f"<title>Bread {post}</title><article><h1>Bread {post}</h1>{article}</article>"
            pages[f"/{post}.html"] = ("text/html", page)
        return pages.get(path)


@contextmanager
def served(site):
    """Serve blogs on a loopback port until the end."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def do_GET(self):
            begun, host = time.monotonic(), self.headers["Host"].partition(":")[0]
            if site.hold_at is not None and len(site.log) >= site.hold_at:
                site.held.set()
                site.let_go.wait(60)
            page = site.page(host, self.path)
            kind, text = page or ("text/plain", "nothing here")
            tag = f'"{crc32(text.encode())}"'
            status = 404 if page is None else 200
            if page and self.headers.get("If-None-Match") == tag:
                status, text = 304, ""
            body = text.encode()
            site.log.append(Request(host, self.path, status, begun, time.monotonic()))
            with suppress(OSError):  # who asked may be dead
                self._send(status, kind, body, tag)

        def _send(self, status, kind, body, tag):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(body)

    with running(LoopbackServer(Handler)) as server:
        site.port = server.port
        yield site
