"""Try to fool the scores with bots, pods and the like."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TextIO

import numpy as np

from influence.errors import NothingFound, UsageError
from influence.graph import FloatArray, IntArray, InteractionGraph, load
from influence.library.answering import answering
from influence.library.counting import Steps, ToldSteps, unheard
from influence.library.custom_scores import Scored, ScoreFiles, chosen_scores, within_reach
from influence.library.database import Database
from influence.library.limits import SEED, VICTIMS, WORLD, whole, whole_or_none
from influence.library.results import Result, needs_altair
from influence.ranking import DEFAULT_SCORE, Run, compute
from influence.ranking.under_attack import (
    FOLLOWERS,
    Outcome,
    attacked,
    choose_victims,
    guard_costs,
    has_few_followers,
)
from influence.show import MACHINE_FORMATS, columns_of, open_output
from influence.show.attacks import (
    attack_columns,
    attack_rows,
    attack_words,
    cost_words,
    left_out,
    write_attack_tables,
)
from influence.synthetic import ATTACKS, DEMO, make_world

if TYPE_CHECKING:
    import altair as alt

HONEST = replace(DEMO, boosted=0, pod=0)
"""The world of the demo without its bots and its pod: nobody cheats before the test does."""

SIZES = (1, 5, 30, 100)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Attacks(Result):
    """How far scores are fooled: a row a score, attack and size.

    Attributes
    ----------
    outcomes
        What came of each.
    """

    outcomes: Sequence[Outcome]

    def words_in(self, form: str) -> Sequence[str]:
        """Return the sentences beside a form; the page has them in it."""
        return self.words if form in MACHINE_FORMATS else ()

    def write_as(self, form: str, path: str) -> Sequence[str]:
        """Write rows, or tables of places with the sentences below."""
        if form in MACHINE_FORMATS:
            return super().write_as(form, path)
        with open_output(path) as stream:
            self._write_page(form, stream)
        return []

    def write_for_people(self, stream: TextIO) -> None:
        """Write the tables of places."""
        write_attack_tables(self.outcomes, "table", stream)

    def chart(self) -> "alt.Chart":
        """Return the place of the median victim by size, a line an attack and a panel a score."""
        needs_altair()
        from influence.show.charts import altair_charts  # noqa: PLC0415 - an extra

        return altair_charts.attacked_places(self.rows)

    def _write_page(self, form: str, stream: TextIO) -> None:
        write_attack_tables(self.outcomes, form, stream)
        bullet = "- " if form == "md" else ""
        stream.writelines(f"{bullet}{line}\n" for line in self.words)


def attack_test(
    db: Database | None = None,
    *,
    by: Scored | Sequence[Scored] = (),
    bots: str | int | Iterable[int] = SIZES,
    victims: int = 3,
    accounts: int | None = None,
    random_state: int = 2026,
    score_file: ScoreFiles = (),
    told: ToldSteps = unheard,
) -> Attacks:
    """Attack accounts of a database, or of an invented world, and see how far scores are fooled.

    Bots, pods and the like are added to a copy in memory; nothing is written.

    Parameters
    ----------
    db
        None: an invented world, whose truth tells what a guard costs where nobody cheats.
    by
        Scores; ``all`` takes all. None: influence, and those of ``score_file``.
    bots
        Sizes: bots, others in a pod, replies to a post.
    victims
        Accounts of middle rank that are attacked, one at a time.
    accounts
        Size of the invented world; None: 3,000.
    random_state
        Decides victims, attacks and the invented world.
    score_file
        As in :func:`influence.rank`.
    told
        Is told how many steps are done, and of how many.

    Returns
    -------
    Attacks
        A row a score, attack and size: ``place`` of the median victim before and after, ``lift``
        (times its score), ``flagged`` (share of the victims). ``.words`` say what that means.

    Raises
    ------
    NothingFound
        Where no victim has a value.
    UsageError
        Where a size is no whole number above 0, or a world is sized beside a database.

    Examples
    --------
    >>> import influence as inf
    >>> found = inf.attack_test(accounts=300, bots=[5], victims=1, by="followers")
    >>> sorted({row["attack"] for row in found})[:2]
    ['busy', 'camouflaged']
    """
    sizes, victims = parse_sizes(bots), whole("victims", victims, VICTIMS)
    accounts = whole_or_none("accounts", accounts, WORLD)
    seed = whole("random_state", random_state, SEED)
    graph, truth = _graph(db, accounts, seed)
    with within_reach(by, score_file) as named:
        scores = chosen_scores(named.asked or [DEFAULT_SCORE, *named.of_files])
        chosen = choose_victims(graph, victims, seed)
        clean, words = _able([compute(graph, score) for score in scores], chosen)
        costs = [cost for run in clean for cost in guard_costs(run, truth)]
        steps = Steps(len(ATTACKS) * len(sizes) * chosen.size, told)
        outcomes = list(attacked(clean, chosen, sizes, seed, steps))
    few = int(has_few_followers(graph)[chosen].sum())
    words = [_who(chosen.size, few), *words, *attack_words(outcomes), *left_out(outcomes, sizes)]
    return Attacks(
        title="Attacked",
        columns=columns_of(attack_columns(costs)),
        read=lambda: attack_rows(outcomes, costs),
        words=[*words, *cost_words(costs)],
        outcomes=outcomes,
    )


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


def parse_sizes(given: str | int | Iterable[int]) -> list[int]:
    """Return whole numbers, or those of a text such as ``1,5,30``, ascending, each once.

    Raises
    ------
    UsageError
        Where one is no whole number above 0.
    """
    text = (
        ",".join(map(str, given))
        if isinstance(given, Iterable) and not isinstance(given, str)
        else str(given)
    )
    parts = [part.strip() for part in text.split(",")]
    for part in parts:
        if not (part.isascii() and part.isdecimal() and int(part)):
            raise UsageError(f"--bots {text}: {part!r} is no whole number above 0; write 1,5,30.")
    return sorted({int(part) for part in parts})


def _graph(
    db: Database | None, accounts: int | None, seed: int
) -> tuple[InteractionGraph, FloatArray | None]:
    """Return the graph to attack, and its truth where it is invented."""
    if db is None:
        world = make_world(replace(HONEST, seed=seed, accounts=accounts or HONEST.accounts))
        return world.graph(), world.truth
    if accounts is not None:
        raise UsageError("--accounts is the size of an invented world: leave it or the file out.")
    with answering(db):
        return load(db.sqlite), None


def _who(victims: int, few: int) -> str:
    low, high = FOLLOWERS
    return (
        f"Victims: {victims} of middle rank, {few} of them with {low} to {high} followers, each"
        " attacked alone. Places count every account that has a value."
    )
