"""What is on topic: how many of the topic's words a blog uses."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from unicodedata import normalize

ENOUGH = 0.5
"""From this share of the topic's words on a blog is on topic."""

TRUSTED = 3
"""So many blogs on the topic that point at one are believed more than its words."""

_LITTLE = 40
_WORD = re.compile(r"\w+")


class Topic:
    """The words a crawl is about; without any, everything fits.

    Examples
    --------
    >>> topic = Topic("sourdough baking")
    >>> topic.share("Baking bread every day")
    0.5
    >>> Topic("").share("anything")
    1.0
    """

    def __init__(self, words: str) -> None:
        self.words = frozenset(_words(words))

    def share(self, text: str) -> float:
        """Return the share of the topic's words that a text uses; a word may be longer there."""
        if not self.words:
            return 1.0
        used = sorted(_words(text))
        return sum(_is_begun(used, word) for word in self.words) / len(self.words)

    def is_about(self, texts: Iterable[str]) -> bool:
        """Tell whether a blog is on the topic by its own words."""
        return self.share(" ".join(texts)) >= ENOUGH

    def fits(self, texts: Iterable[str], accepted: int = 0) -> float:
        """Return how well a blog fits, 0 to 1; 0 where it is not to be expanded.

        Parameters
        ----------
        texts
            What is held of it: title, biography, posts. A few words say nothing against it.
        accepted
            How many blogs on the topic point at it.
        """
        text = " ".join(texts)
        share = self.share(text)
        if share >= ENOUGH or accepted >= TRUSTED:
            return max(share, ENOUGH)
        is_known = len(_WORD.findall(text, endpos=20_000)) >= _LITTLE if text else False
        return 0.0 if is_known else (ENOUGH + share) / 2


def _words(text: str) -> set[str]:
    return set(_WORD.findall(normalize("NFKC", text).casefold()))


def _is_begun(used: list[str], word: str) -> bool:
    """Tell whether a word, or a longer form of it, is among sorted words."""
    at = bisect_left(used, word)
    return at < len(used) and used[at].startswith(word)
