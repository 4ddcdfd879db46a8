"""Accounts as Mastodon's API gives them → accounts, what they say of being listed, and tasks.

https://docs.joinmastodon.org/entities/Account/; Pleroma's own fields below ``pleroma``.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from crawlers.fediverse import actor_address, handle_of, key
from crawlers.html_text import links_in, plain_text
from crawlers.json_values import Object, as_count, as_object, as_words, at, objects
from crawlers.mastodon.asking import finger
from crawlers.mastodon.places import Place, api, authority_of, first_cursor, local_id, root_of
from crawlers.moments import time_of
from crawlers.words import LONGEST_BIO, line, words
from influence.opt_outs import UNQUOTED, opt_out_tag
from influence.records import Account, Consent, Identity, Key, Record, Task
from influence.urls import MAIL_ADDRESS, resolved

PROFILE, BIO = "profile", "bio"
"""Where an account says whether it wants to be listed."""

_MOST_FIELDS = 20


class Person(NamedTuple):
    """An account of an answer.

    Attributes
    ----------
    handle
        ``user@domain``; None where it cannot be told.
    is_home
        The host that answered is its home: what it says of it is not hearsay.
    denies
        Why it is not to be listed, by the place that says so.
    """

    key: Key
    handle: str | None
    is_home: bool
    denies: dict[str, str]
    said: Object

    @property
    def allows_text(self) -> bool:
        """Whether what it writes may be kept."""
        return self.said.get("indexable") is not False and not self.denies


def person_of(value: object, place: Place) -> Person | None:
    """Return the account that an answer gives; None where nothing names it.

    It is keyed by its actor's address, which Mastodon tells since 4.2 and Pleroma for long, and
    else by its handle.
    """
    said = as_object(value)
    acct = as_words(said.get("acct")) or as_words(said.get("username")) or ""
    is_local = "@" not in acct or acct.endswith(f"@{place.domain}")
    handle = handle_of(acct if "@" in acct else f"{acct}@{place.domain}") if acct else None
    address = actor_address(said.get("uri")) or actor_address(at(said, "pleroma", "ap_id"))
    native_id = address or handle
    if native_id is None:
        return None
    is_home = place.keeps(address) if address else is_local
    return Person(key(native_id), handle, is_home, _denials(said, is_home=is_home), said)


def person_at_home(address: str, handle: str | None, said: Object) -> Person:
    """Return the account of an actor's address, of which its home says something."""
    return Person(key(address), handle, True, _denials(said, is_home=True), said)


def records_of(person: Person, place: Place) -> Iterator[Record]:
    """Yield an account and what it says of being listed.

    Of accounts at home elsewhere only what their names are and that they refuse: counts there are
    what that host happens to have seen, and a yes must be the account's own.
    """
    yield _account(person, place)
    for where, reason in person.denies.items():
        yield Consent(person.key, "deny", reason, where, place.seen_at)
    if person.is_home and PROFILE not in person.denies and "discoverable" in person.said:
        signal = "allow" if person.said["discoverable"] is True else "unset"
        asked = UNQUOTED if person.said.get("indexable") is False else None
        yield Consent(person.key, signal, asked, PROFILE, place.seen_at)


def identities_of(person: Person, place: Place) -> Iterator[Record]:
    """Yield the addresses that the host verified to be the account's own, and where it moved."""
    found_in = page_told(person.said, person.key.native_id)
    if found_in is None:
        return
    for field in list(objects(person.said.get("fields")))[:_MOST_FIELDS]:
        for link in links_in(as_words(field.get("value")) or ""):
            url = resolved(found_in, link) if field.get("verified_at") else None
            if url:
                yield Identity(person.key, url, "rel=me", found_in, place.seen_at)
    moved = person_of(person.said.get("moved"), place)
    if moved is not None and moved.key != person.key and moved.key.native_id.startswith("http"):
        yield Identity(person.key, moved.key.native_id, "moved", found_in, place.seen_at)


def counts_of(person: Person) -> tuple[int | None, int | None, int | None]:
    """Return how many followers, followed and posts the host claims; below 0 is unknown.

    snac says 0 posts of whoever posts daily, and Pleroma 0 of whoever hides the number.
    """
    said, pleroma = person.said, as_object(person.said.get("pleroma"))
    followers, following, posts = (
        as_count(said.get(f"{name}_count")) for name in ("followers", "following", "statuses")
    )
    return (
        None if pleroma.get("hide_followers_count") is True else followers,
        None if pleroma.get("hide_follows_count") is True else following,
        None if posts == 0 and said.get("last_status_at") else posts,
    )


def hides_lists(person: Person) -> bool:
    """Tell whether an account keeps to itself who follows it and whom it follows."""
    pleroma = as_object(person.said.get("pleroma"))
    return person.said.get("hide_collections") is True or pleroma.get("hide_followers") is True


def visit_to(person: Person, place: Place, pointer: str | None) -> Iterator[Task]:
    """Yield the visit that finds an account at its home; none of who does not want it."""
    if person.handle is None or person.denies:
        return
    user, _, domain = person.handle.partition("@")
    if not user.isascii() or not domain.isprintable() or authority_of(root_of(domain)) != domain:
        return
    native_id = local_id(person.said.get("id"))
    site = person.key.native_id
    if person.is_home and native_id and site.startswith("http"):
        cursor = first_cursor(handle=person.handle)
        address = api(place.origin, "accounts", native_id)
        yield Task("mastodon", "account", address, site, cursor, pointer)
    else:
        yield finger(person.handle, site, pointer)


def name_of(said: Object) -> str | None:
    """Return what an account calls itself, without the names of little pictures.

    >>> name_of({"display_name": "Ann :cat:", "emojis": [{"shortcode": "cat"}]})
    'Ann'
    """
    name = as_words(said.get("display_name")) or ""
    codes = [as_words(each.get("shortcode")) for each in objects(said.get("emojis"))]
    shown = "|".join(re.escape(f":{code}:") for code in codes[:200] if code)
    return line(re.sub(shown, "", name) if shown else name) or line(as_words(said.get("username")))


def _account(person: Person, place: Place) -> Account:
    said, is_bot = person.said, person.said.get("bot")
    if person.denies:
        return Account(person.key, person.handle, seen_at=place.seen_at)
    followers, following, posts = counts_of(person) if person.is_home else (None, None, None)
    return Account(
        person.key,
        person.handle,
        name_of(said),
        page_told(said, person.key.native_id),
        words(plain_text(as_words(said.get("note")) or ""), LONGEST_BIO),
        is_bot=is_bot if isinstance(is_bot, bool) else None,
        created_at=time_of(as_words(said.get("created_at")), place.seen_at)
        if person.is_home
        else None,
        followers_count=followers,
        following_count=following,
        posts_count=posts,
        seen_at=place.seen_at,
    )


def page_told(said: Object, native_id: str) -> str | None:
    """Return the page of an account or a post; its own address where no other is told."""
    address = actor_address(said.get("url")) or actor_address(native_id)
    return None if address is None or MAIL_ADDRESS.search(address) else address


def _denials(said: Object, *, is_home: bool) -> dict[str, str]:
    """Return why an account is not to be listed; how another host treats it is no wish of its."""
    denied = {}
    own = ("suspended", "limited", "noindex") if is_home else ("noindex",)
    if flag := next((name for name in own if said.get(name) is True), None):
        denied[PROFILE] = f"{flag} is on"
    elif said.get("discoverable") is False:
        denied[PROFILE] = "discoverable is off"
    elif at(said, "pleroma", "deactivated") is True:
        denied[PROFILE] = "deactivated"
    for place, text in (("bio", said.get("note")), ("name", said.get("display_name"))):
        if tag := opt_out_tag(as_words(text) or ""):
            denied.setdefault(BIO, f"{tag} in the {place}")
    for field in list(objects(said.get("fields")))[:_MOST_FIELDS]:
        if tag := opt_out_tag(f"{as_words(field.get('name'))} {as_words(field.get('value'))}"):
            denied.setdefault(PROFILE, f"{tag} in the profile fields")
    return denied
