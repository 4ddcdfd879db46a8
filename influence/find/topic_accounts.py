"""Who writes on a topic, and how much of what each writes is on it."""

from typing import TYPE_CHECKING

import numpy as np

from influence.find.queries import Query
from influence.find.search import FOUND, OWN, inside, looked_for
from influence.find.topic_counts import shares
from influence.ranking import Row
from influence.ranking.names import names_of
from influence.windows import Window

if TYPE_CHECKING:
    from sqlite_utils import Database

_COUNTED = f"""
    with found as materialized {FOUND}
    select account_id, count(*) as posts, count(found.post_id) as topic_posts,
           max(case when found.post_id is not null then published_at end)
    from posts left join found using (post_id)
    where {OWN} and {{window}} and account_id not in (select account_id from unlisted)
    group by account_id having topic_posts > 0
    order by topic_posts desc, account_id
"""  # noqa: S608 our own words


def topic_accounts(
    db: "Database", query: Query, window: Window | None = None, *, top: int | None = None
) -> list[Row]:
    """Return who wrote on a topic in a window, who wrote most on it first.

    Returns
    -------
    list of dict
        ``handle``, ``name``, ``platform``, ``topic_posts`` of ``posts``, ``topic_share`` with the
        90 % interval ``topic_share_low`` and ``topic_share_high``, ``last_on_topic_at``, ``url``,
        ``account_id``, ``native_id``.
    """
    window = window or Window()
    sql = _COUNTED.format(window=inside(window)) + (" limit :top" if top is not None else "")
    found = db.execute(sql, {**looked_for(db, query, window), "top": top}).fetchall()
    numbers = np.array([row[:3] for row in found], dtype=np.int64).reshape(-1, 3)
    share, low, high = (each.tolist() for each in shares(numbers[:, 2], numbers[:, 1]))
    return [
        {
            "handle": name.handle,
            "name": name.name,
            "platform": name.source,
            "topic_posts": row[2],
            "posts": row[1],
            "topic_share": share[k],
            "topic_share_low": low[k],
            "topic_share_high": high[k],
            "last_on_topic_at": row[3],
            "url": name.url,
            "account_id": name.account_id,
            "native_id": name.native_id,
        }
        for k, (row, name) in enumerate(zip(found, names_of(db, numbers[:, 0]), strict=True))
    ]
