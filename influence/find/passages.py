"""The part of a text that a query found, as it was written, in pieces: found or around."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from influence.find.queries import Term
from influence.store.spaced import APART, ONE_SPELLING, UNSEEN

LONGEST: Final = 240
"""Signs of a passage."""

BEFORE: Final = 60
LOOKED_AT: Final = 50_000
"""Signs of a text in which words are looked for: ten times a long article."""

Pieces = tuple[tuple[str, bool], ...]


def passage(text: str, terms: Sequence[Term], longest: int = LONGEST) -> Pieces:
    """Return the passage of a text around the first term in it; its beginning where there is none.

    Line breaks and runs of blanks become one blank. Case, accents and variants of letters do not
    matter, as in the index.

    >>> passage("All about Rye-Bread, and more", [Term("rye bread")])
    (('All about ', False), ('Rye-Bread', True), (', and more', False))
    """
    text = " ".join(text[:LOOKED_AT].split())
    spans = list(_spans(text, terms))
    start = _start(text, spans[0][0]) if spans else 0
    end = min(start + longest, len(text))
    pieces = [("…", False)] if start else []
    place = start
    for begin, stop in spans:
        if begin >= place and stop <= end:
            pieces += [(text[place:begin], False), (text[begin:stop], True)]
            place = stop
    pieces += [(text[place:end], False), ("…" if end < len(text) else "", False)]
    return tuple(piece for piece in pieces if piece[0])


def _start(text: str, found: int) -> int:
    """Return where a passage begins: a little before what was found, at the begin of a word."""
    if found <= BEFORE:
        return 0
    blank = text.rfind(" ", found - BEFORE, found)
    return found - BEFORE if blank < 0 else min(blank + 1, found)


def _spans(text: str, terms: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """Yield where terms stand in a text, first to last, without overlaps."""
    folded, places = _folded(text)
    found = sorted(
        (places[match.start()], places[match.end() - 1] + 1)
        for term in terms
        if (pattern := _pattern(term))
        for match in re.finditer(pattern, folded)
    )
    last = 0
    for begin, stop in found:
        if begin >= last:
            yield begin, stop
            last = stop


def _folded(text: str) -> tuple[str, list[int]]:
    """Return a text in small letters without accents, and where each of its signs came from."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for each in _fold(sign):
            signs.append(each)
            places.append(place)
    return "".join(signs), places


def _fold(text: str) -> str:
    plain = UNSEEN.sub("", text).translate(ONE_SPELLING).casefold()
    if plain.isascii() or APART.search(plain):
        return plain
    parts = unicodedata.normalize("NFD", plain)
    return "".join(sign for sign in parts if not "\u0300" <= sign <= "\u036f")


def _pattern(term: Term) -> str:
    """Return the expression that finds a term: its words whole, with anything but words between."""
    folded = "".join(map(_fold, unicodedata.normalize("NFC", term.text)))
    signs = re.findall(rf"{APART.pattern}|[^\W_]+", APART.sub(r" \g<0> ", folded))
    if not signs:
        return ""
    first, last = signs[0], signs[-1]
    before = "" if APART.match(first) else r"(?<![^\W_])"
    after = "" if term.is_begin or APART.match(last) else r"(?![^\W_])"
    return before + r"[\W_]*".join(map(re.escape, signs)) + after
