"""Posts written as HTML, as plain text.

One pass over tags and words, and no tree. Measured: the parts of a tree name one another, so that
30,000 posts keep half a gigabyte of them until an import is through; and the standard library's
parser takes half a minute for 50,000 characters of ``<a <a <a``.
"""

import re
from html import unescape

LONGEST = 100_000

_PART = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>|<![^<>]*>|([^<]+|<)")
_NAMED = re.compile(r"""(?<![\w-])(class|href)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_EMPTY = {"br", "img", "hr", "wbr", "input"}
_WORDS = {"mention", "hashtag"}


def plain_text(html: str) -> str | None:
    r"""Return the words of a post; of links the address, since their words are cut to be short.

    Sources that speak ActivityPub write ``<p>``, ``<br>`` and ``<a>``; mentions and hashtags are
    links of these classes, and the address of a quoted post stands in ``.quote-inline``.

    >>> plain_text('<p>Rye &amp; salt<br>at <a href="https://rye.example">rye.ex…</a></p>')
    'Rye & salt\nat https://rye.example'
    """
    parts: list[str] = []
    silent = 0  # elements open within a link or a quoted address, whose words are not taken
    for end, tag, attributes, words in _PART.findall(html[:LONGEST]):
        if not tag:
            parts.append("" if silent else _unescaped(words))
        elif silent:
            silent += 0 if tag in _EMPTY else -1 if end else 1
        elif tag == "br" or (tag == "p" and end):
            parts.append("\n")
        elif not end:
            shown = _shown_instead(tag, attributes)
            parts.append(shown or "")
            silent = int(shown is not None)
    return "".join(parts).strip() or None


def _shown_instead(tag: str, attributes: str) -> str | None:
    """Return what stands for an element and all its words; None where its words do."""
    named = {name: double or single for name, double, single in _NAMED.findall(attributes)}
    classes = set(named.get("class", "").split())
    if "quote-inline" in classes:
        return ""
    if tag == "a" and named.get("href") and not classes & _WORDS:
        return _unescaped(named["href"])
    return None


def _unescaped(text: str) -> str:
    try:
        return unescape(text)
    except ValueError:  # the number of a character has thousands of digits
        return text


def links_in(html: str) -> list[str]:
    """Return where a post points to, in its order: no mentions, hashtags and quoted posts.

    >>> links_in('<a href="https://a.example/?b&amp;c">a…</a> <a class="mention" href="/@b">@b</a>')
    ['https://a.example/?b&c']
    """
    found: dict[str, None] = {}
    silent = 0  # elements open within the address of a quoted post
    for end, tag, attributes, _ in _PART.findall(html[:LONGEST]):
        if silent:
            silent += 0 if not tag or tag in _EMPTY else -1 if end else 1
        elif tag and not end:
            shown = _shown_instead(tag, attributes)
            silent = int(shown == "")
            if shown:
                found[shown] = None
    return list(found)
