"""The list of whom to tell that data is held, and by when, with a draft for each."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TextIO

from influence.show.columns import Column, Row, called, printable
from influence.show.drafts import HONEST, Sender, categories, draft, public_notice
from influence.show.formats import MACHINE_FORMATS, escaped, write_rows
from influence.store import Held

OVERDUE, DUE, UNKNOWN, TOLD = "overdue", "due", "not recorded", "told"
PROFILE, ACTS_ONLY = "profile", "acts only"
ON_A_PAGE = 20


PEOPLE_COLUMNS = (
    Column("due_on"),
    Column("state"),
    Column("handle", words=called),
    Column("platform", keep=1),
    Column("url", keep=2),
)

COLUMNS = (
    *("due_on", "state", "handle", "name", "platform", "url", "what_is_held", "kept", "consent"),
    *("obtained_at", "told_at", "account_id", "native_id", "notice"),
)


def state_of(held: Held, today: str) -> str:
    """Return where the duty to tell an account stands on a day."""
    if held.told_at is not None:
        return TOLD
    if held.due_on is None:
        return UNKNOWN
    return OVERDUE if held.due_on < today else DUE


def notice_rows(people: Iterable[Held], today: str, sender: Sender) -> Iterator[Row]:
    """Yield one row an account; a draft only for those of whom a profile is held."""
    for held in people:
        yield {
            "due_on": held.due_on,
            "state": state_of(held, today),
            "handle": held.handle,
            "name": held.name,
            "platform": held.source,
            "url": held.url,
            "what_is_held": PROFILE if held.has_profile else ACTS_ONLY,
            "kept": "|".join(categories(held)),
            "consent": held.consent,
            "obtained_at": held.obtained_at,
            "told_at": held.told_at,
            "account_id": held.account_id,
            "native_id": held.native_id,
            "notice": draft(held, sender) if held.has_profile else None,
        }


def write_notices(
    people: Callable[[], Iterable[Held]], today: str, sender: Sender, form: str, stream: TextIO
) -> None:
    """Write whom to tell: rows for machines, a summary for people, all drafts as Markdown.

    Parameters
    ----------
    people
        Returns them anew each time, so that a million need not be held at once.
    """
    if form in MACHINE_FORMATS:
        write_rows(notice_rows(people(), today, sender), COLUMNS, form, stream)
        return
    _write_summary(people(), today, form, stream)
    if form == "md":
        stream.write(f"\n## A public notice, as a draft\n\n{_lines(public_notice(sender))}")
        stream.write("\n## To each person of whom a profile is held\n")
        stream.writelines(_letters(people(), sender))
        return
    first = list(islice((held for held in people() if held.has_profile), ON_A_PAGE))
    if first:
        stream.write("\nThose due first, of whom a profile is held:\n\n")
        write_rows(notice_rows(first, today, sender), PEOPLE_COLUMNS, "table", stream)


def _letters(people: Iterable[Held], sender: Sender) -> Iterator[str]:
    for held in people:
        if held.has_profile and held.told_at is None:
            due = f"Due on {held.due_on}." if held.due_on else "Since when it is held, none knows."
            who = _plain_markdown(called(held._asdict()))
            yield f"\n### {who}\n\n{due}\n\n{_lines(draft(held, sender, _plain_markdown))}"


def _lines(text: str) -> str:
    """Return text whose lines Markdown does not join."""
    return text.replace("\n", "  \n").replace("\n  \n", "\n\n")


def _write_summary(people: Iterable[Held], today: str, form: str, stream: TextIO) -> None:
    numbers: Counter[tuple[str, str]] = Counter()
    earliest: dict[tuple[str, str], str | None] = {}
    for held in people:
        group = (PROFILE if held.has_profile else ACTS_ONLY, state_of(held, today))
        numbers[group] += 1
        earliest.setdefault(group, held.due_on)
    rows: list[Row] = [
        {
            "what_is_held": what,
            "state": state,
            "accounts": number,
            "due_first": earliest[what, state],
        }
        for (what, state), number in sorted(numbers.items())
    ]
    if form == "md":
        stream.write("# Whom to tell that data is held\n\n")
    stream.writelines(f"{line}\n" for line in HONEST)
    stream.write("\n")
    write_rows(rows, ["what_is_held", "state", "accounts", "due_first"], form, stream)


def _plain_markdown(text: str) -> str:
    return escaped(printable(text))
