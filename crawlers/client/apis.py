"""Answers of APIs that say what is wrong. XRPC: https://atproto.com/specs/xrpc."""

import json
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

from crawlers.client.exchange import Limits, Response

PAGE: Final = Limits()
REPOSITORY: Final = Limits(size=10_000_000, seconds=120.0, is_cut=True)
"""All that an account ever did, as long as that is read in seconds; a longer one comes cut off."""

_XRPC = "/xrpc/"
_REPOSITORY = f"{_XRPC}com.atproto.sync.getRepo"
_ERRORS = {400, 401, 403, 404}
_BROKEN = 500
_YOUTUBE = "https://www.googleapis.com/youtube/"
_LIMITED = {403, 429}
_SPENT = {"quotaExceeded", "dailyLimitExceeded"}
_TOO_FAST = {"rateLimitExceeded", "userRateLimitExceeded", "servingLimitExceeded"}
_DAY, _DAY_BEGINS, _MINUTE = 86_400.0, 8 * 3_600.0, 60.0


def seconds_to_rest(url: str, response: Response, now: float) -> float:
    """Return how long an API is to be left alone that says so in its answer; 0 for not at all.

    Of YouTube a day's quota is spent (https://developers.google.com/youtube/v3/docs/errors): it
    begins anew at midnight in California, at the latest at 8 in UTC.

    >>> told = Response(403, {}, b'{"error": {"errors": [{"reason": "quotaExceeded"}]}}', 0)
    >>> seconds_to_rest("https://www.googleapis.com/youtube/v3/videos?id=x", told, 7 * 3600.0)
    3600.0
    """
    if response.status not in _LIMITED or not url.startswith(_YOUTUBE):
        return 0.0
    with suppress(ValueError, RecursionError, LookupError, TypeError):
        reason = json.loads(response.body)["error"]["errors"][0]["reason"]
        if reason in _SPENT:
            return _DAY - (now - _DAY_BEGINS) % _DAY
        if reason in _TOO_FAST:
            return _MINUTE
    return 0.0


def limits_of(url: str) -> Limits:
    """Return the most that is taken of an answer."""
    return REPOSITORY if urlsplit(url).path == _REPOSITORY else PAGE


def explains(url: str, response: Response) -> bool:
    """Tell whether an answer that is no success says why, for the reader of the address to judge.

    So says XRPC that an account is unknown or taken down (400), and that a list can no more be gone
    on with where it was left (500, which is no failure of the host then).

    >>> told = Response(400, {}, b'{"error": "InvalidRequest", "message": "Profile not found"}', 0)
    >>> explains("https://a.example/xrpc/app.bsky.actor.getProfile?actor=x", told)
    True
    """
    parts = urlsplit(url)
    is_asked = response.status in _ERRORS or (
        response.status == _BROKEN and "cursor=" in parts.query
    )
    if not is_asked or not parts.path.startswith(_XRPC):
        return False
    with suppress(ValueError, RecursionError):
        told = json.loads(response.body)
        return isinstance(told, dict) and isinstance(told.get("error"), str)
    return False
