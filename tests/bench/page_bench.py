"""Measure the page: python page_bench.py [TIMES].

How long candidates of 50,000 accounts take to be sorted, filtered and searched, all of them and
those of a brief, whole requests over loopback; and what 20 readers meet while a crawl writes into
the same database.
"""

import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from crawl_bench import WORKERS, homes, served
from processes import run
from results import COMMAND, FOLDER, Result, keep, machine, remove, show

READERS, READING_SECONDS = 20, 20.0
LONG_CRAWL = 50
"""Pages a host: more than are read while the readers read."""

CANDIDATES = {
    "first page": "",
    "sorted by followers": "?sort=-followers",
    "sorted by name": "?sort=handle",
    "filtered by two facets": "?status=ranked&evidence=C&sort=-conversation_rate",
    "bounded": "?followers_min=5&followers_max=50&value_min=0.1",
    "searched": "?q=bakes",
    "last page": "?page=100000",
}
FOUND = {
    "first page": "&status=candidate",
    "everybody": "",
    "left out, most followed first": "&status=left_out&sort=-followers",
    "filtered by two facets": "&status=candidate&status=check&evidence=C&sort=-topical_influence",
    "bounded": "&followers_min=5&followers_max=50&fit_min=10",
    "searched": "&q=bakes",
}
BRIEF = {"name": "bench", "topics": "guide OR learned OR recipe OR roast"}
TARGET_SECONDS = 0.3


def database():
    """Import the world of the page, once."""
    db = FOLDER / "page.db"
    world = FOLDER / "page"
    if not (world / "interactions.csv").exists():
        world.mkdir(parents=True, exist_ok=True)
        run([sys.executable, Path(__file__).parent / "world.py", world], FOLDER)
    if not db.exists():
        files = [world / name for name in ("accounts.csv", "posts.csv", "interactions.csv")]
        run([*COMMAND, "import", db, *files], FOLDER)
    return db


@contextmanager
def served_page(db):
    """Serve a database; give the port once a ranking is shown."""
    command = [*COMMAND, "serve", db]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            port = int(re.search(r":(\d+)/", server.stderr.readline())[1])
            while b'"state": "done"' not in asked(
                HTTPConnection("127.0.0.1", port), "/ranking.json"
            ):
                time.sleep(0.2)
            yield port
        finally:
            server.terminate()


def asked(connection, address):
    """Return what is answered.

    Raises
    ------
    RuntimeError
        Where that is an error.
    """
    connection.request("GET", address)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{address}: {answer.status} {body[:200]!r}")
    return body


def measure_candidates(port, times):
    """Yield the seconds of each kind of request, the first of each left out."""
    connection = HTTPConnection("127.0.0.1", port)
    for what, query in CANDIDATES.items():
        seconds = [timed(connection, f"/candidates{query}") for _ in range(times + 1)][1:]
        name = f"page: 50,000 accounts, candidates {what}"
        yield Result(name, "s", min(seconds), median(seconds), TARGET_SECONDS)


def measure_found(port, times):
    """Yield the seconds of each kind of request for what a brief found, with all its facets."""
    connection = HTTPConnection("127.0.0.1", port)
    body = urlencode(BRIEF)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/briefs/find", body, kind)
    connection.getresponse().read()
    while not asked(connection, "/found.json?brief=bench&status=candidate").startswith(b"[\n{"):
        time.sleep(0.2)
    for what, query in FOUND.items():
        address = f"/found?brief=bench{query}"
        seconds = [timed(connection, address) for _ in range(times + 1)][1:]
        name = f"page: 50,000 accounts, found {what}"
        yield Result(name, "s", min(seconds), median(seconds), TARGET_SECONDS)


def timed(connection, address):
    """Return the seconds of a request."""
    begun = time.perf_counter()
    asked(connection, address)
    return time.perf_counter() - begun


def measure_readers(port, db):
    """Yield what readers meet while a crawl writes: seconds of an answer, and errors."""
    pages = [
        "/",
        "/status.json",
        "/methods",
        "/topics?q=bread",
        "/shortlists",
        *(f"/candidates{query}" for query in CANDIDATES.values()),
    ]
    first = asked(HTTPConnection("127.0.0.1", port), "/candidates")
    ids = re.findall(rb'href="/accounts/(\d+)"', first)
    pages += [f"/accounts/{each.decode()}" for each in ids[:3]]
    pages.append("/compare?" + "&".join(f"id={each.decode()}" for each in ids[:3]))
    with (
        served(LONG_CRAWL) as hosts,
        crawling(hosts, db) as crawl,
        ThreadPoolExecutor(READERS) as readers,
    ):
        until = time.perf_counter() + READING_SECONDS
        work = [
            readers.submit(read, port, islice(cycle(pages), k, None), until) for k in range(READERS)
        ]
        found = [each.result() for each in work]
        wrote = crawl.poll() is None
    seconds = [each for own, _ in found for each in own]
    errors = [each for _, own in found for each in own]
    for each in errors[:5]:
        print(each, file=sys.stderr)
    if not wrote:
        print("The crawl was through before the readers were.", file=sys.stderr)
    who = f"page: {READERS} readers during a crawl"
    yield Result(f"{who}, answers", "per s", *[len(seconds) / READING_SECONDS] * 2)
    yield Result(f"{who}, one answer", "s", min(seconds), median(seconds))
    yield Result(f"{who}, the slowest answer", "s", *[max(seconds)] * 2)
    yield Result(f"{who}, errors", "", *[float(len(errors))] * 2, 0.0)


def read(port, addresses, until):
    """Read one page after another until a moment; return the seconds of each, and errors."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    seconds, errors = [], []
    for address in addresses:
        if time.perf_counter() > until:
            return seconds, errors
        try:
            seconds.append(timed(connection, address))
        except (OSError, RuntimeError) as error:
            errors.append(repr(error))
            connection.close()
    raise AssertionError("the pages have no end")


@contextmanager
def crawling(port, db):
    """Crawl the blogs of the benchmark into a database meanwhile."""
    names, _ = homes(port)
    command = [*COMMAND, "crawl", db, f"@{names}", "--allow-loopback", "--delay", "0", "-q"]
    command += ["--resolve", f"*=127.0.0.1:{port}", "--budget", "100000", "--depth", "0"]
    command += ["--contact", "https://bench.localhost/bot"]
    with subprocess.Popen([*command, "--workers", str(WORKERS)]) as crawl:
        try:
            yield crawl
        finally:
            crawl.terminate()


def main():
    """Measure, print, and append to data/benchmarks.csv."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    FOLDER.mkdir(parents=True, exist_ok=True)
    db = database()
    with served_page(db) as port:
        results = [*measure_candidates(port, 3 * times), *measure_found(port, 3 * times)]
        results += measure_readers(port, db)
    remove(db)  # a crawl has written into it
    show(results)
    keep(results, machine())


if __name__ == "__main__":
    main()
