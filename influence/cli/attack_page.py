"""What ``influence attack-test`` does and prints: data on the output, words beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import click
import numpy as np

from influence.cli.progress import progress
from influence.cli.score_names import chosen_scores
from influence.cli.written import write_table
from influence.errors import NothingFound, UsageError
from influence.graph import FloatArray, IntArray, InteractionGraph, load
from influence.ranking import Run, compute
from influence.ranking.under_attack import (
    FOLLOWERS,
    attacked,
    choose_victims,
    guard_costs,
    has_few_followers,
)
from influence.show import MACHINE_FORMATS, open_output
from influence.show.attacks import (
    attack_columns,
    attack_rows,
    attack_words,
    cost_words,
    left_out,
    write_attack_tables,
)
from influence.store import open_database
from influence.synthetic import ATTACKS, DEMO, make_world

HONEST = replace(DEMO, boosted=0, pod=0)
"""The world of the demo without its bots and its pod: nobody cheats before the test does."""


def show_attacks(database: str | None, options: Mapping[str, Any]) -> None:
    """Attack a loaded graph or an invented world, and write what came of it."""
    scores = chosen_scores(options["by"])
    sizes = parse_sizes(options["bots"])
    graph, truth = _graph(database, options["accounts"], options["seed"])
    victims = choose_victims(graph, options["victims"], options["seed"])
    clean, words = _able([compute(graph, score) for score in scores], victims)
    costs = [cost for run in clean for cost in guard_costs(run, truth)]
    steps = len(ATTACKS) * len(sizes) * victims.size
    with progress(steps, doing="attacking", in_bytes=False) as told:
        outcomes = list(attacked(clean, victims, sizes, options["seed"], told))
    few = int(has_few_followers(graph)[victims].sum())
    words = [_who(victims.size, few), *words, *attack_words(outcomes), *left_out(outcomes, sizes)]
    words += cost_words(costs)
    form = options["form"]
    if form in MACHINE_FORMATS:
        rows = attack_rows(outcomes, costs)
        write_table(rows, attack_columns(costs), options, "Attacked")
        click.echo("\n".join(words), err=True)
        return
    with open_output(options["output"]) as stream:
        write_attack_tables(outcomes, form, stream)
        bullet = "- " if form == "md" else ""
        stream.writelines(f"{bullet}{line}\n" for line in words)


def _able(clean: Sequence[Run], victims: IntArray) -> tuple[list[Run], list[str]]:
    """Return the runs that know a victim, and a sentence on the others.

    Raises
    ------
    NothingFound
        Where there are none.
    """
    able = [run for run in clean if np.isfinite(run.values.value[victims]).any()]
    others = [run.score.name for run in clean if run not in able]
    if not able:
        raise NothingFound(f"No victim has a value under {', '.join(others)}: try another score.")
    if not others:
        return able, []
    return able, [f"Left out, since no victim has a value under them: {', '.join(others)}."]


def parse_sizes(text: str) -> list[int]:
    """Return whole numbers from a text such as ``1,5,30``, ascending, each once.

    Raises
    ------
    UsageError
        Where a part is no whole number above 0.
    """
    parts = [part.strip() for part in text.split(",")]
    for part in parts:
        if not (part.isascii() and part.isdecimal() and int(part)):
            raise UsageError(f"--bots {text}: {part!r} is no whole number above 0; write 1,5,30.")
    return sorted({int(part) for part in parts})


def _graph(
    database: str | None, accounts: int | None, seed: int
) -> tuple[InteractionGraph, FloatArray | None]:
    """Return the graph to attack, and its truth where it is invented."""
    if database is None:
        world = make_world(replace(HONEST, seed=seed, accounts=accounts or HONEST.accounts))
        return world.graph(), world.truth
    if accounts is not None:
        raise UsageError("--accounts is the size of an invented world: leave it or the file out.")
    with open_database(database) as db:
        return load(db), None


def _who(victims: int, few: int) -> str:
    low, high = FOLLOWERS
    return (
        f"Victims: {victims} of middle rank, {few} of them with {low} to {high} followers, each"
        " attacked alone. Places count every account that has a value."
    )
