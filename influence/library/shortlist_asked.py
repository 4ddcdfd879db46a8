"""What is to be done with shortlists, and by whom."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from influence.errors import UsageError
from influence.library.account_lists import AccountList, accounts_of
from influence.library.briefs import BriefGiven
from influence.library.database import Database
from influence.outreach import (
    Shortlist,
    find_shortlist,
)
from influence.ranking.names import Name

ReadAccounts = Callable[[Sequence[str], str | None], AccountList]


class Asked(NamedTuple):
    """What is to be done with shortlists, and by whom."""

    action: str
    words: Sequence[str]
    listed_in: str | None = None
    reason: str | None = None
    question: str | None = None
    brief: BriefGiven | None = None
    top: int | None = None
    only: str | None = None
    cells: Mapping[str, str | None] = {}
    url: str | None = None
    by: str | None = None
    read: ReadAccounts = lambda words, listed_in: accounts_of(list(words) or None, listed_in)

    @property
    def names_any(self) -> bool:
        """Whether accounts are named or listed."""
        return bool(self.words) or self.listed_in is not None

    def one(self, usage: str) -> str:
        """Return the only word."""
        if len(self.words) != 1:
            raise UsageError(f"Write shortlist DB {usage}.")
        return self.words[0]

    def accounts(self, db: Database, words: Sequence[str]) -> list[Name]:
        """Return the accounts that are named or listed; who is barred only to bar or unbar."""
        too = self.action in {"may-contact", "do-not-contact"}
        asked = self.read(words, self.listed_in)
        found = [name for _, name in asked.found(db.sqlite, unlisted_too=too) if name is not None]
        asked.check()
        return found

    def listed(self, db: Database) -> tuple[Shortlist, list[Name]]:
        """Return the list that the first word names, and the accounts of the others."""
        if not self.words:
            raise UsageError(f"Write shortlist DB {self.action} NAME ACCOUNT...")
        return find_shortlist(db.sqlite, self.words[0]), self.accounts(db, self.words[1:])


def cells_of(given: Mapping[str, str | None] | Iterable[str]) -> dict[str, str | None]:
    """Return cells of a mapping, or of texts ``NAME=VALUE``.

    Raises
    ------
    UsageError
        Where one is not of that form.
    """
    return dict(given) if isinstance(given, Mapping) else dict(map(_cell, given))


def _cell(text: str) -> tuple[str, str | None]:
    name, found, value = text.partition("=")
    if not found:
        raise UsageError(f"--set {text} is not of the form NAME=VALUE.")
    return name.strip(), value.strip() or None
