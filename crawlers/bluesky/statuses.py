"""What every wire says alike: whether an account is there, and notices of the server."""

from typing import Final

from crawlers.bluesky.events import Broken, Status
from crawlers.json_values import Object, as_words
from crawlers.words import line

REASONS: Final = {
    "deleted": "is deleted",
    "takendown": "is taken down",
    "suspended": "is suspended",
    "deactivated": "is deactivated",
    "inactive": "is not active",
}
"""Why an account is not there → what is kept of that."""

DELETED: Final = "deleted"

_PASSING = {"desynchronized", "throttled"}
"""What a server says of how it gets on with another, and not of the account."""

_LONGEST = 300


def status_in(body: Object, when: tuple[int, float], did: str) -> Status | Broken:
    """Return what an event says of an account (com.atproto.sync.subscribeRepos#account)."""
    status = as_words(body.get("status"))
    if status in _PASSING:
        return Broken(*when, did, status)
    if body.get("active") is True:
        return Status(*when, did, None)
    return Status(*when, did, status if status in REASONS else "inactive")


def notice_in(told: Object, name: str) -> tuple[str, str]:
    """Return the name and the words of what a server says of the stream."""
    found = line(as_words(told.get(name)), _LONGEST)
    return found or "nothing", line(as_words(told.get("message")), _LONGEST) or ""
