"""Outreach: shortlists with reasons, notes and tags, who must not be contacted, and undoing.

:func:`make_shortlist`, :func:`add_entries`, :func:`decide` and :func:`edit_entries`
change a list; :func:`entries` and :func:`queue` read it. :func:`tag`,
:func:`add_note` and :func:`bar` are about a person. Each is one action, whole or not done at all;
:func:`history` tells them and :func:`undo` takes one back. Where a row carries ``changes``, hand it
back as ``seen``: who changed it since is then told instead of written over.
"""

from influence.outreach.entries import (
    CALLED,
    DECISIONS,
    EDITABLE,
    LINKS,
    Decision,
    add_entries,
    decide,
    edit_entries,
    is_address,
    remove_entries,
)
from influence.outreach.journal import who
from influence.outreach.listing import COLUMNS, Standing, entries, queue, standings
from influence.outreach.people import (
    Barred,
    Note,
    add_note,
    bar,
    barred,
    notes_of,
    remove_note,
    tag,
    tags_of,
    unbar,
    untag,
)
from influence.outreach.shortlists import (
    Shortlist,
    change_shortlist,
    find_shortlist,
    make_shortlist,
    question_of,
    remove_shortlist,
    shortlists,
)
from influence.outreach.undoing import Done, history, undo

__all__ = [
    "CALLED",
    "COLUMNS",
    "DECISIONS",
    "EDITABLE",
    "LINKS",
    "Barred",
    "Decision",
    "Done",
    "Note",
    "Shortlist",
    "Standing",
    "add_entries",
    "add_note",
    "bar",
    "barred",
    "change_shortlist",
    "decide",
    "edit_entries",
    "entries",
    "find_shortlist",
    "history",
    "is_address",
    "make_shortlist",
    "notes_of",
    "question_of",
    "queue",
    "remove_entries",
    "remove_note",
    "remove_shortlist",
    "shortlists",
    "standings",
    "tag",
    "tags_of",
    "unbar",
    "undo",
    "untag",
    "who",
]
