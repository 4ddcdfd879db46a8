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
        Writes all in a form, and for people in any that is none of a machine.
    """

    documents: Sequence[Document]
    write_page: Write

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
        self.write_page("text", stream)

    def _repr_html_(self) -> str:
        """Show the page in a notebook as a terminal shows it."""
        stream = StringIO()
        self.write_for_people(stream)
        return f"<pre>{escape(stream.getvalue())}</pre>"


def documents_of(
    title: str, documents: Sequence[Document], write_page: Write, *, words: Sequence[str] = ()
) -> Documents:
    """Return objects, whose columns are the names in any of them."""
    return Documents(
        title=title,
        columns=columns_of(dict.fromkeys(key for each in documents for key in each)),
        read=lambda: documents,
        words=words,
        documents=documents,
        write_page=write_page,
    )


def told_once(
    title: str, document: Document, lines: Iterable[str], *, words: Sequence[str] = ()
) -> Documents:
    """Return one object, which is told people in lines."""
    document, lines = json.loads(json.dumps(document)), [*lines]  # as it is written

    def write(form: str, stream: TextIO) -> None:
        if form == "json":
            stream.write(json.dumps(document, indent=2) + "\n")
        else:
            stream.writelines(f"{line}\n" for line in lines)

    return documents_of(title, [document], write, words=words)


def said_once(title: str, document: Document, lines: Iterable[str], following: str) -> Documents:
    """Return what came of something long: one object, and in words, with what to do next."""
    words = [*lines, f"Next: {following}"]
    return told_once(title, document, words, words=words)
