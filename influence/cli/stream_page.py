"""What ``influence stream`` shows while it listens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from crawlers.streaming import Ends, Progress
from influence.cli.progress import counter

_FEW = 3


@contextmanager
def listening(*, quiet: bool) -> Iterator[Callable[[Progress, Ends], None]]:
    """Yield a function that is told how far it is, and when it ends."""
    with counter("listening", quiet=quiet) as told:
        before = (0.0, 0, 0.0)

        def on_progress(progress: Progress, ends: Ends) -> None:
            nonlocal before
            seconds, report = progress.seconds, progress.report
            if seconds - before[0] >= 1.0:
                rate = (report.events - before[1]) / (seconds - before[0])
                before = (seconds, report.events, rate)
            total = None if ends.seconds is None else int(ends.seconds)
            told(int(seconds), total, ", ".join(_words(progress, before[2])))

        yield on_progress


def _words(progress: Progress, rate: float) -> Iterator[str]:
    report = progress.report
    yield f"{rate:,.0f} events/s"
    if report.lag is not None:
        yield f"{report.lag:,.1f} s behind"
    yield f"{sum(report.new.values()):,} rows written"
    left = [f"{number:,} {kind}" for kind, number in report.skipped.most_common(_FEW)]
    if left:
        yield f"left out {', '.join(left)}"
    if progress.waiting:
        yield f"{progress.waiting} heaps waiting"
    if not report.events and progress.said:
        yield progress.said
