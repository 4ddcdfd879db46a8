"""Matrices that are held by target, and may still be made by another thread."""

import os
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from functools import cached_property
from threading import get_native_id
from typing import overload

import numpy as np
from scipy.sparse import csc_array, csr_array

from influence.graph.arrays import IntArray

LAST = 19
"""The niceness of a thread that takes what others leave."""


def stand_back() -> None:
    """Let other threads of this process go first, where the system knows of threads (Linux)."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, get_native_id(), LAST)


class ByTarget:
    """An (n, n) matrix, actor (row) → target (column), of numbers as narrow as they allow.

    Acts are read in the order of their targets, and what most of a ranking asks is asked of
    targets: the rows of actors are made for whoever asks first.
    """

    def __init__(self, made: csc_array | Future[csc_array]) -> None:
        self._made = made

    @property
    def columns(self) -> csc_array:
        """The matrix by target; whoever asks while it is still being made waits."""
        return self._made.result() if isinstance(self._made, Future) else self._made

    @cached_property
    def rows(self) -> csr_array:
        """The same by actor, of 64 bits."""
        rows = self.columns.tocsr()
        rows.data = rows.data.astype(np.float64)
        return rows

    def __reduce__(self) -> tuple[type, tuple[csc_array]]:
        return ByTarget, (self.columns,)


class MatricesByTarget(Mapping[str, csr_array]):
    """kind → matrix, each turned from targets to actors when it is asked for.

    Attributes
    ----------
    actors
        (n,) distinct accounts that acted on each, in any way but following it.
    """

    def __init__(self, matrices: Mapping[str, ByTarget], actors: IntArray) -> None:
        self._matrices = matrices
        self.actors = actors

    def __getitem__(self, kind: str) -> csr_array:
        return self._matrices[kind].rows

    def __contains__(self, kind: object) -> bool:
        return kind in self._matrices

    def __iter__(self) -> Iterator[str]:
        return iter(self._matrices)

    def __len__(self) -> int:
        return len(self._matrices)

    def by_target(self, kind: str) -> csc_array:
        """Return a matrix as it is held."""
        return self._matrices[kind].columns


class MatrixByTarget:
    """A field, None by default: a matrix by actor, or one that is held by target."""

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, graph: None, owner: type) -> None: ...
    @overload
    def __get__(self, graph: object, owner: type) -> csr_array | None: ...
    def __get__(self, graph: object | None, owner: type) -> csr_array | None:
        matrix = None if graph is None else vars(graph)[self._name]
        return matrix.rows if isinstance(matrix, ByTarget) else matrix

    def __set__(self, graph: object, matrix: csr_array | ByTarget | None) -> None:
        vars(graph)[self._name] = matrix


def by_target(matrix: csr_array | ByTarget) -> csc_array:
    """Return a matrix by target, however it is held."""
    return matrix.columns if isinstance(matrix, ByTarget) else matrix.tocsc()
