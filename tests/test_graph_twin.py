"""The graph of a window and its exposure pairs equal slow plain loops over the rows."""

import math
from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import interaction_graphs

from influence.errors import NothingFound
from influence.graph import TIER_A, TIER_B, exposure_pairs, known_exposures, load
from influence.records import (
    INTERACTION_KINDS,
    POST_KINDS,
    Account,
    Coverage,
    Follow,
    Interaction,
    InteractionCount,
    Key,
    Post,
)
from influence.store import ingest, open_database
from influence.windows import Window

ACCOUNTS = [Key("file", "a"), Key("blog", "https://b.example/"), Key("file", "c"), Key("blog", "d")]
POSTS = [Key(ACCOUNTS[k % 2].source, name) for k, name in enumerate("pqrs")]
OWNER = dict(zip(POSTS, ACCOUNTS[:2] * 2, strict=True))

accounts, posts = st.sampled_from(ACCOUNTS), st.sampled_from(POSTS)
moments = st.none() | st.integers(0, 5).map("2026-03-01T{:02}:00:00Z".format)
kinds = st.sampled_from(INTERACTION_KINDS) | st.sampled_from(["repost", "quote", "link"])
numbers = st.none() | st.integers(1, 3)


def built(kind, *fields):
    """Return records of a kind; ``builds`` would fill the other fields, too."""
    return st.tuples(*fields).map(lambda values: kind(*values))


records = st.lists(
    st.one_of(
        built(
            lambda key, kind, moment: Post(key, OWNER[key], kind, moment),
            *(posts, st.sampled_from(POST_KINDS), moments),
        ),
        built(
            lambda kind, actor, post, moment: Interaction(
                kind, actor, OWNER[post], post, None, moment
            ),
            *(kinds, accounts, posts, moments),
        ),
        built(Interaction, kinds, accounts, accounts, st.none(), st.none(), moments),
        built(InteractionCount, kinds, accounts, accounts, st.integers(1, 3), moments, moments),
        built(Follow, accounts, accounts, moments),
        built(
            lambda key, number, moment: Account(key, followers_count=number, seen_at=moment),
            *(accounts, numbers, moments),
        ),
        built(lambda key, number: Coverage("posts", key, claimed_count=number), accounts, numbers),
        built(
            lambda key, complete: Coverage("followers", key, is_complete=complete),
            *(accounts, st.none() | st.booleans()),
        ),
    ),
    min_size=25,
    max_size=60,
)


def window_between(one, other):
    return Window(min(one, other), max(one, other)) if one and other else Window(one, other)


windows = st.builds(window_between, moments, moments)


def inside(window, moment):
    """Tell whether a window holds a moment; text order is time order."""
    if moment is None:
        return window == Window()
    return (window.since or "") <= moment < (window.until or "9999")


def acts_of(db, window):
    """Yield kind, actor, target, post and number of each act of a window, one at a time."""
    published = dict(db.execute("select post_id, published_at from posts").fetchall())
    query = "select kind, actor_id, target_id, post_id, happened_at from interactions"
    for kind, actor, target, post, moment in db.execute(query).fetchall():
        if actor != target and inside(window, moment or published.get(post)):
            yield kind, actor, target, post, 1
    query = "select kind, actor_id, target_id, since_at, until_at, count from interaction_counts"
    for kind, actor, target, since, until, count in db.execute(query).fetchall():
        begins = since != "" and since >= (window.since or "")
        ends = until != "" and until <= (window.until or "9999")
        if actor != target and (window == Window() or (begins and ends)):
            yield kind, actor, target, None, count


def amplified_twin(db, window):
    """Return (actor, target) → posts passed on: each once, unless it lies outside the window."""
    of_blogs = {row[0] for row in db.execute("select post_id from posts where source = 'blog'")}
    published = dict(db.execute("select post_id, published_at from posts").fetchall())
    passed_on, seen = Counter(), set()
    for kind, actor, target, post, number in acts_of(db, window):
        moment = published.get(post)
        is_outside = moment is not None and not inside(window, moment)
        passes_on = kind in ("repost", "quote") or (kind == "link" and post in of_blogs)
        if passes_on and not is_outside and (actor, post) not in seen:
            passed_on[actor, target] += number
            if post is not None:
                seen.add((actor, post))
    return passed_on


def posts_twin(db, window):
    """Return account → posts listed in the window, or claimed of all data; None unknown."""
    found = {row[0]: None for row in db.execute("select account_id from accounts").fetchall()}
    if window == Window():
        found |= db.execute(
            "select account_id, claimed_count from coverage where kind = 'posts'"
        ).fetchall()
    listed = db.execute(
        "select account_id, published_at from posts where is_listed and kind <> 'repost'"
    ).fetchall()
    found |= {account: 0 for account, _ in listed}
    for account, moment in listed:
        found[account] += inside(window, moment)
    return found


def follows_twin(db, window):
    """Return (actor, target) → when it began, of the follows that had begun by the end."""
    query = "select actor_id, target_id, began_at from follows where actor_id <> target_id"
    end = window.until or "9999"
    return {
        (actor, target): began
        for actor, target, began in db.execute(query).fetchall()
        if began is None or began < end
    }


def followers_twin(db, window):
    """Return account → the last claim before the window's end, else the first one after it."""
    query = """
        select account_id, seen_at, followers_count from account_counts
        where followers_count is not null order by seen_at
    """
    found = {}
    for account, moment, number in db.execute(query).fetchall():
        if account not in found or moment < (window.until or "9999"):
            found[account] = number
    return found


def listed_twin(db, window):
    """Return the accounts whose follower list was read to its end."""
    held = Counter(target for _, target in follows_twin(db, window))
    claimed = followers_twin(db, window).items()
    found = {account for account, number in claimed if number and held[account] >= 0.95 * number}
    said = db.execute(
        "select account_id, is_complete from coverage where kind = 'followers'"
    ).fetchall()
    for account, is_complete in said:
        if is_complete is not None:
            (found.add if is_complete else found.discard)(account)
    return found


def by_pair(graph, matrix):
    """Return the entries of a matrix by account ids of actor and target."""
    entries = matrix.tocoo()
    ids = graph.accounts.tolist()
    return {
        (ids[actor], ids[target]): number
        for actor, target, number in zip(entries.row, entries.col, entries.data, strict=True)
    }


def known(graph, column):
    """Return a column by account id, None where it is not known."""
    values = [None if math.isnan(value) else value for value in column.tolist()]
    return dict(zip(graph.accounts.tolist(), values, strict=True))


def exposure_twin(graph):
    """Return (target, actor) → E, S and tier, one follower and one post at a time."""
    n, passed_on = len(graph), graph.amplified.toarray()
    follow = graph.acts["follow"].tocoo() if "follow" in graph.acts else None
    found = {}
    for k in range(0 if follow is None else follow.nnz):
        actor, target = int(follow.row[k]), int(follow.col[k])
        if graph.listed[target] and graph.posts[target] > 0:
            began = math.nan if graph.follow_began is None else graph.follow_began[k]
            exposures = graph.posts[target]
            for author, moment in zip(
                graph.published.author, graph.published.published, strict=True
            ):
                exposures -= author == target and moment < began
            acted = passed_on[actor, target]
            found[target, actor] = (max(exposures, acted), acted, TIER_A)
    for actor in range(n):
        for target in range(n):
            if passed_on[actor, target] and (target, actor) not in found:
                found[target, actor] = (None, passed_on[actor, target], TIER_B)
    return found


def pairs_of(graph):
    """Return (target, actor) → E, S and tier."""
    return {
        (target, actor): (None if math.isnan(exposures) else exposures, acted, tier)
        for target, actor, exposures, acted, tier in zip(*exposure_pairs(graph), strict=True)
    }


@settings(max_examples=300)
@given(records, windows)
def test_a_window_loads_what_plain_loops_over_its_rows_find(found, window):
    with open_database(":memory:") as db:
        ingest(db, found, closed=True, clock=lambda: "2026-03-01T03:00:00Z")
        acts = Counter()
        for kind, actor, target, _, number in acts_of(db, window):
            acts[kind, actor, target] += number
        try:
            graph = load(db, window)
        except NothingFound:
            assert not acts
            assert not any(posts_twin(db, window).values())
            return
        loaded = {
            (kind, *pair): number
            for kind, matrix in graph.acts.items()
            if kind != "follow"
            for pair, number in by_pair(graph, matrix).items()
        }
        assert loaded == acts
        assert by_pair(graph, graph.amplified) == amplified_twin(db, window)
        assert known(graph, graph.posts) == posts_twin(db, window)
        claims = {k: v for k, v in known(graph, graph.followers).items() if v is not None}
        assert claims == followers_twin(db, window)
        assert set(graph.accounts[graph.listed].tolist()) == listed_twin(db, window)
        follows = follows_twin(db, window)
        assert set(follows) == set(by_pair(graph, graph.acts["follow"]) if follows else ())
        assert pairs_of(graph) == exposure_twin(graph)


@settings(max_examples=300)
@given(interaction_graphs(most=8))
def test_exposure_pairs_are_what_each_follower_could_see_and_did(graph):
    assert pairs_of(graph) == exposure_twin(graph)
    pairs = exposure_pairs(graph)
    assert np.lexsort((pairs.actor, pairs.target)).tolist() == list(range(pairs.actor.size))
    known = pairs.tier == TIER_A
    for alone, column in zip(known_exposures(graph), pairs, strict=True):
        assert alone.tolist() == column[known].tolist()
