"""Accounts that post, as lists and as a graph: what rates are computed from."""

import networkx as nx
from hypothesis import strategies as st

from influence.graph import from_networkx

DAY = 86400.0
UNTIL = 400  # days

numbers = st.none() | st.integers(0, 50)
rows = st.tuples(st.none() | st.integers(0, UNTIL), numbers, numbers, numbers)
few_or_many = st.lists(rows, max_size=4) | st.lists(rows, min_size=10, max_size=25)
accounts_with_posts = st.lists(
    st.tuples(st.sampled_from([None, 0, 1999, 2000, 5000]), few_or_many), max_size=4
)


def posting(accounts, until=UNTIL):
    """Make a graph from (followers, posts) each; a post: day, reposts claimed, likes, replies."""
    network = nx.DiGraph(until=until * DAY)
    post_id = 0
    for k, (followers, posts) in enumerate(accounts):
        published = []
        for day, *counts in posts:
            post_id += 1
            published.append((post_id, None if day is None else day * DAY, *counts))
        network.add_node(k, published=published, posts=len(posts))
        if followers is not None:
            network.nodes[k]["followers"] = followers
    return from_networkx(network)
