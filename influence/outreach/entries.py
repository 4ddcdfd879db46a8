"""Who stands on a shortlist, and what was decided of them, with the reason and three links."""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from influence.errors import NothingFound, NotListed, UsageError, one_of
from influence.find import Finding, candidate_of, parse_brief, search, topic_query
from influence.outreach.journal import Action, action, expect, row_of
from influence.outreach.shortlists import Shortlist
from influence.ranking.names import WITHOUT_NAME, names_of

if TYPE_CHECKING:
    from sqlite_utils import Database

DECISIONS: Final = ("queued", "in", "out", "later")
CALLED: Final = {"in": "in", "out": "out", "later": "later", "queued": "to be decided on"}
"""Decision → how it reads."""

LINKS: Final = ("link_1", "link_2", "link_3")
EDITABLE: Final = ("decision", "reason", "position", "note", *LINKS)
"""What a person changes of an entry."""

LONGEST: Final = 5_000
FACTS: Final = (
    *("fit", "place", "topical_influence", "low", "high", "influence", "topic_posts", "posts"),
    *("topic_share", "amplifiers", "active_audience", "followers", "evidence", "tier"),
)
"""Numbers of the finding that are kept with an entry, as they were when it was added."""


class Decision(NamedTuple):
    """What is decided of somebody, one of :data:`DECISIONS`, and why."""

    decision: str = "queued"
    reason: str | None = None


QUEUED: Final = Decision()


def add_entries(
    db: "Database",
    shortlist: Shortlist,
    account_ids: Sequence[int],
    *,
    finding: Finding | None = None,
    decided: Decision = QUEUED,
    by: str | None = None,
) -> int:
    """Add accounts to a shortlist, those on it already left as they are; return how many are new.

    Parameters
    ----------
    finding
        What they were found by: its sentence, its numbers and the newest three posts on the topic
        are kept with each.

    Raises
    ------
    NotListed
        Where one of them may not be listed, or must not be contacted; then nobody is added.
    """
    cells = {name: _checked(name, cell) for name, cell in decided._asdict().items()}
    words = f"add {len(account_ids)} to {shortlist.name}"
    added = 0
    with action(db, words, by) as begun:
        _check_listed(db, account_ids)
        for account_id in dict.fromkeys(account_ids):
            key = {"shortlist_id": shortlist.shortlist_id, "account_id": account_id}
            if row_of(db.conn, "shortlist_entries", key) is None:
                row = {**_found(db, finding, account_id), **cells, "added_at": begun.at}
                begun.put("shortlist_entries", key, row)
                added += 1
    return added


def decide(
    db: "Database",
    shortlist: Shortlist,
    seen: Mapping[int, int | None],
    decided: Decision,
    *,
    by: str | None = None,
) -> int:
    """Say of some whether they are in, out, or looked at later, and why; return how many changed.

    Parameters
    ----------
    seen
        As of :func:`edit_entries`.

    Raises
    ------
    UsageError
        Where no reason is given for in or out.
    ChangedMeanwhile, NothingFound
        As :func:`edit_entries`.
    """
    one_of("decision", decided.decision, DECISIONS)
    if decided.decision in {"in", "out"} and not (decided.reason or "").strip():
        raise UsageError(f"Say why it is {decided.decision}: a reason is kept with it.")
    words = f"{shortlist.name}: {CALLED[decided.decision]}"
    return _edit(db, shortlist, seen, decided._asdict(), action(db, words, by))


def edit_entries(
    db: "Database",
    shortlist: Shortlist,
    seen: Mapping[int, int | None],
    cells: Mapping[str, Any],
    *,
    by: str | None = None,
) -> int:
    """Change entries alike, all of them or none; return how many that made others.

    Parameters
    ----------
    seen
        Account → ``changes`` of its entry as it was seen; None: whatever it is by now.
    cells
        Of :data:`EDITABLE`.

    Raises
    ------
    ChangedMeanwhile
        Where somebody changed one of them, or removed it, since it was seen.
    UsageError
        Where a value means nothing.
    NothingFound
        Where one is not on the list.
    """
    told = f"{', '.join(cells)} of {len(seen)}"  # what was written is in the rows, not in words
    return _edit(db, shortlist, seen, cells, action(db, f"{shortlist.name}: {told}", by))


def _edit(
    db: "Database",
    shortlist: Shortlist,
    seen: Mapping[int, int | None],
    cells: Mapping[str, Any],
    doing: AbstractContextManager[Action],
) -> int:
    checked = {name: _checked(name, cell) for name, cell in cells.items()}
    changed = 0
    with doing as begun:
        for account_id, changes in seen.items():
            key = {"shortlist_id": shortlist.shortlist_id, "account_id": account_id}
            row = row_of(db.conn, "shortlist_entries", key)
            called = f"The entry of {_called(db, account_id)} on {shortlist.name!r}"
            expect(row, changes, called)
            if row is None:
                raise NothingFound(f"{called} is not there; add it first.")
            changed += begun.change("shortlist_entries", key, checked)
    return changed


def remove_entries(
    db: "Database", shortlist: Shortlist, account_ids: Iterable[int], by: str | None = None
) -> int:
    """Take accounts off a shortlist, and return how many were on it."""
    removed = 0
    with action(db, f"take off {shortlist.name}", by) as begun:
        for account_id in account_ids:
            key = {"shortlist_id": shortlist.shortlist_id, "account_id": account_id}
            if row_of(db.conn, "shortlist_entries", key) is not None:
                begun.put("shortlist_entries", key, None)
                removed += 1
    return removed


def _found(db: "Database", finding: Finding | None, account_id: int) -> dict[str, Any]:
    """Return what a finding says of an account: the sentence, the numbers, three links."""
    row = None if finding is None else candidate_of(db, finding, account_id)
    if finding is None or row is None:
        return {}
    query = topic_query(db, parse_brief(finding.toml))
    hits = search(db, query, window=finding.window, account_id=account_id, limit=len(LINKS) * 3)
    links = [hit.address for hit in hits if is_address(hit.address)]
    facts = {name: row[name] for name in FACTS if row[name] is not None}
    return {
        "why": row["why"],
        "facts": json.dumps(facts, ensure_ascii=False),
        "position": row["place"],
        **dict(zip(LINKS, links, strict=False)),
    }


def is_address(text: str) -> bool:
    """Return whether a text is an address of the web, which a page may make a link of."""
    return text.startswith(("https://", "http://")) and not any(map(str.isspace, text))


def _checked(name: str, cell: Any) -> Any:  # noqa: ANN401 a cell of any column
    if name not in EDITABLE:
        raise UsageError(f"{name} of an entry cannot be changed; there are {', '.join(EDITABLE)}.")
    if name == "decision":
        one_of("decision", str(cell), DECISIONS)
        return cell
    if name == "position":
        return _position(cell)
    text = None if cell is None else str(cell).strip() or None
    if text is not None and len(text) > LONGEST:
        raise UsageError(f"{name} has more than {LONGEST:,} signs; write less.")
    if name in LINKS and text is not None and not is_address(text):
        raise UsageError(
            f"{name}: {text[:60]!r} is no address; it begins with https:// or http://."
        )
    return text


def _position(cell: Any) -> int | None:  # noqa: ANN401
    if cell in {None, ""}:
        return None
    try:
        return int(cell)
    except (TypeError, ValueError) as error:
        raise UsageError(f"position={cell}: write a whole number.") from error


def _check_listed(db: "Database", account_ids: Sequence[int]) -> None:
    for name in names_of(db, np.array(account_ids, dtype=np.int64)):
        if name.unlisted is not None:
            raise NotListed(f"One of these is {WITHOUT_NAME[name.unlisted]}: it is on no list.")


def _called(db: "Database", account_id: int) -> str:
    return names_of(db, np.array([account_id], dtype=np.int64))[0].label
