"""Markup → the words that are stored: plain, capped, and without anybody's mail address."""

import re
from typing import Final

from lxml import etree

LONGEST_TEXT: Final = 50_000
LONGEST_BIO: Final = 5_000
LONGEST_NAME: Final = 500

MAIL_ADDRESS: Final = re.compile(r"(?<![\w.+@-])[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
"""A mail address; ``@anna@server.example``, a name of the fediverse, is none."""

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
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
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


def tree_of(html: str) -> etree._Element | None:
    """Return a piece of HTML as a tree; what is nested deeper than 256 elements is cut."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    body = html.encode(errors="replace")
    try:
        return etree.fromstring(body, parser) if body.strip() else None
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def text_within(root: etree._Element) -> str:
    """Return all text below an element, a line a block, without scripts and the like."""
    parts: list[str] = []
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            silent += tag in _SILENT
            parts.append("\n" if tag in _BLOCKS else "")
            parts.append("" if silent or not tag else element.text or "")
        else:
            silent -= tag in _SILENT
            parts.append("\n" if tag in _BLOCKS else "")
            parts.append("" if silent or element is root else element.tail or "")
    return "".join(parts)


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
    return MAIL_ADDRESS.sub(_HIDDEN, text)[:longest].strip() or None


def language(code: str | None) -> str | None:
    """Return a language without country and script, so that one language has one name.

    >>> language("en_US"), language("DE"), language("x-default")
    ('en', 'de', None)
    """
    found = _LANGUAGE.match((code or "").strip().lower())
    return found[0] if found else None
