"""Debian's packages: installed where the user is root, or unpacked into a folder by anybody."""

import os
import shutil
import subprocess
from pathlib import Path

from servers.installing import CannotStart, run

APT_SETTINGS = """\
Dir::Etc::sourcelist "{folder}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State "{folder}/state";
Dir::State::status "/var/lib/dpkg/status";
Dir::Cache "{folder}/cache";
APT::Sandbox::User "root";
"""


def require(*packages):
    """See that packages of the system are there; only root may install what is missing."""
    if shutil.which("dpkg") is None:
        raise CannotStart("This is no Debian: dpkg is not installed.")
    asked = subprocess.run(["dpkg", "-s", *packages], capture_output=True, check=False)
    if asked.returncode == 0:
        return
    if os.geteuid() != 0:
        names = " ".join(packages)
        raise CannotStart(f"One of {names} is not installed, and only root may install it.")
    run(["apt-get", "update", "-qq"], seconds=120)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    run(command, seconds=300, DEBIAN_FRONTEND="noninteractive")


def unpack(folder, *packages):
    """Unpack packages, each (suite, name, version), without installing them.

    A security update replaces a version in the archive; then the suite's newest is taken.
    """
    apt = private_apt(folder / "apt", {suite for suite, _, _ in packages})
    run(["apt-get", "update", "-qq"], seconds=120, APT_CONFIG=apt)
    for suite, name, version in packages:
        try:
            download(folder, apt, f"{name}={version}")
        except CannotStart:
            download(folder, apt, f"{name}/{suite}")
    for package in folder.glob("*.deb"):
        run(["dpkg", "-x", package, folder], seconds=120)
        package.unlink()
    shutil.rmtree(folder / "apt")


def download(folder, apt, package):
    run(["apt-get", "download", "-qq", package], seconds=120, cwd=folder, APT_CONFIG=apt)


def private_apt(folder, suites):
    """Return apt settings that know the suites and leave the system's own lists alone."""
    for name in ("state/lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True)
    keys = "/usr/share/keyrings/debian-archive-keyring.gpg"
    lines = [f"deb [signed-by={keys}] {archive()} {suite} main\n" for suite in sorted(suites)]
    (folder / "sources.list").write_text("".join(lines))
    settings = folder / "apt.conf"
    settings.write_text(APT_SETTINGS.format(folder=folder))
    return str(settings)


def archive():
    """Return the address that this machine reads Debian's archive from."""
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    known = run(command, seconds=60).split()
    found = [address for address in known if Path(address).name == "debian"]
    if not found:
        raise CannotStart("apt knows no archive of Debian on this machine.")
    return found[0]
