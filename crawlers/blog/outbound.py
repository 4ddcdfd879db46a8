"""Links of a page as records, and the visits to blogs that they call for."""

from collections.abc import Iterable, Iterator
from typing import Final

from crawlers.blog.addresses import home_of, is_no_blog
from crawlers.blog.links import Found
from crawlers.blog.places import BLOGROLL
from crawlers.outlines import handle_of
from influence.records import Account, Key, Record, Task
from influence.urls import BLOG

HAS_LIST: Final = "has-list"
"""The signal of a site whose host makes it likely that it publishes a list of blogs."""

MOST_TASKS: Final = 200
"""Visits that one page can call for."""

_LISTING_HOSTS = (
    *(".substack.com", ".ghost.io", ".micro.blog", ".feedland.org", ".feedland.com"),
    ".feedland.social",
)


def records_of_links(
    account: Key, post: Key | None, found: Iterable[Found], *, follows: bool = True
) -> Iterator[Record]:
    """Yield the links of a page, the blogs that it lists, and visits to sites that are new.

    A site is visited for what somebody wrote, and for the blogs that a page lists; not for what
    stands in a template, is paid for or not vouched for, nor where its host has no blogs. Sites in
    a list become accounts, as an imported list makes them.

    Parameters
    ----------
    post
        The post that the links stand in; None where the page is none.
    follows
        Whether the page lets robots follow its links.
    """
    visited: set[str] = set()
    for link in found:
        is_listed = link.position == BLOGROLL
        if is_listed and not is_no_blog(link.url):
            yield Account(Key(BLOG, link.site), handle=handle_of(link.site), url=home_of(link.url))
        yield link.as_link(account, post)
        is_new = link.site not in visited and len(visited) < MOST_TASKS
        if follows and is_new and _is_worth_a_visit(link):
            visited.add(link.site)
            yield visit_to(link.url, link.site, "blogroll" if is_listed else "link")


def visit_to(address: str, site: str, pointer: str) -> Task:
    """Return the visit to a site that a page points to."""
    return Task(
        BLOG, "home", home_of(address) or site, site, pointer=pointer, signals=signals_of(site)
    )


def signals_of(site: str) -> tuple[str, ...]:
    """Return what the address of a site tells of it before it is visited.

    >>> signals_of("https://anna.substack.com/"), signals_of("https://anna.example/")
    (('has-list',), ())
    """
    host = site.removeprefix("https://").partition("/")[0]
    return (HAS_LIST,) if host.endswith(_LISTING_HOSTS) else ()


def _is_worth_a_visit(link: Found) -> bool:
    is_chosen = link.is_written or link.position == BLOGROLL
    return is_chosen and link.is_vouched and not is_no_blog(link.url)
