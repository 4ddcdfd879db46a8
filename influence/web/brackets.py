"""Rows that intervals cannot tell apart, joined by a bracket."""

from collections.abc import Sequence

from influence.ranking import Row, brackets


def bracketed(rows: Sequence[Row], value: str, low: str, high: str) -> list[Row]:
    """Return rows with the number of the ``bracket`` each is in; None alone, or without interval.

    Parameters
    ----------
    rows
        Best first.
    """
    rated = [row for row in rows if row.get(low) is not None and row.get("status") not in APART]
    ends = ([_number(row.get(name)) for row in rated] for name in (value, low, high))
    groups = brackets(*ends)
    of = {
        row["account_id"]: group if groups.count(group) > 1 else None
        for row, group in zip(rated, groups, strict=True)
    }
    return [{**row, "bracket": of.get(row["account_id"])} for row in rows]


APART = frozenset({"check", "unrated"})
"""Lists that are never mixed with the ranked."""


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
