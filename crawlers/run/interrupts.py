"""Ctrl-C waits while what was visited is written."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held_off() -> Iterator[None]:
    """Hear a Ctrl-C that comes meanwhile only at the end, where it does what it would have done.

    What is written is then whole, without a savepoint: that would copy every page that it changes
    into a file, a fifth of the time of a crawl. Elsewhere than in the main thread nobody hears one.
    """
    hear = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(hear):
        yield
        return
    came = []
    signal.signal(signal.SIGINT, lambda *heard: came.append(heard))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, hear)
    if came:
        hear(*came[0])
