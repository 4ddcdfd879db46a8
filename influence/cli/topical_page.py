"""What ``influence explain --topic`` and ``influence explain --brief`` print."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from influence.cli.accounts_in import AccountList
from influence.cli.explain_page import show_explanations
from influence.errors import UsageError
from influence.find import (
    candidate_of,
    explain_topical,
    find_by_brief,
    query_of,
    rank_within,
    read_brief,
    terms_of,
)
from influence.ranking import row_of
from influence.show import open_output
from influence.show.fits import write_fit
from influence.show.topical import FORMS, write_topical
from influence.store import last_event
from influence.windows import parse_window

if TYPE_CHECKING:
    from sqlite_utils import Database


Show = Callable[["Database", AccountList, Mapping[str, Any]], None]


def chosen_explanation(options: Mapping[str, Any]) -> Show:
    """Return what shows the explanation that the options ask for.

    Raises
    ------
    UsageError
        Where a topic is asked for beside a brief, which has its own.
    """
    if options["topic"] is not None and options["brief"] is not None:
        raise UsageError("A brief has topics of its own: leave --topic or --brief out.")
    if options["brief"] is not None:
        return show_fit
    return show_explanations if options["topic"] is None else show_topical


def show_fit(db: "Database", asked: AccountList, options: Mapping[str, Any]) -> None:
    """Write what the fit of each account with a brief is made of, or why it has none."""
    form = options["form"] or "text"
    if form not in FORMS:
        raise UsageError(f"With --brief, explain writes {', '.join(FORMS)}: not {form}.")
    finding = find_by_brief(db, read_brief(options["brief"]))
    with open_output(options["output"]) as stream:
        for _, account in asked.found(db):
            if account is not None:
                row = candidate_of(db, finding, account.account_id)
                terms = terms_of(db, finding, account.account_id)
                write_fit(account, finding, row, terms, form, stream)
    asked.check()


def show_topical(db: "Database", asked: AccountList, options: Mapping[str, Any]) -> None:
    """Write what influence within a topic is made of, for each account."""
    form = options["form"] or "text"
    if form not in FORMS:
        raise UsageError(f"With --topic, explain writes {', '.join(FORMS)}: not {form}.")
    query = query_of(db, options["topic"])
    window = parse_window(options["since"], options["until"], lambda: last_event(db))
    found = [account for _, account in asked.found(db) if account is not None]
    if not found:
        asked.check()
    within = rank_within(db, query, window)
    with open_output(options["output"]) as stream:
        for k, account in enumerate(found):
            stream.write("\n\n" if k and form in {"text", "md"} else "")
            opened = explain_topical(db, within.base, within.run, within.on_topic, account, query)
            summary = row_of(db, within.run, opened.position)
            write_topical(opened, within, summary, form, stream)
    asked.check()
