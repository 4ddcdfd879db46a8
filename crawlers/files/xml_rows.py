"""XML as rows, read as a stream: no tree, no entities, nothing fetched, a line for each element."""

import io
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol
from xml.sax import ContentHandler, SAXParseException  # nosec - the parser below is defused
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from influence.errors import InputUnusable

START, END = "start", "end"

_CHUNK = 1 << 16
_DEEPEST = 1_000


@dataclass(slots=True)
class Element:
    """One element: names without prefix, attributes by their names in small letters.

    Attributes
    ----------
    line
        Where it begins.
    children
        Elements in it, but those that are rows themselves.
    """

    name: str
    attributes: dict[str, str]
    line: int
    parts: list[str] = field(default_factory=list)
    children: list["Element"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own text."""
        return "".join(self.parts).strip()

    def find_all(self, name: str) -> Iterator["Element"]:
        """Yield the elements of a name in it, at any depth."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.find_all(name)

    def as_row(self) -> str:
        """Return how it begins, for the rejects file."""
        attributes = "".join(f' {name}="{value}"' for name, value in self.attributes.items())
        return f"<{self.name}{attributes}>"


Event = tuple[str, Element]


class _Lines(Protocol):
    def getLineNumber(self) -> int: ...  # noqa: N802 - a name of SAX


class _Rows(ContentHandler):
    """Keeps the elements that are rows with what is in them, and forgets all others."""

    def __init__(self, rows: frozenset[str], marks: frozenset[str], lines: _Lines) -> None:
        super().__init__()
        self.events: deque[Event] = deque()
        self._names = rows
        self._marks = marks
        self._lines = lines
        self._open: list[Element] = []
        self._rows_open = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        plain = _plain(name)
        attributes = {_plain(key).lower(): value for key, value in attrs.items()}
        element = Element(plain, attributes, self._lines.getLineNumber())
        self._open.append(element)
        if len(self._open) > _DEEPEST:
            raise InputUnusable(f"elements lie {_DEEPEST:,} deep within each other")
        if plain in self._names:
            self._rows_open += 1
        if plain in self._names or plain in self._marks:
            self.events.append((START, element))

    def endElement(self, name: str) -> None:  # noqa: N802, ARG002 - it closes the last one open
        element = self._open.pop()
        if element.name in self._names:
            self._rows_open -= 1
            self.events.append((END, element))
        elif self._rows_open and element.name not in self._marks:
            self._open[-1].children.append(element)

    def characters(self, content: str) -> None:
        if self._rows_open:
            self._open[-1].parts.append(content)


def _plain(name: str) -> str:
    return name.rpartition(":")[2]


def events(
    stream: io.BufferedReader,
    name: str,
    rows: frozenset[str],
    marks: frozenset[str] = frozenset(),
    mend: Callable[[bytes], bytes] = bytes,
) -> Iterator[Event]:
    """Yield the elements of some names as they start and as they end.

    What is in an element is there at its end. Rows in rows come as rows of their own.

    Parameters
    ----------
    name
        The file, for sentences.
    rows
        Names without prefix.
    marks
        Names of elements around rows, of which only the start is told.
    mend
        Mends what programs are known to write wrongly, line by line.

    Raises
    ------
    InputUnusable
        Where the text is no well-formed XML, defines entities, or would fetch something.
    """
    parser = DefusedExpatParser(forbid_dtd=False, forbid_entities=True, forbid_external=True)
    handler = _Rows(rows, marks, parser)
    parser.setContentHandler(handler)
    try:
        while lines := stream.readlines(_CHUNK):
            parser.feed(mend(b"".join(lines)))
            while handler.events:
                yield handler.events.popleft()
        parser.close()
    except SAXParseException as error:
        raise InputUnusable(
            f"{name} line {error.getLineNumber()}: is no well-formed XML: {error.getMessage()}."
        ) from error
    except DefusedXmlException as error:
        raise InputUnusable(
            f"{name} line {parser.getLineNumber()}: defines entities or names other files to read, "
            "which can stand for a bomb or fetch what is none of its business; remove its DOCTYPE."
        ) from error
    except InputUnusable as error:
        raise InputUnusable(f"{name} line {parser.getLineNumber()}: {error}.") from error
    except (LookupError, ValueError) as error:
        raise InputUnusable(f"{name} is in an encoding that cannot be read: {error}.") from error
    while handler.events:
        yield handler.events.popleft()
