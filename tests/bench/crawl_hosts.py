"""Blogs to crawl for a benchmark: python crawl_hosts.py HOSTS PAGES; prints its port when it is up.

Each host has a home page, a feed and posts, all with links to the other hosts, and answers at once;
PAGES counts the home page and the feed too. A host is any of the addresses from 127.0.1.0 on, or a
name h0.example, h1.example, ...
"""

import asyncio
import sys
from functools import lru_cache
from html import escape
from zlib import crc32

LINKS = 20
PARAGRAPH = (
    "Flour, water, salt and time make bread, and a good deal of patience makes it good. " * 6
)


def name_of(number, like):
    """Return the name of a host, of the same kind as another one's."""
    return (
        f"h{number}.example"
        if like.endswith(".example")
        else f"127.0.{1 + number // 250}.{number % 250 + 1}"
    )


def number_of(host):
    """Return the number of a host."""
    if host.endswith(".example"):
        return int(host.removeprefix("h").removesuffix(".example"))
    _, _, third, fourth = map(int, host.split("."))
    return (third - 1) * 250 + fourth - 1


def article(host, port, number, post, hosts):
    """Return what a post says, with links to posts of others."""
    texts = []
    for place in range(LINKS):
        # As in the five real blogs of the shared data: most links of a page stay on its host.
        is_out = place % 5 < 2
        other = name_of((number * 7 + post * 31 + place * 13 + 1) % hosts, host) if is_out else host
        texts.append(
            f"<p>{PARAGRAPH}<a href='http://{other}{port}/p{place % 8 + 1}.html?l={place}'>"
            "as said</a></p>"
        )
    return "".join(texts)


class Blogs:
    """The content of every host."""

    def __init__(self, hosts, pages):
        self.hosts, self.posts = hosts, pages - 2
        self.page = lru_cache(4_096)(self._page)

    def _page(self, host, port, path):
        number = number_of(host)
        root = f"http://{host}{port}/"
        if path == "/robots.txt":
            return b"text/plain", b"User-agent: *\nDisallow: /private/\n"
        if path == "/":
            links = "".join(
                f"<li><a href='/p{p}.html'>Post {p}</a></li>" for p in range(1, self.posts + 1)
            )
            text = (
                f"<!doctype html><html><head><title>Blog {number}</title><link rel=alternate "
                f"type='application/rss+xml' href='/feed.xml'></head><body><h1>Blog {number}</h1>"
                f"<p>{PARAGRAPH}</p><ul>{links}</ul></body></html>"
            )
            return b"text/html; charset=utf-8", text.encode()
        if path == "/feed.xml":
            items = "".join(
                f"<item><title>Post {p} of {number}</title><link>{root}p{p}.html</link>"
                f"<pubDate>Mon, {p:02} Jun 2026 08:00:00 GMT</pubDate>"
                f"<description>{escape(PARAGRAPH[:200])} [...]</description></item>"
                for p in range(1, self.posts + 1)
            )
            text = (
                f"<?xml version='1.0'?><rss version='2.0'><channel><title>Blog {number}</title>"
                f"<link>{root}</link><description>Bread</description>{items}</channel></rss>"
            )
            return b"application/rss+xml; charset=utf-8", text.encode()
        post = path.removeprefix("/p").removesuffix(".html")
        if not post.isdigit() or not 1 <= int(post) <= self.posts:
            return None
        text = (
            f"<!doctype html><html><head><title>Post {post} of {number}</title></head><body>"
            f"<nav><a href='/'>Home</a></nav><article><h1>Post {post} of {number}</h1>"
            f"{article(host, port, number, int(post), self.hosts)}</article></body></html>"
        )
        return b"text/html; charset=utf-8", text.encode()


class Serving(asyncio.Protocol):
    """Answers requests without a body, on connections that stay open."""

    def __init__(self, blogs):
        self.blogs, self.held = blogs, b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.held += data
        while (end := self.held.find(b"\r\n\r\n")) >= 0:
            head, self.held = self.held[:end], self.held[end + 4 :]
            self.transport.write(self.answer(head.decode("latin-1")))

    def answer(self, head):
        first, *lines = head.split("\r\n")
        path = first.split(" ")[1].partition("?")[0]
        told = dict(line.lower().split(": ", 1) for line in lines if ": " in line)
        host, _, port = told["host"].partition(":")
        found = self.blogs.page(host, f":{port}" if port else "", path)
        if found is None:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        kind, body = found
        tag = b'"%d"' % crc32(body)
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nETag: %b\r\nContent-Length: %d\r\n\r\n%b"
            % (kind, tag, len(body), body)
        )


async def main(hosts, pages):
    """Serve until the end."""
    loop = asyncio.get_running_loop()
    blogs = Blogs(hosts, pages)
    server = await loop.create_server(lambda: Serving(blogs), "0.0.0.0", 0, backlog=1_024)  # noqa: S104 - every loopback address
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
