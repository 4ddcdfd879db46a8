"""Tell which score predicts what happens next."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple, TextIO

import numpy as np

from influence.errors import UsageError
from influence.graph import InteractionGraph, load
from influence.library.answering import answering
from influence.library.counting import Steps, ToldSteps, unheard
from influence.library.custom_scores import Scored, ScoreFiles, chosen_scores, within_reach
from influence.library.database import Database
from influence.library.limits import DRAWS, HALVES, SEED, whole, whole_or_none
from influence.library.results import Result, needs_altair
from influence.ranking.validation import (
    Judgement,
    Trial,
    judge,
    trials_at,
    trials_by_halves,
    verdict,
)
from influence.show import BINARY_FORMATS, columns_of, open_output
from influence.show.validations import (
    JUDGEMENT_COLUMNS,
    judgement_rows,
    write_chart,
    write_judgement,
)
from influence.windows import Bound, parse_bound, parse_window, seconds_of, to_seconds

if TYPE_CHECKING:
    import altair as alt

    from influence.show.charts import Chart

USUAL_HALVES = 20
"""Random halves where nobody says how many."""

TRIALS_TOLD = 3
HURDLES = (
    "influence",
    "shrunk_reposts_per_post",
    "reposts_per_post",
    "reposts",
    "pagerank",
    "influence_passivity",
    "active_audience",
    "followers",
    "posts",
)
"""Influence, and eight scores to beat."""


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Validation(Result):
    """What each score reached: a row a score and measure.

    Attributes
    ----------
    judgement
        All that was measured.
    verdict
        What that means, in sentences.
    """

    judgement: Judgement
    verdict: Sequence[str]

    def words_in(self, form: str) -> Sequence[str]:
        """Return the sentences beside a form; the page has the verdict in it."""
        trials = self.judgement.trials
        told = [f"Trial: {line}." for line in trials[:TRIALS_TOLD]]
        more = [f"... {len(trials)} trials in all."] if len(trials) > TRIALS_TOLD else []
        return [*self.words, *([] if form == "table" else self.verdict), *told, *more]

    def write_as(self, form: str, path: str) -> Sequence[str]:
        """Write the page, an object that holds everything, or rows."""
        if form in BINARY_FORMATS:
            return super().write_as(form, path)
        with open_output(path) as stream:
            write_judgement(self.judgement, self.verdict, form, stream)
        return []

    def write_for_people(self, stream: TextIO) -> None:
        """Write the page for people."""
        write_judgement(self.judgement, self.verdict, "table", stream)

    def picture(self) -> "Chart":
        """Return concordance and capture of each score as dots with their intervals."""
        from influence.show.charts import Chart  # noqa: PLC0415 - where it is asked for

        stream = StringIO()
        write_chart(self.judgement, stream)
        alt = " ".join(self.verdict)
        return Chart("Which score predicts", alt, stream.getvalue(), self.columns, self.found)

    def chart(self) -> "alt.LayerChart":
        """Return concordance of each score with its interval, as a chart of Altair."""
        needs_altair()
        from influence.show.charts import altair_charts  # noqa: PLC0415 - an extra

        return altair_charts.judged_concordance(self.rows, target=self.judgement.target)


def validate(
    db: Database,
    *,
    cut: Bound | Iterable[Bound] = (),
    horizon: str | None = None,
    since: Bound | None = None,
    halves: int | None = None,
    by: Scored | Sequence[Scored] = (),
    draws: int = 200,
    random_state: int = 1,
    score_file: ScoreFiles = (),
    told: ToldSteps = unheard,
) -> Validation:
    """Tell which score predicts: what was known before a cut ranks, what came after it judges.

    Parameters
    ----------
    cut
        One or several, each a text or a date of Python: what came before is known.
    horizon
        How long after a cut: ``30d``, ``12h``; None: to the end.
    since
        First moment of what is known.
    halves
        So many random halves, where acts have no times; None: 20.
    by
        Scores; the first leads; ``all`` takes all. None: influence and eight to beat, and before
        them those of ``score_file``.
    draws
        Draws of the bootstrap.
    random_state
        Decides the draws, and the halves.
    score_file
        As in :func:`influence.rank`.
    told
        Is told how many steps are done, and of how many.

    Returns
    -------
    Validation
        A row a score and measure: ``score``, ``measure``, ``value`` (concordance: 0.5 is a coin)
        with 95 % of the draws in ``low`` to ``high``, and by how much the first score leads, with
        its interval. ``.verdict`` says what that means.

    Raises
    ------
    UsageError
        Where there are times and no cut, or options of both ways.
    NothingFound
        Where there is nothing before a cut, or nothing after it.

    Notes
    -----
    docs/study.md tells what every measure is, and what the scores reached on real data.

    Examples
    --------
    >>> import influence as inf
    >>> with inf.example() as db:
    ...     found = inf.validate(db, cut="2026-03-01", by=["influence", "followers"], draws=20)
    ...     [row["score"] for row in found if row["measure"] == "concordance" if row["value"] > 0.8]
    ['influence']
    """
    cuts = (cut,) if isinstance(cut, str) or not isinstance(cut, Iterable) else tuple(cut)
    halves, draws = whole_or_none("halves", halves, HALVES), whole("draws", draws, DRAWS)
    random_state = whole("random_state", random_state, SEED)
    _check_way(cuts, halves, {"since": since, "horizon": horizon})
    with answering(db), within_reach(by, score_file) as named:
        asked = named.asked or [*named.of_files, *HURDLES]
        scores = chosen_scores(asked, leading=HURDLES)
        beside: list[str] = []
        ways = _Ways(cuts, since, horizon, halves, random_state)
        trials = list(_trials(db, ways, beside))
        steps = Steps(len(trials) * len(scores), told)
        found = judge(trials, scores, draws=draws, seed=random_state, told=steps)
    return Validation(
        title="Judged",
        columns=columns_of(JUDGEMENT_COLUMNS),
        read=lambda: list(judgement_rows(found)),
        words=beside,
        judgement=found,
        verdict=list(verdict(found)),
    )


class _Ways(NamedTuple):
    """How what was known and what came out are told apart."""

    cuts: Sequence[Bound]
    since: Bound | None
    horizon: str | None
    halves: int | None
    seed: int


def _trials(db: Database, ways: _Ways, beside: list[str]) -> Iterator[Trial]:
    """Yield the trials that the data allows: cuts in time, or random halves where it has none."""
    whole = load(db.sqlite)
    cuts, halves = ways.cuts, ways.halves
    if not (np.isfinite(whole.amplifications.happened).any() or (cuts and _is_counted(whole))):
        if cuts:
            beside.append(
                "No amplification has a time, so that a cut says nothing; halves are tried."
            )
        yield from trials_by_halves(whole, halves or USUAL_HALVES, ways.seed)
        return
    if not cuts:
        alone = "--halves is for acts without times, and these have some; s" if halves else "S"
        raise UsageError(f"{alone}ay what was known with --cut DATE: what came after it judges.")
    windows = {parse_window(ways.since, cut, until_called="--cut") for cut in cuts}
    horizon = seconds_of(ways.horizon) if ways.horizon else None
    for window in sorted(windows, key=lambda each: to_seconds(str(each.until))):
        cut = str(window.until)
        yield from trials_at(db.sqlite, [cut], since=window.since, horizon=horizon)


def _is_counted(graph: InteractionGraph) -> bool:
    """Whether a source merely counts how often posts with times were passed on."""
    dated = np.isfinite(graph.published.claimed) & np.isfinite(graph.published.published)
    return bool(dated.any() and not graph.amplifications.times.size)


def _check_way(
    cuts: Sequence[Bound], halves: int | None, given: Mapping[str, Bound | None]
) -> None:
    """Refuse what would be ignored: options of one way to judge beside those of the other."""
    for cut in cuts:
        parse_bound(cut)
    if cuts and halves:
        raise UsageError("--cut and --halves are two ways to judge: leave one of them out.")
    for name, value in given.items():
        if value and not cuts:
            raise UsageError(f"--{name} says something about a --cut: give one, or leave it out.")
