"""Everything that can go wrong on purpose, and the exit code it ends with.

InfluenceError                 1
├── InputUnusable              1  a file that is missing, empty or not what it should be
├── NotADatabase               1  a file that SQLite cannot read, or that another program made
├── NewerSchema                1  a database written by a newer version of this program
├── ChangedMeanwhile           1  somebody else changed the same thing meanwhile; theirs stands
├── ScoreUnusable              1  a score of your own that cannot be run: file, line and reason
├── RowRejected                1  the first bad row, under ``--strict``
├── Interrupted              130  Ctrl-C; what was committed stays
├── UsageError                 2  an option whose value means nothing here
│   ├── UnknownScore           2  no score of that name; the nearest names are offered
│   ├── BadExpression          2  a ``--where`` that SQLite does not understand
│   └── BadQuery               2  words to search for that cannot be read as a query
├── NothingFound               3  an empty database, or a window without data
│   ├── UnknownAccount         3  no such account; the nearest handles are offered
│   └── NotListed              3  an account that opted out, or never said that it may be shown
└── NotConverged               1  an iterative score that did not settle

Each message is one sentence that names the place and the mend.
"""

from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar

from influence.invocation import suggested

if TYPE_CHECKING:
    from collections.abc import Iterable


class InfluenceError(Exception):
    """Base of every error that a user can cause or mend."""

    exit_code: ClassVar[int] = 1


class InputUnusable(InfluenceError):
    """A file is missing, empty, or not what it should be."""


class NotADatabase(InfluenceError):
    """The file exists and is not a database of this program."""


class NewerSchema(InfluenceError):
    """The database was written by a newer version of this program."""


class ChangedMeanwhile(InfluenceError):
    """Somebody else changed the same thing meanwhile: nothing of theirs is written over."""


class ScoreUnusable(InfluenceError):
    """A score of somebody's own cannot be run, or returns what is no score: file and line."""


class RowRejected(InfluenceError):
    """A row was rejected while the caller asked for none to be."""


class NotConverged(InfluenceError):
    """An iterative score did not settle within its rounds."""


class Interrupted(InfluenceError):
    """The person pressed Ctrl-C; everything committed before stays."""

    exit_code = 130


class UsageError(InfluenceError):
    """An option was given a value that means nothing here."""

    exit_code = 2


class UnknownScore(UsageError):
    """No score has that name."""

    def __init__(self, name: str, known: "Iterable[str]") -> None:
        near = nearest(name, known)
        hint = f"did you mean {near}?" if near else f"`{suggested('scores')}` lists them."
        super().__init__(f"There is no score {name!r}; {hint}")


class BadExpression(UsageError):
    """An expression that SQLite does not understand."""


class BadQuery(UsageError):
    """Words to search for that cannot be read as a query; the place is named."""


class NothingFound(InfluenceError):
    """The question was understood and there is nothing to answer it with."""

    exit_code = 3


class UnknownAccount(NothingFound):
    """No account has that handle, name, address or id; none is like it where it ``is_far``."""

    def __init__(self, name: str, known: "Iterable[str]") -> None:
        near = nearest(name, known)
        self.is_far = not near
        hint = (
            f"did you mean {near}?"
            if near
            else f"`{suggested('rank', 'DB')}` lists those that have data."
        )
        super().__init__(f"No account is called {name!r}; {hint}")


class NotListed(NothingFound):
    """The account is held, and nothing may be shown of it."""


def one_of(setting: str, value: str, choices: "Iterable[str]") -> None:
    """Raise UsageError, naming the choices, where a setting has none of them.

    >>> one_of("kind", "follow", ("amplification", "follow"))
    """
    choices = tuple(choices)
    if value not in choices:
        raise UsageError(f"{setting}={value}: write one of {', '.join(choices)}.")


def nearest(name: str, known: "Iterable[str]") -> str:
    """Return up to three names of ``known`` that look like ``name``, joined for a sentence.

    >>> nearest("inflence", ["influence", "pagerank"])
    'influence'
    """
    folded = {each.casefold(): each for each in known}
    return " or ".join(folded[near] for near in get_close_matches(name.casefold(), folded, n=3))
