"""A page a score in ``docs/scores/``, from the registry, the worked examples and the study.

``python docs/score_pages.py`` writes them all, and removes those of scores that are no more; with
``--check`` it writes nothing and names each page that is not as it would be written.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import study_pages
from pages import table
from worked import values_of, worked_examples

from influence.ranking import settings_of
from influence.ranking.methods import method_of
from influence.scores import Score, all_scores

PAGES = Path(__file__).parent / "scores"
ROOT = "../.."
PROMISES = {
    "counts_doubled": "twice as many of every act changes nothing",
    "claims_ignored": "what sources claim changes nothing",
    "one_more_repost_never_lowers": "one more repost never lowers it",
}


def page(score: Score) -> str:
    """Return the whole page of one score."""
    parts = [f"# {score.name}", f"*{score.question}*", method_of(score).summary, _facts(score)]
    parts += [
        text for part in (_formula, _limits, _by_hand, _study, _links) for text in part(score)
    ]
    return "\n\n".join(parts) + "\n"


def pages() -> Mapping[Path, str]:
    """Return the file of each page, and what belongs in it."""
    return {PAGES / f"{name}.md": page(score) for name, score in all_scores().items()}


def stale() -> list[str]:
    """Return the names of the pages that are not as they would be written."""
    wanted = pages()
    kept = {path: path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")}
    return sorted(
        path.name for path in kept.keys() | wanted.keys() if kept.get(path) != wanted.get(path)
    )


def write() -> None:
    """Write every page, and remove those of scores that are no more."""
    wanted = pages()
    PAGES.mkdir(exist_ok=True)
    for path in set(PAGES.glob("*.md")) - wanted.keys():
        path.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")


def _facts(score: Score) -> str:
    promised = [PROMISES[each] for each in sorted(score.invariances)]
    rows = [
        ("unit", score.unit),
        ("window", method_of(score).window),
        ("needs", "; ".join(score.needs) or "nothing in particular"),
        ("promises", "; ".join(promised) or f"nothing: {score.why_no_invariance}"),
        ("source", score.reference),
    ]
    return table(("", ""), rows)


def _formula(score: Score) -> Iterator[str]:
    method, settings = method_of(score), settings_of(score)
    if method.formula or method.notes:
        yield "## Formula"
        yield from (*method.formula, *method.notes)
    if settings:
        yield "## Settings"
        rows = (
            (f"`{name}`", f"`{value}`", method.settings[name]) for name, value in settings.items()
        )
        yield table(("setting", "unless you say otherwise", "what it means"), rows)
        (name, value), *_ = settings.items()
        yield f"`influence rank DB --by {score.name} --set {name}={value}` sets one."


def _limits(score: Score) -> Iterator[str]:
    method = method_of(score)
    yield "## What it can tell, and what it cannot"
    yield f"Values: {method.gives}"
    if method.cannot_tell:
        yield f"It cannot tell: {method.cannot_tell}"


def _by_hand(score: Score) -> Iterator[str]:
    example = worked_examples().get(score.name)
    if example is None:
        return
    yield "## By hand"
    yield example.how
    rows = [
        (name, _arithmetic(example.by_hand.get(name)), _shown(value, example.digits))
        for name, value in values_of(score).items()
    ]
    yield table(("baker", "by hand", f"`influence rank --by {score.name}`"), rows)
    yield (
        f"The four bakers are in [data/golden/bakers]({ROOT}/data/golden/bakers):"
        " `influence import bakers.db data/golden/bakers/*.csv` reads them."
    )


def _arithmetic(expression: str | None) -> str:
    return "" if expression is None else f"`{expression}`"


def _shown(value: float, digits: int) -> str:
    return "no value" if value != value else f"{value:,.{digits}f}".rstrip("0").rstrip(".")  # noqa: PLR0124 nan


def _study(score: Score) -> Iterator[str]:
    yield "## How it did"
    yield (
        "Of [the study](../study.md), on invented worlds and two real data sets: how often"
        " the better of two accounts comes first (concordance; .5 is chance), and how much of the"
        " best hundred it finds (capture@100), with 95 % intervals."
    )
    yield study_pages.of_score(score.name)


def _links(score: Score) -> Iterator[str]:
    yield "## Elsewhere"
    place = score.function.__module__.replace(".", "/")
    package = Path(__file__).parent.parent / place
    code = f"{place}/__init__.py" if package.is_dir() else f"{place}.py"
    yield "\n".join(
        (
            f"- [its code]({ROOT}/{code})",
            "- [all scores](../scores.md), [what the columns of a ranking mean](../columns.md)",
            "- [its numbers worked by hand, as data](../../data/golden/worked.toml)",
        )
    )


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        sys.exit("".join(f"docs/scores/{name} is stale: make docs\n" for name in stale()) or None)
    write()
