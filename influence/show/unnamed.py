"""Rows of a ranking that name nobody, to be passed on."""

from collections.abc import Iterable, Mapping

from influence.show.columns import PRIVATE, Cell, Row
from influence.store import Pseudonyms, to_the_day

_NAMING = ("name", "url", "account_id")
_TIMES = ("window_start", "window_end")
_FINGERPRINT = "data_digest"


def unnamed(rows: Iterable[Row], pseudonyms: Pseudonyms) -> list[Row]:
    """Return rows with pseudonyms for handle and native id, times to the day, no other names."""
    return [_unnamed(row, pseudonyms) for row in rows]


def unnamed_facts(facts: Mapping[str, Cell]) -> dict[str, Cell]:
    """Return the facts of a run without its data's fingerprint, times to the day."""
    return {**facts, **_days(facts), _FINGERPRINT: None}


def _unnamed(row: Row, pseudonyms: Pseudonyms) -> Row:
    called = pseudonyms.account(str(row["platform"]), str(row["native_id"]))
    nothing = dict.fromkeys((*_NAMING, *PRIVATE))
    return {**row, **nothing, **_days(row), "handle": called, "native_id": called}


def _days(row: Row) -> dict[str, Cell]:
    return {name: to_the_day(str(row[name])) if row[name] else None for name in _TIMES}
