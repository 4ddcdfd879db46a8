"""Parts of a graph that another thread makes, while those who do not need them go on."""

import os
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from threading import get_native_id
from typing import overload

from scipy.sparse import csr_array

LAST = 19
"""The niceness of a thread that takes what others leave."""

MaybeLater = csr_array | Future[csr_array]


def stand_back() -> None:
    """Let other threads of this process go first, where the system knows of threads (Linux)."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, get_native_id(), LAST)


class MatricesLater(Mapping[str, csr_array]):
    """kind → matrix; whoever asks for one that is still being made waits for it."""

    def __init__(self, matrices: Mapping[str, MaybeLater]) -> None:
        self._matrices = matrices

    def __getitem__(self, kind: str) -> csr_array:
        matrix = self._matrices[kind]
        return matrix.result() if isinstance(matrix, Future) else matrix

    def __contains__(self, kind: object) -> bool:
        return kind in self._matrices

    def __iter__(self) -> Iterator[str]:
        return iter(self._matrices)

    def __len__(self) -> int:
        return len(self._matrices)

    def __reduce__(self) -> tuple[type, tuple[dict[str, csr_array]]]:
        return MatricesLater, (dict(self),)


class MatrixLater:
    """A field, None by default, that may be given while it is still being made."""

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, graph: None, owner: type) -> None: ...
    @overload
    def __get__(self, graph: object, owner: type) -> csr_array | None: ...
    def __get__(self, graph: object | None, owner: type) -> csr_array | None:
        matrix = None if graph is None else vars(graph)[self._name]
        return matrix.result() if isinstance(matrix, Future) else matrix

    def __set__(self, graph: object, matrix: csr_array | Future[csr_array | None] | None) -> None:
        vars(graph)[self._name] = matrix
