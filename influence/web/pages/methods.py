"""Methods: every score with its question, unit and formula, from the registry."""

import inspect
from dataclasses import dataclass
from functools import cache

from influence.ranking import Row, settings_of
from influence.ranking.glossary import COLUMNS
from influence.scores import all_scores
from influence.web.desk import Desk
from influence.web.responding import View


@dataclass(frozen=True, slots=True)
class MethodsQuery:
    """The page of methods asks for nothing."""


def methods(_: Desk, __: MethodsQuery) -> View:
    """Return every score that there is, and what the columns mean."""
    return View(
        "Methods",
        "methods.html",
        ["score", "question", "unit", "formula", "settings", "reference"],
        _scores,
        {"scores": _scores(), "glossary": COLUMNS},
    )


@cache
def _scores() -> list[Row]:
    return [
        {
            "score": each.name,
            "question": each.question,
            "unit": each.unit,
            "formula": _formula(inspect.getdoc(each.function) or ""),
            "settings": " ".join(f"{k}={v}" for k, v in settings_of(each).items()) or None,
            "reference": each.reference,
        }
        for each in all_scores().values()
    ]


def _formula(documented: str) -> str:
    """Return what a docstring says before its parameters, a paragraph a line."""
    said, _, _ = documented.partition("\n\nParameters\n")
    said, _, _ = said.partition("\n\nReturns\n")
    return "\n".join(" ".join(paragraph.split()) for paragraph in said.split("\n\n"))
