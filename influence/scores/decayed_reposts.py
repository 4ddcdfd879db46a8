"""Amplifications, the fresher the more."""

import numpy as np

from influence.errors import UsageError
from influence.graph import InteractionGraph, sum_by
from influence.scores.registry import Values, known_values, score

HOUR = 3_600.0


@score(
    question="Who is being passed on right now?",
    unit="amplifications, halved with every half-life of age",
    reference="Exponential decay, as in Followerwonk's Social Authority and PeerIndex's window",
    needs=("amplifiers", "amplifications that are held, with their time"),
    invariances=("claims_ignored", "one_more_repost_never_lowers"),
)
def decayed_reposts(graph: InteractionGraph, *, half_life: float = 6.0) -> Values:
    """Sum the reposts and quotes, each halved with every half-life between it and the end.

    Σ 2^(-age/half_life); an act's age is the time from the act to the end of the window.

    Parameters
    ----------
    graph
        Amplifications with their times; those without one are left out.
    half_life
        Hours in which an amplification loses half of its weight, above 0.

    Returns
    -------
    Values
        (n,) weighted amplifications; nan where the account neither posted nor was acted on, or
        where none of its amplifications has a time.

    Raises
    ------
    UsageError
        Where ``half_life`` is not above 0.

    Window
    ------
    All of the window that is asked for, its end weighing most.

    Cannot tell
    -----------
    What an account usually gets: with the default half-life what is older than two days hardly
    counts, and nothing allows for how much was posted or chance.
    """
    if not half_life > 0:
        raise UsageError(f"half_life={half_life}: write a number of hours above 0.")
    acts, n = graph.amplifications, len(graph)
    age = (graph.until - acts.happened) / HOUR
    timed = np.flatnonzero(np.isfinite(age))
    if not timed.size:
        return known_values(np.full(n, np.nan), "no amplification here has a time")
    weight = acts.times[timed] * np.exp2(-age[timed] / half_life)
    held, dated = (np.bincount(target, minlength=n) for target in (acts.target, acts.target[timed]))
    known = graph.present & ((held == 0) | (dated > 0))
    return Values(np.where(known, sum_by(acts.target[timed], weight, n), np.nan))
