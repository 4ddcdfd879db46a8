"""The rivals: a file to a printed top 20 by PageRank: python rivals.py LIBRARY FILE.

A FILE that ends in .db is our database, of which each gets the same rows as sqlite3 gives them; one
that ends in .txt is an edge list, "actor target" a line, for a library's own reader. networkx meets
each pair once, counted by SQLite; the others take parallel edges. Each stops as its own PageRank
does by default, but scikit-network, which would stop after ten rounds.
"""

import sqlite3
import sys
from contextlib import closing
from itertools import chain

import numpy as np

SHOWN = 20
DAMPING = 0.85
ROWS = """
    select actor_id, target_id from interactions
    where kind in ('repost', 'quote') and actor_id <> target_id
"""
PAIRS = f"select actor_id, target_id, count(*) from ({ROWS}) group by 1, 2"  # noqa: S608


def columns(file):
    """Return actors and targets of a database, (m,) each."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
        flat = np.fromiter(chain.from_iterable(db.execute(ROWS)), dtype=np.int64)
    return flat[::2], flat[1::2]


def of_networkx(file):
    """Return PageRank by account."""
    import networkx as nx

    graph = nx.DiGraph()
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
        graph.add_nodes_from(
            account for (account,) in db.execute("select account_id from accounts")
        )
        graph.add_weighted_edges_from(db.execute(PAIRS))
    return nx.pagerank(graph)


def of_igraph(file):
    """Return PageRank by position, of PRPACK."""
    import igraph

    if file.endswith(".txt"):
        graph = igraph.Graph.Read_Edgelist(file, directed=True)
    else:
        actor, target = columns(file)
        edges = np.column_stack([actor, target])
        graph = igraph.Graph(n=int(edges.max()) + 1, edges=edges, directed=True)
    return dict(enumerate(graph.pagerank(damping=DAMPING)))


def of_networkit(file):
    """Return PageRank by position."""
    import networkit

    if file.endswith(".txt"):
        reader = networkit.graphio.EdgeListReader(" ", 0, directed=True, continuous=True)
        graph = reader.read(file)
    else:
        actor, target = columns(file)
        size = int(max(actor.max(), target.max())) + 1
        edges = (np.ones(actor.size), (actor, target))
        graph = networkit.GraphFromCoo(edges, n=size, directed=True)
    found = networkit.centrality.PageRank(graph, damp=DAMPING)
    found.run()
    return dict(enumerate(found.scores()))


def of_scikit_network(file):
    """Return PageRank by position."""
    from scipy.sparse import coo_matrix
    from sknetwork.ranking import PageRank

    if file.endswith(".txt"):
        actor, target = np.loadtxt(file, dtype=np.int64).T
    else:
        actor, target = columns(file)
    size = int(max(actor.max(), target.max())) + 1
    matrix = coo_matrix((np.ones(actor.size), (actor, target)), shape=(size, size)).tocsr()
    found = PageRank(DAMPING, n_iter=100, tol=1e-6)
    return dict(enumerate(found.fit_predict(matrix).tolist()))


def write_edges(file):
    """Write the rows of a database as an edge list beside it."""
    np.savetxt(file.removesuffix(".db") + ".txt", np.column_stack(columns(file)), fmt="%d")


RIVALS = {
    "networkx": of_networkx,
    "igraph": of_igraph,
    "networkit": of_networkit,
    "scikit-network": of_scikit_network,
}


def main(library, file):
    """Rank, and print the first; or write the edge list that the others read."""
    if library == "edges":
        write_edges(file)
        return
    values = RIVALS[library](file)
    best = sorted(values, key=values.__getitem__, reverse=True)[:SHOWN]
    print("account_id,pagerank")
    for account in best:
        print(f"{account},{values[account]}")


if __name__ == "__main__":
    main(*sys.argv[1:])
