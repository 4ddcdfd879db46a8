"""What judges a score: nothing of later is known, and measures equal plain loops, draw by draw."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_worlds import world

from influence.cli import main
from influence.graph import halves, pair_matrix
from influence.ranking.quality import capture_at as plain_capture
from influence.ranking.quality import concordance as plain_concordance
from influence.ranking.validation import Trial, judge, trials_by_halves, verdict
from influence.ranking.validation.measures import (
    added_r2,
    capture_at,
    concordance,
    log_r2,
    ndcg_at,
)
from influence.ranking.validation.pairs import pair_counts
from influence.scores import find_score

NAN = float("nan")
tables = st.lists(
    st.tuples(st.sampled_from([NAN, 0.0, 1.0, 2.5]) | st.floats(0, 9), st.integers(0, 3)),
    min_size=2,
    max_size=12,
).map(lambda rows: tuple(np.array(column, dtype=float) for column in zip(*rows, strict=True)))
draws = st.lists(st.integers(0, 3), min_size=12, max_size=12)


def drawn(column, weights):
    return np.repeat(column, weights[: column.size].astype(int))


@given(tables)
def test_pairs_are_counted_for_each_account(table):
    values, outcomes = table
    height = np.where(np.isnan(values), -np.inf, values)
    found = pair_counts(values, outcomes)
    for i in range(values.size):
        right = different = 0.0
        for j in range(values.size):
            if outcomes[i] != outcomes[j]:
                different += 1
                same_way = (height[i] > height[j]) == (outcomes[i] > outcomes[j])
                right += 0.5 if height[i] == height[j] else float(same_way)
        assert (found.right[i], found.different[i]) == (right, different)


@given(tables)
def test_one_draw_of_everybody_is_the_measure_itself(table):
    values, outcomes = table
    ones = np.ones((1, values.size))
    found = concordance(values, outcomes)(ones)[0]
    assert found == pytest.approx(plain_concordance(values, outcomes), nan_ok=True)
    for k in (1, 3, 20):
        found = capture_at(k)(values, outcomes)(ones)[0]
        assert found == pytest.approx(plain_capture(k, values, outcomes), nan_ok=True)


@given(tables, draws)
def test_capture_of_a_draw_is_that_of_the_accounts_drawn(table, weights):
    values, outcomes = table
    weights = np.array(weights[: values.size], dtype=float)
    found = capture_at(3)(values, outcomes)(weights[None, :])[0]
    plain = plain_capture(3, drawn(values, weights), drawn(outcomes, weights))
    assert found == pytest.approx(plain, nan_ok=True)


@given(tables, draws)
def test_ndcg_of_a_draw_is_the_mean_over_ways_to_break_ties(table, weights):
    values, outcomes = table
    weights = np.array(weights[: values.size], dtype=float)
    shown = np.where(np.isnan(drawn(values, weights)), -1.0, drawn(values, weights))
    came, k = drawn(outcomes, weights), 4
    discount = [1 / np.log2(place + 2) if place < k else 0.0 for place in range(came.size)]
    ideal = sum(d * y for d, y in zip(discount, sorted(came, reverse=True), strict=True))
    reached, place = 0.0, 0
    for value in sorted(set(shown), reverse=True):
        group = came[shown == value]
        reached += sum(discount[place : place + group.size]) * group.mean()
        place += group.size
    found = ndcg_at(k)(values, outcomes)(weights[None, :])[0]
    assert found == pytest.approx(reached / ideal if ideal > 0 else NAN, nan_ok=True)


def test_r2_is_that_of_least_squares_on_the_accounts_drawn():
    random = np.random.default_rng(1)
    counted, values = random.poisson(3, 50).astype(float), random.exponential(1, 50)
    outcomes = random.poisson(counted + values).astype(float)
    weights = random.integers(0, 3, 50).astype(float)
    y, x, base = (np.log1p(drawn(column, weights)) for column in (outcomes, values, counted))

    def plain(*columns):
        design = np.column_stack([np.ones_like(y), *columns])
        residual = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
        return 1 - residual @ residual / ((y - y.mean()) @ (y - y.mean()))

    assert log_r2(values, outcomes)(weights[None])[0] == pytest.approx(plain(x))
    added = added_r2(values, outcomes, counted)(weights[None])[0]
    assert added == pytest.approx(plain(base, x) - plain(base))


def test_the_spread_of_concordance_is_that_of_drawing_accounts_anew():
    random = np.random.default_rng(2)
    values = random.exponential(1, 300)
    outcomes = random.poisson(values * random.exponential(1, 300)).astype(float)
    picked = random.integers(0, 300, (2000, 300))
    weights = np.stack([np.bincount(row, minlength=300) for row in picked]).astype(float)
    fast = concordance(values, outcomes)(weights)
    exact = np.array([plain_concordance(values[row], outcomes[row]) for row in picked[:500]])
    assert fast[:500].std() == pytest.approx(exact.std(), rel=0.03)
    assert np.corrcoef(fast[:500], exact)[0, 1] > 0.99


def test_halves_hold_every_post_and_amplification_once():
    graph = world(5, n=40)
    one, other = halves(graph, np.random.default_rng(0))
    ids = np.concatenate([one.published.ids, other.published.ids])
    np.testing.assert_array_equal(np.sort(ids), graph.published.ids)
    np.testing.assert_array_equal(one.posts + other.posts, graph.posts)
    both = one.amplified + other.amplified
    np.testing.assert_array_equal(both.toarray(), graph.amplified.toarray())
    for half in (one, other):
        acts = half.amplifications
        np.testing.assert_array_equal(half.published.author[acts.post], acts.target)


def test_counts_without_posts_are_thinned():
    graph = world(5, n=40)
    loose = graph.amplifications._replace(
        post=np.full(graph.amplifications.post.size, -1),
        times=np.full(graph.amplifications.post.size, 7.0),
    )
    nothing = graph.published.only(np.zeros(graph.published.ids.size, dtype=bool))
    counted = replace(graph, amplifications=loose, published=nothing)
    one, other = halves(counted, np.random.default_rng(0))
    both = one.amplified + other.amplified
    np.testing.assert_array_equal(both.toarray(), counted.amplified.toarray())
    assert 0.45 < one.amplified.sum() / both.sum() < 0.55
    np.testing.assert_array_equal(one.posts, graph.posts / 2)


def test_an_oracle_leads_and_noise_is_told_from_it():
    graph = world(7, n=200)
    trials = list(trials_by_halves(graph, 3))
    names = ("reposts_per_post", "posts")
    found = judge(trials, [find_score(name) for name in names], draws=100)
    best, noise = found.standings
    assert best.measures["concordance"].low > noise.measures["concordance"].high
    assert noise.lead["concordance"].low > 0
    assert best.lead["concordance"].value == 0
    words = " ".join(verdict(found))
    assert "better than posts" in words
    assert sum(found.sizes.values()) == trials[0].judged.size


def test_looking_twice_at_the_same_accounts_makes_nothing_surer():
    graph = world(7, n=200)
    (trial,) = trials_by_halves(graph, 1)
    scores = [find_score(name) for name in ("reposts_per_post", "posts")]
    once, five = judge([trial], scores), judge([trial] * 5, scores)
    for one, other in zip(once.standings, five.standings, strict=True):
        for name, interval in one.measures.items():
            assert other.measures[name] == pytest.approx(interval)
    others = [replace(trial, population=k) for k in range(5)]
    width = [
        each.high - each.low
        for found in (once, judge(others, scores))
        for each in (found.standings[0].measures["concordance"],)
    ]
    assert width[1] < 0.7 * width[0]


def test_accounts_whose_acts_were_perhaps_never_collected_are_not_judged():
    graph = world(5, n=40)
    untouched = set(range(40)) - set(graph.acted.indices) - set(graph.acted.tocoo().row.tolist())
    alone = replace(graph, posts=np.where(np.arange(40) == 3, 50.0, graph.posts))
    kept = graph.amplifications
    kept = kept.only((kept.actor != 3) & (kept.target != 3))
    acts = {"repost": pair_matrix(kept.actor, kept.target, kept.times, 40)}
    (trial,) = trials_by_halves(replace(alone, amplifications=kept, acts=acts), 1)
    assert not untouched & set(trial.judged.tolist())
    assert 3 not in trial.judged


def test_too_few_accounts_decide_nothing():
    graph = world(7, n=12)
    judged = np.arange(5)
    trial = Trial(graph, judged, np.arange(5.0), "amplifications per post", "made by hand")
    found = judge([trial], [find_score("reposts_per_post")], draws=30)
    (words,) = verdict(found)
    assert words.startswith("This data cannot decide: only 5 accounts are there before and after")


FILES = {
    "accounts.csv": "id,handle\n" + "".join(f"{k},a{k}\n" for k in range(60)),
    "posts.csv": "post_id,account_id,created_at\n"
    + "".join(f"p{k}-{d},{k},2026-01-{d:02}\n" for k in range(40) for d in (1, 2, 3, 21, 22)),
    "acts.csv": "actor_id,target_id,type,post_id,created_at\n"
    + "".join(
        f"{(k + j + 1) % 60},{k},repost,p{k}-{d},2026-01-{d + 1:02}\n"
        for k in range(40)
        for d in (1, 2, 3, 21, 22)
        for j in range(1 + k % 5)
    ),
}


@pytest.fixture
def imported(tmp_path, capsys):
    """Return a database of 40 authors who are passed on as steadily as their number says."""

    def of(**changed):
        paths = []
        for name, text in (FILES | changed).items():
            (tmp_path / name).write_text(text)
            paths.append(str(tmp_path / name))
        database = str(tmp_path / f"{len(changed)}.db")
        assert main(["import", database, *paths]) == 0
        capsys.readouterr()
        return database

    return of


def test_validate_ranks_by_before_and_judges_by_after(imported, tmp_path, capsys):
    chart = tmp_path / "chart.svg"
    command = ["validate", imported(), "--cut", "2026-01-10", "--by", "reposts_per_post"]
    assert main([*command, "--by", "followers", "--format", "json", "--chart", str(chart)]) == 0
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert found["judged"] == 40
    by_measure = {row.get("measure"): row for row in found["scores"]}
    assert by_measure["concordance"]["value"] == 1.0
    assert "Not computed, since it is known of no account that is judged: followers." in printed.err
    assert chart.read_text(encoding="utf-8").startswith("<svg")


def test_late_reposts_of_old_posts_are_no_outcome(imported, capsys):
    late = FILES["acts.csv"] + "".join(f"{50 + j},0,repost,p0-1,2026-01-25\n" for j in range(9))
    command = ["--cut", "2026-01-10", "--by", "reposts_per_post", "--format", "json"]
    assert main(["validate", imported(), *command]) == 0
    before = capsys.readouterr().out
    assert main(["validate", imported(**{"acts.csv": late}), *command]) == 0
    assert capsys.readouterr().out == before


def test_without_times_random_halves_are_tried_and_told(imported, capsys):
    plain = {
        "posts.csv": "post_id,account_id\n"
        + "".join(f"p{k}-{d},{k}\n" for k in range(40) for d in range(8)),
        "acts.csv": "actor_id,target_id,type,post_id\n"
        + "".join(
            f"{(k + j + 1) % 60},{k},repost,p{k}-{d}\n"
            for k in range(40)
            for d in range(8)
            for j in range(1 + k % 5)
        ),
    }
    database = imported(**plain)
    assert main(["validate", database, "--cut", "2026-01-10", "--by", "reposts"]) == 0
    assert "No amplification has a time" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        ([], 2, "--cut DATE"),
        (["--cut", "2020-01-01"], 3, "holds no data"),
        (["--cut", "soon"], 2, "is no date"),
        (["--cut", "2026-01-10", "--horizon", "soon"], 2, "is no length"),
        (["--cut", "2026-01-10", "--by", "fame"], 2, "no score"),
    ],
)
def test_what_cannot_be_judged_is_one_sentence(imported, capsys, options, code, words):
    assert main(["validate", imported(), *options]) == code
    found = capsys.readouterr().err
    assert words in found
    assert found.count("\n") == 1
