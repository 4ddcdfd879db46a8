"""The kinds ``comments`` and ``answers``: who wrote below a video, and who answered that."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from crawlers.answers import Visit, shown
from crawlers.cursors import as_cursor, number_in, told_in
from crawlers.errors import AnswerUnusable
from crawlers.json_values import Object, as_count, as_object, as_words, at, objects
from crawlers.moments import time_of
from crawlers.words import LONGEST_TEXT, line, words
from crawlers.youtube.asking import (
    asked,
    channel_in,
    handle_in,
    id_in,
    key,
    list_visit,
    page_of_channel,
    page_of_video,
)
from crawlers.youtube.reading import Listing
from influence.opt_outs import opt_out_tag
from influence.records import Account, Consent, Interaction, Post, Record, Task

NAME: Final = "name"

_MOST_ANSWERED = 20


class Comment(NamedTuple):
    """A comment, and what it answers: a video, or another comment of it."""

    native_id: str
    author: str
    parent: str
    said: Object


def read_comments(visit: Visit) -> Iterator[Record]:
    """Yield who wrote below a video, visits to answers that are not shown, and how many were read.

    Raises
    ------
    PageGone, AnswerUnusable
        Where there is no such video, or what came is no list of comments.
    """
    listing = Listing.of(visit)
    video, owner, left = _video(visit, listing), visit.task.site, []
    held = number_in(listing.told, "held")
    for item in listing.items:
        answers = list(objects(at(item, "replies", "comments")))
        held += 1 + len(answers)
        top = _comment(as_object(at(item, "snippet", "topLevelComment")), video)
        if top is None:
            continue
        yield from _records(top, owner, video, visit)
        for said in answers:
            if answer := _comment(said, top.native_id):
                yield from _records(answer, top.author, video, visit)
        if (as_count(at(item, "snippet", "totalReplyCount")) or 0) > len(answers):
            left.append(top)
    for top in left[:_MOST_ANSWERED]:
        yield _answers_to(top, video, visit.task)
    has_left = bool(left) or bool(listing.told.get("left"))
    if listing.following is not None:
        told = {**told_in(listing.following.cursor), "held": held, "left": has_left or None}
        yield listing.following._replace(cursor=as_cursor(**told))
        return
    coverage = listing.coverage("replies", key(owner), key(video))
    is_complete = coverage.is_complete and not has_left
    yield coverage._replace(held_count=held, is_complete=is_complete)


def read_answers(visit: Visit) -> Iterator[Record]:
    """Yield who answered a comment.

    Raises
    ------
    PageGone, AnswerUnusable
        Where there is no such comment, or what came is no list of comments.
    """
    listing = Listing.of(visit)
    video, author = _video(visit, listing), channel_in(listing.told.get("author"))
    parent = id_in(listing.told.get("parent"))
    if author is None or parent is None:
        raise AnswerUnusable(f"{shown(visit.answer.url)} answers no comment that is known.")
    for said in listing.items:
        if answer := _comment(said, parent):
            yield from _records(answer, author, video, visit)
    if listing.following:
        yield listing.following


def _video(visit: Visit, listing: Listing) -> str:
    video = id_in(listing.told.get("video"))
    if video is None:
        raise AnswerUnusable(f"{shown(visit.answer.url)} is of no video that is known.")
    return video


def _comment(said: Object, parent: str) -> Comment | None:
    """Return a comment; None where whoever wrote it has no channel any more."""
    snippet = as_object(said.get("snippet"))
    native_id = id_in(said.get("id"))
    author = channel_in(at(snippet, "authorChannelId", "value"))
    if native_id is None or author is None:
        return None
    return Comment(native_id, author, parent, snippet)


def _records(comment: Comment, to: str, video: str, visit: Visit) -> Iterator[Record]:
    """Yield a comment, who wrote it, and that it answers something of somebody's."""
    said, seen_at, author = comment.said, visit.answer.seen_at, key(comment.author)
    shown_as = as_words(said.get("authorDisplayName")) or ""
    handle = handle_in(shown_as) if shown_as.startswith("@") else None
    page = page_of_channel(comment.author)
    if tag := opt_out_tag(shown_as):
        yield Account(author, seen_at=seen_at)
        yield Consent(author, "deny", f"{tag} in the {NAME}", NAME, seen_at)
        return
    name = None if handle else line(shown_as)
    yield Account(author, handle, name, page, seen_at=seen_at)
    at_ = time_of(as_words(said.get("publishedAt")), seen_at)
    parent = key(comment.parent)
    yield Post(
        key(comment.native_id),
        author,
        "reply",
        at_,
        parent,
        page_of_video(video, comment.native_id),
        text=words(as_words(said.get("textDisplay")), LONGEST_TEXT),
        likes_count=as_count(said.get("likeCount")),
        seen_at=seen_at,
        is_listed=False,
    )
    yield Interaction("reply", author, key(to), parent, None, at_, comment.native_id)


def _answers_to(comment: Comment, video: str, task: Task) -> Task:
    address = asked(
        "comments",
        part="snippet",
        parentId=comment.native_id,
        maxResults="100",
        textFormat="plainText",
    )
    told = {"video": video, "author": comment.author, "parent": comment.native_id}
    return list_visit("answers", address, task.site, task.signals, **told)
