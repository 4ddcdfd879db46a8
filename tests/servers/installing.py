"""Fetching and building what a server needs, once, within a time limit, into one folder."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent.parent
PATH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])
DONE = ".complete"
LONGEST = 600  # seconds; what another process installs is not waited for without end


class CannotStart(Exception):
    """A server cannot be had on this machine; the message says why, and what would help."""


def installed():
    """Return the folder that holds every installed server."""
    return Path(os.environ.get("INFLUENCE_SERVERS") or CHECKOUT / "build" / "servers").resolve()


def run(command, *, seconds, cwd=None, stdin="", **environment):
    """Run a command to its end and return what it printed; what it started ends with it."""
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=os.environ | {"PATH": PATH} | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        printed, _ = process.communicate(stdin, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise CannotStart(f"{said(command)} took longer than {seconds} s.") from error
    finally:
        end(process, signal.SIGKILL)
    if process.returncode != 0:
        raise CannotStart(f"{said(command)} failed: {printed[-1500:].strip()}")
    return printed


def require_programs(*names):
    """See that programs are there which nothing here installs."""
    missing = [name for name in names if shutil.which(name, path=PATH) is None]
    if missing:
        raise CannotStart(f"{' and '.join(missing)} is not installed.")


def said(command):
    return " ".join(map(str, command))[:100]


def end(process, by=signal.SIGTERM):
    """End a process that was started in a session of its own, and all that it started."""
    for how in (by, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=15)
            break
    process.stdin.close()


@contextlib.contextmanager
def locked(folder):
    """Keep every other process from making the same folder meanwhile."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + LONGEST
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > until:
                    message = f"Another process has made {folder.name} for over {LONGEST} s."
                    raise CannotStart(message) from error
                time.sleep(0.2)
        yield


def once(folder, fill):
    """Return the folder that ``fill`` filled, now or before; a half full one is filled anew."""
    with locked(folder):
        if not (folder / DONE).exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            fill(folder)
            (folder / DONE).touch()
    return folder
