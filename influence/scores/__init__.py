"""One score a file: a pure function from an interaction graph to a number for each account.

From outside, use :func:`all_scores`, :func:`find_score`, and the types below. A score imports the
graph and nothing else of ours; scores may not import each other. Scores of others come from
installed packages, or for a while by :func:`added`: :func:`read_score_file` reads one from a file.
"""

from influence.scores.registry import (
    INVARIANCES,
    Score,
    Values,
    added,
    added_scores,
    all_scores,
    described,
    find_score,
    known_values,
    of_others,
    place_of,
    read_score_file,
    score,
)

__all__ = [
    "INVARIANCES",
    "Score",
    "Values",
    "added",
    "added_scores",
    "all_scores",
    "described",
    "find_score",
    "known_values",
    "of_others",
    "place_of",
    "read_score_file",
    "score",
]
