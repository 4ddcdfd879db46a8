"""Server-sent events, whole, out of pieces of bytes as they come.

https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation, but for
``id`` and ``retry``: nothing is gone on with, and how long to wait is for the client to say.
"""

import re
from typing import Final

from crawlers.client.lasting import LARGEST
from crawlers.errors import AnswerUnusable

_LINE_END: Final = re.compile(rb"\r\n|\r|\n")
_BEGIN: Final = b"\xef\xbb\xbf"


class ServerEvents:
    r"""Reads one stream.

    Parameters
    ----------
    largest
        Bytes of an event at most.

    Examples
    --------
    >>> events = ServerEvents()
    >>> events.feed(b":thump\n\nevent: del"), events.feed(b"ete\ndata: 7\n\n")
    ([], [b'delete\n7'])
    """

    def __init__(self, largest: int = LARGEST) -> None:
        self._largest = largest
        self._rest = bytearray()
        self._name = b""
        self._data: list[bytes] = []
        self._size = 0
        self._is_first = True
        self._was_cut_after_cr = False

    def feed(self, data: bytes | bytearray) -> list[bytes]:
        r"""Return the events that are whole now: each its name, ``\n``, and its data.

        Raises
        ------
        AnswerUnusable
            Where one is too large.
        """
        piece = bytes(data)
        whole = piece[1:] if self._was_cut_after_cr and piece.startswith(b"\n") else piece
        if piece:
            self._was_cut_after_cr = piece.endswith(b"\r")
        first, *others = _LINE_END.split(whole)
        self._rest += first
        found = []
        for following in others:
            if event := self._read(bytes(self._rest)):
                found.append(event)
            self._rest = bytearray(following)
        if self._size + len(self._rest) > self._largest:
            raise AnswerUnusable(f"An event is larger than {self._largest:,} bytes.")
        return found

    def _read(self, line: bytes) -> bytes | None:
        """Take in a line; return the event that an empty one ends."""
        if self._is_first:
            line, self._is_first = line.removeprefix(_BEGIN), False
        if not line:
            return self._ended()
        field, _, told = line.partition(b":")
        told = told.removeprefix(b" ")
        if field == b"event":
            self._name = told
        elif field == b"data":
            self._data.append(told)
            self._size += len(told) + 1
        return None

    def _ended(self) -> bytes | None:
        name, data = self._name or b"message", self._data
        self._name, self._data, self._size = b"", [], 0
        return name + b"\n" + b"\n".join(data) if data else None
