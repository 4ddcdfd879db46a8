"""Where a crawl stands: all of it in the database, so that it can be killed and gone on with.

:func:`begin_crawl` goes on with what is unfinished or starts anew, :func:`add_seeds` puts in line
what a person asked for, :func:`due_tasks` says what to visit next, :func:`finish_task` writes all
that a visit brought in one transaction. Only one thread writes; :class:`Beside` lets others read
what they must know of hosts and answers.
"""

from influence.store.crawling.crawls import (
    SINGLE,
    Crawl,
    begin_crawl,
    end_crawl,
    latest_crawl,
)
from influence.store.crawling.finishing import Finished, Outcome, finish_task
from influence.store.crawling.pointing import Pointer, site_pointers
from influence.store.crawling.requests import (
    Beside,
    host_state,
    validators_of,
)
from influence.store.crawling.tasks import (
    DueTask,
    Enqueued,
    Rule,
    add_seeds,
    due_tasks,
    host_of,
    next_due_at,
    set_gains,
    tasks_of,
)

__all__ = [
    "SINGLE",
    "Beside",
    "Crawl",
    "DueTask",
    "Enqueued",
    "Finished",
    "Outcome",
    "Pointer",
    "Rule",
    "add_seeds",
    "begin_crawl",
    "due_tasks",
    "end_crawl",
    "finish_task",
    "host_of",
    "host_state",
    "latest_crawl",
    "next_due_at",
    "set_gains",
    "site_pointers",
    "tasks_of",
    "validators_of",
]
