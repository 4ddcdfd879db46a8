"""What ``influence why-not`` prints."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from influence.cli.addresses_in import FILE, content_of, is_list
from influence.cli.written import write_table
from influence.errors import NothingFound
from influence.show.crawls import REASONS
from influence.store.crawling import why_not

if TYPE_CHECKING:
    from sqlite_utils import Database


def show_reasons(
    db: "Database", addresses: Sequence[str], options: Mapping[str, str | None]
) -> None:
    """Write why each address was not read, a row for each way in which it was to be read.

    Raises
    ------
    NothingFound
        Where a list of addresses is empty.
    """
    asked = [each for word in addresses for each in _listed(word)]
    if not asked:
        raise NothingFound("The list of addresses is empty: write one a line.")
    rows = [reason._asdict() for address in asked for reason in why_not(db, address)]
    write_table(rows, REASONS, options, "Why not")


def _listed(word: str) -> Iterator[str]:
    """Yield the addresses that a word means: itself, or those of a list."""
    if not is_list(word):
        yield word
        return
    text = content_of(word.removeprefix(FILE)).decode("utf-8-sig", errors="replace")
    yield from filter(None, map(str.strip, text.splitlines()))
