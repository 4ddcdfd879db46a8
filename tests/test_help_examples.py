"""Every example that ``--help`` shows runs as it stands, on a database of the name it gives."""

import gzip
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import pytest

from influence.cli import COMMANDS, cli, main

ROOT = Path(__file__).parent.parent
URL = "https://anna.example"
NAMED = {"anna_bikes": "Anna Bikes", "ben_rides": "Ben Rides"}


def command_of(name):
    with click.Context(cli) as context:
        return cli.get_command(context, name)


def examples_of(name):
    """Return the command lines under ``Examples:`` in the help of a command."""
    blocks = (command_of(name).epilog or "").split("\n\n")
    (block,) = [each for each in blocks if "Examples:" in each]
    return [line.strip() for line in block.partition("Examples:")[2].splitlines() if line.strip()]


def examples_of_page(page):
    """Return the command lines of the first block of a page."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return text.partition("```bash\n")[2].partition("```")[0].splitlines()


@pytest.fixture(scope="module")
def prepared(demo_folder, tmp_path_factory):
    """Return a folder with the files that examples name."""
    folder = tmp_path_factory.mktemp("examples")
    demo = demo_folder / "build" / "demo"
    shutil.copy(demo / "demo.db", folder / "bread.db")
    connection = sqlite3.connect(folder / "bread.db")
    most = "select account_id from accounts join account_counts using (account_id)"
    best = connection.execute(f"{most} order by followers_count desc limit {len(NAMED)}").fetchall()
    for (account,), (handle, name) in zip(best, NAMED.items(), strict=True):
        values = (handle, name, account)
        connection.execute("update accounts set handle = ?, name = ? where account_id = ?", values)
    connection.execute("update accounts set url = ? where handle = 'anna_bikes'", [URL])
    connection.commit()
    connection.close()
    shutil.copy(ROOT / "data" / "topics.csv", folder / "topics.csv")
    shutil.copy(ROOT / "docs" / "score_of_your_own.py", folder / "mine.py")
    (folder / "brief.toml").write_text('topics = ["sourdough", "hill repeats"]\n')
    for name in ("accounts.csv", "interactions.csv"):
        shutil.copy(demo / name, folder / name)
    (folder / "posts.csv.gz").write_bytes(gzip.compress((demo / "posts.csv").read_bytes(), 1))
    picks = "".join(f"{name},{handle}\n" for handle, name in NAMED.items())
    (folder / "picks.csv").write_text(f"Outlet,handle\n{picks}")
    (folder / "addresses.txt").write_text(f"{URL}\n{URL}/1\n")
    (folder / "asked.txt").write_text("ben_rides\n")
    (folder / "blogs.txt").write_text("# ours\nhttps://anna.example\nben.example\n")
    outlines = '<outline text="Anna" xmlUrl="https://anna.example/feed.xml"/>'
    (folder / "blogs.opml").write_text(f"<opml version='2.0'><body>{outlines}</body></opml>")
    (folder / "handles.txt").write_text("# ours\n" + "\n".join(NAMED))
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_the_examples_of_help_run_as_they_stand_one_after_another(
    prepared, tmp_path, monkeypatch, capsys, command
):
    folder = shutil.copytree(prepared, tmp_path / "here")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("INFLUENCE_FORGET_KEY", str(tmp_path / "key"))
    for line in examples_of(command):
        if set("|<>*") & {*line.replace('"followers < 5000"', "")}:
            run_in_bash(line, folder)
        else:
            assert main(shlex.split(line)[1:]) == 0, (line, capsys.readouterr().err)


@pytest.mark.parametrize("line", examples_of_page("pipes.md"))
def test_an_example_of_the_page_on_pipes_runs_as_it_stands(prepared, tmp_path, line):
    run_in_bash(line, shutil.copytree(prepared, tmp_path / "here"))


def run_in_bash(line, folder):
    program = f'influence() {{ {sys.executable} -m influence "$@"; }}'
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"{program}; {line}"],
        cwd=folder,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_examples_of_itself(name, capsys):
    examples = examples_of(name)
    assert any(f"influence {name}" in line for line in examples)
    assert main([name, "--help"]) == 0
    shown = capsys.readouterr().out
    assert [line for line in examples if line not in shown] == []
