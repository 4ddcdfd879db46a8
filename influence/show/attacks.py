"""How far scores are fooled: rows for machines, tables of places and plain words for people."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

from influence.ranking.under_attack import ALWAYS, NEVER, TRIGGERED, GuardCost, Outcome
from influence.show.columns import Column, Row, text_for_people
from influence.show.formats import write_rows
from influence.synthetic import ATTACKS

TOLD_IN_FULL = 3
"""Of more scores than these, nobody would read a sentence an attack; the tables hold them."""

WORKED = 2.0
"""An attack has worked where it doubles the score, and most of the victims are not flagged."""


def attack_rows(outcomes: Iterable[Outcome], costs: Iterable[GuardCost]) -> list[Row]:
    """Return one row for each use of a guard where nobody cheats, then one for each outcome."""
    honest: list[Row] = [
        {
            "score": cost.score,
            "guard": cost.guard,
            "attack": "none",
            "size": 0,
            "concordance": cost.concordance,
            "capture_100": cost.capture,
            "rated": cost.rated,
            "rated_flagged": cost.flagged,
        }
        for cost in costs
    ]
    return [*honest, *(outcome._asdict() for outcome in outcomes)]


def attack_columns(costs: Iterable[GuardCost]) -> list[str]:
    """Return the columns for machines; what needs a truth is left out where none is known."""
    known = any(map(_told, costs))
    truth = ["concordance", "capture_100"] if known else []
    return [*Outcome._fields, *truth, "rated", "rated_flagged"]


def write_attack_tables(outcomes: Iterable[Outcome], form: str, stream: TextIO) -> None:
    """Write one table a score, as it is and without its guard: places by attack and size."""
    tables: dict[tuple[str, str | None], list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.guard != ALWAYS:
            tables.setdefault((outcome.score, outcome.guard), []).append(outcome)
    for (score, guard), found in tables.items():
        without = ", if it had no guard" if guard == NEVER else ""
        stream.write(f"Median place of the victims (and lift) under {score}{without}:\n\n")
        sizes = list(dict.fromkeys(each.size for each in found))
        columns: list[Column | str] = ["attack", Column("clean", right=True)]
        columns += [Column(str(size), right=True) for size in sizes]
        if guard == TRIGGERED:
            columns.append(Column("flagged", label="to check", right=True))
        write_rows(_lines(found), columns, form, stream)
        stream.write("\n")


def attack_words(outcomes: Iterable[Outcome]) -> list[str]:
    """Return what happened under each score as it is, in sentences.

    Every attack is told with all its sizes; of more than three scores, only what works.
    """
    lines: list[str] = []
    by_score: dict[str, list[Outcome]] = {}
    for each in outcomes:
        if each.guard in (None, TRIGGERED):
            by_score.setdefault(each.score, []).append(each)
    for score, found in by_score.items():
        if len(by_score) <= TOLD_IN_FULL:
            names = dict.fromkeys(each.attack for each in found)
            by_attack = ([each for each in found if each.attack == name] for name in names)
            lines += map(_sentence, by_attack)
        lines.append(_what_works(score, found))
    return lines


def left_out(outcomes: Iterable[Outcome], sizes: Sequence[int]) -> list[str]:
    """Return one sentence on the attacks that the data is too small for, if there are any."""
    done = {(each.attack, each.size) for each in outcomes}
    missing = {name: [size for size in sizes if (name, size) not in done] for name in ATTACKS}
    parts = [f"{name} ({', '.join(map(str, some))})" for name, some in missing.items() if some]
    if not parts:
        return []
    return [f"Left out for want of others who post and are passed on: {', '.join(parts)}."]


def cost_words(costs: Sequence[GuardCost]) -> list[str]:
    """Return what the guard of each score costs where nobody cheats, one sentence a score."""
    by_score: dict[str, dict[str | None, GuardCost]] = {}
    for cost in costs:
        by_score.setdefault(cost.score, {})[cost.guard] = cost
    return [_cost(score, of_score) for score, of_score in by_score.items()]


def _lines(outcomes: Sequence[Outcome]) -> list[Row]:
    lines: list[Row] = []
    for name in dict.fromkeys(each.attack for each in outcomes):
        found = [each for each in outcomes if each.attack == name]
        cells = {str(each.size): f"{_place(each.place)} x{_lift(each)}" for each in found}
        clean = {"attack": name, "clean": _place(found[0].place_clean)}
        lines.append({**clean, **cells, "flagged": _shares([each.flagged for each in found])})
    return lines


def _place(place: float) -> str:
    return f"{place:,.1f}".removesuffix(".0") if math.isfinite(place) else "none"


def _lift(outcome: Outcome) -> str:
    return f"{outcome.lift:.1f}" if outcome.lift < 10 else text_for_people(outcome.lift, 2) or "?"


def _shares(shares: Sequence[float]) -> str:
    if len(set(shares)) == 1:
        return {0.0: "none", 1.0: "all"}.get(shares[0], f"{shares[0]:.0%}")
    return ", ".join(f"{share:.0%}" for share in shares)


def _sentence(outcomes: Sequence[Outcome]) -> str:
    """Tell one attack on one score: where the victim stands, and what each size makes of it."""
    first, *larger = outcomes
    doing = ATTACKS[first.attack].words(first.size)
    parts = [f"with {doing} {_moves(first)} (score x{_lift(first)}; {_flags(first)})"]
    parts += [
        f"with {each.size} {_moves(each)} (x{_lift(each)}; {_flags(each)})" for each in larger
    ]
    start = f"Under {first.score} the median victim is at place {_place(first.place_clean)}"
    return f"{start}; {', '.join(parts)}."


def _moves(outcome: Outcome) -> str:
    was, now = _place(outcome.place_clean), _place(outcome.place)
    return "it stays there" if was == now else f"it moves to {now}"


def _flags(outcome: Outcome) -> str:
    if math.isnan(outcome.flagged):
        return "this score flags nobody"
    count = round(outcome.flagged * outcome.victims)
    if count in (0, outcome.victims):
        return "all are flagged" if count else "none is flagged"
    return f"{count} of {outcome.victims} {'is' if count == 1 else 'are'} flagged"


def _what_works(score: str, outcomes: Sequence[Outcome]) -> str:
    """Say which attacks double the score unseen, each with the smallest size that does."""
    first: dict[str, Outcome] = {}
    for each in sorted(outcomes, key=lambda each: each.size):
        if each.lift >= WORKED and not each.flagged >= 0.5:
            first.setdefault(each.attack, each)
    if not first:
        return f"No attack that was tried doubles {score} without most victims being flagged."
    parts = [
        f"{ATTACKS[name].words(each.size)} (x{_lift(each)}, place {_place(each.place)})"
        for name, each in first.items()
    ]
    return f"What doubles {score} with less than half of the victims flagged: {'; '.join(parts)}."


def _cost(score: str, by_guard: Mapping[str | None, GuardCost]) -> str:
    if NEVER not in by_guard:
        own = by_guard[None]
        found = f": {_figures(own)}, where nobody cheats" if _told(own) else ""
        return f"{score} has no guard{found}."
    own, never, always = by_guard[TRIGGERED], by_guard[NEVER], by_guard[ALWAYS]
    flagged = f"{own.flagged:,} of {own.rated:,} rated accounts are flagged"
    if not _told(own):
        return (
            f"Before any attack {flagged} under {score}; what its guard costs needs a truth, which"
            " only an invented world has: leave DB out."
        )
    return (
        f"Where nobody cheats, the guard of {score} changes concordance by"
        f" {own.concordance - never.concordance:+.4f} and capture@100 by"
        f" {own.capture - never.capture:+.4f} ({_figures(own)}; always in force it would be"
        f" {_figures(always)}), and {flagged}."
    )


def _told(cost: GuardCost) -> bool:
    return math.isfinite(cost.concordance)


def _figures(cost: GuardCost) -> str:
    return f"concordance {cost.concordance:.4f}, capture@100 {cost.capture:.4f}"
