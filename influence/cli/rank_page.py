"""What ``influence rank`` prints: data on the output, words on stderr."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from influence.cli.pseudonyms import pseudonyms_of
from influence.cli.ranking import APART, TOP_ON_A_PAGE
from influence.errors import NothingFound
from influence.ranking import CHECK, RANKED, UNRATED, Row, Run, columns, rows, settings_of
from influence.scores import all_scores
from influence.show import Column, choose_format, open_output, write_rows
from influence.show.rankings import (
    Shown,
    cautions,
    elsewhere,
    heading,
    people_columns,
    write_page,
)
from influence.show.unnamed import shareable, unnamed

if TYPE_CHECKING:
    from sqlite_utils import Database


def show_ranking(db: "Database", run: Run, options: Mapping[str, Any]) -> None:
    """Write one list, or the page of all three, in the format that is meant."""
    reason = run.values.facts.get("why_nothing")
    if reason or not np.isfinite(run.values.value).any():
        reason = reason or "it is known of no account in this data"
        raise NothingFound(f"Nothing can be ranked by {run.score.name}: {reason}.")
    form = choose_format(options["form"], options["output"])
    which, top = options["which"], options["top"]
    pseudonyms = pseudonyms_of(options)
    with open_output(options["output"]) as stream:
        if form == "table" and which == RANKED:
            lists = _three_lists(db, run, top or TOP_ON_A_PAGE, options["where"])
            if pseudonyms is not None:
                lists = {name: each.unnamed(pseudonyms) for name, each in lists.items()}
            write_page(run, lists, stream)
            found = lists[RANKED].rows
        else:
            chosen: Sequence[Column | str] = (
                columns(run) if form not in {"table", "md"} else people_columns(run)
            )
            found = rows(db, run, which=which, top=top, where=options["where"])
            if pseudonyms is not None:
                found, chosen = unnamed(found, pseudonyms), shareable(chosen)
            write_rows(found, chosen, form, stream)
    if options["where"] and not found:
        click.echo(f"No {which} account fits --where {options['where']!r}.", err=True)
    if not options["quiet"]:
        _say(run, which, form)


def _three_lists(db: "Database", run: Run, top: int, where: str | None) -> dict[str, Shown]:
    """Return what a page shows of each list, and how many there are in all."""
    shown = {}
    for name, limit in {RANKED: top, CHECK: APART, UNRATED: APART}.items():
        found = rows(db, run, which=name, top=None if where else limit, where=where)
        total = len(found) if where else run.lists[name].positions.size
        shown[name] = Shown(found[:limit], total)
    return shown


def _say(run: Run, which: str, form: str) -> None:
    lines = cautions(run)
    if form != "table":
        lines = [heading(run), *lines, elsewhere(run, which)]
    recorded = run.recorded
    if recorded is not None:
        stored = f"Stored as run {recorded.run_id}." if recorded.is_new else ""
        if recorded.why_not:
            stored = f"The run was not stored: {recorded.why_not}."
        elif not recorded.is_new:
            stored = f"The same as run {recorded.run_id}."
        lines.append(stored)
    for line in lines:
        if line:
            click.echo(line, err=True)


def show_scores(form: str | None) -> None:
    """Write the registry of scores."""
    found: list[Row] = [
        {
            "score": each.name,
            "question": each.question,
            "unit": each.unit,
            "settings": " ".join(f"{k}={v}" for k, v in settings_of(each).items()) or None,
            "reference": each.reference,
        }
        for each in all_scores().values()
    ]
    wide = [Column("question", wrap=True), Column("unit", keep=1, wrap=True)]
    more = [Column("settings", keep=3, wrap=True), Column("reference", keep=2, wrap=True)]
    with open_output() as stream:
        write_rows(found, ["score", *wide, *more], choose_format(form), stream)
