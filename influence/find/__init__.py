"""Find: from words to posts, from posts to people, and from a brief to candidates.

A topic is a query (:func:`parse_query`; kept ones: :func:`save_topic`, :func:`query_of`).
:func:`search` gives the posts that it finds, :func:`topic_accounts` who wrote them, and
:func:`rank_within` everybody's influence within the topic; :func:`explain_topical` opens it.

A brief (:func:`read_brief`, :func:`parse_brief`; kept ones: :func:`keep_brief`) says who is looked
for. :func:`preview` counts at once, :func:`find_by_brief` judges everybody and keeps that as a
:class:`Finding`; :func:`find_candidates` takes a :class:`Candidates` query and gives a page of
rows with facets, :func:`terms_of` what one account's fit is made of. Nothing in here writes but
topics, briefs and what was computed.
"""

from influence.find.briefs import OF_THE_TOPIC, USUAL_WEIGHTS, Brief, Size, parse_brief, read_brief
from influence.find.candidate_rows import COLUMNS, candidate_of, columns_of, terms_of
from influence.find.candidates import (
    FACETS,
    RANGES,
    SORTS,
    Candidates,
    Found,
    find_candidates,
)
from influence.find.finding import (
    JUDGING,
    Finding,
    find_by_brief,
    find_within,
    latest_finding,
)
from influence.find.kept_briefs import (
    KeptBrief,
    keep_brief,
    kept_brief,
    kept_briefs,
    remove_brief,
)
from influence.find.preview import Preview, preview
from influence.find.queries import Query, Term, parse_query
from influence.find.reasons import REASONS, STATUS_WORDS, STATUSES
from influence.find.search import Hit, count_hits, on_topic, search
from influence.find.topic_accounts import topic_accounts
from influence.find.topical_explained import TopicalExplanation, explain_topical
from influence.find.topics import (
    Topic,
    all_topics,
    find_topic,
    query_of,
    remove_topic,
    save_topic,
)
from influence.find.within_topic import WithinTopic, rank_within
from influence.find.writers import topic_query

__all__ = [
    "COLUMNS",
    "FACETS",
    "JUDGING",
    "OF_THE_TOPIC",
    "RANGES",
    "REASONS",
    "SORTS",
    "STATUSES",
    "STATUS_WORDS",
    "USUAL_WEIGHTS",
    "Brief",
    "Candidates",
    "Finding",
    "Found",
    "Hit",
    "KeptBrief",
    "Preview",
    "Query",
    "Size",
    "Term",
    "Topic",
    "TopicalExplanation",
    "WithinTopic",
    "all_topics",
    "candidate_of",
    "columns_of",
    "count_hits",
    "explain_topical",
    "find_by_brief",
    "find_candidates",
    "find_topic",
    "find_within",
    "keep_brief",
    "kept_brief",
    "kept_briefs",
    "latest_finding",
    "on_topic",
    "parse_brief",
    "parse_query",
    "preview",
    "query_of",
    "rank_within",
    "read_brief",
    "remove_brief",
    "remove_topic",
    "save_topic",
    "search",
    "terms_of",
    "topic_accounts",
    "topic_query",
]
