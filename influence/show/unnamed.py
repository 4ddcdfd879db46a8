"""Rows of a ranking that name nobody, to be passed on."""

from collections.abc import Iterable

from influence.show.columns import PRIVATE, Row
from influence.store import Pseudonyms, to_the_day

_NAMING = ("name", "url", "account_id")
_TIMES = ("window_start", "window_end")


def unnamed(rows: Iterable[Row], pseudonyms: Pseudonyms) -> list[Row]:
    """Return rows with pseudonyms for handle and native id, times to the day, no other names."""
    return [_unnamed(row, pseudonyms) for row in rows]


def _unnamed(row: Row, pseudonyms: Pseudonyms) -> Row:
    called = pseudonyms.account(str(row["platform"]), str(row["native_id"]))
    times = {name: to_the_day(str(row[name])) if row[name] else None for name in _TIMES}
    nothing = dict.fromkeys((*_NAMING, *PRIVATE))
    return {**row, **nothing, **times, "handle": called, "native_id": called}
