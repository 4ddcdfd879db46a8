"""What is asked of an AppView, a PDS and the directory of DIDs, and how one visit leads to another.

Endpoints: https://docs.bsky.app/docs/category/http-reference.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from crawlers.atproto.addresses import SOURCE
from crawlers.cursors import as_cursor
from crawlers.signals import ACTED, ACTS, EXPOSURE, HISTORY
from influence.records import Task

APPVIEW: Final = "https://public.api.bsky.app"
PLC: Final = "https://plc.directory"

PAGE: Final = 100
"""Of a list, the most that a server gives at a time; more is refused, and not cut."""

BATCH: Final = 25
"""Profiles that one request may ask for."""

_MOST_BATCHES = 4
_KEPT = frozenset({ACTS, EXPOSURE, HISTORY})


def asked(method: str, host: str = APPVIEW, **parameters: str | int | list[str]) -> str:
    """Return the address of a request.

    >>> asked("app.bsky.actor.getProfile", actor="did:plc:ann")
    'https://public.api.bsky.app/xrpc/app.bsky.actor.getProfile?actor=did:plc:ann'
    """
    return f"{host}/xrpc/{method}?{urlencode(parameters, doseq=True, safe=':/')}"


def parameter(address: str, name: str) -> str | None:
    """Return what an address asks for; None where it does not say.

    >>> parameter("https://a.example/xrpc/x?uri=at://did:plc:ann/b/c&limit=9", "limit")
    '9'
    """
    return parse_qs(urlsplit(address).query).get(name, [None])[0]


def document_of(did: str) -> str | None:
    """Return where the document of a DID is; None where nobody keeps such.

    >>> document_of("did:plc:ann"), document_of("did:web:ann.blog")
    ('https://plc.directory/did:plc:ann', 'https://ann.blog/.well-known/did.json')
    """
    _, method, name = did.split(":", 2)
    if method == "plc":
        return f"{PLC}/{did}"
    host = unquote(name)
    is_host = method == "web" and ":" not in name and not set("/?#@") & set(host)
    return f"https://{host}/.well-known/did.json" if is_host else None


def visit_of(
    kind: str,
    address: str,
    did: str,
    *,
    signals: Iterable[str] = (),
    pointer: str | None = None,
    **held: object,
) -> Task:
    """Return a task of an account, with what its reader needs to know (``held``).

    Later crawls visit it again: whatever led to it may have stayed the same.
    """
    kept = tuple(each for each in signals if each in _KEPT or each.startswith(ACTED))
    cursor = as_cursor(**held, again=True) if held else None
    return Task(SOURCE, kind, address, did, cursor, pointer, kept)


def document_visit(
    did: str, *, pointer: str | None = None, signals: Iterable[str] = (), **held: object
) -> Iterator[Task]:
    """Yield the visit to the document of a DID, if it can be had."""
    address = document_of(did)
    if address is not None:
        yield visit_of("did", address, did, signals=signals, pointer=pointer, **held)


def visits_of(
    did: str, pds: str | None, counts: Mapping[str, object], signals: Iterable[str]
) -> Iterator[Task]:
    """Yield what there is to be read of an account.

    Parameters
    ----------
    pds
        Scheme and host of where its repository is.
    counts
        What its profile claims: ``posts``, ``followers``, ``follows``, ``lists``, ``packs``.
    """
    claimed = counts.get
    feed = asked(
        "app.bsky.feed.getAuthorFeed",
        actor=did,
        filter="posts_with_replies",
        includePins="false",
        limit=PAGE,
    )
    yield visit_of("feed", feed, did, signals=signals, claimed=claimed("posts"))
    if pds:
        yield repository_visit(did, pds, signals)
    else:
        follows = asked("app.bsky.graph.getFollows", actor=did, limit=PAGE)
        yield visit_of("follows", follows, did, signals=signals, claimed=claimed("follows"))
    followers = asked("app.bsky.graph.getFollowers", actor=did, limit=PAGE)
    yield visit_of("followers", followers, did, signals=signals, claimed=claimed("followers"))
    if claimed("lists"):
        lists = asked("app.bsky.graph.getLists", actor=did, limit=PAGE)
        yield visit_of("lists", lists, did, signals=signals)
    if claimed("packs"):
        packs = asked("app.bsky.graph.getActorStarterPacks", actor=did, limit=PAGE)
        yield visit_of("starter_packs", packs, did, signals=signals)


def repository_visit(did: str, pds: str, signals: Iterable[str]) -> Task:
    """Return the visit to all that an account did, on its own server."""
    address = asked("com.atproto.sync.getRepo", pds, did=did)
    return visit_of("repository", address, did, signals=signals)


def follower_visit(did: str, handle: str | None) -> Task | None:  # noqa: ARG001 - as others need it
    """Return the first visit on the way to what a follower did; None where there is none."""
    address = document_of(did)
    signals = (ACTS, EXPOSURE)
    return None if address is None else visit_of("follower", address, did, signals=signals)


def profiles_visits(did: str, others: Iterable[str], how: str) -> Iterator[Task]:
    """Yield visits to the profiles of those whom an account points to, the first hundred of them.

    Parameters
    ----------
    how
        How it points: ``follow``, ``repost``, ``list``.
    """
    chosen = list(dict.fromkeys(each for each in others if each != did))[: BATCH * _MOST_BATCHES]
    for start in range(0, len(chosen), BATCH):
        batch = chosen[start : start + BATCH]
        address = asked("app.bsky.actor.getProfiles", actors=batch)
        yield visit_of("profiles", address, did, how=how)
