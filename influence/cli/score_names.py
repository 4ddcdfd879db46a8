"""Arguments that name a score, completed by the shell without importing one."""

from collections.abc import Iterable
from importlib.metadata import entry_points
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

import influence
from influence.cli.file_names import FILE
from influence.cli.text import Text

if TYPE_CHECKING:
    from influence.scores import Score

ALL = "all"


class ScoreName(Text):
    """The name of a score, or of several where ``all`` means something."""

    name = "score"

    def __init__(self, *, or_all: bool = False) -> None:
        self._more = [ALL] if or_all else []

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem[str]]:
        """Return the scores that begin so."""
        names = [*self._more, *score_names()]
        return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def score_names() -> list[str]:
    """Return the names of all scores: a file each of the folder, and those of other packages."""
    folder = Path(influence.__file__).parent / "scores"
    own = {module.name for module in iter_modules([str(folder)])} - {"registry"}
    return sorted(own | entry_points(group="influence.scores").names)


def chosen_scores(names: Iterable[str], leading: Iterable[str] = ()) -> "list[Score]":
    """Return the scores that are asked for, each once; ``all`` is what leads, then all others.

    Raises
    ------
    UnknownScore
        Where there is none of that name.
    """
    from influence.scores import find_score

    names = list(names)
    if ALL in names:
        names = [*(name for name in names if name != ALL), *leading, *score_names()]
    return [find_score(name) for name in dict.fromkeys(names)]


SCORE = ScoreName()
SCORE_OR_ALL = ScoreName(or_all=True)
SCORE_FILE = click.option(
    "--score-file",
    multiple=True,
    type=FILE,
    help="A file with a score of your own (see docs/library.md).",
)
