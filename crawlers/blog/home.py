"""The kind ``home``: a page that leads to a blog, mostly its first, and all that starts from it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from crawlers.answers import Answer, Visit, shown
from crawlers.blog import blogroll, feed
from crawlers.blog.addresses import home_of, is_no_blog
from crawlers.blog.archive import listed_posts, lists_of_posts, next_page
from crawlers.blog.comments_feed import telling_authors
from crawlers.blog.discovery import feeds_of, guesses
from crawlers.blog.facts import facts_of_links, facts_of_pages
from crawlers.blog.identity import generator_of, identities_of, named_by
from crawlers.blog.leads import comments_by_api, lists_of_blogs, sitemaps
from crawlers.blog.links import links_of
from crawlers.blog.lists import PART
from crawlers.blog.outbound import records_of_links
from crawlers.blog.whose import is_same_blog
from crawlers.documents import checked_tree, media_type, text_of
from crawlers.errors import AnswerUnusable
from crawlers.opt_outs import HEADER, META, Wishes, denial, silence, wishes_of
from crawlers.outlines import handle_of
from crawlers.signals import GUESS, HISTORY
from influence.records import Account, Fact, Identity, Key, Record, Task
from influence.urls import BLOG, page_of, resolved, site_of

_BEFORE = r"(?:\s++|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s+rss[^>]*>)*+"
_FEED = re.compile(rf"{_BEFORE}<(?:rss|feed|rdf:RDF)[\s>]", re.DOTALL)
_LIST = re.compile(rf"{_BEFORE}<opml[\s>]", re.DOTALL | re.IGNORECASE)
_JSON_FEED = re.compile(r'\s*\{.{0,2000}"https://jsonfeed\.org/version/', re.DOTALL)
_FIRST = 4_000
_MOST_ARCHIVES = 3
_PERMANENT = frozenset({301, 308})
_PARKED = re.compile(
    r"(?:this )?(?:web ?site|domain(?: name)?)(?: \S+)? (?:is|may be) (?:for sale|parked|available)"
    r"|buy this domain|domain parking|parked domain|domain has expired|hugedomains\.com"
    r"|sedoparking|parkingcrew|bodis\.com|afternic\.com/forsale|this account has been suspended",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(r"\s*(?:error )?404\b|\s*(?:page |file )?not found\b", re.IGNORECASE)
_PARKED_WORDS = 400


class _Page(NamedTuple):
    """A page of a blog, and whose it is."""

    root: etree._Element
    answer: Answer
    blog: Key
    task: Task
    generator: str

    @property
    def url(self) -> str:
        """Where it is served."""
        return self.answer.url

    @property
    def is_home(self) -> bool:
        """Whether it is the first page of its blog."""
        return page_of(self.url) == page_of(self.blog.native_id)


def read(visit: Visit) -> Iterator[Record]:
    """Yield the blog, what it says of itself, its links, and where its feeds and lists are.

    A page that is a feed is read as one, and OPML as a list of blogs.

    Raises
    ------
    AnswerUnusable
        Where there is no blog: a parked domain, an error that is called a success, a host of none.
    """
    answer, task = visit.answer, visit.task
    if answer.is_unchanged and not answer.body:
        return
    if _is_feed(answer):
        yield from feed.read(visit)
        return
    if _is_list(answer):
        yield from _listed(visit)
        return
    site = _site(visit)
    root = checked_tree(answer)
    page = _Page(root, answer, Key(BLOG, site), task, generator_of(root))
    _refuse_empty(page)
    wishes = wishes_of(answer.headers, root)
    if wishes.unlisted:
        yield from _unlisted(page, wishes)
        return
    for record in _records(page):
        if not (isinstance(record, Task) and wishes.unfollowed):
            yield record


def _is_feed(answer: Answer) -> bool:
    if media_type(answer).endswith("html"):
        return False
    head = text_of(answer)[:_FIRST]
    return bool(_FEED.match(head) or _JSON_FEED.match(head))


def _is_list(answer: Answer) -> bool:
    return not media_type(answer).endswith("html") and bool(_LIST.match(text_of(answer)[:_FIRST]))


def _listed(visit: Visit) -> Iterator[Record]:
    """Yield the blogs of a list; on a host without blogs nobody is known whose it is."""
    is_owned = not is_no_blog(visit.answer.url)
    for record in blogroll.read(visit):
        if is_owned or isinstance(record, Account | Task):
            yield record


def _site(visit: Visit) -> str:
    """Return whose page it is after all redirects."""
    site = site_of(visit.answer.url) or visit.task.site
    if not is_same_blog(site, visit.task.site) and is_no_blog(visit.answer.url):
        raise AnswerUnusable(
            f"{shown(visit.task.address)} sends to {shown(visit.answer.url)}, a host without blogs."
        )
    return site


def _refuse_empty(page: _Page) -> None:
    title = "".join("".join(each.itertext()) for each in page.root.iter("title"))
    if _NOT_FOUND.match(title):
        raise AnswerUnusable(f"{shown(page.url)} says that there is no such page.")
    words = " ".join("".join(page.root.itertext()).split())
    scripts = " ".join(each.get("src") or "" for each in page.root.iter("script", "frame"))
    if len(words) < _PARKED_WORDS * 5 and _PARKED.search(f"{title} {scripts} {words}"):
        raise AnswerUnusable(f"{shown(page.url)} is a parked domain.")


def _unlisted(page: _Page, wishes: Wishes) -> Iterator[Record]:
    """Yield that a blog asks not to be listed; a page that asks it of itself is only left alone."""
    place = wishes.unlisted or ""
    if page.is_home:
        yield denial(page.blog, place, f"noindex at {page.url}", page.answer.seen_at)
    elif not wishes.unfollowed:
        yield _first_page(page)


def _first_page(page: _Page) -> Task:
    site = page.blog.native_id
    return Task(BLOG, "home", home_of(page.url) or site, site, None, None, page.task.signals)


def _records(page: _Page) -> Iterator[Record]:
    feeds = feeds_of(page.root, page.url, page.answer.headers)
    has_feed = any(each.kind == "feed" for each in feeds)
    yield _account(page, is_named=not has_feed)
    if page.is_home:
        yield from silence(page.blog, META, HEADER)
    yield from _other_addresses(page)
    if page.generator:
        yield Fact(page.blog, "generator", page.url, page.generator, page.answer.seen_at)
    kept = tuple(signal for signal in page.task.signals if signal == HISTORY)
    for number, each in enumerate(feeds):
        signals = (*kept, PART) if number and each.kind == "feed" else kept
        is_of_posts = each.kind == "feed"
        address = each.address if is_of_posts else telling_authors(each.address, page.generator)
        yield Task(BLOG, each.kind, address, page.blog.native_id, None, None, signals)
    if not has_feed:
        yield from _without_feed(page, kept)
    yield from _links(page)
    told = (page.root, page.url, page.answer.headers, page.generator)
    yield from lists_of_blogs(*told, is_all_wanted=HISTORY in page.task.signals)
    yield from comments_by_api(page.root, page.url, page.answer.headers)
    if HISTORY in page.task.signals:
        yield from sitemaps(page.url, page.generator, kept)
        yield from _archives(page, kept)


def _account(page: _Page, *, is_named: bool) -> Account:
    """Return the blog; its feed, where there is one, says its name, so that there is one only."""
    site = page.blog.native_id
    named = named_by(page.root) if is_named else None
    return Account(
        page.blog,
        handle=handle_of(site),
        name=named and named.name,
        url=page.url if page.is_home else site,
        bio=named and named.bio,
        language=named and named.language,
        seen_at=page.answer.seen_at,
    )


def _other_addresses(page: _Page) -> Iterator[Identity]:
    """Yield addresses that lead here, that it calls the right one, and that it says are its own."""
    seen_at, hops = page.answer.seen_at, page.answer.hops
    is_moved = all(status in _PERMANENT for status, _ in hops)
    before = page.task.site
    if before != page.blog.native_id and (is_moved or is_same_blog(before, page.blog.native_id)):
        yield Identity(page.blog, page.task.address, "redirect", page.url, seen_at)
    for link in page.root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            address = resolved(page.url, link.get("href") or "")
            if page.is_home and address and site_of(address) != page.blog.native_id:
                yield Identity(page.blog, address, "canonical", page.url, seen_at)
    yield from identities_of(page.root, page.url, page.blog, seen_at)


def _without_feed(page: _Page, signals: tuple[str, ...]) -> Iterator[Task]:
    """Yield guesses at the feed of a first page; of another page, the first."""
    if not page.is_home:
        yield _first_page(page)
        return
    for address in guesses(page.url, page.generator):
        yield Task(BLOG, "feed", address, page.blog.native_id, None, None, (*signals, GUESS))


def _archives(page: _Page, signals: tuple[str, ...]) -> Iterator[Task]:
    """Yield visits to older posts: those that a first page lists, the next page, other lists."""
    here = Visit(page.task._replace(cursor=None), page.answer)
    if page.is_home:
        yield from listed_posts(page.root, here)
    yield from next_page(page.root, here)
    for address in list(dict.fromkeys(lists_of_posts(page.root, page.url)))[:_MOST_ARCHIVES]:
        yield Task(BLOG, "archive", address, page.blog.native_id, None, None, signals)


def _links(page: _Page) -> Iterator[Record]:
    seen_at = page.answer.seen_at
    found = links_of(page.root, page.url, page.blog.native_id)
    yield from records_of_links(page.blog, None, found)
    yield from facts_of_links(page.blog, page.url, seen_at, found)
    yield from facts_of_pages(page.blog, page.root, page.url, page.blog.native_id, seen_at)
