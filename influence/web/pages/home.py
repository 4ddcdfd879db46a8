"""Home: where things stand, and what to do next."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote

import numpy as np

from influence.find import kept_briefs
from influence.graph import OPTED_OUT, IntArray
from influence.invocation import suggested
from influence.outreach import shortlists
from influence.ranking import CHECK, RANKED, STATUSES, rows_at
from influence.show.charts import influence_against_followers
from influence.show.rankings import heading
from influence.web.desk import Desk
from influence.web.jobs import Ranked
from influence.web.pages.briefs import candidates_found
from influence.web.responding import View

SHOWN, BRIEFS = 5, 3
FIRST, MOST_FOLLOWED, OTHERS = 400, 100, 700
"""Of whom the picture has a point: of the others evenly many."""
OUTREACH = (
    "One by one, about a post that you read: the list has three of each. Nothing is sent from here."
    " Keep on the profile what was said, and bar there who does not want it. The command lists whom"
    " you have to tell that you hold data about them."
)


@dataclass(frozen=True, slots=True)
class HomeQuery:
    """Home asks for nothing."""


class Step(NamedTuple):
    """Something to do: what, why, and the page or the command that does it."""

    what: str
    why: str
    address: str = ""
    command: str = ""


def home(desk: Desk, _: HomeQuery) -> View:
    """Return where things stand, and what to do next."""
    ranked = desk.rankings.latest
    shown: dict[str, Any] = {
        "heading": "",
        "score": "",
        "counts": {},
        "best": [],
        "chart": None,
        "opted_out": 0,
    }
    if ranked is not None:
        shown |= _standing(desk, ranked)
    steps = list(_steps(desk))
    return View(
        "Home",
        "home.html",
        ["what", "why", "address", "command"],
        lambda: [step._asdict() for step in steps],
        {**shown, "steps": steps, "is_empty": steps[0].command != ""},
    )


def _standing(desk: Desk, ranked: Ranked) -> dict[str, Any]:
    """Return what a ranking says at first sight."""
    run = ranked.run
    with desk.opened() as db:
        pictured = [row for row in rows_at(db, run, _pictured(ranked)) if row["native_id"]]
    unlisted = run.graph.unlisted
    return {
        "heading": heading(run),
        "score": run.score.name,
        "counts": _counts(ranked),
        "best": [row for row in pictured if row["status"] == RANKED][:SHOWN],
        "chart": influence_against_followers(pictured, score=run.score.name, unit=run.unit),
        "opted_out": 0 if unlisted is None else int((unlisted == OPTED_OUT).sum()),
    }


def _pictured(ranked: Ranked) -> IntArray:
    """Return places in the graph, best first: all, or some where there are too many."""
    many = sum(ranked.run.lists[status].positions.size for status in (RANKED, CHECK))
    order = ranked.roster.positions[:many]
    if order.size <= FIRST + MOST_FOLLOWED + OTHERS:
        return order
    followers = np.nan_to_num(ranked.run.graph.followers[order])
    step = order.size // OTHERS
    chosen = np.union1d(np.argsort(-followers)[:MOST_FOLLOWED], np.arange(0, order.size, step))
    return order[np.union1d(chosen, np.arange(FIRST))]


def _counts(ranked: Ranked) -> dict[str, int]:
    return {status: int(ranked.run.lists[status].positions.size) for status in STATUSES}


def _steps(desk: Desk) -> Iterator[Step]:
    if desk.rankings.latest is not None:
        yield from _of_lists(desk)
        yield from _of_briefs(desk)
        yield from _of_ranking(_counts(desk.rankings.latest))
        return
    held = desk.held.now()
    if not held.accounts:
        yield Step(
            "Bring data in",
            "This database is empty. Import files that you have, or read blogs from the web.",
            command=suggested("import", desk.path, "accounts.csv", "posts.csv", "interactions.csv"),
        )
        yield Step(
            "Or read blogs from the web",
            "From a few addresses on; politely, and only what may be read.",
            command=suggested("crawl", desk.path, "https://a.blog"),
        )
        yield Step(
            "Or look at an invented world first",
            "3,000 accounts of which the truth is known.",
            command=suggested("demo"),
        )
        return
    if not held.tier:
        for advice in held.missing:
            yield Step("Complete the data", advice[:1].upper() + advice[1:] + ".", "/status")
        return
    job = desk.rankings.job
    if job is not None and job.is_running:
        yield Step("The accounts are being ranked", "This page fills when that is done.")
    else:
        yield Step("Rank the accounts", "By the audience that acts on each.", "/ranking")


def _of_lists(desk: Desk) -> Iterator[Step]:
    """Yield the shortlists that wait for a decision, and those whose people may be written to."""
    with desk.opened() as db:
        found = shortlists(db)
    for each in [each for each in found if each.queued][:BRIEFS]:
        what, address = f"Decide on {each.name}", f"/review?name={quote(each.name)}"
        yield Step(what, f"To be decided on: {each.queued:,}; in: {each.chosen:,}.", address)
    for each in [each for each in found if each.chosen and not each.queued][:BRIEFS]:
        what = f"Write to those who are in {each.name}, by hand"
        address = f"/shortlist?name={quote(each.name)}&decision=in"
        yield Step(what, OUTREACH, address, suggested("notices", desk.path))


def _of_briefs(desk: Desk) -> Iterator[Step]:
    """Yield what the newest briefs ask for next."""
    with desk.opened() as db:
        kept = kept_briefs(db)[:BRIEFS]
        found = {each.name: candidates_found(db, each.name) for each in kept}
    if not kept:
        yield Step(
            "Write a brief", "Who writes on what you look for, and whom they move.", "/brief"
        )
    for name, many in found.items():
        what, address = f"Go through {name}", f"/found?brief={quote(name)}&status=candidate"
        if many is None:
            what, address = f"Find by {name}", f"/brief?open={quote(name)}"
        why = "Nothing was found by it yet." if many is None else f"{many:,} candidates."
        yield Step(what, why, address)


def _of_ranking(counts: dict[str, int]) -> Iterator[Step]:
    yield Step(
        "Look through the candidates",
        f"{counts['ranked']:,} accounts are ranked by the audience that acts on their posts.",
        "/candidates",
    )
    if counts["check"]:
        yield Step(
            "Check before use",
            f"{counts['check']:,} more are carried by few or exclusive accounts.",
            "/candidates?status=check",
        )
    if counts["unrated"]:
        yield Step(
            "See who lacks evidence",
            f"{counts['unrated']:,} have too little data; each says what would rate it.",
            "/candidates?status=unrated",
        )
