"""Which score deserves trust: what was known before a cut ranks, what happened after it judges.

From outside: :func:`trials_at` and :func:`trials_by_halves` give the trials, :func:`judge` what
each score reached in them with paired intervals, and :func:`verdict` the words. Nothing here knows
how a score is computed, and no score sees what happened after the cut.
"""

from influence.ranking.validation.judge import Interval, Judgement, Standing, judge
from influence.ranking.validation.measures import MEASURES
from influence.ranking.validation.trials import Trial, trials_at, trials_by_halves
from influence.ranking.validation.verdict import verdict

__all__ = [
    "MEASURES",
    "Interval",
    "Judgement",
    "Standing",
    "Trial",
    "judge",
    "trials_at",
    "trials_by_halves",
    "verdict",
]
