"""The page of a whole ranking: the ranked, then apart those to check, then those not rated."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TextIO

import numpy as np

from influence.graph import NOT_ASKED, NOT_TO_CONTACT, OPTED_OUT, TIER_B
from influence.invocation import suggested
from influence.ranking import CHECK, RANKED, UNRATED, Run
from influence.show.columns import Cell, Column, Row, called, counted, text_for_people
from influence.show.formats import write_rows
from influence.show.unnamed import unnamed
from influence.store import Pseudonyms

MOSTLY = 0.8
"""The share of what a source counts from which on the rest is taken for what no list shows."""


def heading(run: Run) -> str:
    """Say in one line what was ranked: how much data, of when, by what."""
    facts = run.values.facts
    tier = f"; tier {facts['tier']}" if "tier" in facts else ""
    return (
        f"{run.score.name}: {run.unit}. {counted(len(run.graph), 'accounts')},"
        f" {counted(run.graph.interactions, 'interactions')}, {span(run)}{tier}."
    )


def span(run: Run) -> str:
    """Say from when to when: to the day where nobody asked for more."""
    start, end = (
        asked.removesuffix("T00:00:00Z") if asked else found[:10] if found else "no known time"
        for asked, found in zip(run.window, run.bounds, strict=True)
    )
    return f"{start} to {end}"


def cautions(run: Run) -> list[str]:
    """Return what has to be said with every ranking.

    Mixed tiers, what cannot be known, and how many accounts are on no list because of what they
    want.
    """
    facts = run.values.facts
    lines = []
    counts = [int(facts.get(f"tier_{tier}_accounts", 0)) for tier in "abc"]
    if sum(count > 0 for count in counts) > 1:
        parts = [f"{n:,} in {t}" for t, n in zip("ABC", counts, strict=True) if n]
        lines.append(f"Tiers are mixed ({', '.join(parts)}); see the column tier.")
    if known := facts.get("what_cannot_be_known"):
        lines.append(f"What cannot be known: {known}")
    return [*lines, *_not_asked_for(run), *left_out(run)]


def _not_asked_for(run: Run) -> list[str]:
    """Say of how many of those ranked not all was read of who passed their posts on."""
    graph, tier = run.graph, run.values.companions.get("tier")
    if tier is None:
        return []
    chosen = np.concatenate([run.lists[name].positions for name in (RANKED, CHECK)])
    author, claimed = graph.published.author, np.fmax(graph.published.claimed, 0.0)
    told = np.bincount(author, claimed, len(graph))
    is_short = graph.amplifications_received < MOSTLY * told
    many = int((is_short & (tier <= TIER_B))[chosen].sum())
    if not many:
        return []
    words = (
        f"Of {many:,} of the {chosen.size:,} ranked less than {MOSTLY:.0%} of the amplifications"
        " that their sources count are held: their influence is a lower bound;"
        f" `{suggested('status', 'DB')}` says what is missing."
    )
    return [words]


def left_out(run: Run) -> list[str]:
    """Say how many accounts no list may show, and why."""
    unlisted = run.graph.unlisted
    if unlisted is None:
        return []
    codes = (OPTED_OUT, NOT_ASKED, NOT_TO_CONTACT)
    opted_out, silent, barred = (int((unlisted == code).sum()) for code in codes)
    lines = []
    if opted_out:
        verb = "is" if opted_out == 1 else "are"
        lines.append(f"{counted(opted_out, 'accounts')} opted out and {verb} not listed.")
    if silent:
        how = suggested("consent", "DB", "ACCOUNT", "allow")
        lines.append(
            f"{counted(silent, 'accounts')} did not ask to be listed where silence is no yes;"
            f" `{how}` lists one."
        )
    if barred:
        verb = "is" if barred == 1 else "are"
        lines.append(f"{counted(barred, 'accounts')} {verb} not to be contacted, and not listed.")
    return lines


def elsewhere(run: Run, which: str) -> str:
    """Say how many accounts are on the lists that are not shown."""
    words = {RANKED: "ranked", CHECK: "to check before use", UNRATED: "not rated"}
    parts = [
        f"{run.lists[name].positions.size:,} {words[name]} (--list {name})"
        for name in words
        if name != which and run.lists[name].positions.size
    ]
    return f"Not in this list: {', '.join(parts)}." if which != "all" and parts else ""


def people_columns(run: Run) -> list[Column]:
    """Return the columns that a person reads first, the least needed dropped on narrow screens."""
    has = {*run.observed._fields, *run.values.companions}
    optional = [
        Column("topic_posts", label="on topic", keep=2),
        Column("overall_influence", label="overall", keep=2),
        Column("quality", label="x usual", keep=5),
        Column("amplifiers", keep=2),
        Column("audience_passivity", label="aud. passivity", keep=1, digits=2),
        Column("followers", keep=1),
        Column("tier", keep=4),
        Column("evidence", keep=3),
    ]
    return [
        Column("rank", words=_rank, right=True),
        Column("handle", words=called),
        Column(run.score.name, words=lambda row: _with_interval(row, run.score.name), right=True),
        *[column for column in optional if column.name in has - {run.score.name}],
        Column("why", keep=6, wrap=True),
    ]


class Shown(NamedTuple):
    """The rows of one list that a page shows, and how many there are."""

    rows: Sequence[Row]
    total: int

    def unnamed(self, pseudonyms: Pseudonyms) -> "Shown":
        """Return the same without names."""
        return self._replace(rows=unnamed(self.rows, pseudonyms))


def write_page(run: Run, lists: Mapping[str, Shown], stream: TextIO) -> None:
    """Write the ranked, those to check and the nearest to being rated, each under its heading."""
    columns = people_columns(run)
    stream.write(f"{heading(run)}\n\n")
    ranked, check, unrated = (lists[name] for name in (RANKED, CHECK, UNRATED))
    if ranked.rows:
        write_rows(ranked.rows, columns, "table", stream)
    if (more := ranked.total - len(ranked.rows)) > 0:
        stream.write(f"... and {more:,} more (--top {ranked.total}).\n")
    if check.rows:
        stream.write(
            f"\nCheck before use ({check.total:,}): few or exclusive accounts carry them.\n\n"
        )
        reasons = [columns[1], columns[2], Column("why", wrap=True)]
        write_rows(check.rows, reasons, "table", stream)
    if unrated.rows:
        stream.write(f"\nNot rated ({unrated.total:,}); nearest to it:\n\n")
        write_rows(unrated.rows, [columns[1], Column("why", wrap=True)], "table", stream)


def _rank(row: Row) -> str:
    if row["rank"] is None:
        return ""
    if row["rank_low"] == row["rank_high"]:
        return f"{row['rank']}"
    return f"{'=' if row.get('tied') else ''}{row['rank']} ({row['rank_low']}-{row['rank_high']})"


def _with_interval(row: Row, name: str) -> str:
    value = text_for_people(row[name])
    low: Cell = row.get("score_low")
    high: Cell = row.get("score_high")
    if low is None or high is None:
        return value
    return f"{value} ({text_for_people(low, 2)} to {text_for_people(high, 2)})"
