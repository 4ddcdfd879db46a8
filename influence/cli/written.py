"""The options of every command that writes rows: in which form, for whom, and where to."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from influence.cli.file_names import FILE

if TYPE_CHECKING:
    from influence.library.results import Result

TEXT_FORMATS = ["table", "csv", "tsv", "json", "jsonl", "md"]
FORMATS = [*TEXT_FORMATS, "xlsx", "parquet"]

HOW_WRITTEN = frozenset({"form", "for_excel", "output", "quiet"})
"""Options that the library has no arguments for: its results have methods."""

Command = TypeVar("Command", bound=Callable[..., Any])

_FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="[default: by the ending of the file; table, tsv in a pipe]",
)
_EXCEL = click.option(
    "--excel",
    "for_excel",
    is_flag=True,
    help="CSV (or TSV) that Excel opens right: byte order mark, and no text is a formula.",
)
_OUTPUT = click.option("-o", "--output", default="-", type=FILE, help="A file, or - for stdout.")


def written(command: Command) -> Command:
    """Give a command ``--format``, ``--excel`` and ``-o``."""
    return _FORMAT(_EXCEL(_OUTPUT(command)))


def chosen_form(options: Mapping[str, Any]) -> str:
    """Return the form that the options mean, before anything is computed.

    Raises
    ------
    UsageError, InputUnusable
        See :func:`influence.show.choose_format`.
    """
    from influence.show import choose_format

    return choose_format(options["form"], options["output"], for_excel=options["for_excel"])


def asked_of(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that say what is computed, and not how it is written, for the library."""
    return {name: value for name, value in options.items() if name not in HOW_WRITTEN}


def write_result(result: "Result", options: Mapping[str, Any]) -> None:
    """Write what a function of the library returned in the form and to the place of the options.

    Of what was changed, say only that it was.
    What the form could not hold is said on stderr, and, unless ``quiet``, what is said beside it.
    """
    if result.is_done:
        say(result)
        return
    form = options["form"]
    for line in result.write_as(form, options["output"]):
        tell(line)
    if not options.get("quiet"):
        for line in result.words_in(form):
            tell(line)


def write_words(words: str, options: Mapping[str, Any]) -> None:
    """Write a text to the place of the options."""
    from influence.show import open_output

    with open_output(options["output"]) as stream:
        stream.write(f"{words}\n")


def say(result: "Result", *, quiet: bool = False) -> None:
    """Say on stderr what was done."""
    for line in () if quiet else result.words:
        if line:
            tell(line)


def teller(*, quiet: bool) -> Callable[[str], None]:
    """Return what says a sentence on stderr as it comes, or says nothing."""
    return (lambda _: None) if quiet else tell


def tell(line: str) -> None:
    """Say a sentence on stderr."""
    click.echo(line, err=True)
