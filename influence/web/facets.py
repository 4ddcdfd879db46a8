"""Facets as a page shows them: words with what choosing each would bring."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

MOST_WORDS = 8
"""So many words of a facet are shown; those chosen always are."""


class Facet(NamedTuple):
    """One facet: its words as they are asked for and as they read, counts, and which are chosen."""

    name: str
    heading: str
    words: Sequence[tuple[str, str, int, bool]]


def facets_of(
    counts: Mapping[str, Mapping[str, int]],
    chosen: Mapping[str, Sequence[str]],
    headings: Mapping[str, str],
    called: Mapping[str, str],
) -> Iterator[Facet]:
    """Yield the facets that divide what there is, in the order of their headings."""
    for name, heading in headings.items():
        words = [
            (word, called.get(word, word), many, word in chosen[name])
            for word, many in counts.get(name, {}).items()
            if many or word in chosen[name]
        ]
        if len(words) > MOST_WORDS:
            words.sort(key=lambda each: (not each[3], -each[2]))
            words = words[: max(MOST_WORDS, sum(each[3] for each in words))]
        if len(words) > 1 or chosen[name]:
            yield Facet(name, heading, words)
