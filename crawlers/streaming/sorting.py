"""From messages to what is written of them: what is asked for, and what is left out, counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from crawlers.atproto.addresses import key_of
from crawlers.bluesky.events import Broken, Change, Event, Other, Placed, Renamed, Status
from crawlers.bluesky.telling import Teller, of_stranger, renamed, status
from crawlers.bluesky.wires import Wire
from crawlers.errors import AnswerUnusable
from crawlers.mastodon.streamed import Said
from crawlers.streaming.asked import Asked
from influence.records import Key, Told
from influence.store.streaming import Gone, Handle, Item, Standing

OTHERS: Final = "of other accounts"
UNREADABLE: Final = "unreadable"

MOST_NAMES: Final = 200
"""Names of collections that are counted apart; anybody may invent one."""

_MOST_UNREADABLE = 1_000
_OWNERS = ("actor", "target", "account")


@dataclass(slots=True)
class Caught:
    """What was told since the last time that anything was taken away to be written.

    Attributes
    ----------
    items, unread
        What is to be written, and accounts that have to be read again.
    cursor, first, last
        The server's number of the last event; seconds since 1970 of the first and the last.
    messages, events, size
        How many came, and in how many bytes.
    skipped
        What was left out, by kind.
    gap
        Why something is missing before it.
    begun
        When the first came here.
    """

    items: list[Item | Gone] = field(default_factory=list)
    unread: set[Key] = field(default_factory=set)
    cursor: int | None = None
    first: float | None = None
    last: float = 0.0
    messages: int = 0
    events: int = 0
    size: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    gap: str | None = None
    begun: float | None = None

    @property
    def is_empty(self) -> bool:
        """Return whether nothing came."""
        return not (self.messages or self.events)

    def note(self, event: Placed | Said) -> None:
        """Note that an event came."""
        self.events += 1
        self.first = event.seconds if self.first is None else min(self.first, event.seconds)
        self.last = max(self.last, event.seconds)
        if event.place is not None:
            self.cursor = event.place if self.cursor is None else max(self.cursor, event.place)


class Sorter:
    """Sorts messages of one wire.

    Attributes
    ----------
    caught
        What was told since it was last taken away.
    """

    def __init__(self, wire: Wire, asked: Asked) -> None:
        self._wire = wire
        self._collections = asked.collections
        self._wanted = asked.wanted
        self._is_own = asked.is_own
        self._kinds = frozenset(asked.kinds)
        self._teller = Teller()
        self._unreadable = 0
        self.caught = Caught()

    def read(self, message: bytes | bytearray, now: float = 0.0) -> Sequence[Event | Said]:
        """Return the events of a message; none of one that cannot be read, which is counted.

        Parameters
        ----------
        now
            When it came, in seconds since 1970, for events that do not tell.

        Raises
        ------
        AnswerUnusable
            Where no message can be read.
        """
        caught = self.caught
        caught.messages += 1
        caught.size += len(message)
        try:
            events = self._wire.read(message, now)
        except AnswerUnusable as error:
            self._skip(UNREADABLE)
            self._unreadable += 1
            if self._unreadable >= _MOST_UNREADABLE:
                raise AnswerUnusable(
                    f"{self._unreadable:,} messages in a row are none of {self._wire.name}: {error}"
                ) from error
            return []
        self._unreadable = 0
        return events

    def sort(self, event: Placed | Said) -> None:
        """Take in what an event tells, if it was asked for."""
        self.caught.note(event)
        match event:
            case Change():
                self._change(event)
            case Status():
                self._keep(status(event))
                if event.why_not is None:
                    self.caught.unread.add(key_of(event.account))
            case Renamed():
                self._keep(renamed(event))
            case Broken():
                self.caught.unread.add(key_of(event.account))
                self._skip(event.why)
            case Other():
                self._skip(event.kind)
            case Said():
                self._take(event)

    def _take(self, said: Said) -> None:
        """Take in what is told by a server that tells all of it in one event."""
        is_asked = not said.kind or said.kind in self._kinds
        for item in said.items:
            if is_asked or isinstance(item, Standing):
                self._keep(item)
        for kind in said.skipped if is_asked else (said.kind,):
            self._skip(kind)

    def _change(self, event: Change) -> None:
        if event.collection not in self._collections:
            self._skip(event.collection)
            return
        item = self._teller.change(event)
        if item is None:
            self._skip(event.collection)
        elif isinstance(item, Standing):
            is_wanted = self._wanted is None or event.account in self._wanted
            self._keep(item if is_wanted else of_stranger(item))
        elif self._is_wanted(item):
            self._keep(item)
        else:
            self._skip(OTHERS)

    def _keep(self, item: Item | Gone) -> None:
        self.caught.items.append(item)

    def _is_wanted(self, item: Item) -> bool:
        """Tell whether somebody wanted did it, or it was done to them; of a deletion who can say.

        A deletion takes back what is held, if anything is.
        """
        wanted = self._wanted
        if wanted is None or isinstance(item, Standing | Handle) or not item.records:
            return True
        if item.account.native_id in wanted or self._is_own:
            return item.account.native_id in wanted
        return any(_is_about(item, name, wanted) for name in _OWNERS)

    def _skip(self, kind: str) -> None:
        skipped = self.caught.skipped
        known = kind in skipped or len(skipped) < MOST_NAMES
        skipped[kind if known else "others"] += 1


def _is_about(told: Told, name: str, wanted: frozenset[str]) -> bool:
    named = (getattr(record, name, None) for record in told.records)
    return any(key is not None and key.native_id in wanted for key in named)
