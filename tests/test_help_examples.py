"""Every example that ``--help`` shows runs as it stands, on a database of the name it gives."""

import csv
import gzip
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import pytest
import test_x_files as x_archive
from archive_files import as_zip
from archive_samples import ARCHIVES

from influence.cli import COMMANDS, cli, main

ROOT = Path(__file__).parent.parent
URL = "https://anna.example"
BLOCK = re.compile(r"(?<!-->\n)^```(bash|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = ["README.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]
NAMED = {"anna_bikes": "Anna Bikes", "ben_rides": "Ben Rides", "cleo_crumbs": "Cleo Crumbs"}
BLUESKY = "id,handle,source\ndid:plc:ann,ann.example,bluesky\n"


def command_of(name):
    with click.Context(cli) as context:
        return cli.get_command(context, name)


def examples_of(name):
    """Return the command lines under ``Examples:`` in the help of a command."""
    blocks = (command_of(name).epilog or "").split("\n\n")
    (block,) = [each for each in blocks if "Examples:" in each]
    return [line.strip() for line in block.partition("Examples:")[2].splitlines() if line.strip()]


def blocks_of(page):
    """Return language and text of what a page says to type; elsewhere outputs are compared."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return BLOCK.findall(text)


@pytest.fixture(scope="module")
def prepared(demo_folder, tmp_path_factory):
    """Return a folder with the files that examples name."""
    folder = tmp_path_factory.mktemp("examples")
    demo = demo_folder / "build" / "demo"
    shutil.copy(demo / "demo.db", folder / "bread.db")
    shutil.copy(ROOT / "data" / "topics.csv", folder / "topics.csv")
    shutil.copy(ROOT / "docs" / "score_of_your_own.py", folder / "mine.py")
    (folder / "brief.toml").write_text('topics = ["sourdough", "hill repeats"]\n')
    name_candidates(folder / "bread.db", folder / "brief.toml")
    (folder / "bluesky.csv").write_text(BLUESKY)
    assert main(["import", str(folder / "bread.db"), str(folder / "bluesky.csv"), "-q"]) == 0
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
    (folder / "consents.csv").write_text("account_id,consent\nann,deny\n")
    write_archives(folder)
    return folder


def name_candidates(database, brief):
    """Call those who come first for a brief by the names that examples use."""
    found = database.with_name("found.csv")
    command = ["find", str(database), "--brief", str(brief), "--top", str(len(NAMED))]
    assert main([*command, "-o", str(found)]) == 0
    with found.open(encoding="utf-8", newline="") as stream:
        accounts = [row["account_id"] for row in csv.DictReader(stream)]
    connection = sqlite3.connect(database)
    for account, (handle, name) in zip(accounts, NAMED.items(), strict=True):
        values = (handle, name, account)
        connection.execute("update accounts set handle = ?, name = ? where account_id = ?", values)
    connection.execute("update accounts set url = ? where handle = 'anna_bikes'", [URL])
    connection.commit()
    connection.close()


def write_archives(folder):
    """Write the archives that a page names, each of its form."""
    files = {name: text.encode() for name, text in x_archive.FILES.items()}
    (folder / "archive.zip").write_bytes(as_zip(files))
    ((_, car),) = ARCHIVES["Bluesky repository (CAR)"]
    (folder / "ann.car").write_bytes(car)
    (_, collected), _ = ARCHIVES["posts of X (API v2)"]
    (folder / "collected.jsonl.gz").write_bytes(gzip.compress(collected))
    (_, subscriptions, _), *_ = ARCHIVES["YouTube Takeout"]
    (folder / "subscriptions.csv").write_bytes(subscriptions)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_examples_of_help_run_as_they_stand_one_after_another(
    prepared, tmp_path, monkeypatch, capsys, command
):
    folder = shutil.copytree(prepared, tmp_path / "here")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("INFLUENCE_FORGET_KEY", str(tmp_path / "key"))
    for line in examples_of(command):
        run(line, folder, capsys)


def run(line, folder, capsys):
    """Run one command line: here where it needs no shell, since that is quicker."""
    if line.startswith("influence ") and not set("|<>*&\n") & {*QUOTED.sub("", line)}:
        typed = shlex.split(line, comments=True)[1:]
        assert main([*typed, *HARMLESS.get(typed[0], [])]) == 0, (line, capsys.readouterr().err)
    elif line:
        run_in_bash(line, folder)


@pytest.mark.parametrize("page", [page for page in PAGES if blocks_of(page)])
def test_what_a_page_says_to_type_runs_as_it_stands_one_block_after_another(
    prepared, tmp_path, monkeypatch, capsys, page
):
    folder = shutil.copytree(prepared, tmp_path / "here")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("INFLUENCE_FORGET_KEY", str(tmp_path / "key"))
    for language, block in blocks_of(page):
        if language == "python":
            subprocess.run([sys.executable, "-c", block], cwd=folder, check=True)
        else:
            for line in block.replace("\\\n", " ").splitlines():
                run(line.strip(), folder, capsys)


HARMLESS = {"crawl": ["--dry-run"], "stream": ["--dry-run"], "serve": ["--check"]}
"""What examples are run with, so that they ask nothing outside and do not wait for Ctrl-C."""

QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|#.*")
PROGRAM = f"""
influence() {{ {sys.executable} -m influence "$@"; }}
pip() {{ case "$*" in "install influence-discovery["*"]") ;; *) false ;; esac }}
keyring() {{ case "$*" in "set influence-discovery "*) ;; *) false ;; esac }}
make() {{ grep -q "^$1:" {ROOT}/Makefile; }}
"""


def run_in_bash(lines, folder):
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"{PROGRAM}{lines}"],
        cwd=folder,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (lines, done.stderr)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_examples_of_itself(name, capsys):
    examples = examples_of(name)
    assert any(f"influence {name}" in line for line in examples)
    assert main([name, "--help"]) == 0
    shown = capsys.readouterr().out
    assert [line for line in examples if line not in shown] == []
