"""What ``influence validate`` prints: measures on the output, the verdict in words on stderr."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from influence.cli.progress import progress
from influence.cli.score_names import chosen_scores
from influence.cli.validating import HURDLES
from influence.cli.written import write_table
from influence.errors import UsageError
from influence.graph import InteractionGraph, load
from influence.ranking.validation import (
    Judgement,
    Trial,
    judge,
    trials_at,
    trials_by_halves,
    verdict,
)
from influence.show import BINARY_FORMATS, open_output
from influence.show.validations import (
    JUDGEMENT_COLUMNS,
    judgement_rows,
    write_chart,
    write_judgement,
)
from influence.windows import parse_bound, parse_window, seconds_of, to_seconds

HALVES = 20
"""Random halves where nobody says how many."""

if TYPE_CHECKING:
    from sqlite_utils import Database


def show_validation(db: "Database", options: Mapping[str, Any]) -> None:
    """Judge the scores and write what came out, with the chart where one is asked for."""
    _check_chart(options["chart"], options["output"])
    scores = chosen_scores(options["scores"] or HURDLES, leading=HURDLES)
    trials = list(_trials(db, options))
    quiet, steps = options["quiet"], len(trials) * len(scores)
    with progress(steps, doing="judging", in_bytes=False, quiet=quiet) as told:
        found = judge(trials, scores, draws=options["draws"], told=lambda: told(1))
    form, output = options["form"], options["output"]
    if form in BINARY_FORMATS:
        write_table(judgement_rows(found), JUDGEMENT_COLUMNS, options, "Judged")
    else:
        with open_output(output) as stream:
            write_judgement(found, verdict(found), form, stream)
    if options["chart"]:
        with open_output(options["chart"]) as stream:
            write_chart(found, stream)
    if not quiet:
        _say(found, form)


def _check_chart(chart: str | None, output: str) -> None:
    """Say before the work is done where a chart cannot go."""
    if chart is None:
        return
    if not chart.casefold().endswith(".svg"):
        raise UsageError(f"--chart {chart}: the picture is SVG; name a file that ends in .svg.")
    if Path(chart).absolute() == Path(output).absolute():
        raise UsageError("--chart and -o name the same file.")
    if not Path(chart).absolute().parent.is_dir():
        raise UsageError(f"--chart {chart}: there is no such folder.")


def _trials(db: "Database", options: Mapping[str, Any]) -> Iterator[Trial]:
    """Yield the trials that the data allows: cuts in time, or random halves where it has none."""
    cuts, halves = options["cuts"], options["halves"]
    _check_way(cuts, options)
    whole = load(db)
    if not (np.isfinite(whole.amplifications.happened).any() or (cuts and _is_counted(whole))):
        if cuts:
            click.echo(
                "No amplification has a time, so that a cut says nothing; halves are tried.",
                err=True,
            )
        yield from trials_by_halves(whole, halves or HALVES)
        return
    if not cuts:
        alone = "--halves is for acts without times, and these have some; s" if halves else "S"
        raise UsageError(f"{alone}ay what was known with --cut DATE: what came after it judges.")
    windows = {parse_window(options["since"], cut, until_called="--cut") for cut in cuts}
    horizon = seconds_of(options["horizon"]) if options["horizon"] else None
    for window in sorted(windows, key=lambda each: to_seconds(str(each.until))):
        cut = str(window.until)
        yield from trials_at(db, [cut], since=window.since, horizon=horizon)


def _is_counted(graph: InteractionGraph) -> bool:
    """Whether a source merely counts how often posts with times were passed on."""
    dated = np.isfinite(graph.published.claimed) & np.isfinite(graph.published.published)
    return bool(dated.any() and not graph.amplifications.times.size)


def _check_way(cuts: Sequence[str], options: Mapping[str, Any]) -> None:
    """Refuse what would be ignored: options of one way to judge beside those of the other."""
    for cut in cuts:
        parse_bound(cut)
    if cuts and options["halves"]:
        raise UsageError("--cut and --halves are two ways to judge: leave one of them out.")
    for name in ("since", "horizon"):
        if options[name] and not cuts:
            raise UsageError(f"--{name} says something about a --cut: give one, or leave it out.")


def _say(found: Judgement, form: str) -> None:
    if form != "table":
        for line in verdict(found):
            click.echo(line, err=True)
    for line in found.trials[:3]:
        click.echo(f"Trial: {line}.", err=True)
    if len(found.trials) > 3:
        click.echo(f"... {len(found.trials)} trials in all.", err=True)
