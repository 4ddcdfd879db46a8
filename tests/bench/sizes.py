"""Parts of the benchmark that show how everything grows with the number of acts."""

import json
import math
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import linear_regression

from processes import Repeats, run, side_by_side
from results import COMMAND, Result, memory, remove, seconds, worked

HERE = Path(__file__).parent
LARGEST = 10.0
TOP = ["--top", "20", "--format", "csv"]
WORLDS = {
    "lists": "acts among followers, and the follower lists",
    "pairs": "reposts, nearly every pair of accounts once, and no follower list",
}

APART = """
    with ours as materialized (select account_id, value from main.ranking where rank is not null),
    theirs as materialized (select account_id, value from other.ranking where rank is not null)
    select (select count(*) from ours), (select count(*) from theirs), count(*),
           max(abs(ours.value - theirs.value) / theirs.value)
    from ours join theirs using (account_id)
"""
"""Accounts that each ranks, and both, and how far their values are apart: all of it in SQLite,
since this process has to stay small."""


class Bench:
    """What is measured with: worlds of some sizes, so many times."""

    def __init__(self, options):
        self.rival = options.rival
        self.sizes = options.sizes
        self.times = options.times
        self.folder = options.folder
        self.folder.mkdir(parents=True, exist_ok=True)

    def often(self, millions):
        """Return how often to measure: a large world takes long and varies little."""
        return max(1, min(self.times, round(self.times / max(millions, 1.0))))

    def database(self, which, millions):
        """Return the database of a world, made once."""
        path = self.folder / f"{which}-{millions:g}.db"
        if not path.exists():
            command = [sys.executable, HERE / "bulk.py", which, f"{millions}", path]
            run(command, self.folder)
        return path

    def worlds(self):
        """Yield name, size and database of every world."""
        for which in WORLDS:
            for millions in self.sizes:
                yield f"{which} {millions:g} M", millions, self.database(which, millions)

    def step(self, which, db):
        """Return step → seconds, and the process that it was measured in."""
        done = run([sys.executable, HERE / "steps.py", which, db], self.folder)
        return json.loads(done.output), done

    def other(self, rival, file):
        """Return what runs a rival over a file."""
        return lambda: run([self.rival, HERE / "rivals.py", rival, file], self.folder)

    def command(self, *arguments):
        """Return what runs a command of ours."""
        return lambda: run([*COMMAND, *arguments], self.folder)

    def first_ranking(self, db, *arguments):
        """Return what ranks a database for the first time: a copy of it, which is then removed."""

        def ranked():
            with copied(db, self.folder / "ranked.db") as copy:
                return run([*COMMAND, "rank", copy, *arguments, *TOP], self.folder)

        return ranked


def acts_of(db):
    """Return how many acts a database holds."""
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute("select count(*) from interactions").fetchone()[0]


def exponents(what, points):
    """Yield the exponent of cost: the slope of log seconds over log acts, world by world."""
    for which, found in points.items():
        if len(found) > 1:
            acts, took = ([math.log(each[k]) for each in found] for k in (0, 1))
            slope = linear_regression(acts, took).slope
            yield Result(f"{which}: {what}, exponent of cost", "", slope, slope, 1.1)


def measure_import(bench):
    """Measure reading files into a new database."""
    for which in WORLDS:
        for millions in bench.sizes:
            folder = bench.folder / f"{which}-{millions:g}"
            if not folder.exists():
                run([sys.executable, HERE / "bulk.py", which, f"{millions}", folder], bench.folder)
            files = [folder / f"{name}.csv" for name in ("accounts", "posts", "interactions")]
            rows = sum(map(rows_of, files))
            db = bench.folder / "imported.db"

            def once(db=db, files=files):
                remove(db)
                return run([*COMMAND, "import", db, *files], bench.folder)

            runs = Repeats(tuple(once() for _ in range(min(bench.often(millions), 3))))
            remove(db)
            name = f"{which} {millions:g} M: import"
            yield Result(name, "rows/s", rows / runs.best, rows / runs.middle, 60_000, True)
            yield memory(f"{name}, memory", runs)


def rows_of(file):
    """Count the rows under the header; no text of a world holds a line break."""
    with file.open("rb") as lines:
        return sum(1 for _ in lines) - 1


def measure_load(bench):
    """Measure the way from a database to the graph in memory."""
    points = {}
    for name, millions, db in bench.worlds():
        steps = [bench.step("load", db) for _ in range(bench.often(millions) + 1)][1:]
        rates = sorted(acts_of(db) / found["load"] for found, _ in steps)
        middle = rates[len(rates) // 2]
        target = 1_000_000 if millions >= 1.0 else None  # of less, the start is most
        yield Result(f"{name}: load", "acts/s", rates[-1], middle, target, True)
        yield memory(f"{name}: load, memory", Repeats(tuple(done for _, done in steps)))
        points.setdefault(name.split()[0], []).append((acts_of(db), acts_of(db) / middle))
    yield from exponents("load", points)


def measure_scores(bench):
    """Measure each score on the graph in memory, once: the slowest take minutes."""
    for name, _, db in bench.worlds():
        found, done = bench.step("scores", db)
        for score, took in found.items():
            yield Result(f"{name}: score {score}", "s", took, took)
        yield memory(f"{name}: every score, memory", Repeats((done,)))


def measure_rank(bench):
    """Measure ranking from the command to its exit, the run being stored each time."""
    points = {}
    for name, millions, db in bench.worlds():
        (found,) = side_by_side(bench.often(millions), bench.first_ranking(db))
        is_largest = millions == LARGEST
        yield seconds(f"{name}: rank", found, 25.0 if is_largest else None)
        yield worked(f"{name}: rank, processors", found)
        yield memory(f"{name}: rank, memory", found, 3.0 if is_largest else None)
        points.setdefault(name.split()[0], []).append((acts_of(db), found.middle))
    yield from exponents("rank", points)


@contextmanager
def copied(db, copy):
    """Lend a copy of a database, since what ranks it or searches it writes into it."""
    remove(copy)
    subprocess.run(["cp", db, copy], check=True)
    subprocess.run(["sync", copy], check=True)
    try:
        yield copy
    finally:
        remove(copy)


def measure_again(bench):
    """Measure ranking again after a hundredth of new acts, and how far it is from a full run."""
    for name, millions, db in bench.worlds():
        with copied(db, bench.folder / "full.db") as full:
            bench.step("add", full)
            run([*COMMAND, "rank", full, *TOP], bench.folder)
            # So quick that one alone may be a chance.
            runs = [ranked_again(bench, db, full) for _ in range(min(bench.times, 3))]
        target = 10.0 if millions == LARGEST else None
        found = Repeats(tuple(done for done, _ in runs))
        yield seconds(f"{name}: rank after 1 % new", found, target)
        apart = max(off for _, off in runs)
        yield Result(f"{name}: rank after 1 % new, off", "share", apart, apart, 1e-6)


def ranked_again(bench, db, full):
    """Rank a copy, add to it, rank it again; return the second run, and how far it is from full."""
    with copied(db, bench.folder / "again.db") as copy:
        run([*COMMAND, "rank", copy, *TOP], bench.folder)
        bench.step("add", copy)
        subprocess.run(["sync", copy], check=True)
        done = run([*COMMAND, "rank", copy, *TOP], bench.folder)
        return done, furthest(copy, full)


def furthest(one, other):
    """Return the largest relative difference between the rankings that two databases hold."""
    with closing(sqlite3.connect(one)) as connection:
        connection.execute("attach ? as other", [str(other)])
        ours, theirs, both, apart = connection.execute(APART).fetchone()
    return apart if ours == theirs == both else math.inf


def measure_explain(bench):
    """Measure explaining the first of a ranking."""
    for name, millions, db in bench.worlds():
        with copied(db, bench.folder / "ranked.db") as copy:
            first = run([*COMMAND, "rank", copy, "--top", "1", "--format", "csv"], bench.folder)
            header, row = (line.split(",") for line in first.output.splitlines())
            handle = row[header.index("handle")]
            explained = bench.command("explain", copy, handle, "--format", "json")
            (found,) = side_by_side(bench.often(millions), explained)
        yield seconds(f"{name}: explain", found)
        yield memory(f"{name}: explain, memory", found)


def measure_topic(bench):
    """Measure the search for a topic: the first, which indexes the words, and later ones."""
    for millions in bench.sizes:
        with copied(bench.database("lists", millions), bench.folder / "topic.db") as copy:
            first, done = bench.step("topic", copy)
            later = sorted(bench.step("topic", copy)[0]["search"] for _ in range(bench.times))
        name = f"lists {millions:g} M"
        yield Result(f"{name}: topic, index of the words", "s", *[first["index"]] * 2)
        yield Result(f"{name}: topic search", "s", later[0], later[len(later) // 2])
        yield memory(f"{name}: topic, memory", Repeats((done,)))
