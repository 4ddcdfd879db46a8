"""Every score worked by hand on four bakers, and what the program makes of the same files."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from crawlers.files import import_files
from influence.graph import InteractionGraph, load
from influence.scores import Score
from influence.store import open_database

GOLDEN = Path(__file__).parent.parent / "data" / "golden"
DIGITS = 4


class Worked(NamedTuple):
    """One score by hand: in words, the arithmetic of each account, and how many decimals hold."""

    how: str
    by_hand: Mapping[str, str]
    digits: int = DIGITS


@cache
def worked_examples() -> Mapping[str, Worked]:
    """Return the worked example of each score that has one."""
    found = tomllib.loads((GOLDEN / "worked.toml").read_text(encoding="utf-8"))
    return {name: Worked(**example) for name, example in found.items()}


@cache
def bakers() -> tuple[list[str], InteractionGraph]:
    """Return the handles of the four, and their graph, in the order of the graph."""
    with open_database(":memory:") as db:
        list(import_files(db, [str(path) for path in sorted((GOLDEN / "bakers").glob("*.csv"))]))
        handles = dict(db.execute("select account_id, handle from accounts").fetchall())
        graph = load(db)
    return [handles[account] for account in graph.accounts.tolist()], graph


def values_of(score: Score) -> dict[str, float]:
    """Return what a score says of each baker; nan where it says nothing."""
    handles, graph = bakers()
    return dict(zip(handles, score(graph).value.tolist(), strict=True))
