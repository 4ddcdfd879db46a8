"""What is published holds what it should and nothing else, in the same bytes wherever built."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("influence", "crawlers")
ONE = {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"}
OTHER = {"PYTHONHASHSEED": "4242", "LC_ALL": "C.utf8", "TZ": "Pacific/Kiritimati"}


def built(kind, folder, surroundings):
    """Build a wheel or an sdist, and return its file."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    environment = os.environ | surroundings
    subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    (file,) = folder.iterdir()
    return file


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return built("wheel", tmp_path_factory.mktemp("wheel"), ONE)


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    return built("sdist", tmp_path_factory.mktemp("sdist"), ONE)


def names_under(*folders):
    return {
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def known_to_git(*asked):
    command = ["git", "ls-files", "-z", *asked]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return {name for name in done.stdout.split("\0") if name and (ROOT / name).exists()}


def test_the_wheel_has_both_packages_whole_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        (metadata,) = [name for name in names if name.endswith(".dist-info/METADATA")]
        assert "Provides-Extra: web" in archive.read(metadata).decode()
    inside = {name for name in names if ".dist-info/" not in name}
    assert inside == names_under(*PACKAGES)
    assert any(name.endswith(".sql") for name in inside)


def test_the_sdist_has_what_is_in_the_repository_and_nothing_else(sdist):
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()} - {"PKG-INFO"}
    assert known_to_git() - names == set()
    assert names - known_to_git("--cached", "--others", "--exclude-standard") == set()


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_building_elsewhere_gives_the_same_bytes(request, tmp_path, kind):
    here = request.getfixturevalue(kind)
    assert built(kind, tmp_path, OTHER).read_bytes() == here.read_bytes()


def test_what_lies_about_is_not_published(tmp_path):
    stray = [ROOT / "strangers.csv", ROOT / "data" / "strangers.parquet"]
    assert not any(path.exists() for path in stray)
    try:
        for path in stray:
            path.write_text("id,handle\n1,ann\n")
        with tarfile.open(built("sdist", tmp_path, ONE)) as archive:
            assert [name for name in archive.getnames() if "strangers" in name] == []
    finally:
        for path in stray:
            path.unlink()
