"""A run: one score over one window, computed, ranked, and written down so that it can be cited."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from hashlib import blake2b
from importlib import import_module
from importlib.metadata import version
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from influence.errors import ScoreUnusable
from influence.graph import InteractionGraph, load
from influence.ranking.column_names import taken_name
from influence.ranking.digest import data_digest
from influence.ranking.ledger import VALUES_DIGEST, Recorded, record
from influence.ranking.lists import RANKED, Listed, Observed, observe, sort_out
from influence.ranking.places import Places, places
from influence.ranking.settings import Setting, check_settings, settings_of
from influence.scores import Score, Values, find_score, place_of
from influence.windows import Window, from_seconds

if TYPE_CHECKING:
    from sqlite_utils import Database

DEFAULT_SCORE = "influence"
DISTRIBUTION = "influence-discovery"
ALL_DATA = Window()

STEPS = READING, COMPUTING, STORING = "reading the database", "computing", "storing the run"
"""What a run does, in order."""


@dataclass(frozen=True, eq=False)
class Run:
    """One score over one window, with everything that was found; arrays are aligned with the graph.

    Attributes
    ----------
    settings
        Every setting of the score, those left alone included.
    observed
        Posts, amplifications, amplifiers, active audience and claimed followers of each account.
    lists
        Positions of the ranked, of those to check before use, and of those not rated, in order.
    places
        Rank and range of places of the ranked.
    recorded
        The stored run; None where it was only computed.
    """

    score: Score
    settings: Mapping[str, Setting]
    window: Window
    graph: InteractionGraph
    values: Values
    observed: Observed
    lists: Mapping[str, Listed]
    places: Places
    digest: str
    version: str
    took_seconds: float
    recorded: Recorded | None = None

    @property
    def unit(self) -> str:
        """What one is; the data may decide it (per hour, where posts are unknown)."""
        return str(self.values.facts.get("unit", self.score.unit))

    @property
    def bounds(self) -> Window:
        """The window as asked; where it is open, the first and the last event; None: no times."""
        return Window(
            self.window.since or from_seconds(self.graph.since),
            self.window.until or from_seconds(self.graph.until),
        )

    @property
    def method(self) -> str:
        """Name and version of the score, and the settings that were changed."""
        defaults = settings_of(self.score)
        changed = [
            f"{name}={value}" for name, value in self.settings.items() if value != defaults[name]
        ]
        return " ".join([self.score.name, self.version, *changed])


def run(
    db: "Database",
    *,
    by: str = DEFAULT_SCORE,
    window: Window = ALL_DATA,
    settings: Mapping[str, Setting] | None = None,
    told: Callable[[str], None] = lambda _: None,
) -> Run:
    """Compute a score over a window of the database, rank the accounts, and store the run.

    A run over the same data with the same window, score, settings and version is stored once. A
    database that cannot be written to is ranked all the same: ``recorded.why_not`` then says why
    the run was not stored.

    Parameters
    ----------
    told
        Is told of each of :data:`STEPS` as it begins.

    Raises
    ------
    UnknownScore, UsageError
        Where there is no such score or setting.
    NothingFound
        Where the database is empty or the window holds no data.
    """
    score = find_score(by)
    check_settings(score, settings or {})
    told(READING)
    with ThreadPoolExecutor(1) as other:
        # It takes a while to import, and SQLite leaves the interpreter free while it reads.
        other.submit(import_module, "scipy.optimize")
        graph = load(db, window, keep=True)
    told(COMPUTING)
    found = compute(graph, score, window=window, settings=settings)
    told(STORING)
    return replace(found, recorded=record(db, found))


def compute(
    graph: InteractionGraph,
    score: Score,
    *,
    window: Window = ALL_DATA,
    settings: Mapping[str, Setting] | None = None,
) -> Run:
    """Compute a score of a graph and rank its accounts; the window is only written down."""
    started = perf_counter()
    with ThreadPoolExecutor(1) as other:  # hashing leaves the interpreter free
        digest = other.submit(data_digest, graph)
        values = score(graph, **(settings or {}))
    if score.origin and (taken := taken_name(score, values)):
        raise ScoreUnusable(f"{place_of(score.function)}: {taken}.")
    values = replace(values, facts={**values.facts, **_origin_facts(score, values)})  # to be stored
    observed = observe(graph, values)
    lists = sort_out(values, observed, graph.may_be_listed)
    return Run(
        score=score,
        settings=settings_of(score) | dict(settings or {}),
        window=window,
        graph=graph,
        values=values,
        observed=observed,
        lists=lists,
        places=places(values, lists[RANKED].positions),
        digest=digest.result(),
        version=version_of(score),
        took_seconds=perf_counter() - started,
    )


def _origin_facts(score: Score, values: Values) -> Mapping[str, str]:
    """Return where a score of others is from, and a digest of its values; nothing of one of ours.

    Its source does not tell all: it may read a file, or what a notebook holds.
    """
    if not score.origin:
        return {}
    columns = [each for each in (values.value, values.low, values.high) if each is not None]
    digest = blake2b(np.concatenate(columns).tobytes(), digest_size=6).hexdigest()
    return {**score.origin_facts, VALUES_DIGEST: digest}


def version_of(score: Score) -> str:
    """Return the version of what computes a score: ours, and of one of others also its digest.

    In the manner of a local version of PEP 440, as in ``0.1.0+3f9a02c81d44``.
    """
    own = version(DISTRIBUTION)
    return f"{own}+{score.digest}" if score.digest else own
