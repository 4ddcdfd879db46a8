"""A window of rows becomes one graph: sparse arrays for the scores, networkx for people.

:func:`load` reads a database, :meth:`InteractionGraph` holds the arrays, :func:`to_networkx` and
:func:`from_networkx` convert both ways without loss, :func:`exposure_pairs` derives who could see
what and who acted on it. :func:`with_additions` returns the same graph with more in it.
``fixed_point`` stays a module of its own: it is slow to import.
"""

from influence.graph.additions import NewActs, with_additions
from influence.graph.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    Numbers,
    is_repeated,
    laid_out,
    looked_up,
    numbered,
    ones,
    stable_order,
    sum_by,
)
from influence.graph.averages import mean_by, median_by
from influence.graph.engagement import (
    newest_posts,
    percent_of_followers,
    posts_of_last_days,
    why_no_engagement,
)
from influence.graph.exposure import (
    TIER_A,
    TIER_B,
    TIER_C,
    ExposurePairs,
    exposure_pairs,
    known_exposures,
)
from influence.graph.halves import halves
from influence.graph.interaction_graph import (
    NOT_ASKED,
    NOT_TO_CONTACT,
    OPTED_OUT,
    Amplifications,
    InteractionGraph,
    PostTable,
    in_order,
)
from influence.graph.load import load
from influence.graph.networkx_graph import from_networkx, to_networkx
from influence.graph.pairs import pair_matrix
from influence.graph.per_post import PER, events_per_post, held_of, why_no_rate
from influence.graph.subgraph import induced, neighbourhood
from influence.graph.weeks import WEEK, weeks_acted

__all__ = [
    "NOT_ASKED",
    "NOT_TO_CONTACT",
    "OPTED_OUT",
    "PER",
    "TIER_A",
    "TIER_B",
    "TIER_C",
    "WEEK",
    "Amplifications",
    "BoolArray",
    "ExposurePairs",
    "FloatArray",
    "IntArray",
    "InteractionGraph",
    "NewActs",
    "Numbers",
    "PostTable",
    "events_per_post",
    "exposure_pairs",
    "from_networkx",
    "halves",
    "held_of",
    "in_order",
    "induced",
    "is_repeated",
    "known_exposures",
    "laid_out",
    "load",
    "looked_up",
    "mean_by",
    "median_by",
    "neighbourhood",
    "newest_posts",
    "numbered",
    "ones",
    "pair_matrix",
    "percent_of_followers",
    "posts_of_last_days",
    "stable_order",
    "sum_by",
    "to_networkx",
    "weeks_acted",
    "why_no_engagement",
    "why_no_rate",
    "with_additions",
]
