"""OPML as a source: blogrolls and lists of feeds (http://opml.org/spec2.opml).

Each outline with a feed is a blog; where the list's owner is known, it links to each of them.
"""

import re
from collections.abc import Iterator

from crawlers.files.acts import Records
from crawlers.files.bad_row import BadRow
from crawlers.files.columns import ACCOUNTS, Kind
from crawlers.files.form import File, Form, Head, first_record
from crawlers.files.opml_mending import mended
from crawlers.files.reading import Reading
from crawlers.files.xml_rows import END, Element, events
from influence.errors import InputUnusable
from influence.records import Account, Interaction, Key, Record
from influence.urls import BLOG, site_of

_ROWS = frozenset({"outline", "ownerName", "ownerId"})
_ROOT = re.compile(r"<opml[\s>]")
_BLOGROLL = "blogroll"
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
        site, address = _addresses(outline)
        key = Key(BLOG, site)
        said = outline.attributes
        blog = Account(
            key,
            handle=site.removeprefix("https://").rstrip("/"),
            name=_words(said.get("title")) or _words(said.get("text")),
            url=address,
            bio=_words(said.get("description")),
            language=_words(said.get("language")),
        )
        if self.owner is None or site in self._seen:
            return (blog,)
        self._seen.add(site)
        return (blog, Interaction("link", Key(BLOG, self.owner), key, native_id=_BLOGROLL))

    def owner_account(self) -> Records:
        """Return the account of the owner."""
        if self.owner is None:
            return ()
        handle = self.owner.removeprefix("https://").rstrip("/")
        key = Key(BLOG, self.owner)
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
            f"--owner {asked} is no address of a blog, such as https://anna.example."
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
            if _is_blog(element):
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


def _is_blog(outline: Element) -> bool:
    """Return whether an outline names anything; folders only hold others."""
    return any(outline.attributes.get(name) for name in ("xmlurl", "htmlurl", "url"))


def _addresses(outline: Element) -> tuple[str, str]:
    """Return the blog of an outline, and the address to show."""
    said = outline.attributes
    if said.get("type", "").casefold() == "include":
        raise BadRow(f"is another list, {said.get('url', '')[:200]}: import that file too")
    page, feed = said.get("htmlurl", "").strip(), said.get("xmlurl", "").strip()
    for address in (page, feed, said.get("url", "").strip()):
        if address and (site := site_of(address)) is not None:
            return site, address if address != feed else site
    address = page or feed or said.get("url", "")
    raise BadRow(f"{address[:200]!r} is no web address")


def _words(text: str | None) -> str | None:
    return text.strip() or None if text else None


def _recognises(head: Head) -> bool:
    return head.text.lstrip("\ufeff \t\r\n").startswith("<") and bool(_ROOT.search(head.text))


def _look(file: File) -> Kind:
    first_record(read_opml, file)
    return ACCOUNTS


FORM = Form("OPML", _recognises, read_opml, _look)
