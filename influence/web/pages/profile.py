"""One account: the evidence first, how many follow it last."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from influence.errors import NotListed, UnknownAccount
from influence.find import (
    candidate_of,
    latest_finding,
    parse_brief,
    search,
    terms_of,
    topic_query,
)
from influence.judge import activity, ego_graph, reactors
from influence.outreach import CALLED, notes_of, shortlists, standings, tags_of
from influence.ranking import Row, row_of
from influence.ranking.blanks import without_names
from influence.ranking.explain import Explanation, explain
from influence.ranking.names import Name, names_of
from influence.show import PRIVATE
from influence.show.charts import Chart, activity_over_time, ego_network
from influence.show.explanations import APPENDED, explanation_as_json, explanation_row
from influence.show.explanations import sentences as sentences_of
from influence.web.desk import Desk
from influence.web.jobs import Ranked
from influence.web.responding import View

if TYPE_CHECKING:
    from sqlite_utils import Database

REACTORS = 12
RECENT = 5
HITS = 3

_RECENT = """
    select published_at, coalesce(title, text) as words, url, reposts_count, replies_count,
           likes_count
    from posts where account_id = ? and is_listed and kind <> 'repost'
    order by published_at desc, post_id desc limit ?
"""
_OF_ITSELF = """
    select bio, language, created_at,
           (select followers_count from account_counts c where c.account_id = accounts.account_id
              and followers_count is not null order by seen_at desc limit 1),
           (select max(published_at) from posts p where p.account_id = accounts.account_id)
    from accounts where account_id = ?
"""


@dataclass(frozen=True, slots=True)
class ProfileQuery:
    """Which account, and under which brief it is looked at."""

    account_id: int = 0
    brief: str = ""


def profile(desk: Desk, query: ProfileQuery) -> View:
    """Return everything behind one account's number.

    Raises
    ------
    UnknownAccount, NotListed
        Where there is no such account, or nothing may be shown of it.
    """
    ranked = desk.ranked
    with desk.opened() as db:
        name, position = found(db, ranked, query.account_id)
        row = row_of(db, ranked.run, position)
        explanation = explain(db, ranked.run, name, list(ranked.explained))
        shown = {
            "row": row,
            "name": name,
            "explanation": explanation,
            "sentences": _sentences(explanation, ranked, row),
            "reactors": reactors(db, ranked.run, position, REACTORS),
            "recent": _recent(db, name.account_id),
            "itself": _itself(db, name.account_id),
            "score": ranked.run.score.name,
            "unit": ranked.run.unit,
            "rates": _rates(ranked, position),
            "charts": _charts(db, ranked, position),
            "fit": _fit(db, query),
            "tags": tags_of(db, name.account_id),
            "notes": notes_of(db, name.account_id),
            "standings": standings(db, name.account_id),
            "called": CALLED,
            "lists": [each.name for each in shortlists(db)],
        }
    cells = explanation_row(explanation, row)
    return View(
        "Profile",
        "profile.html",
        ["handle", "name", "platform", "url", *APPENDED, "account_id", "native_id"],
        lambda: [{**row, **cells}],
        shown,
        document=lambda: _document(explanation, ranked, row, shown),
        of=name.name or name.label,
    )


def _sentences(explanation: Explanation, ranked: Ranked, row: Row) -> list[str]:
    """Return how sure the number is and what it rests on; of other scores, what is told of all."""
    told = list(sentences_of(explanation, ranked.run, row))[1:]
    return told if explanation.parts else told[:1]


def found(db: "Database", ranked: Ranked, account_id: int) -> tuple[Name, int]:
    """Return an account's name and its place in the graph that is shown.

    Raises
    ------
    UnknownAccount, NotListed
        Where there is none, or nothing may be shown of it.
    """
    accounts = ranked.run.graph.accounts
    position = int(np.searchsorted(accounts, account_id))
    held = db.conn.execute("select 1 from accounts where account_id = ?", [account_id]).fetchone()
    if held is None or position >= accounts.size or accounts[position] != account_id:
        raise UnknownAccount(str(account_id), [])
    (name,) = names_of(db, np.array([account_id], dtype=np.int64))
    if name.unlisted is not None:
        raise NotListed(f"This is {name.label}, so that nothing of it is shown.")
    return name, position


def _fit(db: "Database", query: ProfileQuery) -> dict[str, Any] | None:
    """Return what the fit with a brief is made of; None without a brief."""
    if not query.brief:
        return None
    finding = latest_finding(db, query.brief)
    row = candidate_of(db, finding, query.account_id)
    topics = topic_query(db, parse_brief(finding.toml))
    return {
        "finding": finding,
        "row": row,
        "terms": terms_of(db, finding, query.account_id) if row else [],
        "hits": search(db, topics, account_id=query.account_id, limit=HITS),
    }


def _charts(db: "Database", ranked: Ranked, position: int) -> list[Chart]:
    circle = ego_graph(db, ranked.run, position)
    charts = [activity_over_time(activity(ranked.run.graph, position))]
    return [*charts, ego_network(circle)] if circle.number_of_edges() else charts


def _rates(ranked: Ranked, position: int) -> list[tuple[str, float | None, str]]:
    """Return name, value and unit of the scores beside."""
    return [
        (
            name,
            float(value) if np.isfinite(value := each.values.value[position]) else None,
            each.unit,
        )
        for name, each in ranked.beside.items()
    ]


def _recent(db: "Database", account_id: int) -> list[Row]:
    posts = db.conn.execute(_RECENT, [account_id, RECENT]).fetchall()
    told = without_names(db, [words for _, words, *_ in posts])
    names = ("published_at", "words", "url", "reposts", "replies", "likes")
    return [
        dict(zip(names, (published, words, *rest), strict=True))
        for (published, _, *rest), words in zip(posts, told, strict=True)
    ]


def _itself(db: "Database", account_id: int) -> Row:
    """Return what the account says of itself, without the names of who opted out."""
    row = db.conn.execute(_OF_ITSELF, [account_id]).fetchone()
    (bio,) = without_names(db, [row[0]])
    names = ("bio", "language", "created_at", "followers", "last_post_at")
    return dict(zip(names, (bio, *row[1:]), strict=True))


def _document(
    explanation: Explanation, ranked: Ranked, row: Row, shown: Mapping[str, Any]
) -> object:
    told = {name: cell for name, cell in row.items() if name not in PRIVATE}
    whole = explanation_as_json(explanation, ranked.run, told)
    return whole | {"reactors": shown["reactors"], "recent_posts": shown["recent"]}
