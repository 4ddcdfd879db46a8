"""Influence within a topic: what is planted is found, what is not there is not made up."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from influence.cli import main
from influence.errors import NothingFound, UsageError
from influence.find import explain_topical, on_topic, parse_query, rank_within
from influence.find.topic_counts import topic_counts
from influence.find.topic_spread import KAPPA_BOUNDS, topic_spread
from influence.find.topical import topical_run, topical_values
from influence.graph import halves, load
from influence.ranking import compute, find_score, row_of, rows
from influence.ranking.names import names_of
from influence.ranking.quality import concordance, interval_coverage
from influence.records import Account, Interaction, Key, Post
from influence.store import ingest, open_database
from influence.synthetic import PLAIN
from influence.synthetic.topical import make_topical_world

TOPICS = 6
WORLD = replace(
    PLAIN,
    seed=11,
    accounts=4_000,
    response=1 / 60,
    communities=12,
    virality=0.5,
    popularity_tail=2.0,
)
PINNED = {0.8: (0.03, 0.02), 1.2: (0.09, 0.02), 0.0: (-0.01, 0.10)}
"""Spread of what topics gain → by how much concordance with what is planted within a topic is at
least better than that of the overall score, and than that of the raw rate of the posts on it."""


@pytest.fixture(scope="module")
def judged():
    """Return by spread: a graph, its run, and over all topics the means of each measure."""
    found = {}
    for spread in PINNED:
        made = make_topical_world(WORLD, TOPICS, spread)
        graph = made.world.graph()
        base = compute(graph, find_score("influence"))
        found[spread] = (made, base, np.mean(list(measures(made, base)), axis=0))
    return found


def measures(made, base):
    """Yield the concordance of topical score, overall score and raw rate, and the coverage."""
    for topic in range(TOPICS):
        on = made.topic == topic
        counts = topic_counts(base.graph, on)
        values = topical_values(base.graph, base.values, on)
        chosen = np.isfinite(values.value) & (base.values.companions["rated"] == 1)
        truth = made.truth[chosen, topic]
        raw = counts.topic_received[chosen] / counts.topic_posts[chosen]
        yield (
            concordance(values.value[chosen], truth),
            concordance(base.values.value[chosen], truth),
            concordance(raw, truth),
            interval_coverage(values.low[chosen], values.high[chosen], truth),
        )


@pytest.mark.parametrize("spread", PINNED)
def test_planted_influence_within_a_topic_is_found_better_than_by_the_overall_score(judged, spread):
    topical, overall, raw, _ = judged[spread][2]
    over_overall, over_raw = PINNED[spread]
    assert topical - overall >= over_overall
    assert topical - raw >= over_raw


@pytest.mark.parametrize("spread", PINNED)
def test_the_interval_holds_the_planted_influence_about_nine_times_in_ten(judged, spread):
    assert 0.82 <= judged[spread][2][3] <= 0.98


def test_how_much_topics_matter_is_learned_from_the_data(judged):
    kappas = {}
    for spread, (made, base, _) in judged.items():
        on = made.topic == 0
        counts = topic_counts(base.graph, on)
        kappas[spread] = topic_spread(base.graph, on, counts, base.values.value).kappa
    assert kappas[1.2] < kappas[0.8] < kappas[0.0]
    assert kappas[0.0] > 20


@pytest.fixture(scope="module")
def run(judged):
    return judged[0.8][1]


def test_where_every_post_is_on_the_topic_it_is_the_influence_itself(run):
    every = np.ones(run.graph.published.ids.size, dtype=bool)
    values = topical_values(run.graph, run.values, every)
    posted = np.isfinite(values.value)
    np.testing.assert_allclose(values.value[posted], run.values.value[posted], rtol=1e-12)
    np.testing.assert_allclose(values.low[posted], run.values.low[posted], rtol=1e-9)
    np.testing.assert_allclose(values.high[posted], run.values.high[posted], rtol=1e-9)
    assert np.nan_to_num(values.companions["topic_lift"], nan=1.0) == pytest.approx(1.0)


def test_who_has_no_post_on_the_topic_has_no_influence_on_it(run):
    on = np.zeros(run.graph.published.ids.size, dtype=bool)
    on[run.graph.published.author == run.graph.published.author[0]] = True
    values = topical_values(run.graph, run.values, on)
    assert np.flatnonzero(np.isfinite(values.value)).tolist() == [run.graph.published.author[0]]
    with pytest.raises(NothingFound, match="is on the topic 'zymurgy'"):
        topical_run(run, np.zeros_like(on), "zymurgy")


def test_the_counts_are_those_of_a_plain_loop(judged):
    made, base, _ = judged[0.8]
    graph, on = base.graph, made.topic == 1
    counts = topic_counts(graph, on)
    acts = list(zip(*(column.tolist() for column in graph.amplifications[:3]), strict=True))
    rng = np.random.default_rng(1)
    for account in rng.choice(np.unique(graph.published.author), 40).tolist():
        own = set(np.flatnonzero(graph.published.author == account).tolist())
        topical = {post for post in own if on[post]}
        told = [(actor, post) for actor, target, post in acts if target == account]
        assert [float(column[account]) for column in counts] == [
            len(own),
            len(told),
            len(topical),
            sum(post in topical for _, post in told),
            len({actor for actor, post in told if post in topical}),
        ]


def test_few_accounts_leave_the_shrinkage_where_worlds_have_put_it(run):
    """Nothing is fitted to a handful of accounts."""
    on = np.zeros(run.graph.published.ids.size, dtype=bool)
    few = np.unique(run.graph.published.author)[:10]
    on[np.flatnonzero(np.isin(run.graph.published.author, few))[::2]] = True
    spread = topic_spread(run.graph, on, topic_counts(run.graph, on), run.values.value)
    assert spread.accounts < 20
    assert spread.kappa == 2.0
    assert KAPPA_BOUNDS[0] < spread.kappa < KAPPA_BOUNDS[1]


def test_a_topic_drawn_by_chance_changes_next_to_nothing(run):
    """Half of the posts, at random, are no topic: the lift is about 1 and κ is large."""
    first, _ = halves(run.graph, np.random.default_rng(3))
    on = np.isin(run.graph.published.ids, first.published.ids)
    lift = topical_values(run.graph, run.values, on).companions["topic_lift"]
    assert abs(float(np.nanmedian(lift)) - 1.0) < 0.05


NICHE, STAR = Key("file", "niche"), Key("file", "star")


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """Return a small database: one account is loved for bread, another for everything but bread."""
    path = tmp_path_factory.mktemp("topical") / "x.db"
    fans = [Key("file", f"fan{k}") for k in range(30)]
    records = [Account(each, each.native_id) for each in (NICHE, STAR, *fans)]
    for who, on, off in ((NICHE, 12, 1), (STAR, 1, 14)):
        for k in range(12):
            post = Key("file", f"{who.native_id}{k}")
            is_bread = k % 2 == 0
            at = f"2026-03-{k + 1:02}T08:00:00Z"
            text = "Sourdough again, 面包" if is_bread else "A walk"
            records.append(Post(post, who, text=text, published_at=at))
            acted = f"2026-03-{k + 1:02}T09:00:00Z"
            records += [
                Interaction("repost", fan, who, post, happened_at=acted)
                for fan in fans[: on if is_bread else off]
            ]
    with open_database(path, create=True) as db:
        ingest(db, records, named=True)
    return path


def test_who_is_loved_for_the_topic_comes_first_on_it(database):
    with open_database(database) as db:
        within = rank_within(db, parse_query("sourdough"))
        overall = {row["handle"]: row["influence"] for row in rows(db, within.base)}
        found = rows(db, within.run)
        assert overall["star"] > overall["niche"]
        assert [row["handle"] for row in found] == ["niche", "star"]
        assert found[0]["topic_lift"] > 1 > found[1]["topic_lift"]
        assert found[0]["why"].startswith("6 posts on the topic: about ")
        again = rank_within(db, parse_query("面包"))
        assert again.run.recorded.is_new  # another topic is another run, though the posts are equal
        assert not rank_within(db, parse_query("sourdough")).run.recorded.is_new


def test_who_wrote_on_the_topic_is_nearer_to_being_rated_than_who_did_not(tmp_path):
    with open_database(tmp_path / "x.db", create=True) as db:
        fans = [Key("file", f"fan{k}") for k in range(9)]
        for name, texts, acts in (("on", ["rye", "walk"], 1), ("off", ["walk"] * 9, 9)):
            key = Key("file", name)
            posts = [Post(Key("file", f"{name}{k}"), key, text=t) for k, t in enumerate(texts)]
            ingest(db, [Account(key, name), *posts], named=True)
            reposts = [Interaction("repost", fan, key, posts[0].key) for fan in fans[:acts]]
            ingest(db, reposts, named=True)
        found = rows(db, rank_within(db, parse_query("rye")).run, which="unrated")
        assert [row["handle"] for row in found] == ["on", "off"]
        assert found[1]["why"] == "not rated: it has no post on the topic"


def test_the_parts_of_an_explanation_add_up_and_it_names_the_posts(database):
    with open_database(database) as db:
        query = parse_query("sourdough")
        within = rank_within(db, query)
        for name in names_of(db, within.base.graph.accounts[:2]):
            opened = explain_topical(db, within.base, within.run, within.on_topic, name, query)
            value = within.run.values.value[opened.position]
            adds = math.fsum(part["adds"] for part in opened.parts)
            assert adds == pytest.approx(value, abs=1e-9)
            assert opened.parts[-1]["stage"] == "topic"
            assert {post["post"] for post in opened.posts} == {"Sourdough again, 面包"}
            assert len(opened.hits) == 6
            assert row_of(db, within.run, opened.position)["topic_posts"] == 6


def test_the_mask_of_a_graph_is_that_of_its_posts(database):
    with open_database(database) as db:
        graph = load(db)
        texts = dict(db.execute("select post_id, text from posts").fetchall())
        expected = ["Sourdough" in texts[each] for each in graph.published.ids.tolist()]
        assert on_topic(db, graph, parse_query("sourdough")).tolist() == expected


def test_the_commands_say_the_same(capsys, database):
    command = ["rank", str(database), "--topic", "sourdough", "--format", "json", "-q"]
    assert main(command) == 0
    first = json.loads(capsys.readouterr().out)[0]
    explain = ["explain", str(database), "niche", "--topic", "sourdough", "--format", "json"]
    assert main(explain) == 0
    opened = json.loads(capsys.readouterr().out)
    assert opened["account"]["topical_influence"] == first["topical_influence"]
    assert opened["parts"][-1]["sum"] == pytest.approx(first["topical_influence"])
    for form in ("text", "md", "jsonl"):
        assert main([*explain[:-1], form]) == 0
        assert "Sourdough again" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        (["--topic", "sourdough", "--by", "reposts"], UsageError.exit_code, "leave --by"),
        (["--topic", "zymurgy"], NothingFound.exit_code, "is on the topic"),
        (["--topic", "(rye"], UsageError.exit_code, "sign 1 "),
    ],
)
def test_what_cannot_be_ranked_is_one_sentence(capsys, database, more, code, words):
    assert main(["rank", str(database), *more]) == code
    told = capsys.readouterr()
    assert words in told.err
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
