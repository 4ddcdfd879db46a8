"""What each score reaches on pinned worlds with known truth: measured here, pinned in data/.

``python tests/pin_quality.py`` prints it; ``--update`` writes data/quality.json. Floors only rise:
a lower figure is refused without ``--allow-regression``, a changed world without ``--new-worlds``.
The seeds of these worlds served nothing else.
"""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from influence.ranking import compute
from influence.ranking.quality import capture_at, concordance, interval_coverage, share_in_top
from influence.ranking.under_attack import attacked, choose_victims
from influence.scores import all_scores, find_score
from influence.synthetic import KINDS, Role, make_world

PATH = Path(__file__).parent.parent / "data" / "quality.json"
FIRST_SEED = {
    "plain": 4101,
    "harsh": 4201,
    "harsh3": 4301,
    "harsh60": 4401,
    "viral": 4501,
    "drift": 4601,
    "harsh_x4": 4701,
    "harsh_logit": 4801,
}
WORLDS = {
    kind: [replace(KINDS[kind], seed=seed + k) for k in range(3)]
    for kind, seed in FIRST_SEED.items()
}
TOP = 100
ATTACKED = replace(KINDS["harsh_x4"], accounts=5_000, seed=4901)
BOTS = (1, 5, 30, 100)
PINNED_ATTACKS = ("exclusive", "camouflaged", "slow")
MARGINS = (
    ("capture_100", "followers", 0.08),
    ("capture_100", "pagerank", 0.05),
    ("capture_100", "reposts_per_post", -0.03),
    ("capture_100", "shrunk_reposts_per_post", -0.03),
    ("concordance", "shrunk_reposts_per_post", 0.01),
    ("concordance", "reposts_per_post", 0.08),
)
"""The default has to lead each of these by so much, on the mean of a kind's worlds."""

GRADES = {1: "A", 2: "B", 3: "C"}


def measured(kind):
    """Return the figures of one kind of world: the mean over its seeds."""
    runs = [_of_world(make_world(settings)) for settings in WORLDS[kind]]
    scores = {
        name: {
            figure: round(float(np.mean([run["scores"][name][figure] for run in runs])), 4)
            for figure in runs[0]["scores"][name]
        }
        for name in runs[0]["scores"]
    }
    coverage = {
        group: {
            "share": round(float(np.average(shares, weights=counts)), 3) if sum(counts) else None,
            "accounts": int(sum(counts)),
        }
        for group in runs[0]["coverage"]
        for shares, counts in [
            zip(*(run["coverage"][group] for run in runs), strict=True),
        ]
    }
    return {
        "digests": [run["digest"] for run in runs],
        "scores": scores,
        "interval_coverage": coverage,
    }


def attacks():
    """Return what bots do to three accounts of middle rank under the default, in a harsh world."""
    world = make_world(ATTACKED)
    clean = compute(world.graph(), find_score("influence"))
    victims = choose_victims(clean.graph, 3, ATTACKED.seed)
    found = {}
    for outcome in attacked([clean], victims, BOTS, ATTACKED.seed):
        if outcome.attack in PINNED_ATTACKS and outcome.guard == "triggered":
            found[f"{outcome.size} {outcome.attack}"] = {
                "place_clean": outcome.place_clean,
                "place": outcome.place,
                "lift": round(outcome.lift, 2),
                "flagged": round(outcome.flagged, 2),
            }
    return {"digest": world.digest(), "bots": found}


def missed(scores):
    """Return the margins that the default does not keep, in words."""
    default = scores["influence"]
    return [
        f"{figure}: {default[figure]:.4f} against {scores[peer][figure]:.4f} of {peer},"
        f" asked for {margin:+.2f}"
        for figure, peer, margin in MARGINS
        if default[figure] - scores[peer][figure] < margin
    ]


def _of_world(world):
    graph = world.graph()
    posted = graph.posts > 0
    truth = world.truth[posted]
    bought = (world.people.role == Role.BOUGHT_AUDIENCE)[posted]
    found = {name: score(graph) for name, score in all_scores().items()}
    figures = {}
    for name, values in found.items():
        own = values.value[posted]
        figures[name] = {
            "concordance": concordance(own, truth),
            "capture_100": capture_at(TOP, own, truth),
            "bought_in_top_100": share_in_top(TOP, own, bought),
        }
    return {
        "digest": world.digest(),
        "scores": figures,
        "coverage": _coverage(found["influence"], world.truth),
    }


def _coverage(values, truth):
    """Return share of intervals that hold the truth, and how many, for each group of accounts."""
    own = values.companions
    rated = own["rated"] == 1
    best = np.argsort(-np.where(rated, values.value, -1.0))[:TOP]
    groups = {"all": np.isfinite(values.value), "rated": rated}
    groups |= {f"grade {name}": rated & (own["evidence"] == k) for k, name in GRADES.items()}
    groups["top 100"] = np.isin(np.arange(truth.size), best) & rated
    return {
        name: (
            interval_coverage(values.low[of], values.high[of], truth[of]) if of.any() else 0.0,
            int(of.sum()),
        )
        for name, of in groups.items()
    }


def main(arguments=None):
    """Print the figures, and pin them where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--allow-regression", action="store_true")
    parser.add_argument("--new-worlds", action="store_true")
    options = parser.parse_args(arguments)
    new = {kind: measured(kind) for kind in WORLDS}
    for figures in new.values():
        figures["missed"] = missed(figures["scores"])
    show(new)
    bots = attacks()
    for name, row in bots["bots"].items():
        print(f"  {name:24}", "  ".join(f"{key} {value:g}" for key, value in row.items()))
    if options.update:
        old = json.loads(PATH.read_text(encoding="utf-8")) if PATH.exists() else {}
        for problem in regressions(old, new):
            allowed = options.new_worlds if "world" in problem else options.allow_regression
            if not allowed:
                sys.exit(f"Refused: {problem}.")
        PATH.write_text(json.dumps({**new, "attacks": bots}, indent=1) + "\n", encoding="utf-8")


def regressions(old, new):
    """Return what is worse than what is pinned, in words."""
    found = []
    for kind, pinned in old.items():
        if kind not in WORLDS:
            continue
        if pinned["digests"] != new[kind]["digests"]:
            found.append(f"another world stands for {kind}")
            continue
        for figure in ("concordance", "capture_100"):
            was, now = (each["scores"]["influence"][figure] for each in (pinned, new[kind]))
            if now < was:
                found.append(f"{figure} of influence fell from {was} to {now} in {kind}")
    return found


def show(figures):
    """Print everything as a table."""
    for kind, of_kind in figures.items():
        print(f"{kind}: concordance, capture@100, bought audiences in the top 100")
        for name, row in of_kind["scores"].items():
            print(f"  {name:24} " + "  ".join(f"{value:.4f}" for value in row.values()))
        print("  interval labelled 90 %: share that holds the truth (accounts)")
        for group, row in of_kind["interval_coverage"].items():
            share = "-" if row["share"] is None else f"{row['share']:.3f}"
            print(f"  {group:10} {share} ({row['accounts']})")
        for line in of_kind["missed"]:
            print(f"  MISSED {line}")


if __name__ == "__main__":
    main()
