"""The part of the benchmark that puts PageRank of the same rows beside others."""

from processes import run, side_by_side
from results import memory, seconds, times_faster, worked
from sizes import HERE, LARGEST, TOP

RIVALS = ("networkx", "igraph", "networkit", "scikit-network")
RIVAL_SIZE = 5.0
AIMS = {"networkx": 6.0, "igraph": 1.0, "networkit": 1.0}
AIMED = f"pairs {RIVAL_SIZE:g} M"
"""Where ours is to be six times faster than networkx; smaller worlds are mostly start."""

FORMS = ("database", "edge list")


def measure_rivals(bench):
    """Measure PageRank of the same rows from start to exit, theirs and ours, taking turns.

    From our database, of which each reads what it needs as quickly as it can, and from an edge list
    that somebody exported before, which no reader of a database has. networkx is left out above
    ``RIVAL_SIZE`` and meets no edge list, which it reads slowest.
    """
    for millions in sorted({*bench.sizes, RIVAL_SIZE} if LARGEST in bench.sizes else bench.sizes):
        db = bench.database("pairs", millions)
        edges = db.with_suffix(".txt")
        if not edges.exists():
            run([bench.rival, HERE / "rivals.py", "edges", db], bench.folder)
        theirs = [(name, form) for name in RIVALS for form in FORMS if met(name, form, millions)]
        ours, pagerank, *others = side_by_side(
            bench.often(millions),
            bench.command("rank", db, *TOP),
            bench.command("rank", db, "--by", "pagerank", *TOP),
            *(bench.other(name, db if form == "database" else edges) for name, form in theirs),
        )
        yield from compared(
            f"pairs {millions:g} M", ours, pagerank, zip(theirs, others, strict=True)
        )


def met(name, form, millions):
    """Tell whether a rival takes part."""
    return name != "networkx" or (form == "database" and millions <= RIVAL_SIZE)


def compared(name, ours, pagerank, others):
    """Yield what each took, and how many times faster ours are."""
    yield seconds(f"{name}: rank beside others", ours)
    yield seconds(f"{name}: rank --by pagerank", pagerank)
    yield worked(f"{name}: rank --by pagerank, processors", pagerank)
    yield memory(f"{name}: rank --by pagerank, memory", pagerank)
    for (rival, form), found in others:
        which = f"{name}: {rival}, {form}"
        yield seconds(which, found)
        yield worked(f"{which}, processors", found)
        yield memory(f"{which}, memory", found)
        aim = AIMS.get(rival) if rival != "networkx" or name == AIMED else None
        if rival == "networkx":
            yield times_faster(f"{name}: rank against {rival}", found, ours, aim)
        yield times_faster(f"{name}: pagerank against {rival}, {form}", found, pagerank, aim)
