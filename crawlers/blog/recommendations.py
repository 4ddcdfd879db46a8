"""The kind ``recommendations``: sites that a site recommends, as JSON with the time of each.

Ghost serves them to anybody at ``/.well-known/recommendations.json``; its Content API has the same
under ``recommendations``. Only of Ghost, which says in its pages that it is Ghost, it is asked for
unnamed: of others nearly every such request would find nothing. What answers with OPML is read as a
blogroll.
"""

from collections.abc import Iterator
from typing import Any, Final

from crawlers.answers import Visit, shown
from crawlers.blog.addresses import home_of, is_no_blog
from crawlers.blog.blogroll import is_opml, records_of_opml
from crawlers.blog.outbound import visit_to
from crawlers.documents import checked_json
from crawlers.errors import AnswerUnusable
from crawlers.moments import time_of
from crawlers.opt_outs import Wishes, wishes_of
from crawlers.outlines import handle_of
from crawlers.words import line
from influence.records import Account, Coverage, Interaction, Key, Record
from influence.urls import BLOG, site_of

MOST: Final = 5_000
RECOMMENDATION, RECOMMENDATIONS = "recommendation", "recommendations"


def read(visit: Visit) -> Iterator[Record]:
    """Yield the sites that a site recommends, the acts of doing so, and visits to them.

    Raises
    ------
    AnswerUnusable
        Where what came is no such list.
    """
    answer, owner = visit.answer, Key(BLOG, visit.task.site)
    if answer.is_unchanged:
        yield Coverage(RECOMMENDATIONS, owner, seen_at=answer.seen_at)
        return
    wishes = wishes_of(answer.headers)
    if wishes.unlisted:
        return
    if is_opml(answer):
        yield from records_of_opml(visit, owner, wishes)
        return
    value = checked_json(answer)
    items = value.get(RECOMMENDATIONS) if isinstance(value, dict) else value
    if not isinstance(items, list):
        raise AnswerUnusable(f"{shown(answer.url)} is no list of recommendations.")
    is_whole = not _has_more(value) and len(items) <= MOST
    yield from _recommended(visit, items[:MOST], wishes, is_whole=is_whole)


def _recommended(
    visit: Visit, items: list[Any], wishes: Wishes, *, is_whole: bool
) -> Iterator[Record]:
    owner = Key(BLOG, visit.task.site)
    seen = {owner.native_id}
    for item in items:
        said = item if isinstance(item, dict) else {"url": item}
        address = _text(said.get("url")) or ""
        site = site_of(address)
        if site is None or site in seen:
            continue
        seen.add(site)
        key = Key(BLOG, site)
        yield Account(
            key,
            handle=handle_of(site),
            name=line(_text(said.get("title"))),
            url=home_of(address),
        )
        yield Interaction(
            "link",
            owner,
            key,
            happened_at=time_of(_text(said.get("created_at")), visit.answer.seen_at),
            native_id=RECOMMENDATION,
        )
        if wishes.unfollowed is None and not is_no_blog(address):
            yield visit_to(address, site, RECOMMENDATION)
    yield Coverage(
        RECOMMENDATIONS,
        owner,
        is_complete=is_whole,
        held_count=len(seen) - 1,
        seen_at=visit.answer.seen_at,
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _has_more(value: object) -> bool:
    """Return whether Ghost's Content API says that there is another page."""
    meta = value.get("meta") if isinstance(value, dict) else None
    pagination = meta.get("pagination") if isinstance(meta, dict) else None
    return isinstance(pagination, dict) and pagination.get("next") is not None
