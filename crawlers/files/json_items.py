"""The items of one long JSON list, one by one: an archive of gigabytes is never held whole."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO, TypeVar

from crawlers.bad_row import BadRow
from crawlers.files.reading import Reading
from crawlers.json_values import as_row, nothing_for
from crawlers.times import UnreadableTime
from influence.errors import InputUnusable
from influence.records import Record

Item = TypeVar("Item")

CHUNK = 1 << 16
LONGEST_ITEM = 1 << 24
"""Characters that one item may have, and what stands before a list."""


def items_of(text: TextIO, name: str, before: str = "") -> Iterator[object]:
    """Yield the items of the first list that follows ``before`` in a text, and of no other list.

    Parameters
    ----------
    name
        The file, for sentences.
    before
        What stands somewhere before the list, such as ``"orderedItems"``; empty for the first
        list of the text.

    Raises
    ------
    InputUnusable
        Where there is no such list, it is cut off, or an item is no JSON or far too long. The
        items before were yielded.
    """
    return iter(_Items(text, name).after(before))


class _Items:
    """A window on a text that moves along a list, with as much of it as one item needs."""

    def __init__(self, text: TextIO, name: str) -> None:
        self._text = text
        self._name = name
        self._window = ""
        self._at = 0
        self._taken = 0
        self._decoder = json.JSONDecoder(parse_constant=nothing_for)

    def after(self, before: str) -> Iterator[object]:
        if not (self._find_named(before) if before else self._find("[")):
            raise InputUnusable(f"{self._name} holds no JSON list {before}".rstrip() + ".")
        self._skip_space()
        while self._next() != "]":
            yield self._item()
            self._taken += 1
            self._skip_space()
            if self._next() == ",":
                self._at += 1
                self._skip_space()
            elif self._next() != "]":
                raise InputUnusable(self._broken("has no comma before it"))

    def _find_named(self, before: str) -> bool:
        if not self._find(before):
            return False
        self._skip_space(":")
        return self._window[self._at : self._at + 1] == "[" and self._find("[")

    def _find(self, mark: str) -> bool:
        """Move behind the next occurrence of a mark; stay where there is none near."""
        seen = 0
        while (place := self._window.find(mark, self._at)) < 0:
            seen += len(self._window) - self._at
            self._at = max(self._at, len(self._window) - len(mark) + 1)
            if seen > LONGEST_ITEM or not self._read():
                return False
        self._at = place + len(mark)
        return True

    def _read(self) -> bool:
        """Drop what is done with and read on, more at once the longer an item; False at the end."""
        more = self._text.read(max(CHUNK, len(self._window) - self._at))
        self._window = self._window[self._at :] + more
        self._at = 0
        return bool(more)

    def _skip_space(self, also: str = "") -> None:
        blank = " \t\r\n" + also
        while True:
            while self._at < len(self._window) and self._window[self._at] in blank:
                self._at += 1
            if self._at < len(self._window) or not self._read():
                return

    def _next(self) -> str:
        if self._at == len(self._window):
            raise InputUnusable(
                f"{self._name} is cut off after item {self._taken:,} of its list; copy it again."
            )
        return self._window[self._at]

    def _item(self) -> object:
        """Return the item here; what fails may only not have been read to its end yet."""
        while True:
            try:
                item, end = self._decoder.raw_decode(self._window, self._at)
            except (ValueError, RecursionError) as error:
                length = len(self._window) - self._at
                is_final = isinstance(error, RecursionError) or length > LONGEST_ITEM
                if is_final or not self._read():
                    raise InputUnusable(self._broken(f"is no JSON: {_why(error)}")) from error
            else:
                if end < len(self._window):
                    self._at = end
                    return item
                if not self._read():  # a number may go on behind the window
                    self._at = len(self._window)
                    return item

    def _broken(self, what: str) -> str:
        return f"{self._name}: item {self._taken + 1:,} of its list {what}."


def _why(error: Exception) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else str(error)


def read_items(
    reading: Reading,
    items: Iterable[object],
    records_of: Callable[[object], Iterable[Record]],
    shown: Callable[[object], str] = as_row,
) -> Iterator[Record]:
    """Yield the records of each item; an item that cannot be taken is told and passed over whole.

    Parameters
    ----------
    records_of
        Raises ``BadRow`` or ``UnreadableTime`` for an item that cannot be taken.
    shown
        What the rejects file shows of such an item.
    """
    for number, item in enumerate(items, 1):
        reading.at.start = number
        reading.rows += 1
        yield from checked(reading, item, records_of, shown)


def checked(
    reading: Reading,
    item: Item,
    records_of: Callable[[Item], Iterable[Record]],
    shown: Callable[[Item], str] = as_row,
) -> Iterator[Record]:
    """Yield all records of one item, or tell why there are none."""
    try:
        yield from tuple(records_of(item))
    except (BadRow, UnreadableTime) as error:
        reading.reject(str(error), shown(item))
    if reading.times.left_out:
        reading.tell_left_out(shown(item))
