"""Compressed answers, of which no more is taken in than is allowed.

httpx decompresses whole chunks before it can be asked how much there is: 190 kB of gzip become one
chunk of 67 MB. zlib stops where it is told to.
"""

import re
import zlib

_STEP = 1 << 16
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_RAW = -zlib.MAX_WBITS
_CODINGS = re.compile(r"(?:x-)?gzip|deflate")
_GZIP = 0x1F


class TooLarge(Exception):
    """The answer is larger than is allowed, compressed or not."""


class NotInflatable(Exception):
    """The answer is compressed in a way that was not asked for, or is broken."""


class Inflated:
    """The body of an answer, decompressed as it comes.

    Parameters
    ----------
    coding
        The header ``Content-Encoding``: gzip, deflate (with or without zlib's header), or nothing.
    limit
        The most bytes that are taken in, before and after decompression.

    Raises
    ------
    NotInflatable
        Where it is compressed otherwise.

    Examples
    --------
    >>> body = Inflated("gzip", limit=100)
    >>> body.feed(__import__("gzip").compress(b"rye" * 3))
    >>> body.whole()
    b'ryeryerye'
    """

    def __init__(self, coding: str, limit: int) -> None:
        codings = [step for step in re.split(r"[,\s]+", coding.lower()) if step]
        codings = [step for step in codings if step != "identity"]
        if len(codings) > 1 or not all(map(_CODINGS.fullmatch, codings)):
            raise NotInflatable(f"is compressed with {coding[:50]!r}, which was not asked for")
        self._zlib = zlib.decompressobj(_GZIP_OR_ZLIB) if codings else None
        self._head: bytes | None = b"" if codings == ["deflate"] else None
        self._is_over = False
        self._limit = limit
        self._out = bytearray()
        self.wire = 0
        """Bytes that came."""

    def feed(self, chunk: bytes) -> None:
        """Take in what came.

        Raises
        ------
        TooLarge
            Where that is more than allowed; ``taken`` is what is.
        NotInflatable
            Where it is broken.
        """
        self.wire += len(chunk)
        try:
            self._inflate(chunk)
        except zlib.error as error:
            raise NotInflatable(f"is broken where it is compressed ({error})") from error
        if self.wire > self._limit:
            raise TooLarge

    def taken(self) -> bytes:
        """Return what was taken in so far, never more than the limit."""
        return bytes(self._out[: self._limit])

    def whole(self) -> bytes:
        """Return the body.

        Raises
        ------
        NotInflatable
            Where it ends in the middle.
        """
        if self._zlib is not None and self.wire and not self._zlib.eof:
            raise NotInflatable("ends in the middle of what is compressed")
        return bytes(self._out)

    def _inflate(self, chunk: bytes) -> None:
        if self._head is not None:
            chunk = self._known_form(self._head + chunk)
        if self._zlib is None:
            self._add(chunk)
            return
        if self._is_over:
            return
        part = b""
        while chunk or len(part) == _STEP:
            if self._zlib.eof:  # a further member, or what some servers put behind the last
                self._is_over = bool(chunk) and chunk[0] != _GZIP
                if not chunk or self._is_over:
                    return
                self._zlib = zlib.decompressobj(_GZIP_OR_ZLIB)
            part = self._zlib.decompress(chunk, _STEP)
            self._add(part)
            chunk = self._zlib.unused_data if self._zlib.eof else self._zlib.unconsumed_tail

    def _known_form(self, start: bytes) -> bytes:
        """Return the start of what is deflated once it says in which of two forms (RFC 1950)."""
        if len(start) < 2:
            self._head = start
            return b""
        self._head = None
        if start[0] & 0x0F != zlib.DEFLATED or int.from_bytes(start[:2], "big") % 31:
            self._zlib = zlib.decompressobj(_RAW)
        return start

    def _add(self, part: bytes) -> None:
        self._out += part
        if len(self._out) > self._limit:
            raise TooLarge
