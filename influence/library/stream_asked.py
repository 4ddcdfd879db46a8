"""Which events of a stream a person asks for."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from crawlers.atproto.addresses import SOURCE, did_in, handle_in
from crawlers.bluesky.telling import KINDS
from crawlers.bluesky.wires import DEFAULT
from crawlers.mastodon.streamed import KINDS as KINDS_OF_MASTODON
from crawlers.streaming import Asked
from crawlers.streaming.wires import wire_of
from influence.errors import NothingFound, UsageError, one_of
from influence.library.addresses import words_in

if TYPE_CHECKING:
    from sqlite_utils import Database

_HELD = "select native_id from accounts where source = ? and handle is not null"
_CALLED = "select native_id from accounts where source = ? and handle = ?"


class Wished(NamedTuple):
    """What a person asks a stream for, as options say it: see :func:`influence.stream`."""

    url: str
    kinds: str
    wanted: tuple[str, ...]
    held: bool
    own: bool


def asked_of(db: "Database", wished: Wished) -> Asked:
    """Return what options ask for.

    Raises
    ------
    UsageError
        Where an option means nothing here.
    NothingFound
        Where no account is meant.
    """
    url = (wished.url or DEFAULT).rstrip("/")
    wire = wire_of(url)
    kinds = tuple(dict.fromkeys(each.strip() for each in wished.kinds.split(",") if each.strip()))
    for kind in kinds:
        one_of("--kinds", kind, KINDS)
    if not kinds:
        raise UsageError(f"--kinds: write some of {', '.join(KINDS)}.")
    if not wire.repeats:
        return _asked_of_mastodon(url, kinds, wished)
    if not (wished.wanted or wished.held):
        if wished.own:
            raise UsageError("--own is about accounts: name them by --wanted or --held.")
        return Asked(url, kinds)
    wanted = frozenset(_wanted(db, wished))
    if not wanted:
        raise NothingFound(
            "No account is meant: no profile of Bluesky is held; `influence crawl` reads some, and "
            "--wanted takes a DID."
        )
    return Asked(url, kinds, wanted, wished.own)


def _asked_of_mastodon(url: str, kinds: Iterable[str], wished: Wished) -> Asked:
    """Return what such a server can be asked for: all of its posts, in which accounts act."""
    if wished.wanted or wished.held or wished.own:
        raise UsageError("--wanted, --held and --own are for Bluesky; Mastodon streams it all.")
    told = tuple(kind for kind in kinds if kind in KINDS_OF_MASTODON)
    if not told:
        raise UsageError(
            f"--kinds: Mastodon streams {' and '.join(KINDS_OF_MASTODON)}, and nothing else."
        )
    return Asked(url, told)


def _wanted(db: "Database", wished: Wished) -> Iterator[str]:
    if wished.held:
        yield from (row[0] for row in db.conn.execute(_HELD, [SOURCE]))
    for name in words_in(wished.wanted):
        yield _did(db, name)


def _did(db: "Database", name: str) -> str:
    if did := did_in(name):
        return did
    handle = handle_in(name)
    found = db.conn.execute(_CALLED, [SOURCE, handle]).fetchone() if handle else None
    if found is None:
        raise UsageError(
            f"--wanted {name[:200]}: write a DID (did:plc:...), or the handle of an account whose "
            "profile is held."
        )
    return str(found[0])
