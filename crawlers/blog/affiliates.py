"""Addresses that pay whoever links to them: programmes told by host, path or parameter.

The list follows what the programmes document of their links, as collected in 2026.
"""

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

_HOSTS = {
    "amazon": ("amzn.to",),
    "cj": (
        *("anrdoezrs.net", "dpbolvw.net", "jdoqocy.com", "kqzyfj.com", "tkqlhce.com"),
        *("emjcd.com",),
    ),
    "rakuten": ("click.linksynergy.com",),
    "shareasale": ("shrsl.com",),
    "awin": ("tidd.ly",),
    "impact": ("pxf.io", "sjv.io", "evyy.net", "7eer.net", "ojrq.net"),
    "pepperjam": ("pjtra.com", "pjatr.com", "pntra.com", "pntrs.com", "gopjn.com"),
    "skimlinks": ("go.skimresources.com", "go.redirectingat.com"),
    "sovrn": ("redirect.viglink.com", "sovrn.co"),
    "rewardstyle": ("rstyle.me", "liketk.it", "shopltk.com", "liketoknow.it"),
    "shopstyle": ("shopstyle.it",),
    "others": ("shop-links.co", "bam-x.com", "howl.me", "magik.ly", "geni.us", "digidip.net"),
    "ebay": ("rover.ebay.com",),
    "tradedoubler": ("clkuk.tradedoubler.com", "clk.tradedoubler.com"),
    "clickbank": ("hop.clickbank.net",),
    "partnerstack": ("partnerstack.com", "partnerlinks.io"),
}
_BY_HOST = {host: name for name, hosts in _HOSTS.items() for host in hosts}

_PATHS = (
    ("shareasale", re.compile(r"(?:.+\.)?shareasale\.com/[ru]\.cfm")),
    ("awin", re.compile(r"(?:.+\.)?awin1\.com/(?:cread|awclick)\.php")),
    ("partnerize", re.compile(r"(?:.+\.)?prf\.hn/click")),
    ("avantlink", re.compile(r"(?:.+\.)?avantlink\.com/click\.php")),
)
_AMAZON = re.compile(r"(?:.+\.)?amazon\.(?:com?\.)?[a-z]{2,3}")
_EBAY = re.compile(r"(?:.+\.)?ebay\.(?:com?\.)?[a-z]{2,3}")
_AMAZON_TAG = re.compile(r"[\w-]+-2\d")
_PARAMETERS = {
    "ascsubtag": "amazon",
    "cjevent": "cj",
    "ransiteid": "rakuten",
    "awc": "awin",
    "irclickid": "impact",
    "aff": "others",
    "aff_id": "others",
    "affid": "others",
    "affiliate": "others",
    "affiliate_id": "others",
}
_WEAK_PATH = re.compile(r"/(?:go|recommends|refer)/[\w-]+/?$")


class Programme(NamedTuple):
    """The affiliate programme of a link; ``is_sure`` unless the sign has other uses as well."""

    name: str
    is_sure: bool = True


def programme_of(address: str) -> Programme | None:
    """Return the affiliate programme that an address belongs to; None for none.

    Examples
    --------
    >>> programme_of("https://www.amazon.de/dp/B00?tag=anna-21").name
    'amazon'
    >>> programme_of("https://anna.example/course?aff=22").is_sure
    True
    >>> programme_of("https://www.amazon.de/dp/B00")
    """
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".").lower()
    labels = host.split(".")
    for start in range(len(labels) - 1):
        if name := _BY_HOST.get(".".join(labels[start:])):
            return Programme(name)
    for name, pattern in _PATHS:
        if pattern.match(host + parts.path):
            return Programme(name)
    said = {name.lower(): value for name, value in parse_qsl(parts.query, keep_blank_values=True)}
    return _by_parameters(host, said) or _weakly(said, parts.path)


def _by_parameters(host: str, said: dict[str, str]) -> Programme | None:
    if _AMAZON.fullmatch(host) and (
        _AMAZON_TAG.fullmatch(said.get("tag", "")) or "linkcode" in said
    ):
        return Programme("amazon")
    if _EBAY.fullmatch(host) and said.get("mkevt") == "1" and said.get("campid"):
        return Programme("ebay")
    if said.get("utm_medium", "").lower() in {"affiliate", "affiliates"}:
        return Programme("others")
    return next((Programme(each) for name, each in _PARAMETERS.items() if said.get(name)), None)


def _weakly(said: dict[str, str], path: str) -> Programme | None:
    """Return a programme where the sign is used for other things too: ?ref=, cloaked /go/."""
    return (
        Programme("others", is_sure=False) if said.get("ref") or _WEAK_PATH.search(path) else None
    )
