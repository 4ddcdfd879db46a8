"""Crawl with a long line of addresses: python crawl_frontier.py ENTRIES FOLDER [--go].

Puts the addresses in line; with --go crawls, and prints what that took. Nothing is asked for: each
visit brings, at once, a list of ten blogs, half of them known.
"""

import json
import resource
import sys
import time
from pathlib import Path

from crawlers.client import Clock, turn_of
from crawlers.run import Asked, Crawling, Inline, begin
from influence.records import Fetch, Task
from influence.store import open_database
from influence.store.crawling import Outcome

VISITS = 300
NOW = 1_790_000_000.0


class Idle:
    """Hosts that may be asked at any time."""

    def turn(self, url):
        """Return the host."""
        return turn_of(url)

    def seconds_until_turn(self, url):  # noqa: ARG002 - as a client has it
        """Return 0."""
        return 0.0


def home(number):
    """Return the visit to a blog."""
    address = f"https://b{number}.example/"
    return Task("blog", "home", address, address)


def fill(path, entries):
    """Put so many blogs in line."""
    with open_database(path, create=True) as db:
        asked = Asked(("https://b0.example/",), budget=10**9)
        begin(db, asked, map(home, range(entries)), lambda: "2026-06-01T00:00:00Z")


def visited(task, entries):
    """Return what a visit brings."""
    number = int(task.address.removeprefix("https://b").partition(".")[0])
    named = [number * 7 % entries + place for place in range(5)]
    named += [entries + number * 5 + place for place in range(5)]
    tasks = [home(each)._replace(pointer="blogroll") for each in named]
    fetch = Fetch(task.address, task.host, f"t{number}", 200, 0.0, 0.1, 1)
    return Outcome(tasks, [fetch])


def main(entries, path):
    """Crawl, and print seconds a visit and the most memory."""
    with open_database(path) as db:
        asked = Asked(budget=VISITS)
        crawl, _ = begin(db, asked, (), lambda: "2026-06-01T00:00:00Z")
        workers = Inline(lambda task: visited(task, entries))
        clock = Clock(lambda: NOW, lambda _: None)
        crawling = Crawling(db, crawl, workers, Idle(), clock)
        start = time.perf_counter()
        report = crawling.run()
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"visits": report.visits, "seconds": seconds, "peak": peak}))


if __name__ == "__main__":
    count, folder = int(sys.argv[1]), Path(sys.argv[2])
    place = folder / f"frontier-{count}.db"
    if "--go" not in sys.argv:
        for each in (place, Path(f"{place}-wal"), Path(f"{place}-shm")):
            each.unlink(missing_ok=True)
        fill(place, count)
    else:
        main(count, place)
