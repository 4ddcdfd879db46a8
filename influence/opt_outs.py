"""What counts as a word against being listed, and whose silence does not: the two tables of it.

Words in a biography that tell robots to keep away, and the sources whose profiles are public
unless their owners say otherwise. A new source adds its row here, with its reason.
"""

import re
from collections.abc import Mapping

OPT_OUT_TAGS: Mapping[str, str] = {
    "nobot": "Bridgy Fed keeps away where name or summary say so; common on Mastodon",
    "nobots": "the same in the plural",
    "nobridge": "Bridgy Fed: do not carry what I write elsewhere",
    "nocrawl": "asks crawlers to keep away",
    "nocrawler": "the same",
    "noscrape": "asks not to be collected",
    "noscraping": "the same",
    "noindex": "the robots meta tag, as a hashtag: keep me out of search",
    "nosearch": "the same, in the fediverse",
    "noarchive": "the robots meta tag, as a hashtag: keep no copy",
    "noai": "the meta tag of DeviantArt: no machine learning on this",
    "noaitraining": "the same",
    "notrack": "asks not to be followed about",
    "donotcollect": "says it",
}
"""Hashtag in a biography or a name → whence it is known. Each is a deny: whoever sets one of them
asks not to be gathered by machines, whatever else it means at its source."""

PUBLIC_BY_DEFAULT: Mapping[str, tuple[bool, str]] = {
    "file": (True, "a file of the user's own, who named everybody in it"),
    "demo": (True, "invented accounts"),
    "feed": (True, "a site with a feed is published to the web; robots and noindex say otherwise"),
    "blog": (True, "the same as a feed"),
    "bluesky": (True, "profiles are public; the label !no-unauthenticated says otherwise"),
    "hackernews": (True, "all that is written there is for anybody to read, and nothing is asked"),
    "x": (True, "posts are for anybody to see by default (privacy policy); protected ones not"),
    "youtube": (True, "videos are public by default, but for minors (Google's help, 157177)"),
    "mastodon": (False, "discoverable is null until its owner decides: no answer is no yes"),
    "misskey": (False, "isExplorable is for the owner to see: nobody else knows the answer"),
}
"""Source → whether those that say nothing may be listed, and why. Of a source that is not here they
may not, unless the user named them."""

UNQUOTED = "no text: indexable is off"
"""The reason of an account that may be listed, and none of whose words are to be kept."""

_TAG = re.compile(rf"(?<![\w/])[#\uff03](?:<span>)?({'|'.join(OPT_OUT_TAGS)})(?!\w)", re.IGNORECASE)


def opt_out_tag(text: str) -> str | None:
    """Return the first hashtag that asks robots to keep away; None without one.

    A word without the mark is prose. Links of HTML are read too (``#<span>nobot</span>``), and a
    fragment of an address is no hashtag.

    >>> opt_out_tag("Bread. #NoBots please"), opt_out_tag("No bots here: /#nobot, #nobotany")
    ('#nobots', None)
    """
    found = _TAG.search(text)
    return f"#{found[1].lower()}" if found else None


def is_public(source: str) -> bool:
    """Return whether a source's accounts may be listed that say nothing and that nobody named."""
    public, _ = PUBLIC_BY_DEFAULT.get(source, (False, ""))
    return public
