"""Accounts and posts as an AppView shows them (``profileView``, ``postView``), as records.

What a post says is told by its own record, as a repository holds it; the view adds what others did
(counts), who its author is, and whether the author is to be shown.
"""

from collections.abc import Iterator
from typing import Final

from crawlers.answers import Visit
from crawlers.atproto.addresses import (
    POST,
    Address,
    address_in,
    did_in,
    handle_in,
    key_of,
    profile_url,
)
from crawlers.atproto.rows import (
    BOT,
    OPT_OUT,
    Entry,
    consent_of,
    name_in,
    rows_of,
    text_in,
    told_by,
    without_quote,
)
from crawlers.bluesky.reading import STATUS, Times
from crawlers.json_values import Object, as_count, as_object, as_words, at, objects
from influence.records import Account, Consent, Post, Record

_HIDING = ("!hide", "!takedown")
_DETACHED: Final = "app.bsky.embed.record#viewDetached"


class Views:
    """Reads the views of one answer.

    Parameters
    ----------
    visit
        What was answered, and when.

    Attributes
    ----------
    times
        Reads the times of the answer.
    """

    def __init__(self, visit: Visit) -> None:
        self._seen_at = visit.answer.seen_at
        self.times = Times(self._seen_at)

    def account(self, view: Object) -> Account | None:
        """Return an account with what a view says of it; None where it names none."""
        did = did_in(view.get("did"))
        if did is None:
            return None
        return Account(
            key_of(did),
            handle=handle_in(view.get("handle")),
            name=name_in(view.get("displayName")),
            url=profile_url(did),
            bio=text_in(view.get("description")),
            is_bot=True if BOT in self._own_labels(view) else None,
            created_at=self.times(view.get("createdAt")),
            followers_count=as_count(view.get("followersCount")),
            following_count=as_count(view.get("followsCount")),
            posts_count=as_count(view.get("postsCount")),
            seen_at=self._seen_at,
        )

    def denials(self, view: Object) -> Iterator[Consent]:
        """Yield that an account is not to be shown, by its own word or its host's."""
        did = did_in(view.get("did"))
        if did is None:
            return
        if OPT_OUT in self._own_labels(view):
            yield consent_of(did, is_denied=True)._replace(seen_at=self._seen_at)
        hidden = {label for _, label in self._labels(view)}.intersection(_HIDING)
        for label in sorted(hidden):
            yield Consent(key_of(did), "deny", f"is labelled {label}", STATUS, self._seen_at)

    def consents(self, view: Object) -> Iterator[Consent]:
        """Yield what a whole profile says of being shown; its silence says something as well."""
        denied = list(self.denials(view))
        yield from denied
        did = did_in(view.get("did"))
        places = {each.seen_in for each in denied}
        if did is None:
            return
        if "profile" not in places:
            yield consent_of(did, is_denied=False)._replace(seen_at=self._seen_at)
        if STATUS not in places:
            yield Consent(key_of(did), "unset", None, STATUS, self._seen_at)

    def people(self, view: Object) -> Iterator[Record]:
        """Yield an account that is named, or only that it is not to be shown."""
        denied = list(self.denials(view))
        account = self.account(view)
        if denied:
            yield from denied
        elif account is not None:
            yield account

    def is_denied(self, view: Object) -> bool:
        """Tell whether an account is not to be shown, or none at all."""
        return did_in(view.get("did")) is None or any(self.denials(view))

    def posts(self, view: Object) -> Iterator[Record]:
        """Yield a post, its author and what it does; of who is not to be shown, only that."""
        own, author = address_of(view), as_object(view.get("author"))
        if own is None:
            return
        yield from self.people(author)
        if self.is_denied(author):
            return
        rows = [*rows_of(Entry(own, _record(view), self.published(view)))]
        for record in rows:
            yield self._counted(record, view) if isinstance(record, Post) else record
        yield told_by(own, rows)

    def published(self, view: Object) -> str | None:
        """Return when a post was made."""
        return self.times.of_record(as_object(view.get("record")), view.get("indexedAt"))

    def _counted(self, post: Post, view: Object) -> Post:
        return post._replace(
            reposts_count=as_count(view.get("repostCount")),
            replies_count=as_count(view.get("replyCount")),
            likes_count=as_count(view.get("likeCount")),
            seen_at=self._seen_at,
        )

    def _own_labels(self, view: Object) -> set[str]:
        return {label for by, label in self._labels(view) if by == view.get("did")}

    def _labels(self, view: Object) -> set[tuple[str, str]]:
        """Return who says what of an account, without what is taken back or over."""
        said: set[tuple[str, str]] = set()
        taken: set[tuple[str, str]] = set()
        for each in objects(view.get("labels")):
            by, label = as_words(each.get("src")), as_words(each.get("val"))
            ends = self.times(each.get("exp"))
            if by and label and (ends is None or ends > self._seen_at):
                (taken if each.get("neg") is True else said).add((by, label))
        return said - taken


def address_of(view: Object) -> Address | None:
    """Return the address of a post; None where it is none, or not its author's."""
    own = address_in(view.get("uri"))
    if own is None or own.collection != POST or own.account != at(view, "author", "did"):
        return None
    return own


def _record(view: Object) -> Object:
    """Return the record of a post; what the quoted author took away is quoted no more."""
    record = as_object(view.get("record"))
    shown = (at(view, "embed", "record"), at(view, "embed", "record", "record"))
    is_detached = any(at(each, "$type") == _DETACHED for each in shown)
    return without_quote(record) if is_detached else record
