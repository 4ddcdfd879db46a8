"""OPML as a source: blogrolls and lists of feeds (http://opml.org/spec2.opml).

Each outline with a feed is a blog; where the list's owner is known, it links to each of them.
"""

import re
from collections.abc import Iterator

from crawlers.bad_row import BadRow
from crawlers.files.acts import Records
from crawlers.files.columns import ACCOUNTS, Kind
from crawlers.files.form import File, Form, Head, first_record
from crawlers.files.opml_mending import mended
from crawlers.files.reading import Reading
from crawlers.files.xml_rows import END, Element, events
from crawlers.outlines import BLOGROLL, blog_of, handle_of, included_list, names_anything
from influence.errors import InputUnusable
from influence.records import Account, Interaction, Key, Record
from influence.urls import BLOG, site_of

_ROWS = frozenset({"outline", "ownerName", "ownerId"})
_ROOT = re.compile(r"<opml[\s>]")
_UNTOLD = "the owner is not known, so that only the blogs are read: --owner ADDRESS says who links"


class _List:
    """One list of blogs: whose it is, and which blogs it named already."""

    def __init__(self, owner: str | None) -> None:
        self.owner_name: str | None = None
        self.owner = site_of(owner) if owner else None
        self._is_asked = owner is not None
        self._seen: set[str] = set()

    def learn_owner(self, element: Element) -> None:
        """Take up what the head says of the owner; its mail address is left alone."""
        if element.name == "ownerName":
            self.owner_name = element.text or None
        elif not self._is_asked:
            self.owner = site_of(element.text)

    def records(self, outline: Element) -> Records:
        """Return the blog of an outline, and once a list who links to it."""
        blog = _blog(outline)
        site = blog.key.native_id
        if self.owner is None or site in self._seen:
            return (blog,)
        self._seen.add(site)
        return (blog, Interaction("link", Key(BLOG, self.owner), blog.key, native_id=BLOGROLL))

    def owner_account(self) -> Records:
        """Return the account of the owner."""
        if self.owner is None:
            return ()
        key, handle = Key(BLOG, self.owner), handle_of(self.owner)
        return (Account(key, handle=handle, name=self.owner_name, url=self.owner),)


def read_opml(reading: Reading) -> Iterator[Record]:
    """Yield the records of an OPML file; outlines that cannot be taken are told and passed over.

    Raises
    ------
    InputUnusable
        Where it is no well-formed XML, or --owner is no address of a blog.
    """
    asked = reading.asked.owner
    if asked is not None and site_of(asked) is None:
        raise InputUnusable(
            f"{reading.name} is a blogroll, and --owner {asked} is no address of a blog, such as "
            "https://anna.example."
        )
    listed = _List(asked)
    is_told = False
    for event, element in events(reading.stream, reading.name, _ROWS, mend=mended):
        if event == END and element.name != "outline":
            listed.learn_owner(element)
        elif event != END and element.name == "outline":
            if not is_told:
                is_told = True
                _tell(reading, listed)
                yield from listed.owner_account()
            if names_anything(element.attributes):
                yield from _checked(reading, listed, element)


def _tell(reading: Reading, listed: _List) -> None:
    columns = {"url": "htmlUrl or xmlUrl", "name": "title or text", "bio": "description"}
    reading.tell("blogs", {**columns, "language": "language"})
    if listed.owner is None:
        reading.notes[_UNTOLD] = None
    else:
        reading.tell(f"links from {listed.owner}", {"target_id": "htmlUrl or xmlUrl"})


def _checked(reading: Reading, listed: _List, outline: Element) -> Iterator[Record]:
    reading.at.start = outline.line
    reading.rows += 1
    try:
        yield from listed.records(outline)
    except BadRow as error:
        reading.reject(str(error), outline.as_row())


def _blog(outline: Element) -> Account:
    """Return the blog of an outline."""
    said = outline.attributes
    included = included_list(said)
    if included is not None:
        raise BadRow(f"is another list, {included[:200]}: import that file too")
    blog = blog_of(said)
    if blog is None:
        address = said.get("htmlurl") or said.get("xmlurl") or said.get("url", "")
        raise BadRow(f"{address.strip()[:200]!r} is no web address")
    return blog


def _recognises(head: Head) -> bool:
    return head.text.lstrip("\ufeff \t\r\n").startswith("<") and bool(_ROOT.search(head.text))


def _look(file: File) -> Kind:
    first_record(read_opml, file)
    return ACCOUNTS


FORM = Form("OPML", _recognises, read_opml, _look)
