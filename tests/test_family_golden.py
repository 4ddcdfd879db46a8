"""The family's published numbers: every score gives them to the digits printed."""

import json
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from posters import posting

from influence.graph import from_networkx
from influence.scores import all_scores

SCORES = all_scores()
GOLDEN = json.loads((Path(__file__).parent.parent / "data/golden/family.json").read_text())
ENGAGEMENT, KAUSHIK, TUNKRANK, PSI = (
    GOLDEN[name] for name in ("engagement", "kaushik", "tunkrank", "psi")
)


def printed(found, expected, digits):
    np.testing.assert_array_equal(np.round(found, digits), expected)


def engaged(times=1):
    """Make the account of the printed example, its posts repeated on the days before the end."""
    counts = list(zip(ENGAGEMENT["likes"], ENGAGEMENT["replies"], strict=True)) * times
    posts = [(399 - day, None, *both) for day, both in enumerate(counts)]
    return posting([(ENGAGEMENT["followers"], posts)])


@pytest.mark.parametrize("name", ENGAGEMENT["percent"])
def test_engagement_rates_are_those_printed(name):
    value = SCORES[name](engaged()).value
    printed(value, [ENGAGEMENT["percent"][name]], ENGAGEMENT["digits"])


def test_the_same_account_with_ten_posts_has_the_mean_rate_at_traackr():
    assert np.isnan(SCORES["traackr"](engaged()).value).all()
    printed(SCORES["traackr"](engaged(times=2)).value, [3.86], 2)


def test_mean_likes_are_not_median_likes():
    assert SCORES["applause_rate"](engaged()).value.tolist() == [ENGAGEMENT["likes_per_post"]]
    median = SCORES["infludata_likes"](engaged()).value * ENGAGEMENT["followers"] / 100
    assert median.tolist() == [ENGAGEMENT["median_likes"]]


@pytest.mark.parametrize("per", ["post", "1000_followers"])
@pytest.mark.parametrize("name", KAUSHIK["post"])
def test_four_posts_have_kaushiks_three_rates(name, per):
    first = (1, KAUSHIK["reposts"], KAUSHIK["likes"], KAUSHIK["replies"])
    others = [(2, 0, 0, 0)] * (KAUSHIK["posts"] - 1)
    graph = posting([(KAUSHIK["followers"], [first, *others])])
    printed(SCORES[name](graph, per=per).value, [KAUSHIK[per][name]], KAUSHIK["digits"])


def following(lists):
    network = nx.DiGraph()
    network.add_nodes_from(range(len(lists)))
    network.add_edges_from(
        ((int(actor), target) for actor, targets in lists.items() for target in targets), follow=1
    )
    return network


@pytest.mark.parametrize("p", TUNKRANK["p"])
def test_tunkrank_of_four_accounts(p):
    graph = from_networkx(following(TUNKRANK["following"]))
    values = SCORES["tunkrank"](graph, p=float(p))
    printed(values.value, TUNKRANK["p"][p], TUNKRANK["digits"])


def test_psi_is_that_of_its_authors_package():
    network = following(PSI["following"])
    for account, (posts, passed_on) in enumerate(zip(PSI["lambda"], PSI["mu"], strict=True)):
        network.nodes[account]["posts"] = posts
        target = PSI["following"][str(account)][0]
        network.edges[account, target]["repost"] = passed_on
    printed(SCORES["psi"](from_networkx(network)).value, PSI["psi"], PSI["digits"])


def test_leaderrank_of_two_accounts_by_hand():
    # x of the follower is c, of the leader c + c/2; the ground node holds the rest of 2: c = 4/9.
    graph = from_networkx(following({"0": [1], "1": []}))
    np.testing.assert_allclose(SCORES["leaderrank"](graph).value, [8 / 9, 10 / 9], rtol=1e-12)
