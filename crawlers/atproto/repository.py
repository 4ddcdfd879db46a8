"""A Bluesky account's repository: from the commit along its tree to the records, in order.

Format: https://atproto.com/specs/repository. The tree (a Merkle search tree) may be hostile:
nothing here recurses, a node that is its own descendant is refused, and blocks that are not in the
file are counted and passed over, since a part of a repository is one as well.
"""

from collections.abc import Iterator
from typing import NamedTuple

from crawlers.atproto.addresses import moment_in
from crawlers.atproto.car_blocks import Block, Blocks
from crawlers.json_values import at
from influence.errors import InputUnusable

MOST_NODES = 2_000_000
_LONGEST_KEY = 1_024


class Entry(NamedTuple):
    """One record and its key, ``collection/record key``."""

    key: str
    record: Block


class Repository:
    """The records of one account.

    Attributes
    ----------
    did
        The account, as its commit says.
    revision
        A text that is larger than the keys of all records that were made so far; empty where the
        commit does not say.
    missing
        Nodes and records that the tree names and the file does not hold, so far.
    """

    def __init__(self, blocks: Blocks, name: str) -> None:
        commit = blocks.get(blocks.roots[0])
        if commit is None:
            raise InputUnusable(f"{name} does not hold the commit that it begins with.")
        did = commit.get("did")
        if not isinstance(did, str) or not did.startswith("did:") or not did.isprintable():
            raise InputUnusable(f"{name} is no repository of an account: its commit names no DID.")
        self.did = did
        self.missing = 0
        revision = commit.get("rev")
        self.revision = revision if isinstance(revision, str) and moment_in(revision) else ""
        self._tree = commit.get("data")
        self._blocks = blocks
        self._name = name

    def entries(self) -> Iterator[Entry]:
        """Yield the records in the order of their keys.

        Raises
        ------
        InputUnusable
            Where the tree leads back into itself, or is none.
        """
        seen: set[bytes] = set()
        waiting: list[tuple[str | None, object]] = [(None, self._tree)]
        while waiting:
            record_key, cid = waiting.pop()
            block = self._blocks.get(cid)
            if block is None:
                self.missing += 1
            elif record_key is not None:
                yield Entry(record_key, block)
            else:
                self._enter(cid, seen)
                waiting.extend(reversed(list(self._children(block))))

    def _enter(self, cid: object, seen: set[bytes]) -> None:
        if not isinstance(cid, bytes) or cid in seen or len(seen) >= MOST_NODES:
            raise InputUnusable(f"{self._name}: its tree leads back into itself, or never ends.")
        seen.add(cid)

    def _children(self, node: Block) -> Iterator[tuple[str | None, object]]:
        """Yield what hangs on a node, from left to right; keys leave out what they share."""
        left, entries = node.get("l"), node.get("e")
        if not isinstance(entries, list):
            raise InputUnusable(f"{self._name}: a node of its tree has no entries.")
        if left is not None:
            yield None, left
        before = b""
        for entry in entries:
            before = self._key(entry, before)
            yield before.decode("ascii", "replace"), entry.get("v")
            if entry.get("t") is not None:
                yield None, entry["t"]

    def _key(self, entry: object, before: bytes) -> bytes:
        shared, rest = at(entry, "p"), at(entry, "k")
        if isinstance(shared, int) and isinstance(rest, bytes) and 0 <= shared <= len(before):
            key = before[:shared] + rest
            if len(key) <= _LONGEST_KEY:
                return key
        raise InputUnusable(f"{self._name}: a node of its tree has an unsound key.")
