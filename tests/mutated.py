"""Damage to documents of any kind, the same every time, and limits on what reading one may take."""

import os
import resource
import signal
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st

EXAMPLES = int(os.environ.get("INFLUENCE_FUZZ_EXAMPLES", "1000"))
SEED = os.environ.get("INFLUENCE_FUZZ_SEED")

HOSTILE = [
    b"",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\x1f\x8b\x08",
    b"\r",
    b'"',
    b"'",
    b",,,,",
    b";\t|",
    b"<!ENTITY a 'b'>",
    b"<![CDATA[",
    b"</",
    b"&a;",
    b"{" * 1_000,
    b"[" * 1_000,
    b"9" * 5_000,
    b"1E+999",
    b"NaN",
    b"\\ud800",
    "\u202e\u2028é".encode(),
    b"2026-99-99",
    b"XFD1048576",
    b"%n%s",
]


MOST_BYTES = 300 << 20
"""What reading one document may take beside what is held already."""


class TooSlow(Exception):
    """A document took longer to read than any of its size may."""


@contextmanager
def limited(seconds):
    def stop(*_):
        raise TooSlow

    before = signal.signal(signal.SIGALRM, stop)
    most, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (held_bytes() + MOST_BYTES, hard))
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
        signal.signal(signal.SIGALRM, before)


def held_bytes():
    """Return the size of the address space of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


CHANGES = {
    "flip": lambda text, at, n, _: text[:at] + bytes([text[at] ^ n]) + text[at + 1 :],
    "cut": lambda text, at, n, _: text[:at] + text[at + n :],
    "end": lambda text, at, *_: text[:at],
    "put": lambda text, at, _, foreign: text[:at] + foreign + text[at:],
    "double": lambda text, at, n, _: text[:at] + text[at : at + n * 10] + text[at:],
    "swap": lambda text, at, n, _: text[at : at + n] + text[:at] + text[at + n :],
}


def foreign_bytes(others):
    """Return bytes that do not belong there: hostile ones, any, and those of other documents."""
    own = st.sampled_from(HOSTILE) | st.binary(max_size=20)
    return own | st.sampled_from(others).map(lambda content: content[:800]) if others else own


@st.composite
def mutations(draw, content, others=()):
    """Return the content with a few bytes flipped, lost, doubled, put in, or out of other files."""
    for _ in range(draw(st.integers(1, 4))):
        if content:
            change = draw(st.sampled_from(sorted(CHANGES)))
            place = draw(st.integers(0, len(content) - 1))
            foreign = draw(foreign_bytes(others)) if change == "put" else b""
            content = CHANGES[change](content, place, draw(st.integers(1, 40)), foreign)
    return content


def repeatable(test):
    """Try the same examples every time, or those of a seed that was given."""
    chosen = settings(
        max_examples=EXAMPLES,
        derandomize=SEED is None,
        suppress_health_check=list(HealthCheck),
    )
    return chosen(test if SEED is None else seed(int(SEED))(test))
