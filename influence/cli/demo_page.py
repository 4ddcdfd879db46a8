"""What ``influence demo`` checks and prints: two rankings side by side, and why they differ."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from influence.cli.demo import SOURCE
from influence.errors import InputUnusable, NotADatabase
from influence.invocation import suggested
from influence.ranking import CHECK, RANKED, Row, Run, rows, run
from influence.show import Column, open_output, write_rows
from influence.store import holdings, open_database

if TYPE_CHECKING:
    from sqlite_utils import Database

TOP = 20


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


def show_demo(db: "Database", database: str) -> None:
    """Print the top 20 by influence beside the top 20 by followers, and what to try next."""
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
    columns: list[Column | str] = [
        "rank",
        Column("by_influence", label="by influence"),
        Column("influence", label="passed on per post", keep=2),
        Column("followers", keep=1),
        Column("by_followers", label="| by followers"),
        Column("their_followers", label="followers"),
        Column("their_influence_rank", label="rank by influence", keep=1),
    ]
    with open_output() as stream:
        write_rows(pairs, columns, "table", stream)
        stream.write(f"\n{_difference(influence, best, biggest)}\n")
        stream.write(f"Next: {suggested('explain', database, str(best[0]['handle']))}\n")
        stream.write(f"In a browser: {suggested('serve', database, '-o')}\n")
    click.echo("Invented accounts; truth.csv beside the files says what no data shows.", err=True)


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
