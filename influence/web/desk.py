"""What every page works with: the database's path, and the ranking that is shown."""

from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from influence.errors import NothingFound
from influence.store import Holdings, holdings, open_database
from influence.web.jobs import Ranked, Rankings, Wish

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlite_utils import Database

MENU = (
    ("/", "Home"),
    ("/briefs", "Briefs"),
    ("/candidates", "Candidates"),
    ("/compare", "Compare"),
    ("/shortlists", "Shortlists"),
    ("/topics", "Topics"),
    ("/methods", "Methods"),
    ("/status", "Status"),
)

BELOW = {
    "/": ("/home",),
    "/briefs": ("/brief", "/found"),
    "/candidates": ("/ranking",),
    "/shortlists": ("/shortlist", "/review", "/do-not-contact"),
}
"""Page of the menu → pages that are marked by it."""


class NothingRankedYet(NothingFound):
    """A page shows a ranking, and none is there yet."""


class Held:
    """What a database holds, counted anew now and then.

    Counting a large one takes seconds, and many may ask at once: what was counted is told again for
    ten times as long as that took.
    """

    TOLD_AGAIN = 10.0

    def __init__(self, path: str) -> None:
        self._path = path
        self._lock = Lock()
        self._until = 0.0
        self._held: Holdings | None = None

    def now(self) -> Holdings:
        """Return what is held."""
        with self._lock:
            begun = monotonic()
            if self._held is None or begun >= self._until:
                with open_database(self._path) as db:
                    self._held = holdings(db)
                self._until = monotonic() + self.TOLD_AGAIN * (monotonic() - begun)
            return self._held


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
    held: Held
    has_raw: bool = False

    @property
    def menu(self) -> list[tuple[str, str]]:
        """Address and name of the pages that every page leads to."""
        raw = [("/data/", "Raw tables")] if self.has_raw else []
        return [*MENU, *raw]

    def below(self, address: str) -> tuple[str, ...]:
        """Return the pages that a page of the menu stands for."""
        return (address, *BELOW.get(address, ()))

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
        """Begin to rank, where there is anybody."""
        with self.opened() as db:
            (somebody,) = db.execute("select exists (select 1 from accounts)").fetchone()
        if somebody:
            self.rankings.start(Wish())
