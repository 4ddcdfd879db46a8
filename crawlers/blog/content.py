"""What stands in the content of an entry beside its words: links, the blogs they lead to, facts."""

from collections.abc import Iterator

from crawlers.blog.addresses import is_no_blog
from crawlers.blog.facts import facts_of_links, facts_of_words
from crawlers.blog.links import links_of
from crawlers.blog.outbound import records_of_links, visit_to
from crawlers.words import tree_of
from influence.records import Key, Link, Post, Record
from influence.urls import site_of


def records_in(html: str, base: str, post: Post, account: Key, seen_at: str) -> Iterator[Record]:
    """Yield the links to other sites in a post's content, visits to them, and what it discloses."""
    root = tree_of(html)
    if root is None:
        return
    found = links_of(root, base, account.native_id)
    url = post.url or post.key.native_id
    yield from records_of_links(account, post.key, found)
    yield from facts_of_links(account, url, seen_at, found)
    yield from facts_of_words(account, url, seen_at, post.text or "")


def passed_on(
    account: Key, address: str, post: Key | None, position: str | None
) -> Iterator[Record]:
    """Yield the link that an entry as a whole is, and a visit to where it leads."""
    yield Link(account, address, post, None, position)
    site = site_of(address)
    if site and not is_no_blog(address):
        yield visit_to(address, site, "link")
