"""The tables of docs/study.md, read off data/study.json."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pages import table

STUDY = Path(__file__).parent.parent / "data" / "study.json"
RESULT: Mapping[str, Any] = json.loads(STUDY.read_text(encoding="utf-8"))
FIRST: Mapping[str, Any] = json.loads(
    (STUDY.parent / "golden" / "first_study.json").read_text(encoding="utf-8")
)
QUALITY: Mapping[str, Any] = json.loads((STUDY.parent / "quality.json").read_text(encoding="utf-8"))
LEADER = "influence"
AIM = (0.85, 0.95)
"""How many intervals that are labelled 90 % are to hold the truth."""


def worlds() -> list[str]:
    """Return the kinds of invented worlds of the study."""
    return [name for name in RESULT if name not in {"congress2022", "higgs2012"}]


def score_by_world() -> str:
    """Return concordance and capture@100 of every score in every kind of world, best first."""
    kinds = worlds()
    order = sorted(
        RESULT[kinds[0]]["scores"], key=lambda name: -_value(kinds[0], name, "concordance")
    )
    rows = (
        [f"`{name}`", *(_both(kind, name) for kind in kinds)]
        for name in order
        if any(RESULT[kind]["scores"][name]["measures"] for kind in kinds)
    )
    return table(["score", *kinds], rows)


def leads(peers: Sequence[str], measure: str) -> str:
    """Return by how much the default leads some peers in each kind of world, with intervals."""
    rows = ([f"`{peer}`", *(_lead(kind, peer, measure) for kind in worlds())] for peer in peers)
    return table([f"default minus, {measure.replace('_', '@')}", *worlds()], rows)


def real(name: str) -> str:
    """Return what every score reached on one real data set, and by how much the default leads."""
    found = RESULT[name]["scores"]
    able = [score for score, each in found.items() if each["measures"]]
    able.sort(key=lambda score: -_value(name, score, "concordance"))
    rows = (
        [
            f"`{score}`",
            _interval(found[score]["measures"]["concordance"]),
            "" if score == LEADER else _lead(name, score, "concordance"),
            _interval(found[score]["measures"]["capture_100"]),
            "" if score == LEADER else _lead(name, score, "capture_100"),
        ]
        for score in able
    )
    head = ["score", "concordance", "default minus it", "capture@100", "default minus it"]
    return table(head, rows)


def of_score(score: str) -> str:
    """Return what one score reached in each world and on each real data set."""
    head = ["where", "concordance", "capture@100", "default minus it", "default minus it, @100"]
    return table(head, [[where, *_reached(where, score)] for where in RESULT])


def _reached(where: str, score: str) -> Iterator[str]:
    found = RESULT[where]["scores"].get(score, {"why_not": "newer than the study", "measures": {}})
    if not found["measures"]:
        yield from (f"not computed: {found['why_not']}", "", "", "")
        return
    yield from (_interval(found["measures"][each]) for each in ("concordance", "capture_100"))
    if score != LEADER:
        yield from (_lead(where, score, each) for each in ("concordance", "capture_100"))
    else:
        yield from ("", "")


def sentences(name: str) -> str:
    """Return the verdict on one data set, a sentence an item."""
    return "\n".join(f"- {line}" for line in RESULT[name]["verdict"])


def worse_than_counting() -> str:
    """Return, for each kind of world and real data set, what orders pairs worse than counting."""
    start = "Worse than counting reposts: "
    rows = (
        [name, ", ".join(f"`{each}`" for each in line.removeprefix(start).rstrip(".").split(", "))]
        for name, found in RESULT.items()
        for line in found["verdict"]
        if line.startswith(start)
    )
    return table(["where", "worse than counting reposts"], rows)


def not_ahead(measure: str) -> str:
    """Return, for each world and real set, which scores the default is level with and behind."""
    head = ["where", f"{measure.replace('_', '@')}: level", "the default is behind"]
    return table(head, [[f"{where}", *_not_ahead(where, measure)] for where in RESULT])


def _not_ahead(where: str, measure: str) -> Iterator[str]:
    leads = {
        name: each["lead"][measure]
        for name, each in RESULT[where]["scores"].items()
        if name != LEADER and measure in each["lead"]
    }
    level = [name for name, (_, low, high) in leads.items() if low <= 0 <= high]
    behind = [name for name, (_, _, high) in leads.items() if high < 0]
    yield from (", ".join(f"`{name}`" for name in names) for names in (level, behind))


def coverage() -> str:
    """Return how many intervals of the pinned worlds hold the truth, by grade; misses are bold."""
    groups = ["rated", "grade A", "grade B", "grade C", "top 100"]
    rows = ([kind, *(_covered(found, group) for group in groups)] for kind, found in _pinned())
    return table(["pinned worlds", *groups], rows)


def _covered(found: Mapping[str, Any], group: str) -> str:
    share, accounts = (found["interval_coverage"][group][each] for each in ("share", "accounts"))
    if share is None:
        return "nobody"
    cell = f"{share:.3f} of {accounts:,}"
    return cell if AIM[0] <= share <= AIM[1] else f"**{cell}**"


def margins_missed() -> str:
    """Return what was asked of the default on the pinned worlds and missed, an item each."""
    lines = [f"- {kind}: {line}." for kind, found in _pinned() for line in found["missed"]]
    return "\n".join(lines) or "- Nothing."


def bots() -> str:
    """Return what bots do to three accounts of middle rank in a pinned world."""
    rows = (
        [name, f"{row['place']:g}", f"{row['lift']:.1f}", f"{row['flagged']:.0%}"]
        for name, row in QUALITY["attacks"]["bots"].items()
    )
    places = {row["place_clean"] for row in QUALITY["attacks"]["bots"].values()}
    clean = ", ".join(f"{place:g}" for place in places)
    return table(["bots", f"median place ({clean} without)", "score times", "flagged"], rows)


def _pinned() -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from ((kind, found) for kind, found in QUALITY.items() if kind != "attacks")


def beside_the_first_study() -> str:
    """Return concordance/capture@100 of the first study and of this one, cell by cell."""
    names = list(FIRST["worlds"]["plain"])
    rows = [
        [kind, *(_then_and_now(kind, name, then) for name, then in found.items())]
        for kind, found in FIRST["worlds"].items()
    ]
    return table(["first study, this one", *(f"`{name}`" for name in names)], rows)


def higgs_beside_the_first_study() -> str:
    """Return the same for the eight cuts of higgs2012."""
    found = FIRST["higgs2012"].items()
    rows = [[f"`{name}`", _then_and_now("higgs2012", name, then)] for name, then in found]
    return table(["score", "first study, this one"], rows)


def _then_and_now(where: str, score: str, then: Sequence[float]) -> str:
    return f"{_plain(then)}, {_both(where, score)}"


def _value(world: str, score: str, measure: str) -> float:
    found = RESULT[world]["scores"][score]["measures"].get(measure)
    return -1.0 if found is None or found[0] is None else float(found[0])


def _both(world: str, score: str) -> str:
    if not RESULT[world]["scores"][score]["measures"]:
        return ""
    return _plain([_value(world, score, measure) for measure in ("concordance", "capture_100")])


def _plain(pair: Sequence[float]) -> str:
    return "/".join(f"{value:.3f}" for value in pair)


def _lead(world: str, score: str, measure: str) -> str:
    lead = RESULT[world]["scores"][score]["lead"].get(measure)
    return "" if lead is None or lead[0] is None else _interval(lead, sign="+")


def _interval(found: Sequence[float], sign: str = "") -> str:
    value, low, high = (f"{each:{sign}.3f}" for each in found)
    return f"{value} ({low} to {high})"
