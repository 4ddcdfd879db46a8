"""Build a small world with known truth, and rank it two ways."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import numpy as np

from crawlers.files import Options, find_files
from influence.errors import InputUnusable, NotADatabase
from influence.invocation import suggested
from influence.library.counting import ToldSteps, unheard
from influence.library.importing import imported
from influence.library.results import Result
from influence.ranking import CHECK, RANKED, Row, Run, rows, run
from influence.show import Column, columns_of, open_output, write_rows
from influence.store import holdings, open_database, open_or_make
from influence.synthetic import DEMO, make_world, write_world

if TYPE_CHECKING:
    from sqlite_utils import Database

TOP = 20
SOURCE = "demo"
COLUMNS = (
    Column("rank"),
    Column("by_influence", label="by influence"),
    Column("influence", label="passed on per post", keep=2),
    Column("followers", keep=1),
    Column("by_followers", label="| by followers"),
    Column("their_followers", label="followers"),
    Column("their_influence_rank", label="rank by influence", keep=1),
)
INVENTED = "Invented accounts; truth.csv beside the files says what no data shows."


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Demonstration(Result):
    """Two rankings of an invented world side by side.

    Attributes
    ----------
    path
        Its database.
    page
        What is said below them.
    """

    path: str
    page: Sequence[str]

    def write_as(self, form: str, path: str) -> Sequence[str]:
        """Write rows, or the page of a terminal."""
        if form != "table":
            return super().write_as(form, path)
        with open_output(path) as stream:
            self.write_for_people(stream)
        return []

    def write_for_people(self, stream: TextIO) -> None:
        """Write both rankings, and why they differ."""
        write_rows(self.found, self.columns, "table", stream)
        stream.writelines(f"{line}\n" for line in ["", *self.page])


def demo(
    folder: str | PathLike[str] = "influence-demo",
    *,
    told: Callable[[str], None] = unheard,
    progress: ToldSteps = unheard,
) -> Demonstration:
    """Write an invented world of 3,000 accounts into a folder, import it, and rank it two ways.

    Parameters
    ----------
    folder
        A folder of its own; ``demo.db`` in it is the database.
    told, progress
        As in :func:`influence.import_`.

    Returns
    -------
    Demonstration
        The top 20 by influence (expected amplifications per post) beside the top 20 by followers;
        ``.path`` is the database. See :func:`influence.example` for a smaller one in memory.

    Raises
    ------
    InputUnusable
        Where the folder holds other data.

    Examples
    --------
    >>> import influence as inf, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     inf.demo(folder).rows[0]["by_influence"]
    'feni_dig2'
    """
    path = str(Path(folder) / "demo.db")
    check_demo(path)
    files = find_files([str(file) for file in write_world(make_world(DEMO), str(folder))])
    with open_or_make(path) as db:
        imported(db, files, Options(source=SOURCE), None, told, progress)
        return _demonstration(db, path)


def check_demo(database: str) -> None:
    """Refuse a database of other accounts than invented ones, under the name of the demo's own.

    Raises
    ------
    InputUnusable
        Where there is one; it is left as it was.
    """
    place = Path(database)
    try:
        if not place.exists():
            return
        with open_database(place) as db:
            is_ours = set(holdings(db).sources) <= {SOURCE}
    except (InputUnusable, NotADatabase):
        is_ours = False
    if not is_ours:
        raise InputUnusable(
            f"{place.parent} holds {place.name}, not written by this demo; "
            "all is left as it was: name another folder."
        )


def _demonstration(db: "Database", path: str) -> Demonstration:
    """Return the top 20 by influence beside the top 20 by followers, and what to try next."""
    influence, followers = run(db), run(db, by="followers")
    best, biggest = rows(db, influence, top=TOP), rows(db, followers, top=TOP)
    pairs: list[Row] = [
        {
            "rank": place,
            "by_influence": left["handle"],
            "influence": left["influence"],
            "followers": left["followers"],
            "by_followers": right["handle"],
            "their_followers": right["followers"],
            "their_influence_rank": _rank(influence, right),
        }
        for place, (left, right) in enumerate(zip(best, biggest, strict=True), 1)
    ]
    return Demonstration(
        title="Demo",
        columns=columns_of(COLUMNS),
        read=lambda: pairs,
        words=[INVENTED],
        path=path,
        page=[
            _difference(influence, best, biggest),
            f"Next: {suggested('explain', path, str(best[0]['handle']))}",
            f"In a browser: {suggested('serve', path, '-o')}",
        ],
    )


def _rank(influence: Run, row: Row) -> str | int:
    """Return the account's rank by influence, or on which other list it is."""
    position = int(np.searchsorted(influence.graph.accounts, int(row["account_id"] or 0)))
    rank = influence.places.rank[position]
    if np.isfinite(rank):
        return int(rank)
    return "check" if position in influence.lists[CHECK].positions else "not rated"


def _difference(influence: Run, best: list[Row], biggest: list[Row]) -> str:
    """Say in one sentence, with the numbers of this world, why the two rankings differ."""
    both = {row["account_id"] for row in best} & {row["account_id"] for row in biggest}
    passive = next((row for row in biggest if row["account_id"] not in both), biggest[0])
    rank, ranked = _rank(influence, passive), influence.lists[RANKED].positions.size
    places = {"check": "has to be checked before use", "not rated": "is not even rated"}
    place = places.get(str(rank), f"is only number {rank} of {ranked:,} by influence")
    return (
        f"Only {len(both)} of the {TOP} most followed are among the {TOP} most influential:"
        f" {passive['handle']} has {passive['followers']:,} followers and {place},"
        " since followers who pass nothing on are no active audience."
    )
