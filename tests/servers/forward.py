"""Hand requests on to servers by their hosts: ``python forward.py PORT HOST=PORT ...``.

As a proxy it lets servers reach one another under names that no resolver knows. As a server it
stands in front of them, and hands answers on byte by byte, so that a client meets what they do. It
answers for ``/robots.txt`` itself: there is none.
"""

import contextlib
import socket
import socketserver
import sys
from urllib.parse import urlsplit

LOOPBACK = "127.0.0.1"
NO_ROBOTS = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_OF_ONE_HOP = {"connection", "proxy-connection", "keep-alive"}
_CHUNK = 1 << 16


class Forward(socketserver.ThreadingTCPServer):
    """Knows which port answers for a host; is told of each request before it is handed on."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port, places):
        super().__init__((LOOPBACK, port), _Handler)
        self.places = places

    def asked(self, host, path):
        """Be told of a request."""


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        with contextlib.suppress(ConnectionError):
            self._forward()

    def _forward(self):
        first = self.rfile.readline().decode("latin-1").split()
        headers = dict(self._headers())
        if len(first) != 3:
            return
        method, url, version = first
        parts = urlsplit(url)
        host = parts.netloc or headers.get("host", "")
        path = parts._replace(scheme="", netloc="").geturl() or "/"
        self.server.asked(host, path)
        if path == "/robots.txt" or host not in self.server.places:
            self.wfile.write(NO_ROBOTS)
            return
        body = self.rfile.read(int(headers.get("content-length", 0)))
        kept = {k: v for k, v in headers.items() if k not in _OF_ONE_HOP} | {"connection": "close"}
        lines = [f"{method} {path} {version}", *(f"{k}: {v}" for k, v in kept.items()), "", ""]
        with socket.create_connection((LOOPBACK, self.server.places[host]), 60) as upstream:
            upstream.sendall("\r\n".join(lines).encode("latin-1") + body)
            while chunk := upstream.recv(_CHUNK):
                self.wfile.write(chunk)

    def _headers(self):
        while line := self.rfile.readline().decode("latin-1").strip():
            name, _, value = line.partition(":")
            yield name.lower(), value.strip()


def main():
    port, *rules = sys.argv[1:]
    places = dict(rule.split("=") for rule in rules)
    Forward(int(port), {host: int(place) for host, place in places.items()}).serve_forever()


if __name__ == "__main__":
    main()
