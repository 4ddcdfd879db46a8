"""Servers and generators that are Python packages, in one virtual environment of their own."""

import hashlib
import sys

from servers.installing import installed, once, run
from servers.running import HERE

LOCKS = (HERE / "requirements-build.txt", HERE / "requirements.txt")


def python():
    """Return a Python that has every package of the lock files."""
    digest = hashlib.sha256(b"".join(lock.read_bytes() for lock in LOCKS)).hexdigest()[:12]
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return once(installed() / f"python-{version}-{digest}", install) / "bin/python"


def install(folder):
    """Install the lock files one after the other: what builds packages comes first."""
    run([sys.executable, "-m", "venv", folder], seconds=60)
    for lock in LOCKS:
        options = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation")
        command = [folder / "bin/python", "-m", "pip", "install", *options]
        run([*command, "--require-hashes", "-r", lock], seconds=300)
