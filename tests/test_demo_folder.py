"""``influence demo`` writes into a folder of its own, and over nothing that it did not write."""

import shutil
import sqlite3
from dataclasses import replace
from hashlib import sha256

import pytest

from influence.cli import main
from influence.errors import InputUnusable
from influence.store import open_database
from influence.synthetic import PLAIN, make_world, write_world

SMALL = make_world(replace(PLAIN, accounts=50, communities=2))
OTHER = make_world(replace(PLAIN, accounts=60, communities=2))
MINE = "id,handle\n1,ann\n"


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(capsys, folder):
    """Run the demo in a folder where it must not, and return the one line that says why."""
    before = contents(folder)
    assert main(["demo", str(folder)]) == 1
    found = capsys.readouterr()
    assert found.out == ""
    assert len(found.err.splitlines()) == 1
    assert "name another folder" in found.err
    assert contents(folder) == before
    return found.err


@pytest.mark.parametrize(
    "name", ["accounts.csv", "posts.csv", "interactions.csv", "coverage.csv", "truth.csv"]
)
def test_a_file_of_somebody_s_is_named_and_left(capsys, tmp_path, name):
    (tmp_path / name).write_text(MINE)
    (tmp_path / "notes.txt").write_text("mine")
    said = refused(capsys, tmp_path)
    assert name in said
    assert "notes.txt" not in said


def test_a_file_that_was_changed_since_is_left(capsys, tmp_path):
    write_world(SMALL, tmp_path)
    with (tmp_path / "posts.csv").open("a") as file:
        file.write("99999,1,,,,\n")
    assert "posts.csv" in refused(capsys, tmp_path)


def foreign(path):
    sqlite3.connect(path).executescript("create table bread (flour)").connection.close()


def of_other_accounts(path):
    (path.parent / "accounts.csv").write_text(MINE)
    assert main(["import", "-q", str(path), str(path.parent / "accounts.csv")]) == 0
    (path.parent / "accounts.csv").unlink()


DATABASES = {
    "another program's": foreign,
    "of other accounts": of_other_accounts,
    "a text": lambda path: path.write_text("mine"),
    "a folder": lambda path: path.mkdir(),
}


@pytest.mark.parametrize("make", DATABASES.values(), ids=DATABASES)
def test_a_database_of_somebody_s_is_named_and_left(capsys, tmp_path, make):
    make(tmp_path / "demo.db")
    assert "demo.db" in refused(capsys, tmp_path)


def test_the_demo_runs_again_where_it_ran_before(capsys, demo_folder, tmp_path):
    folder = shutil.copytree(demo_folder / "build/demo", tmp_path / "demo")
    files = {name: text for name, text in contents(folder).items() if name.endswith(".csv")}
    assert main(["demo", str(folder), "-q"]) == 0
    assert "by followers" in capsys.readouterr().out
    assert files.items() <= contents(folder).items()
    with open_database(folder / "demo.db") as db:
        assert db["accounts"].count == 3000


def test_a_world_goes_over_another_one_that_was_written(tmp_path):
    write_world(SMALL, tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    files = write_world(OTHER, tmp_path)
    assert files[0].read_text().count("\n") == 61
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_world_goes_over_the_same_files_without_their_list(tmp_path):
    write_world(SMALL, tmp_path)
    (tmp_path / "world.sha256").unlink()
    before = contents(tmp_path)
    write_world(SMALL, tmp_path)
    assert before.items() <= contents(tmp_path).items()


def test_the_list_is_one_that_other_programs_check(tmp_path):
    write_world(SMALL, tmp_path)
    lines = [line.split("  ") for line in (tmp_path / "world.sha256").read_text().splitlines()]
    assert len(lines) == 5
    for digest, name in lines:
        assert digest == sha256((tmp_path / name).read_bytes()).hexdigest()


def test_a_list_of_somebody_s_is_left(tmp_path):
    (tmp_path / "world.sha256").write_text("my own list\n")
    with pytest.raises(InputUnusable, match=r"world\.sha256"):
        write_world(SMALL, tmp_path)
    assert contents(tmp_path) == {"world.sha256": b"my own list\n"}


def test_a_file_is_no_folder(capsys, tmp_path):
    (tmp_path / "accounts.csv").write_text(MINE)
    for place in ("accounts.csv", "accounts.csv/demo"):
        assert main(["demo", str(tmp_path / place)]) == 1
        said = capsys.readouterr().err
        assert len(said.splitlines()) == 1
        assert "folder" in said
    assert contents(tmp_path) == {"accounts.csv": MINE.encode()}
