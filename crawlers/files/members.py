"""Which files of an archive are opened: those that are public, by name; no other is looked into."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import NamedTuple

_DATA = re.compile(
    r".*\.(csv|tsv|jsonl|ndjson|car|opml|gexf|graphml|xlsx|ods)(\.gz)?$", re.IGNORECASE
)
_PRIVATE = re.compile(
    r"(bookmarks|blocks?|blocked|mutes?|muted|block(ed|ing)?_\w+|mut(ed?|ing)_\w+)(\.\w+)+$",
    re.IGNORECASE,
)


class Archive(NamedTuple):
    """An archive that people get of their own accounts: how it is known, and what of it is read."""

    name: str
    mark: re.Pattern[str]
    read: re.Pattern[str]


_ARCHIVES = (
    Archive(
        "X archive",
        re.compile(r"(.*/)?data/(account|manifest|tweets?)\.js$"),
        re.compile(
            r"(.*/)?data/(account|profile|(tweets?|community-tweet|follower|following|like)"
            r"(-part\d+)?)\.js$"
        ),
    ),
    Archive(
        "Mastodon archive",
        re.compile(r"(\./|[^/]+/)?outbox\.json$"),
        re.compile(r"(\./|[^/]+/)?((actor|outbox|likes)\.json|\w*follow(ing|ers)\w*\.csv)$"),
    ),
    Archive(
        "Google Takeout",
        re.compile(r"(.*/)?Takeout/"),
        re.compile(
            r"(.*/)?Takeout/YouTube[^/]*/((channels/channel|subscriptions/subscriptions)"
            r"|(comments/comments|live chats/live chats|videos/videos)( ?\(\d+\))?)\.csv$"
        ),
    ),
)


def chosen(names: Iterable[str]) -> tuple[list[str], str]:
    """Return the members that are read, and one sentence on the others (empty for none)."""
    names = list(names)
    archive = next((each for each in _ARCHIVES if any(map(each.mark.match, names))), None)
    if archive is None:
        read = [name for name in names if _is_data(name)]
    else:
        read = [name for name in names if archive.read.match(name)]
    rest = Counter(_group(name) for name in set(names) - set(read))
    kind = f"the {archive.name}" if archive else "the archive"
    if not rest:
        return read, ""
    groups = sorted(rest.items(), key=lambda each: (-each[1], each[0]))
    told = ", ".join(f"{number:,} {group}" for group, number in groups[:5])
    more = " and others" if len(rest) > 5 else ""
    return read, f"not opened of {kind}: {told}{more}"


def _is_data(name: str) -> bool:
    base = PurePosixPath(name).name
    return bool(_DATA.match(base)) and not _PRIVATE.match(base) and not base.startswith(".")


def _group(name: str) -> str:
    """Return what a file that is not opened is called in a sentence: by its kind."""
    suffix = PurePosixPath(name).suffix.casefold()
    return f"*{suffix}" if suffix.isascii() and suffix[1:].isalnum() else "other files"
