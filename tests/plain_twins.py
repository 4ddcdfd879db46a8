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
