"""What ``influence demo`` prints: two rankings side by side, and why they differ."""

from typing import TYPE_CHECKING

import click

from influence.ranking import RANKED, Row, Run, rows, run
from influence.show import Column, open_output, write_rows

if TYPE_CHECKING:
    from sqlite_utils import Database

TOP = 20


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
    columns = [
        "rank",
        Column("by_influence", label="by influence"),
        Column("influence", label="passed on per post"),
        "followers",
        Column("by_followers", label="| by followers"),
        Column("their_followers", label="followers"),
        Column("their_influence_rank", label="rank by influence"),
    ]
    with open_output() as stream:
        write_rows(pairs, columns, "table", stream)
        stream.write(f"\n{_difference(influence, best, biggest)}\n")
        stream.write(f"Next: influence explain {database} {best[0]['handle']}\n")
    click.echo("Invented accounts; truth.csv beside the files says what no data shows.", err=True)


def _rank(influence: Run, row: Row) -> str | int:
    """Return the account's rank by influence, or on which other list it is."""
    position = int(row["account_id"] or 0) - 1
    rank = influence.places.rank[position]
    if rank == rank:  # noqa: PLR0124 - nan: it has no rank
        return int(rank)
    ranked = {int(each): name for name, of in influence.lists.items() for each in of.positions}
    return ranked.get(position, "not rated")


def _difference(influence: Run, best: list[Row], biggest: list[Row]) -> str:
    """Say in one sentence, with the numbers of this world, why the two rankings differ."""
    both = {row["account_id"] for row in best} & {row["account_id"] for row in biggest}
    first = biggest[0]
    rank, ranked = _rank(influence, first), influence.lists[RANKED].positions.size
    place = f"is {rank} of {ranked:,} by influence" if isinstance(rank, int) else f"is {rank}"
    return (
        f"Only {len(both)} of the {TOP} most followed are among the {TOP} most influential:"
        f" {first['handle']} has {first['followers']:,} followers and {place}, because followers"
        " who pass nothing on count as followers and not as audience."
    )
