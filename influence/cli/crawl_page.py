"""What ``influence crawl`` shows while it runs, and in which form it says what came of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, TypedDict
from urllib.parse import urlsplit

from influence.cli.progress import counter
from influence.cli.written import say
from influence.errors import NothingFound, UsageError
from influence.invocation import suggested
from influence.library.reading_apart import reading_apart

if TYPE_CHECKING:
    from crawlers.run import Progress
    from crawlers.sandbox import Sandbox
    from influence.library.results import Result


class Means(TypedDict):
    """What a crawl is given by its command."""

    progress: Callable[["Progress"], None]
    readers: "Sandbox"


def check_form(form: str | None, *, dry_run: bool) -> None:
    """Say where a crawl is to be told in another form than words or json.

    Raises
    ------
    UsageError
        In one sentence.
    """
    if not dry_run and form not in {None, "table", "json"}:
        raise UsageError(f"--format {form} is for --dry-run: a crawl tells words or json.")


@contextmanager
def crawling(*, quiet: bool, begins: bool) -> Iterator["Means"]:
    """Yield what is told how far a crawl is, and what reads for it, once it ``begins``.

    Readers are started before all that a crawl imports, which takes as long as they do.
    """
    with reading_apart(begins=begins) as readers, counter("crawling", quiet=quiet) as told:
        begun, before = 0.0, -1

        def on_progress(progress: "Progress") -> None:
            nonlocal begun, before
            if before < 0:
                begun, before = perf_counter(), progress.requests
            rate = (progress.requests - before) / max(perf_counter() - begun, 1e-9)
            words = [f"{rate:.1f}/s", f"{progress.found:,} found", f"{progress.left:,} left"]
            if progress.waits_for:
                words.append(f"waiting for {urlsplit(progress.waits_for).hostname}")
            told(progress.requests, progress.limit, ", ".join(words))

        yield {"progress": on_progress, "readers": readers}


def show_plan(found: "Result", form: str | None, *, quiet: bool) -> None:
    """Write a plan in its form, and say what is said beside it."""
    from influence.show import choose_format

    found.write_as(choose_format(form), "-")
    say(found, quiet=quiet)


def show_crawl(found: "Result", database: str, form: str | None, *, quiet: bool) -> None:
    """Write what came of a crawl as an object, or say it on stderr.

    Raises
    ------
    NothingFound
        Where pages were asked for, and none could be read.
    """
    if form == "json":
        found.write_as(form, "-")
    else:
        say(found, quiet=quiet)
    (report,) = found.rows
    if report["visits"] and not report["read"]:
        told = suggested("status", database)
        raise NothingFound(f"Nothing of it could be read; `{told}` counts why, host by host.")
