"""What a score says of itself, part by part: its docstring, read once for page, report and docs."""

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass

from influence.scores import Score

WHOLE_WINDOW = "All of the window that is asked for."

_HEADING = re.compile(r"(?:^|\n\n)(\w[\w ]*)\n-{3,}\n")
_TERM = re.compile(r"^(\w+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Method:
    """The parts of a score's docstring.

    Attributes
    ----------
    summary
        What it does, in a sentence.
    formula
        How, a paragraph an item.
    window
        Which part of the window that is asked for it looks at.
    settings
        What each setting means.
    gives
        Shape and unit of the values, and when there is none.
    cannot_tell
        What cannot be read off the number; empty where the score does not say.
    notes
        What else has to be known, a paragraph an item.
    """

    summary: str
    formula: tuple[str, ...]
    window: str
    settings: Mapping[str, str]
    gives: str
    cannot_tell: str
    notes: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """Summary and formula, a paragraph an item."""
        return (self.summary, *self.formula)


def method_of(score: Score) -> Method:
    """Return what the docstring of a score says, read part by part."""
    head, *rest = _HEADING.split(inspect.getdoc(score.function) or "")
    sections = dict(zip(rest[::2], rest[1::2], strict=True))
    summary, *formula = _paragraphs(head) or [""]
    _, _, gives = sections.get("Returns", "").partition("\n")
    _, *terms = _TERM.split(sections.get("Parameters", ""))
    words = dict(zip(terms[::2], map(_joined, terms[1::2]), strict=True))
    words.pop("graph", None)
    return Method(
        summary,
        tuple(formula),
        _joined(sections.get("Window", WHOLE_WINDOW)),
        words,
        _joined(gives),
        _joined(sections.get("Cannot tell", "")),
        tuple(_paragraphs(sections.get("Notes", ""))),
    )


def _paragraphs(text: str) -> list[str]:
    return [_joined(each) for each in text.split("\n\n")] if text.strip() else []


def _joined(text: str) -> str:
    return " ".join(text.replace("``", "`").split())
