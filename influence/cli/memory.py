"""How a command that computes asks the system for memory."""

import os

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_MAX, _ARENA_MAX = -1, -2, -4, -8
"""Options of mallopt(3)."""


def keep_freed_memory() -> None:
    """Have what is freed used again, not given back to the system, until the process ends.

    Arrays of millions of numbers come and go, and each time the system fills them with zeros: half
    of a ranking's time in the kernel. Only glibc is told so, as mallopt(3) says; others do as they
    please.
    """
    try:
        os.confstr("CS_GNU_LIBC_VERSION")
    except (AttributeError, OSError, ValueError):
        return
    from ctypes import CDLL

    mallopt = CDLL(None).mallopt
    for option, value in (
        (_MMAP_MAX, 0),
        (_TRIM_THRESHOLD, 2**31 - 1),
        (_TOP_PAD, 2**26),
        (_ARENA_MAX, 1),
    ):
        mallopt(option, value)
