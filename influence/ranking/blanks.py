"""Texts of others, without the names of those who opted out."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

BLANK = "[opted out]"
BLANK_OF_OTHERS = "[not to be contacted]"
"""What stands for who must not be contacted, without having opted out."""

LOOKED_AT = 2_000
"""Characters of a text that are looked at, and kept: more than any page shows."""

_SHORTEST = 2

# An id is looked for where it reads like an address; a mere number stands for anything.
_NAMED = """
    with names as (
      select value, why from unlisted join accounts using (account_id),
             json_each(json_array(handle, name, url, native_id))
      where why <> 'not asked' and length(value) >= ?
        and (json_each.key < 3 or native_id glob '*[:/@.]*'))
    select value, max(why) from names
    where instr(?, lower(value)) or value glob '*[^ -~]*'  -- SQLite folds no other letters
    group by value
"""


def without_names(
    db: "Database", texts: Sequence[str | None], *, whole: bool = False
) -> list[str | None]:
    """Return the beginnings of texts with the names of whom no list may show blanked.

    That is handles, names and addresses of who opted out, and of who must not be contacted.

    Whole words only, in upper or lower case, with or without an @ before them. ``whole`` looks at,
    and keeps, the texts to their ends.
    """
    begun = [text and (text if whole else text[:LOOKED_AT]) for text in texts]
    together = "\n".join(filter(None, begun))
    folded = together.casefold()
    rows = db.conn.execute(_NAMED, [_SHORTEST, folded]) if together else ()
    found = {value: why for value, why in rows if value.casefold() in folded}
    if not found:
        return begun
    blanked = blanking(found)
    return [text and blanked(text) for text in begun]


def blanking(found: Mapping[str, str]) -> Callable[[str], str]:
    """Return what blanks names in a text; ``found`` is name → why no list may show it."""
    longest_first = "|".join(map(re.escape, sorted(found, key=len, reverse=True)))
    reasons = {value.casefold(): why for value, why in found.items()}
    name = re.compile(rf"(?<!\w)@?(?:{longest_first})(?!\w)", re.IGNORECASE)

    def blank(match: re.Match[str]) -> str:
        called = match[0].casefold()
        why = reasons.get(called) or reasons.get(called.removeprefix("@"))
        return BLANK_OF_OTHERS if why == "do not contact" else BLANK

    return lambda text: name.sub(blank, text)
