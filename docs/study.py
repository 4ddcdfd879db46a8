"""The study behind the default: every score on invented worlds and on real data.

``make study`` runs it: it writes data/study.json and the charts in docs/, from which docs/study.md
is made. Worlds are drawn here; real data is looked for where ``INFLUENCE_REAL_DATA`` says.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

from crawlers.files import Options, import_files
from influence.graph import load
from influence.ranking.validation import (
    Judgement,
    Trial,
    judge,
    trials_at,
    trials_by_halves,
    verdict,
)
from influence.scores import Score, all_scores
from influence.show.validations import write_chart
from influence.store import open_database
from influence.synthetic import KINDS, make_world

ROOT = Path(__file__).parent.parent
RESULT = ROOT / "data" / "study.json"
SEEDS = range(3)
FIRST_SEED = 5101  # worlds of the study: none of them served to choose or to pin anything
ANSWERS = {"likes": 4.0, "replies": 0.7}  # as in the demo world: some scores count nothing else
HALVES = 25
HIGGS_CUTS = [
    f"2012-07-0{day}T{hour:02}:00:00Z"
    for day, hours in ((4, (2, 8, 14, 20)), (5, (2, 14)), (6, (2, 14)))
    for hour in hours
]
HALF_A_DAY = 43_200.0
LEADER = "influence"


def scores() -> list[Score]:
    """Return every score, the default first."""
    found = all_scores()
    return [found[LEADER], *(score for name, score in found.items() if name != LEADER)]


def world_trials(kind: str) -> Iterator[Trial]:
    """Yield one trial a seed: the world as it is seen, judged by its truth."""
    for k in SEEDS:
        seed = FIRST_SEED + 100 * list(KINDS).index(kind) + k
        world = make_world(replace(KINDS[kind], seed=seed, **ANSWERS))
        judged = np.flatnonzero(world.people.posts > 0)
        words = "amplifications of the next post"
        yield Trial(world.graph(), judged, world.truth[judged], words, kind, population=k)


def imported(folder: Path, names: Sequence[str]) -> Iterator[Trial]:
    """Yield the trials of one real data set, imported into a database of its own."""
    with open_database(":memory:", create=True) as db:
        list(import_files(db, [str(folder / name) for name in names], Options()))
        if folder.name == "higgs2012":
            yield from trials_at(db, HIGGS_CUTS, horizon=HALF_A_DAY)
        else:
            yield from trials_by_halves(load(db), HALVES)


REAL = {
    "congress2022": ("accounts.csv", "posts.csv.gz", "interactions.csv", "profiles.csv"),
    "higgs2012": ("accounts.csv.gz", "interactions.csv.gz"),
}


def as_json(found: Judgement) -> dict[str, object]:
    """Return a judgement as plain values, rounded to what is printed."""
    return {
        "judged": found.judged,
        "trials": len(found.trials),
        "target": found.target,
        "verdict": verdict(found),
        "scores": {
            each.score: {
                "why_not": each.why_not,
                "measures": _rounded(each.measures),
                "lead": _rounded(each.lead),
            }
            for each in found.standings
        },
    }


def _rounded(measures: Mapping[str, tuple[float, float, float]]) -> dict[str, list[float | None]]:
    """Return ends to four digits; the last bit of a sum must not tell 0 from -0."""
    return {
        name: [None if np.isnan(end) else round(float(end), 4) + 0.0 for end in found]
        for name, found in measures.items()
    }


def main(names: Sequence[str]) -> None:
    """Judge every score everywhere, or where it is asked for, and write what came out."""
    result = json.loads(RESULT.read_text(encoding="utf-8")) if names else {}
    for kind in KINDS:
        if not names or kind in names:
            click.echo(f"world {kind}", err=True)
            result[kind] = as_json(judge(world_trials(kind), scores()))
    data = os.environ.get("INFLUENCE_REAL_DATA")
    for name, files in REAL.items() if data else ():
        if names and name not in names:
            continue
        click.echo(f"real data {name}", err=True)
        found = judge(imported(Path(str(data)) / name, files), scores())
        result[name] = as_json(found)
        with (ROOT / "docs" / f"study_{name}.svg").open("w", encoding="utf-8") as chart:
            write_chart(found, chart)
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
