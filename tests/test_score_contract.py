"""What every score promises, checked over the registry: a new file is checked without an edit."""

import subprocess
import sys
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from small_worlds import world
from strategies import interaction_graphs

from influence.graph import (
    Amplifications,
    InteractionGraph,
    from_networkx,
    in_order,
    induced,
    pair_matrix,
    to_networkx,
)
from influence.ranking.digest import data_digest
from influence.scores import all_scores
from influence.scores.registry import INVARIANCES

package = import_module("influence.scores")  # `import ... as` finds the function of that name
SCORES = all_scores()
each_score = pytest.mark.parametrize("name", SCORES)


def moved(matrix, place, n):
    """Return a matrix with each account at another place."""
    if matrix is None:
        return None
    pairs = matrix.tocoo()
    return pair_matrix(place[pairs.row], place[pairs.col], pairs.data, n)


def permuted(graph, order):
    """Return the same world with its accounts in another order."""
    n = len(graph)
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(n)
    follow = graph.acts.get("follow")
    acts = {}
    for kind, matrix in graph.acts.items():
        acts[kind] = moved(matrix, place, n)
    began = None
    if graph.follow_began is not None:
        pairs = follow.tocoo()
        began = graph.follow_began[np.lexsort((place[pairs.col], place[pairs.row]))]
    old = graph.amplifications
    return InteractionGraph(
        graph.accounts,
        acts,
        graph.posts[order],
        graph.followers[order],
        graph.listed[order],
        graph.published._replace(author=place[graph.published.author]),
        in_order(old._replace(actor=place[old.actor], target=place[old.target])),
        began,
        graph.since,
        graph.until,
        moved(graph.weeks, place, n),
    )


def with_claims(graph, factor):
    claimed = graph.published.claimed * factor
    return replace(
        graph,
        followers=graph.followers * factor,
        published=graph.published._replace(claimed=claimed),
    )


def with_one_more_repost(graph, target):
    """Let an account that has not acted on the target yet pass on a post of its."""
    old = graph.amplifications
    n = len(graph)
    taken = set(old.actor[old.target == target].tolist()) | {target}
    actor = next(each for each in range(n) if each not in taken)
    post = int(np.flatnonzero(graph.published.author == target)[0])
    new = Amplifications(
        np.append(old.actor, actor),
        np.append(old.target, target),
        np.append(old.post, post),
        np.append(old.happened, graph.until),
        np.append(old.times, 1.0),
    )
    acts = dict(graph.acts)
    acts["repost"] = acts["repost"] + pair_matrix(
        np.array([actor]), np.array([target]), np.ones(1), n
    )
    weeks = graph.weeks
    if weeks is not None:
        weeks = weeks + pair_matrix(np.array([actor]), np.array([target]), np.ones(1), n)
    return replace(graph, amplifications=in_order(new), acts=acts, weeks=weeks)


@each_score
def test_a_score_says_what_it_is(name):
    score = SCORES[name]
    module = sys.modules[score.function.__module__]
    assert module.__name__.rsplit(".", 1)[-1] == name == score.function.__name__
    assert score.question.endswith("?")
    assert score.unit
    assert score.reference
    assert score.invariances <= set(INVARIANCES)
    assert score.invariances or score.why_no_invariance
    doc = score.function.__doc__
    assert "Parameters\n" in doc
    assert "Returns\n" in doc


@each_score
@settings(max_examples=30)
@given(graph=interaction_graphs())
def test_values_are_aligned_and_never_negative(name, graph):
    values = SCORES[name](graph)
    columns = [values.value, *values.companions.values()]
    columns += [end for end in (values.low, values.high) if end is not None]
    assert [column.shape for column in columns] == [(len(graph),)] * len(columns)
    assert not (values.value < 0).any()
    assert not np.isinf(values.value).any()
    if values.low is not None:
        known = np.isfinite(values.value)
        assert (values.low <= values.value)[known].all()
        assert (values.value <= values.high)[known].all()


@each_score
def test_an_empty_graph_gives_empty_arrays(name):
    empty = induced(world(0), np.empty(0, np.int64))
    assert SCORES[name](empty).value.shape == (0,)


@each_score
@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_accounts_does_not_matter(name, seed):
    graph = world(seed)
    order = np.random.default_rng(seed).permutation(len(graph))
    there, here = SCORES[name](permuted(graph, order)).value, SCORES[name](graph).value[order]
    np.testing.assert_allclose(there, here, rtol=1e-6)


@each_score
def test_an_account_nobody_touches_changes_no_order(name):
    graph = world(1)
    n = len(graph)
    alone = InteractionGraph(
        np.append(graph.accounts, n),
        {kind: moved(matrix, np.arange(n), n + 1) for kind, matrix in graph.acts.items()},
        np.append(graph.posts, np.nan),
        np.append(graph.followers, np.nan),
        np.append(graph.listed, False),
        graph.published,
        graph.amplifications,
        None,
        graph.since,
        graph.until,
        moved(graph.weeks, np.arange(n), n + 1),
    )
    before, after = SCORES[name](graph).value, SCORES[name](alone).value[:n]
    np.testing.assert_array_equal(
        np.argsort(before, kind="stable"), np.argsort(after, kind="stable")
    )


@each_score
def test_the_same_through_networkx(name):
    graph = world(2)
    again = SCORES[name](from_networkx(to_networkx(graph)))
    np.testing.assert_array_equal(again.value, SCORES[name](graph).value)


@each_score
def test_the_same_twice(name):
    one, other = SCORES[name](world(3)), SCORES[name](world(3))
    np.testing.assert_array_equal(one.value, other.value)
    assert dict(one.facts) == dict(other.facts)


def strangers(facts):
    """Return the facts that are no plain text or number: JSON and SQLite would not take them."""
    return {name: value for name, value in facts.items() if type(value) not in {str, int, float}}


@each_score
@settings(max_examples=30)
@given(graph=interaction_graphs())
def test_facts_are_plain_texts_and_numbers(name, graph):
    assert strangers(SCORES[name](graph).facts) == {}


@each_score
@pytest.mark.parametrize("listed_share", [0.0, 0.5, 1.0])
def test_facts_are_plain_in_every_tier(name, listed_share):
    graph = world(7, listed_share=listed_share)
    assert strangers(SCORES[name](graph).facts) == {}


@pytest.mark.parametrize(
    "name", [n for n, s in SCORES.items() if "claims_ignored" in s.invariances]
)
def test_claims_change_nothing(name):
    graph = world(4)
    np.testing.assert_array_equal(
        SCORES[name](with_claims(graph, 7.0)).value, SCORES[name](graph).value
    )


@pytest.mark.parametrize(
    "name", [n for n, s in SCORES.items() if "counts_doubled" in s.invariances]
)
def test_doubling_every_count_changes_nothing(name):
    graph = world(5)
    old = graph.amplifications
    doubled = replace(
        graph,
        acts={k: m * (1 if k == "follow" else 2) for k, m in graph.acts.items()},
        amplifications=old._replace(times=old.times * 2),
    )
    np.testing.assert_allclose(SCORES[name](doubled).value, SCORES[name](graph).value, rtol=1e-9)


@pytest.mark.parametrize(
    "name", [n for n, s in SCORES.items() if "one_more_repost_never_lowers" in s.invariances]
)
def test_one_more_repost_never_lowers(name):
    graph = world(6)
    for target in np.flatnonzero(graph.posts > 0)[:10].tolist():
        after = SCORES[name](with_one_more_repost(graph, target)).value[target]
        assert not after < SCORES[name](graph).value[target]


def test_the_same_weeks_between_other_accounts_are_other_data():
    graph = world(8)
    turned = replace(graph, weeks=moved(graph.weeks, np.arange(len(graph))[::-1], len(graph)))
    ordered = replace(turned, weeks=turned.weeks.sorted_indices())
    ordered.weeks.data[:] = graph.weeks.data
    assert data_digest(ordered) != data_digest(graph)


def test_a_file_dropped_into_the_folder_is_a_score(tmp_path, monkeypatch):
    (tmp_path / "dropped.py").write_text(
        "from influence.scores.registry import Values, score\n\n\n"
        "@score(question='Is it there?', unit='yes', reference='a test')\n"
        "def dropped(graph):\n    return Values(graph.posts)\n"
    )
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    try:
        assert "dropped" in all_scores()
    finally:
        sys.modules.pop("influence.scores.dropped", None)


def test_the_default_score_is_found_without_importing_the_others():
    code = (
        "import sys; from influence.scores import find_score; find_score('influence'); "
        f"print(*({{'influence.scores.' + name for name in {list(SCORES)!r}}} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["influence.scores.influence"]
