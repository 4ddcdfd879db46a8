"""What the columns of a sheet mean, as rows that stand beside it."""

from collections.abc import Iterable

from influence.ranking.glossary import COLUMNS
from influence.scores import all_scores
from influence.show.columns import Column, Row

GLOSSARY = (Column("term"), Column("meaning", wrap=True))


def meanings(names: Iterable[str]) -> list[Row]:
    """Return each column that has a meaning, once, with it; a score says what it answers."""
    scores = all_scores()
    rows: list[Row] = []
    for name in dict.fromkeys(names):
        if name in COLUMNS:
            rows.append({"term": name, "meaning": COLUMNS[name]})
        elif name in scores:
            score = scores[name]
            rows.append({"term": name, "meaning": f"{score.question} In {score.unit}."})
    return rows
