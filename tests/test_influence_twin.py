"""The default score equals plain loops over posts and people; its fits are where they belong."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from small_worlds import DAY, world

from influence.scores.influence import influence
from influence.scores.influence.posterior import Observed, likelihood
from influence.scores.influence.prior import GRID
from influence.scores.influence.promise import fit_promise
from influence.scores.influence.receptivity import fit_receptivity
from influence.scores.influence.shape import by_size, fit_shape
from influence.scores.influence.single_posts import PostNoise
from influence.scores.influence.virality import post_dispersion


class Twin:
    """The definition, read off the page: dictionaries, loops, no arrays of pairs."""

    def __init__(self, graph, facts):
        self.graph = graph
        self.facts = facts
        self.posts = {}
        for post, author in enumerate(graph.published.author.tolist()):
            self.posts.setdefault(author, []).append(post)
        self.age = [(graph.until - t) / DAY for t in graph.published.published.tolist()]
        self.acted, self.made = {}, {}
        for post, actor in zip(
            graph.amplifications.post.tolist(), graph.amplifications.actor.tolist(), strict=True
        ):
            pair = (int(graph.published.author[post]), actor)
            self.acted.setdefault(pair, []).append(post)
            self.made[actor] = self.made.get(actor, 0) + 1
        follow = graph.acts["follow"].tocoo()
        self.followers = {i: [] for i in self.posts}
        for actor, target in zip(follow.row.tolist(), follow.col.tolist(), strict=True):
            if target in self.followers:
                self.followers[target].append(actor)

    def audience(self):
        kappa_q, kappa_a = self.facts["kappa_quality"], self.facts["kappa_receptivity"]
        shown = {(i, j): len(self.posts[i]) for i in self.posts for j in self.followers[i]}
        seen = {p: len(self.acted.get(p, [])) for p in shown}
        typical = sum(seen.values()) / sum(shown.values())
        a = {j: 1.0 for _, j in shown}
        for _ in range(3000):
            q, b = {}, dict.fromkeys(a, 0.0)
            for i in self.posts:
                got = sum(seen[i, j] for j in self.followers[i])
                worth = sum(shown[i, j] * a[j] for j in self.followers[i])
                q[i] = (got + kappa_q) / (worth + kappa_q / typical)
            for (i, j), e in shown.items():
                b[j] += e * q[i]
            made = dict.fromkeys(a, 0)
            for (_, j), s in seen.items():
                made[j] += s
            new = {j: (made[j] + kappa_a) / (b[j] + kappa_a) for j in a}
            scale = sum(e * new[j] for (_, j), e in shown.items()) / sum(shown.values())
            new = {j: value / scale for j, value in new.items()}
            moved = max(abs(math.log(new[j] / a[j])) for j in a)
            a, q, b = (
                new,
                {i: v * scale for i, v in q.items()},
                {j: v * scale for j, v in b.items()},
            )
            if moved < 1e-13:
                break
        return {
            i: sum(
                (made[j] - seen[i, j] + kappa_a) / (max(b[j] - shown[i, j] * q[i], 0.0) + kappa_a)
                for j in self.followers[i]
            )
            for i in self.posts
        }

    def estimate(self, weight, audience, beta, kind):
        """Return T of each account for one set of pair weights and fitted constants."""
        shift, log_spread, slope = (float(t) for t in self.facts[f"{kind}_shape"].split())
        phi = self.facts["phi"]
        size = {i: math.log1p(len(self.followers[i])) for i in self.posts}
        centre = sum(size.values()) / len(size)
        spread = math.sqrt(sum((v - centre) ** 2 for v in size.values()) / len(size))
        out = {}
        for i, posts in self.posts.items():
            promise = math.exp(beta[0] + beta[1] * size[i] + beta[2] * math.log(audience[i]))
            events = [
                (post, weight[i, j])
                for (k, j), acted in self.acted.items()
                if k == i
                for post in acted
            ]
            count = sum(w for _, w in events)
            s = min(max(math.exp(log_spread + slope * (size[i] - centre) / spread), 0.15), 4.0)
            terms = []
            for u in GRID.tolist():
                mean, k = len(posts) * promise * math.exp(u), phi * len(posts)
                like = count * math.log(mean / (k + mean)) - k * math.log1p(mean / k)
                terms.append((like - 0.5 * ((u - shift + s * s / 2) / s) ** 2, u))
            top = max(term for term, _ in terms)
            mass = sum(math.exp(term - top) for term, _ in terms)
            value = promise * sum(math.exp(t - top + u) for t, u in terms) / mass
            for part in (4, 16, 64):
                half_life = ((self.graph.until - self.graph.since) / DAY) / part
                recent = sum(w * 0.5 ** (self.age[p] / half_life) for p, w in events)
                shown = sum(0.5 ** (self.age[p] / half_life) for p in posts)
                k = 20.0 * (1.0 / value + 1.0 / phi)
                value = (recent + k * value) / (shown + k)
            out[i] = value
        return out

    def guard(self):
        kept = {
            (i, j): min(len(s), 1 + self.made[j] - len(s), max(1.0, 0.1 * len(self.posts[i])))
            for (i, j), s in self.acted.items()
        }
        scale = sum(len(s) for s in self.acted.values()) / sum(kept.values())
        return {p: kept[p] / len(s) * scale for p, s in self.acted.items()}


@pytest.mark.parametrize("seed", range(8))
def test_the_score_equals_its_plain_twin(seed):
    graph = world(seed)
    values = influence(graph)
    twin = Twin(graph, values.facts)
    audience = twin.audience()
    for column, weight in (
        ("unguarded", dict.fromkeys(twin.acted, 1.0)),
        ("guarded", twin.guard()),
    ):
        beta = [
            values.facts[f"{column}_beta {name}"]
            for name in ("constant", "followers", "receptive audience")
        ]
        expected = twin.estimate(weight, audience, beta, column)
        for account, value in expected.items():
            assert values.companions[column][account] == pytest.approx(value, rel=1e-8)
    for account in twin.posts:
        plain, guarded = (values.companions[c][account] for c in ("unguarded", "guarded"))
        stands = guarded if plain > 2 * guarded else plain
        assert values.value[account] == stands
        assert values.low[account] <= stands <= values.high[account]


def test_accounts_without_posts_are_not_rated():
    graph = world(3)
    silent = graph.posts == 0
    assert silent.any()
    assert np.isnan(influence(graph).value[silent]).all()


counts = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 40), st.floats(0.0, 8.0)), min_size=8, max_size=40
)


@settings(max_examples=50)
@given(counts)
def test_the_shape_of_the_prior_is_no_worse_than_a_simplex_search_finds(rows):
    count, posts, size = (np.array(each, dtype=float) for each in zip(*rows, strict=True))
    size = np.round((size - size.mean()) * 2 / 0.05) * 0.05
    count, posts, size = (each[by_size(size)] for each in (count, posts, size))
    promise = np.full(count.size, max(count.sum(), 1.0) / posts.sum())
    like = likelihood(Observed(count, posts, promise, size), PostNoise(1.0), np.inf)

    def loss(t):
        total = 0.5 * (t[0] / 0.5) ** 2 + 0.5 * (t[2] / 0.5) ** 2
        for row, z in zip(like, size, strict=True):
            s = np.clip(np.exp(t[1] + t[2] * z), 0.15, 4.0)
            weight = np.exp(-0.5 * ((GRID - t[0] + s * s / 2) / s) ** 2)
            total -= np.log(row @ weight / weight.sum())
        return total

    simplex = np.vstack([np.zeros(3), 0.4 * np.eye(3)])
    searched = minimize(
        loss, np.zeros(3), method="Nelder-Mead", options={"initial_simplex": simplex}
    )
    assert loss(fit_shape(like.__getitem__, size, sized=True)) <= searched.fun + 1e-3


def test_the_promise_recovers_what_made_the_counts():
    random = np.random.default_rng(5)
    n = 20_000
    features = np.column_stack([np.ones(n), random.normal(3, 1.5, n)])
    posts = random.integers(1, 40, n).astype(float)
    mean = np.exp(-3.0 + 0.5 * features[:, 1])
    account = random.gamma(2.0, 1 / 2.0, n)
    count = random.poisson(random.gamma(posts * 1.5, account * mean / 1.5)).astype(float)
    fit = fit_promise(count, posts, features, phi=1.5)
    np.testing.assert_allclose(fit.beta, [-3.0, 0.5], atol=0.05)
    assert fit.kappa == pytest.approx(2.0, rel=0.1)


def test_post_dispersion_recovers_what_made_the_posts():
    random = np.random.default_rng(6)
    author = np.repeat(np.arange(3000), 20)
    mean = random.exponential(2.0, 3000)[author]
    count = random.poisson(random.gamma(0.7, mean / 0.7)).astype(float)
    assert post_dispersion(author, count) == pytest.approx(0.7, rel=0.05)


def test_too_few_accounts_leave_post_dispersion_at_its_default():
    author = np.repeat(np.arange(49), 3)
    assert post_dispersion(author, np.full(author.size, 2.0)) == 1.0


def test_receptivity_finds_who_passes_on():
    random = np.random.default_rng(7)
    n = 300
    follow = random.random((n, n)) < 0.2
    target, actor = np.nonzero(follow)
    receptive = random.lognormal(0, 1.2, n)
    acted = random.poisson(10 * 0.05 * receptive[actor]).astype(float)
    fit = fit_receptivity(target, actor, np.full(target.size, 10.0), acted, n)
    assert np.corrcoef(np.log(fit.receptivity), np.log(receptive))[0, 1] > 0.95
