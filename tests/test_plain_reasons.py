"""What is refused, and why an account has no value: in words that name what was typed or lacks."""

import json

import pytest

from influence.cli import main
from influence.errors import BadExpression, UnknownScore
from influence.ranking import find_score, matching
from influence.ranking.why import lacking
from influence.scores import all_scores
from influence.scores.registry import NEEDS

ACCOUNTS = "id,handle,followers\n" + "".join(f"{k},a{k},{k * 100 or ''}\n" for k in range(12))
POSTS = "post_id,account_id,created_at,likes,replies\n" + "".join(
    f"p{k}-{d},{k},2026-0{1 + d // 28}-{1 + d % 28:02},{k + d},{d if k % 2 else ''}\n"
    for k in range(8)
    for d in range(0, 84, 12)
    if k or d < 12
)
ACTS = "actor_id,target_id,type,post_id,created_at\n" + "".join(
    f"{actor},{k},repost,p{k}-{d},2026-0{1 + d // 28}-{2 + d % 28:02}\n"
    for k in range(1, 7)
    for d in range(0, 84, 12)
    for actor in range(k + 1, 12)
)
ACTS += "3,10,repost,,2026-03-05\n4,10,repost,,2026-03-06\n"
"""Account 0 has one old post and no followers, 7 posts in vain, 10 is passed on without posts."""


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reasons")
    names = []
    for name, text in (("accounts", ACCOUNTS), ("posts", POSTS), ("acts", ACTS)):
        (folder / f"{name}.csv").write_text(text)
        names.append(str(folder / f"{name}.csv"))
    assert main(["import", str(folder / "x.db"), *names, "-q"]) == 0
    return str(folder / "x.db")


def reasons(capsys, database, score, *more):
    """Return why each account that is not rated has no value under a score."""
    capsys.readouterr()
    options = ["--by", score, "--list", "unrated", "--format", "json", "-q"]
    if main(["rank", database, *options, *more]) == 3:
        return {}
    return {row["handle"]: row["why"] for row in json.loads(capsys.readouterr().out)}


@pytest.mark.parametrize("score", all_scores())
def test_whoever_is_not_rated_is_told_why(capsys, database, score):
    for why in reasons(capsys, database, score).values():
        assert why.startswith("not rated: ")
        assert "its value is not known" not in why


def test_the_reason_is_what_the_score_needs_and_the_account_lacks(capsys, database):
    assert reasons(capsys, database, "followers")["a0"] == (
        "not rated: its source claims no number of followers"
    )
    per_post = reasons(capsys, database, "reposts_per_post")
    assert per_post["a10"] == "not rated: its posts are not known"
    passive = reasons(capsys, database, "influence_passivity")
    assert passive["a7"] == "not rated: nobody passed on anything of its in this window"
    rates = reasons(capsys, database, "hypeauditor")
    assert rates["a0"] == "not rated: its source claims no number of followers"
    assert rates["a2"] == (
        "not rated: hypeauditor asks for a post with a time, likes and replies among its last 12"
    )
    assert "a1" not in rates


def test_the_default_score_still_says_what_would_rate_an_account(capsys, database):
    assert "would rate it" in reasons(capsys, database, "influence")["a7"]


@pytest.mark.parametrize("name", all_scores())
def test_a_score_that_can_leave_an_account_out_says_what_it_needs(name):
    score = find_score(name)
    known = [need for need in score.needs if need in NEEDS]
    numbers = dict.fromkeys(NEEDS, None)
    assert len(lacking(name, score.needs, numbers)) == (len(known) or bool(score.needs))
    assert all(len(need.split()) > 1 for need in score.needs if need not in NEEDS)


def test_an_unknown_number_and_none_are_two_reasons():
    def told(need, number):
        (words,) = lacking("any", [need], {need: number})
        return words

    for need in NEEDS:
        assert told(need, None) != told(need, 0)
        assert lacking("any", [need], {need: 3}) == ()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--cut", "2026-03-01", "--halves", "5"], "--cut and --halves are two ways"),
        (["--halves", "5"], "--halves is for acts without times"),
        (["--since", "2026-01"], "--since says something about a --cut"),
        (["--horizon", "30d"], "--horizon says something about a --cut"),
        (
            ["--cut", "2026-02", "--since", "2026-Q2"],
            "--since 2026-Q2 is not before --cut 2026-02.",
        ),
    ],
)
def test_validate_refuses_what_it_would_ignore_and_names_what_was_typed(
    capsys, database, options, words
):
    assert main(["validate", database, *options]) == 2
    found = capsys.readouterr()
    assert words in found.err
    assert "--until" not in found.err
    assert len(found.err.splitlines()) == 1
    assert found.out == ""


def test_an_empty_window_is_named_as_it_was_typed(capsys, database):
    assert main(["rank", database, "--since", "2026-Q2", "--until", "2026-02"]) == 2
    assert "--since 2026-Q2 is not before --until 2026-02." in capsys.readouterr().err


@pytest.mark.parametrize("claimed", [True, False])
def test_the_size_of_an_account_says_what_it_is(capsys, tmp_path, database, claimed):
    words = "followers as their source claims them"
    if not claimed:
        words = "different amplifiers in what was known"
        names = []
        for name, text in (("posts", POSTS), ("acts", ACTS)):
            (tmp_path / f"{name}.csv").write_text(text)
            names.append(str(tmp_path / f"{name}.csv"))
        database = str(tmp_path / "y.db")
        assert main(["import", database, *names, "-q"]) == 0
    command = ["validate", database, "--cut", "2026-02-10", "--by", "reposts", "--draws", "20"]
    assert main([*command, "--format", "table"]) == 0
    assert f"Concordance by size of account, by {words} (" in capsys.readouterr().out
    assert main([*command, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["sized_by"] == words


def test_a_score_that_is_nothing_like_any_is_looked_up_in_the_list(capsys, database):
    assert main(["rank", database, "--by", "fame"]) == 2
    said = capsys.readouterr().err
    assert said == "influence: There is no score 'fame'; `influence scores` lists them.\n"
    assert str(UnknownScore("inflence", ["influence", "posts"])).endswith("did you mean influence?")


def test_an_expression_that_is_no_text_is_called_so(capsys, database):
    assert main(["rank", database, "--where", "handle = '\udcff'"]) == 2
    assert "is no text in UTF-8" in capsys.readouterr().err
    with pytest.raises(BadExpression, match="is no text in UTF-8"):
        matching([{"rank": 1}], ["rank"], "rank = '\udcff'")


def test_a_column_that_is_the_score_is_shown_once(capsys, database):
    for form in ("table", "md", "csv"):
        command = ["rank", database, "--by", "followers", "--format", form, "-q"]
        assert main(command) == 0
        lines = capsys.readouterr().out.splitlines()
        head = next(line for line in lines if "rank" in line and "handle" in line)
        assert head.count("followers") == 1
