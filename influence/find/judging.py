"""What becomes of everybody under a brief: candidate, to check, too little data, or left out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import scipy

from influence.find.briefs import TOPIC_SHARE, Brief
from influence.find.reasons import CANDIDATE, CHECK, LEFT_OUT, TOO_LITTLE
from influence.find.rules import Barred, Known, rules
from influence.find.topical import NAME as TOPICAL
from influence.find.writers import Words, Writers
from influence.graph import BoolArray, FloatArray, IntArray
from influence.ranking import Run, find_score

PERCENT = 100.0


@dataclass(frozen=True, eq=False)
class Judged:
    """Everybody who posted in the window and may be listed; all columns but the first (m,).

    Attributes
    ----------
    positions
        Their places in the graph.
    status, reason, detail
        What became of each, and why; None for candidates.
    values, percentiles
        Score of the brief → value, and percentile among those who have a fit, nan elsewhere.
    fit
        The sum of the percentiles, each times its part; nan where any is unknown.
    place
        By fit among the candidates, 1 best; 0 elsewhere.
    """

    positions: IntArray
    status: Words
    reason: Words
    detail: Words
    values: Mapping[str, FloatArray]
    percentiles: Mapping[str, FloatArray]
    fit: FloatArray
    place: IntArray


def judge(brief: Brief, topical: Run, writers: Writers) -> Judged:
    """Judge everybody under a brief.

    Parameters
    ----------
    topical
        The run of influence within the topics of the brief.
    """
    graph = topical.graph
    held = np.bincount(graph.published.author, minlength=len(graph))
    present = ((held > 0) | (np.nan_to_num(graph.posts) > 0)) & graph.may_be_listed
    positions = np.flatnonzero(present)
    of_all = _values(brief, topical)
    values = {name: column[positions] for name, column in of_all.items()}
    reason = np.full(positions.size, None, dtype=object)
    detail, status = reason.copy(), np.full(positions.size, CANDIDATE, dtype=object)
    barred = [(each, LEFT_OUT) for each in _rules(brief, topical, writers, held)]
    barred += [(each, TOO_LITTLE) for each in _unrated(topical, of_all)]
    flagged = topical.values.companions["flagged"] == 1
    barred.append((Barred("few_amplifiers", flagged), CHECK))
    for rule, becomes in barred:
        hit = rule.who[positions] & (reason == None)  # noqa: E711 of every element
        status[hit], reason[hit] = becomes, rule.code
        detail[hit] = (
            rule.detail[positions][hit] if isinstance(rule.detail, np.ndarray) else (rule.detail)
        )
    fitted = (status == CANDIDATE) | (status == CHECK)
    percentiles = {name: _percentiles(column, fitted) for name, column in values.items()}
    fit = sum(
        (share * percentiles[name] for name, share in brief.shares.items()),
        np.zeros(positions.size),
    )
    return Judged(
        positions, status, reason, detail, values, percentiles, fit, _places(fit, status, values)
    )


def _values(brief: Brief, topical: Run) -> dict[str, FloatArray]:
    """Return the value of each score of a brief, (n,)."""
    own = {
        TOPICAL: topical.values.value,
        TOPIC_SHARE: topical.values.companions["topic_share"],
        "influence": topical.values.companions["overall_influence"],
    }
    return {
        name: own[name] if name in own else find_score(name)(topical.graph).value
        for name in brief.weights
    }


def _rules(brief: Brief, topical: Run, writers: Writers, held: IntArray) -> Iterator[Barred]:
    """Yield whom each rule of a brief leaves out; the first that does is the reason."""
    on_topic = np.nan_to_num(topical.values.companions["topic_posts"]) > 0
    yield Barred("excluded", writers.excluded)
    yield Barred("not_held", held == 0)
    yield Barred("not_on_topic", ~on_topic)
    known = Known(
        writers.source,
        writers.is_bot,
        writers.language,
        topical.graph.followers,
        topical.observed.posts,
        lambda words: writers.says[words] > 0,
    )
    yield from rules(brief, known)


def _unrated(topical: Run, values: Mapping[str, FloatArray]) -> Iterator[Barred]:
    """Yield of whom too little is known to be compared."""
    yield Barred("not_rated", topical.values.companions["rated"] != 1)
    for name, column in values.items():
        yield Barred("no_score", ~np.isfinite(column), name)


def _percentiles(values: FloatArray, among: BoolArray) -> FloatArray:
    """Return the share of the others that a value is above, 0 to 100; equals count one half."""
    out = np.full(values.size, np.nan)
    count = int(among.sum())
    if count:
        out[among] = PERCENT * (scipy.stats.rankdata(values[among]) - 0.5) / count
    return out


def _places(fit: FloatArray, status: Words, values: Mapping[str, FloatArray]) -> IntArray:
    """Return the place of each candidate by fit; of equals, by its first score."""
    chosen = np.flatnonzero(status == CANDIDATE)
    first = next(iter(values.values()))
    order = chosen[np.lexsort((chosen, -first[chosen], -fit[chosen]))]
    places = np.zeros(fit.size, dtype=np.int64)
    places[order] = np.arange(1, order.size + 1)
    return places
