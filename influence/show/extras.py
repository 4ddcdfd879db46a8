"""Libraries that only an extra brings: one sentence, with the command, where one is missing."""

from collections.abc import Iterable
from importlib.util import find_spec

from influence.errors import InputUnusable

DISTRIBUTION = "influence-discovery"


def needed(what: str, libraries: Iterable[str], extra: str) -> None:
    """Raise InputUnusable where a library is missing, and say what installs it.

    >>> needed("A sum", ["math"], "sums")
    """
    if all(map(find_spec, libraries)):
        return
    raise InputUnusable(
        f"{what} needs a library that is not installed: pip install '{DISTRIBUTION}[{extra}]'."
    )
