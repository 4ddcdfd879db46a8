"""From the cells of one row to records: what the columns mean, and what makes a row bad."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import NamedTuple

from crawlers.bad_row import BadRow as BadRow  # noqa: PLC0414 - readers take it from here
from crawlers.files.acts import Records, act_called, counted_acts, follow
from crawlers.files.columns import ACCOUNTS, CONSENTS, COVERAGE, INTERACTIONS, POSTS, Kind
from crawlers.files.held_rows import HELD_ROWS
from crawlers.files.numbers import NumberReader
from crawlers.times import TimeReader
from influence.records import (
    CONSENT_SIGNALS,
    INTERACTION_KINDS,
    POST_KINDS,
    Account,
    Consent,
    Coverage,
    Interaction,
    Key,
    Post,
)
from influence.store import BIO

COVERAGE_KINDS = ("posts", "followers", "following", "reposters", "quoters", "repliers", "likers")
ReadRow = Callable[[list[str]], Records]

_YES = ("1", "true", "yes")
_NO = ("0", "false", "no")


class Layout(NamedTuple):
    """How the rows of one kind in one file are read.

    ``columns`` are in the order of the cells; each row has one more cell, an empty one, which
    stands for the columns that the file does not have.
    """

    kind: Kind
    columns: Sequence[str]
    source: str
    times: TimeReader
    whole: NumberReader = NumberReader()

    def pick(self, *columns: str) -> Callable[[list[str]], tuple[str, ...]]:
        """Return a function that takes the cells of some columns out of a row."""
        place = {column: position for position, column in enumerate(self.columns)}
        return itemgetter(*(place.get(column, len(self.columns)) for column in columns))


def row_reader(layout: Layout) -> ReadRow:
    """Return the function that turns the cells of a row into records.

    It raises :class:`BadRow` with the reason, or ``UnreadableTime``. Times that cannot be true
    read as unknown and are noted in ``layout.times.left_out``.
    """
    makers = {
        ACCOUNTS: _accounts,
        POSTS: _posts,
        INTERACTIONS: _interactions,
        COVERAGE: _coverage,
        CONSENTS: _consents,
        **HELD_ROWS,
    }
    return makers[layout.kind](layout)


def _interactions(layout: Layout) -> ReadRow:
    """Read acts, follows, and counts of acts.

    A row without post, time and id is a count of the pair. A count beside a post or a time stands
    for as many equal acts. The post of a mention is where it was written, and so its own id.
    """
    type_column = "type" if "type" in layout.columns else "kind"
    pick = layout.pick(
        *("actor_id", "target_id", type_column, "post_id", "created_at"),
        *("count", "via_id", "id", "source"),
    )
    times, whole, given_source = layout.times, layout.whole, layout.source
    acts = frozenset(INTERACTION_KINDS)

    def read(cells: list[str]) -> Records:
        actor, target, kind, post, happened, count, via, native_id, source = pick(cells)
        source = source or given_source
        actor, target = actor.strip(), target.strip()
        if not (actor and target):
            raise BadRow(f"{'target_id' if actor else 'actor_id'} is missing")
        happened_at = times(happened) if happened else None
        if kind not in acts and (kind := act_called(kind)) == "follow":
            return follow(Key(source, actor), Key(source, target), happened_at)
        if kind == "mention" and post:
            native_id, post = native_id or post, ""  # it stands in a post of the actor
        act = Interaction(
            kind,
            Key(source, actor),
            Key(source, target),
            Key(source, post) if post else None,
            Key(source, via) if via else None,
            happened_at,
            native_id or None,
        )
        if (count == "1" or not count) and (post or happened_at or native_id):
            return (act,)
        return counted_acts(act, whole(count, "count", least=1) or 1)

    return read


def _posts(layout: Layout) -> ReadRow:
    pick = layout.pick(*POSTS.columns)
    times, whole, given_source = layout.times, layout.whole, layout.source
    kinds = frozenset(POST_KINDS)

    def read(cells: list[str]) -> Records:
        post, account, published, kind, reply_to, url, title, text, *rest = pick(cells)
        language, reposts, replies, likes, source = rest
        source = source or given_source
        account = account.strip()
        if not (post and account):
            raise BadRow(f"{'account_id' if post else 'post_id'} is missing")
        if (kind or "any") not in kinds:
            raise BadRow(f"kind {kind[:40]!r} is none of {', '.join(POST_KINDS)}")
        if not url and post.startswith(("https://", "http://")):
            url = post
        record = Post(
            Key(source, post),
            Key(source, account),
            kind or "any",
            times(published) if published else None,
            Key(source, reply_to) if reply_to else None,
            url or None,
            title or None,
            text or None,
            language or None,
            whole(reposts, "reposts"),
            whole(replies, "replies"),
            whole(likes, "likes"),
        )
        return (record,)

    return read


def _accounts(layout: Layout) -> ReadRow:
    """Read accounts; a claimed number of posts of the data's window is coverage of the posts.

    Where a file has no ids, the handle is the id; where it has neither, the address of the site.
    """
    named_by = next(name for name in ("id", "handle", "url") if name in layout.columns)
    pick = layout.pick(named_by, *ACCOUNTS.columns[1:])
    times, whole, given_source = layout.times, layout.whole, layout.source

    def read(cells: list[str]) -> Records:
        native_id, handle, name, url, bio, language, is_bot, created, *rest = pick(cells)
        followers, following, posts_total, seen, posts, source = rest
        native_id = native_id.strip()
        if not native_id:
            raise BadRow(f"{named_by} is missing")
        account = Account(
            Key(source or given_source, native_id),
            handle or None,
            name or None,
            url or None,
            bio or None,
            language or None,
            _truth(is_bot, "is_bot"),
            times(created),
            whole(followers, "followers"),
            whole(following, "following"),
            whole(posts_total, "posts_total"),
            times(seen),
        )
        claimed = whole(posts, "posts")
        if claimed is None:
            return (account,)
        return (account, Coverage("posts", account.key, claimed_count=claimed))

    return read


def _coverage(layout: Layout) -> ReadRow:
    pick = layout.pick(*COVERAGE.columns)
    times, whole, given_source = layout.times, layout.whole, layout.source

    def read(cells: list[str]) -> Records:
        account, is_complete, kind, post, begin, end, claimed, held, seen, source = pick(cells)
        source = source or given_source
        account = account.strip()
        if not account:
            raise BadRow("account_id is missing")
        if kind not in COVERAGE_KINDS:
            raise BadRow(f"kind {kind[:40]!r} is none of {', '.join(COVERAGE_KINDS)}")
        record = Coverage(
            kind,
            Key(source, account),
            Key(source, post) if post else None,
            times(begin),
            times(end),
            _truth(is_complete, "is_complete"),
            whole(claimed, "claimed_count"),
            whole(held, "held_count"),
            times(seen),
        )
        return (record,)

    return read


def _consents(layout: Layout) -> ReadRow:
    pick = layout.pick(*CONSENTS.columns)
    times, given_source = layout.times, layout.source

    def read(cells: list[str]) -> Records:
        account, signal, reason, seen_in, seen, source = pick(cells)
        account, signal = account.strip(), signal.strip().casefold()
        if not account:
            raise BadRow("account_id is missing")
        if signal not in CONSENT_SIGNALS:
            raise BadRow(f"consent {signal[:40]!r} is none of {', '.join(CONSENT_SIGNALS)}")
        seen_at = times(seen)
        if not seen_in or (seen_in == BIO and not seen_at):
            seen_in = "file"  # what a biography says now is read there, and would contradict it
        key = Key(source or given_source, account)
        return (Consent(key, signal, reason or None, seen_in, seen_at),)

    return read


def _truth(cell: str, column: str) -> bool | None:
    if not cell:
        return None
    text = cell.strip().casefold()
    if text not in _YES + _NO:
        raise BadRow(f"{column} {cell[:40]!r} is neither 1 nor 0")
    return text in _YES
