"""Processes that read documents for a crawl: started before all else that it imports."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from crawlers.sandbox import Sandbox
from crawlers.sources import MODULES

_MOST = 4


@contextmanager
def reading_apart(*, begins: bool = True) -> Iterator[Sandbox]:
    """Yield processes that read documents and can be killed; one core is for fetching.

    Parameters
    ----------
    begins
        Start them now: they take a while, in which the database is opened and hosts are asked.
    """
    readers = max(1, min(_MOST, (os.cpu_count() or 2) - 1))
    with Sandbox(readers, modules=MODULES) as sandbox:
        if begins:
            sandbox.begin()
        yield sandbox
