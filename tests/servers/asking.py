"""Asking a server on loopback for a page of a host that only the tests know."""

import urllib.error
import urllib.request
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, be it an error."""

    status: int
    headers: object
    body: bytes

    @property
    def text(self):
        return self.body.decode("utf-8")


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect names a host that no resolver knows, so it is an answer like any other."""

    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(NoRedirects, urllib.request.ProxyHandler({}))


def ask(addresses, url, *, data=None, method=None, headers=None, seconds=30):
    """Ask the server at ``addresses[host]`` for a URL, as if its host were known to all."""
    parts = urlsplit(url)
    address, port = addresses[parts.netloc]
    query = f"?{parts.query}" if parts.query else ""
    request = urllib.request.Request(
        f"http://{address}:{port}{parts.path or '/'}{query}",
        data=data,
        method=method,
        headers={"Host": parts.netloc} | (headers or {}),
    )
    try:
        with OPENER.open(request, timeout=seconds) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.status, error.headers, error.read())
