"""The page of one explanation: sentences for people, the same content as JSON for machines."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

from influence.errors import UsageError
from influence.ranking.explain import Explanation
from influence.ranking.lists import CHECK, RANKED
from influence.ranking.methods import method_of
from influence.ranking.runs import Run
from influence.show.columns import Cell, Column, Row
from influence.show.formats import FORMATS, write_rows
from influence.show.output import BINARY_FORMATS
from influence.show.rankings import span
from influence.urls import BLOG

HALF = 0.5

OF_BLOGS = (
    "Of a blog, an amplification is a link to one of its posts from a post of another blog, a"
    " conversation a comment. Who reads it and links to nothing is never known: silence says"
    " nothing; see docs/blogs.md."
)

SECTIONS: Mapping[str, tuple[str, tuple[Column, ...]]] = {
    "parts": (
        "The number, stage by stage",
        (
            Column("stage"),
            Column("adds", digits=4),
            Column("sum", digits=4),
            Column("words", wrap=True),
        ),
    ),
    "amplifiers": (
        "Who carries it",
        (
            Column("amplifier"),
            Column("posts_amplified", label="passed on"),
            Column("share"),
            Column("influence_without", label="without it", digits=4),
            Column("posts_seen", label="seen", keep=1),
            Column("amplified_elsewhere", label="elsewhere", keep=2),
            Column("evidence", wrap=True),
        ),
    ),
    "posts": (
        "Posts that most accounts passed on",
        (
            Column("amplifications"),
            Column("published_at", keep=1),
            Column("post", keep=2, wrap=True),
            Column("url", wrap=True),
        ),
    ),
    "others": (
        "The same account under other scores",
        (
            Column("score"),
            Column("value"),
            Column("unit", keep=2),
            Column("rank"),
            Column("ranked", label="of"),
            Column("why_not", keep=3, wrap=True),
        ),
    ),
    "coverage": (
        "What is held, of what is claimed",
        (
            Column("list"),
            Column("held"),
            Column("claimed"),
            Column("coverage"),
            Column("read_to_its_end"),
        ),
    ),
}


FORMS = ("text", "md", "json", "jsonl", "csv", "tsv")
"""``text`` and ``md`` for people; JSON holds everything; CSV and TSV a row an account."""

EVIDENCE = ("evidence_url_1", "evidence_url_2", "evidence_url_3")
_INFLUENCE = "influence"
APPENDED = (
    *("rank", _INFLUENCE, "score_low", "score_high", "tier", "evidence", "status", "why"),
    *("adds_promise", "adds_observed", "adds_recent", "adds_guard"),
    *("top_amplifiers", "top_amplifiers_share", "top_post_share", *EVIDENCE),
)
"""The columns that explaining a list appends to its own."""


def choose_form(asked: str | None, output: str) -> str:
    """Return the form that is meant: what was asked for, else by a file's ending, else sentences.

    Raises
    ------
    UsageError
        Where the ending says a form that explanations are not written in.
    """
    if asked:
        return asked
    ending = Path(output).suffix.removeprefix(".").casefold()
    if ending in {*FORMATS, *BINARY_FORMATS} - {*FORMS}:
        raise UsageError(f"-o {output}: explain writes {', '.join(FORMS)}; name one with --format.")
    return ending if ending in FORMS else "text"


def appended(score: str) -> list[str]:
    """Return the columns of :data:`APPENDED` where another score than influence is explained."""
    return [score if name == _INFLUENCE else name for name in APPENDED]


def explanation_row(
    explanation: Explanation, summary: Row, score: str = _INFLUENCE
) -> dict[str, Cell]:
    """Return one explanation as the cells of :func:`appended`; the four ``adds`` give influence."""
    adds = {f"adds_{each['stage']}": each["adds"] for each in explanation.parts}
    recent = [float(value or 0) for name, value in adds.items() if name.startswith("adds_recent")]
    urls = [str(post["url"]) for post in explanation.posts]
    found: dict[str, Cell] = {**summary, **adds, "adds_recent": sum(recent) if adds else None}
    found |= dict(zip(EVIDENCE, urls, strict=False))
    if explanation.amplifiers:
        names = (str(each["amplifier"]) for each in explanation.amplifiers)
        found["top_amplifiers"] = "|".join(names)
        found["top_amplifiers_share"] = explanation.amplifiers_share
    if explanation.posts:
        found["top_post_share"] = explanation.top_post_share
    return {name: found.get(name) for name in appended(score)}


def write_explanation(
    explanation: Explanation, run: Run, summary: Row, form: str, stream: TextIO
) -> None:
    """Write one explanation as ``text``, ``md``, ``json`` or (on one line) ``jsonl``.

    Parameters
    ----------
    summary
        The account's row of the ranking.
    """
    if form in {"json", "jsonl"}:
        whole = explanation_as_json(explanation, run, summary)
        indent = 2 if form == "json" else None
        stream.write(json.dumps(whole, indent=indent, ensure_ascii=False, allow_nan=False) + "\n")
        return
    stream.write(f"{'## ' if form == 'md' else ''}{explanation.account.label}\n\n")
    stream.writelines(f"{line}\n" for line in sentences(explanation, run, summary))
    for name, (title, columns) in SECTIONS.items():
        rows = getattr(explanation, name)
        if rows:
            stream.write(f"\n{'### ' if form == 'md' else ''}{title}\n\n")
            write_rows(rows, columns, "md" if form == "md" else "table", stream)


def sentences(explanation: Explanation, run: Run, summary: Row) -> Iterator[str]:
    """Yield what the number is, how sure it is, and what it cannot say."""
    facts = run.values.facts
    yield f"{summary.get('why') or 'Nothing can be said of this account in this window.'}"
    yield _standing(run, summary)
    yield from _carried(explanation)
    if summary.get("status") == CHECK:
        yield "The column without it starts from the number before the guard."
    yield (
        f"Window: {span(run)}. Unit: {run.unit}. Tier {summary.get('tier') or '-'},"
        f" evidence {summary.get('evidence') or '-'}."
    )
    if explanation.account.source == BLOG:
        yield OF_BLOGS
    if known := facts.get("what_cannot_be_known"):
        yield f"What cannot be known: {known}"
    yield f"{_formula(run)} Method: {run.method}."


def _formula(run: Run) -> str:
    score = run.score
    of_others = f"Source: {score.reference}. It is of {score.origin}."
    where = of_others if score.origin else "See docs/scores.md."
    method = method_of(score)
    formula = " ".join(method.formula or method.words)
    return f"Formula: {formula} {where}" if formula else where


def _carried(explanation: Explanation) -> Iterator[str]:
    """Yield how much the accounts and posts below make of the number."""
    if explanation.amplifiers:
        share, k = explanation.amplifiers_share, len(explanation.amplifiers)
        part = f"{share:.0%}" if share >= 0.01 else "less than 1%"
        yield f"The {k} amplifiers below make {part} of its amplifications."
        if not any(row["evidence"] for row in explanation.amplifiers):
            yield "There are no links to show: this data does not say which posts were passed on."
    if explanation.top_post_share > HALF:
        yield f"One post makes {explanation.top_post_share:.0%} of its amplifications."


def _standing(run: Run, summary: Row) -> str:
    ranked = run.lists[RANKED].positions.size
    status = summary.get("status")
    if status == RANKED:
        low, high = summary["rank_low"], summary["rank_high"]
        chance = summary.get("prob_top10")
        top = "" if chance is None else f"; chance to be among the first ten: {chance:.0%}"
        if run.values.low is None:
            ties = f"; it shares places {low} to {high}" if low != high else ""
            return f"Rank {summary['rank']} of {ranked:,}{ties}."
        if low == high:
            return f"Rank {summary['rank']} of {ranked:,}; no other interval overlaps its own{top}."
        return (
            f"Rank {summary['rank']} of {ranked:,}; overlapping intervals leave places"
            f" {low} to {high} open{top}."
        )
    if status == CHECK:
        return "Not ranked, check before use: it depends on few or exclusive accounts."
    return "Not rated."


def explanation_as_json(explanation: Explanation, run: Run, summary: Row) -> dict[str, object]:
    """Return everything that an explanation says, as JSON can hold it."""
    return {
        "account": dict(summary),
        "window": {"since": run.window.since, "until": run.window.until},
        "ranked": int(run.lists[RANKED].positions.size),
        "unit": run.unit,
        "method": run.method,
        "data_digest": run.digest,
        **{name: _plain(getattr(explanation, name)) for name in SECTIONS},
        "facts": dict(run.values.facts),
    }


def _plain(rows: list[dict[str, Cell]]) -> list[dict[str, Cell]]:
    return [{name: _whole(value) for name, value in row.items()} for row in rows]


def _whole(value: Cell) -> Cell:
    return int(value) if isinstance(value, float) and value.is_integer() else value
