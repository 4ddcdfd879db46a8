"""Briefs: who is looked for, with counts while it is written, and what each found."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from influence.errors import InfluenceError, NothingFound
from influence.find import (
    Preview,
    all_topics,
    keep_brief,
    kept_brief,
    kept_briefs,
    latest_finding,
    parse_brief,
    preview,
    remove_brief,
)
from influence.find.reasons import CANDIDATE, REASONS
from influence.ranking import Row
from influence.scores import all_scores
from influence.web.brief_forms import BriefFields, fields_of, toml_of
from influence.web.desk import Desk
from influence.web.jobs import Wish
from influence.web.queries import address_of
from influence.web.responding import View

if TYPE_CHECKING:
    from sqlite_utils import Database

FOUND = "/found"
_LINE = re.compile(r"^The brief, line \d+: ")
"""How messages on a brief begin: a form has no lines."""


@dataclass(frozen=True, slots=True)
class BriefsQuery:
    """The list of briefs asks for nothing."""


@dataclass(frozen=True, slots=True)
class NamedForm:
    """Which brief."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class BriefQuery(BriefFields):
    """A brief to look at (``open``), or one as it stands in the fields."""

    open: str = ""


def briefs(desk: Desk, _: BriefsQuery) -> View:
    """Return every brief that is kept, with what it found."""
    with desk.opened() as db:
        rows = [_row(db, each.name, each.changed_at) for each in kept_briefs(db)]
    return View(
        "Briefs",
        "briefs.html",
        ["name", "candidates", "check", "too_little", "left_out", "found_at", "changed_at"],
        lambda: rows,
        {"briefs": rows},
    )


def brief(desk: Desk, query: BriefQuery) -> View:
    """Return the editor of a brief, with how many it would look at."""
    asked: BriefFields = query
    counts: Preview | None = None
    wrong = ""
    with desk.opened() as db:
        if query.open:
            kept = kept_brief(db, query.open)
            asked = fields_of(parse_brief(kept.toml), kept.version)
        try:
            counts = preview(db, parse_brief(toml_of(asked))) if asked.topics else None
        except InfluenceError as error:
            wrong = _LINE.sub("", str(error))
        topics = all_topics(db)
    told = {**counts._asdict(), "left_out": _sentence(counts)} if counts else {}
    reasons = [(REASONS[code][0], many) for code, many in counts.left_out.items()] if counts else []
    return View(
        "Brief",
        "brief.html",
        list(Preview._fields),
        lambda: [told] if told else [],
        {
            "fields": asked,
            "counts": counts,
            "left_out": reasons,
            "wrong": wrong,
            "topics": topics,
            "toml": toml_of(asked),
            "scores": sorted({*all_scores(), "topical_influence", "topic_share"}),
        },
        of=asked.name if query.open else "",
        document=lambda: {"counts": told, "wrong": wrong, "toml": toml_of(asked)},
    )


def _sentence(counts: Preview) -> str:
    """Return why a brief leaves some out, as one cell."""
    return "; ".join(f"{REASONS[code][0]}: {many}" for code, many in counts.left_out.items())


def keep(desk: Desk, form: BriefFields) -> str:
    """Keep a brief, and return where it is edited further.

    Raises
    ------
    InputUnusable
        Where it says what means nothing.
    ChangedMeanwhile
        Where somebody else changed it since it was opened.
    """
    with desk.opened() as db:
        found, _ = keep_brief(db, toml_of(form), version=form.version)
    return address_of("/brief", BriefQuery(open=found.name))


def keep_and_find(desk: Desk, form: BriefFields) -> str:
    """Keep a brief, begin to find by it, and return where candidates will be."""
    keep(desk, form)
    return find(desk, NamedForm(form.name or form.topics.splitlines()[0]))


def find(desk: Desk, form: NamedForm) -> str:
    """Begin to find by a kept brief, and return where candidates will be."""
    with desk.opened() as db:
        kept = kept_brief(db, form.name)
    desk.rankings.start(Wish(brief=kept.name, toml=kept.toml))
    return f"{FOUND}?{urlencode({'brief': kept.name, 'status': CANDIDATE})}"


def drop(desk: Desk, form: NamedForm) -> str:
    """Forget a brief."""
    with desk.opened() as db:
        remove_brief(db, form.name)
    return "/briefs"


def candidates_found(db: "Database", name: str) -> int | None:
    """Return how many candidates the brief of a name has; None where nothing was found by it."""
    many = _row(db, name, "")["candidates"]
    return None if many is None else int(many)


def _row(db: "Database", name: str, changed_at: str) -> Row:
    row: dict[str, Any] = {"name": name, "changed_at": changed_at, "found_at": None}
    row |= dict.fromkeys(("candidates", "check", "too_little", "left_out"))
    try:
        finding = latest_finding(db, name)
    except NothingFound:
        return row
    counts = finding.counts
    return row | {
        "found_at": finding.found_at,
        "candidates": counts.get("candidate", 0),
        **{each: counts.get(each, 0) for each in ("check", "too_little", "left_out")},
    }
