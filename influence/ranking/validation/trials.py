"""Trials of a score: a graph of what was known, and what came out afterwards."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from influence.errors import NothingFound
from influence.graph import (
    BoolArray,
    FloatArray,
    IntArray,
    InteractionGraph,
    halves,
    load,
    sum_by,
)
from influence.windows import Window, from_seconds, to_seconds

if TYPE_CHECKING:
    from sqlite_utils import Database

PER_POST = "amplifications per post"
IN_ALL = "amplifications"
STEADY = (
    "Random halves of the {} were tried, since no amplification has a time: that tells which score"
    " is steady, not which predicts what comes."
)

_READ_LATER = {
    "follower counts": """
        select 1 from account_counts where followers_count is not null
        group by account_id having min(seen_at) >= ? limit 1""",
    "follows without a date": """
        select 1 from follows where began_at is null and ? is not null limit 1""",
    "counts per post": """
        select 1 from posts where is_listed and published_at < ?
        and coalesce(reposts_count, likes_count, replies_count) is not null limit 1""",
}


@dataclass(frozen=True, eq=False)
class Trial:
    """One trial over accounts that could be judged.

    Attributes
    ----------
    known
        What a score may see.
    judged
        (m,) positions of the accounts that are judged.
    outcomes
        (m,) what came out: amplifications per post written afterwards; in all, where no posts are
        known.
    target
        What an outcome counts.
    words
        How known and outcome were told apart.
    population
        Trials over the same accounts have the same number; positions mean the same in them.
    notes
        What a reader has to know of it, in sentences.
    """

    known: InteractionGraph
    judged: IntArray
    outcomes: FloatArray
    target: str
    words: str
    population: int = 0
    notes: tuple[str, ...] = ()

    @property
    def counted(self) -> FloatArray:
        """(m,) amplifications that were known: the hurdle of plain counting."""
        return _received(self.known)[self.judged]


def trials_at(
    db: "Database",
    cuts: Sequence[str],
    *,
    since: str | None = None,
    horizon: float | None = None,
) -> Iterator[Trial]:
    """Yield one trial a cut: before it is known, after it comes out.

    Only posts written after the cut count for the outcome, so that late amplifications of old
    posts do not. Where no posts are known, an outcome is all amplifications after the cut.

    Parameters
    ----------
    cuts
        UTC text times.
    since
        Where the known data begins; None: at its first event.
    horizon
        Seconds after the cut that are looked at; None: all.

    Raises
    ------
    NothingFound
        Where there is nothing before a cut, or nothing after it.
    """
    for cut in dict.fromkeys(cuts):
        until = None if horizon is None else from_seconds(to_seconds(cut) + horizon)
        known, later = load(db, Window(since, cut)), load(db, Window(cut, until))
        span = f"known before {cut}, judged by what came after it"
        words = span if until is None else f"{span} and before {until}"
        yield replace(_trial(known, later, words), notes=_read_later(db, cut))


def trials_by_halves(graph: InteractionGraph, repeats: int, seed: int = 1) -> Iterator[Trial]:
    """Yield trials of a random half of the posts against the other half.

    They say how steady a score is, not that it predicts: both halves are of the same time. Accounts
    that neither acted nor were acted on are left out, since nobody knows whether their acts were
    ever collected, and a score that puts them last would be praised for it.

    Raises
    ------
    NothingFound
        Where nobody was passed on, or no account is in both halves.
    """
    passed_on = _received(graph) > 0
    if not passed_on.any():
        raise NothingFound(
            "Nothing was reposted or quoted here, so that nothing can judge a score; likes,"
            " replies, mentions and links pass nothing on."
        )
    involved = passed_on.copy()
    pairs = graph.acted.tocoo()
    involved[pairs.row] = involved[pairs.col] = True
    for k in range(repeats):
        known, other = halves(graph, np.random.default_rng((seed, k)))
        parts = "posts" if known.published.ids.size or other.published.ids.size else IN_ALL
        words = f"random half {k + 1} of the {parts} known, judged by the other"
        yield replace(_trial(known, other, words, involved), notes=(STEADY.format(parts),))


def _read_later(db: "Database", cut: str) -> tuple[str, ...]:
    """Return what scores knew at a cut although it was perhaps read after it: a sentence, if any.

    Such numbers have no history, so that nobody can say what they were at the cut.
    """
    found = [words for words, query in _READ_LATER.items() if db.execute(query, [cut]).fetchone()]
    if not found:
        return ()
    return (f"Known as they were read, which was perhaps after the cut: {', '.join(found)}.",)


def _trial(
    known: InteractionGraph,
    later: InteractionGraph,
    words: str,
    among: BoolArray | None = None,
) -> Trial:
    """Return the trial of accounts that are in both, of ``among`` where it is given, (n,)."""
    among = np.ones(len(known), dtype=np.bool_) if among is None else among
    received = _received(later)
    if np.any(later.posts > 0) and np.any(known.posts > 0):
        judged = np.flatnonzero((known.posts > 0) & (later.posts > 0) & among)
        outcomes, target = received[judged] / later.posts[judged], PER_POST
    else:
        judged = np.flatnonzero((known.amplifiers > 0) & among)
        outcomes, target = received[judged], IN_ALL
    if not judged.size:
        raise NothingFound(f"No account can be judged ({words}): none is there before and after.")
    return Trial(known, judged, outcomes, target, words)


def _received(graph: InteractionGraph) -> FloatArray:
    """Return the amplifications held of each account, (n,); of those without any, the claimed."""
    held = graph.amplifications_received
    posts = graph.published
    claimed = sum_by(posts.author, np.nan_to_num(posts.claimed), len(graph))
    return np.where(held > 0, held, claimed)
