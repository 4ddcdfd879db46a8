"""Every command keeps to its exit codes, and to its manners in a pipe and on a terminal."""

import os
import pty
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import suppress

import click
import pytest

from influence.cli import COMMANDS, cli, main
from influence.store import open_database

READS_A_DATABASE = [
    name
    for name in COMMANDS
    if any(each.name == "database" for each in cli.get_command(click.Context(cli), name).params)
]


@pytest.fixture(scope="module")
def made(demo_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pipes")
    shutil.copy(demo_folder / "build/demo/demo.db", folder / "x.db")
    (folder / "notes.txt").write_text("These are notes, and no database.\n")
    (folder / "accounts.csv").write_text("id,handle\n1,ann\n2,ben\n")
    open_database(folder / "empty.db", create=True).close()
    return folder


@pytest.fixture
def here(made, tmp_path, monkeypatch):
    folder = shutil.copytree(made, tmp_path / "here")
    monkeypatch.chdir(folder)
    return folder


def shell(command, folder, **environment):
    """Run a command line in bash; ``influence`` is this program."""
    words = f'influence() {{ {sys.executable} -m influence "$@"; }}; {command}'
    return subprocess.run(
        ["bash", "-c", words],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def arguments_of(name, database):
    """Return a command with a database and, where it wants them, other arguments."""
    with click.Context(cli) as context:
        params = cli.get_command(context, name).params
    words = {"database": database, "files": "accounts.csv", "folder": database}
    words["addresses"] = "https://anna.example"
    more = {"crawl": ["--dry-run"], "stream": ["--until-idle"]}
    found = [name, *more.get(name, [])]
    found += ["--jsonl", "out"] if name == "export" else []
    for each in params:
        word = words.get(each.name, "ann")
        if isinstance(each.type, click.Choice):
            word = str(each.type.choices[0])
        if isinstance(each, click.Argument):
            found.append(word)
        elif each.required:
            found += [each.opts[-1], word]
    return [*found, "--jsonl", "out"] if name == "export" else found


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_0_and_wrong_usage_is_2_under_every_command(name, here, capsys):
    assert main([name, "--help"]) == 0
    capsys.readouterr()
    assert main([name, "--no-such-option"]) == 2
    found = capsys.readouterr()
    assert found.out == ""
    assert "--no-such-option" in found.err
    assert here.is_dir()


@pytest.mark.parametrize("name", [*READS_A_DATABASE, "demo"])
def test_a_file_that_cannot_be_used_is_1_under_every_command(name, here, capsys):
    before = (here / "notes.txt").read_bytes()
    assert main(arguments_of(name, "notes.txt")) == 1
    found = capsys.readouterr()
    assert found.out == ""
    assert "notes.txt" in found.err
    assert len(found.err.splitlines()) == 1
    assert (here / "notes.txt").read_bytes() == before


NOTHING = {
    "rank": ["empty.db"],
    "explain": ["empty.db", "ann"],
    "compare": ["empty.db", "ann", "ben"],
    "validate": ["empty.db", "--cut", "2026-03-01"],
    "attack-test": ["empty.db"],
    "rank of a window": ["x.db", "--since", "1999", "--until", "2000"],
    "explain of nobody": ["x.db", "nobody_at_all"],
    "compare of nobody": ["x.db", "feni_dig2", "nobody_at_all"],
    "validate of a window": ["x.db", "--cut", "1999"],
}


@pytest.mark.parametrize("case", NOTHING)
def test_nothing_found_is_3(case, here, capsys):
    assert main([case.split()[0], *NOTHING[case]]) == 3
    found = capsys.readouterr()
    assert found.out == ""
    assert len(found.err.splitlines()) == 1
    assert here.is_dir()


HEARS_CTRL_C = """
import signal, sys
from influence.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(main(sys.argv[1:]))
"""
"""The command as it is in a terminal: a shell starts what runs in its background deaf to Ctrl-C."""


def test_ctrl_c_is_130_and_leaves_no_database_behind(tmp_path):
    """Interrupted while it reads a named pipe, to which nobody has written all yet."""
    os.mkfifo(tmp_path / "acts")
    command = [sys.executable, "-c", HEARS_CTRL_C, "import", "new.db", "acts"]
    with (
        subprocess.Popen(command, stderr=subprocess.PIPE, cwd=tmp_path, text=True) as running,
        (tmp_path / "acts").open("w") as pipe,  # opens when the command does
    ):
        pipe.write("id,handle\n1,ann\n")
        pipe.flush()
        interrupt(running)
        said = running.stderr.read()
    assert running.returncode == 130
    assert said.strip() == "influence: interrupted; what was committed stays."
    assert [each.name for each in tmp_path.iterdir()] == ["acts"]


def interrupt(running):
    """Press Ctrl-C until it is heard: Python misses one that comes just before it waits."""
    for _ in range(10):
        running.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            running.wait(timeout=5)
            return
    running.kill()


SLOW_TO_END = HEARS_CTRL_C.replace(
    "sys.exit",
    """
import time, influence.cli
def slowly(*words, say=influence.cli._told):
    print("ending", flush=True)
    time.sleep(1)
    return say(*words)
influence.cli._told = slowly
sys.exit""",
)


def test_a_second_ctrl_c_does_not_interrupt_what_the_first_one_began(tmp_path):
    os.mkfifo(tmp_path / "acts")
    command = [sys.executable, "-c", SLOW_TO_END, "import", "new.db", "acts"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with (
        subprocess.Popen(command, cwd=tmp_path, **pipes) as running,
        (tmp_path / "acts").open("w") as pipe,
    ):
        pipe.write("id,handle\n1,ann\n")
        pipe.flush()
        for _ in range(10):  # Python misses one that comes just before it waits
            running.send_signal(signal.SIGINT)
            if select.select([running.stdout], [], [], 5)[0]:
                break
        assert running.stdout.readline() == "ending\n"
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
    assert running.returncode == 130
    assert said.strip() == "influence: interrupted; what was committed stays."


WRITES = [
    "rank x.db -q --list all",
    "rank x.db -q --list all --format json",
    "rank x.db -q --format table",
    "explain x.db feni_dig2 --format json",
    "compare x.db feni_dig2 lumilo_rides 2>&1",
    "scores",
    "status x.db",
]


@pytest.mark.parametrize("command", WRITES)
def test_a_reader_that_leaves_after_a_line_or_at_once_is_met_in_silence(command, made):
    for reader in ("head -1", "true"):
        done = shell(f"influence {command} | {reader} >/dev/null; exit ${{PIPESTATUS[0]}}", made)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_list_may_come_from_a_command_that_fails(made):
    done = shell("influence rank empty.db | influence explain x.db -", made)
    assert done.returncode == 3
    assert "The list of accounts is empty" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_ranking_is_explained_while_it_may_still_be_written(here):
    """The second command waits for the list, so that it does not look while the first writes."""
    done = shell("influence rank x.db --top 2 -q | influence explain x.db - | grep -c ^Rank", here)
    assert (done.returncode, done.stdout, done.stderr) == (0, "2\n", "")


@pytest.mark.parametrize("name", ["rank", "validate", "scores", "status", "compare", "explain"])
def test_a_dash_is_stdout(name, here, capsys):
    more = {
        "validate": ["--cut", "2026-03-01", "--draws", "20", "--by", "followers"],
        "compare": ["feni_dig2", "lumilo_rides"],
        "explain": ["feni_dig2"],
    }
    command = [name, *(["x.db"] if name in READS_A_DATABASE else []), *more.get(name, [])]
    main(command)  # so that a run is stored
    capsys.readouterr()
    assert main(command) == 0
    plain = capsys.readouterr()
    assert main([*command, "-o", "-"]) == 0
    assert capsys.readouterr() == plain
    assert main([*command, "-o", "out"]) == 0
    assert capsys.readouterr().out == ""
    assert (here / "out").read_text(encoding="utf-8") == plain.out


@pytest.mark.parametrize("command", ["import y.db -", "explain x.db -", "compare x.db -i -"])
def test_a_stdin_that_is_empty_or_closed_is_one_sentence(command, made):
    for stdin, code in (("</dev/null", {1, 3}), ("<&-", {1})):
        done = shell(f"influence {command} {stdin}", made)
        assert done.returncode in code
        assert len(done.stderr.splitlines()) == 1
        assert "empty" in done.stderr or "closed" in done.stderr


def test_without_a_database_it_is_said_how_to_name_one(here, capsys, monkeypatch):
    assert main(["rank"]) == 2
    assert "Name a file, or set INFLUENCE_DB." in capsys.readouterr().err
    monkeypatch.setenv("INFLUENCE_DB", "x.db")
    assert main(["rank", "--top", "1", "-q"]) == 0
    assert here.is_dir()


def shown_on_a_terminal(folder, *arguments, **environment):
    """Return what a terminal gets; no variable about colour is set but those that are given."""
    ours, theirs = pty.openpty()
    without = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    command = [sys.executable, "-m", "influence", *arguments]
    shown = b""
    with subprocess.Popen(
        command, cwd=folder, env=without | environment, stdout=theirs, stderr=theirs
    ) as running:
        os.close(theirs)
        while chunk := read_or_end(ours):
            shown += chunk
    os.close(ours)
    assert running.returncode == 0, shown
    return shown


def read_or_end(descriptor):
    try:
        return os.read(descriptor, 65_536)
    except OSError:  # Linux says so where the other side is closed
        return b""


RANK = ("rank", "x.db", "--top", "3", "-q")
ESCAPE = b"\x1b["


@pytest.mark.parametrize("empty", [{}, {"NO_COLOR": ""}])
def test_a_terminal_has_colour(made, empty):
    assert ESCAPE in shown_on_a_terminal(made, *RANK, TERM="xterm-256color", **empty)


@pytest.mark.parametrize("setting", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_has_none_where_nobody_wants_it(made, setting):
    shown = shown_on_a_terminal(made, *RANK, **({"TERM": "xterm-256color"} | setting))
    assert ESCAPE not in shown
    assert b"feni_dig2" in shown


def test_nothing_but_a_terminal_has_colour_whatever_is_forced(here):
    forced = {"NO_COLOR": "", "FORCE_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": "100"}
    command = f"influence {' '.join(RANK)} --format table"
    assert "\x1b" not in shell(command, here, **forced).stdout
    shell(f"{command} -o page.txt", here, **forced)
    assert "\x1b" not in (here / "page.txt").read_text(encoding="utf-8")


def test_an_import_that_waits_for_another_program_says_so(here):
    other = sqlite3.connect(here / "x.db", isolation_level=None)
    other.execute("begin immediate")
    command = [sys.executable, "-m", "influence", "import", "x.db", "accounts.csv"]
    with subprocess.Popen(command, cwd=here, stderr=subprocess.PIPE, text=True) as running:
        assert "Another program is writing" in running.stderr.readline()
        other.rollback()
        said = running.stderr.read()
    other.close()
    assert running.returncode == 0, said
    assert "accounts.csv: 2 rows" in said


def test_an_import_that_need_not_wait_says_nothing_of_it(here, capsys):
    assert main(["import", "x.db", "accounts.csv"]) == 0
    assert "Another program" not in capsys.readouterr().err
    assert here.is_dir()
