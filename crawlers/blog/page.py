"""The kind ``page``: the HTML of one post, its text, links, comments and what it discloses."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from lxml import etree

from crawlers.answers import Answer, Visit
from crawlers.blog.addresses import is_within
from crawlers.blog.article import article_of, is_withheld, text_of_article
from crawlers.blog.comment_lists import REPLIES
from crawlers.blog.comments import Thread
from crawlers.blog.comments import records_of as records_of_thread
from crawlers.blog.facts import facts_of_links, facts_of_words
from crawlers.blog.json_ld import things_of
from crawlers.blog.links import links_of
from crawlers.blog.outbound import records_of_links
from crawlers.blog.page_comments import Comments, comments_of
from crawlers.blog.post_data import PostData, post_data
from crawlers.cursors import MOST_PAGES, as_cursor, number_in, told_in
from crawlers.documents import checked_tree, media_type
from crawlers.opt_outs import Wishes, wishes_of
from influence.records import Coverage, Fact, Key, Post, Record, Tag, Task
from influence.urls import BLOG, page_of, resolved

ISSO, GHOST, RECOMMENDATIONS = "isso", "ghost_comments", "recommendations"
DATA_KEY = "data-key"
"""The signal of a task that may use the key that Ghost prints in its pages for its own scripts."""

_NO_HTML = re.compile(r"(?!text/html|application/xhtml\+xml|text/plain|application/octet-stream).+")
_POST_ID = re.compile(r"[0-9a-f]{24}")
_KEY = re.compile(r"[0-9a-f]{26}")


class _Page(NamedTuple):
    """A post's page that may be stored."""

    root: etree._Element
    answer: Answer
    blog: Key
    post: Key
    wishes: Wishes
    task: Task

    @property
    def follows(self) -> bool:
        """Whether its author lets robots follow its links."""
        return self.wishes.unfollowed is None


def read(visit: Visit) -> Iterator[Record]:
    """Yield the post, its links, the comments in its HTML, and where others may be.

    Of a page that is as it was there is nothing to say.

    Raises
    ------
    AnswerUnusable
        Where what came is no text, or hostile.
    """
    answer, task = visit.answer, visit.task
    blog, told = Key(BLOG, task.site), told_in(task.cursor)
    native_id = told.get("post") or page_of(task.address)
    is_page = answer.status == 200 and not _NO_HTML.match(media_type(answer))
    if not isinstance(native_id, str) or not is_page or answer.is_unchanged:
        return
    post = Key(BLOG, native_id)
    root = checked_tree(answer)
    wishes = wishes_of(answer.headers, root)
    if wishes.unlisted or not is_within(answer.url, task.site):
        return
    page = _Page(root, answer, blog, post, wishes, task)
    yield from _further_comments(page) if "held" in told else _post(page)


def _post(page: _Page) -> Iterator[Record]:
    """Yield all that a post's page says."""
    root, answer, things = page.root, page.answer, things_of(page.root)
    article = article_of(root)
    data = post_data(root, article, answer.url, answer.seen_at, things)
    if not (data.is_post or page.task.signals):
        return
    text = text_of_article(root, article)
    is_whole = data.is_free and not is_withheld(root)
    is_kept = is_whole and page.wishes.unquoted is None
    comments = comments_of(root, answer.url, answer.seen_at, things)
    yield Post(
        page.post,
        page.blog,
        kind="article",
        published_at=data.published_at,
        url=answer.url,
        title=data.title,
        text=text if is_kept else None,
        language=data.language,
        replies_count=None if comments is None else _claimed(comments),
        seen_at=answer.seen_at,
    )
    yield from (Tag(page.post, tag) for tag in data.tags)
    yield from _facts(page, data, text if is_kept else None, is_whole=is_whole)
    yield from _links(page, article)
    if comments is not None:
        yield from _comments(page, comments)
    if page.follows:
        yield from _threads_elsewhere(page)


def _claimed(comments: Comments) -> int | None:
    """Return how many comments there are, as far as a page tells."""
    if comments.earlier or comments.later:
        return comments.claimed
    return max(comments.claimed or 0, len(comments.found))


def _facts(page: _Page, data: PostData, text: str | None, *, is_whole: bool) -> Iterator[Fact]:
    url, seen_at = page.post.native_id, page.answer.seen_at
    if data.author:
        yield Fact(page.blog, "author", url, data.author, seen_at)
    if not is_whole:
        yield Fact(page.blog, "withheld", url, "", seen_at)
    yield from facts_of_words(page.blog, url, seen_at, text or "")


def _links(page: _Page, article: etree._Element | None) -> Iterator[Record]:
    """Yield the links of a page; of a copy of a post of another site only that it is one."""
    url, seen_at, own = page.answer.url, page.answer.seen_at, page.blog.native_id
    original = _canonical(page.root, url)
    if original and not is_within(original, own):
        yield Fact(page.blog, "copy of", page.post.native_id, original, seen_at)
        return
    found = links_of(page.root, url, own, article)
    yield from records_of_links(page.blog, page.post, found, follows=page.follows)
    yield from facts_of_links(page.blog, page.post.native_id, seen_at, found)


def _canonical(root: etree._Element, url: str) -> str | None:
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            return resolved(url, link.get("href") or "")
    return None


def _comments(page: _Page, comments: Comments) -> Iterator[Record]:
    """Yield the comments on a page, and the page that others are on."""
    told = told_in(page.task.cursor)
    yield from records_of_thread(
        Thread(
            page.blog,
            page.post,
            page.answer.url,
            comments.found,
            with_text=page.wishes.unquoted is None,
            follows=page.follows,
        )
    )
    held = number_in(told, "held") + len(comments.found)
    claimed = comments.claimed or number_in(told, "claimed") or None
    side = told.get("side") or ("earlier" if comments.earlier else "later")
    pages = number_in(told, "pages") + 1
    following = comments.earlier if side == "earlier" else comments.later
    is_own = following is not None and is_within(following, page.task.site)
    if following and is_own and page.follows and pages < MOST_PAGES and comments.found:
        cursor = as_cursor(
            post=page.post.native_id, held=held, claimed=claimed, side=side, pages=pages
        )
        yield Task(BLOG, "page", following, page.task.site, cursor)
        return
    yield Coverage(
        REPLIES,
        page.blog,
        page.post,
        is_complete=following is None and (claimed is None or held >= claimed),
        claimed_count=held if claimed is None else claimed,
        held_count=held,
        seen_at=page.answer.seen_at,
    )


def _further_comments(page: _Page) -> Iterator[Record]:
    comments = comments_of(page.root, page.answer.url, page.answer.seen_at)
    yield from _comments(page, comments or Comments(()))


def _threads_elsewhere(page: _Page) -> Iterator[Task]:
    """Yield the comments of a post that are not in its HTML: Isso's, and Ghost's."""
    cursor = as_cursor(post=page.post.native_id, url=page.answer.url)
    found: dict[tuple[str, str], None] = {}
    for script in page.root.iter("script"):
        for kind, address in (
            (ISSO, _isso_of(page, script)),
            (GHOST, _ghost_of(page, script)),
            (RECOMMENDATIONS, _recommendations_of(page, script)),
        ):
            if address is not None:
                found[kind, address] = None
    for kind, address in found:
        yield Task(BLOG, kind, address, page.task.site, None if kind == RECOMMENDATIONS else cursor)


def _isso_of(page: _Page, script: etree._Element) -> str | None:
    server = script.get("data-isso")
    if server is None:
        return None
    name = quote(_thread_of(page.root, page.answer.url), safe="/")
    return resolved(page.answer.url, f"{server.rstrip('/')}/?uri={name}")


def _ghost_of(page: _Page, script: etree._Element) -> str | None:
    base, post_id = script.get("data-ghost-comments"), script.get("data-post-id") or ""
    if base is None or not _POST_ID.fullmatch(post_id):
        return None
    path = f"{base.rstrip('/')}/members/api/comments/post/{post_id}/"
    address = resolved(page.answer.url, path)
    return address if address and is_within(address, page.task.site) else None


def _recommendations_of(page: _Page, script: etree._Element) -> str | None:
    """Return where Ghost's own scripts read recommendations, with the key that is theirs.

    Whether others may use that key is not told, so that it takes who crawls to say so.
    """
    base, key = script.get("data-api"), script.get("data-key") or ""
    if DATA_KEY not in page.task.signals or base is None or not _KEY.fullmatch(key):
        return None
    address = resolved(page.answer.url, f"{base.rstrip('/')}/recommendations/?key={key}&limit=100")
    return address if address and is_within(address, page.task.site) else None


def _thread_of(root: etree._Element, url: str) -> str:
    """Return what Isso calls the thread of a page: what it says, or its path."""
    for element in root.iter("section", "div"):
        if element.get("id") == "isso-thread" and element.get("data-isso-id"):
            return str(element.get("data-isso-id"))
    return urlsplit(url).path or "/"
