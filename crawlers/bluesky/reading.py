"""What all readers begin with: the object that was answered, or why there is none."""

from collections.abc import Callable, Iterator
from typing import Final

from crawlers.answers import Answer, Visit, shown
from crawlers.atproto.addresses import is_did, key_of
from crawlers.documents import checked_json
from crawlers.errors import AnswerUnusable, PageGone
from crawlers.json_values import Object, as_words
from crawlers.opt_outs import wishes_of
from crawlers.reading import Reader
from crawlers.times import TimeReader, UnreadableTime
from crawlers.words import line
from influence.records import Consent, Record

Told = Callable[[Visit, Object], Iterator[Record]]

STATUS: Final = "status"
"""Where an account says that it is there, as far as consent goes."""

INACTIVE: Final = {
    "AccountTakedown": "is taken down",
    "AccountDeactivated": "is deactivated",
    "RepoTakendown": "is taken down",
    "RepoSuspended": "is suspended",
    "RepoDeactivated": "is deactivated",
}
_NOT_THERE = ("not found", "could not find", "unable to resolve")
_GONE = {"NotFound", "RepoNotFound"}
_LONGEST = 200


class Times:
    """Reads the times of an answer; what is no time, or cannot be true, is unknown.

    Parameters
    ----------
    seen_at
        When it was answered, as UTC text.
    """

    def __init__(self, seen_at: str) -> None:
        self._read = TimeReader(seen_at)

    def __call__(self, value: object) -> str | None:
        """Return UTC text to the second."""
        text = as_words(value)
        try:
            return self._read(text) if text else None
        except UnreadableTime:
            return None

    def of_record(self, record: Object, indexed: object) -> str | None:
        """Return when a record was made: what it claims, unless an AppView knew it before.

        https://docs.bsky.app/docs/advanced-guides/timestamps calls it ``sortAt``.

        >>> times = Times("2026-03-01T09:30:00Z")
        >>> times.of_record({"createdAt": "2026-02-09T00:00:00Z"}, "2026-02-08T00:00:00.123Z")
        '2026-02-08T00:00:00Z'
        """
        created, known = self(record.get("createdAt")), self(indexed)
        return min(filter(None, (created, known)), default=None) if created else known


def answered(read: Told, refused: Told | None = None) -> Reader:
    """Return a reader of objects as one of visits.

    Parameters
    ----------
    refused
        Reads what an answer says that is no success; else it ends the visit, or tells that the
        account is not there for now.
    """

    def reader(visit: Visit) -> Iterator[Record]:
        if is_silent(visit.answer):
            return
        told = object_of(visit.answer)
        if visit.answer.status < 400:
            yield from read(visit, told)
        else:
            yield from (refused or refusal)(visit, told)

    return reader


def is_silent(answer: Answer) -> bool:
    """Tell whether there is nothing to read: nothing new, or nothing that robots may keep."""
    is_same = answer.is_unchanged and not answer.body
    return is_same or wishes_of(answer.headers).unlisted is not None


def object_of(answer: Answer) -> Object:
    """Return what was answered.

    Raises
    ------
    AnswerUnusable
        Where it is no JSON object.
    """
    told = checked_json(answer)
    if not isinstance(told, dict):
        raise AnswerUnusable(f"{shown(answer.url)} is no JSON object.")
    return told


def refusal(visit: Visit, told: Object) -> Iterator[Record]:
    """Yield that an account is not there for now.

    Raises
    ------
    PageGone, AnswerUnusable
        Where the answer says something else.
    """
    name, message = line(as_words(told.get("error"))) or "", line(as_words(told.get("message")))
    if (reason := INACTIVE.get(name)) and is_did(visit.task.site):
        seen_at = visit.answer.seen_at
        yield Consent(key_of(visit.task.site), "deny", reason, STATUS, seen_at)
        return
    said = f"{shown(visit.answer.url)} answered {name[:_LONGEST]}: {(message or '')[:_LONGEST]}."
    is_gone = name in _GONE or (message or "").lower().startswith("could not find")
    is_unknown = name == "InvalidRequest" and any(w in (message or "").lower() for w in _NOT_THERE)
    raise PageGone(said) if is_gone or is_unknown else AnswerUnusable(said)
