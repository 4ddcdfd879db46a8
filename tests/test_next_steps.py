"""What a command says next can be typed as it stands, and counts are said as people say them."""

import os
import shlex
import subprocess
import sys

import pytest

from influence.cli import main

ACCOUNTS = "id,handle,followers,posts\n1,ann,10,2\n"
POSTS = "post_id,account_id,created_at\np1,1,2026-03-01T08:00:00Z\n"
ACTS = "actor_id,target_id,type,post_id\n2,1,repost,p1\n"
COUNTS = "actor_id,target_id,type,count\n2,1,repost,9\n"
LISTS = "account_id,is_complete,kind\n1,1,followers\n"
ODD = "café menu/brot & db.db"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    texts = {"accounts": ACCOUNTS, "posts": POSTS, "acts": ACTS, "counts": COUNTS, "lists": LISTS}
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text)
    (tmp_path / "café menu").mkdir()
    return tmp_path


def said(capsys, *arguments, code=0):
    assert main(list(arguments)) == code
    found = capsys.readouterr()
    return found.out + found.err


def suggestions(text):
    """Return the words of the commands that are suggested, after ``Next:`` or in backticks."""
    nexts = [line.removeprefix("Next: ") for line in text.splitlines() if line.startswith("Next:")]
    return [shlex.split(command) for command in [*nexts, *text.split("`")[1::2]]]


def test_every_suggestion_names_the_file_as_a_shell_reads_it(capsys, folder):
    missing = said(capsys, "rank", ODD, code=1)
    ways = [["influence", "import", ODD, "FILE..."], ["influence", "crawl", ODD, "ADDRESS..."]]
    assert suggestions(missing) == ways
    begun = said(capsys, "import", ODD, "accounts.csv")
    assert suggestions(begun) == [["influence", "status", ODD]]
    assert suggestions(said(capsys, "status", ODD)) == [["influence", "import", ODD, "FILE..."]]
    said(capsys, "import", ODD, "posts.csv", "acts.csv")
    assert suggestions(said(capsys, "status", ODD)) == [["influence", "rank", ODD]]
    assert folder.is_dir()


@pytest.fixture
def installed(folder):
    """Return a folder in which the command was installed, under its usual name."""
    (folder / "bin").mkdir()
    script = folder / "bin" / "influence"
    script.write_text(
        f"#!{sys.executable}\nimport sys\nfrom influence.cli import main\nsys.exit(main())\n"
    )
    script.chmod(0o755)
    return folder


def typed(command, folder, **environment):
    """Run a command line in a shell, and return the program that it suggests to use next."""
    done = subprocess.run(
        ["bash", "-c", f"{command} rank missing.db"],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    words, other = suggestions(done.stderr)
    assert words[-3:] == ["import", "missing.db", "FILE..."]
    assert other == [*words[:-3], "crawl", "missing.db", "ADDRESS..."]
    return shlex.join(words[:-3])


def test_what_is_on_the_path_is_suggested_by_its_name(installed):
    path = f"{installed}/bin{os.pathsep}{os.environ['PATH']}"
    assert typed("influence", installed, PATH=path) == "influence"
    assert typed("bin/influence", installed, PATH=path) == "influence"


def test_what_is_not_on_the_path_is_suggested_as_it_was_typed(installed):
    assert typed("bin/influence", installed, PATH="/usr/bin:/bin") == "bin/influence"
    module = f"{shlex.quote(sys.executable)} -m influence"
    assert typed(module, installed) == module


def test_another_program_of_that_name_is_not_suggested(installed):
    (installed / "other").mkdir()
    (installed / "other" / "influence").write_text("#!/bin/sh\n")
    (installed / "other" / "influence").chmod(0o755)
    path = f"{installed}/other:/usr/bin:/bin"
    assert typed("bin/influence", installed, PATH=path) == "bin/influence"


def test_the_help_says_how_the_program_was_called(installed):
    done = subprocess.run(["bin/influence", "rnak"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Try 'bin/influence --help'" in done.stderr
    assert installed.is_dir()


ONE_OF_EACH = {
    "accounts": ["1 row;", "1 account, 1 list"],
    "posts": ["1 row;", "1 post"],
    "acts": ["1 row;", "1 account, 1 interaction"],
    "counts": ["1 row;", "1 counted pair"],
    "lists": ["1 row;", "1 list"],
}


def test_one_is_one_and_not_many(capsys, folder):
    text = said(capsys, "import", "x.db", *(f"{name}.csv" for name in ONE_OF_EACH))
    lines = {line.split(".csv: ")[0]: line for line in text.splitlines() if ".csv: " in line}
    for name, parts in ONE_OF_EACH.items():
        assert all(part in lines[name] for part in parts)
        assert not lines[name].endswith("s")
    assert "1 account " in text  # that claims another number of posts
    assert "1 pair," in text
    assert folder.is_dir()


def test_one_row_with_a_problem_is_one(capsys, folder):
    (folder / "bad.csv").write_text(ACTS + "2,1,applaud,p1\n")
    assert "\n1 row with problems" in said(capsys, "import", "x.db", "bad.csv")
    assert "2 rows;" in said(capsys, "import", "x.db", "bad.csv")
