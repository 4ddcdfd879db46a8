"""The kind ``feed``: what a blog writes, as its feed tells it, and where more of it is."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawlers.answers import Answer, Visit, shown
from crawlers.blog.comments_feed import telling_authors
from crawlers.blog.content import passed_on
from crawlers.blog.entries import Entry, Feed
from crawlers.blog.json_feed import read_json_feed
from crawlers.blog.leads import below
from crawlers.blog.lists import PART, Reach
from crawlers.blog.posts import IN_FEED, records_of, tasks_of, without_text
from crawlers.blog.whose import about, blog_of, is_same_blog, permalink
from crawlers.blog.xml_feed import read_xml_feed
from crawlers.documents import media_type
from crawlers.errors import AnswerUnusable
from crawlers.opt_outs import FEED, denial, silence, wishes_of
from crawlers.outlines import handle_of
from crawlers.signals import HISTORY
from crawlers.words import name_in
from influence.records import (
    Account,
    Coverage,
    Fact,
    Identity,
    Interaction,
    Key,
    Post,
    Record,
    Task,
)
from influence.urls import BLOG, page_of, site_of

_MOST_PAGES: Final = 30
"""Pages of posts that one feed makes us visit; ``_MOST_PAGES_OF_HISTORY`` where all is wanted."""

_MOST_PAGES_OF_HISTORY: Final = 300
_WORDPRESS = re.compile(r"wordpress\.(?:org|com)", re.IGNORECASE)
_PODROLL = "recommendation"


def read(visit: Visit) -> Iterator[Record]:
    """Yield the blog, its posts with their links and tags, how far they reach, and what to visit.

    Raises
    ------
    AnswerUnusable
        Where what came is no feed, or one without entries.
    """
    answer, own = visit.answer, Key(BLOG, visit.task.site)
    if answer.is_unchanged and not answer.body:
        yield Coverage("posts", own, to_at=answer.seen_at, seen_at=answer.seen_at)
        return
    wishes = wishes_of(answer.headers)
    if wishes.unlisted:
        yield from _around(visit, own, is_followed=not wishes.unfollowed)
        return
    feed = feed_of(answer)
    if not feed.entries and visit.task.cursor is None:
        raise AnswerUnusable(f"{shown(answer.url)} is a feed without entries.")
    site = blog_of(feed, visit)
    if site is None:
        yield from _home_of(feed)
    elif feed.refusal:
        yield denial(Key(BLOG, site), FEED, feed.refusal, answer.seen_at)
    else:
        for record in _records(feed, Key(BLOG, site), visit):
            if isinstance(record, Task) and wishes.unfollowed:
                continue
            yield without_text(record) if wishes.unquoted else record


def feed_of(answer: Answer) -> Feed:
    """Return a feed of any format.

    Raises
    ------
    AnswerUnusable
        Where it is none.
    """
    begins = answer.body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    is_json = media_type(answer).endswith("json") or begins == b"{"
    return read_json_feed(answer) if is_json and begins != b"<" else read_xml_feed(answer)


def _around(visit: Visit, own: Key, *, is_followed: bool) -> Iterator[Record]:
    """Yield where else a blog's posts are listed, of whose feed nothing may be stored.

    Much software says so of every feed, lest search engines show the feed instead of the pages.
    """
    if is_followed and own.native_id == site_of(visit.answer.url):
        address = below(visit.answer.url, "sitemap.xml")
        yield Task(BLOG, "sitemap", address, own.native_id, None, None, visit.task.signals)


def _home_of(feed: Feed) -> Iterator[Record]:
    """Yield a visit to the blog that a feed says it is of, which alone can say so."""
    if feed.home and (site := site_of(feed.home)):
        yield Task(BLOG, "home", feed.home, site, None, "feed")


def _records(feed: Feed, account: Key, visit: Visit) -> Iterator[Record]:
    seen_at, reach = visit.answer.seen_at, Reach.of_cursor(visit.task.cursor)
    if not reach.pages:
        yield from _about_blog(feed, account, visit)
    posts: list[tuple[str, str | None]] = []
    tasks: list[Task] = []
    for entry, address in _entries(feed, account):
        elsewhere = about(entry, account.native_id)
        if address is None:
            if elsewhere:
                yield from passed_on(account, elsewhere, None, IN_FEED)
            continue
        for record in records_of(entry, address, elsewhere, account, seen_at):
            if isinstance(record, Post):
                posts.append((record.key.native_id, record.published_at))
            yield record
        tasks += (_told_best(task, feed) for task in tasks_of(entry, address, account))
    is_whole = HISTORY in visit.task.signals
    yield from _capped(tasks, _MOST_PAGES_OF_HISTORY if is_whole else _MOST_PAGES)
    yield from _goes_on(feed, account, visit, reach, posts)


def _entries(feed: Feed, account: Key) -> Iterator[tuple[Entry, str | None]]:
    """Yield each entry once, with the address of its page on the blog where it has one."""
    seen: set[str] = set()
    for entry in feed.entries:
        address = permalink(entry, feed, account.native_id)
        page = page_of(address) if address else None
        if page is None:
            yield entry, None
        elif page not in seen:
            seen.add(page)
            yield entry, address


def _about_blog(feed: Feed, account: Key, visit: Visit) -> Iterator[Record]:
    seen_at, url = visit.answer.seen_at, visit.answer.url
    named = Feed() if PART in visit.task.signals else feed
    yield Account(
        account,
        handle=handle_of(account.native_id),
        name=named.title,
        url=_home(named, account),
        bio=named.description,
        language=named.language,
        seen_at=seen_at,
    )
    yield from silence(account, FEED)
    for address in feed.accounts:
        yield Identity(account, address, "source:account", url, seen_at)
    for address in feed.blogrolls:
        yield Task(BLOG, "blogroll", address, account.native_id)
    if feed.podcast_guid:
        yield Fact(account, "podcast guid", url, feed.podcast_guid, seen_at)
    yield from _recommended(feed, account)


def _home(feed: Feed, account: Key) -> str | None:
    is_own = is_same_blog(site_of(feed.home or ""), account.native_id)
    return feed.home if is_own else None


def _recommended(feed: Feed, account: Key) -> Iterator[Record]:
    """Yield the podcasts that a podcast recommends, as a blogroll names blogs."""
    for address, title in feed.recommended:
        site = site_of(address)
        if site is None or site == account.native_id:
            continue
        key, name = Key(BLOG, site), name_in(title)
        yield Account(key, handle=handle_of(site), name=name, url=site)
        yield Interaction("link", account, key, native_id="blogroll")
        yield Task(BLOG, "feed", address, site, None, _PODROLL)


def _told_best(task: Task, feed: Feed) -> Task:
    """Return the visit to a feed of comments as one to the form of it that tells most."""
    if task.kind != "comments_feed":
        return task
    return task._replace(address=telling_authors(task.address, feed.generator))


def _capped(tasks: list[Task], most: int) -> Iterator[Task]:
    """Yield tasks, of pages no more than so many: feeds are newest first."""
    pages = 0
    for task in tasks:
        pages += task.kind == "page"
        if task.kind != "page" or pages <= most:
            yield task


def _goes_on(
    feed: Feed, account: Key, visit: Visit, before: Reach, posts: list[tuple[str, str | None]]
) -> Iterator[Record]:
    """Yield how far the list was read, and its next page where all of it is wanted."""
    reach = before.beyond(posts, len(feed.entries), visit.answer.seen_at)
    following = _next_page(feed, visit, reach)
    is_repeated = before.first is not None and before.first == reach.first
    is_wanted = HISTORY in visit.task.signals and not reach.is_over()
    goes_on = is_wanted and bool(following and posts) and not is_repeated
    if goes_on and following:
        yield Task(
            BLOG, "feed", following, account.native_id, reach.cursor(), None, visit.task.signals
        )
    if not (goes_on and before.pages):
        is_complete = _is_complete(feed, following, before, is_repeated=is_repeated)
        yield reach.coverage(account, is_complete=is_complete, seen_at=visit.answer.seen_at)


def _is_complete(
    feed: Feed, following: str | None, before: Reach, *, is_repeated: bool
) -> bool | None:
    """Return whether a list was read to its end; None where nothing tells."""
    if feed.is_whole:
        return True
    if following is not None and not is_repeated:
        return False
    return True if before.pages else None


def _next_page(feed: Feed, visit: Visit, reach: Reach) -> str | None:
    """Return where older entries are: where the feed says so, or where WordPress has them."""
    if feed.is_whole:
        return None
    if feed.next_page:
        is_same = page_of(feed.next_page) == page_of(visit.answer.url)
        return None if is_same else feed.next_page
    if not _WORDPRESS.search(feed.generator or "") or len(feed.entries) < max(reach.size, 1):
        return None
    parts = urlsplit(visit.answer.url)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "paged"]
    return parts._replace(query=urlencode([*query, ("paged", str(reach.pages + 1))])).geturl()
