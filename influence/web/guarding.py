"""Who may ask, and what a browser may do with an answer: the walls around every page.

The page is bound to loopback, and any web page in the same browser can still try to reach it. So
the ``Host`` must be one of this machine (no other name may be led here: *DNS rebinding*), what
changes data must come from our own pages, and answers may be neither embedded nor listed, and load
nothing from anywhere else.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OURS = frozenset({"same-origin", "none"})
"""What ``Sec-Fetch-Site`` says where one of our own pages asks, or a person typed the address."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_RAW_POLICY = _POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
"""Datasette hides its columns by style attributes; scripts in its pages stay forbidden."""

RAW = "/data"

_HEADERS: Mapping[str, str] = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


class Guarded:
    """An application behind these walls."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with one sentence."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # nothing here speaks over a websocket
            return
        raw = scope["path"].startswith(f"{RAW}/")

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers["Content-Security-Policy"] = _RAW_POLICY if raw else _POLICY
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refusal = why_refused(scope["method"], Headers(scope=scope))
        app = self._app if refusal is None else PlainTextResponse(refusal, status_code=403)
        await app(scope, receive, send_guarded)


def why_refused(method: str, headers: Mapping[str, str]) -> str | None:
    """Return why a request is refused; None where it is not.

    >>> why_refused("GET", {"host": "127.0.0.1:8001"})
    >>> why_refused("GET", {"host": "evil.example"})
    'This page answers to 127.0.0.1 and localhost only.'
    """
    host = headers.get("host", "")
    if _name(host) not in HOSTS:
        return "This page answers to 127.0.0.1 and localhost only."
    if method in SAFE_METHODS:
        return None
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        is_ours = site in OURS
    else:  # an old browser; a program that is none sends neither
        is_ours = origin is None or urlsplit(origin).netloc == host
    return None if is_ours else "Only a page of this address may change anything here."


def _name(host: str) -> str:
    """Return a host without its port."""
    return host if host.endswith("]") else host.rpartition(":")[0] or host
