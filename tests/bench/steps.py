"""Measure steps within one process: python steps.py load|scores|topic|add DB.

Prints one JSON object: step → seconds. What a whole process takes, and its memory, is measured from
outside.
"""

import json
import sys
import time

import numpy as np

from influence.find import parse_query, search
from influence.graph import load
from influence.scores import all_scores
from influence.store import index_new_posts, open_database

TOPIC = 'sourdough OR "rye starter"'
SHARE = 100
ADDED = """
    insert or ignore into interactions (kind, actor_id, target_id, post_id, happened_at)
    select 'repost', ?, account_id, post_id, published_at from posts
    where post_id = ? and account_id <> ?
"""


def loading(db):
    """Load a graph to its last part, which other threads make."""
    graph = load(db)
    return [graph.weeks, *graph.acts.values()]


def scoring(db):
    """Time every score on one graph."""
    graph = load(db)
    for name, score in sorted(all_scores().items()):
        yield name, lambda score=score: score(graph)


def searching(db):
    """Time the index of the words, which the first search makes, and a search."""
    yield "index", lambda: index_new_posts(db)
    yield "search", lambda: search(db, parse_query(TOPIC))


def adding(db):
    """Add a hundredth of new acts."""
    count = db["interactions"].count // SHARE
    random = np.random.default_rng(2)
    actor = random.integers(1, db["accounts"].count + 1, count).tolist()
    post = random.integers(1, db["posts"].count + 1, count).tolist()
    with db.conn:
        db.conn.executemany(ADDED, zip(actor, post, actor, strict=True))


def timed(steps):
    """Return step → seconds, or what a step says where it cannot be done."""
    found = {}
    for name, step in steps:
        begun = time.perf_counter()
        step()
        found[name] = time.perf_counter() - begun
    return found


STEPS = {
    "load": lambda db: [("load", lambda: loading(db))],
    "scores": scoring,
    "topic": searching,
    "add": lambda db: [("add", lambda: adding(db))],
}


def main(which, file):
    """Measure the steps, and print them."""
    with open_database(file) as db:
        print(json.dumps(timed(STEPS[which](db))))


if __name__ == "__main__":
    main(*sys.argv[1:])
