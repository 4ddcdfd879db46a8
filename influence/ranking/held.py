"""What is held about one account, with what it means: an answer to a request for access."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from influence.ranking.glossary import COLUMNS
from influence.ranking.names import Name
from influence.scores import all_scores
from influence.store import current_time, mentions_of, retention_of, rows_about

if TYPE_CHECKING:
    from sqlite_utils import Database

Row = Mapping[str, Any]
Section = tuple[str, Iterator[Row]]

PURPOSE = (
    "To find people whose audience acts on what they publish, for public relations and research:"
    " accounts are ranked by how often others pass their posts on."
)
RIGHTS = (
    "You may ask whoever sent this to correct or to erase what is held, to hold it without using"
    " it, and to send it in a form that programs read, which this is; you may object to its use,"
    " and you may complain to the authority for data protection where you live or work"
    " (GDPR, articles 15 to 21 and 77)."
)


@dataclass(frozen=True)
class PersonalData:
    """What is held about an account.

    Attributes
    ----------
    facts
        Sentences for people, by what each answers.
    sections
        Name and rows of each part; rows are read as they are asked for.
    """

    facts: Mapping[str, str]
    sections: Iterator[Section]


def held_about(db: "Database", account: Name) -> PersonalData:
    """Return all that is held about an account (GDPR, article 15 (1) and (3)).

    Of others it tells who acted on the account and where it is mentioned, with the words around the
    mention: what the person could see at the source, and no other data of theirs.
    """
    (title,) = db.conn.execute(
        "select coalesce(title || ' ' || coalesce(home_url, ''), home_url, source) from sources"
        " where source = ?",
        [account.source],
    ).fetchone()
    facts = {
        "about": f"What is held about {account.label} ({account.source}:{account.native_id}).",
        "written at": current_time(),
        "from when": _span(db, account.account_id),
        "purposes": PURPOSE,
        "categories": (
            "What the account says of itself, its posts, who acted on it and on whom it acted, whom"
            " it follows and who follows it, where others mention it, and scores computed from"
            " that. Nothing else was collected or inferred."
        ),
        "source": f"Files or pages of the source {title}, read in by whoever sent this.",
        "recipients": (
            "None that this program knows of: the data is in one file of whoever sent this, who"
            " adds here whom they gave lists or exports to."
        ),
        "how long": _how_long(db),
        "automated decisions": (
            "None. A score orders accounts; a person decides what follows. How each is computed"
            " stands beside it, and it says nothing of character or worth."
        ),
        "rights": RIGHTS,
        "of others": (
            "Of other people you see who acted on you and where you are mentioned, with the words"
            " around the mention; the rest is theirs and is left out."
        ),
    }
    return PersonalData(facts, _sections(db, account.account_id))


def _sections(db: "Database", account_id: int) -> Iterator[Section]:
    for name, rows in rows_about(db.conn, account_id):
        yield name, _explained(db, rows) if name == "scores" else rows
    yield "mentions", mentions_of(db.conn, account_id)


def _explained(db: "Database", rows: Iterator[Row]) -> Iterator[Row]:
    """Yield scores with the question that each answers, and the data it was computed from."""
    known = all_scores()
    for row in rows:
        score, companions = known.get(row["score"]), json.loads(row["companions"])
        run = db.conn.execute(
            "select started_at, since, until, accounts from runs where run_id = ?", [row["run_id"]]
        ).fetchone()
        meaning = {} if score is None else {"question": score.question, "unit": score.unit}
        yield {
            **row,
            **meaning,
            "computed_at": run[0],
            "window": f"{run[1] or 'the first event'} to {run[2] or 'the last event'}",
            "among": f"{run[3]} accounts",
            "companions": companions,
            "meaning": {name: COLUMNS[name] for name in companions if name in COLUMNS},
        }


def _span(db: "Database", account_id: int) -> str:
    first, last = db.conn.execute(
        """
        select min(moment), max(moment) from (
          select published_at as moment from posts where account_id = :account
          union all select happened_at from interactions
                    where :account in (actor_id, target_id, via_account_id)
          union all select seen_at from account_counts where account_id = :account)
        """,
        {"account": account_id},
    ).fetchone()
    if first is None:
        return "None of what is held has a time."
    return f"What has a time is from {first} to {last}."


def _how_long(db: "Database") -> str:
    retention = retention_of(db)
    if retention is None:
        return "No period is set: until whoever sent this deletes it, or you ask for it."
    return f"Data is kept for a set period: {retention}."
