"""A brief as the fields of a form, both ways: what stands in them, and the file that they make."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Final

from influence.find import USUAL_WEIGHTS, Brief

WEIGHTED: Final = (
    "topical_influence",
    "topic_share",
    "influence",
    "conversation_rate",
    "active_audience",
    "repeat_audience",
)
"""Scores that the form has a field for; a brief in a file may weigh any."""

LISTS: Final = ("topics", "must", "must_not", "languages", "sources", "exclude")


@dataclass(frozen=True, slots=True)
class BriefFields:
    """A brief as it is typed: one entry of a list a line, numbers as texts.

    Attributes
    ----------
    version
        That of the kept brief which is changed; 0 for a new one.
    weights
        One score a line, ``topical_influence = 3``.
    """

    name: str = ""
    version: int = 0
    topics: str = ""
    objective: str = ""
    must: str = ""
    must_not: str = ""
    languages: str = ""
    sources: str = ""
    exclude: str = ""
    bots: str = ""
    since: str = ""
    until: str = ""
    followers_min: str = ""
    followers_max: str = ""
    posts_min: str = ""
    weights: str = "\n".join(f"{name} = {weight:g}" for name, weight in USUAL_WEIGHTS.items())


def fields_of(brief: Brief, version: int) -> BriefFields:
    """Return what stands in the fields for a brief."""
    lists = {name: "\n".join(getattr(brief, name)) for name in LISTS}
    sizes = {
        each.name: "" if (value := getattr(brief.size, each.name)) is None else f"{value:.15g}"
        for each in fields(brief.size)
    }
    return BriefFields(
        name=brief.name,
        version=version,
        objective=brief.objective,
        bots="yes" if brief.bots else "",
        since=brief.since or "",
        until=brief.until or "",
        weights="\n".join(f"{name} = {weight:.15g}" for name, weight in brief.weights.items()),
        **lists,
        **sizes,
    )


def toml_of(asked: BriefFields) -> str:
    """Return the file that the fields make; what is wrong in it is told where it is read."""
    return "".join(f"{line}\n" for line in _lines(asked))


def _lines(asked: BriefFields) -> Iterator[str]:
    for name in ("name", "objective", "since", "until"):
        if value := getattr(asked, name):
            yield f"{name} = {_text(value)}"
    for name in LISTS:
        if entries := _entries(getattr(asked, name)):
            yield f"{name} = [{', '.join(map(_text, entries))}]"
    if asked.bots:
        yield "bots = true"
    yield from _table("size", [f"{name} = {value}" for name, value in _sizes(asked) if value])
    yield from _table("weights", _entries(asked.weights))


def _table(name: str, entries: Sequence[str]) -> Iterator[str]:
    """Yield a table of numbers, of entries ``NAME = NUMBER``; a name alone weighs 1."""
    if entries:
        yield f"[{name}]"
    for entry in entries:
        key, _, value = (each.strip() for each in entry.partition("="))
        yield f"{_text(key)} = {_number(value or '1')}"


def _sizes(asked: BriefFields) -> Iterator[tuple[str, str]]:
    return (
        (name, getattr(asked, name)) for name in ("followers_min", "followers_max", "posts_min")
    )


def _entries(text: str) -> list[str]:
    return [each.strip() for each in text.splitlines() if each.strip()]


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _number(value: str) -> str:
    """Return a number as a file has it; what is none as a text, which its reader refuses."""
    try:
        return f"{float(value.replace(',', '')):.15g}"
    except ValueError:
        return _text(value)
