"""Results of commands that write no table: pages for people, and an object each for machines."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from io import StringIO
from typing import Any, TextIO

from influence.errors import UsageError
from influence.library.results import Result, result_of
from influence.show import columns_of, open_output

Document = Mapping[str, Any]
Write = Callable[[str, TextIO], None]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Documents(Result):
    """Objects as ``--format json`` writes them, one a row; what is in them stays as it is.

    Attributes
    ----------
    documents
        The objects; :attr:`document` is the only one.
    write_page
        Writes all in a form, ``text`` or ``table`` for people.
    forms
        The forms there are, the first for people.
    """

    documents: Sequence[Document]
    write_page: Write
    forms: Sequence[str]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The objects, as JSON writes them."""
        return [dict(each) for each in self.documents]

    @property
    def document(self) -> Document:
        """The only object.

        Raises
        ------
        UsageError
            Where there are several.
        """
        if len(self.documents) != 1:
            raise UsageError(f"There are {len(self.documents)} of these: take one of .rows.")
        return self.documents[0]

    def table(self, name: str) -> Result:
        """Return what stands under a name of the only object as rows of its own."""
        found = self.document[name]
        rows = [dict(found)] if isinstance(found, Mapping) else list(found)
        return result_of(name, list(dict.fromkeys(key for row in rows for key in row)), rows)

    def write_as(self, form: str, path: str) -> Sequence[str]:
        """Write all in a form."""
        with open_output(path) as stream:
            self.write_page(form, stream)
        return []

    def write_for_people(self, stream: TextIO) -> None:
        """Write the page for people."""
        self.write_page(self.forms[0], stream)

    def _repr_html_(self) -> str:
        """Show the page in a notebook as a terminal shows it."""
        stream = StringIO()
        self.write_for_people(stream)
        return f"<pre>{escape(stream.getvalue())}</pre>"


def told_once(title: str, document: Document, lines: Iterable[str], following: str) -> Documents:
    """Return what came of something long: one object, and in words, with what to do next."""
    words = [*lines, f"Next: {following}"]
    document = json.loads(json.dumps(document))  # as it is written

    def write(form: str, stream: TextIO) -> None:
        if form == "json":
            stream.write(json.dumps(document, indent=2) + "\n")
        else:
            stream.writelines(f"{line}\n" for line in words)

    return Documents(
        title=title,
        columns=columns_of(document),
        read=lambda: [document],
        words=words,
        documents=[document],
        write_page=write,
        forms=("table", "json"),
    )
