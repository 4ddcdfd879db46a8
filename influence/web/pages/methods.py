"""Methods: every score with its question, unit and formula, from the registry."""

from dataclasses import dataclass
from functools import cache

from influence.ranking import Row, settings_of
from influence.ranking.glossary import COLUMNS
from influence.ranking.methods import method_of
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
        list(_scores()[0]),
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
            "formula": "\n".join(method.words),
            "window": method.window,
            "cannot_tell": method.cannot_tell or None,
            "settings": " ".join(f"{k}={v}" for k, v in settings_of(each).items()) or None,
            "reference": each.reference,
        }
        for each in all_scores().values()
        for method in [method_of(each)]
    ]
