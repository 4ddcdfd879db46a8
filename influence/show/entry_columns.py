"""The columns of a shortlist, as files and pages have them."""

from influence.outreach import COLUMNS, LINKS
from influence.show.columns import Column, Kind

SENTENCES = frozenset({"reason", "note", "why", "last_note"})
"""Columns of sentences, which are read whole."""


def entry_columns() -> list[Column]:
    """Return the columns of a shortlist; its three links are links."""
    return [
        Column(name, kind=Kind.LINK) if name in LINKS else Column(name, wrap=name in SENTENCES)
        for name in COLUMNS
    ]
