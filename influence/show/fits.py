"""What a fit with a brief is made of: sentences and a table that adds up, or all of it as JSON."""

import json
from collections.abc import Iterator, Sequence
from typing import TextIO

from influence.find import STATUS_WORDS, Finding
from influence.ranking.names import Name
from influence.show.columns import Column, Row, text_for_people
from influence.show.formats import write_rows

TERMS = (
    Column("score"),
    Column("value"),
    Column("percentile"),
    Column("weight"),
    Column("adds", digits=4),
)


def write_fit(
    account: Name,
    finding: Finding,
    row: Row | None,
    terms: Sequence[Row],
    form: str,
    stream: TextIO,
) -> None:
    """Write what the fit of an account is made of as ``text``, ``md``, ``json`` or ``jsonl``.

    Parameters
    ----------
    row
        Its row in the finding; None where it is not in it.
    terms
        One a score of the brief, whose ``adds`` sum up to the fit.
    """
    if form in {"json", "jsonl"}:
        whole = fit_as_json(finding, row, terms)
        indent = 2 if form == "json" else None
        stream.write(json.dumps(whole, indent=indent, ensure_ascii=False, allow_nan=False) + "\n")
        return
    stream.write(f"{'## ' if form == 'md' else ''}{account.label}\n\n")
    stream.writelines(f"{line}\n" for line in _sentences(finding, row))
    if row is not None and row["fit"] is not None:
        stream.write("\n")
        write_rows(terms, TERMS, "md" if form == "md" else "table", stream)
    stream.write("\n")


def fit_as_json(finding: Finding, row: Row | None, terms: Sequence[Row]) -> dict[str, object]:
    """Return what a fit is made of, as JSON can hold it."""
    return {"account": row, "brief": finding.name, "counts": finding.counts, "terms": terms}


def _sentences(finding: Finding, row: Row | None) -> Iterator[str]:
    if row is None:
        yield "It posted nothing in the window of the brief, so that it was not judged."
        return
    yield f"{finding.name}: {STATUS_WORDS[str(row['status'])]}."
    if row["why_not"]:
        yield f"Why not: {row['why_not']}."
    if row["why"]:
        yield f"{row['why']}."
    if row["fit"] is not None:
        count = finding.counts.get("candidate", 0)
        place = f", place {row['place']} of {count:,}" if row["place"] else ""
        fit = text_for_people(row["fit"], 4)
        yield f"Fit {fit} of 100{place}: what the scores below add up to."
