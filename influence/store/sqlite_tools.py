"""sqlite-utils without numpy, which it loads only to know the types of numpy's numbers.

It is handed none of these here, and numpy takes 12 MB and a twentieth of a second of a command that
computes nothing, such as a crawl.
"""

import sys

_IS_LOADED = "numpy" in sys.modules
if not _IS_LOADED:
    sys.modules["numpy"] = None  # type: ignore[assignment]  # how Python spells "not to be had"
try:
    from sqlite_utils import Database, Migrations
finally:
    if not _IS_LOADED:
        del sys.modules["numpy"]

__all__ = ["Database", "Migrations"]
