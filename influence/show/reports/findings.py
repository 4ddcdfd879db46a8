"""What a report says in sentences: what was found, and how it was computed."""

from collections.abc import Iterator, Sequence

from influence.find import Finding
from influence.judge import Sharing
from influence.ranking import Row, Run
from influence.show.columns import called, counted, text_for_people
from influence.show.markup import words
from influence.show.method_words import method_paragraph

MOST = 5
NAMED = 40


def findings(
    run: Run, people: Sequence[Row], examples: Sequence[Row], shared: Sharing
) -> list[str]:
    """Return up to five sentences on a list.

    Parameters
    ----------
    people
        Who is on it, best first.
    examples
        Who was left out, most followed first.
    shared
        The active audiences of ``people``, in their order.
    """
    return [*_sentences(run, people, examples, shared)][:MOST]


def _sentences(
    run: Run, people: Sequence[Row], examples: Sequence[Row], shared: Sharing
) -> Iterator[str]:
    known = [row for row in people if row[run.score.name] is not None]
    if known:
        first = known[0]
        yield f"{_called(first)} comes first: {first['why']}."
        if (count := _as_good(run, known)) is not None:
            others = f"{counted(count, 'others')} of the list cannot be told apart from it: their"
            clear = "It stands clear of all others of the list: no interval overlaps its own."
            yield f"{others} intervals overlap." if count else clear
    yield (
        f"Together {shared.together:,} different people acted on {counted(len(people), 'accounts')}"
        f" of the list in this window{_repeats(shared)}."
    )
    followed = max(people, key=lambda row: float(row["followers"] or 0), default=None)
    if followed is not None and known and followed is not known[0] and followed["followers"]:
        yield (
            f"Followers would have said something else: {_called(followed)} has the most of the"
            f" list, {float(followed['followers'] or 0):,.0f}, and is number"
            f" {list(people).index(followed) + 1} of it."
        )
    if examples and examples[0]["followers"]:
        most = examples[0]
        yield (
            f"Left out although it has {float(most['followers'] or 0):,.0f} followers:"
            f" {_called(most)}; {most['why_not']}."
        )


def _as_good(run: Run, known: Sequence[Row]) -> int | None:
    low = known[0].get("score_low")
    if not isinstance(low, int | float) or len(known) < 2:
        return None
    ends = (float(row.get("score_high") or row[run.score.name] or 0) for row in known[1:])
    return sum(1 for end in ends if end >= low)


def _repeats(shared: Sharing) -> str:
    total = sum(shared.sizes)
    if not total or total == shared.together:
        return ""
    return f"; {1 - shared.together / total:.0%} of the single audiences is counted more than once"


def _called(row: Row) -> str:
    return words(called(row), NAMED)


_OF_INFLUENCE = (
    "Influence is the number of different people who pass an account's next post on, as far as the"
    " data tells: what such an audience usually gives, corrected by what was seen of its own posts,"
    " more by recent ones, and held down where few or exclusive accounts carry it. Followers are no"
    " part of the rank."
)
_OF_FIT = (
    "Fit is the weighted sum of the scores that the brief names, each as its percentile among the"
    " candidates, and nothing else."
)
_OF_INTERVALS = (
    "Each number has an interval labelled 90 %, for the mean of many posts; a single post varies"
    " far more. Where intervals overlap, the order says little."
)


def method(run: Run, finding: Finding | None) -> list[str]:
    """Return how the numbers are computed, in paragraphs for people."""
    told = [_OF_INFLUENCE]
    if finding is not None:
        kappa, phi = (
            text_for_people(run.values.facts.get(name)) for name in ("kappa_topic", "phi_topic")
        )
        told.append(
            "Within the topic it is that number times (how often its posts on the topic were passed"
            " on + k) / (how often they would have been, were they like all its posts + k), with"
            f" k = {kappa} (1 + influence / {phi}), fitted to this data."
        )
        told.append(_OF_FIT)
    return [*told, _OF_INTERVALS, method_paragraph(run)]
