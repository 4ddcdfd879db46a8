"""Whatever a command meets, a person reads one sentence and no traceback."""

import os
import pty
import re
import shutil
import subprocess
import sys

import pytest

INFLUENCE = f"{sys.executable} -m influence"
ACCOUNTS = "id,handle,name,followers\n1,zoé,Zoé,10\n2,ben,Ben,\n"
POSTS = "post_id,account_id,created_at\np1,1,2026-03-01T08:00:00Z\n"
ACTS = "actor_id,target_id,type,post_id\n2,1,repost,p1\n3,1,repost,p1\n"


def shell(command, folder, **environment):
    """Run a command line as a person types it; ``influence`` is this program."""
    command = ["bash", "-c", f'influence() {{ {INFLUENCE} "$@"; }}; {command}']
    environment = os.environ | environment
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)


def said(done, code):
    """Return the only line that was said, by a command that ended with this code."""
    words = done.stderr.decode("utf-8")
    assert done.returncode == code, words
    assert "Traceback" not in words
    assert "Exception ignored" not in words
    return words


def sentence(done, code):
    words = said(done, code)
    assert len(words.splitlines()) == 1
    return words


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a folder with three inputs and the database made of them, with runs stored."""
    folder = tmp_path_factory.mktemp("made")
    for name, text in (("accounts", ACCOUNTS), ("posts", POSTS), ("acts", ACTS)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    done = shell("influence import x.db accounts.csv posts.csv acts.csv", folder)
    assert done.returncode == 0, done.stderr
    done = shell("influence rank x.db --by followers", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def folder(made, tmp_path):
    return shutil.copytree(made, tmp_path / "made")


COMMANDS = {
    "rank": "rank x.db --by followers -q",
    "rank on a page": "rank x.db --by followers -q --format table",
    "explain": "explain x.db ben",
    "compare": "compare x.db zoé ben --by followers",
    "scores": "scores",
    "status": "status x.db",
    "demo": "demo -q",
}


@pytest.mark.parametrize("command", [*COMMANDS.values(), "--help", "--version", "rank --help"])
def test_a_full_output_is_one_sentence(folder, command):
    done = shell(f"influence {command} > /dev/full", folder)
    assert "No space left" in sentence(done, 1)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_closed_output_is_one_sentence(folder, command):
    assert "closed" in sentence(shell(f"influence {command} >&-", folder), 1)


@pytest.mark.parametrize("command", ["--help", "--version", "rank x.db --by followers -o r.csv -q"])
def test_where_nothing_goes_to_it_a_closed_output_is_no_error(folder, command):
    assert said(shell(f"influence {command} >&-", folder), 0) == ""


@pytest.mark.parametrize("command", ["import y.db acts.csv", "rank x.db", "rank missing.db"])
@pytest.mark.parametrize("words", ["2>&-", "2>/dev/full"])
def test_where_words_cannot_go_there_is_no_traceback(folder, command, words):
    done = shell(f"influence {command} {words}", folder)
    assert done.returncode in {0, 1}
    assert b"Traceback" not in done.stdout + done.stderr


BYTES = {
    "rank $'y\\xff.db' -q --by followers": (0, ""),
    "rank $'z\\xff.db'": (1, "z\\udcff.db"),
    "rank x.db -q --by followers -o $'\\xff.csv'": (0, ""),
    "explain x.db $'\\xff'": (2, "'\\udcff'"),
    "compare x.db zoé $'\\xff'": (2, "'\\udcff'"),
    "rank x.db --by $'\\xff'": (2, "'\\udcff'"),
    "rank x.db --where $'\\xff'": (2, "\\udcff"),
    "rank x.db --since $'\\xff'": (2, "'\\udcff'"),
    "rank x.db --set $'\\xff'": (2, "\\udcff"),
    "rank x.db --top $'\\xff'": (2, "'\\udcff'"),
    "status $'y\\xff.db'": (0, ""),
    "status $'y\\xff.db' --format json": (0, ""),
    "import $'new\\xff.db' acts.csv": (0, "new\\udcff.db"),
    "import new.db $'\\xff.csv'": (0, "\\udcff.csv"),
    "import new.db $'no\\xff.csv'": (1, "no\\udcff.csv"),
    "import new.db acts.csv --source $'\\xff'": (2, "'\\udcff'"),
    "import new.db acts.csv --encoding $'\\xff'": (2, "'\\udcff'"),
    "import new.db bad.csv --rejects $'bad\\xff.csv'": (0, "bad\\udcff.csv"),
    "demo -q $'\\xff'": (0, ""),
    "$'\\xff'": (2, "'\\udcff'"),
}


@pytest.mark.parametrize(("command", "code", "words"), [(c, *found) for c, found in BYTES.items()])
def test_an_argument_may_be_any_bytes(folder, command, code, words):
    shutil.copy(folder / "x.db", os.fsencode(folder) + b"/y\xff.db")
    shutil.copy(folder / "acts.csv", os.fsencode(folder) + b"/\xff.csv")
    (folder / "bad.csv").write_text(ACTS + "2,1,applaud,p1\n")
    assert words in said(shell(f"influence {command}", folder), code)


OLD = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def test_an_account_is_found_in_whatever_locale(folder):
    done = shell("influence explain x.db zoé", folder, **OLD)
    said(done, 0)
    assert done.stdout.decode("utf-8").startswith("zoé\n")


def on_a_terminal(command, folder, **environment):
    """Return what a terminal shows of a command."""
    ours, theirs = pty.openpty()
    arguments = [sys.executable, "-m", "influence", *command.split()]
    with subprocess.Popen(
        arguments, cwd=folder, env=os.environ | environment, stdout=theirs, stderr=theirs
    ) as running:
        os.close(theirs)
        shown = b""
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


@pytest.mark.parametrize("command", ["rank x.db --by followers", "compare x.db 1 ben"])
def test_a_terminal_without_a_letter_shows_which_letter_it_is(folder, command):
    shown = on_a_terminal(command, folder, PYTHONIOENCODING="ascii", **OLD)
    assert b"zo\\xe9" in shown
    assert b"Traceback" not in shown


@pytest.mark.parametrize("command", ["demo demo", "import y.db accounts.csv posts.csv acts.csv"])
def test_progress_is_shown_out_of_all_files(folder, command):
    shown = on_a_terminal(command, folder, TERM="xterm").decode("utf-8")
    amounts = re.findall(r"[\d.]+/(\S+ \w+)", shown)
    inputs = ("accounts", "posts", "interactions", "coverage")
    if command.startswith("demo"):
        whole = sum((folder / f"demo/{name}.csv").stat().st_size for name in inputs) / 1e6
        assert set(amounts) == {f"{whole:.1f} MB"}
    else:
        whole = sum(
            (folder / f"{name}.csv").stat().st_size for name in ("accounts", "posts", "acts")
        )
        assert set(amounts) == {f"{whole} bytes"}
