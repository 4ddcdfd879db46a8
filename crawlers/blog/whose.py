"""Whose posts a feed holds: not every feed that a page names, or that names a page, is of its blog.

A feed may lie on another host than its blog, and may say that it is of any blog at all. Posts are
put down to the blog that led to the feed, or to the one whose host serves it, never to one that
the feed alone names.
"""

from collections import Counter
from typing import Final

from crawlers.answers import Visit
from crawlers.blog.entries import Entry, Feed
from influence.urls import page_of, site_of

_HALF: Final = 0.5


def is_same_blog(one: str | None, other: str | None) -> bool:
    """Tell whether two sites are one blog: with ``www.`` and without.

    >>> is_same_blog("https://www.anna.example/", "https://anna.example/")
    True
    """
    return one is not None and other is not None and _bare(one) == _bare(other)


def blog_of(feed: Feed, visit: Visit) -> str | None:
    """Return the site whose posts a feed holds; None where that cannot be told without its home.

    Who typed the address of a feed vouches for it.
    """
    own, home = visit.task.site, site_of(feed.home or "")
    sites = [_sites(entry) for entry in feed.entries]
    if is_same_blog(home, own) or any(is_same_blog(site, own) for each in sites for site in each):
        return own
    firsts = Counter(each[0] for each in sites if each)
    if not firsts:
        return own
    (most, count), *_ = firsts.most_common(1)
    if count < _HALF * firsts.total() or not (home is None or is_same_blog(home, most)):
        return own
    served = site_of(visit.answer.url)
    is_vouched = _is_typed(visit) or is_same_blog(served, most) or _is_around(served, most)
    return most if is_vouched else None


def permalink(entry: Entry, feed: Feed, site: str) -> str | None:
    """Return the page of an entry on its blog; of an episode without one, its file.

    The home page is no page of an entry, though podcasts often say so.
    """
    home = page_of(feed.home or site)
    for address in entry.addresses:
        page = page_of(address)
        if is_same_blog(site_of(address), site) and page not in {home, page_of(site)}:
            return address
    return entry.enclosure.partition("?")[0] if entry.enclosure else None


def about(entry: Entry, site: str) -> str | None:
    """Return the page of another site that an entry is about, as link blogs have them."""
    if entry.subject is None or is_same_blog(site_of(entry.subject), site):
        return None
    return entry.subject


def _sites(entry: Entry) -> list[str]:
    return [site for address in entry.addresses if (site := site_of(address))]


def _bare(site: str) -> str:
    return site.removeprefix("https://").removeprefix("www.").rstrip("/")


def _is_typed(visit: Visit) -> bool:
    return visit.task.kind == "home" and visit.task.pointer is None


def _is_around(served: str | None, site: str) -> bool:
    """Tell whether one host lies in the domain of the other, as ``blog.anna.example`` does."""
    if served is None:
        return False
    one, other = (_bare(each).partition("/")[0] for each in (served, site))
    return one.endswith(f".{other}") or other.endswith(f".{one}")
