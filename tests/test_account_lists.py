"""Accounts through a pipe: what ``rank`` writes, ``explain`` and ``compare`` read."""

import csv
import io
import json
import shutil
import sys

import pytest

from influence.cli import main
from influence.show.explanations import APPENDED

TOP = 4


@pytest.fixture(scope="module")
def demo(demo_folder, tmp_path_factory):
    return str(shutil.copy(demo_folder / "build/demo/demo.db", tmp_path_factory.mktemp("pipe")))


@pytest.fixture
def piped(monkeypatch, capsys):
    """Return a function that runs a command with a text on stdin, and returns what it prints."""

    def run(text, *arguments, code=0):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        capsys.readouterr()
        assert main(list(arguments)) == code
        return capsys.readouterr()

    return run


@pytest.fixture
def ranking(demo, piped):
    """Return a function that gives the first of a ranking in a form."""

    def ranked(form, *options):
        arguments = ["rank", demo, "--top", str(TOP), "--format", form, "-q", *options]
        return piped("", *arguments).out

    return ranked


def table(text, form):
    mark = "\t" if form == "tsv" else ","
    return list(csv.DictReader(io.StringIO(text), delimiter=mark))


def objects(text, form):
    return json.loads(text) if form == "json" else [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_a_table_keeps_its_columns_and_gets_new_ones(demo, piped, ranking, form):
    before = ranking(form)
    after = piped(before, "explain", demo, "-", "--format", form).out
    listed, explained = table(before, form), table(after, form)
    assert len(explained) == TOP
    for row, longer in zip(listed, explained, strict=True):
        assert row.items() <= longer.items()
        assert list(longer)[: len(row)] == list(row)
        new = {name.removeprefix("explain_") for name in list(longer)[len(row) :]}
        assert new == {*APPENDED}
        assert longer["explain_influence"] == row["influence"]
        adds = sum(float(longer[f"adds_{k}"]) for k in ("promise", "observed", "recent", "guard"))
        assert adds == pytest.approx(float(row["influence"]), abs=1e-9)
        assert longer["evidence_url_1"].startswith("https://")
        assert len(longer["top_amplifiers"].split("|")) == 10


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_each_account_of_a_list_is_one_object(demo, piped, ranking, form):
    listed = objects(ranking(form), form)
    explained = objects(piped(ranking(form), "explain", demo, "-", "--format", form).out, form)
    assert [each["input"] for each in explained] == listed
    assert [each["account"]["influence"] for each in explained] == [
        row["influence"] for row in listed
    ]


@pytest.mark.parametrize("form", ["tsv", "csv", "json", "jsonl"])
def test_whatever_form_a_ranking_has_the_same_accounts_are_explained(demo, piped, ranking, form):
    text = piped(ranking(form), "explain", demo, "-").out
    assert text == "\n\n".join(
        piped("", "explain", demo, row["handle"]).out for row in table(ranking("tsv"), "tsv")
    )


def test_a_plain_list_in_sentences_one_after_another(demo, piped, ranking):
    first, second = (row["handle"] for row in table(ranking("tsv"), "tsv")[:2])
    found = piped(f"{first}\n@{second.upper()}\n", "explain", demo, "-", "--format", "md").out
    assert found.startswith(f"## {first}\n")
    assert f"\n\n\n## {second}\n" in found


def test_a_column_of_a_file_is_explained_and_a_file_s_ending_says_the_form(demo, piped, tmp_path):
    (tmp_path / "picks.csv").write_text("Outlet,Beat\nfeni_dig2,bread\nlumilo_rides,\n")
    out = tmp_path / "explained.csv"
    piped("", "explain", demo, "Outlet", "-i", str(tmp_path / "picks.csv"), "-o", str(out))
    rows = table(out.read_text(), "csv")
    assert list(rows[0]) == ["Outlet", "Beat", *APPENDED]
    assert [(row["Outlet"], row["Beat"]) for row in rows] == [
        ("feni_dig2", "bread"),
        ("lumilo_rides", ""),
    ]


def test_one_that_is_typed_is_a_row_too(demo, piped):
    (row,) = table(piped("", "explain", demo, "feni_dig2", "--format", "csv").out, "csv")
    assert list(row) == ["account", *APPENDED]
    assert row["account"] == "feni_dig2"
    assert json.loads(piped("", "explain", demo, "feni_dig2", "--format", "jsonl").out)


UNKNOWN = "feni_dig2\nnobody_at_all\nlumilo_rides\n"


@pytest.mark.parametrize("form", ["text", "md", "json", "jsonl", "csv", "tsv"])
def test_the_others_go_on_where_one_is_not_known_and_the_exit_code_is_3(demo, piped, form):
    found = piped(UNKNOWN, "explain", demo, "-", "--format", form, code=3)
    assert "stdin, line 2: No account is called 'nobody_at_all'" in found.err
    assert "1 of 3 accounts" in found.err.splitlines()[-1]
    assert "feni_dig2" in found.out
    assert "lumilo_rides" in found.out
    if form in {"csv", "tsv"}:
        rows = table(found.out, form)
        assert [row["status"] for row in rows] == ["ranked", "unknown", "ranked"]
        assert rows[1]["influence"] == ""
    if form in {"json", "jsonl"}:
        assert len(objects(found.out, form)) == 2


@pytest.mark.parametrize("command", ["explain", "compare"])
def test_where_none_is_known_nothing_is_written_and_the_exit_code_is_3(demo, piped, command):
    for text in ("nobody_at_all\n", ""):
        assert piped(text, command, demo, "-", code=3).out == ""


def test_the_variable_names_the_database_where_what_is_typed_first_is_no_file(
    demo, piped, monkeypatch
):
    typed = piped("", "explain", demo, "feni_dig2").out
    compared = piped("", "compare", demo, "feni_dig2", "ane_moss2", "-q")
    assert compared.err == ""
    monkeypatch.setenv("INFLUENCE_DB", demo)
    assert piped("", "explain", "feni_dig2").out == typed
    assert piped("feni_dig2\n", "explain", "-").out == typed
    assert piped("", "explain", demo, "feni_dig2").out == typed
    assert piped("feni_dig2\n", "explain", "-i", "-").out == typed
    assert piped("", "compare", "feni_dig2", "ane_moss2", "-q") == compared
    assert piped("ane_moss2\n", "compare", demo, "feni_dig2", "-", "-q") == compared
    assert "missing.db" in piped("", "explain", "missing.db", "feni_dig2", code=1).err


def test_a_list_is_compared_after_the_first_that_is_typed(demo, piped):
    found = piped(UNKNOWN, "compare", demo, "ane_moss2", "-", "--format", "csv", code=3)
    assert found.out.splitlines()[0] == "measure,ane_moss2,feni_dig2,lumilo_rides"
    assert "stdin, line 2" in found.err


def test_comparing_a_list_is_comparing_its_accounts(demo, piped, ranking, tmp_path):
    handles = [row["handle"] for row in table(ranking("csv"), "csv")]
    (tmp_path / "list.csv").write_text(ranking("csv"))
    typed = piped("", "compare", demo, *handles, "--format", "csv")
    assert piped(ranking("csv"), "compare", demo, "-", "--format", "csv") == typed
    assert piped("", "compare", demo, "-i", str(tmp_path / "list.csv"), "--format", "csv") == typed
    piped("", "compare", demo, *handles, "-o", str(tmp_path / "compared.csv"))
    assert (tmp_path / "compared.csv").read_text() == typed.out


def test_another_window_than_the_list_s_is_told(demo, piped, ranking):
    lately = ranking("tsv", "--since", "30d")
    assert "The list was ranked over 2026-03-05" in piped(lately, "explain", demo, "-").err
    assert piped(lately, "explain", demo, "-", "--since", "30d").err == ""
    assert piped(ranking("tsv"), "explain", demo, "-").err == ""


def test_a_ranking_of_another_database_finds_the_same_accounts(demo, piped, ranking):
    """Our numbers differ from database to database; ids and handles do not."""
    lines = ranking("csv").splitlines()
    head = lines[0].split(",")
    moved = [dict(zip(head, cells, strict=True)) for cells in csv.reader(lines[1:])]
    for row in moved:
        row["account_id"] = str(int(row["account_id"]) + 1)
    text = io.StringIO()
    writer = csv.DictWriter(text, head)
    writer.writeheader()
    writer.writerows(moved)
    found = piped(text.getvalue(), "explain", demo, "-", "--format", "jsonl").out
    assert [each["account"]["handle"] for each in objects(found, "jsonl")] == [
        row["handle"] for row in moved
    ]
