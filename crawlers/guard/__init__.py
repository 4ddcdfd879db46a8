"""What may be connected to at all, how long, and how much of it is taken in.

Every address of a crawl is chosen by strangers. ``Guard.checked`` refuses what is no address of
the public web by its looks; ``GuardedBackend`` resolves a name once, refuses it if any of its
addresses is not public, and connects to the very address that was checked, so that a name that
changes its mind between check and connection gains nothing; ``Inflated`` takes in no more of a
compressed answer than is allowed. Only ``crawlers.client`` needs any of it, and
``crawlers.guard.mapping`` whoever lets tests answer for the web.
"""

from crawlers.guard.connecting import Blocked, GuardedBackend
from crawlers.guard.guard import Guard
from crawlers.guard.inflating import Inflated, TooLarge
from crawlers.guard.mapping import Mapping, parse_mapping

__all__ = [
    "Blocked",
    "Guard",
    "GuardedBackend",
    "Inflated",
    "Mapping",
    "TooLarge",
    "parse_mapping",
]
