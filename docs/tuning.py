"""The worlds on which constants are chosen, and the intervals on them: python docs/tuning.py.

Kinds and seeds are others than those that are pinned or studied.
"""

from collections.abc import Iterator
from dataclasses import replace

import click
import numpy as np

from influence.ranking.quality import interval_coverage
from influence.scores import find_score
from influence.synthetic import HARSH, PLAIN, World, make_world

TUNING = {
    "steady": replace(PLAIN, posts_median=25.0, pair_noise=0.5),
    "lively": replace(HARSH, virality=0.6, drift=0.4, posts_median=25.0),
    "bursty": replace(HARSH, virality=1.6, drift=0.3),
    "moving": replace(HARSH, virality=0.8, drift=0.9, posts_median=8.0),
    "busy": replace(HARSH, response=2 * PLAIN.response, drift=0.5, cascade=0.2),
}
FIRST_SEED = 6101


def worlds() -> Iterator[tuple[str, World]]:
    """Yield two worlds of each kind."""
    for place, (kind, settings) in enumerate(TUNING.items()):
        for k in range(2):
            yield kind, make_world(replace(settings, seed=FIRST_SEED + 10 * place + k))


def main() -> None:
    """Print the measured drift, and how many intervals of rated accounts hold the truth."""
    score = find_score("influence")
    for kind, world in worlds():
        found = score(world.graph())
        rated = np.flatnonzero(found.companions["rated"] == 1)
        low, high = (np.asarray(end)[rated] for end in (found.low, found.high))
        share = interval_coverage(low, high, world.truth[rated])
        click.echo(f"{kind}: psi {found.facts['psi']:.3g}, {share:.3f} of {rated.size} intervals")


if __name__ == "__main__":
    main()
