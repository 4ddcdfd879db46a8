"""The promise of the product, as numbers: the ranking beats what it replaces, for good."""

import json

import pin_quality
import pytest

PINNED = json.loads(pin_quality.PATH.read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=list(pin_quality.WORLDS))
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def figures(kind):
    return pin_quality.measured(kind)


def test_the_worlds_are_the_pinned_ones(kind, figures):
    assert figures["digests"] == PINNED[kind]["digests"]


def test_no_figure_of_the_default_falls(kind, figures):
    now, pinned = figures["scores"]["influence"], PINNED[kind]["scores"]["influence"]
    assert now["concordance"] >= pinned["concordance"] - 1e-4  # four digits are pinned
    assert now["capture_100"] >= pinned["capture_100"] - 1e-4
    assert now["bought_in_top_100"] <= pinned["bought_in_top_100"] + 1e-4


def test_every_score_is_measured(kind, figures):
    assert set(figures["scores"]) == set(PINNED[kind]["scores"])


def test_the_margins_that_are_kept_stay_kept(kind, figures):
    assert set(pin_quality.missed(figures["scores"])) <= set(PINNED[kind]["missed"])


def test_the_intervals_hold_the_truth_as_often_as_is_printed(kind, figures):
    pinned = PINNED[kind]["interval_coverage"]
    assert set(figures["interval_coverage"]) == set(pinned)
    for group, now in figures["interval_coverage"].items():
        assert now["accounts"] == pytest.approx(pinned[group]["accounts"], rel=0.01), group
        if pinned[group]["accounts"] >= 50:
            assert now["share"] == pytest.approx(pinned[group]["share"], abs=0.01), group


def test_a_lower_figure_and_another_world_are_refused():
    lower = json.loads(json.dumps(PINNED))
    lower["plain"]["scores"]["influence"]["concordance"] -= 0.01
    assert "concordance of influence fell" in pin_quality.regressions(PINNED, lower)[0]
    lower["plain"]["digests"] = ["other"]
    assert pin_quality.regressions(PINNED, lower) == ["another world stands for plain"]
    assert pin_quality.regressions(PINNED, PINNED) == []


def test_no_attack_lifts_further_and_none_is_flagged_less():
    now, pinned = pin_quality.attacks(), PINNED["attacks"]
    assert now["digest"] == pinned["digest"]
    assert set(now["bots"]) == set(pinned["bots"])
    for name, row in pinned["bots"].items():
        assert now["bots"][name]["lift"] <= row["lift"] + 0.01, name
        assert now["bots"][name]["flagged"] >= row["flagged"], name
