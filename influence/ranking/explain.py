"""One account's number, opened: parts, amplifiers, posts, coverage, and other scores beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from influence.ranking.best_posts import best_posts
from influence.ranking.evidence import Link, citing_posts, coverage, post_links
from influence.ranking.lists import RANKED
from influence.ranking.names import Name, names_of
from influence.ranking.parts import Carrier, Part, carriers, stages
from influence.ranking.runs import Run, compute
from influence.scores import added_scores, find_score
from influence.urls import BLOG

if TYPE_CHECKING:
    from sqlite_utils import Database

OTHER_SCORES = ("followers", "reposts_per_post", "influence_passivity")
POSTS_SHOWN = 5
LINKS_SHOWN = 3

Cell = str | int | float | None
Row = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything behind one account's number; each list is a table of rows.

    Attributes
    ----------
    position
        The account's place in the graph.
    parts
        Stages of the score and what each adds; their sum is the value. Empty where the account
        has no posts or nobody passed anything on.
    amplifiers
        The accounts without whom the number falls most, with links to the posts.
    posts
        The posts that most accounts passed on; ``top_post_share`` is what the first of them makes
        of all amplifications, 0 where posts are not told apart.
    others
        The same account under other scores.
    coverage
        What is held of the account, against what its source claims.
    """

    account: Name
    position: int
    parts: list[Row]
    amplifiers: list[Row]
    amplifiers_share: float
    posts: list[Row]
    top_post_share: float
    others: list[Row]
    coverage: list[Row]


def runs_beside(run: Run) -> list[Run]:
    """Return the scores that stand in every explanation, over the graph of this run.

    Those of :data:`OTHER_SCORES`, and scores of the user's own; never that of the run itself.
    """
    beside = [*map(find_score, OTHER_SCORES), *added_scores()]
    return [compute(run.graph, each) for each in beside if each.name != run.score.name]


def explain(
    db: "Database", run: Run, account: Name, beside: Sequence[Run] | None = None
) -> Explanation:
    """Open the score of one account down to its evidence.

    Parameters
    ----------
    run
        A run over the window in question; of another score than the default, which has stages,
        it tells the posts and what is held.
    beside
        What :func:`runs_beside` returned, where several accounts of one run are explained.
    """
    position = int(np.searchsorted(run.graph.accounts, account.account_id))
    parts: list[Part] = []
    carried: list[Carrier] = []
    share = 0.0
    if run.values.stages and np.isfinite(run.values.value[position]):
        parts = stages(run.values, position)
        carried, share = carriers(run.graph, run.values, position)
    (posts,) = best_posts(db, run.graph, [position], POSTS_SHOWN)
    return Explanation(
        account,
        position,
        [dict(part._asdict()) for part in parts],
        _amplifier_rows(db, account, carried),
        share,
        posts.rows,
        posts.first_share,
        [_other(each, position) for each in (runs_beside(run) if beside is None else beside)],
        coverage(db, account.account_id, run.window),
    )


def _amplifier_rows(db: "Database", account: Name, carried: list[Carrier]) -> list[Row]:
    names = names_of(db, np.array([each.account_id for each in carried], dtype=np.int64))
    links = post_links(db, [post for each in carried for post in each.posts[-LINKS_SHOWN:]])
    return [
        {
            "amplifier": name.label,
            "posts_amplified": each.amplified,
            "share": each.share,
            "influence_without": each.without,
            "posts_seen": each.exposures,
            "amplified_elsewhere": each.elsewhere,
            "evidence": _addresses(db, account, links, each) if name.unlisted is None else None,
        }
        for each, name in zip(carried, names, strict=True)
    ]


def _addresses(db: "Database", account: Name, links: Mapping[int, Link], carrier: Carrier) -> str:
    """Return where to read what was amplified; of a blog, the posts that link to it."""
    shown = carrier.posts[-LINKS_SHOWN:]
    if account.source == BLOG:
        citing = citing_posts(db, carrier.account_id, account.account_id, shown)
        if citing:
            return "linked from " + " ".join(citing[-LINKS_SHOWN:])
    return " ".join(links[post].address for post in shown)


def _other(run: Run, position: int) -> Row:
    """Return the account's value and rank under another score."""
    value, rank = float(run.values.value[position]), float(run.places.rank[position])
    return {
        "score": run.score.name,
        "value": value if np.isfinite(value) else None,
        "unit": run.unit,
        "rank": int(rank) if np.isfinite(rank) else None,
        "ranked": int(run.lists[RANKED].positions.size),
        "why_not": str(run.values.facts.get("why_nothing", "")) or None,
    }
