"""What a robots.txt says to this crawler (RFC 9309, and what is common beside it).

Matching is protego's: the longest pattern wins, wildcards count. Asked about here with the bare
product token, since a whole User-Agent header matches other crawlers' groups.
"""

import math
import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Final

from protego import Protego

from crawlers.answers import shown
from influence.records import HostState

DENYING: Final = (401, 403)
"""Answers to a request for robots.txt after which nothing else is asked for."""

LARGEST: Final = 512 * 1024
LONGEST_DELAY: Final = 30.0
NEVER: Final = 300.0
"""Seconds between requests that mean: do not come."""

_ALL = "*"
_RULE = re.compile(r"\s*([a-z-]+)\s*:\s*([^#]*)", re.IGNORECASE)
_AGENT = re.compile(r"\s*user[- ]?agent\b\s*:?([^#]*)", re.IGNORECASE)
_LOOKED_AT = 5_000
_OF_NO_GROUP = {"sitemap", "host"}
_SIGNALS = {"content-signal", "content-usage"}
_NO_SEARCH = re.compile(r"(?:^|[,\s])search\s*=\s*(?:no|n)\b", re.IGNORECASE)
_PATH = re.compile(r"\s*(/\S*)\s+")


class Robots:
    r"""The rules of one robots.txt for one crawler.

    Parameters
    ----------
    text
        The file; whatever has no rules in it, such as a page that says sorry, allows everything.
    token
        The crawler's product token.

    Examples
    --------
    >>> robots = Robots("User-agent: *\nDisallow: /tags/\nCrawl-delay: 2", "influence-discovery")
    >>> robots.refusal("https://anna.example/tags/rye"), robots.refusal("https://anna.example/")
    ('Disallow: /tags/', None)
    >>> robots.delay
    2.0
    """

    def __init__(self, text: str, token: str) -> None:
        self._text = "\n".join(_for_us(line, token) for line in text.splitlines())
        self._token = token
        self._rules = Protego.parse(self._text)

    def refusal(self, url: str) -> str | None:
        """Return the line that refuses an address; None where it is allowed."""
        if self._asked_delay > NEVER:
            return f"Crawl-delay: {self._asked_delay:g}"
        if not self._rules.can_fetch(url, self._token):
            return self._refusing_line(url)
        return next((line for path, line in self._signals if _begins(url, path)), None)

    @property
    def delay(self) -> float | None:
        """Return the seconds between two requests that it asks for, 1 to 30; None for nothing."""
        asked = self._asked_delay
        return min(max(asked, 1.0), LONGEST_DELAY) if asked > 0 else None

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Return the addresses of its sitemaps, as it writes them."""
        return tuple(self._rules.sitemaps)

    @cached_property
    def _asked_delay(self) -> float:
        """Return the longest of what is asked; our own group may leave it to that of all."""
        asked = [0.0]
        for name in (self._token, _ALL):
            if (delay := self._rules.crawl_delay(name)) is not None:
                asked.append(float(delay))
                break
        for name in (self._token, _ALL):
            if (rate := self._rules.request_rate(name)) is not None:
                asked.append(rate.seconds / rate.requests if rate.requests else math.inf)
                break
        return max(0.0 if math.isnan(each) else each for each in asked)

    @cached_property
    def _signals(self) -> list[tuple[str, str]]:
        """Return where it says that nothing is to be searched: the path, and the line."""
        found = []
        for names, field, value in self._lines():
            if field in _SIGNALS and (not names or names & {_ALL, self._token}):
                path = _PATH.match(value)
                if _NO_SEARCH.search(value[path.end() :] if path else value):
                    found.append((path[1] if path else "/", f"{field.title()}: {value}"))
        return found

    def _refusing_line(self, url: str) -> str:
        """Return the longest line that refuses an address by itself."""
        refusing = [
            f"Disallow: {value}"
            for names, field, value in islice(self._lines(), _LOOKED_AT)
            if field == "disallow" and names & {_ALL, self._token}
            if not Protego.parse(f"User-agent: *\nDisallow: {value}").can_fetch(url, _ALL)
        ]
        return max(refusing, key=len, default="its rules")

    def _lines(self) -> Iterator[tuple[set[str], str, str]]:
        """Yield the lines that are looked at here: whom they speak to, their field and value."""
        names: set[str] = set()
        is_open = False
        for line in self._text.splitlines():
            found = _RULE.match(line)
            if not found or found[1].lower() in _OF_NO_GROUP:
                continue
            field, value = found[1].lower(), found[2].strip()[:200]
            if field == "user-agent":
                names = {*(names if is_open else ()), value.lower()}
            else:
                yield names, field, value
            is_open = field == "user-agent"


def _for_us(line: str, token: str) -> str:
    """Return a line; where it names another crawler, with one name for all others.

    Each name is a list of rules to protego: thousands of names over thousands of rules would take
    gigabytes.

    >>> _for_us("User-agent: GPTBot", "rye"), _for_us("User-Agent: Rye/0.1", "rye")
    ('User-agent: other', 'User-agent: rye')
    """
    found = _AGENT.match(line)
    if found is None:
        return line
    name = found[1].strip().lower()
    product = name if name == _ALL else re.split(r"[^a-z_-]", name)[0]
    return f"User-agent: {product if product in {_ALL, token} else 'other'}"


def refusal_by(state: HostState, robots: Robots, url: str) -> str | None:
    """Return why an address may not be asked for, given what is known of its host; None if it may.

    Parameters
    ----------
    robots
        The rules of ``state.robots_txt``.
    """
    if state.robots_status in DENYING:
        return (
            f"{state.host}/robots.txt answered {state.robots_status}: nothing of it is asked for."
        )
    line = robots.refusal(url)
    return None if line is None else f"{state.host}/robots.txt refuses {shown(url)}: {line}."


def robots_text(body: bytes) -> str:
    r"""Return a robots.txt as text: UTF-8, and of a very long one its first 512 KiB in whole lines.

    >>> robots_text(b"\xef\xbb\xbfUser-agent: *")
    'User-agent: *'
    """
    if len(body) >= LARGEST:
        body = body[:LARGEST].rpartition(b"\n")[0]
    return body.decode("utf-8-sig", "replace").replace("\0", "")


def _begins(url: str, path: str) -> bool:
    """Return whether the path of an address begins with another."""
    return ("/" + url.partition("://")[2].partition("/")[2]).startswith(path)
