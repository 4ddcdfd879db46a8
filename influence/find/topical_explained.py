"""Influence within a topic, opened: its parts, who passed on what, and the posts themselves."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from influence.find.queries import Query
from influence.find.search import Hit, search
from influence.find.topic_counts import post_amplifications
from influence.graph import BoolArray, IntArray
from influence.ranking import Row, Run
from influence.ranking.evidence import post_links
from influence.ranking.names import Name, names_of
from influence.ranking.parts import stages

if TYPE_CHECKING:
    from sqlite_utils import Database

SHOWN = 10
LINKS = 3


@dataclass(frozen=True, slots=True)
class TopicalExplanation:
    """Everything behind one account's influence within a topic; each list is a table of rows.

    Attributes
    ----------
    parts
        The stages of influence, then what the topic adds; their sum is the value. Empty where it
        has none.
    amplifiers
        Who passed on most of its posts on the topic, with links to these.
    posts
        Its posts on the topic that most accounts passed on.
    hits
        Its newest posts on the topic, with the passage that was found.
    """

    account: Name
    position: int
    parts: list[Row]
    amplifiers: list[Row]
    posts: list[Row]
    hits: list[Hit]


def explain_topical(
    db: "Database", base: Run, topical: Run, on_topic: BoolArray, account: Name, query: Query
) -> TopicalExplanation:
    """Open the influence of one account within a topic down to its posts.

    Parameters
    ----------
    base, topical
        The run of the default score, and that of :func:`influence.find.topical_run` over it.
    on_topic
        (p,) which posts of the graph are on the topic.
    """
    position = int(np.searchsorted(base.graph.accounts, account.account_id))
    own = np.flatnonzero((base.graph.published.author == position) & on_topic)
    return TopicalExplanation(
        account,
        position,
        _parts(base, topical, position),
        _amplifiers(db, base, own),
        _posts(db, base, own),
        search(db, query, window=base.window, account_id=account.account_id, limit=SHOWN),
    )


def _parts(base: Run, topical: Run, position: int) -> list[Row]:
    if not np.isfinite(topical.values.value[position]):
        return []
    rows: list[Row] = [dict(part._asdict()) for part in stages(base.values, position)]
    own = {name: float(each[position]) for name, each in topical.values.companions.items()}
    value = float(topical.values.value[position])
    words = (
        f"the topic: {own['topic_posts']:,.0f} posts on it ({own['topic_share']:.0%}) were passed"
        f" on {own['topic_amplifications']:,.0f} times: x{own['topic_lift']:.2f} after shrinkage"
    )
    adds = value - float(base.values.value[position])
    return [*rows, {"stage": "topic", "words": words, "adds": adds, "sum": value}]


def _amplifiers(db: "Database", base: Run, own: IntArray) -> list[Row]:
    acts = base.graph.amplifications
    chosen = np.flatnonzero(np.isin(acts.post, own))
    actors, inverse, count = np.unique(acts.actor[chosen], return_inverse=True, return_counts=True)
    order = np.lexsort((actors, -count))[:SHOWN]
    names = names_of(db, base.graph.accounts[actors[order]])
    rows: list[Row] = []
    for k, name in zip(order.tolist(), names, strict=True):
        posts = base.graph.published.ids[acts.post[chosen[inverse == k]]].tolist()
        links = post_links(db, posts[-LINKS:])
        rows.append(
            {
                "amplifier": name.label,
                "posts_amplified": int(count[k]),
                "evidence": None
                if name.unlisted
                else " ".join(links[post].address for post in posts[-LINKS:]),
            }
        )
    return rows


def _posts(db: "Database", base: Run, own: IntArray) -> list[Row]:
    received = post_amplifications(base.graph)[own]
    published = np.nan_to_num(base.graph.published.published[own])
    order = np.lexsort((-own, -published, -received))[:SHOWN]
    ids = base.graph.published.ids[own[order]].tolist()
    links = post_links(db, ids)
    return [
        {
            "amplifications": float(received[k]),
            "published_at": links[post_id].published_at,
            "post": links[post_id].words,
            "url": links[post_id].address,
        }
        for k, post_id in zip(order.tolist(), ids, strict=True)
    ]
