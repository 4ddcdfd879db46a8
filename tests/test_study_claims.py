"""What README.md and docs/study.md say in words stands in the data beside them, or comes out."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from influence.cli import main
from influence.ranking.validation import Trial, judge, trials_at
from influence.scores import find_score
from influence.store import open_database

DATA = Path(__file__).parent.parent / "data"
STUDY = json.loads((DATA / "study.json").read_text(encoding="utf-8"))
REAL = {"congress2022", "higgs2012"}
WORLDS = sorted(set(STUDY) - REAL)
LEADER, TOP = "influence", "capture_100"


def lead(where, score, measure="concordance"):
    """Return value, low and high of what the default leads a score by."""
    return STUDY[where]["scores"][score]["lead"][measure]


def level(where, score, measure):
    _, low, high = lead(where, score, measure)
    return low <= 0 <= high


def reached(where, score, measure="concordance"):
    return STUDY[where]["scores"][score]["measures"][measure]


def able(where):
    found = STUDY[where]["scores"].items()
    return [name for name, each in found if each["measures"] and name != LEADER]


def test_the_default_orders_pairs_better_than_all_but_likes_in_one_kind():
    behind = {(w, s) for w in [*WORLDS, "higgs2012"] for s in able(w) if lead(w, s)[1] <= 0}
    assert behind == {("harsh60", "applause_rate")}


def test_it_loses_to_nothing_but_likes_with_certainty_in_any_measure():
    lost = {
        (where, score)
        for where in STUDY
        for score in able(where)
        for _, _, high in STUDY[where]["scores"][score]["lead"].values()
        if high is not None and high < 0
    }
    assert lost == {("harsh60", "applause_rate"), ("plain", "applause_rate")}


def test_the_top_is_level_where_the_page_says_so():
    top = {
        score: {where for where in STUDY if score in able(where) and level(where, score, TOP)}
        for score in ("shrunk_reposts_per_post", "applause_rate", "reposts_per_post")
    }
    assert top["shrunk_reposts_per_post"] & set(WORLDS) == set(WORLDS) - {"harsh60"}
    assert len(top["applause_rate"]) == 6
    assert top["reposts_per_post"] & set(WORLDS) == {"drift", "harsh_x4"}
    assert level("higgs2012", "decayed_reposts", TOP)
    assert level("congress2022", "reposts_per_post", TOP)
    assert lead("congress2022", "reposts_per_post")[1] >= 0


def test_followers_are_worse_at_the_top_and_better_at_pairs_where_few_have_reposts():
    for where in WORLDS:
        assert reached(where, "followers", TOP)[0] < reached(where, "reposts_per_post", TOP)[0]
    overlap = {
        w
        for w in WORLDS
        if reached(w, "followers", TOP)[2] >= reached(w, "reposts_per_post", TOP)[1]
    }
    assert overlap == {"harsh3", "viral"}
    worse = {w for w in WORLDS if reached(w, "followers")[0] < reached(w, "reposts_per_post")[0]}
    assert worse == {"harsh60", "harsh_x4"}


def test_what_is_worse_than_counting_is_where_the_page_says():
    words = {where: " ".join(found["verdict"]) for where, found in STUDY.items()}
    worse = {where: text.split("Worse than counting reposts: ")[1] for where, text in words.items()}
    assert [where for where in WORLDS if "influence_passivity" not in worse[where]] == ["harsh_x4"]
    assert [where for where in STUDY if "pagerank" not in worse[where]] == []


@pytest.fixture(scope="module")
def demo(demo_folder):
    """Return a trial of the demo world at a cut, its truth, and the roles of those judged."""
    made = demo_folder / "build/demo"
    with (made / "truth.csv").open(encoding="utf-8") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream)}
    with open_database(str(made / "demo.db")) as db:
        (trial,) = trials_at(db, ["2026-02-20T00:00:00Z"])
        names = dict(db.execute("select account_id, native_id from accounts").fetchall())
    judged = [rows[str(names[account])] for account in trial.known.accounts[trial.judged]]
    truth = np.array([float(row["expected_amplifications"]) for row in judged])
    return trial, truth, np.array([row["role"] for row in judged])


def ahead_of_reposts_per_post(trial):
    scores = [find_score(name) for name in (LEADER, "reposts_per_post")]
    return judge([trial], scores).standings[1].lead["capture_20"]


def test_where_somebody_cheats_what_came_after_punishes_who_refuses_them(demo):
    trial, truth, role = demo
    by_truth = Trial(trial.known, trial.judged, truth, trial.target, "the truth")
    assert ahead_of_reposts_per_post(by_truth).low > 0
    assert ahead_of_reposts_per_post(trial).high < 0
    best = np.argsort(-trial.outcomes)[:20]
    assert np.isin(role[best], ["pod", "boosted"]).sum() == 10


def test_a_pod_of_thirty_is_not_flagged(capsys):
    assert main(["attack-test", "--bots", "30", "--victims", "1", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    (pod,) = (row for row in rows if (row["attack"], row["guard"]) == ("pod", "triggered"))
    assert pod["flagged"] == 0
    assert pod["lift"] > 2
