"""List whom to tell that data is held, with drafts."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from influence.library.answering import answering
from influence.library.database import Database
from influence.library.results import Result, result_of
from influence.ranking.find_account import find_account
from influence.show import (
    BINARY_FORMATS,
    MACHINE_FORMATS,
    Row,
    columns_of,
    open_output,
)
from influence.show.drafts import HONEST, Sender
from influence.show.notices import COLUMNS as NOTICE_COLUMNS
from influence.show.notices import notice_rows, write_notices
from influence.store import (
    Held,
    current_time,
    held_of_people,
    note_told,
    retention_of,
)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Notices(Result):
    """Whom to tell that data is held: rows, and drafts as Markdown.

    Attributes
    ----------
    people
        Returns them anew each time, so that a million need not be held at once.
    today, sender
        What the drafts say.
    """

    people: Callable[[], Iterator[Held]]
    today: str
    sender: Sender

    def words_in(self, form: str) -> Sequence[str]:
        """Return the sentences beside a form; the page has some in it."""
        return [*(HONEST if form in MACHINE_FORMATS else ()), *self.words]

    def write_as(self, form: str, path: str) -> Sequence[str]:
        """Write rows, a summary, or all drafts."""
        if form in BINARY_FORMATS:
            return super().write_as(form, path)
        with open_output(path) as stream:
            write_notices(self.people, self.today, self.sender, form, stream)
        return []


def notices(
    db: Database,
    *,
    for_: str | None = None,
    contact: str | None = None,
    kept_for: str | None = None,
    told: Iterable[str] = (),
    all: bool = False,
) -> Result:
    """List who has to be told that data is held about them, by when, with drafts.

    Parameters
    ----------
    for_, contact, kept_for
        Who you are, how to reach you, and how long you keep the data: what the drafts say.
    told
        Accounts that were told just now, which is noted.
    all
        List those that were told as well.

    Returns
    -------
    Result
        A row an account, due first: ``due_on``, ``state``, ``what_is_held``, ``notice``, ...; with
        ``told``, who was told. ``.write("drafts.md")`` writes every draft.

    Raises
    ------
    UnknownAccount
        Where one that was told is not held.

    Notes
    -----
    Art. 14 GDPR; whether telling would be a disproportionate effort is for you to judge.

    Examples
    --------
    >>> import influence as inf
    >>> with inf.example() as db:
    ...     len(inf.notices(db, for_="Rye PR"))
    300
    """
    asked = Sender(for_, contact, kept_for)
    return noticed(db, asked, told=told, all_too=all).read_now()


def noticed(db: Database, sender: Sender, *, told: Iterable[str], all_too: bool) -> Result:
    """Return whom to tell, whose rows are read when they are looked at."""
    with answering(db):
        if told := list(told):
            found = [find_account(db.sqlite, each, unlisted_too=True) for each in told]
            rows: list[Row] = [
                {"account": each.label, "told_at": note_told(db.sqlite, each.account_id)}
                for each in found
            ]
            words = [f"{row['account']}: told, {row['told_at']}." for row in rows]
            return result_of("Told", ["account", "told_at"], rows, words, is_done=True)
        today = current_time()[:10]
        kept = sender.kept_for or _kept_for(db)
        sender = sender._replace(kept_for=kept)

    def people() -> Iterator[Held]:
        return held_of_people(db.sqlite, told_too=all_too)

    missing = [name for name, given in zip(_ASKED, sender, strict=True) if not given]
    blank = [f"In brackets, to be filled in: {', '.join(missing)} and more."] if missing else []
    return Notices(
        title="Whom to tell",
        columns=columns_of(NOTICE_COLUMNS),
        read=lambda: [*notice_rows(people(), today, sender)],
        words=blank,
        people=people,
        today=today,
        sender=sender,
    )


_ASKED = ("who you are (--for)", "how to reach you (--contact)", "how long (--kept-for)")


def _kept_for(db: Database) -> str | None:
    """Return how long data is kept, as ``influence retain`` remembers it."""
    retention = retention_of(db.sqlite)
    if retention is None:
        return None
    if retention.until is not None:
        return f"nothing from before {retention.until[:10]} is kept"
    return f"{retention.days} days, counted from when it was published, done or last seen"
