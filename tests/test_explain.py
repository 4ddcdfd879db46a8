"""``influence explain`` and ``compare``: the parts give the number, with its evidence."""

import json
import shutil

import pytest

from influence.cli import main
from influence.ranking import RANKED, rows, run
from influence.ranking.explain import explain
from influence.ranking.find_account import find_account
from influence.store import open_database


@pytest.fixture(scope="module")
def demo(demo_folder, tmp_path_factory):
    """Return a copy of the demo's database that this module may write to."""
    return shutil.copy(demo_folder / "build/demo/demo.db", tmp_path_factory.mktemp("ex") / "d.db")


@pytest.fixture(scope="module")
def ranked(demo):
    with open_database(demo) as db:
        found = run(db)
        return [*rows(db, found), *rows(db, found, which="check")]


def test_the_parts_add_up_to_the_score(demo, ranked):
    with open_database(demo) as db:
        found = run(db)
        for row in ranked[::10] + ranked[-3:]:
            opened = explain(db, found, find_account(db, row["handle"]))
            assert sum(part["adds"] for part in opened.parts) == pytest.approx(
                row["influence"], abs=1e-9
            )
            assert opened.parts[-1]["sum"] == row["influence"]


def test_the_amplifiers_have_links_and_without_them_it_is_less(demo, ranked):
    with open_database(demo) as db:
        opened = explain(db, run(db), find_account(db, ranked[0]["handle"]))
    assert len(opened.amplifiers) == 10
    whole = opened.parts[-2]["sum"]
    assert all(row["influence_without"] < whole for row in opened.amplifiers)
    assert all("https://" in row["evidence"] for row in opened.amplifiers)
    assert all(
        row["posts_amplified"] <= row["posts_seen"]
        for row in opened.amplifiers
        if row["posts_seen"]
    )
    assert opened.posts[0]["url"].startswith("https://")
    assert {row["score"] for row in opened.others} >= {"followers", "influence_passivity"}
    held = {row["list"]: row for row in opened.coverage}
    assert held["followers"]["held"] == held["followers"]["claimed"] == ranked[0]["followers"]


def test_every_form_of_an_explanation(demo, ranked, capsys):
    handle = ranked[0]["handle"]
    assert main(["explain", str(demo), handle, "--format", "json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert whole["account"]["handle"] == handle
    assert sum(part["adds"] for part in whole["parts"]) == pytest.approx(
        whole["account"]["influence"], abs=1e-9
    )
    for form in ("text", "md"):
        assert main(["explain", str(demo), f"@{handle.upper()}", "--format", form]) == 0
        text = capsys.readouterr().out
        assert "What cannot be known" in text
        assert f"Rank {whole['account']['rank']} of" in text


def test_an_account_that_is_not_rated_is_explained_too(demo, capsys):
    with open_database(demo) as db:
        one = rows(db, run(db), which="unrated", top=1)[0]
    assert main(["explain", str(demo), one["handle"]]) == 0
    assert "would rate it" in capsys.readouterr().out


def test_comparing_says_whether_they_differ(demo, ranked, capsys):
    first, last = ranked[0]["handle"], [r for r in ranked if r["status"] == RANKED][-1]["handle"]
    assert main(["compare", str(demo), first, last, "--format", "json"]) == 0
    found = capsys.readouterr()
    table = {row["measure"]: row for row in json.loads(found.out)}
    assert table["rank"][first] == 1
    assert table["shared_with_first"][first] == table["amplifiers"][first]
    assert f"{first} is above {last}, and their intervals do not overlap." in found.err
    assert main(["compare", str(demo), first, ranked[1]["handle"]]) == 0
    assert "No certain difference" in capsys.readouterr().err
    assert main(["compare", str(demo), first]) == 2


def test_who_has_no_rank_is_not_compared_and_equal_handles_are_told_apart(tmp_path, capsys):
    accounts = "id,handle\n" + "".join(f"{k},Same\n" for k in range(8))
    posts = "post_id,account_id\n" + "".join(f"p{k},{k % 2}\n" for k in range(8))
    acts = "actor_id,target_id,type,post_id\n" + "".join(
        f"{actor},{post % 2},repost,p{post}\n"
        for post in range(8)
        for actor in range(2, 7 - post % 2)
    )
    files = {"accounts.csv": accounts, "posts.csv": posts, "acts.csv": acts}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    database = str(tmp_path / "same.db")
    assert main(["import", database, *(str(tmp_path / name) for name in files)]) == 0
    capsys.readouterr()
    assert main(["explain", database, "same"]) == 2
    assert "file:0, file:1" in capsys.readouterr().err
    assert main(["compare", database, "file:0", "file:1", "--format", "json"]) == 0
    found = capsys.readouterr()
    table = {row["measure"]: row for row in json.loads(found.out)}
    assert (table["status"]["file:0"], table["status"]["file:1"]) == ("ranked", "unrated")
    assert table["influence"]["file:1"] is None
    assert "Not compared: file:1, not rated: 1 more different amplifier would rate it." in found.err


def test_status_says_what_is_held_and_what_is_missing(demo, capsys):
    assert main(["status", str(demo), "--format", "json"]) == 0
    held = json.loads(capsys.readouterr().out)
    assert held["tier"] == "A"
    assert held["accounts"] == 3000
    assert main(["status", str(demo)]) == 0
    assert "Next: influence rank" in capsys.readouterr().out


def test_congress_is_imported_ranked_and_explained(real_data, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = real_data / "congress2022"
    for names in (("accounts.csv", "posts.csv.gz", "interactions.csv"), ("profiles.csv",)):
        assert main(["import", "x.db", *(str(folder / name) for name in names)]) == 0
    assert main(["rank", "x.db", "--by", "influence_passivity", "--top", "10", "-q"]) == 0
    assert "SpeakerPelosi" in capsys.readouterr().out
    assert main(["explain", "x.db", "SpeakerPelosi"]) == 0
    text = capsys.readouterr().out
    assert "586 amplifications of 621 posts by 210 different accounts" in text
    assert "Tier B" in text


def test_higgs_is_ranked_per_hour_and_says_so(real_data, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["import", "h.db", str(real_data / "higgs2012" / "interactions.csv.gz"), "-q"]) == 0
    assert main(["rank", "h.db", "--top", "3", "--format", "json"]) == 0
    found = capsys.readouterr()
    assert json.loads(found.out)[0]["unit"] == "expected amplifications per hour"
    assert "tier B" in found.err
    assert "per hour of the window, not per post" in found.err
    assert main(["rank", "h.db", "--by", "influence_passivity"]) == 3
    assert "posts per account are not known" in capsys.readouterr().err


def test_counts_per_post_alone_are_tier_c(real_data, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = real_data / "bluesky-nyt2026"
    names = ("accounts.csv", "posts.csv", "interactions.csv")
    assert main(["import", "n.db", *(str(folder / name) for name in names), "-q"]) == 0
    assert main(["rank", "n.db", "--format", "json"]) == 0
    assert {row["tier"] for row in json.loads(capsys.readouterr().out)} == {"C"}
