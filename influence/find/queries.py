"""A topic as a query that a person reads: words, "phrases", OR, - or NOT, brackets, begin*.

Words beside each other must all be in a post. What is written here is compiled to the query
language of SQLite's FTS5, every word quoted, so that no sign in it means anything there.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, NoReturn

from influence.errors import BadQuery
from influence.store import spaced

LONGEST, MOST_WORDS = 2_000, 200
"""No query is longer: a list of names is no topic."""

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<open>\()|(?P<close>\))|(?P<minus>-)(?=[\w"(]|[^\s\w])"""
    r"""|"(?P<phrase>[^"]*)(?P<end>"?)(?P<more>\*?)|(?P<or>OR(?!\S)|\|)|(?P<and>AND(?!\S)|&)"""
    r"""|(?P<not>NOT(?!\S))|(?P<word>[^\s()"|]+))"""
)
_QUOTES: Final = str.maketrans("“”„«»\u200b", '""""" ')


class Term(NamedTuple):
    """A word or phrase that a query looks for; ``is_begin``: words that begin so count too."""

    text: str
    is_begin: bool = False

    @property
    def fts(self) -> str:
        """Return it in the language of FTS5."""
        return f'"{spaced(self.text)}"{" *" if self.is_begin else ""}'


class Query(NamedTuple):
    """A query: as it was typed, in the language of FTS5, and what must be there for a hit."""

    typed: str
    fts: str
    terms: tuple[Term, ...]

    def __str__(self) -> str:
        return self.typed


class _Part(NamedTuple):
    """A part of a query: what a hit has, the terms of it, and whether a hit has it not."""

    fts: str
    terms: tuple[Term, ...]
    is_not: bool
    place: int


@lru_cache(maxsize=256)
def parse_query(typed: str) -> Query:
    """Read a query.

    Raises
    ------
    BadQuery
        Where it cannot be read: which sign is the matter, counted from 1, and what to do.

    Examples
    --------
    >>> parse_query('sourdough OR "rye starter" -mix').fts
    '("sourdough" OR ("rye starter" NOT "mix"))'
    >>> parse_query("sourdough (rye")
    Traceback (most recent call last):
    influence.errors.BadQuery: The query 'sourdough (rye': the bracket at sign 11 is never closed.
    """
    text = unicodedata.normalize("NFC", typed).translate(_QUOTES)
    if len(text) > LONGEST:
        raise BadQuery(f"A query has at most {LONGEST:,} signs; this one has {len(text):,}.")
    if "\0" in text:
        raise BadQuery("A query is text; this one holds a sign of no text (NUL).")
    reader = _Reader(text)
    if reader.here.kind == "end":
        raise BadQuery("The query is empty: write a word to look for.")
    whole = reader.either()
    if reader.here.kind == "close":
        reader.complain(f"the bracket at sign {reader.here.place} closes nothing.")
    return Query(" ".join(text.split()), whole.fts, whole.terms)


class _Token(NamedTuple):
    kind: str
    text: str
    place: int
    is_begin: bool = False


class _Reader:
    """Reads a query from left to right, one method a level of the grammar."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = self._read()
        self.here = next(self._tokens)
        self._words = 0

    def complain(self, what: str) -> NoReturn:
        """Raise what is the matter with the query."""
        shown = self.text if len(self.text) <= 60 else f"{self.text[:57]}..."
        raise BadQuery(f"The query {shown!r}: {what}")

    def _read(self) -> Iterator[_Token]:
        place, text = 0, self.text.rstrip()
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None:
                self.complain(f"sign {place + 1} cannot be read; write words between spaces.")
            kind = found.lastgroup or ""
            if found["phrase"] is not None:
                start = found.start("phrase")
                if not found["end"]:
                    self.complain(f"the quotation mark at sign {start} is never closed.")
                yield _Token("term", found["phrase"], start, is_begin=bool(found["more"]))
            elif kind == "word":
                word = found["word"]
                yield _Token(
                    "term", word.rstrip("*"), found.start("word") + 1, is_begin=word.endswith("*")
                )
            else:
                yield _Token(kind, found[kind], found.start(kind) + 1)
            place = found.end()
        while True:
            yield _Token("end", "", len(text) + 1)

    def _next(self) -> _Token:
        token, self.here = self.here, next(self._tokens)
        return token

    def either(self) -> _Part:
        """Read what OR joins."""
        parts = [self.all_of()]
        while self.here.kind == "or":
            self._next()
            parts.append(self.all_of())
        if len(parts) == 1:
            return parts[0]
        terms = tuple(term for part in parts for term in part.terms)
        return _Part(f"({' OR '.join(part.fts for part in parts)})", terms, False, parts[0].place)

    def all_of(self) -> _Part:
        """Read what stands beside each other: all of it must be there, but what is excluded."""
        begin = self.here
        parts: list[_Part] = []
        while self.here.kind in {"open", "term", "minus", "not", "and"}:
            if self.here.kind == "and":
                self._join(parts)
            parts.append(self.one())
        wanted = [part for part in parts if not part.is_not]
        if not wanted:
            self._lacks_words(begin, parts)
        fts = " AND ".join(part.fts for part in wanted)
        for part in parts:
            if part.is_not:
                fts = f"{_bracketed(fts, len(wanted))} NOT {part.fts}"
                wanted = wanted[:1]
        terms = tuple(term for part in parts if not part.is_not for term in part.terms)
        return _Part(_bracketed(fts, len(parts)), terms, False, begin.place)

    def _join(self, parts: Sequence[_Part]) -> None:
        mark = self._next()
        if not parts or self.here.kind not in {"open", "term", "minus", "not"}:
            self.complain(f"{mark.text} at sign {mark.place} has nothing to join.")

    def _lacks_words(self, begin: _Token, parts: Sequence[_Part]) -> NoReturn:
        if parts:
            self.complain(
                f"from sign {begin.place} on it says only what must not be there; write a word "
                "that must."
            )
        here = self.here
        if here.kind == "or":
            self.complain(f"{here.text} at sign {here.place} has nothing to join.")
        self.complain(f"a word is missing at sign {here.place}.")

    def one(self) -> _Part:
        """Read a word, a phrase, or brackets, excluded or not."""
        is_not = self.here.kind in {"minus", "not"}
        if is_not:
            self._next()
        token = self._next()
        if token.kind == "open":
            inner = self.either()
            if self._next().kind != "close":
                self.complain(f"the bracket at sign {token.place} is never closed.")
            return inner._replace(is_not=is_not, fts=_bracketed(inner.fts, 2), place=token.place)
        if token.kind != "term":
            self.complain(f"a word is missing at sign {token.place}.")
        return self._term(token, is_not=is_not)

    def _term(self, token: _Token, *, is_not: bool) -> _Part:
        self._words += 1
        if self._words > MOST_WORDS:
            self.complain(f"it has more than {MOST_WORDS} words; leave some out.")
        if not is_sought(token.text):
            self.complain(
                f"{token.text!r} at sign {token.place} has no letter, digit or picture to look for."
            )
        term = Term(token.text, token.is_begin)
        return _Part(term.fts, (term,), is_not, token.place)


def is_sought(text: str) -> bool:
    """Return whether a text holds anything that the index holds."""
    return any(
        unicodedata.category(sign) in {"So", "Co"} or unicodedata.category(sign)[0] in "LN"
        for sign in text
        if sign not in "©®°¦"
    )


def _bracketed(fts: str, parts: int) -> str:
    if parts < 2 or (fts.startswith("(") and _closes_at(fts) == len(fts) - 1):
        return fts
    return f"({fts})"


def _closes_at(fts: str) -> int:
    """Return where the bracket is closed that a query begins with; none stands in quotes."""
    depth, is_quoted = 0, False
    for place, sign in enumerate(fts):
        is_quoted ^= sign == '"'
        if not is_quoted and sign in "()":
            depth += 1 if sign == "(" else -1
            if not depth:
                return place
    return -1
