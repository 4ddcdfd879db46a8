"""The options of every export that may name nobody."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from influence.cli.file_names import FILE

_Command = TypeVar("_Command", bound=Callable[..., Any])


def pseudonym_options(command: _Command) -> _Command:
    """Give a command ``--pseudonymise`` and ``--pseudonym-key``."""
    key = click.option(
        "--pseudonym-key",
        type=FILE,
        help="Key of the pseudonyms, made where it is missing: exports of one key can be joined.",
    )
    flag = click.option(
        "--pseudonymise",
        is_flag=True,
        help="Name nobody: pseudonyms for ids and handles, no texts, times to the day.",
    )
    return flag(key(command))
