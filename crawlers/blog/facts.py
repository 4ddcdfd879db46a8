"""What a page says that later judgement needs, each with the address that shows it.

Paid and affiliate links, words by which advertising is told, and pages that say how to get in
touch or what a blog takes money for. Of contacts only the page is kept, never an address of mail.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

from lxml import etree

from crawlers.blog.affiliates import programme_of
from crawlers.blog.links import Found, base_of
from crawlers.words import line, line_of
from influence.records import Fact, Key
from influence.urls import resolved, site_of

MOST: Final = 20
"""Facts of one kind that are kept of a page."""

_START = 400
_LONGEST = 300

_CLEAR = {
    "en": (
        *("paid partnership", "in partnership with", "sponsored post", "sponsored by"),
        *("affiliate links?", "as an amazon associate", "i (?:may )?earn a (?:small )?commission"),
        *("pr samples?", "we (?:may )?(?:earn|receive) a (?:small )?commission"),
        r"thanks to [\w&' .-]{2,40} for sponsoring",
        r"(?:i|we) received [\w' -]{0,40}(?:for )?free",
        r"received [\w' -]{0,40}(?:free of charge|in exchange for)",
        *("#ad", "#sponsored", "#paidpartnership", "#gifted"),
    ),
    "de": (
        *("werbung,? da", "affiliate-?links?", "unbezahlte werbung", "bezahlte werbung"),
        *("pr-samples?", "#werbung", "#anzeige", "enthält werbung", "werbung wegen"),
    ),
    "fr": (
        *("collaboration commerciale", "partenariat rémunéré", "liens? affiliés?"),
        *("#sponsorisé", "article sponsorisé", "#collaborationcommerciale"),
    ),
    "es": ("#publi", "#publicidad", "colaboración pagada", "enlaces? de afiliad[oa]s?"),
    "it": ("#adv", "#pubblicità", "link (?:di )?affilia(?:to|ti|zione)", "#suppliedby"),
    "nl": ("#reclame", "betaalde samenwerking", "#gesponsord", "affiliate ?links?"),
    "pt": ("#publi", "#publicidade", "parceria paga", "links? de afiliados?"),
    "sv": ("i samarbete med", "annonslänk(?:ar)?", "#reklam", "betalt samarbete"),
    "ja": ("#pr", "#広告", "#提供", "アフィリエイト広告", "プロモーションが含まれ"),
}
"""Language -> what says clearly that somebody paid (FTC Endorsement Guides and their like)."""

_AT_THE_START = {
    "en": ("ad:", "advertisement", "sponsored", "gifted"),
    "de": ("werbung", "anzeige"),
    "fr": ("sponsorisé", "en partenariat avec"),
    "es": ("publicidad", "patrocinado"),
    "it": ("pubblicità", "sponsorizzato"),
    "nl": ("samenwerking", "gesponsord", "reclame"),
    "pt": ("publicidade", "patrocinado"),
    "sv": ("reklam", "annons"),
    "ja": ("広告", "提供", "pr"),
}
"""Words that have other uses too: they tell only where a text begins."""

_WEAK = ("#spon", "#sp", "#collab", "#partner", "#ambassador", "c/o")
_KANA = re.compile(r"[\u3040-\u30ff]")


def _pattern(signs: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w#])(?:{'|'.join(signs)})(?!\w)", re.IGNORECASE)


def _japanese(signs: Iterable[str]) -> re.Pattern[str]:
    """Return what finds words in a script that has no spaces between them."""
    return re.compile(rf"(?<![a-z#])(?:{'|'.join(signs)})(?![a-z])", re.IGNORECASE)


_CLEARLY = {
    **{name: _pattern(signs) for name, signs in _CLEAR.items() if name != "ja"},
    "ja": _japanese(_CLEAR["ja"]),
}
_FIRST = {
    **{name: _pattern(signs) for name, signs in _AT_THE_START.items() if name != "ja"},
    "ja": _japanese(_AT_THE_START["ja"]),
}
_WEAKLY = _pattern(_WEAK)
_HINTS = {
    "en": (
        "sponsor",
        "partnership",
        "affiliate",
        "associate",
        "commission",
        "sample",
        "receive",
        "gifted",
        "#ad",
        "#paid",
        "ad:",
        "advertise",
    ),
    "de": ("werbung", "affiliate", "pr-sample", "anzeige"),
    "fr": ("commerciale", "partenariat", "affili", "sponsoris"),
    "es": ("#publi", "publicidad", "pagada", "afiliad", "patrocinado"),
    "it": ("#adv", "pubblicit", "affilia", "#supplied", "sponsorizzato"),
    "nl": ("reclame", "samenwerking", "gesponsord", "affiliate"),
    "pt": ("#publi", "publicidade", "parceria", "afiliado", "patrocinado"),
    "sv": ("samarbete", "annons", "reklam"),
    "ja": ("pr", "広告", "提供", "プロモーション"),
}
"""Language -> what a text must hold for its signs to be looked for: that is much faster."""

_PAGES = (
    (
        "media kit",
        r"media[ -]?kit|press[ -]?kit|medienkit|mediadaten|dossier de presse|kit de medios",
    ),
    (
        "pitch policy",
        (
            r"work with (?:me|us)"
            r"|(?:pr|review|pitch|guest post|sponsorship|brand) (?:policy|guidelines|enquir\w+)"
            r"|(?:media|brand|pr) inquiries|pitch (?:me|us)|for (?:brands|pr)|brands? & pr"
            r"|write for us|collaborat(?:e|ions?)|kooperation(?:en|sanfragen)?|zusammenarbeit"
            r"|collaborations?|partenariats?|colabora(?:ciones|r)|collaborazioni|samenwerk(?:en|ing)"
            r"|parcerias?|samarbete[n]?|advertise|sponsor(?:ship)?|werben|publicité|adverteren"
        ),
    ),
    (
        "disclosure page",
        (
            r"disclosures?(?: policy)?|affiliate disclosure|transparenz(?:hinweis)?|werbehinweis"
            r"|mentions? (?:des )?partenariats"
        ),
    ),
    (
        "contact page",
        (
            r"contact(?: (?:me|us))?|get in touch|kontakt|contacto|contatti|contato|nous contacter"
            r"|contactez[- ]moi|neem contact op|yhteys|お問い合わせ"
        ),
    ),
    ("press page", r"press|presse|prensa|stampa|pers"),
    ("imprint", r"impressum|imprint|mentions légales|aviso legal|colofon"),
    (
        "about page",
        r"about(?: (?:me|us|the author))?|über mich|à propos|sobre mí|chi sono|over mij",
    ),
)
_BY_WORDS = tuple((kind, re.compile(shown, re.IGNORECASE)) for kind, shown in _PAGES)
_BY_PATH = (
    ("media kit", re.compile(r"/(?:media|press)-?kit/?$", re.IGNORECASE)),
    (
        "pitch policy",
        re.compile(r"/(?:work-with-(?:me|us)|pr-policy|advertise|kooperationen)/?$", re.IGNORECASE),
    ),
    ("disclosure page", re.compile(r"/(?:affiliate-)?disclosures?(?:-policy)?/?$", re.IGNORECASE)),
    (
        "contact page",
        re.compile(r"/(?:contact|kontakt|contacto|contatti)(?:-me|-us)?/?$", re.IGNORECASE),
    ),
)


def facts_of_links(account: Key, url: str, seen_at: str, links: Iterable[Found]) -> Iterator[Fact]:
    """Yield the paid and the affiliate links of a page; the value is the address linked to."""
    counts: dict[str, int] = {}
    for link in links:
        for kind in _kinds_of(link):
            counts[kind] = counts.get(kind, 0) + 1
            if counts[kind] <= MOST:
                yield Fact(account, kind, url, link.url[:_LONGEST], seen_at)


def facts_of_words(account: Key, url: str, seen_at: str, text: str) -> Iterator[Fact]:
    """Yield the words of a post that tell that it was paid for; the value is these words.

    A sign that is lawful and clear makes a ``disclosure``; ``#sp``, ``#partner`` and the like,
    which readers do not understand, a ``weak disclosure``.
    """
    for sign in _disclosures(text):
        yield Fact(account, "disclosure", url, sign[:_LONGEST], seen_at)
    for sign in _found(_WEAKLY, text) if "#" in text or "c/o" in text else ():
        yield Fact(account, "weak disclosure", url, sign[:_LONGEST], seen_at)


def facts_of_pages(
    account: Key, root: etree._Element, url: str, own: str, seen_at: str
) -> Iterator[Fact]:
    """Yield the pages of a site that say how to get in touch, and on what terms.

    The fact's address is that of the page offered; its value what the link to it shows.
    """
    base = base_of(root, url)
    told: set[tuple[str, str]] = set()
    for element in root.iter("a"):
        address = resolved(base, element.get("href") or "")
        if address is None or site_of(address) != own:
            continue
        shown = line_of("".join(element.itertext()))[:80]
        kind = _kind_of_page(shown, urlsplit(address).path)
        if kind is not None and (kind, address) not in told and len(told) < MOST:
            told.add((kind, address))
            yield Fact(account, kind, address, line(shown, _LONGEST) or "", seen_at)


def _kinds_of(link: Found) -> Iterator[str]:
    if "sponsored" in link.rel:
        yield "sponsored link"
    programme = programme_of(link.url)
    if programme is not None:
        yield "affiliate link" if programme.is_sure else "perhaps affiliate link"


def _disclosures(text: str) -> list[str]:
    start, folded = text[:_START], text.lower()
    is_japanese = bool(_KANA.search(text[: 10 * _START]))
    found: dict[str, None] = {}
    for language, clear in _CLEARLY.items():
        is_read = is_japanese or language != "ja"
        if not (is_read and any(hint in folded for hint in _HINTS[language])):
            continue
        found |= dict.fromkeys(_found(clear, text))
        found |= dict.fromkeys(_found(_FIRST[language], start))
    return list(found)[:MOST]


def _found(pattern: re.Pattern[str], text: str) -> list[str]:
    return list(dict.fromkeys(line_of(each.group()).lower() for each in pattern.finditer(text)))[
        :MOST
    ]


def _kind_of_page(shown: str, path: str) -> str | None:
    plain = shown.strip(" :.!»→")
    for kind, pattern in _BY_WORDS:
        if pattern.fullmatch(plain):
            return kind
    return next((kind for kind, pattern in _BY_PATH if pattern.search(path)), None)
