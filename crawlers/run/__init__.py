"""Run a crawl: due tasks → client → reader → store, politely, until the budget is spent.

One thread writes and decides, others fetch and read. All state is in the database: each visit ends
in one transaction with its records, its new tasks, its requests and what they are worth, so that a
crawl that is killed at any moment goes on as if it had not been.
"""

from crawlers.run.asked import NOTHING_ASKED, Asked, begin, limit_of, seeds_of
from crawlers.run.crawling import Crawling, Progress
from crawlers.run.planning import Plan, Planned, plan
from crawlers.run.report import Report, Stopped
from crawlers.run.visiting import Read, visit
from crawlers.run.workers import Inline, Threads

__all__ = [
    "NOTHING_ASKED",
    "Asked",
    "Crawling",
    "Inline",
    "Plan",
    "Planned",
    "Progress",
    "Read",
    "Report",
    "Stopped",
    "Threads",
    "begin",
    "limit_of",
    "plan",
    "seeds_of",
    "visit",
]
