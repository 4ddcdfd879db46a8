"""A fingerprint of the data a run saw, so that a ranking can be told to be the same one."""

from collections.abc import Iterator
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from influence.graph import InteractionGraph

Column = tuple[str, NDArray[np.generic]]


def data_digest(graph: InteractionGraph) -> str:
    """Return 32 hexadecimal digits that change where anything a score may read changes.

    Covers every array of the graph: account ids, acts of each kind, weeks with an act, posts with
    their times and claims, single amplifications, follower counts, lists read to their end, starts
    of follows, whom no list may show, and the bounds of the data. Leaves out what changes no list:
    names, addresses, texts. Account ids are those of the database, so the same files imported in
    another order give another digest.
    """
    digest = sha256()  # which processors have instructions for: twice as fast as blake2b
    for name, array in _columns(graph):
        canonical = np.ascontiguousarray(array, dtype=_canonical(array))
        digest.update(f"{name} {canonical.dtype.str} {canonical.shape}\n".encode())
        digest.update(canonical.data)
    return digest.hexdigest()[:32]


def _columns(graph: InteractionGraph) -> Iterator[Column]:
    yield "accounts", graph.accounts
    matrices = {**graph.acts, "weeks": graph.weeks}
    for name, matrix in sorted(matrices.items()):
        if matrix is not None:
            yield f"{name} rows", matrix.indptr
            yield f"{name} columns", matrix.indices
            yield f"{name} counts", matrix.data
    for name in ("posts", "followers", "listed", "follow_began", "unlisted"):
        if (column := getattr(graph, name)) is not None:
            yield name, column
    for table in (graph.published, graph.amplifications):
        yield from zip(table._fields, table, strict=True)
    yield "bounds", np.array([graph.since, graph.until])


def _canonical(array: NDArray[np.generic]) -> str:
    """Return the type that is hashed: the same whatever width whole numbers have in memory."""
    if array.dtype.kind in "fb":
        return {"f": "<f8", "b": "|b1"}[array.dtype.kind]
    is_narrow = np.can_cast(array.dtype, np.int32) or (
        array.min(initial=0) >= -(2**31) and array.max(initial=0) < 2**31
    )
    return "<i4" if is_narrow else "<i8"
