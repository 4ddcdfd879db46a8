"""What ``influence crawl`` shows while it runs, and in which form it says what came of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawlers.guard import Guard
from crawlers.run import Asked, Progress
from influence.cli.interrupts import hear_again
from influence.cli.progress import counter
from influence.cli.written import teller
from influence.errors import UsageError
from influence.library.crawling import Manner, crawled_or_planned

if TYPE_CHECKING:
    from influence.library.results import Result


def run_crawl(  # noqa: PLR0913 - one argument an option
    database: str,
    asked: Asked,
    guard: Guard,
    manner: Manner,
    form: str | None,
    *,
    dry_run: bool,
    quiet: bool,
) -> "Result":
    """Crawl, or plan it, and return what came of it.

    Raises
    ------
    UsageError
        Where a crawl is to be told in another form than words or json.
    """
    if not dry_run and form not in {None, "table", "json"}:
        raise UsageError(f"--format {form} is for --dry-run: a crawl tells words or json.")
    with _progress(quiet=quiet or dry_run) as progress:
        manner = manner._replace(
            told=teller(quiet=False), progress=progress, interrupted=hear_again
        )
        return crawled_or_planned(database, asked, guard, manner, dry_run=dry_run)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    with counter("crawling", quiet=quiet) as told:
        begun, before = perf_counter(), -1

        def on_progress(progress: Progress) -> None:
            nonlocal before
            before = progress.requests if before < 0 else before
            rate = (progress.requests - before) / max(perf_counter() - begun, 1e-9)
            words = [f"{rate:.1f}/s", f"{progress.found:,} found", f"{progress.left:,} left"]
            if progress.waits_for:
                words.append(f"waiting for {urlsplit(progress.waits_for).hostname}")
            told(progress.requests, progress.limit, ", ".join(words))

        yield on_progress
