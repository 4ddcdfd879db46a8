"""The registry of scores: a file in this folder with one decorated function is a score.

Everything else reads it: the command line, the page, the notebooks, the documentation, the tests.
Scores of others come from installed packages (entry points of the group :data:`GROUP`), or are
added for a while (:func:`added`): from a file, or as a function of a notebook.
"""

from influence.scores.registry.described import (
    INVARIANCES,
    NEEDS,
    Score,
    Values,
    described,
    known_values,
    score,
)
from influence.scores.registry.files import read_score_file
from influence.scores.registry.finding import (
    GROUP,
    added,
    added_scores,
    all_scores,
    find_score,
)
from influence.scores.registry.guard import of_others, place_of

__all__ = [
    "GROUP",
    "INVARIANCES",
    "NEEDS",
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
