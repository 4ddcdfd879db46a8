"""The blocks of a CAR file, by their content ids: framed by lengths, each checked by its hash.

Format: https://ipld.io/specs/transport/car/carv1/.
"""

import hashlib
import io
from typing import TYPE_CHECKING, Any

from influence.errors import InputUnusable

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST_FILE = 512 << 20
"""Bytes: the blocks are held in memory, since the tree that orders them leads anywhere."""
LARGEST_BLOCK = 4 << 20
_LONGEST_VARINT = 9
_CID = 36
_SHA2_256 = (b"\x01\x71\x12\x20", b"\x01\x55\x12\x20")  # version 1, DAG-CBOR or raw, 32 bytes

Block = dict[str, Any]
_BEGINS = b"\xa2eroots"  # a map of two, of which "roots" is the first; the header's length precedes


class NoDecoder(InputUnusable):
    """The package that decodes blocks is not installed."""


class CutOff(InputUnusable):
    """A CAR file that ends before it is at its end."""


class Blocks:
    """A CAR file whose blocks are decoded when they are asked for.

    Attributes
    ----------
    roots
        Content ids of the blocks to begin with.
    """

    def __init__(self, stream: io.BufferedReader, name: str) -> None:
        """Read all blocks.

        Raises
        ------
        InputUnusable
            Where libipld is missing, or the file is cut off, too large, or not what it says.
        """
        self._decode = _decoder()
        self._name = name
        self._stream = stream
        self._read = 0
        self._held: dict[bytes, bytes] = {}
        header = self._decoded(self._frame("its header"), "its header")
        roots = header.get("roots")
        self.roots = (
            [each for each in roots if isinstance(each, bytes)] if isinstance(roots, list) else []
        )
        if header.get("version") != 1 or not self.roots:
            raise InputUnusable(f"{name} is no CAR file of version 1 with a root.")
        while self._stream.peek(1):
            self._hold()

    def get(self, cid: object) -> Block | None:
        """Return a block; None where the file does not hold it.

        Raises
        ------
        InputUnusable
            Where it is no DAG-CBOR map.
        """
        held = self._held.get(cid) if isinstance(cid, bytes) else None
        return None if held is None else self._decoded(held, "a block")

    def _hold(self) -> None:
        begun = self._read
        frame = self._frame("a block")
        cid, data = frame[:_CID], frame[_CID:]
        if not cid.startswith(_SHA2_256):
            raise InputUnusable(
                f"{self._name}: the block at byte {begun:,} has an unknown kind of id."
            )
        if hashlib.sha256(data).digest() != cid[4:]:
            raise InputUnusable(
                f"{self._name}: the block at byte {begun:,} is not what its id says; copy it again."
            )
        self._held[cid] = data

    def _frame(self, what: str) -> bytes:
        """Return the bytes of one frame: a length, and so many bytes."""
        begun, length = self._read, self._varint(what)
        if not 0 < length <= LARGEST_BLOCK + _CID:
            raise InputUnusable(f"{self._name}: {what} at byte {begun:,} claims {length:,} bytes.")
        data = self._stream.read(length)
        self._read += len(data)
        if len(data) < length:
            raise CutOff(
                f"{self._name} is cut off: {what} at byte {begun:,} has {len(data):,} of "
                f"{length:,} bytes; get it again."
            )
        if self._read > LARGEST_FILE:
            raise InputUnusable(f"{self._name} is larger than {LARGEST_FILE >> 20:,} MiB.")
        return data

    def _varint(self, what: str) -> int:
        number = 0
        for place in range(_LONGEST_VARINT):
            byte = self._stream.read(1)
            if not byte:
                raise CutOff(f"{self._name} is cut off in {what} at byte {self._read:,}.")
            self._read += 1
            number |= (byte[0] & 0x7F) << (7 * place)
            if byte[0] < 0x80:
                return number
        raise InputUnusable(f"{self._name}: {what} at byte {self._read:,} has no sound length.")

    def _decoded(self, data: bytes, what: str) -> Block:
        try:
            block = self._decode(data)
        except (ValueError, RecursionError) as error:
            raise InputUnusable(f"{self._name}: {what} is no DAG-CBOR: {error}.") from error
        if not isinstance(block, dict):
            raise InputUnusable(f"{self._name}: {what} is no map.")
        return block


def is_car(start: bytes) -> bool:
    """Tell by its first bytes whether something is a CAR file."""
    return _BEGINS in start[:12]


def _decoder() -> "Callable[[bytes], object]":
    try:
        from libipld import decode_dag_cbor  # noqa: PLC0415 an extra
    except ImportError as error:
        raise NoDecoder(
            "CAR files need another package: pip install 'influence-discovery[bluesky]'"
        ) from error
    return decode_dag_cbor
