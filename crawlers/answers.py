"""What a request brought, as plain values: what readers of pages are pure functions of."""

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from influence.records import Task

Completing = Literal["posts", "amplifiers", "followers"]
"""What a list says of who could see an account's posts, and who passed them on."""

_PARAMETER = re.compile(r"([^&;=]+)=[^&;]+")
_SECRET = re.compile(
    r"(?:.*[^a-z])?(?:key|sig|auth|code|pwd|hmac|sid)"
    r"|.*(?:apikey|accesskey(?:id)?|token|secret|passw(?:or)?d|signature|credential"
    r"|sess(?:ion)?(?:_?id)?)",
    re.IGNORECASE,
)


class Answer(NamedTuple):
    """An answer to a request, its body decompressed.

    ``url`` is where it came from in the end, after ``hops`` (status and address of each redirect);
    names of ``headers`` are in lower case. ``is_unchanged``: the body is that of last time, and
    empty where the host said so (304).
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    seen_at: str
    hops: tuple[tuple[int, str], ...] = ()
    is_unchanged: bool = False


class Asking(NamedTuple):
    """How an address of one kind is asked for, where that is not as pages are.

    Attributes
    ----------
    accept
        Which types of media will do, as the header says it; any where it is None.
    statuses
        Of refusals and the like, those that are for the reader to see: where a list is closed, or
        not there, may tell where else to look. Others end the visit.
    signs_in
        When a person's own token is shown, where there is one: ``always``, or where strangers were
        shown nothing (``closed``).
    """

    accept: str | None = None
    statuses: frozenset[int] = frozenset()
    signs_in: Literal["never", "closed", "always"] = "never"


class Visit(NamedTuple):
    """A task with the answer to it: what a reader turns into records."""

    task: Task
    answer: Answer


def shown(url: str, longest: int = 300) -> str:
    """Return an address fit for a message or a log: without what may be a secret, and not endless.

    >>> shown("https://anna:rye@a.example/?p=7&api_key=abc#top")
    'https://a.example/?p=7&api_key=...'
    """
    try:
        parts = urlsplit(url)
        address = parts._replace(
            netloc=parts.netloc.rpartition("@")[2],
            query=_PARAMETER.sub(_without_secret, parts.query),
            fragment="",
        ).geturl()
    except ValueError:
        address = url.partition("?")[0]
    address = "".join(mark if mark.isprintable() else "?" for mark in address[:longest])
    return address + ("..." if len(url) > longest else "")


def _without_secret(parameter: re.Match[str]) -> str:
    return f"{parameter[1]}=..." if _SECRET.fullmatch(parameter[1]) else parameter[0]
