"""Progress on stderr: a bar on a terminal, elsewhere a plain line now and then."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import click

LINE_EVERY = 30.0
"""Seconds between two lines where there is no terminal."""


@contextmanager
def steps(
    doing: str, *, in_bytes: bool = False, quiet: bool = False
) -> Iterator[Callable[[int, int], None]]:
    """Yield a function that is told how many steps (or bytes) are done, and of how many.

    Nothing is shown where nobody would see it.
    """
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeRemainingColumn,
    )

    amount = DownloadColumn() if in_bytes else MofNCompleteColumn()
    columns = (TextColumn(doing), BarColumn(), amount, TimeRemainingColumn())
    # Transient: what stays on the screen is the report.
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: list[TaskID] = []

        def tell(done: int, total: int) -> None:
            if not tasks:  # not before it is known how much there is
                tasks.append(bar.add_task(doing, total=total or None))
            bar.update(tasks[0], completed=done, total=total or None)

        yield tell


@contextmanager
def counter(doing: str, *, quiet: bool = False) -> Iterator[Callable[[int, int | None, str], None]]:
    """Yield a function that is told how much is done, of how much if known, and more in words.

    Where stderr is no terminal, a line is written every :data:`LINE_EVERY` seconds.
    """
    if quiet or sys.stderr is None:
        yield lambda *_: None
        return
    if not sys.stderr.isatty():
        yield _lines(doing)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn(doing),
        BarColumn(20),
        MofNCompleteColumn(),
        TextColumn("{task.fields[words]}"),
    )
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task(doing, total=None, words="")

    def tell(done: int, total: int | None, words: str) -> None:
        bar.start()  # not before: until then a list may be typed
        bar.update(task, completed=done, total=total, words=words)

    try:
        yield tell
    finally:
        bar.stop()


def _lines(doing: str) -> Callable[[int, int | None, str], None]:
    """Return what is told as :func:`counter` is, and writes a line of it now and then."""
    before = monotonic()

    def tell(done: int, total: int | None, words: str) -> None:
        nonlocal before
        now = monotonic()
        if now - before < LINE_EVERY:
            return
        before = now
        of = "" if total is None else f" of {total:,}"
        click.echo(f"{doing}: {done:,}{of}, {words}", err=True)

    return tell
