"""Texts as the search index takes them: one spelling, and spaces between words where none are.

SQLite's tokenizer cuts at spaces and punctuation. Chinese, Japanese, Thai and the like write words
without either, and an emoji is glued to the word before it. Here each of their signs stands apart,
so that a phrase of signs finds them anywhere; Korean too, whose endings are glued to its nouns.
"""

import re
import unicodedata
from typing import Final

_SCRIPTS: Final = (
    "\u0e00-\u0fff"  # Thai, Lao, Tibetan
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3100-\u318f\u31a0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"  # Han, kana, bopomofo, hangul
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_PICTURES: Final = (
    "\u2190-\u21ff\u2300-\u23ff\u2500-\u27bf\u2900-\u297f\u2b00-\u2bff\U0001f000-\U0001faff"
)

APART: Final = re.compile(f"[{_SCRIPTS}{_PICTURES}]")
"""A sign that stands for itself in the index."""

UNSEEN: Final = re.compile(
    "[\u0640\u064b-\u0652\u0670\u200c-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
"""What changes how a text looks or sounds and not what it says: Arabic vowel signs and stretching,
joiners, directions, variants of emoji."""

ONE_SPELLING: Final = str.maketrans(dict(zip("ёЁأإآٱىة", "еЕاااايه", strict=True)))
"""Letters that people write in either way, to the one that is indexed."""

_BETWEEN: Final = "\u200b"


def spaced(text: str | None) -> str | None:
    """Return a text with a zero-width space on both sides of each sign that stands apart.

    >>> spaced("我爱面包🍞").split("\u200b\u200b")[1:4]
    ['爱', '面', '包']
    >>> spaced("plain"), spaced(None)
    ('plain', None)
    """
    if text is None or text.isascii():
        return text
    whole = UNSEEN.sub("", unicodedata.normalize("NFC", text)).translate(ONE_SPELLING)
    return APART.sub(lambda sign: f"{_BETWEEN}{sign[0]}{_BETWEEN}", whole)
