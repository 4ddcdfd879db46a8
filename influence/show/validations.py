"""The page of a validation: a row a score, the verdict in words, and a chart of dots and bars."""

import json
import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import TextIO

from influence.ranking.validation import MEASURES, Interval, Judgement, Standing
from influence.show.columns import Column, Row, known
from influence.show.formats import write_rows

WIDTH, ROW, LEFT, RIGHT, TOP, BOTTOM = 760, 26, 210, 40, 64, 78
CAPTION = (
    "Bars hold 95 % of the draws, and the axes are as long as they ask for.",
    "All scores meet the same draws, so that one may lead for certain where bars overlap.",
)
JUDGEMENT_COLUMNS = (
    "score",
    "measure",
    "value",
    "low",
    "high",
    "lead",
    "lead_low",
    "lead_high",
    "why_not",
)
STEPS, MOST_STEPS = (0.01, 0.02, 0.05, 0.1, 0.25), 5
"""Distances of ticks, and about how many an axis has."""

INK, FIRST, OTHER = "#222222", "#1f5f8b", "#8a8a8a"


def write_judgement(
    judgement: Judgement, verdict: Sequence[str], form: str, stream: TextIO
) -> None:
    """Write what every score reached: a page for people, one row a score and measure for machines.

    Parameters
    ----------
    form
        One of ``influence.show.FORMATS``; JSON holds the verdict and the trials too.
    """
    if form == "json":
        whole = {
            "verdict": list(verdict),
            "judged": judgement.judged,
            "target": judgement.target,
            "trials": list(judgement.trials),
            "sizes": dict(judgement.sizes),
            "sized_by": judgement.sized_by,
            "measures": dict(MEASURES),
            "scores": list(judgement_rows(judgement)),
        }
        stream.write(json.dumps(whole, indent=2, ensure_ascii=False, allow_nan=False) + "\n")
        return
    if form not in {"table", "md"}:
        write_rows(judgement_rows(judgement), JUDGEMENT_COLUMNS, form, stream)
        return
    stream.writelines(f"{line}\n" for line in verdict)
    stream.write("\n")
    write_rows(*_page(judgement), form, stream)
    stream.write(f"\nOf {judgement.judged:,} accounts; in brackets 95 % of the draws.\n")
    stream.writelines(f"{name}: {words}.\n" for name, words in MEASURES.items())
    if partly := [each for each in judgement.standings if 0 < each.known < judgement.judged]:
        known_of = ", ".join(f"{each.score} knows {each.known:,}" for each in partly)
        stream.write(f"Accounts of which a score knows nothing stand last in it: {known_of}.\n")
    sizes = ", ".join(f"{third} {count:,}" for third, count in judgement.sizes.items())
    stream.write(f"\nConcordance by size of account, by {judgement.sized_by} ({sizes}):\n\n")
    thirds = [Column(name, label=name) for name in judgement.sizes]
    rows: list[Row] = [
        {"score": each.score, **each.by_size} for each in judgement.standings if each.measures
    ]
    write_rows(rows, [Column("score"), *thirds], form, stream)


def _page(judgement: Judgement) -> tuple[list[Row], list[Column]]:
    """Return one row a score, the best first."""
    able = _best_first(judgement)
    names = list(able[0].measures) if able else ["concordance"]
    rows: list[Row] = [
        {"score": each.score, **{name: _told(each.measures[name]) for name in names}}
        for each in able
    ]
    keep = {"concordance": 0, "log_r2": 5, "added_r2": 4}
    columns = [
        Column(name, right=True, keep=keep.get(name, 3 if "ndcg" in name else 1)) for name in names
    ]
    return rows, [Column("score"), *columns]


def _best_first(judgement: Judgement) -> list[Standing]:
    able = [each for each in judgement.standings if each.measures]
    return sorted(able, key=lambda each: -each.measures["concordance"].value)


def _told(found: Interval) -> str:
    if math.isnan(found.value):
        return ""
    return f"{found.value:.3f} ({found.low:.2f} to {found.high:.2f})"


def judgement_rows(judgement: Judgement) -> Iterator[Row]:
    """Yield a row a score and measure, with what the first score leads it by.

    Of how many accounts it knows something, its lead over counting and its concordance in each
    third by size are measures of their own.
    """
    for each in judgement.standings:
        if each.why_not:
            yield {"score": each.score, "why_not": each.why_not}
        for name, found in each.measures.items():
            row: Row = {
                "score": each.score,
                "measure": name,
                **_ends(found, "value", "low", "high"),
            }
            lead = each.lead.get(name)
            yield {**row, **(_ends(lead, "lead", "lead_low", "lead_high") if lead else {})}
        if each.measures:
            yield {"score": each.score, "measure": "known", "value": each.known}
        if over := each.over_counting:
            ends = _ends(over, "value", "low", "high")
            yield {"score": each.score, "measure": "concordance_over_counting", **ends}
        for third, found_there in each.by_size.items():
            name = f"concordance_{third.replace(' ', '_')}"
            yield {"score": each.score, "measure": name, "value": known(found_there)}


def _ends(found: Interval, *names: str) -> Row:
    return {name: known(value) for name, value in zip(names, found, strict=True)}


def write_chart(judgement: Judgement, stream: TextIO) -> None:
    """Write concordance and the first capture as dots with their intervals, as one SVG."""
    able = _best_first(judgement)
    panels = [name for name in ("concordance", f"capture_{judgement.k[-1]}") if able]
    height = TOP + ROW * len(able) + BOTTOM
    stream.write(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' font-family="sans-serif" font-size="12" fill="{INK}">\n'
        f"<title>{escape(_title(judgement))}</title>\n"
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>\n'
        f'<text x="12" y="22" font-size="14">{escape(_title(judgement))}</text>\n'
    )
    for row, each in enumerate(able):
        y = TOP + ROW * row + 16
        stream.write(f'<text x="{LEFT - 12}" y="{y + 4}" text-anchor="end">{each.score}</text>\n')
    width = (WIDTH - LEFT - RIGHT * len(panels)) / max(len(panels), 1)
    first = judgement.standings[0].score
    for place, name in enumerate(panels):
        left = LEFT + place * (width + RIGHT)
        stream.writelines(_panel(able, name, first, left, width))
    for line, y in zip(CAPTION, (height - 26, height - 11), strict=True):
        stream.write(f'<text x="12" y="{y}" font-size="11">{line}</text>\n')
    stream.write("</svg>\n")


def _title(judgement: Judgement) -> str:
    return f"Which score predicts {judgement.target}: {judgement.judged:,} accounts"


def _panel(
    able: Sequence[Standing], name: str, first: str, left: float, width: float
) -> Iterator[str]:
    """Yield one panel: an axis as long as what is on it, and a dot with a bar for each score."""
    bottom = TOP + ROW * len(able) + 6
    label = "concordance (a coin: .5)" if name == "concordance" else name.replace("_", "@")
    ticks = _ticks([end for each in able for end in each.measures[name] if math.isfinite(end)])
    start, scale = ticks[0], width / (ticks[-1] - ticks[0])
    yield f'<text x="{left:.1f}" y="{TOP - 12}">{label}</text>\n'
    for tick in ticks:
        x = left + scale * (tick - start)
        yield (
            f'<line x1="{x:.1f}" y1="{TOP - 4}" x2="{x:.1f}" y2="{bottom}" stroke="#dddddd"/>'
            f'<text x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">{tick:g}</text>\n'
        )
    for row, each in enumerate(able):
        found = each.measures[name]
        if math.isnan(found.value):
            continue
        y = TOP + ROW * row + 16
        colour = FIRST if each.score == first else OTHER
        ends = (found.low, found.high, found.value)
        low, high, x = (left + scale * (end - start) for end in ends)
        yield (
            f'<line x1="{low:.1f}" y1="{y}" x2="{high:.1f}" y2="{y}" stroke="{colour}"'
            f' stroke-width="3"/><circle cx="{x:.1f}" cy="{y}" r="4" fill="{colour}">'
            f"<title>{each.score}: {_told(found)}</title></circle>\n"
        )


def _ticks(ends: Sequence[float]) -> list[float]:
    """Return the ticks of an axis that holds these numbers of 0 to 1, in steps that are round."""
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    step = next(each for each in STEPS if high - low <= MOST_STEPS * each)
    begin, end = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    last = max(end, begin + 1)
    return [round(step * k, 2) for k in range(begin, last + 1)]
