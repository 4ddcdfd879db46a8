"""Live streams in the database: what they told and took back, and up to where they were heard.

:func:`stream_of` knows where a stream is gone on with; :func:`write_heard` writes what it told,
in one transaction with its cursor. :func:`spans_of` says from when to when a stream was heard, and
where something is missing: what coverage is of lists.
"""

from influence.store.streaming.gone import POST_ACTS, Gone
from influence.store.streaming.rounds import Handle, Item, Standing
from influence.store.streaming.spans import (
    Span,
    Stream,
    StreamStatus,
    spans_of,
    stream_known,
    stream_of,
    stream_statuses,
)
from influence.store.streaming.writing import Heard, Written, write_heard

__all__ = [
    "POST_ACTS",
    "Gone",
    "Handle",
    "Heard",
    "Item",
    "Span",
    "Standing",
    "Stream",
    "StreamStatus",
    "Written",
    "spans_of",
    "stream_known",
    "stream_of",
    "stream_statuses",
    "write_heard",
]
