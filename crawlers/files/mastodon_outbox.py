"""``outbox.json`` of a Mastodon archive: all that a person posted and boosted, as ActivityStreams.

Format: mastodon/mastodon, app/services/backup_service.rb and app/serializers/activitypub/.
"""

from collections.abc import Iterator

from crawlers.activities import Telling, actor_of, records_of_activity
from crawlers.fediverse import key
from crawlers.files.columns import POSTS, Kind
from crawlers.files.form import File, Form, Head
from crawlers.files.json_items import items_of, read_items
from crawlers.files.mastodon import author_of
from crawlers.files.reading import Reading
from crawlers.json_values import Object, as_object, at
from influence.records import Coverage, Key, Record


def read_outbox(reading: Reading) -> Iterator[Record]:
    """Yield the posts and boosts of an outbox, and that these are all the owner's posts.

    Raises
    ------
    InputUnusable
        Where the file is cut off, or no JSON.
    """
    items = items_of(reading.text(), reading.name, '"orderedItems"')
    owners: set[Key] = set()
    yield from read_items(
        reading, items, lambda item: _activity(as_object(item), reading, owners), _shown
    )
    if len(owners) == 1:
        (owner,) = owners
        reading.owner.tell(owner)
        yield Coverage("posts", owner, is_complete=True)


def _shown(item: object) -> str:
    """Return what the rejects file shows: no text, since it may be one for few eyes."""
    return str(at(item, "id") or "")[:200]


def _activity(item: Object, reading: Reading, owners: set[Key]) -> Iterator[Record]:
    owners.add(key(actor_of(item)))
    telling = Telling(reading.times, lambda post: author_of(post, reading), reading.leave_out)
    yield from records_of_activity(item, telling)


def _recognises(head: Head) -> bool:
    start = head.text.lstrip()
    is_named = '"outbox.json"' in start or head.path.endswith("outbox.json")
    return start.startswith("{") and '"OrderedCollection"' in start and is_named


def _look(_: File) -> Kind:
    return POSTS


FORM = Form("Mastodon outbox", _recognises, read_outbox, _look, counts="activity")
