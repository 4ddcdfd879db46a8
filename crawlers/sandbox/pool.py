"""Workers that stand ready, and are replaced when a document was too much for them."""

import os
import pickle
import queue
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from io import BytesIO
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, Final, NamedTuple, Self, TypeVar

from crawlers.errors import AnswerUnusable, FetchFailed
from crawlers.sandbox.worker import BROKEN, FULL, REFUSED, Bounds

_SERVE: Final = (
    "import sys; sys.path[:] = sys.argv[2:]; from crawlers.sandbox.worker import serve; "
    "serve(int(sys.argv[1]))"
)
_KEPT: Final = ("LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "PATH", "TZ")
_TOLD: Final = {"influence.records", "crawlers.errors"}
_START_SECONDS: Final = 60.0

Argument = TypeVar("Argument")
Result = TypeVar("Result")


class Sandbox:
    """Runs readers in worker processes; may be used by many threads at a time.

    Workers are started when they are first needed, anew and not as copies, so that they hold
    nothing of this process: no database, no connection, no secret of its environment.

    Parameters
    ----------
    workers
        How many documents are read at a time.
    bounds
        What each may take.
    modules
        What readers import, so that no document waits for it.

    Examples
    --------
    >>> with Sandbox(1) as sandbox:
    ...     sandbox.run(sorted, (3, 1, 2), "a list")
    [1, 2, 3]
    """

    def __init__(
        self,
        workers: int = 2,
        bounds: Bounds | None = None,
        modules: Sequence[str] = ("crawlers.documents",),
    ) -> None:
        self._bounds = bounds or Bounds()
        self._workers = [_Worker(self._bounds, tuple(modules)) for _ in range(workers)]
        self._idle = _Idle(self._workers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self) -> None:
        """Start the workers that are not needed yet, and do not wait for them."""
        for worker in self._workers:
            worker.begin()

    def close(self) -> None:
        """End every worker, whatever it is doing."""
        for worker in self._workers:
            worker.end()

    def run(
        self, function: Callable[[Argument], Iterable[Result]], argument: Argument, name: str
    ) -> list[Result]:
        """Return what a function of a module yields for an argument, read in a worker.

        Parameters
        ----------
        name
            What errors call the document: its address.

        Raises
        ------
        AnswerUnusable
            Where it took too long, too much memory, or broke the reader; where the reader raised
            an error that is none of ours, a note on it holds the traceback.
        FetchFailed
            Of the kind that the reader raised.
        """
        call = pickle.dumps((function, argument), pickle.HIGHEST_PROTOCOL)
        worker = self._idle.take()
        try:
            kind, value, told = self._tried(worker, call, name)
        except BaseException:
            worker.end()
            raise
        finally:
            self._idle.give(worker)
        if kind == FULL:
            megabytes = self._bounds.memory // 1_000_000
            raise AnswerUnusable(f"{name} takes more than {megabytes} MB to read.")
        if kind == REFUSED:
            raise _refusal(value, told)
        if kind == BROKEN:
            error = AnswerUnusable(f"{name} cannot be read ({value}).")
            error.add_note(told)
            raise error
        return list(value)

    def _tried(self, worker: "_Worker", call: bytes, name: str) -> tuple[str, Any, str]:
        """Return the outcome of a call; one without memory counts only from a fresh worker."""
        outcome = worker.call(call, name)
        if outcome[0] == FULL:
            was_fresh = worker.calls == 1
            worker.end()
            if not was_fresh:
                outcome = worker.call(call, name)
                if outcome[0] == FULL:
                    worker.end()
        return outcome


class _Idle:
    """Workers with nothing to do, of which that which ran last is taken: one may be enough."""

    def __init__(self, workers: Iterable["_Worker"]) -> None:
        self._stack: list[_Worker] = []
        self._count: queue.SimpleQueue[None] = queue.SimpleQueue()  # a semaphore written in C
        for worker in workers:
            self.give(worker)

    def take(self) -> "_Worker":
        """Return a worker once there is one."""
        self._count.get()
        return self._stack.pop()

    def give(self, worker: "_Worker") -> None:
        """Take a worker back."""
        self._stack.append(worker)
        self._count.put(None)


class _Worker:
    """A process that may not run yet, or not any more."""

    def __init__(self, bounds: Bounds, modules: tuple[str, ...]) -> None:
        self._bounds = bounds
        self._modules = modules
        self._running: _Running | None = None
        self.calls = 0

    def call(self, call: bytes, name: str) -> tuple[str, Any, str]:
        """Return the outcome of a call.

        Raises
        ------
        AnswerUnusable
            Where the worker died of it, or had to be killed.
        """
        running = self._ready()
        process, pipe = running.process, running.pipe
        self.calls += 1
        seconds = self._bounds.wall_seconds
        try:
            pipe.send_bytes(call)
            if not running.has_told(seconds):
                raise AnswerUnusable(f"{name} takes more than {seconds:g} s to read.")
            return _Told(BytesIO(pipe.recv_bytes())).outcome()
        except (EOFError, OSError) as error:
            if process.wait() == -signal.SIGXCPU:
                seconds = self._bounds.cpu_seconds
                raise AnswerUnusable(f"{name} takes more than {seconds} s to read.") from error
            raise AnswerUnusable(f"{name} broke the process that read it.") from error
        except pickle.UnpicklingError as error:
            raise AnswerUnusable(f"{name} cannot be read ({error}).") from error

    def begin(self) -> None:
        """Start the process where there is none, and do not wait for it."""
        if self._running is None:
            self._running, self.calls = _begun(self._bounds, self._modules), 0

    def _ready(self) -> "_Running":
        """Return the process once it takes calls."""
        self.begin()
        running = self._running
        if running is None or (self.calls == 0 and not running.is_ready()):
            self.end()
            raise RuntimeError(f"No worker starts that imports {', '.join(self._modules)}.")
        return running

    def end(self) -> None:
        """End the process, if there is one; the next call starts another."""
        if self._running is not None:
            process, pipe = self._running.process, self._running.pipe
            self._running = None
            with suppress(OSError):
                pipe.close()
            process.kill()
            process.wait()


class _Told(pickle.Unpickler):
    """Reads what a worker tells: records and plain values, and nothing that runs here.

    A document that breaks a parser in the worst way has the worker say what it likes.
    """

    def outcome(self) -> tuple[str, Any, str]:
        """Return what became of a call."""
        kind, value, told = self.load()
        return kind, value, told

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401  # a class
        """Return a class that records and errors are made of."""
        if module in _TOLD and (found := _class_of(module, name)) is not None:
            return found
        raise pickle.UnpicklingError(f"it told of {module}.{name}, which is no record")


class _Running(NamedTuple):
    """A process, and the pipe through which it is called."""

    process: subprocess.Popen[bytes]
    pipe: Connection
    poller: select.poll

    def has_told(self, seconds: float) -> bool:
        """Tell whether it says something, or ends, within some time.

        As ``poll`` of the pipe does, which makes a selector at each call.
        """
        return bool(self.poller.poll(seconds * 1_000))

    def is_ready(self) -> bool:
        """Tell whether it has imported what readers need, once it has, or ended."""
        try:
            return self.has_told(_START_SECONDS) and self.pipe.recv_bytes() == b""
        except (EOFError, OSError):
            return False


def _begun(bounds: Bounds, modules: tuple[str, ...]) -> _Running:
    ours, theirs = Pipe()
    with theirs:
        process = subprocess.Popen(  # noqa: S603  # this program itself
            [sys.executable, "-P", "-B", "-c", _SERVE, str(theirs.fileno()), *sys.path],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
            start_new_session=True,  # Ctrl-C is for who started this
        )
    with suppress(OSError):  # it has ended already, which shows when it is asked
        ours.send((bounds, modules))
    poller = select.poll()
    poller.register(ours, select.POLLIN)
    return _Running(process, ours, poller)


@lru_cache(maxsize=256)
def _class_of(module: str, name: str) -> type | None:
    found = getattr(import_module(module), name, None)
    return found if isinstance(found, type) else None


def _refusal(kind: type[FetchFailed], told: str) -> FetchFailed:
    """Return an error of a reader as it was raised; one that needs more than words is unusable."""
    try:
        return kind(told)
    except TypeError:
        return AnswerUnusable(told)
