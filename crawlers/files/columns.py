"""The columns of the common form, and how they tell what a row is."""

from collections.abc import Iterable
from typing import NamedTuple


class Kind(NamedTuple):
    """What a row can be: the columns that it must have, and those that are read as well."""

    name: str
    needed: tuple[str, ...]
    read: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that are read."""
        return (*self.needed, *self.read)


ACCOUNTS = Kind(
    "accounts",
    ("id", "handle"),
    (
        *("name", "url", "bio", "language", "is_bot", "created_at"),
        *("followers", "following", "posts_total", "seen_at", "posts", "source"),
    ),
)
POSTS = Kind(
    "posts",
    ("post_id", "account_id"),
    (
        *("created_at", "kind", "reply_to", "url", "title", "text", "language"),
        *("reposts", "replies", "likes", "source"),
    ),
)
INTERACTIONS = Kind(
    "interactions",
    ("actor_id", "target_id"),
    ("type", "kind", "post_id", "created_at", "count", "via_id", "id", "source"),
)
COVERAGE = Kind(
    "coverage",
    ("account_id", "is_complete", "kind"),
    ("post_id", "from_at", "to_at", "claimed_count", "held_count", "seen_at", "source"),
)

CONSENTS = Kind("consents", ("account_id", "consent"), ("reason", "seen_in", "seen_at", "source"))

# What `influence export` writes beside accounts: every column of a table, so that each row comes
# back as it was held. A column that no other file has tells these kinds from the common ones.
_ENDS = ("source", "target_source")
HELD_SOURCES = Kind("sources", ("source", "terms_url"), ("title", "home_url"))
HELD_CLAIMS = Kind(
    "claimed counts",
    ("account_id", "seen_at", "following_count"),
    ("followers_count", "posts_count", "source"),
)
HELD_POSTS = Kind(
    "held posts",
    ("post_id", "account_id", "is_listed"),
    (
        *("created_at", "kind", "reply_to", "url", "title", "text", "language"),
        *("reposts", "replies", "likes", "source", "account_source"),
    ),
)
HELD_ACTS = Kind(
    "held interactions",
    ("actor_id", "target_id", "occurrence"),
    ("type", "post_id", "created_at", "via_id", "id", *_ENDS, "post_source", "via_source"),
)
HELD_FOLLOWS = Kind(
    "held follows",
    ("actor_id", "target_id", "first_seen_at"),
    ("type", "created_at", "last_seen_at", *_ENDS),
)
HELD_COUNTS = Kind(
    "held counts",
    ("actor_id", "target_id", "since_at"),
    ("type", "count", "until_at", "posts_count", *_ENDS),
)
HELD_COVERAGE = Kind("held coverage", (*COVERAGE.needed, "post_source"), COVERAGE.read)
HELD_LINKS = Kind(
    "links",
    ("account_id", "url", "found_in", "position"),
    ("post_id", "rel", "source", "post_source"),
)
HELD_TAGS = Kind("tags", ("post_id", "tag"), ("account_id", "source", "account_source"))
HELD_IDENTITIES = Kind(
    "identities", ("account_id", "url", "how"), ("found_in", "seen_at", "source")
)
HELD_FACTS = Kind("facts", ("account_id", "url", "kind", "value"), ("seen_at", "source"))
HELD_PAGES = (HELD_LINKS, HELD_TAGS, HELD_IDENTITIES, HELD_FACTS)
"""What pages say beside posts and acts."""

COMMON_KINDS = (ACCOUNTS, POSTS, INTERACTIONS, COVERAGE, CONSENTS)
"""What people write; in the order in which they are imported."""

# Told apart in this order: coverage may name a post, an interaction may have an id of its own.
KINDS = (
    *(HELD_SOURCES, HELD_CLAIMS, HELD_POSTS, HELD_ACTS, HELD_FOLLOWS, HELD_COUNTS, HELD_COVERAGE),
    *HELD_PAGES,
    *(CONSENTS, COVERAGE, INTERACTIONS, POSTS, ACCOUNTS),
)

# Imported in this order, so that the files of one command may be given in any. Consents come before
# accounts: a biography that says what is known, and since when, is no new signal.
IMPORT_ORDER = (
    *(HELD_SOURCES, CONSENTS, ACCOUNTS, HELD_CLAIMS, HELD_POSTS, POSTS, HELD_ACTS, INTERACTIONS),
    *(HELD_FOLLOWS, HELD_COUNTS, HELD_COVERAGE, COVERAGE, *HELD_PAGES),
)


def kind_of(columns: Iterable[str]) -> Kind | None:
    """Return what a row with these columns is; None where it is none of ours."""
    columns = frozenset(columns)
    return next((kind for kind in KINDS if columns.issuperset(kind.needed)), None)


def wanted_columns() -> str:
    """Return what to call the columns, for a sentence."""
    return "; ".join(f"{', '.join(kind.needed)} for {kind.name}" for kind in COMMON_KINDS)
