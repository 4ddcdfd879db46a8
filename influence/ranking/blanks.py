"""Texts of others, without the names of those who opted out."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

BLANK = "[opted out]"
LOOKED_AT = 2_000
"""Characters of a text that are looked at, and kept: more than any page shows."""

_SHORTEST = 2

# An id is looked for where it reads like an address; a mere number stands for anything.
_NAMED = """
    with names as (
      select value from accounts, json_each(json_array(handle, name, url, native_id))
      where consent = 'deny' and length(value) >= ?
        and (json_each.key < 3 or native_id glob '*[:/@.]*'))
    select distinct value from names
    where instr(?, lower(value)) or value glob '*[^ -~]*'  -- SQLite folds no other letters
"""


def without_names(
    db: "Database", texts: Sequence[str | None], *, whole: bool = False
) -> list[str | None]:
    """Return the beginnings of texts with handles, names and addresses of who opted out blanked.

    Whole words only, in upper or lower case, with or without an @ before them. ``whole`` looks at,
    and keeps, the texts to their ends.
    """
    begun = [text and (text if whole else text[:LOOKED_AT]) for text in texts]
    together = "\n".join(filter(None, begun))
    folded = together.casefold()
    rows = db.conn.execute(_NAMED, [_SHORTEST, folded]) if together else ()
    found = [value for (value,) in rows if value.casefold() in folded]
    if not found:
        return begun
    longest_first = "|".join(map(re.escape, sorted(found, key=len, reverse=True)))
    name = re.compile(rf"(?<!\w)@?(?:{longest_first})(?!\w)", re.IGNORECASE)
    return [text and name.sub(BLANK, text) for text in begun]
