"""Build the wheel, install it into an empty environment, and run it outside of the source tree.

``python tests/packaging/try_wheel.py FOLDER LOCK``: nothing but the core is installed, in the
versions of the lock, so that whatever needs an extra has to say so.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

QUIET = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_QUIET": "2"}
LINES = """
demo build/demo --quiet
rank build/demo/demo.db --top 3 --format table
explain build/demo/demo.db feni_dig2 -o explained.md
scores --format csv -o scores.csv
export build/demo/demo.db --jsonl out
"""
WITHOUT = {
    "serve build/demo/demo.db --check": "web",
    "rank build/demo/demo.db -o ranking.xlsx": "excel",
    "rank build/demo/demo.db -o ranking.parquet": "parquet",
}
"""Command → the extra that it asks for, which is not there."""


def main(folder: str, lock: str) -> None:
    """Build, install, run; end with the reason where anything fails."""
    place = Path(folder).absolute()
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    venv.create(place / "venv", with_pip=True)
    (wheel,) = place.glob("*.whl")
    versions = place / "versions.txt"
    versions.write_text(_versions(Path(lock).read_text(encoding="utf-8")), encoding="utf-8")
    python = str(place / "venv/bin/python")
    install = [python, "-m", "pip", "install", "-c", str(versions), str(wheel)]
    subprocess.run(install, check=True, env=os.environ | QUIET)
    with tempfile.TemporaryDirectory() as elsewhere:
        for line in LINES.strip().splitlines():
            done = _run(place, line, elsewhere)
            if done.returncode:
                sys.exit(f"influence {line} ended with {done.returncode}: {done.stderr}")
        for line, extra in WITHOUT.items():
            done = _run(place, line, elsewhere)
            wanted = f"pip install 'influence-discovery[{extra}]'"
            if done.returncode != 1 or wanted not in done.stderr or "Traceback" in done.stderr:
                sys.exit(f"influence {line} without its extra: {done.returncode}, {done.stderr}")
    sys.stdout.write(f"{wheel.name} works from an empty environment.\n")


def _versions(lock: str) -> str:
    """Return the names and versions of a lock: with hashes, a wheel of ours could not stand by."""
    lines = (line.removesuffix(" \\") for line in lock.splitlines())
    return "".join(f"{line}\n" for line in lines if line[:1].isalnum())


def _run(place: Path, line: str, folder: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [str(place / "venv/bin/influence"), *line.split()],
        cwd=folder,
        env=environment | {"COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
