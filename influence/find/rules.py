"""Whom a brief leaves out, rule by rule, of any accounts of which enough is known."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from influence.find.briefs import Brief, Size
from influence.find.writers import Words
from influence.graph import BoolArray, FloatArray


class Barred(NamedTuple):
    """Whom one rule of a brief leaves out, (n,), by which code, and with which detail."""

    code: str
    who: BoolArray
    detail: Words | str | None = None


class Known(NamedTuple):
    """What rules ask of accounts, (n,) each; None and nan unknown.

    ``says`` tells of a query of the brief whose posts it finds.
    """

    source: Words
    is_bot: BoolArray
    language: Words
    followers: FloatArray
    posts: FloatArray
    says: Callable[[str], BoolArray]


def rules(brief: Brief, known: Known) -> Iterator[Barred]:
    """Yield whom each rule of a brief leaves out; the first that does is the reason."""
    if brief.sources:
        yield Barred("source", ~np.isin(known.source, brief.sources), known.source)
    if not brief.bots:
        yield Barred("bot", known.is_bot)
    if brief.languages:
        wanted = {each.partition("-")[0] for each in brief.languages}
        is_told = known.language != None  # noqa: E711 of every element
        yield Barred("language", is_told & ~np.isin(known.language, [*wanted]), known.language)
    for words in brief.must:
        yield Barred("must", ~known.says(words), repr(words))
    for words in brief.must_not:
        yield Barred("must_not", known.says(words), repr(words))
    yield from _size_rules(brief.size, known)


def _size_rules(size: Size, known: Known) -> Iterator[Barred]:
    """Yield who is too small or too large; whose size is not known is neither."""
    for code, bound, is_beyond in (
        ("too_small", size.followers_min, known.followers < (size.followers_min or 0)),
        ("too_large", size.followers_max, known.followers > (size.followers_max or 0)),
        ("posts", size.posts_min, known.posts < (size.posts_min or 0)),
    ):
        if bound is not None:
            yield Barred(code, is_beyond, f"{bound:,.0f}")
