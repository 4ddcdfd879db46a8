"""How texts name people: handles, handles with a host, addresses and ids; and how that is blanked.

A text is taken apart at blanks, quotes and brackets. Each piece is asked about as it stands, so
that no name is found inside another word, and so that the same works with names and with hashes.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Protocol
from urllib.parse import unquote

BLANK = "[forgotten]"

_QUOTES = "\"'`\u00b4\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"
_PIECE = re.compile(rf"[^\s<>{_QUOTES}()\[\]{{}}|,;*\u2026!\\]+")
_ENDING = ".:?"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://")
_STEP = re.compile(r"[/?&#]|$")
_PART = re.compile(r"[/?&#=]")
_LABEL = re.compile(r"[.:]")
_MARKS = ".-:~"
_PASSED_ON = re.compile(r"\s*RT\s+(@[^\s:]+)")
_LETTER = re.compile(r"[^\W\d_]")
_LONG_NUMBER = 12


_Trie = dict[str, "_Trie"]


class Names(Protocol):
    """Whoever can say whether a name is that of somebody forgotten."""

    def has_handle(self, handle: str) -> bool:
        """Tell of a folded handle, without @."""

    def has_address(self, address: str) -> bool:
        """Tell of an address as :func:`address_of` writes it."""

    def has_id(self, native_id: str) -> bool:
        """Tell of an account's own id in any source; case and form are those of the text."""


def fold(text: str) -> str:
    """Return a text in the one form that all its spellings share."""
    if text.isascii():
        return text.lower().strip()
    return unicodedata.normalize("NFC", text).casefold().strip()


def address_of(text: str) -> str:
    """Return an address without scheme, www and closing slash, folded.

    >>> address_of("https://www.Anna.example/Bread/")
    'anna.example/bread'
    """
    folded = fold(unquote(text))
    return _SCHEME.sub("", folded, count=1).removeprefix("www.").rstrip("/")


def is_telling(name: str) -> bool:
    """Tell whether a name without @ is no word of a language: it mixes letters with other signs.

    A long number is one too, as it counts up somewhere and nowhere else.
    """
    if name.isdigit():
        return len(name) >= _LONG_NUMBER
    return not name.isalpha() and _LETTER.search(name) is not None


def names_them(text: str, names: Names) -> bool:
    """Tell whether a text names one of them."""
    return any(_is_theirs(piece[0].rstrip(_ENDING), names) for piece in _PIECE.finditer(text))


def blanked(text: str, names: Names) -> str:
    """Return a text with each name of theirs blanked; all of it where it only passes theirs on."""
    if (passed_on := _PASSED_ON.match(text)) and _is_theirs(passed_on[1], names):
        return BLANK

    def stand_in(piece: re.Match[str]) -> str:
        name = piece[0].rstrip(_ENDING)
        return BLANK + piece[0][len(name) :] if _is_theirs(name, names) else piece[0]

    return _PIECE.sub(stand_in, text)


def either(words: Iterable[str]) -> str:
    """Return a regular expression of any of some words, the longest that fits.

    Shared beginnings are looked at once, so that a thousand words cost little more than ten.

    >>> either(["ann", "anna", "ben"])
    '(?:ann(?:a)?|ben)'
    """
    trie: _Trie = {}
    for word in words:
        node = trie
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branches(trie) or "(?!)"


def _branches(node: "_Trie") -> str:
    options = [
        (r"\s+" if letter.isspace() else re.escape(letter)) + _branches(further)
        for letter, further in sorted(node.items())
        if letter
    ]
    either = options[0] if len(options) == 1 else f"(?:{'|'.join(options)})" if options else ""
    return f"(?:{either})?" if "" in node and options else either


def addresses_above(address: str) -> Iterator[str]:
    """Yield an address and all that it lies under, each as :func:`address_of` writes it.

    >>> list(addresses_above("anna.example/bread?page=2"))
    ['anna.example', 'anna.example/bread', 'anna.example/bread?page=2']
    """
    for end in _STEP.finditer(address):
        yield address[: end.start()]


def _is_theirs(piece: str, names: Names) -> bool:
    if piece.isalpha():
        return False
    if len(piece) > 2 and piece[0] == piece[-1] == "_":  # marks of emphasis
        return _is_theirs(piece[1:-1], names) or _is_part_theirs(piece, names)
    return _is_part_theirs(piece, names)


def _is_part_theirs(piece: str, names: Names) -> bool:
    if "." in piece or ":" in piece:
        address = address_of(piece)
        if any(names.has_address(each) for each in addresses_above(address)):
            return True
        piece = _SCHEME.sub("", unquote(piece), count=1)
    return any(_is_name(part, names) for part in _PART.split(piece))


def _is_name(part: str, names: Names) -> bool:
    """Tell of one part of an address, or of a word."""
    if "@" not in part and not is_telling(part):
        return False
    handles = {part.removeprefix("@")} if part.startswith("@") or is_telling(part) else set()
    if "@" in part:
        handles.update(part.split("@")[1:])
    if "." in part or ":" in part:
        handles.update(filter(is_telling, _LABEL.split(part)))
    handles |= {handle.strip(_MARKS) for handle in handles}
    if any(names.has_handle(fold(handle)) for handle in handles if handle):
        return True
    return is_telling(part) and (names.has_id(part) or names.has_id(part.strip(_MARKS)))
