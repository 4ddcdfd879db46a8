"""One score a file: a pure function from an interaction graph to a number for each account.

From outside, use :func:`all_scores`, :func:`find_score`, and the types below. A score imports the
graph and nothing else of ours; scores may not import each other.
"""

from influence.scores.registry import Score, Values, all_scores, find_score, score

__all__ = ["Score", "Values", "all_scores", "find_score", "score"]
