"""What a request brought, as plain values: what readers of pages are pure functions of."""

from collections.abc import Mapping
from typing import NamedTuple

from influence.records import Task


class Answer(NamedTuple):
    """An answer to a request, its body decompressed.

    ``url`` is where it came from in the end, after ``hops`` (status and address of each redirect);
    names of ``headers`` are in lower case. ``is_unchanged``: the body is that of last time, and
    empty where the host said so (304).
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    seen_at: str
    hops: tuple[tuple[int, str], ...] = ()
    is_unchanged: bool = False


class Visit(NamedTuple):
    """A task with the answer to it: what a reader turns into records."""

    task: Task
    answer: Answer
