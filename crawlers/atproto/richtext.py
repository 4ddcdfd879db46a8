"""What a post's text marks (facets): mentions, links and tags, by where they stand in its bytes.

Lexicon: app.bsky.richtext.facet. Positions count bytes of UTF-8, the last one excluded; what lies
outside of the text, or over another, is passed over, as its specification says.
"""

from collections.abc import Iterator
from typing import Final

from crawlers.json_values import Object, as_words, at, objects

MENTION: Final = "app.bsky.richtext.facet#mention"
LINK: Final = "app.bsky.richtext.facet#link"
TAG: Final = "app.bsky.richtext.facet#tag"

_MOST = 1_000


def features_of(record: Object) -> Iterator[Object]:
    """Yield what the text of a post marks, in the order of the text.

    >>> text = {"text": "é #a", "facets": [{"index": {"byteStart": 3, "byteEnd": 5},
    ...     "features": [{"$type": TAG, "tag": "a"}]}]}
    >>> [each["tag"] for each in features_of(text)]
    ['a']
    """
    end = len((as_words(record.get("text")) or "").encode())
    placed = sorted(
        (
            (*place, facet)
            for facet in list(objects(record.get("facets")))[:_MOST]
            if (place := _place(facet, end))
        ),
        key=lambda each: each[:2],
    )
    free = 0
    for start, stop, facet in placed:
        if start >= free:
            free = stop
            yield from objects(facet.get("features"))


def _place(facet: Object, end: int) -> tuple[int, int] | None:
    start, stop = at(facet, "index", "byteStart"), at(facet, "index", "byteEnd")
    if isinstance(start, int) and isinstance(stop, int) and 0 <= start < stop <= end:
        return start, stop
    return None
