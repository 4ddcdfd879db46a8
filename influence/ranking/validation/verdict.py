"""The judgement in words: where the first score wins, ties and loses, and what cannot be told."""

import math
from collections.abc import Iterator, Sequence

from influence.ranking.validation.judge import FEWEST, Judgement, Standing


def verdict(judgement: Judgement) -> list[str]:
    """Return the sentences that a person needs, the first the most important."""
    able = [each for each in judgement.standings if each.measures]
    first = judgement.standings[0]
    if undecided := _undecided(judgement):
        return [undecided, *judgement.notes, *_not_computed(judgement)]
    lines = [_how_often_right(judgement, first), *judgement.notes]
    lines += _against(first, able, "concordance", "orders pairs of accounts")
    for k in judgement.k:
        lines += _against(first, able, f"capture_{k}", f"finds the best {k}")
    lines += _worse_than_counting(able)
    lines += _not_computed(judgement)
    return lines


def _undecided(judgement: Judgement) -> str:
    """Return why nothing can be decided; nothing where something can."""
    first = judgement.standings[0]
    if judgement.judged < FEWEST:
        return (
            f"This data cannot decide: only {judgement.judged} accounts are there before and after,"
            f" and {FEWEST} are the fewest that tell scores apart. A longer time, or more accounts,"
            " would."
        )
    if not first.measures:
        return (
            f"{first.score} leads and could not be computed, so that nothing is compared with it:"
            " let another score lead."
        )
    if math.isnan(first.measures["concordance"].value):
        return "This data cannot decide: all accounts came out the same."
    return ""


def _how_often_right(judgement: Judgement, first: Standing) -> str:
    found = first.measures["concordance"]
    per = "gets more " + judgement.target
    return (
        f"Of two accounts, {first.score} puts the one that {per} first in {found.value:.1%} of the"
        f" pairs ({found.low:.1%} to {found.high:.1%}; {judgement.judged:,} accounts)."
    )


def _against(first: Standing, able: Sequence[Standing], measure: str, does: str) -> Iterator[str]:
    """Yield whom the first score beats in a measure, ties with, and loses to."""
    others = [each for each in able if each.score != first.score and measure in each.lead]
    better = [each for each in others if each.lead[measure].low > 0]
    worse = [each for each in others if each.lead[measure].high < 0]
    equal = [each for each in others if each not in better and each not in worse]
    parts = []
    if better:
        parts.append(f"better than {_names(better, measure)}")
    if equal:
        parts.append(f"not certainly other than {_names(equal, measure)}")
    if worse:
        parts.append(f"worse than {_names(worse, measure)}")
    if parts:
        yield f"It {does} {'; '.join(parts)}."


def _names(standings: Sequence[Standing], measure: str) -> str:
    ordered = sorted(standings, key=lambda each: -each.lead[measure].value)
    return ", ".join(f"{each.score} ({each.lead[measure].value:+.3f})" for each in ordered)


def _worse_than_counting(able: Sequence[Standing]) -> Iterator[str]:
    """Yield the scores that order pairs certainly worse than counting does (paired)."""
    worse = [each.score for each in able if each.over_counting and each.over_counting.high < 0]
    if worse:
        yield f"Worse than counting reposts: {', '.join(worse)}."


def _not_computed(judgement: Judgement) -> Iterator[str]:
    """Yield the scores that could not be computed, those of one reason together."""
    reasons: dict[str, list[str]] = {}
    for each in judgement.standings:
        if each.why_not:
            reasons.setdefault(each.why_not, []).append(each.score)
    for reason, names in reasons.items():
        yield f"Not computed, since {reason}: {', '.join(names)}."
