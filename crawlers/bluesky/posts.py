"""Posts: what an account wrote and reposted, what was answered, and who quoted it."""

from collections.abc import Iterable, Iterator
from typing import Final

from crawlers.answers import Visit
from crawlers.atproto.addresses import Address, address_in, did_in
from crawlers.atproto.rows import act_on
from crawlers.bluesky.asking import PAGE, asked, visit_of
from crawlers.bluesky.lists import continued, interrupted, is_first, listed_of, whole
from crawlers.bluesky.reading import answered
from crawlers.bluesky.views import Views, address_of
from crawlers.cursors import told_in
from crawlers.json_values import Object, as_count, as_object, at, objects
from crawlers.signals import EXPOSURE, acted_in
from influence.records import Coverage, Record, Task

MOST_POSTS: Final = 10
"""Newest posts of which it is asked who reposted, liked, quoted and answered them."""

_REPOST = "app.bsky.feed.defs#reasonRepost"
_DEEPEST = 1_000
_MOST_NODES = 20_000
_ACTS = {
    "reposted_by": ("reposters", "repostCount", "app.bsky.feed.getRepostedBy"),
    "likes": ("likers", "likeCount", "app.bsky.feed.getLikes"),
    "quotes": ("quoters", "quoteCount", "app.bsky.feed.getQuotes"),
}
_PASSED_ON = ("reposted_by", "quotes")


def _feed(visit: Visit, told: Object) -> Iterator[Record]:
    """Yield posts and reposts of an account, and visits to who acted on the newest posts."""
    views, did = Views(visit), visit.task.site
    own: dict[str, Object] = {}
    for each in objects(told.get("feed")):
        view = as_object(each.get("post"))
        address = address_of(view)
        if address is None:
            continue
        yield from views.posts(view)
        reason = as_object(each.get("reason"))
        if reason.get("$type") == _REPOST:
            yield from _repost(views, reason, address, did)
        elif address.account == did:
            own[address.text] = view
    newest = acted_in(visit.task.signals, MOST_POSTS) if is_first(visit) else 0
    for place, view in enumerate(own.values()):
        yield from _acts_on(visit, view) if place < newest else _passed_on(visit, view)
    times = [views.published(view) for view in own.values()]
    since = min(filter(None, [*times, told_in(visit.task.cursor).get("since")]), default=None)
    yield from continued(visit, told, len(own), since=since)


def _repost(views: Views, reason: Object, address: Address, did: str) -> Iterator[Record]:
    if at(reason, "by", "did") == did and not views.is_denied(as_object(reason.get("by"))):
        yield act_on("repost", did, address, views.times(reason.get("indexedAt")))


def _acts_on(visit: Visit, view: Object) -> Iterator[Record]:
    """Yield where it is told who acted on a post; of what nobody did, that nobody did it."""
    did, post, signals = visit.task.site, str(view.get("uri")), visit.task.signals
    for kind, (covers, count, _) in _ACTS.items():
        claimed = as_count(view.get(count))
        if claimed:
            yield _actors_visit(visit, view, kind, signals)
        elif claimed == 0:
            yield whole(covers, did, post, 0, visit.answer.seen_at)
    claimed = as_count(view.get("replyCount"))
    if claimed:
        address = asked("app.bsky.feed.getPostThread", uri=post, depth=_DEEPEST, parentHeight=0)
        yield visit_of("thread", address, did, signals=signals, claimed=claimed)
    elif claimed == 0:
        yield whole("repliers", did, post, 0, visit.answer.seen_at)


def _passed_on(visit: Visit, view: Object) -> Iterator[Record]:
    """Yield where it is told who passed an older post on, for the last part of the budget."""
    signals = (*visit.task.signals, EXPOSURE)
    for kind in _PASSED_ON:
        if as_count(view.get(_ACTS[kind][1])):
            yield _actors_visit(visit, view, kind, signals)


def _actors_visit(visit: Visit, view: Object, kind: str, signals: Iterable[str]) -> Task:
    _, count, method = _ACTS[kind]
    address = asked(method, uri=str(view.get("uri")), limit=PAGE)
    return visit_of(
        kind,
        address,
        visit.task.site,
        signals=signals,
        claimed=as_count(view.get(count)),
        posted=Views(visit).published(view),
    )


def _thread(visit: Visit, told: Object) -> Iterator[Record]:
    """Yield a post and all answers to it, and answers to these; without recursion."""
    views, root = Views(visit), as_object(told.get("thread"))
    waiting, seen = [root], 0
    while waiting and seen < _MOST_NODES:
        node = waiting.pop()
        seen += 1
        yield from views.posts(as_object(node.get("post")))
        waiting.extend(reversed(list(objects(node.get("replies")))))
    replies = list(objects(root.get("replies")))
    held = sum(address_of(as_object(each.get("post"))) is not None for each in replies)
    claimed = as_count(told_in(visit.task.cursor).get("claimed"))
    claimed = as_count(at(root, "post", "replyCount")) if claimed is None else claimed
    kind, account, post = listed_of(visit.task)
    seen_at = visit.answer.seen_at
    is_complete = not waiting and (claimed is None or len(replies) >= claimed)
    yield Coverage(kind, account, post, None, seen_at, is_complete, claimed, held, seen_at)


def _quotes(visit: Visit, told: Object) -> Iterator[Record]:
    """Yield posts that quote a post, with their authors."""
    views, held = Views(visit), 0
    for view in objects(told.get("posts")):
        held += address_of(view) is not None
        yield from views.posts(view)
    yield from continued(visit, told, held)


def _likes(visit: Visit, told: Object) -> Iterator[Record]:
    """Yield who likes a post."""
    views, post = Views(visit), address_in(_post(visit))
    held = 0
    for each in objects(told.get("likes")):
        actor = as_object(each.get("actor"))
        held += did_in(actor.get("did")) is not None
        yield from views.people(actor)
        if post and not views.is_denied(actor):
            happened = views.times.of_record(each, each.get("indexedAt"))
            yield act_on("like", actor["did"], post, happened)
    yield from continued(visit, told, held)


def _reposted_by(visit: Visit, told: Object) -> Iterator[Record]:
    """Yield who reposted a post; when is not told."""
    views, post = Views(visit), address_in(_post(visit))
    held = 0
    for actor in objects(told.get("repostedBy")):
        held += did_in(actor.get("did")) is not None
        yield from views.people(actor)
        if post and not views.is_denied(actor):
            yield act_on("repost", actor["did"], post, None)
    yield from continued(visit, told, held)


def _post(visit: Visit) -> str | None:
    """Return the post that was asked about."""
    _, _, post = listed_of(visit.task)
    return None if post is None else post.native_id


read_feed = answered(_feed, interrupted)
read_thread = answered(_thread)
read_quotes = answered(_quotes, interrupted)
read_likes = answered(_likes, interrupted)
read_reposted_by = answered(_reposted_by, interrupted)
