"""How a run came about, in words: in a paragraph of its own, the same in pages, sheets and docs."""

import json

import pytest

from influence.cli import main
from influence.ranking.methods import Method, method_of
from influence.scores import Score, find_score


def said_by(function):
    return method_of(Score("it", function, "Is it?", "yes", "a test", frozenset()))


def test_the_parts_of_a_docstring_are_told_apart():
    def it():
        """Do it.

        By ``doing`` what
        is done.

        Even so.

        Parameters
        ----------
        graph
            Acts.
        least
            How often,
            at least.

        Returns
        -------
        Values
            (n,) things; nan
            where there is none.

        Cannot tell
        -----------
        Why.
        """

    assert said_by(it) == Method(
        summary="Do it.",
        formula=("By `doing` what is done.", "Even so."),
        window="All of the window that is asked for.",
        settings={"least": "How often, at least."},
        gives="(n,) things; nan where there is none.",
        cannot_tell="Why.",
        notes=(),
    )


def test_a_function_that_says_nothing_has_no_words():
    assert said_by(lambda: None).words == ("",)


@pytest.fixture(scope="module")
def database(demo_folder):
    return str(demo_folder / "build" / "demo" / "demo.db")


def test_the_paragraph_of_a_run_has_what_is_needed_to_compute_it_again(capsys, database):
    options = ["--by", "tunkrank", "--set", "p=0.2", "--since", "2026-02-01"]
    assert main(["rank", database, *options, "--method"]) == 0
    paragraph = capsys.readouterr().out
    assert paragraph.count("\n") == 1
    for part in ("tunkrank, in expected readers", "p=0.2", "2026-02-01 to", "Digest of the data: "):
        assert part in paragraph
    method = method_of(find_score("tunkrank"))
    assert " ".join(method.words) in paragraph
    assert method.cannot_tell in paragraph


def test_the_digest_is_that_of_an_explanation(capsys, database):
    assert main(["rank", database, "--method"]) == 0
    (digest,) = capsys.readouterr().out.split("Digest of the data: ")[1:]
    assert main(["explain", database, "feni_dig2", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["data_digest"] == digest.rstrip(".\n")


def test_an_explanation_says_the_formula_of_the_docstring(capsys, database):
    assert main(["explain", database, "feni_dig2"]) == 0
    shown = capsys.readouterr().out
    assert " ".join(method_of(find_score("influence")).formula) in shown
