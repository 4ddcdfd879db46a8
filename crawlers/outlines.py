"""Blogs as outlines of OPML name them (http://opml.org/spec2.opml), in files and on the web."""

from collections.abc import Mapping
from typing import Final

from influence.records import Account, Key
from influence.urls import BLOG, resolved, site_of

BLOGROLL: Final = "blogroll"
"""The id of the act by which the owner of a list links to each blog in it."""


def names_anything(said: Mapping[str, str]) -> bool:
    """Return whether an outline names anything; folders only hold others.

    Parameters
    ----------
    said
        The outline's attributes by their names in small letters, as with all functions here:
        ``xmlurl`` is as usual as ``xmlUrl``.
    """
    return any(said.get(name) for name in ("xmlurl", "htmlurl", "url"))


def included_list(said: Mapping[str, str]) -> str | None:
    """Return the address of another list that stands in this one's place; None for none."""
    return said.get("url", "").strip() if said.get("type", "").casefold() == "include" else None


def blog_of(said: Mapping[str, str]) -> Account | None:
    """Return the blog of an outline; None where none of its addresses is one of the web.

    An address that carries a name and a password, or a mail address, is not shown.

    Examples
    --------
    >>> blog_of({"text": "Anna", "xmlurl": "https://anna.example/feed.xml"}).url
    'https://anna.example/'
    >>> blog_of({"text": "Anna", "xmlurl": "javascript:alert(1)"})
    """
    page, feed = said.get("htmlurl", "").strip(), said.get("xmlurl", "").strip()
    for address in (page, feed, said.get("url", "").strip()):
        if address and (site := site_of(address)) is not None:
            return Account(
                Key(BLOG, site),
                handle=handle_of(site),
                name=_words(said.get("title")) or _words(said.get("text")),
                url=site if address == feed or resolved("", address) is None else address,
                bio=_words(said.get("description")),
                language=_words(said.get("language")),
            )
    return None


def handle_of(site: str) -> str:
    """Return what a site is called: its address without scheme and closing slash."""
    return site.removeprefix("https://").rstrip("/")


def _words(text: str | None) -> str | None:
    return text.strip() or None if text else None
