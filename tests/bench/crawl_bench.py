"""Measure the crawler: python crawl_bench.py PYTHON_WITH_SCRAPY [TIMES].

Pages a second and memory over 200 hosts on this machine that answer at once, beside a plain Scrapy
spider that extracts the same links; memory with a short and a long line of addresses; and how many
of the most named blogs are seen, on real blogrolls (INFLUENCE_REAL_DATA), beside breadth-first.
"""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from statistics import mean

from processes import run, run_tree, side_by_side
from results import FOLDER, Result, keep, machine, remove, show

HERE = Path(__file__).parent
HOSTS, PAGES, WORKERS = 200, 10, 16
SHORT, LONG = 10_000, 200_000
SEEDS = range(100, 140)
AFTER = (50, 200)
SIGNS = {"no signs": (0.0, 0.0), "half show one": (0.5, 0.05), "most show one": (0.8, 0.05)}


@contextmanager
def served(pages=PAGES):
    """Serve the blogs of the benchmark; give the port."""
    command = [sys.executable, HERE / "crawl_hosts.py", str(HOSTS), str(pages)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield int(server.stdout.readline())
        finally:
            server.kill()


def homes(port):
    """Write the home pages for both: names are resolved by us, addresses need no resolving."""
    names, places = FOLDER / "names.txt", FOLDER / "places.txt"
    numbers = range(HOSTS)
    names.write_text("".join(f"http://h{each}.example/\n" for each in numbers))
    places.write_text(
        "".join(f"http://127.0.{1 + each // 250}.{each % 250 + 1}:{port}/\n" for each in numbers)
    )
    return names, places


def measure_pages(rival, times):
    """Return what crawling took, ours and theirs by turns, and a run of each with its memory."""
    db, output = FOLDER / "crawl.db", FOLDER / "links.jsonl"
    with served() as port:
        names, places = homes(port)
        ours = [sys.executable, "-m", "influence", "crawl", db, f"@{names}", "--allow-loopback"]
        ours += ["--resolve", f"*=127.0.0.1:{port}", "--delay", "0", "--depth", "0", "-q"]
        ours += ["--budget", "100000", "--workers", str(WORKERS)]
        theirs = [rival, HERE / "crawl_spider.py", places, output, str(WORKERS)]

        def crawl(measured=run):
            remove(db)
            return measured(ours, FOLDER)

        def spider(measured=run):
            return measured(theirs, FOLDER)

        took = side_by_side(times, crawl, spider)
        # Apart: who looks at the memory of three processes takes a good part of a processor.
        held = (crawl(run_tree), spider(run_tree))
    check_links(db, output)
    return *took, *held


def check_links(db, output):
    """Raise where not every link that the spider found in a post is in our database."""
    held = sqlite3.connect(db)
    found = [json.loads(line) for line in output.read_text().splitlines()]
    posts = [each for each in found if "text" in each]
    links = sum(len({link for link in each["links"] if "?l=" in link}) for each in posts)
    (ours,) = held.execute("select count(*) from links where post_id is not null").fetchone()
    (read,) = held.execute("select count(*) from posts where text is not null").fetchone()
    own = sum(
        len({link for link in each["links"] if link.split("/")[2] == each["page"].split("/")[2]})
        for each in posts
    )
    if read != len(posts) or ours < links - own:
        raise RuntimeError(
            f"not the same pages or links: {read} {len(posts)}, {ours} {links - own}"
        )


def measure_line():
    """Return the most memory with a short and a long line, and seconds a visit with the long."""
    found = {}
    for entries in (SHORT, LONG):
        command = [sys.executable, HERE / "crawl_frontier.py", str(entries), FOLDER]
        run(command, FOLDER)
        found[entries] = json.loads(run([*command, "--go"], FOLDER).output)
    return found


def measure_order():
    """Yield the mean share of the most named blogs that were seen, by order and signs."""
    folder = os.environ.get("INFLUENCE_REAL_DATA")
    if folder is None:
        print("INFLUENCE_REAL_DATA names no folder: the order was not measured.")
        return
    sys.path.insert(0, str(HERE.parent))
    from crawl_replay import BreadthFirst, ByGain, read_network, replay

    network = read_network(Path(folder) / "blogroll2024")
    for order, signs in ((BreadthFirst, "no signs"), *((ByGain, each) for each in SIGNS)):
        shares = [replay(network, order, seed, AFTER, SIGNS[signs]) for seed in SEEDS]
        for after, values in zip(AFTER, zip(*shares, strict=True), strict=True):
            who = "breadth-first" if order is BreadthFirst else f"ours, {signs}"
            yield Result(
                f"crawl order: {who}, {after} requests", "share", *[mean(values)] * 2, None
            )


def main():
    """Measure, print, and append to data/benchmarks.csv."""
    rival, times = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3
    FOLDER.mkdir(parents=True, exist_ok=True)
    pages = HOSTS * PAGES
    ours, theirs, our_memory, their_memory = measure_pages(rival, times)
    line = measure_line()
    results = [
        Result("crawl: pages", "pages/s", pages / ours.best, pages / ours.middle),
        Result("crawl: Scrapy, pages", "pages/s", pages / theirs.best, pages / theirs.middle),
        Result(
            "crawl against Scrapy, speed",
            "times",
            theirs.best / ours.best,
            theirs.middle / ours.middle,
            1.0,
            more_is_better=True,
        ),
        memory("crawl: memory of all processes", our_memory.peak_bytes),
        memory("crawl: Scrapy, memory", their_memory.peak_bytes),
        memory(f"crawl: memory, {SHORT:,} addresses in line", line[SHORT]["peak"]),
        memory(f"crawl: memory, {LONG:,} addresses in line", line[LONG]["peak"]),
        Result(
            "crawl: memory, long line against short",
            "times",
            *[line[LONG]["peak"] / line[SHORT]["peak"]] * 2,
            1.2,
        ),
        *measure_order(),
    ]
    show(results)
    keep(results, machine())


def memory(what, size):
    """Return a peak of memory."""
    return Result(what, "GB", size / 1e9, size / 1e9)


if __name__ == "__main__":
    main()
