"""How the numbers of a run came about, in words for a paper."""

from collections.abc import Iterator

from influence.ranking import Run
from influence.ranking.methods import WHOLE_WINDOW, method_of
from influence.show.columns import counted
from influence.show.rankings import span


def method_paragraph(run: Run) -> str:
    """Return data, window, score, settings and version of a run, as a paragraph to paste."""
    return " ".join(_sentences(run))


def _sentences(run: Run) -> Iterator[str]:
    score, method = run.score, method_of(run.score)
    facts = run.values.facts
    settings = ", ".join(f"{name}={value}" for name, value in run.settings.items())
    yield f"Accounts were ranked by {score.name}, in {run.unit}, with influence-discovery"
    yield f"{run.version} (settings: {settings})." if settings else f"{run.version}."
    tier = f", tier {facts['tier']}" if "tier" in facts else ""
    yield f"The data held {counted(len(run.graph), 'accounts')} and"
    yield f"{counted(run.graph.interactions, 'interactions')}, {span(run)}{tier}."
    yield from filter(None, method.words)
    if method.window != WHOLE_WINDOW:
        yield f"Window: {method.window}"
    if run.values.low is not None:
        yield "Intervals are labelled 90 %, for the mean of many posts."
    if known := facts.get("what_cannot_be_known"):
        yield f"What cannot be known: {known}"
    if method.cannot_tell:
        yield f"What the number cannot tell: {method.cannot_tell}"
    yield f"Source: {score.reference}. Digest of the data: {run.digest}."
