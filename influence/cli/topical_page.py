"""What ``influence explain --topic`` prints."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from influence.cli.accounts_in import AccountList
from influence.errors import UsageError
from influence.find import explain_topical, query_of, rank_within
from influence.ranking import row_of
from influence.show import open_output
from influence.show.topical import FORMS, write_topical
from influence.store import last_event
from influence.windows import parse_window

if TYPE_CHECKING:
    from sqlite_utils import Database


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
