"""Ctrl-C is heard once: what it makes a command undo and close is not interrupted again."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def heard_once() -> Iterator[None]:
    """Raise ``KeyboardInterrupt`` at the first Ctrl-C, and hear no other until the process ends.

    Where somebody else listens already (a notebook, a shell that starts a program in its
    background), nothing is changed.
    """
    is_ours = threading.current_thread() is threading.main_thread()
    if not is_ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, _hear)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is _hear:
            signal.signal(signal.SIGINT, signal.default_int_handler)


def hear_again() -> None:
    """Hear one Ctrl-C more, for a command that says what that one does."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, _hear)


def _hear(*_: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt
