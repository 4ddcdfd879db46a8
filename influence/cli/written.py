"""The options of every command that writes rows: in which form, for whom, and where to."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from influence.cli.file_names import FILE

TEXT_FORMATS = ["table", "csv", "tsv", "json", "jsonl", "md"]
FORMATS = [*TEXT_FORMATS, "xlsx", "parquet"]

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
