"""Every form of file that can be imported; the first that recognises a file reads it."""

from crawlers.files import (
    bluesky,
    csv,
    edge_list,
    gexf,
    graphml,
    json_list,
    jsonl,
    mastodon_account,
    mastodon_follows,
    mastodon_outbox,
    opml,
    parquet,
    spreadsheet,
    x_api1,
    x_api2,
    x_archive,
    youtube,
)
from crawlers.files.form import Form, Head
from influence.errors import InputUnusable

_ARCHIVES = (
    x_archive.FORM,
    x_api2.FORM,
    x_api1.FORM,
    mastodon_outbox.FORM,
    mastodon_account.ACTOR,
    mastodon_account.LIKES,
    mastodon_follows.FORM,
    bluesky.FORM,
    youtube.FORM,
)
"""Forms whose meaning is fixed; where a mapping says what columns mean, none of them is meant."""

FORMS: tuple[Form, ...] = (
    spreadsheet.FORM,
    parquet.FORM,
    graphml.FORM,
    gexf.FORM,
    opml.FORM,
    *_ARCHIVES,
    json_list.FORM,
    jsonl.FORM,
    edge_list.FORM,
    csv.FORM,
)
"""Those that know their files for sure come first; CSV is what is left."""


_FROM_HERE = "is a {} archive, which cannot be read from here; name the file itself."

FOREIGN = {
    b"SQLite format 3": "is a database, not a file of rows; export its tables as CSV.",
    b"PK\x03\x04": _FROM_HERE.format("zip"),
    b"%PDF": "is a PDF; CSV or JSON lines are wanted.",
    b"<": "is XML or HTML, but no GraphML, GEXF or OPML; export it in another form.",
}


def form_of(head: Head) -> Form:
    """Return the form of a file; text that no other form knows is taken for CSV.

    Raises
    ------
    InputUnusable
        Where it is of a form that is known and not read.
    """
    for form in FORMS[:-1]:
        is_meant = head.asked.mapping is None or form not in _ARCHIVES
        if is_meant and form.recognises(head):
            return form
    if head.start[257:262] == b"ustar":
        raise InputUnusable(f"{head.path} {_FROM_HERE.format('tar')}")
    for magic, sentence in FOREIGN.items():
        if head.start.startswith(magic):
            raise InputUnusable(f"{head.path} {sentence}")
    return FORMS[-1]
