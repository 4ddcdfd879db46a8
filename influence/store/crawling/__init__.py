"""Where a crawl stands: all of it in the database, so that it can be killed and gone on with.

:func:`begin_crawl` goes on with what is unfinished or starts anew, :func:`add_seeds` puts in line
what a person asked for, :func:`due_tasks` says what to visit next, :func:`finish_task` writes all
that a visit brought in one transaction. Only one thread writes; :class:`Beside` lets others read
what they must know of hosts and answers.
"""

from influence.store.crawling.alone import crawling_alone
from influence.store.crawling.crawls import (
    SINGLE,
    Crawl,
    begin_crawl,
    end_crawl,
    latest_crawl,
)
from influence.store.crawling.exposure import (
    Mattering,
    Sampled,
    Waiting,
    acts_waiting,
    ask_followers,
    followers_sampled,
    lists_waiting,
    mattering,
    state_sample,
    whole_lists,
)
from influence.store.crawling.finishing import Finished, Outcome, finish_task
from influence.store.crawling.in_line import host_of
from influence.store.crawling.pointing import (
    Pointer,
    counts_of_pointers,
    first_pointers,
    site_pointers,
    sites_pointed_at,
)
from influence.store.crawling.prices import (
    Price,
    highest_prices,
    hosts_known,
    mutual_pointers,
    prices_of,
    set_prices,
    sites_unpriced,
    texts_of,
    unprice,
)
from influence.store.crawling.queueing import Enqueued, Rule, add_seeds
from influence.store.crawling.quotas import QUOTAS, Spent, kinds_due, quotas_spent
from influence.store.crawling.requests import (
    Beside,
    host_state,
    validators_of,
)
from influence.store.crawling.status import (
    STATES,
    CrawlStatus,
    Failure,
    ListsRead,
    Requests,
    crawl_status,
    failures,
    has_posts,
    lists_read,
)
from influence.store.crawling.steps import (
    Brought,
    Step,
    add_step,
    requests_made,
    steps_of,
)
from influence.store.crawling.tasks import (
    DueTask,
    ask_again,
    count_due,
    drawn_task,
    due_tasks,
    hosts_unknown,
    next_due_at,
    tasks_of,
)
from influence.store.crawling.why_not import Reason, why_not, why_not_begun

__all__ = [
    "QUOTAS",
    "SINGLE",
    "STATES",
    "Beside",
    "Brought",
    "Crawl",
    "CrawlStatus",
    "DueTask",
    "Enqueued",
    "Failure",
    "Finished",
    "ListsRead",
    "Mattering",
    "Outcome",
    "Pointer",
    "Price",
    "Reason",
    "Requests",
    "Rule",
    "Sampled",
    "Spent",
    "Step",
    "Waiting",
    "acts_waiting",
    "add_seeds",
    "add_step",
    "ask_again",
    "ask_followers",
    "begin_crawl",
    "count_due",
    "counts_of_pointers",
    "crawl_status",
    "crawling_alone",
    "drawn_task",
    "due_tasks",
    "end_crawl",
    "failures",
    "finish_task",
    "first_pointers",
    "followers_sampled",
    "has_posts",
    "highest_prices",
    "host_of",
    "host_state",
    "hosts_known",
    "hosts_unknown",
    "kinds_due",
    "latest_crawl",
    "lists_read",
    "lists_waiting",
    "mattering",
    "mutual_pointers",
    "next_due_at",
    "prices_of",
    "quotas_spent",
    "requests_made",
    "set_prices",
    "site_pointers",
    "sites_pointed_at",
    "sites_unpriced",
    "state_sample",
    "steps_of",
    "tasks_of",
    "texts_of",
    "unprice",
    "validators_of",
    "whole_lists",
    "why_not",
    "why_not_begun",
]
