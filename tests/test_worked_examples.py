"""Every score worked by hand: the arithmetic comes out, and the program says the same."""

import math
import subprocess
import sys
from pathlib import Path

import pytest
import score_pages
from worked import bakers, values_of, worked_examples

from influence.ranking import settings_of
from influence.ranking.methods import method_of
from influence.scores import all_scores

SCORES = all_scores()
ROOT = Path(__file__).parent.parent


def arithmetic(expression):
    """Return what a line of numbers and operators comes to."""
    return float(eval(expression, {"__builtins__": {}}))  # noqa: S307 our own file


def test_every_score_has_an_example_and_no_other_has():
    assert set(worked_examples()) == set(SCORES)


@pytest.mark.parametrize("name", SCORES)
def test_the_score_says_what_was_worked_by_hand(name):
    example, values = worked_examples()[name], values_of(SCORES[name])
    assert example.how
    by_hand = {account: arithmetic(text) for account, text in example.by_hand.items()}
    rated = {account: value for account, value in values.items() if not math.isnan(value)}
    assert rated == pytest.approx(by_hand, abs=0.5 * 10**-example.digits)


def test_an_example_is_not_of_equal_values():
    alike = {n for n in SCORES if len(set(worked_examples()[n].by_hand.values())) < 2}
    assert alike == {"k_core", "traackr"}
    assert len(bakers()[0]) == 4


@pytest.mark.parametrize("name", SCORES)
def test_a_score_says_its_formula_its_settings_and_its_limits(name):
    score, method = SCORES[name], method_of(SCORES[name])
    assert method.summary.endswith(".")
    assert method.gives.startswith("(n,)")
    assert method.cannot_tell.endswith(".")
    assert method.window.endswith(".")
    assert set(method.settings) == set(settings_of(score))
    assert all(method.settings.values())


@pytest.mark.parametrize("name", SCORES)
def test_the_page_of_a_score_is_as_it_would_be_written(name):
    path = ROOT / "docs" / "scores" / f"{name}.md"
    assert path.read_text(encoding="utf-8") == score_pages.page(SCORES[name])


def test_there_is_no_page_of_anything_else_and_a_stale_one_is_named(tmp_path, monkeypatch):
    assert score_pages.stale() == []
    pages = score_pages.pages()
    monkeypatch.setattr(score_pages, "PAGES", tmp_path)
    monkeypatch.setattr(score_pages, "pages", lambda: {tmp_path / p.name: pages[p] for p in pages})
    (tmp_path / "gone.md").write_text("old")
    assert len(score_pages.stale()) == len(SCORES) + 1
    score_pages.write()
    assert score_pages.stale() == []
    assert not (tmp_path / "gone.md").exists()


def test_the_check_ends_with_0_where_nothing_is_stale():
    check = [sys.executable, "docs/score_pages.py", "--check"]
    done = subprocess.run(check, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
