"""Which hosts may be asked, and who asks."""

import os
from collections.abc import Iterable

from crawlers.guard import Guard, parse_mapping
from influence.errors import UsageError

CONTACT_VARIABLE = "INFLUENCE_CONTACT"


def guard_of(*, allow_loopback: bool, resolve: Iterable[str]) -> Guard:
    """Return which hosts may be asked.

    Parameters
    ----------
    allow_loopback
        Servers of this machine may be: tests.
    resolve
        Who answers for a host, or for all: ``HOST=ADDRESS:PORT``.

    Raises
    ------
    UsageError
        Where hosts are mapped and nobody says that it is a test.
    """
    given = tuple(resolve)
    mapping = parse_mapping(given)
    if given and not allow_loopback:
        raise UsageError("--resolve is for tests on this machine: say --allow-loopback too.")
    return Guard(allow_loopback=allow_loopback, mapping=mapping)


def contact_of(given: str | None) -> str | None:
    """Return whom hosts may ask: what was given, else what the variable says."""
    return given or os.environ.get(CONTACT_VARIABLE)
