"""The part of the benchmark that puts PageRank of the same rows beside others."""

from processes import run, side_by_side
from results import memory, seconds, times_faster, worked
from sizes import HERE, LARGEST, TOP, copied

RIVALS = ("networkx", "igraph", "networkit", "scikit-network")
RIVAL_SIZE = 5.0
AIMS = {"networkx": 6.0, "igraph": 1.0, "networkit": 1.0}
BY_PAGERANK = ["--by", "pagerank"]
FORMS = ("database", "edge list")


def measure_rivals(bench):
    """Measure PageRank of the same rows from start to exit, theirs and ours, taking turns.

    From our database, of which each gets the rows that it needs from sqlite3, and from an edge list
    that somebody exported before, which no reader of a database has. Ours rank what was never
    ranked, and store the run; beside that, what was: its columns are kept, its run is stored.
    networkx is left out above ``RIVAL_SIZE`` and meets no edge list, which it reads slowest.
    """
    for millions in sorted({*bench.sizes, RIVAL_SIZE} if LARGEST in bench.sizes else bench.sizes):
        db = bench.database("pairs", millions)
        edges = db.with_suffix(".txt")
        if not edges.exists():
            run([bench.rival, HERE / "rivals.py", "edges", db], bench.folder)
        theirs = [(name, form) for name in RIVALS for form in FORMS if met(name, form, millions)]
        with copied(db, bench.folder / "again.db") as copy:
            again = bench.command("rank", copy, *BY_PAGERANK, *TOP)
            again()
            ours, pagerank, kept, *others = side_by_side(
                bench.often(millions),
                bench.first_ranking(db),
                bench.first_ranking(db, *BY_PAGERANK),
                again,
                *(bench.other(name, db if form == "database" else edges) for name, form in theirs),
            )
        name = f"pairs {millions:g} M"
        yield seconds(f"{name}: rank beside others", ours)
        yield from whole(f"{name}: rank --by pagerank", pagerank)
        yield from whole(f"{name}: rank --by pagerank, again", kept)
        for (rival, form), found in zip(theirs, others, strict=True):
            yield from whole(f"{name}: {rival}, {form}", found)
            aim = aimed(rival, form, millions)
            if rival == "networkx":
                yield times_faster(f"{name}: rank against {rival}", found, ours, aim)
            yield times_faster(f"{name}: pagerank against {rival}, {form}", found, pagerank, aim)


def met(name, form, millions):
    """Tell whether a rival takes part."""
    return name != "networkx" or (form == "database" and millions <= RIVAL_SIZE)


def aimed(rival, form, millions):
    """Return how many times faster ours is to be, of the same file; small worlds are mostly start.

    An edge list was made ready for its reader, so that nothing is aimed at.
    """
    is_aimed = form == "database" and millions >= RIVAL_SIZE
    return AIMS.get(rival) if is_aimed else None


def whole(name, found):
    """Yield what whole processes took."""
    yield seconds(name, found)
    yield worked(f"{name}, processors", found)
    yield memory(f"{name}, memory", found)
