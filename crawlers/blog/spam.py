"""Commenters whose address is an advertisement: they are counted, and no account."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from crawlers.blog.affiliates import programme_of
from influence.urls import page_of

MOST_NAMES: Final = 3
"""Different names that one address may have on a page."""

_SURE = re.compile(
    r"casino|viagra|levitra|payday|onlinepharmac|pharmacyonline|essaywrit|sportsbet|togel|gacor"
    r"|slotonline|situsjudi|judionline|judibola|forexbroker|forextrad|cheapjerseys|replicawatch"
    r"|seoservice|backlinks|instantloan|quickloan|cashadvance|buyfollowers|pornhub|freeporn"
    r"|sexcam|escortservice|weightlosspill|bitcointrad|cbdoil|carinsurancequotes"
)
_AS_WORDS = re.compile(
    r"cialis|porno?|poker|escorts?|xxx|forex|kredite|loans|casinos?|rolex|viagra|betting"
    r"|tramadol|xanax|phentermine|slots?|jackpot|blackjack|roulette|payday|hentai|vape|vpn"
)
_WORDS = re.compile(r"[a-z]+")


class Signed(NamedTuple):
    """The name and the address that a commenter signed with."""

    name: str
    address: str


def spam_of(signatures: Iterable[Signed]) -> frozenset[str]:
    """Return the addresses of a page's commenters that are advertisements.

    Those with money words, of affiliate programmes, and those that more than three different names
    share.

    Examples
    --------
    >>> sorted(spam_of([Signed("Anna", "https://anna.example"), Signed("x", "http://best-casino.example")]))
    ['http://best-casino.example']
    >>> spam_of([Signed("Loan", "https://specialist.example")])
    frozenset()
    """
    names: dict[str, set[str]] = defaultdict(set)
    spelled: dict[str, set[str]] = defaultdict(set)
    spam = set()
    for name, address in signatures:
        page = page_of(address) or address
        names[page].add(" ".join(name.lower().split()))
        spelled[page].add(address)
        if is_advertisement(name, address):
            spam.add(address)
    for page, different in names.items():
        if len(different) > MOST_NAMES:
            spam |= spelled[page]
    return frozenset(spam)


def is_advertisement(name: str, address: str) -> bool:
    """Return whether what a commenter signed with speaks of money, or pays for its readers."""
    try:
        parts = urlsplit(address)
    except ValueError:  # no address, so that nobody becomes an account by it
        return False
    where = f"{parts.hostname or ''}{parts.path}".lower()
    if _SURE.search(where.replace("-", "")) or _SURE.search(name.lower().replace(" ", "")):
        return True
    if any(_AS_WORDS.fullmatch(word) for word in _WORDS.findall(where)):
        return True
    programme = programme_of(address)
    return programme is not None and programme.is_sure
