"""What ``influence crawl`` is asked for, and how it says what came of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crawlers.run import Asked
from influence.cli.written import say
from influence.library.crawling import Manner, topic_of

if TYPE_CHECKING:
    from influence.library.results import Result


def asked_by(addresses: tuple[str, ...], how: Mapping[str, Any]) -> Asked:
    """Return what a crawl is to do, by these options."""
    wishes = {name: how[name] for name in Asked._fields if name in how}
    return Asked(**{**wishes, "addresses": addresses, "topic": topic_of(how["topic"])})


def manner_of(how: Mapping[str, Any]) -> Manner:
    """Return how hosts are asked, by these options."""
    return Manner(how["contact"], how["delay"], how["workers"])


def show_crawl(
    found: "Result", database: str, form: str | None, *, dry_run: bool, quiet: bool
) -> None:
    """Write a plan in its form; of a crawl, write an object, or say on stderr what came of it.

    Raises
    ------
    NothingFound
        Where a crawl could read nothing at all.
    """
    if dry_run:
        from influence.show import choose_format

        found.write_as(choose_format(form), "-")
    elif form == "json":
        found.write_as("json", "-")
    if form != "json" or dry_run:
        say(found, quiet=quiet)
    if not dry_run:
        from influence.library.crawl_report import Crawled

        if isinstance(found, Crawled):
            found.check(database)
