"""What each score reached in the trials, and what the differences are worth."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from influence.graph import FloatArray, IntArray, InteractionGraph
from influence.ranking.validation.measures import (
    Measured,
    added_r2,
    capture_at,
    concordance,
    log_r2,
    ndcg_at,
)
from influence.ranking.validation.trials import Trial
from influence.scores import Score

DRAWS = 200
LEVEL = 0.95
FEWEST = 30
"""With fewer accounts nothing is decided: an interval of 30 accounts is wider than any lead."""

COUNTING = "reposts"
"""The score that merely counts."""

CHUNK = 2_000_000
"""Numbers held at once for the draws: 16 MB."""

THIRDS = ("smallest third", "middle third", "largest third")


class Interval(NamedTuple):
    """A number with the interval that holds 95 % of the draws."""

    value: float
    low: float
    high: float

    @property
    def is_decided(self) -> bool:
        """Whether the interval lies on one side of 0."""
        return self.low > 0 or self.high < 0


class Standing(NamedTuple):
    """One score: each measure, and by how much the first score leads in it (paired).

    ``why_not`` says why a score could not be computed; it then has no measures. ``over_counting``
    is its lead in concordance over counting reposts, where that is among the scores; ``known`` of
    how many of the judged it knows something, in the trial where they are fewest.
    """

    score: str
    measures: Mapping[str, Interval]
    lead: Mapping[str, Interval]
    by_size: Mapping[str, float]
    why_not: str = ""
    over_counting: Interval | None = None
    known: int = 0


class Judgement(NamedTuple):
    """All scores over all trials; measures are means over the trials.

    ``sizes`` are the numbers of accounts behind ``by_size``, whose size is ``sized_by``; ``k`` the
    first places looked at; ``notes`` what the trials want to be known, each once.
    """

    standings: tuple[Standing, ...]
    trials: tuple[str, ...]
    judged: int
    target: str
    k: tuple[int, ...]
    sizes: Mapping[str, int]
    sized_by: str
    notes: tuple[str, ...] = ()


def judge(
    trials: Iterable[Trial],
    scores: Sequence[Score],
    *,
    k: Sequence[int] = (20, 100),
    draws: int = DRAWS,
    seed: int = 1,
    told: Callable[[], None] = lambda: None,
) -> Judgement:
    """Measure every score in every trial, with a bootstrap over accounts.

    Parameters
    ----------
    scores
        The first is the one that the others are compared with.
    k
        First places looked at; those that are more than half of the accounts are left out.
    draws
        Bootstrap draws of accounts; all scores, and all trials of one population, meet the same
        ones: differences are paired, and looking twice at the same accounts makes nothing surer.
    told
        Called after each score of each trial.

    Returns
    -------
    Judgement
        A score that one trial cannot compute has no measures.
    """
    trials = list(trials)
    fewest = min(trial.judged.size for trial in trials)
    places = tuple(each for each in k if 2 * each <= fewest) or (max(1, fewest // 5),)
    found: dict[str, list[_Found]] = {score.name: [] for score in scores}
    for trial in trials:
        alike = [each.judged for each in trials if each.population == trial.population]
        everybody = np.unique(np.concatenate(alike))
        at = np.searchsorted(everybody, trial.judged)
        weights = partial(_draws, everybody.size, at, draws, (seed, trial.population))
        for score in scores:
            found[score.name].append(_found(score, trial, places, weights))
            told()
    first, counting = found[scores[0].name], found.get(COUNTING, [])
    thirds = _thirds(trials[0].known, trials[0].judged)
    return Judgement(
        tuple(_standing(name, each, first, counting) for name, each in found.items()),
        tuple(trial.words for trial in trials),
        fewest,
        trials[0].target,
        places,
        {name: int(kept.size) for name, kept in thirds.items()},
        _size(trials[0].known, trials[0].judged)[0],
        tuple(dict.fromkeys(note for trial in trials for note in trial.notes)),
    )


class _Found(NamedTuple):
    """One score in one trial: each measure and its draws, (1 + d,)."""

    measures: Mapping[str, FloatArray]
    by_size: Mapping[str, float]
    why_not: str = ""
    known: int = 0


def _found(
    score: Score, trial: Trial, places: Sequence[int], weights: Callable[[], Iterator[FloatArray]]
) -> _Found:
    values = score(trial.known)
    if reason := values.facts.get("why_nothing"):
        return _Found({}, {}, str(reason))
    chosen = values.value[trial.judged]
    if not np.isfinite(chosen).any():
        return _Found({}, {}, "it is known of no account that is judged")
    measured = _measured(trial, chosen, places)
    parts = [[measure(rows) for measure in measured.values()] for rows in weights()]
    draws = [np.concatenate(each) for each in zip(*parts, strict=True)]
    by_size = {
        third: _concordance(chosen[kept], trial.outcomes[kept])
        for third, kept in _thirds(trial.known, trial.judged).items()
    }
    known = int(np.isfinite(chosen).sum())
    return _Found(dict(zip(measured, draws, strict=True)), by_size, known=known)


def _measured(trial: Trial, chosen: FloatArray, places: Sequence[int]) -> dict[str, Measured]:
    outcomes = trial.outcomes
    measured = {"concordance": concordance(chosen, outcomes)}
    for k in places:
        measured[f"capture_{k}"] = capture_at(k)(chosen, outcomes)
    for k in places:
        measured[f"ndcg_{k}"] = ndcg_at(k)(chosen, outcomes)
    measured["log_r2"] = log_r2(chosen, outcomes)
    measured["added_r2"] = added_r2(chosen, outcomes, trial.counted)
    return measured


def _draws(n: int, at: IntArray, draws: int, seed: tuple[int, int]) -> Iterator[FloatArray]:
    """Yield how often each draw of n accounts holds those judged, (d, m); first a row of ones."""
    random = np.random.default_rng(seed)
    yield np.ones((1, at.size))
    step = max(1, CHUNK // n)
    for start in range(0, draws, step):
        rows = min(step, draws - start)
        picked = random.integers(0, n, (rows, n)) + np.arange(rows)[:, None] * n
        counts = np.bincount(picked.ravel(), minlength=rows * n).reshape(rows, n)
        yield counts[:, at].astype(np.float64)


def _standing(
    name: str, found: Sequence[_Found], first: Sequence[_Found], counting: Sequence[_Found]
) -> Standing:
    if missing := [each.why_not for each in found if each.why_not]:
        return Standing(name, {}, {}, {}, missing[0])
    means, firsts, counts = _means(found), _means(first), _means(counting)
    over = means["concordance"] - counts["concordance"] if counts else None
    return Standing(
        name,
        {key: _interval(mean) for key, mean in means.items()},
        {key: _interval(firsts[key] - mean) for key, mean in means.items() if key in firsts},
        {third: float(np.mean([each.by_size[third] for each in found])) for third in THIRDS},
        over_counting=None if over is None else _interval(over),
        known=min(each.known for each in found),
    )


def _means(found: Sequence[_Found]) -> dict[str, FloatArray]:
    """Return the mean over the trials of each measure and its draws; nothing where one has none."""
    if not found or any(each.why_not for each in found):
        return {}
    return {
        key: np.mean([each.measures[key] for each in found], axis=0) for key in found[0].measures
    }


def _interval(draws: FloatArray) -> Interval:
    if not np.isfinite(draws[0]):
        return Interval(float("nan"), float("nan"), float("nan"))
    tail = (1.0 - LEVEL) / 2.0
    low, high = np.nanquantile(draws[1:], [tail, 1.0 - tail])
    return Interval(float(draws[0]), float(low), float(high))


def _thirds(graph: InteractionGraph, judged: IntArray) -> dict[str, IntArray]:
    """Return the judged in thirds by size; those whose size is not known in none."""
    _, size = _size(graph, judged)
    order = np.argsort(size, kind="stable")
    order = order[np.isfinite(size[order])]
    return dict(zip(THIRDS, np.array_split(order, len(THIRDS)), strict=True))


def _size(graph: InteractionGraph, judged: IntArray) -> tuple[str, FloatArray]:
    """Return what makes an account large, and that of each of the judged, (m,).

    Followers claimed; where most claim none, different amplifiers.
    """
    followers = graph.followers[judged]
    if np.isfinite(followers).mean() >= 0.5:
        return "followers as their source claims them", followers
    return "different amplifiers in what was known", graph.amplifiers[judged].astype(np.float64)


def _concordance(chosen: FloatArray, outcomes: FloatArray) -> float:
    return float(concordance(chosen, outcomes)(np.ones((1, chosen.size)))[0])
