"""What several twins share: a graph as dictionaries, and the paper's rounds as loops over them."""

import math
from dataclasses import replace

import pytest


def same(found, expected, absolute=1e-12):
    assert found.tolist() == pytest.approx(expected, rel=1e-9, abs=absolute, nan_ok=True)


def passed_on(graph):
    """Return (target, actor) → how many posts of the target the actor passed on."""
    count = {}
    acts = graph.amplifications
    columns = (acts.target.tolist(), acts.actor.tolist(), acts.times.tolist())
    for target, actor, times in zip(*columns, strict=True):
        count[target, actor] = count.get((target, actor), 0) + times
    return count


def merely_claimed(graph):
    """Return whom the source claims amplifications of, without saying who made any."""
    columns = graph.published.author.tolist(), graph.published.claimed.tolist()
    claimed = {author for author, number in zip(*columns, strict=True) if number > 0}
    return claimed - set(graph.amplifications.target.tolist())


def unevenly(graph, base):
    """Return the graph with events that a source only counts, the more the later the target."""
    acts = graph.amplifications
    return replace(graph, amplifications=acts._replace(times=base ** (acts.target % 4.0)))


def follows(graph):
    """Return (target, follower) → 1."""
    if "follow" not in graph.acts:
        return {}
    pairs = graph.acts["follow"].tocoo()
    return {(i, j): 1 for j, i in zip(pairs.row.tolist(), pairs.col.tolist(), strict=True)}


def normalised(shares):
    total = sum(shares.values())
    return {k: share / total for k, share in shares.items()} if total > 0 else shares


def rounds_of_the_paper(weights, n, rounds):
    """Return I and P after so many rounds, and how far the last one moved; weights by (i, j)."""
    accepted, offered = dict.fromkeys(range(n), 0.0), dict.fromkeys(range(n), 0.0)
    for (i, j), weight in weights.items():
        accepted[j] += weight
        offered[i] += 1 - weight
    influence, passivity = dict.fromkeys(range(n), 1.0), dict.fromkeys(range(n), 1.0)
    moved = math.nan
    for _ in range(rounds):
        before = influence, passivity
        passivity = dict.fromkeys(range(n), 0.0)
        for (i, j), weight in weights.items():
            if offered[i]:
                passivity[j] += (1 - weight) / offered[i] * influence[i]
        passivity = normalised(passivity)
        influence = dict.fromkeys(range(n), 0.0)
        for (i, j), weight in weights.items():
            if accepted[j]:
                influence[i] += weight / accepted[j] * passivity[j]
        influence = normalised(influence)
        moved = sum(
            abs(new[k] - old[k])
            for new, old in zip((influence, passivity), before, strict=True)
            for k in range(n)
        )
    return influence, passivity, moved


def pieces(arcs):
    """Return source → the sources that share receivers with it, directly or over others."""
    piece = {i: {i} for i, _ in arcs}
    for i, j in arcs:
        for k, m in arcs:
            if j == m and piece[i] is not piece[k]:
                merged = piece[i] | piece[k]
                piece.update(dict.fromkeys(merged, merged))
    return piece


def settled(after, value, rounds=50_000):
    """Repeat a step on a dictionary until no number moves, or so many times."""
    for _ in range(rounds):
        before, value = value, after(value)
        if max((abs(value[k] - before[k]) for k in value), default=0) < 1e-16:
            return value
    return value


def peeled(partners):
    """Return the core number of each node, taking out one node of fewest partners at a time."""
    left = {node: set(others) for node, others in partners.items()}
    core, deepest = {}, 0
    while left:
        node = min(left, key=lambda each: len(left[each]))
        deepest = max(deepest, len(left[node]))
        core[node] = deepest
        for other in left.pop(node):
            left[other].discard(node)
    return core


def rounds_of_hits(weights, n):
    """Return the authority of each account; weights by (target, actor)."""

    def after(authority):
        hub, new = dict.fromkeys(range(n), 0.0), dict.fromkeys(range(n), 0.0)
        for (target, actor), times in weights.items():
            hub[actor] += times * authority[target]
        for (target, actor), times in weights.items():
            new[target] += times * hub[actor]
        return normalised(new)

    return settled(after, dict.fromkeys(range(n), 1 / n), 5_000)


def with_a_ground_node(links):
    """Return LeaderRank of the accounts in links (target, actor); half of each step is waited."""
    members = {k for link in links for k in link}
    leaders = {k: ["ground"] for k in members} | {"ground": sorted(members)}
    for target, actor in links:
        leaders[actor].append(target)

    def after(value):
        new = {node: share / 2 for node, share in value.items()}
        for node, linked in leaders.items():
            for leader in linked:
                new[leader] += value[node] / len(linked) / 2
        return new

    value = settled(after, dict.fromkeys(members, 1.0) | {"ground": 0.0})
    return {k: value[k] + value["ground"] / len(members) for k in members}


def followed_share(links, n, p):
    """Return TunkRank of n accounts; links (target, follower)."""
    following = dict.fromkeys(range(n), 0)
    for _, follower in links:
        following[follower] += 1

    def after(value):
        new = dict.fromkeys(range(n), 0.0)
        for target, follower in links:
            new[target] += (1 + p * value[follower]) / following[follower]
        return new

    return settled(after, dict.fromkeys(range(n), 0.0))


def walls(links, posts, made):
    """Return ψ: fill every feed and wall with the posts of one account after the other."""
    n = len(posts)
    leaders = {j: [i for i, follower in links if follower == j] for j in range(n)}
    offered = {j: sum(posts[k] + made[k] for k in leaders[j]) for j in range(n)}
    share = {}
    for i in range(n):

        def after(feed, origin=i):
            new = dict.fromkeys(range(n), 0.0)
            for j in range(n):
                for k in leaders[j]:
                    if offered[j]:
                        part = made[k] * feed[k] + (posts[k] if k == origin else 0)
                        new[j] += part / offered[j]
            return new

        feed = settled(after, dict.fromkeys(range(n), 0.0))
        on_walls = [
            (made[j] * feed[j] + (posts[j] if j == i else 0)) / (posts[j] + made[j])
            for j in range(n)
            if posts[j] + made[j]
        ]
        share[i] = sum(on_walls) / len(on_walls)
    return share
