"""What is asked of a stream: from where, which kinds, and of whom."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from crawlers.bluesky.telling import KINDS, PROFILE
from crawlers.bluesky.wires import DEFAULT, MOST_ACCOUNTS, asked_at
from crawlers.streaming.wires import wire_of


class Asked(NamedTuple):
    """What a person asks a stream for.

    Attributes
    ----------
    kinds
        Of ``KINDS``: posts, reposts, likes, follows.
    wanted
        Only what these accounts do, and what is done to them; None: of everybody.
    is_own
        Of ``wanted`` only what they do themselves, which the server is asked for.
    """

    url: str = DEFAULT
    kinds: tuple[str, ...] = tuple(KINDS)
    wanted: frozenset[str] | None = None
    is_own: bool = False

    @property
    def collections(self) -> frozenset[str]:
        """Return the collections whose records are read."""
        return frozenset({PROFILE, *(KINDS[kind] for kind in self.kinds)})

    @property
    def as_kept(self) -> Mapping[str, Any]:
        """Return what is kept of it beside what was heard."""
        kept: dict[str, Any] = {"kinds": sorted(self.kinds)}
        if self.wanted is not None:
            kept |= {"accounts": len(self.wanted), "own acts only": self.is_own}
        return kept

    def address(self, cursor: int | None) -> str:
        """Return where it is asked for from an event on; from now on where that is None."""
        wire = wire_of(self.url)
        if not wire.repeats:
            return self.url
        own = self.wanted if self.is_own and self.wanted is not None else ()
        named = sorted(own) if len(own) <= MOST_ACCOUNTS else []
        return asked_at(self.url, wire, self.kinds, named, cursor)
