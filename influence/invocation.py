"""How a person called this program, and thus what to type next."""

import os
import shlex
import shutil
import sys
from pathlib import Path

NAME = "influence"


def suggested(*words: str) -> str:
    """Return a command line of this program that can be typed as it stands.

    >>> suggested("status", "my bread.db")
    "influence status 'my bread.db'"
    """
    return " ".join([_program(), *map(shlex.quote, words)])


def _program() -> str:
    """Return the name where a shell finds it, else what was typed."""
    typed = Path(sys.argv[0])
    if typed.stem == NAME:
        found = shutil.which(NAME)
        is_found = found is not None and os.path.realpath(found) == os.path.realpath(typed)
        return NAME if is_found else shlex.quote(sys.argv[0])
    if typed.parent.name == NAME and typed.name == "__main__.py":  # python -m influence
        return shlex.join(sys.orig_argv[: len(sys.orig_argv) - len(sys.argv) + 1])
    return NAME
