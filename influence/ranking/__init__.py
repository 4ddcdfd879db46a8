"""Runs: a score over a window, its ranks and lists, stored once and shown as rows.

From outside: :func:`run` computes and stores, :func:`rows` gives the rows of one list and
:func:`columns` their order. Ranked accounts, those to check before use and those not rated are
three lists that are never mixed; only the first has ranks. ``Run`` holds the graph and the
score's values, for whoever wants to take them apart.
"""

from influence.ranking.ledger import Recorded
from influence.ranking.lists import CHECK, RANKED, STATUSES, UNRATED, missing_evidence
from influence.ranking.places import Places, places
from influence.ranking.roster import Chosen, Kinds, Roster, Wanted, brackets, make_roster
from influence.ranking.rows import ALL, LISTS, columns, row_of, rows, rows_at
from influence.ranking.runs import DEFAULT_SCORE, STEPS, Run, compute, run
from influence.ranking.settings import parse_settings, settings_of
from influence.ranking.stored import Scored, scored_accounts
from influence.ranking.where import Cell, Row, matching
from influence.ranking.why import would_rate
from influence.scores import find_score

__all__ = [
    "ALL",
    "CHECK",
    "DEFAULT_SCORE",
    "LISTS",
    "RANKED",
    "STATUSES",
    "STEPS",
    "UNRATED",
    "Cell",
    "Chosen",
    "Kinds",
    "Places",
    "Recorded",
    "Roster",
    "Row",
    "Run",
    "Scored",
    "Wanted",
    "brackets",
    "columns",
    "compute",
    "find_score",
    "make_roster",
    "matching",
    "missing_evidence",
    "parse_settings",
    "places",
    "row_of",
    "rows",
    "rows_at",
    "run",
    "scored_accounts",
    "settings_of",
    "would_rate",
]
