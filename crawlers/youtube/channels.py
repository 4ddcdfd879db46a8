"""The kinds ``channel``, ``playlists`` and ``playlist``: who a channel is, whom it recommends."""

from collections.abc import Iterator

from crawlers.answers import Visit, shown
from crawlers.errors import AnswerUnusable, PageGone
from crawlers.json_values import Object, as_count, as_object, as_words, at
from crawlers.moments import time_of
from crawlers.words import LONGEST_BIO, language, line, words
from crawlers.youtube.asking import (
    HISTORY,
    PAGE,
    asked,
    channel_in,
    channel_visit,
    handle_in,
    id_in,
    key,
    list_visit,
    page_of_channel,
)
from crawlers.youtube.reading import Listing
from crawlers.youtube.videos import video_in_playlist
from influence.opt_outs import opt_out_tag
from influence.records import Account, Consent, Interaction, Record

BIO, NAME = "bio", "name"

_PLAYLISTS, _MOST_PLAYLISTS = 5, 50


def read_channel(visit: Visit) -> Iterator[Record]:
    """Yield a channel, and visits to its uploads and playlists; no more of one that opts out.

    Raises
    ------
    PageGone, AnswerUnusable
        Where there is no such channel, or what came is another one.
    """
    listing, url = Listing.of(visit), shown(visit.answer.url)
    if listing.closed or not listing.items:
        raise PageGone(f"{url} leads to no such channel.")
    item = listing.items[0]
    channel = channel_in(item.get("id"))
    if channel is None or (channel_in(visit.task.site) or channel) != channel:
        raise AnswerUnusable(f"{url} is no channel that was asked for.")
    snippet, seen_at = as_object(item.get("snippet")), visit.answer.seen_at
    denied = _denials(snippet)
    if denied:
        yield Account(key(channel), handle_in(snippet.get("customUrl")), seen_at=seen_at)
        for place, tag in denied.items():
            yield Consent(key(channel), "deny", f"{tag} in the {place}", BIO, seen_at)
        return
    yield Consent(key(channel), "unset", None, BIO, seen_at)
    yield _account(channel, item, seen_at)
    signals = visit.task.signals
    uploads = id_in(at(item, "contentDetails", "relatedPlaylists", "uploads"))
    claimed = as_count(at(item, "statistics", "videoCount"))
    if uploads:
        address = asked(
            "playlistItems", part="snippet,contentDetails", playlistId=uploads, maxResults=str(PAGE)
        )
        yield list_visit("uploads", address, channel, signals, claimed=claimed)
    address = asked(
        "playlists", part="snippet,contentDetails", channelId=channel, maxResults=str(PAGE)
    )
    yield list_visit("playlists", address, channel, signals)


def read_playlists(visit: Visit) -> Iterator[Record]:
    """Yield visits to the playlists that a channel made.

    Raises
    ------
    PageGone, AnswerUnusable
        Where there is no such channel, or what came is no list.
    """
    listing = Listing.of(visit)
    most = _MOST_PLAYLISTS if HISTORY in visit.task.signals else _PLAYLISTS
    filled = [each for each in listing.items if as_count(at(each, "contentDetails", "itemCount"))]
    for item in filled[:most]:
        if playlist := id_in(item.get("id")):
            address = asked(
                "playlistItems", part="snippet", playlistId=playlist, maxResults=str(PAGE)
            )
            told = {"playlist": playlist}
            yield list_visit("playlist", address, visit.task.site, visit.task.signals, **told)
    if listing.following:
        yield listing.following


def read_playlist(visit: Visit) -> Iterator[Record]:
    """Yield that a channel recommends those whose videos are in a playlist of its.

    Raises
    ------
    PageGone, AnswerUnusable
        Where there is no such playlist, or what came is none.
    """
    listing, seen_at = Listing.of(visit), visit.answer.seen_at
    owner, playlist = key(visit.task.site), id_in(listing.told.get("playlist"))
    others: dict[str, None] = {}
    for item in listing.items:
        video = video_in_playlist(item, seen_at)
        if video is None or video.account == owner:
            continue
        snippet = as_object(item.get("snippet"))
        name = line(as_words(snippet.get("videoOwnerChannelTitle")))
        others[video.account.native_id] = None
        page = page_of_channel(video.account.native_id)
        yield Account(video.account, name=name, url=page, seen_at=seen_at)
        yield video._replace(is_listed=False, text=None)
        yield Interaction("link", owner, video.account, video.key, native_id=playlist)
    for other in others:
        yield channel_visit(other, "recommend")
    if listing.following:
        yield listing.following


def _account(channel: str, item: Object, seen_at: str) -> Account:
    snippet, numbers = as_object(item.get("snippet")), as_object(item.get("statistics"))
    is_hidden = numbers.get("hiddenSubscriberCount") is True
    return Account(
        key(channel),
        handle_in(snippet.get("customUrl")),
        line(as_words(snippet.get("title"))),
        page_of_channel(channel),
        words(as_words(snippet.get("description")), LONGEST_BIO),
        language(as_words(snippet.get("defaultLanguage"))),
        created_at=time_of(as_words(snippet.get("publishedAt")), seen_at),
        followers_count=None if is_hidden else as_count(numbers.get("subscriberCount")),
        posts_count=as_count(numbers.get("videoCount")),
        seen_at=seen_at,
    )


def _denials(snippet: Object) -> dict[str, str]:
    places = {BIO: snippet.get("description"), NAME: snippet.get("title")}
    tags = {place: opt_out_tag(as_words(text) or "") for place, text in places.items()}
    return {place: tag for place, tag in tags.items() if tag}
