"""Say what a database holds and what is missing."""

import json
from typing import TYPE_CHECKING, TextIO

from influence.library.answering import answering
from influence.library.database import Database
from influence.library.documents import Documents, documents_of
from influence.show.statuses import Whole, status_as_json, write_status
from influence.store import holdings, is_wiped, retention_of
from influence.store.crawling import crawl_status
from influence.store.streaming import stream_statuses

if TYPE_CHECKING:
    from sqlite_utils import Database as Held

    from influence.show.crawls import Lacking
    from influence.store.crawling import CrawlStatus


def status(db: Database) -> Documents:
    """Say what a database holds, which tier that allows, where a crawl stands, what to do next.

    Returns
    -------
    Documents
        One object: ``accounts``, ``listed_posts``, ``interactions`` (acts by kind), ``tier``,
        ``missing`` (advice), ``next`` (a command), ``crawl``, ...

    Examples
    --------
    >>> import influence as inf
    >>> with inf.example() as db:
    ...     found = inf.status(db).document
    ...     found["tier"], found["accounts"], found["sources"]
    ('A', 300, ['demo'])
    """
    with answering(db):
        crawl = crawl_status(db.sqlite)
        lacking, streams = lacking_in(db.sqlite, crawl), stream_statuses(db.sqlite)
        whole = Whole(holdings(db.sqlite), retention_of(db.sqlite), crawl, lacking, streams)
        is_whole = is_wiped(db.sqlite)
    document = json.loads(json.dumps(status_as_json(whole, db.path)))  # lists, as it writes them

    def write(form: str, stream: TextIO) -> None:
        write_status(whole, db.path, form, stream)

    words = "A forgetting was interrupted: `influence forget` of the same account ends it."
    return documents_of("status", [document], write, words=() if is_whole else (words,))


def lacking_in(db: "Held", crawl: "CrawlStatus | None") -> "Lacking | None":
    """Return what it would take to complete the accounts that matter; None without a crawl."""
    if crawl is None:
        return None
    from crawlers.frontier import PARTS  # noqa: PLC0415 - of a database without a crawl not
    from crawlers.run.completing import Completing  # noqa: PLC0415
    from influence.show.crawls import Lacking, Needs  # noqa: PLC0415

    completing = Completing(db, crawl.asked)
    needs = [
        Needs(
            cost.account.handle or cost.account.native_id,
            cost.account.source,
            *(cost.requests[part] for part in PARTS),
        )
        for cost in completing.costs()
    ]
    return Lacking(completing.accounts, needs, completing.unseen)
