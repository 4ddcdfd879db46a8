"""The links in the content of an entry."""

from collections.abc import Iterator

from crawlers.blog.words import tree_of
from influence.records import Key, Link
from influence.urls import resolved, site_of


def links_in(html: str, base: str, account: Key, post: Key) -> Iterator[Link]:
    """Yield the links of a piece of HTML to other sites."""
    root = tree_of(html)
    for element in () if root is None else root.iter("a"):
        address = resolved(base, element.get("href") or "")
        if address and site_of(address) != account.native_id:
            yield Link(account, address, post, element.get("rel"))
