"""Where an account is at home: the one host whose lists of it are whole, and how it is asked."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple, Self
from urllib.parse import quote, urlencode, urljoin, urlsplit

from crawlers.answers import Visit, shown
from crawlers.cursors import as_cursor, told_in
from crawlers.errors import AnswerUnusable
from crawlers.fediverse import handle_of
from crawlers.json_values import as_id

CLOSED: Final = frozenset({401, 403, 404, 410, 422})
"""What hosts answer that keep a list for those who signed in, or do not have it."""

_LONGEST: Final = 2_000
_PLAIN: Final = "/~!$&'()*+,;=:@?%[]#"
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*(?::\d+)?")
_LOCAL_ID = re.compile(r"[A-Za-z0-9_.:=~-]{1,200}")
_LOOPBACK = ("localhost", "127.")


class Place(NamedTuple):
    """Who answered, and when: what it says of accounts that are not its own is hearsay.

    Attributes
    ----------
    origin
        Scheme, host and port.
    domain
        The part after ``@`` of the accounts at home there; hosts may have other names than these.
    """

    origin: str
    domain: str
    seen_at: str

    @classmethod
    def of(cls, visit: Visit) -> Self:
        """Return the place that answered a visit."""
        origin = origin_of(visit.answer.url)
        handle = told_in(visit.task.cursor).get("handle")
        told = handle_of(handle) if isinstance(handle, str) else None
        domain = told.partition("@")[2] if told else authority_of(origin)
        return cls(origin, domain, visit.answer.seen_at)

    def keeps(self, address: str) -> bool:
        """Tell whether an account or a post of that address is at home there."""
        return authority_of(address) == authority_of(self.origin) != ""


def first_cursor(**held: object) -> str:
    """Return the cursor of a task that a later crawl asks again: no next page, nor a question."""
    return as_cursor(**held, again=True)


def local_id(value: object) -> str | None:
    """Return an id of an account or a post at its host; None for what can be none.

    Numbers at Mastodon, letters and figures elsewhere: opaque, and part of addresses.
    """
    native_id = as_id(value)
    return native_id if native_id and _LOCAL_ID.fullmatch(native_id) else None


def origin_of(address: str) -> str:
    """Return scheme, host and port of an address; empty where it has none, or cannot be asked.

    >>> origin_of("https://M.Example/users/ann")
    'https://m.example'
    """
    if len(address) > _LONGEST or len(quote(address, safe=_PLAIN)) > _LONGEST:
        return ""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2].lower()
    is_web = parts.scheme in {"http", "https"} and _HOST.fullmatch(host)
    return f"{parts.scheme}://{host}" if is_web else ""


def authority_of(address: str) -> str:
    """Return host and port of an address; empty where it has none."""
    return origin_of(address).partition("://")[2]


def joined(base: str, address: str) -> str:
    """Return a full address; empty where it is none."""
    try:
        return urljoin(base, address).partition("#")[0]
    except ValueError:
        return ""


def root_of(domain: str) -> str:
    """Return the address of a domain: https, but for the machine that this runs on.

    >>> root_of("m.example"), root_of("localhost:8011")
    ('https://m.example', 'http://localhost:8011')
    """
    return f"{'http' if domain.startswith(_LOOPBACK) else 'https'}://{domain}"


def api(origin: str, *steps: str, version: int = 1, **query: str) -> str:
    """Return an address of Mastodon's API.

    >>> api("https://m.example", "accounts", "7", "followers", limit="80")
    'https://m.example/api/v1/accounts/7/followers?limit=80'
    """
    path = "/".join(quote(step, safe="") for step in steps)
    return f"{origin}/api/v{version}/{path}" + (f"?{urlencode(query)}" if query else "")


def at_home(visit: Visit) -> None:
    """Raise AnswerUnusable where a list of an account was not answered by its home."""
    site, url = visit.task.site, visit.answer.url
    if site.startswith("http") and authority_of(site) != authority_of(url):
        raise AnswerUnusable(f"{shown(url)} is not where {shown(site)} is at home.")


def handle_told(told: Mapping[str, object]) -> str | None:
    """Return the handle that a cursor holds."""
    handle = told.get("handle")
    return handle_of(handle) if isinstance(handle, str) else None
