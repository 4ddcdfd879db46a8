"""The kinds ``uploads`` and ``videos``: what a channel published, and what is counted of it."""

from collections.abc import Iterator

from crawlers.answers import Visit
from crawlers.json_values import Object, as_count, as_object, as_words, at
from crawlers.moments import time_of
from crawlers.words import LONGEST_TEXT, language, line, words
from crawlers.youtube.asking import (
    HISTORY,
    asked,
    channel_in,
    id_in,
    key,
    list_visit,
    page_of_video,
)
from crawlers.youtube.reading import Listing
from influence.records import Post, Record, Tag, Task

_COMMENTED, _MOST_COMMENTED = 5, 50
_MOST_TAGS, _LONGEST_TAG = 50, 100


def read_uploads(visit: Visit) -> Iterator[Record]:
    """Yield the videos of a channel, visits to their counts and to the next page, or how many.

    Raises
    ------
    PageGone, AnswerUnusable
        Where there is no such list, or what came is none.
    """
    listing, owner = Listing.of(visit), key(visit.task.site)
    found = [video_in_playlist(item, visit.answer.seen_at) for item in listing.items]
    videos = [video for video in found if video is not None and video.account == owner]
    yield from videos
    if videos:
        yield _counts_of(videos, visit.task, is_first="pages" not in listing.told)
    if listing.following:
        yield listing.following
        return
    times = [video.published_at for video in videos if video.published_at]
    yield listing.coverage("posts", owner)._replace(
        from_at=min(times, default=None), to_at=visit.answer.seen_at
    )


def read_videos(visit: Visit) -> Iterator[Record]:
    """Yield videos with what is counted of them, and visits to the comments of the newest.

    Raises
    ------
    AnswerUnusable
        Where it is no list of videos.
    """
    listing, seen_at = Listing.of(visit), visit.answer.seen_at
    commented = []
    for item in listing.items:
        video, channel = id_in(item.get("id")), channel_in(at(item, "snippet", "channelId"))
        if video is None or channel is None or channel != visit.task.site:
            continue
        post = _of_snippet(video, channel, as_object(item.get("snippet")), seen_at)
        numbers = as_object(item.get("statistics"))
        comments = as_count(numbers.get("commentCount"))
        likes = as_count(numbers.get("likeCount"))
        yield post._replace(replies_count=comments, likes_count=likes)
        yield from _tags(post, item)
        if comments:
            commented.append((video, comments))
    is_first, history = listing.told.get("first") is True, HISTORY in visit.task.signals
    most = _MOST_COMMENTED if history else _COMMENTED if is_first else 0
    for video, comments in commented[:most]:
        yield _comments_of(video, comments, visit.task)


def video_in_playlist(item: Object, seen_at: str) -> Post | None:
    """Return the video of an entry of a playlist; None where it is private or was deleted."""
    snippet, details = as_object(item.get("snippet")), as_object(item.get("contentDetails"))
    video = id_in(at(snippet, "resourceId", "videoId")) or id_in(details.get("videoId"))
    channel = channel_in(snippet.get("videoOwnerChannelId"))
    if video is None or channel is None:
        return None
    post = _of_snippet(video, channel, snippet, seen_at)
    # Its own ``publishedAt`` is when the entry was made.
    return post._replace(published_at=time_of(as_words(details.get("videoPublishedAt")), seen_at))


def _of_snippet(video: str, channel: str, snippet: Object, seen_at: str) -> Post:
    spoken = snippet.get("defaultAudioLanguage") or snippet.get("defaultLanguage")
    return Post(
        key(video),
        key(channel),
        "original",
        time_of(as_words(snippet.get("publishedAt")), seen_at),
        url=page_of_video(video),
        title=line(as_words(snippet.get("title"))),
        text=words(as_words(snippet.get("description")), LONGEST_TEXT),
        language=language(as_words(spoken)),
        seen_at=seen_at,
    )


def _tags(post: Post, item: Object) -> Iterator[Tag]:
    named = at(item, "snippet", "tags")
    for tag in named[:_MOST_TAGS] if isinstance(named, list) else ():
        if word := line((as_words(tag) or "").casefold(), _LONGEST_TAG):
            yield Tag(post.key, word)


def _counts_of(videos: list[Post], task: Task, *, is_first: bool) -> Task:
    ids = ",".join(video.key.native_id for video in videos)
    address = asked("videos", part="snippet,statistics", id=ids)
    return list_visit("videos", address, task.site, task.signals, first=is_first or None)


def _comments_of(video: str, claimed: int, task: Task) -> Task:
    address = asked(
        "commentThreads",
        part="snippet,replies",
        videoId=video,
        maxResults="100",
        order="time",
        textFormat="plainText",
    )
    return list_visit("comments", address, task.site, task.signals, video=video, claimed=claimed)
