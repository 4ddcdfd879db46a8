"""The page of influence within a topic, opened: sentences and tables, or all of it as JSON."""

import json
from collections.abc import Iterator, Mapping
from typing import TextIO

from influence.find import TopicalExplanation, WithinTopic
from influence.ranking.lists import RANKED
from influence.show.columns import Cell, Column, Row
from influence.show.explanations import SECTIONS as OF_INFLUENCE
from influence.show.formats import write_rows
from influence.show.rankings import span

FORMS = ("text", "md", "json", "jsonl")
_PARTS, _POSTS = (OF_INFLUENCE[name] for name in ("parts", "posts"))
SECTIONS: Mapping[str, tuple[str, tuple[Column, ...]]] = {
    "parts": _PARTS,
    "amplifiers": (
        "Who passed on its posts on the topic",
        (
            Column("amplifier"),
            Column("posts_amplified", label="passed on"),
            Column("evidence", wrap=True),
        ),
    ),
    "posts": (f"{_POSTS[0]}, on the topic", _POSTS[1]),
    "hits": (
        "Its newest posts on the topic",
        (
            Column("published_at", keep=1),
            Column("passage", wrap=True),
            Column("url", wrap=True),
        ),
    ),
}


def write_topical(
    explanation: TopicalExplanation, within: WithinTopic, summary: Row, form: str, stream: TextIO
) -> None:
    """Write one explanation as ``text``, ``md``, ``json`` or (on one line) ``jsonl``.

    Parameters
    ----------
    summary
        The account's row of the ranking within the topic.
    """
    tables = topical_tables(explanation)
    if form in {"json", "jsonl"}:
        whole = topical_as_json(explanation, within, summary)
        indent = 2 if form == "json" else None
        stream.write(json.dumps(whole, indent=indent, ensure_ascii=False, allow_nan=False) + "\n")
        return
    stream.write(f"{'## ' if form == 'md' else ''}{explanation.account.label}\n\n")
    stream.writelines(f"{line}\n" for line in _sentences(within, summary))
    for name, (title, columns) in SECTIONS.items():
        if tables[name]:
            stream.write(f"\n{'### ' if form == 'md' else ''}{title}\n\n")
            write_rows(tables[name], columns, "md" if form == "md" else "table", stream)


def topical_as_json(
    explanation: TopicalExplanation, within: WithinTopic, summary: Row
) -> dict[str, object]:
    """Return everything that an explanation says, as JSON can hold it."""
    return {
        "account": dict(summary),
        "topic": within.query.typed,
        "unit": within.run.unit,
        "method": within.run.method,
        "facts": dict(within.run.values.facts),
        **topical_tables(explanation),
    }


def topical_tables(explanation: TopicalExplanation) -> dict[str, list[dict[str, Cell]]]:
    """Return the tables of :data:`SECTIONS` by name."""
    hits: list[dict[str, Cell]] = [
        {"published_at": hit.published_at, "passage": hit.words, "url": hit.address}
        for hit in explanation.hits
    ]
    return {
        "parts": list(explanation.parts),
        "amplifiers": list(explanation.amplifiers),
        "posts": list(explanation.posts),
        "hits": hits,
    }


def _sentences(within: WithinTopic, summary: Row) -> Iterator[str]:
    run = within.run
    yield f"{summary.get('why') or 'Nothing can be said of this account on the topic.'}"
    ranked = run.lists[RANKED].positions.size
    if summary.get("rank") is not None:
        yield (
            f"Rank {summary['rank']} of {ranked:,} on the topic; overlapping intervals leave places"
            f" {summary['rank_low']} to {summary['rank_high']} open."
        )
    yield f"Topic: {within.query.typed}. Window: {span(run)}. Unit: {run.unit}."
    facts = run.values.facts
    yield (
        "Formula: influence x (times its posts on the topic were passed on + k) / (times they would"
        " have been, were they like its other posts + k);"
        f" k = {float(facts['kappa_topic']):.3g} (1 + influence / {_told(facts['phi_topic'])});"
        " see docs/topics.md."
    )


def _told(phi: float | str) -> str:
    return phi if isinstance(phi, str) else f"{phi:.3g}"
