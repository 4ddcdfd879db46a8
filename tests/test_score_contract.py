"""What every score promises, checked over the registry: a new file is checked without an edit."""

import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from small_worlds import world
from strategies import interaction_graphs

from influence.ranking.contract import (
    OF_INVARIANCES,
    PROMISES,
    check,
    says_what_it_is,
    small_worlds,
)
from influence.ranking.contract.promises import facts_are_plain, values_are_aligned
from influence.ranking.contract.worlds import moved
from influence.ranking.digest import data_digest
from influence.scores import all_scores, read_score_file

package = import_module("influence.scores")  # `import ... as` finds the function of that name
OWN = all_scores()
EXAMPLE = read_score_file(Path(__file__).parent.parent / "docs" / "score_of_your_own.py")
SCORES = {**OWN, EXAMPLE.name: EXAMPLE}
"""Those of this project, and one of somebody's own."""

each_score = pytest.mark.parametrize("name", SCORES)


@pytest.mark.parametrize("name", OWN)
def test_a_score_is_a_file_of_its_name_that_documents_itself(name):
    score = SCORES[name]
    module = sys.modules[score.function.__module__]
    assert module.__name__.rsplit(".", 1)[-1] == name == score.function.__name__
    doc = score.function.__doc__
    assert "Parameters\n" in doc
    assert "Returns\n" in doc


@each_score
def test_a_score_says_what_it_is(name):
    assert says_what_it_is(SCORES[name]) == ""


@each_score
@pytest.mark.parametrize("promise", PROMISES, ids=[each.__name__ for each in PROMISES])
def test_a_score_keeps_what_every_score_promises(name, promise):
    for seed in range(3):
        assert promise(SCORES[name], world(seed)) == ""
    for graph in small_worlds():
        assert promise(SCORES[name], graph) == ""


@each_score
@settings(max_examples=30)
@given(graph=interaction_graphs())
def test_values_are_aligned_and_facts_plain_on_every_graph(name, graph):
    assert values_are_aligned(SCORES[name], graph) == ""
    assert facts_are_plain(SCORES[name], graph) == ""


@each_score
@pytest.mark.parametrize("listed_share", [0.0, 0.5, 1.0])
def test_facts_are_plain_in_every_tier(name, listed_share):
    assert facts_are_plain(SCORES[name], world(7, listed_share=listed_share)) == ""


@each_score
def test_a_score_keeps_what_it_says_of_itself(name):
    for invariance in SCORES[name].invariances:
        for graph in (world(4), world(5), world(6)):
            assert OF_INVARIANCES[invariance](SCORES[name], graph) == ""


@each_score
def test_anybody_can_check_a_score(name):
    found = list(check(SCORES[name]))
    assert [each for each in found if each.why_not] == []
    assert len(found) == 1 + len(PROMISES) + len(SCORES[name].invariances)


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
        f"print(*({{'influence.scores.' + name for name in {list(OWN)!r}}} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["influence.scores.influence"]
