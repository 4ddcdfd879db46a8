"""Arguments that name a score, completed by the shell without importing one."""

from importlib.metadata import entry_points
from pathlib import Path
from pkgutil import iter_modules

import click
from click.shell_completion import CompletionItem

import influence
from influence.cli.file_names import FILE
from influence.cli.text import Text

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


SCORE = ScoreName()
SCORE_OR_ALL = ScoreName(or_all=True)
SCORE_FILE = click.option(
    "--score-file",
    multiple=True,
    type=FILE,
    help="A file with a score of your own (see docs/library.md).",
)
