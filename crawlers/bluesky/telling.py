"""What an event of a stream means: records to be written, or taken back.

What a record says is told by :mod:`crawlers.atproto.rows`, as it is of repositories and views.
"""

from collections.abc import Mapping
from typing import Final

from crawlers.atproto.addresses import POST, Address, address_in, handle_in, key_of, profile_url
from crawlers.atproto.rows import COLLECTIONS, Entry, rows_of, told_by
from crawlers.bad_row import BadRow
from crawlers.bluesky.asking import follower_visit
from crawlers.bluesky.events import Change, Renamed, Status
from crawlers.bluesky.reading import STATUS, Times
from crawlers.bluesky.statuses import DELETED, REASONS
from crawlers.signals import ACTS
from influence.opt_outs import opt_out_tag
from influence.records import Account, Consent, Key, Record, Task
from influence.store import BIO
from influence.store.streaming import Handle, Item, Standing
from influence.windows import from_seconds

PROFILE: Final = "app.bsky.actor.profile"
KINDS: Final[Mapping[str, str]] = {
    "posts": POST,
    "reposts": "app.bsky.feed.repost",
    "likes": "app.bsky.feed.like",
    "follows": "app.bsky.graph.follow",
}
"""What a person may ask for → the collection of its records. Profiles are always read: they say
who is not to be shown."""

_HOUR = 3_600
_MOST_TIMES = 100_000


class Teller:
    """Tells what events mean; the same for the same event, whenever it is read.

    A time that a record claims is judged by the hour at which the server saw it, as it is by the
    time of a visit.
    """

    def __init__(self) -> None:
        self._hour = -1
        self._left = 0
        self._times = Times("1970-01-01T00:00:00Z")

    def change(self, event: Change) -> Item | None:
        """Return what a record tells now; None where it is of a collection that is not read.

        What makes no sense tells nothing, as in a repository.
        """
        own = address_in(f"at://{event.account}/{event.collection}/{event.key}")
        if own is None or event.collection not in COLLECTIONS:
            return None
        rows = () if event.record is None else self._rows(own, event)
        if event.collection == PROFILE:
            return _profile(own, rows, event.seconds) if own.key == "self" else None
        if rows:
            rows = (Account(key_of(own.account), url=profile_url(own.account)), *rows)
        return told_by(own, rows)

    def _rows(self, own: Address, event: Change) -> tuple[Record, ...]:
        record = event.record or {}
        try:
            happened = self._at(event.seconds)(record.get("createdAt"))
            return tuple(rows_of(Entry(own, record, happened)))
        except BadRow:
            return ()

    def _at(self, seconds: float) -> Times:
        """Return what reads times as of an hour; a new one now and then, as it remembers much."""
        hour = int(seconds // _HOUR)
        if hour != self._hour or not self._left:
            self._times = Times(str(from_seconds(float(hour * _HOUR))))
            self._hour, self._left = hour, _MOST_TIMES
        self._left -= 1
        return self._times


def status(event: Status) -> Standing:
    """Return what it means that an account is there, or no more."""
    account, seen_at = key_of(event.account), str(from_seconds(event.seconds))
    reason = REASONS[event.why_not] if event.why_not else None
    consent = Consent(account, "deny" if reason else "unset", reason, STATUS, seen_at)
    is_gone = event.why_not == DELETED
    return Standing(account, (consent,), is_gone=is_gone, always=reason is not None)


def renamed(event: Renamed) -> Handle:
    """Return the handle that an account says it has; whether it is its, a crawl finds out."""
    return Handle(key_of(event.account), handle_in(event.handle))


def visit_to_acts(account: Key) -> Task | None:
    """Return the first visit on the way to all that an account does; None where there is none."""
    visit = follower_visit(account.native_id, None)
    return visit and visit._replace(signals=(ACTS,))


def _profile(own: Address, rows: tuple[Record, ...], seconds: float) -> Standing:
    seen_at = str(from_seconds(seconds))
    account = Account(key_of(own.account), url=profile_url(own.account), seen_at=seen_at)
    if not rows:
        rows = (Consent(key_of(own.account), "unset"),)
    timed = [row._replace(seen_at=seen_at) for row in rows if isinstance(row, Account | Consent)]
    return Standing(key_of(own.account), (account, *timed), is_profile=True)


def of_stranger(standing: Standing) -> Standing:
    """Return of the profile of somebody whom nobody asked for only whether it may be shown."""
    consents = [each for each in standing.records if isinstance(each, Consent)]
    accounts = (each for each in standing.records if isinstance(each, Account))
    asked = next((found for each in accounts if (found := _asked_in(each))), None)
    seen_at = consents[0].seen_at
    signal = "deny" if asked else "unset"
    consents.append(Consent(standing.account, signal, asked, BIO, seen_at))
    is_denied = any(each.signal == "deny" for each in consents)
    return Standing(standing.account, tuple(consents), always=is_denied)


def _asked_in(account: Account) -> str | None:
    tag = opt_out_tag(f"{account.name or ''} {account.bio or ''}")
    return f"{tag} in the profile" if tag else None
