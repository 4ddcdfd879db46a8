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

# Told apart in this order: coverage may name a post, an interaction may have an id of its own.
KINDS = (CONSENTS, COVERAGE, INTERACTIONS, POSTS, ACCOUNTS)

# Imported in this order, so that the files of one command may be given in any.
IMPORT_ORDER = (ACCOUNTS, POSTS, INTERACTIONS, COVERAGE, CONSENTS)


def kind_of(columns: Iterable[str]) -> Kind | None:
    """Return what a row with these columns is; None where it is none of ours."""
    columns = frozenset(columns)
    return next((kind for kind in KINDS if columns.issuperset(kind.needed)), None)


def wanted_columns() -> str:
    """Return what to call the columns, for a sentence."""
    return "; ".join(f"{', '.join(kind.needed)} for {kind.name}" for kind in IMPORT_ORDER)
