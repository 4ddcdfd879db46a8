"""What runs in a worker: one call after another, each within its limits."""

import gc
import math
import pickle
import resource
import traceback
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from crawlers.errors import FetchFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

RETURNED, REFUSED, BROKEN, FULL = "returned", "refused", "broken", "full"
"""What became of a call: what it returned, our own error, another, or no memory left."""


class Bounds(NamedTuple):
    """What one document may take.

    Attributes
    ----------
    cpu_seconds
        Of computing, in whole seconds.
    wall_seconds
        Until it is given up, however little it computes.
    memory
        Bytes beyond what a worker needs before its first document.
    result
        Bytes of what is handed back.
    """

    cpu_seconds: int = 4
    wall_seconds: float = 20.0
    memory: int = 300_000_000
    result: int = 64_000_000


def serve(handle: int) -> None:
    """Answer the calls that come through a pipe until it is closed.

    First come the bounds and the modules that are to be imported before the limit on memory counts;
    the first answer, which is empty, tells that both is done.
    """
    pipe = Connection(handle)
    bounds, modules = pipe.recv()
    for module in modules:
        import_module(module)
    gc.freeze()
    _limit(bounds)
    pipe.send_bytes(b"")
    with suppress(EOFError, ConnectionError):
        while True:
            call = pipe.recv_bytes()
            _let_compute(bounds.cpu_seconds)
            pipe.send_bytes(_outcome(call, bounds))


def _outcome(call: bytes, bounds: Bounds) -> bytes:
    try:
        answer = _answer(call)
        if len(answer) > bounds.result:
            return pickle.dumps((FULL, None, ""))
    except MemoryError:
        return pickle.dumps((FULL, None, ""))
    return answer


def _answer(call: bytes) -> bytes:
    function: Callable[[Any], Iterable[Any]]
    function, argument = pickle.loads(call)  # noqa: S301  # from the process that started this
    try:
        return pickle.dumps((RETURNED, list(function(argument)), ""), pickle.HIGHEST_PROTOCOL)
    except FetchFailed as error:
        return pickle.dumps((REFUSED, type(error), str(error)))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever a document brings about ends with it
        return pickle.dumps((BROKEN, f"{error!r:.300}", traceback.format_exc()[-4_000:]))


def _limit(bounds: Bounds) -> None:
    for kind in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
        resource.setrlimit(kind, (0, 0))
    with suppress(OSError):  # no Linux: the limit on memory is that of the machine
        held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (held + bounds.memory, resource.RLIM_INFINITY))


def _let_compute(seconds: int) -> None:
    """End this process by SIGXCPU when the next document has computed for so long."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
