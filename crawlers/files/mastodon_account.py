"""``actor.json`` and ``likes.json`` of a Mastodon archive: who the owner is, and what was liked."""

import json
from collections.abc import Iterator

from crawlers.activities import UNKNOWN_AUTHOR
from crawlers.bad_row import BadRow
from crawlers.fediverse import (
    BOTS,
    SOURCE,
    actor_address,
    handle_of,
    host_of,
    is_account_id,
    key,
)
from crawlers.files.columns import ACCOUNTS, INTERACTIONS, Kind
from crawlers.files.form import File, Form, Head
from crawlers.files.json_items import LONGEST_ITEM, checked, items_of, read_items
from crawlers.files.mastodon import author_of
from crawlers.files.reading import Reading
from crawlers.html_text import plain_text
from crawlers.json_values import Object, as_object, as_words, nothing_for
from influence.errors import InputUnusable
from influence.records import Account, Consent, Interaction, Record


def read_actor(reading: Reading) -> Iterator[Record]:
    """Yield the account whose archive it is.

    Raises
    ------
    InputUnusable
        Where the file is no JSON.
    """
    try:
        actor = json.loads(reading.text().read(LONGEST_ITEM), parse_constant=nothing_for)
    except (ValueError, RecursionError) as error:
        raise InputUnusable(f"{reading.name} is no JSON: {error}; copy it again.") from error
    reading.rows = 1
    yield from checked(reading, as_object(actor), lambda each: _account(each, reading))


def _account(actor: Object, reading: Reading) -> Iterator[Record]:
    native_id, name = actor_address(actor), as_words(actor.get("preferredUsername"))
    if native_id is None:
        raise BadRow("id is missing")
    reading.owner.tell(key(native_id))
    # The name that others see may have another domain than the server that keeps the account.
    handle = handle_of(as_words(actor.get("webfinger")) or f"{name}@{host_of(native_id)}")
    created, bio = as_words(actor.get("published")), as_words(actor.get("summary"))
    yield Account(
        key(native_id),
        handle,
        as_words(actor.get("name")) or name,
        as_words(actor.get("url")) or native_id,
        plain_text(bio) if bio else None,
        is_bot=actor.get("type") in BOTS if actor.get("type") else None,
        created_at=reading.times(created) if created else None,
    )
    wish = actor.get("discoverable")  # null until its owner decides
    if isinstance(wish, bool):
        signal, reason = ("allow", None) if wish else ("deny", "discoverable is off")
        yield Consent(key(native_id), signal, reason)


def read_likes(reading: Reading) -> Iterator[Record]:
    """Yield likes, as far as the posts' addresses tell whose they were.

    Raises
    ------
    InputUnusable
        Where nothing says whose likes they are, or the file is cut off or no JSON.
    """
    owner = reading.owner.key(
        SOURCE, reading.name, reading.known, is_account_id, "the actor.json of the same archive"
    )

    def like(item: object) -> Iterator[Record]:
        post = actor_address(item)
        if post is None:
            raise BadRow("is no address of a post")
        author = author_of(post, reading)
        if author is None:
            reading.leave_out(f"likes of posts {UNKNOWN_AUTHOR}")
        else:
            yield Interaction("like", owner, key(author), key(post))

    yield from read_items(reading, items_of(reading.text(), reading.name, '"orderedItems"'), like)


def _is_actor(head: Head) -> bool:
    start = head.text.lstrip()
    return start.startswith("{") and '"preferredUsername"' in start and '"@context"' in start


def _is_likes(head: Head) -> bool:
    start = head.text.lstrip()
    if not (start.startswith("{") and '"OrderedCollection"' in start):
        return False
    if '"bookmarks.json"' in start:
        raise InputUnusable(f"{head.path} holds bookmarks, which are private and not read.")
    return '"likes.json"' in start


def _accounts(_: File) -> Kind:
    return ACCOUNTS


def _interactions(_: File) -> Kind:
    return INTERACTIONS


ACTOR = Form("Mastodon actor", _is_actor, read_actor, _accounts, counts="record")
LIKES = Form("Mastodon likes", _is_likes, read_likes, _interactions, counts="record")
