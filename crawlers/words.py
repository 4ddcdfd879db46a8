"""Markup → the words that are stored: plain, capped, and without anybody's mail address."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from lxml import etree

from influence.urls import MAIL_ADDRESS

LONGEST_TEXT: Final = 50_000
LONGEST_BIO: Final = 5_000
LONGEST_NAME: Final = 500

_ENOUGH = 4 * LONGEST_TEXT
_MOST_ELEMENTS = 200_000
_HIDDEN: Final = "[mail address]"
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption"),
        *("figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main"),
        *("nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul", "title"),
    )
)
_SILENT = frozenset(("script", "style", "noscript", "template", "iframe", "svg", "math", "select"))
_OVERRIDES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"[^\S\n ][^\S\n]*| [^\S\n]+")  # whatever is not one plain space
_LINES = re.compile(r" ?\n[ \n]*")  # once spaces are joined
_LANGUAGE = re.compile(r"[a-z]{2,3}(?![a-z])")


def plain(html: str, longest: int = LONGEST_TEXT) -> str | None:
    r"""Return the words of a piece of HTML, a line a block; None where there are none.

    >>> plain("<p>Rye &amp; <b>salt</b></p><p>Write to anna@rye.example<br>soon</p>")
    'Rye & salt\nWrite to [mail address]\nsoon'
    """
    if "<" not in html and "&" not in html:
        return words(html, longest)
    root = tree_of(html)
    return None if root is None else words(text_within(root), longest)


def name_in(html: str | None) -> str | None:
    r"""Return the words of a name or a title, on one line.

    >>> name_in("Rye\n&amp; <b>salt</b>")
    'Rye & salt'
    """
    return line(plain(html or "", LONGEST_NAME))


def tree_of(html: str) -> etree._Element | None:
    """Return a piece of HTML as a tree; what is nested deeper than 256 elements is cut."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    body = html.encode(errors="replace")
    try:
        return etree.fromstring(body, parser) if body.strip() else None
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def text_within(
    root: etree._Element, is_left_out: Callable[[etree._Element], bool] | None = None
) -> str:
    """Return all text below an element, a line a block, without scripts and the like.

    Parameters
    ----------
    is_left_out
        Which elements more are passed over, with all that is in them.
    """
    parts: list[str] = []
    length = 0
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        is_tag = isinstance(element.tag, str)
        if is_block(element):
            parts.append("\n")
        if event != "start":
            parts.append("" if element is root else element.tail or "")
        elif is_tag and (element.tag in _SILENT or _is_refused(element, root, is_left_out)):
            walk.skip_subtree()
        else:
            parts.append(element.text or "")
        length += len(parts[-1]) if parts else 0
        if length > _ENOUGH:
            break
    return "".join(parts)


def elements_of(root: etree._Element) -> Iterator[etree._Element]:
    """Yield an element and those in it, in the order of the document, at most 200,000."""
    return islice(root.iter("*"), _MOST_ELEMENTS)


def is_block(element: etree._Element) -> bool:
    """Tell whether an element begins and ends a line."""
    return element.tag in _BLOCKS


def line_of(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def _is_refused(
    element: etree._Element,
    root: etree._Element,
    is_left_out: Callable[[etree._Element], bool] | None,
) -> bool:
    return is_left_out is not None and element is not root and is_left_out(element)


def words(text: str | None, longest: int) -> str | None:
    r"""Return a text fit to be stored; None where nothing is left.

    Control characters and what turns the direction of writing fall away, spaces are joined, mail
    addresses are hidden, and half characters become question marks.

    >>> words("  Anna \u202e (anna@rye.example) ", 500)
    'Anna ([mail address])'
    """
    if text is None:
        return None
    text = _OVERRIDES.sub("", text[: longest * 4].encode(errors="replace").decode())
    text = _LINES.sub("\n", _SPACES.sub(" ", text)).strip()
    if "@" in text:
        text = MAIL_ADDRESS.sub(_HIDDEN, text)
    return text[:longest].strip() or None


def line(text: str | None, longest: int = LONGEST_NAME) -> str | None:
    r"""Return a name or a title fit to be stored, on one line.

    >>> line(" Anna\nbakes ")
    'Anna bakes'
    """
    return words(line_of(text or ""), longest)


def language(code: str | None) -> str | None:
    """Return a language without country and script, so that one language has one name.

    >>> language("en_US"), language("DE"), language("x-default")
    ('en', 'de', None)
    """
    found = _LANGUAGE.match((code or "").strip().lower())
    return found[0] if found else None
