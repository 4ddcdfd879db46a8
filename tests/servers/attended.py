"""Run a command, and end all that it started when whoever asked is gone: ``attended.py COMMAND``.

A run of tests may be killed, and then ends nothing itself; but the pipe that it holds is closed.
"""

import contextlib
import os
import select
import signal
import subprocess
import sys


def main():
    signal.signal(signal.SIGTERM, lambda *_: None)  # meant for the command, which is waited for
    process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    while process.poll() is None and not select.select([sys.stdin], [], [], 0.2)[0]:
        pass
    os.killpg(0, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        sys.exit(process.wait(timeout=10))
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
