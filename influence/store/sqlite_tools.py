"""sqlite-utils without numpy and pandas, which it loads only to know the types of their numbers.

It is handed none of these here, and they take 12 and 78 MB and half a second of a command
that computes nothing, such as a crawl.
"""

import sys

_UNNEEDED = [name for name in ("numpy", "pandas") if name not in sys.modules]
for _name in _UNNEEDED:
    sys.modules[_name] = None  # type: ignore[assignment]  # how Python spells "not to be had"
try:
    from sqlite_utils import Database, Migrations
finally:
    for _name in _UNNEEDED:
        del sys.modules[_name]

__all__ = ["Database", "Migrations"]
