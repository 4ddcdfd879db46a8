"""A score of your own is treated as ours are; what is wrong with it is told with its line."""

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from library_worlds import BEST, write_example
from python_calamine import CalamineWorkbook

import influence as inf
from influence.cli import main
from influence.errors import InputUnusable, NothingFound, ScoreUnusable, UnknownScore, UsageError
from influence.scores import added_scores, find_score

EXAMPLE = Path(__file__).parent.parent / "docs" / "score_of_your_own.py"
NAME = "amplifiers_per_post"
DESCRIBED = "@score(question='Why?', unit='u', reference='r', why_no_invariance='a test')\n"
HEAD = f"from influence.scores import Values, score\nimport numpy as np\n\n{DESCRIBED}"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return write_example(tmp_path_factory.mktemp("own") / "bread.db")


@pytest.fixture
def db(path):
    with inf.open(path) as opened:
        yield opened


@pytest.fixture
def mine(tmp_path):
    """Return the example as a file, and no score of it left behind."""
    yield str(shutil.copy(EXAMPLE, tmp_path / "mine.py"))
    assert added_scores() == []


def rows_of(capsys, *arguments):
    assert main([*arguments, "--format", "csv"]) == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def test_none_stands_for_the_usual_scores_wherever_a_score_is_named(db):
    usual = inf.attack_test(db, bots=[5], victims=1)
    assert inf.attack_test(db, bots=[5], victims=1, by=None).rows == usual.rows
    cut = db.query("select max(published_at) as last from posts").rows[0]["last"][:10]
    judged = [inf.validate(db, cut=cut, horizon="1d", draws=20, **by) for by in ({}, {"by": None})]
    assert judged[0].rows == judged[1].rows


def test_a_file_ranks_under_its_own_name_and_unit(path, mine, capsys):
    rows = rows_of(capsys, "rank", path, "--score-file", mine, "--top", "3")
    assert len(rows) == 3
    assert {row["unit"] for row in rows} == {"different amplifiers per post"}
    values = [float(row[NAME]) for row in rows]
    assert values == sorted(values, reverse=True)


def test_it_has_settings_and_says_why_somebody_has_no_value(path, mine, capsys):
    few = rows_of(capsys, "rank", path, "--score-file", mine, "--set", "least_posts=40")
    assert 0 < len(few) < 40
    assert all(float(row["posts"]) >= 40 for row in few)
    unrated = rows_of(capsys, "rank", path, "--score-file", mine, "--list", "unrated")
    assert all(row["why"].startswith("not rated") for row in unrated)


def test_a_run_is_stored_with_a_digest_of_the_file_and_a_changed_file_is_another_run(db, mine):
    first, again = (inf.rank(db, score_file=mine) for _ in range(2))
    assert first.run.recorded.run_id == again.run.recorded.run_id
    assert first.facts["score_origin"] == "file mine.py"
    assert first.facts["score_digest"] in first.rows[0]["method"]
    stored = db.query(
        "select facts, version from run_scores join runs using (run_id) where run_id = ?",
        [first.run.recorded.run_id],
    ).rows[0]
    assert json.loads(stored["facts"])["score_digest"] == first.facts["score_digest"]
    assert stored["version"].endswith(first.facts["score_digest"])
    text = Path(mine).read_text("utf-8")
    Path(mine).write_text(text.replace("/ graph.posts[rated]", "/ graph.posts[rated] / 2"), "utf-8")
    changed = inf.rank(db, score_file=mine)
    assert changed.run.recorded.run_id != first.run.recorded.run_id
    assert changed.rows[0][NAME] == pytest.approx(first.rows[0][NAME] / 2)


def test_it_stands_beside_the_others_in_an_explanation_and_is_explained_itself(db, mine):
    beside = inf.explain(db, BEST, score_file=mine)
    assert NAME in [row["score"] for row in beside.others]
    assert beside.run.score.name == "influence"
    opened = inf.explain(db, BEST, by=NAME, score_file=mine)
    assert NAME in opened.rows[0]
    assert any("file mine.py" in line for line in opened.sentences)
    assert opened.posts.rows == beside.posts.rows


def test_it_is_compared_judged_and_attacked(path, mine, capsys):
    measures = rows_of(capsys, "compare", path, BEST, "coru_bakes", "--score-file", mine)
    assert NAME in {row["measure"] for row in measures}
    options = ("--cut", "2026-03-01", "--draws", "20", "--score-file", mine)
    judged = rows_of(capsys, "validate", path, *options)
    assert judged[0]["score"] == NAME
    assert {row["score"] for row in judged} >= {"influence", "followers"}
    attacked = rows_of(
        capsys, "attack-test", path, "--bots", "5", "--victims", "1", "--score-file", mine
    )
    assert {row["score"] for row in attacked} == {"influence", NAME}


def test_a_brief_may_weigh_it(path, mine, tmp_path, capsys):
    brief = tmp_path / "brief.toml"
    brief.write_text(f'topics = ["sourdough OR crumb"]\n[weights]\n{NAME} = 1\nfollowers = 1\n')
    options = ("--brief", str(brief), "--list", "all")
    rows = rows_of(capsys, "find", path, *options, "--score-file", mine)
    assert f"fit_{NAME}" in rows[0]
    assert main(["find", path, *options]) == 1
    assert f"no score '{NAME}'" in capsys.readouterr().err


def test_it_is_listed_with_its_question_and_settings(mine, capsys):
    (row,) = [
        row for row in rows_of(capsys, "scores", "--score-file", mine) if row["score"] == NAME
    ]
    assert row["question"].endswith("?")
    assert row["settings"] == "least_posts=1"


def test_a_workbook_explains_it(db, mine, tmp_path):
    inf.rank(db, score_file=mine).write(tmp_path / "best.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "best.xlsx")
    cells = [
        cell
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    assert any("How many different accounts pass something on" in str(cell) for cell in cells)


def test_a_function_of_a_notebook_is_a_score(db):
    @inf.score(question="How many posts?", unit="posts", reference="a count")
    def halved(graph, *, by: float = 2.0):
        """Count."""
        return graph.posts / by

    found = inf.rank(db, by=halved, set={"by": 4.0})
    assert found.rows[0]["halved"] == found.rows[0]["posts"] / 4
    assert "halved" in {row["score"] for row in inf.validate(db, cut="2026-03-01", by=[halved])}
    assert inf.check_score(halved).is_kept is False  # it says no reason for no invariance
    with pytest.raises(UnknownScore):
        find_score("halved")


def test_a_function_that_is_not_described_is_refused(db):
    with pytest.raises(UsageError, match=r"put @influence\.score"):
        inf.rank(db, by=lambda graph: graph.posts)


BROKEN = {
    "no Python": ("def mine(graph)\n    return 1\n", "line 1: expected ':'"),
    "fails at once": (f"{HEAD}def mine(graph):\n    return 1\n\n\n1 / 0\n", "line 9: it fails"),
    "an import that is not there": ("import no_such_thing\n", "line 1: it fails: ModuleNotFound"),
    "an end": ("import sys\nsys.exit(0)\n", "line 2: it fails: SystemExit: 0"),
    "a null byte": ("x = 1\0\n", "source code string cannot contain null bytes"),
    "another module of no Python": (
        "import sys\nsys.path.insert(0, __file__.rpartition('/')[0])\nimport spoilt\n",
        "line 3: it fails: SyntaxError",
    ),
    "it ends": (f"{HEAD}def mine(graph):\n    raise SystemExit(0)\n", "line 6: mine fails: System"),
    "no score": ("def mine(graph):\n    return 1\n", "line 1: it describes no score"),
    "two scores": (
        f"{HEAD}def one(graph):\n    return 1\n\n\n{DESCRIBED}def two(graph):\n    return 1\n",
        "describes 2 scores, one (line 4), two (line 9)",
    ),
    "the name of one of ours": (
        f"{HEAD}def pagerank(graph):\n    return graph.posts\n",
        "line 4: pagerank is a score of this project",
    ),
    "it raises": (f"{HEAD}def mine(graph):\n    return graph.nothing\n", "line 6: mine fails: Att"),
    "a number": (f"{HEAD}def mine(graph):\n    return 1.0\n", "of shape (), where graph.accounts"),
    "another shape": (
        f"{HEAD}def mine(graph):\n    return graph.posts[:3]\n",
        "line 4: mine returns its value of shape (3,)",
    ),
    "nothing": (
        f"{HEAD}def mine(graph):\n    pass\n",
        "line 4: mine returns its value of shape ()",
    ),
    "words": (f"{HEAD}def mine(graph):\n    return ['a'] * len(graph)\n", "returns list as its"),
    "infinity": (
        f"{HEAD}def mine(graph):\n    return graph.posts + np.inf\n",
        "returns infinity as its value",
    ),
    "a companion of another shape": (
        f"{HEAD}def mine(graph):\n    return Values(graph.posts, None, None, {{'x': [1.0]}})\n",
        "returns x of shape (1,)",
    ),
    "a number that is too large": (
        f"{HEAD}def mine(graph):\n    return graph.amplifiers.astype(object) * 10**400\n",
        "returns ndarray as its value",
    ),
    "the name of a column": (
        f"{HEAD}def rank(graph):\n    return graph.posts\n",
        "line 4: rank is a column of rankings",
    ),
    "the name of a measure": (
        f"{HEAD}def quality(graph):\n    return graph.posts\n",
        "line 4: quality is a column of rankings",
    ),
    "a companion with the name of a column": (
        f"{HEAD}def mine(g):\n    return Values(g.posts, None, None, {{'why': g.posts}})\n",
        "line 4: the companion why is a column of rankings",
    ),
    "values outside of their interval": (
        f"{HEAD}def mine(graph):\n    a = graph.posts + 1\n    return Values(a, 2 * a, 3 * a)\n",
        "values that lie outside of their own interval",
    ),
    "it writes to what others read": (
        f"{HEAD}def mine(graph):\n    graph.amplifiers[:] = 1\n    return graph.posts\n",
        "line 6: mine fails: ValueError: assignment destination is read-only",
    ),
    "a fact that is none": (
        f"{HEAD}def mine(graph):\n    return Values(graph.posts, facts={{'x': [1]}})\n",
        "list as the fact 'x'",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_with_a_file_is_one_sentence_with_its_line(
    tmp_path, path, capsys, monkeypatch, name
):
    text, told = BROKEN[name]
    file = tmp_path / "mine.py"
    file.write_text(text, "utf-8")
    (tmp_path / "spoilt.py").write_text("def x(\n")
    monkeypatch.setattr(sys, "path", [*sys.path])
    assert main(["rank", path, "--score-file", str(file)]) == ScoreUnusable.exit_code == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    assert line.startswith(f"influence: {file}")
    assert told in line
    assert added_scores() == []


def test_an_interval_may_go_with_values_of_nought_and_below(tmp_path, path, db, capsys):
    file = tmp_path / "mine.py"
    body = "a = graph.amplifiers - 5.0\n    return Values(a, a - 2, a + 2)\n"
    file.write_text(f"{HEAD}def mine(graph):\n    {body}", "utf-8")
    rows = rows_of(capsys, "rank", path, "--score-file", str(file))
    chances = np.array([float(row["prob_top10"]) for row in rows])
    assert chances.sum() == pytest.approx(10.0, abs=1e-3)
    assert np.all(np.diff(chances) <= 0)
    assert inf.explain(db, BEST, by="mine", score_file=file).rows


def test_other_values_of_the_same_source_are_another_run(db):
    factor = 1.0

    @inf.score(question="How many posts?", unit="posts", reference="a count", why_no_invariance="-")
    def scaled(graph):
        return graph.posts * factor

    first, again = (inf.rank(db, by=scaled).run.recorded.run_id for _ in range(2))
    factor = 2.0
    changed = inf.rank(db, by=scaled).run.recorded.run_id
    assert first == again != changed
    stored = db.query(
        "select max(value) as most from scores where run_id in (?, ?) group by run_id order by 1",
        [first, changed],
    ).rows
    assert stored[1]["most"] == 2.0 * stored[0]["most"]


def test_without_words_and_intervals_none_are_told(db):
    @inf.score(question="How many posts?", unit="posts", reference="a count", why_no_invariance="-")
    def bare(graph):
        return graph.posts

    opened = inf.explain(db, BEST, by=bare)
    told = " ".join(opened.sentences)
    assert "interval" not in told
    assert "Formula" not in told
    assert "Source: a count." in told


def test_nobody_with_a_value_is_nothing_found(tmp_path, path, capsys):
    file = tmp_path / "mine.py"
    file.write_text(f"{HEAD}def mine(graph):\n    return graph.posts * np.nan\n", "utf-8")
    assert main(["rank", path, "--score-file", str(file)]) == NothingFound.exit_code == 3
    assert f"{file}, line 4: mine gives no account" in capsys.readouterr().err
    judged = rows_of(
        capsys, "validate", path, "--cut", "2026-03-01", "--score-file", str(file), "--draws", "20"
    )
    assert "gives no account" in judged[0]["why_not"]


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path):
    (tmp_path / "bytes.py").write_bytes(b"\xff\xfe")
    for file in (tmp_path / "missing.py", tmp_path, tmp_path / "bytes.py"):
        with pytest.raises(InputUnusable, match=str(file)):
            inf.scores(score_file=file)


def test_a_file_may_have_classes_of_its_own(tmp_path, db):
    file = tmp_path / "mine.py"
    head = "from __future__ import annotations\nfrom dataclasses import dataclass\n"
    body = "    return Kept(graph.posts).posts\n"
    kept = "@dataclass\nclass Kept:\n    posts: object\n\n\n"
    text = HEAD.replace(DESCRIBED, f"{kept}{DESCRIBED}")
    file.write_text(f"{head}{text}def mine(graph):\n{body}")
    found = inf.rank(db, score_file=file, top=1).rows[0]
    assert found["mine"] == found["posts"]


def test_an_error_of_ours_goes_on_as_it_is(tmp_path, db):
    file = tmp_path / "mine.py"
    file.write_text(
        f"from influence.errors import UsageError\n{HEAD}def mine(graph, *, k: int = 1):\n"
        "    if k < 1:\n        raise UsageError('k is 1 or more.')\n    return graph.posts\n"
    )
    with pytest.raises(UsageError, match=r"^k is 1 or more\.$"):
        inf.rank(db, score_file=file, set={"k": 0})


def test_the_contract_is_for_everybody(mine, tmp_path, capsys):
    rows = rows_of(capsys, "check-score", mine)
    assert {row["kept"] for row in rows} == {"1"}
    assert len(rows) == 13
    bad = tmp_path / "bad.py"
    bad.write_text(
        f"{HEAD}def mine(graph):\n    for each in graph.acts.values():\n        each.data *= 7.0\n"
        "    return np.arange(len(graph)) - 1.0\n"
    )
    assert main(["check-score", str(bad), "--format", "csv"]) == 1
    printed = capsys.readouterr()
    broken = {
        row["promise"]: row["why_not"]
        for row in csv.DictReader(io.StringIO(printed.out))
        if row["kept"] == "0"
    }
    assert set(broken) == {"values_are_aligned", "order_does_not_matter", "twice_the_same"}
    assert broken["twice_the_same"] == "it changes the graph that it is given"
    assert "mine does not keep 3 of its 10 promises." in printed.err


PACKAGE = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
"""


def test_a_score_of_an_installed_package_is_found_by_its_name(tmp_path, path):
    (tmp_path / "packaged.py").write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    info = tmp_path / "packaged-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: packaged\nVersion: 1.0\n")
    points = f"{NAME} = packaged:{NAME}\nlost = packaged:lost\n"
    (info / "entry_points.txt").write_text(f"[influence.scores]\n{points}")
    code = (
        "import influence as inf\n"
        f"with inf.open({path!r}) as db:\n"
        f"    found = inf.rank(db, by={NAME!r}, top=1)\n"
        "print(found.facts['score_origin'], found.rows[0]['unit'])\n"
        "from influence.cli.score_names import score_names\n"
        f"print({NAME!r} in score_names())\n"
        "from influence.scores import find_score\n"
        "try:\n    find_score('lost')\nexcept Exception as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": f"{tmp_path}:{':'.join(sys.path)}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    first, second, third = done.stdout.splitlines()
    assert first == "package packaged different amplifiers per post"
    assert second == "True"
    assert "lost = 'packaged:lost'" in third
