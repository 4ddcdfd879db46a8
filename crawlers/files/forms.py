"""Every form of file that can be imported; the first that recognises a file reads it."""

from crawlers.files import csv, jsonl, parquet
from crawlers.files.form import Form, Head

FORMS: tuple[Form, ...] = (parquet.FORM, jsonl.FORM, csv.FORM)
"""Those that know their files for sure come first; CSV is what is left."""


def form_of(head: Head) -> Form:
    """Return the form of a file; text that no other form knows is taken for CSV."""
    return next(form for form in FORMS if form.recognises(head))
