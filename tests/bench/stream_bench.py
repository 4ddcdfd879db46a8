"""Measure listening to a stream: python stream_bench.py [EVENTS].

Invented events, as Jetstream sends them, from a server on this machine: as fast as they are taken,
and 2,000 a second, as the live network sends at its busiest. The server shares the cores.
"""

import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from processes import run
from results import FOLDER, Result, keep, machine, remove, show

HERE = Path(__file__).parent
EVENTS, PACED, RATE = 1_000_000, 120_000, 2_000
IDLE = 5.0


@contextmanager
def served(events, rate=0):
    """Serve a stream; give the port."""
    command = [sys.executable, HERE / "stream_server.py", str(events), str(rate)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield int(server.stdout.readline())
        finally:
            server.kill()


def listened(events, rate=0):
    """Return seconds without the silence at the end, what was said, and the size of the file."""
    db = FOLDER / "stream.db"
    remove(db)
    with served(events, rate) as port:
        url = f"ws://127.0.0.1:{port}/subscribe"
        command = [sys.executable, "-m", "influence", "stream", db, "--url", url]
        command += ["--allow-loopback", "--until-idle", "--idle", str(IDLE), "--format", "json"]
        done = run(command, FOLDER)
    said = json.loads(done.output)
    if said["events"] != events or said["missing"]:
        raise RuntimeError(f"{said['events']:,} of {events:,} events came, {said['missing']}")
    return done, done.seconds - IDLE, said, db.stat().st_size


def once(what, unit, value, target=None, **more):
    """Return what was measured once."""
    return Result(what, unit, value, value, target, **more)


def main():
    """Measure, print, and append to data/benchmarks.csv."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    FOLDER.mkdir(parents=True, exist_ok=True)
    done, seconds, said, size = listened(events)
    paced, _, told, _ = listened(min(PACED, events), RATE)
    name = f"stream: {events:,} events"
    results = [
        once(name, "events/s", events / seconds, RATE, more_is_better=True),
        once(f"{name}, for a second of a processor", "events", events / done.processor),
        once(f"{name}, memory", "GB", done.peak_bytes / 1e9, 0.5),
        once(f"{name}, behind at the end", "s", said["lag_seconds"]),
        once(f"{name}, behind at worst", "s", said["worst_lag_seconds"]),
        once("stream: disk, a million events", "GB", size / events * 1e6 / 1e9),
        once(f"stream: {RATE:,} events/s, behind at worst", "s", told["worst_lag_seconds"], 10.0),
        once(f"stream: {RATE:,} events/s, memory", "GB", paced.peak_bytes / 1e9, 0.5),
    ]
    show(results)
    keep(results, machine())


if __name__ == "__main__":
    main()
