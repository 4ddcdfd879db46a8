"""Why somebody is no candidate: a code that can be counted, and one sentence for people."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from influence.ranking.where import Cell
from influence.ranking.why import counted, would_rate

CANDIDATE, CHECK, TOO_LITTLE, LEFT_OUT = "candidate", "check", "too_little", "left_out"
STATUSES: Final = (CANDIDATE, CHECK, TOO_LITTLE, LEFT_OUT)
STATUS_WORDS: Final[Mapping[str, str]] = {
    CANDIDATE: "candidate",
    CHECK: "check before use",
    TOO_LITTLE: "too little data",
    LEFT_OUT: "left out",
}


class Told(NamedTuple):
    """What a sentence is made of: the detail of the reason, and the row of the account."""

    detail: str
    row: Mapping[str, Cell]

    def number(self, name: str, one: str, many: str) -> str:
        """Return a number of the row with its noun."""
        return counted(float(self.row.get(name) or 0), one, many)


def _not_on_topic(told: Told) -> str:
    posts = told.number("posts", "post", "posts")
    return f"no post on the topic: none of its {posts} in the window"


REASONS: Final[Mapping[str, tuple[str, Callable[[Told], str]]]] = {
    "excluded": ("named in the brief", lambda _: "the brief leaves it out by name"),
    "not_held": (
        "no post is held",
        lambda _: "its source says how many posts it has, and none of them is held",
    ),
    "not_on_topic": ("no post on the topic", _not_on_topic),
    "source": ("another source", lambda told: f"its source, {told.detail}, is not asked for"),
    "bot": ("a declared bot", lambda _: "it is a declared bot"),
    "language": ("another language", lambda told: f"it writes in {told.detail}"),
    "must": ("a word is missing", lambda told: f"no post of its says {told.detail}"),
    "must_not": ("says what it must not", lambda told: f"a post of its says {told.detail}"),
    "too_small": (
        "too few followers",
        lambda told: told.number("followers", "follower", "followers") + f", under {told.detail}",
    ),
    "too_large": (
        "too many followers",
        lambda told: told.number("followers", "follower", "followers") + f", above {told.detail}",
    ),
    "posts": (
        "too few posts",
        lambda told: told.number("posts", "post", "posts") + f" in the window, under {told.detail}",
    ),
    "few_amplifiers": (
        "few or exclusive amplifiers",
        lambda _: "few or exclusive accounts carry it: look before use",
    ),
    "not_rated": ("not rated", lambda told: f"not rated: {_needed(told)}"),
    "no_score": ("a score is not known", lambda told: f"its {told.detail} is not known"),
}
"""Code → a heading for its count, and what makes the sentence on one account."""


def sentence(code: str | None, detail: str | None, row: Mapping[str, Cell]) -> str | None:
    """Return why an account is no candidate, in one sentence; None for a candidate."""
    if code is None:
        return None
    return REASONS[code][1](Told(detail or "", row))


def _needed(told: Told) -> str:
    missing = (told.row.get("missing_posts"), told.row.get("missing_amplifiers"))
    posts, amplifiers = (None if each is None else float(each) for each in missing)
    needed = would_rate(posts, amplifiers)
    return f"{needed} would rate it" if needed else "its influence is not known"
