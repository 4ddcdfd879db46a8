"""Find: from words to posts, from posts to people, and how influential these are on a topic.

A topic is a query (:func:`parse_query`; kept ones: :func:`save_topic`, :func:`query_of`).
:func:`search` gives the posts that it finds, :func:`topic_accounts` who wrote them, and
:func:`rank_within` everybody's influence within the topic; :func:`explain_topical` opens it.
Nothing in here writes but topics and what was computed.
"""

from influence.find.queries import Query, Term, parse_query
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

__all__ = [
    "Hit",
    "Query",
    "Term",
    "Topic",
    "TopicalExplanation",
    "WithinTopic",
    "all_topics",
    "count_hits",
    "explain_topical",
    "find_topic",
    "on_topic",
    "parse_query",
    "query_of",
    "rank_within",
    "remove_topic",
    "save_topic",
    "search",
    "topic_accounts",
]
