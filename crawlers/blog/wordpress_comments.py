"""The kind ``wordpress_comments``: the REST API of WordPress, of one post or of a whole blog.

https://developer.wordpress.org/rest-api/reference/comments/: anybody is given approved comments;
pingbacks and mail addresses are not among them. Hashes of mail addresses are (``Gravatar``), and
are left alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from crawlers.answers import Visit, shown
from crawlers.blog.addresses import is_within
from crawlers.blog.comment_lists import Reading, with_parameter
from crawlers.blog.comments import MOST, Comment, Thread, authors_of, records_of
from crawlers.documents import checked_json
from crawlers.errors import AnswerUnusable
from crawlers.moments import time_of
from crawlers.opt_outs import Wishes, wishes_of
from crawlers.words import LONGEST_NAME, plain
from influence.records import Key, Post, Record
from influence.urls import BLOG, page_of

_PAST_THE_END = "rest_post_invalid_page_number"
_PAGE_OF_COMMENTS = re.compile(r"/comment-page-\d+/?$")
_NEXT = re.compile(r";\s*rel=\"?next\b")
_MOST_KNOWN = 300
"""Authors remembered from page to page, for the blog's answers to find whom they answer."""


def read(visit: Visit) -> Iterator[Record]:
    """Yield the comments of one page of the list, the next page, and at the end how much is held.

    Raises
    ------
    AnswerUnusable
        Where what came is no such list.
    """
    reading, answer = Reading.of(visit), visit.answer
    if answer.is_unchanged:
        yield from reading.unchanged()
        return
    wishes = _wishes(answer.headers)
    if wishes.unlisted:
        return
    if answer.status == 400:
        yield from _past_the_end(reading)
        return
    comments = _listed(visit)
    found = _by_post(comments, visit)
    known: dict[str, str] = dict(_known(reading.told))
    for native_id, (url, each) in found.items():
        thread = Thread(
            reading.blog,
            Key(BLOG, native_id),
            url,
            each,
            with_text=wishes.unquoted is None,
            follows=wishes.unfollowed is None,
        )
        yield from records_of(thread, _of_post(known, native_id))
        known |= {f"{native_id}#{id_}": key.native_id for id_, key in authors_of(thread).items()}
    yield from _goes_on(reading, len(comments), known)


def _wishes(headers: Mapping[str, str]) -> Wishes:
    """Return what the headers ask, but for the ``noindex`` that WordPress sends with all its JSON.

    It keeps JSON out of what search engines show and is nobody's wish: posts whose authors have one
    say so on their pages. Where the header says anything else, somebody set it.
    """
    if headers.get("x-robots-tag", "").strip().lower() == "noindex":
        headers = {name: value for name, value in headers.items() if name != "x-robots-tag"}
    return wishes_of(headers)


def _listed(visit: Visit) -> list[dict[str, Any]]:
    value = checked_json(visit.answer)
    if not isinstance(value, list):
        raise AnswerUnusable(f"{shown(visit.answer.url)} is no list of comments of WordPress.")
    return [each for each in value[:MOST] if isinstance(each, dict)]


def _by_post(comments: list[dict[str, Any]], visit: Visit) -> dict[str, tuple[str, list[Comment]]]:
    """Return posts' ids -> where they are served, and the comments under them."""
    found: dict[str, tuple[str, list[Comment]]] = {}
    for each in comments:
        link = each.get("link")
        url = _PAGE_OF_COMMENTS.sub("/", link.partition("#")[0]) if isinstance(link, str) else ""
        page = page_of(url)
        if page is None or not is_within(url, visit.task.site):
            continue
        found.setdefault(page, (url, []))[1].append(_comment(each, visit.answer.seen_at))
    return found


def _comment(said: Mapping[str, Any], seen_at: str) -> Comment:
    rendered = said.get("content")
    html = rendered.get("rendered") if isinstance(rendered, dict) else None
    address, parent = _text(said, "author_url"), said.get("parent")
    return Comment(
        f"comment-{said.get('id')}",
        name=plain(_text(said, "author_name") or "", LONGEST_NAME) or "",
        address=address,
        # date_gmt is UTC and says so only by its name; date is the clock of the site.
        written_at=time_of(_text(said, "date_gmt") or _text(said, "date"), seen_at),
        text=plain(html) if isinstance(html, str) else None,
        parent=f"comment-{parent}" if isinstance(parent, int) and parent else None,
    )


def _goes_on(reading: Reading, found: int, known: dict[str, str]) -> Iterator[Record]:
    """Yield the next page, or that this was the last."""
    headers = reading.visit.answer.headers
    total, pages = (_whole(headers.get(name)) for name in ("x-wp-total", "x-wp-totalpages"))
    page = reading.pages + 1
    if reading.post is not None and total is not None and not reading.pages:
        yield Post(reading.post, reading.blog, replies_count=total, is_listed=False)
    following = None
    if _has_next(headers, page, pages):
        following = with_parameter(reading.visit.task.address, "page", str(page + 1))
    latest = dict(list(known.items())[-_MOST_KNOWN:])
    tasks = list(reading.following(following, found, claimed=total, known=latest or None))
    yield from tasks
    if not tasks:
        held = reading.held + found
        is_complete = following is None and (total is None or held >= total)
        yield reading.coverage(found, total, is_complete=is_complete)


def _has_next(headers: Mapping[str, str], page: int, pages: int | None) -> bool:
    """Return whether the host says that there is another page, by number or by link."""
    return page < pages if pages is not None else bool(_NEXT.search(headers.get("link", "")))


def _past_the_end(reading: Reading) -> Iterator[Record]:
    """Yield that the page before was the last: the host refuses pages that there are not."""
    value = checked_json(reading.visit.answer)
    if not isinstance(value, dict) or value.get("code") != _PAST_THE_END:
        raise AnswerUnusable(f"{shown(reading.visit.answer.url)} was refused as a wrong request.")
    claimed = reading.told.get("claimed")
    claimed = claimed if isinstance(claimed, int) else None
    is_complete = claimed is None or reading.held >= claimed
    yield reading.coverage(0, claimed, is_complete=is_complete)


def _known(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    known = told.get("known")
    for id_, site in known.items() if isinstance(known, dict) else ():
        if isinstance(site, str):
            yield id_, site


def _of_post(known: Mapping[str, str], native_id: str) -> dict[str, str]:
    """Return the ids of the comments of one post that are known, within it."""
    sites: dict[str, str] = defaultdict(str)
    for id_, site in known.items():
        post, _, of_comment = id_.rpartition("#")
        if post == native_id:
            sites[of_comment] = site
    return sites


def _text(said: Mapping[str, Any], name: str) -> str | None:
    value = said.get(name)
    return value.strip() or None if isinstance(value, str) else None


def _whole(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
