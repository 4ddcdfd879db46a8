"""What every page works with: the database's path, and the ranking that is shown."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from influence.errors import NothingFound
from influence.store import holdings, open_database
from influence.web.jobs import Ranked, Rankings, Wish

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlite_utils import Database

MENU = (
    ("/", "Home"),
    ("/candidates", "Candidates"),
    ("/compare", "Compare"),
    ("/methods", "Methods"),
    ("/status", "Status"),
)


class NothingRankedYet(NothingFound):
    """A page shows a ranking, and none is there yet."""


@dataclass(frozen=True)
class Desk:
    """One database, and the ranking of it that pages show.

    Attributes
    ----------
    has_raw
        Whether the raw tables are shown too.
    """

    path: str
    rankings: Rankings
    has_raw: bool = False

    @property
    def menu(self) -> list[tuple[str, str]]:
        """Address and name of the pages that every page leads to."""
        raw = [("/data/", "Raw tables")] if self.has_raw else []
        return [*MENU, *raw]

    @property
    def name(self) -> str:
        """Name of the file."""
        return Path(self.path).name

    @property
    def ranked(self) -> Ranked:
        """The latest ranking.

        Raises
        ------
        NothingRankedYet
            Where there is none.
        """
        if self.rankings.latest is None:
            raise NothingRankedYet("Nothing is ranked yet; the home page says what to do next.")
        return self.rankings.latest

    def opened(self) -> "AbstractContextManager[Database]":
        """Open the database for one request."""
        return open_database(self.path)

    def rank_if_possible(self) -> None:
        """Begin to rank, where there is anything to rank."""
        with self.opened() as db:
            tier = holdings(db).tier
        if tier:
            self.rankings.start(Wish())
