"""The rival: a database to a printed top 20 through networkx: python networkx_pagerank.py DB.

The graph holds what the default ranking looks at: who passed on whom how often, and who follows
whom. With --reposts-only it holds no follows, which PageRank does not need. Pairs are counted by
SQLite, so that networkx meets each once. ``nx.pagerank`` stops, as it does by default, when the
sum of all changes is below 1e-6 times the number of accounts.
"""

import sqlite3
import sys
from heapq import nlargest

import networkx as nx

PAIRS = """
    select actor_id, target_id, count(*) from interactions
    where kind in ('repost', 'quote') and actor_id <> target_id
    group by actor_id, target_id
"""
FOLLOWS = "select actor_id, target_id, 0 from follows"


def main(database: str, *, follows: bool) -> None:
    """Rank by PageRank along reposts, and print the first 20."""
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    graph: nx.DiGraph = nx.DiGraph()
    graph.add_nodes_from(account for (account,) in db.execute("select account_id from accounts"))
    if follows:
        graph.add_weighted_edges_from(db.execute(FOLLOWS))
    graph.add_weighted_edges_from(db.execute(PAIRS))
    values = nx.pagerank(graph)
    handles = dict(db.execute("select account_id, handle from accounts"))
    print("handle,pagerank")
    for account in nlargest(20, values, key=values.__getitem__):
        print(f"{handles[account]},{values[account]}")


if __name__ == "__main__":
    main(sys.argv[1], follows="--reposts-only" not in sys.argv)
