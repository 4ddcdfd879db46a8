"""The h-index, of posts instead of papers."""

import numpy as np

from influence.graph import FloatArray, InteractionGraph, Numbers, sum_by
from influence.scores.registry import Values, known_values, score


@score(
    question="How many of its posts were each passed on at least as many times?",
    unit="posts with at least as many amplifications each",
    reference="Hirsch (2005); of posts, as Romero, Galuba, Asur and Huberman (2011) compare with",
    needs=("posts", "single posts of which it is known how often they were passed on"),
    invariances=("counts_doubled",),
)
def h_index(graph: InteractionGraph) -> Values:
    """Find the largest h such that h posts have at least h amplifications each.

    What counts for a post is how many different accounts passed it on; for accounts none of whose
    posts anybody is held to have passed on, the number that the source claims.

    Parameters
    ----------
    graph
        Posts, and the amplifications of each or their claimed number.

    Returns
    -------
    Values
        (n,) whole numbers; nan for accounts without known posts, and where neither amplifications
        of single posts are held nor any are claimed. Facts: how many accounts go by claims.

    Cannot tell
    -----------
    Whether the next post is passed on: whoever posts more has more. Coarse where posts are few.
    """
    posts, n = graph.published, len(graph)
    linked = graph.amplifications.post[graph.amplifications.post >= 0]
    held = np.bincount(linked, minlength=posts.ids.size).astype(np.float64)
    by_claims = sum_by(posts.author, held, n) == 0
    claims = np.bincount(posts.author[np.isfinite(posts.claimed)], minlength=n) > 0
    count = np.where(by_claims[posts.author], np.nan_to_num(posts.claimed), held)
    listed = np.bincount(posts.author, minlength=n) > 0
    known = listed & (claims if not linked.size else True)
    value = np.where(known, _h_of_each(posts.author, count, n), np.nan)
    facts = {"accounts_by_claims": int((known & by_claims & claims).sum())}
    return known_values(value, "nobody knows how often single posts were passed on", facts)


def _h_of_each(author: Numbers, count: FloatArray, n: int) -> FloatArray:
    """Return how many posts of each author have at least as many as their place, best first."""
    order = np.lexsort((-count, author))
    author, count = author[order], count[order]
    place = np.arange(order.size) - np.searchsorted(author, author) + 1
    return sum_by(author, count >= place, n)
