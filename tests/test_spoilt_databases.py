"""A database that is damaged, changed, locked or out of reach: a sentence that says what to do."""

import shutil
import sqlite3
import subprocess
import sys

import numpy as np
import pytest

from influence.cli import main
from influence.errors import NotADatabase
from influence.ranking import run
from influence.store import open_database

PAGE, HEAD = 4096, 100
COMMANDS = {
    "rank": ["rank", "x.db", "-q", "--by", "followers"],
    "explain": ["explain", "x.db", "feni_dig2"],
    "compare": ["compare", "x.db", "1", "2", "--by", "followers"],
    "status": ["status", "x.db"],
    "import": ["import", "x.db", "accounts.csv"],
}
TABLES = (
    *("accounts", "account_counts", "posts", "follows", "interactions"),
    *("interaction_counts", "coverage", "runs", "run_scores", "_sqlite_migrations"),
)
UNRIGHTED = """
import ctypes, sys
from influence.cli import main
drop = getattr(ctypes.CDLL(None), "capset", None)  # the rights of root to write anywhere
if drop is not None:
    drop((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)())
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def folder(demo_folder, tmp_path, monkeypatch):
    """Return a folder, made the current one, with a database and a file to import into it."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(demo_folder / "build/demo/demo.db", tmp_path / "x.db")
    (tmp_path / "accounts.csv").write_text("id,handle\n90001,zoe\n")
    return tmp_path


def sentence(capsys, *arguments, code=1):
    assert main(list(arguments)) == code
    found = capsys.readouterr()
    assert len(found.err.splitlines()) == 1
    assert "Traceback" not in found.err
    return found.err


def spoil(path, *tables):
    """Write over the first page of tables."""
    connection = sqlite3.connect(path)
    query = "select rootpage from sqlite_master where name = ?"
    pages = [connection.execute(query, [table]).fetchone()[0] for table in tables]
    connection.close()
    with path.open("r+b") as file:
        for page in pages:  # counted from 1
            file.seek((page - 1) * PAGE)
            file.write(b"\xff" * PAGE)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_damaged_table_is_called_damaged(capsys, folder, command):
    spoil(folder / "x.db", "accounts", "posts", "coverage")
    said = sentence(capsys, *command)
    assert "damaged" in said
    assert "import the files again into a new one" in said


@pytest.mark.parametrize("seed", range(12))
def test_no_damage_is_a_traceback(capsys, folder, seed):
    random = np.random.default_rng(seed)
    content = bytearray((folder / "x.db").read_bytes())
    for place in random.integers(HEAD, len(content), 40):
        content[place] = random.integers(256)
    for page in random.integers(1, len(content) // PAGE, 6):
        start = page * PAGE
        content[start : start + PAGE] = random.bytes(PAGE) if seed % 2 else bytes(PAGE)
    for command in COMMANDS.values():
        (folder / "x.db").write_bytes(content)
        assert main(command) in {0, 1, 3}
        assert "Traceback" not in capsys.readouterr().err


def test_numbers_that_nobody_wrote_are_damage_and_no_surprise(folder):
    spoil(folder / "x.db", "coverage")
    with pytest.raises(NotADatabase, match="damaged"), open_database("x.db"):
        raise IndexError("index 99999999 is out of bounds")


def test_an_error_that_no_damage_explains_stays_what_it_is(folder):
    with pytest.raises(IndexError), open_database("x.db"):
        raise IndexError("index 99999999 is out of bounds")
    with pytest.raises(sqlite3.IntegrityError), open_database("x.db") as db:
        db.conn.execute("insert into follows (actor_id, target_id) values (1, 99999999)")
    assert folder.is_dir()


@pytest.mark.parametrize("table", TABLES)
def test_a_table_that_is_gone_is_said_to_be_gone(capsys, folder, table):
    connection = sqlite3.connect("x.db")
    connection.execute(f"drop table {table}")
    connection.close()
    command = ["rank", "x.db", "--by", "posts"] if "run" in table else ["status", "x.db"]
    said = sentence(capsys, *command)
    assert "another program changed the database" in said
    assert "import the files again into a new one" in said
    assert folder.is_dir()


@pytest.fixture
def writer(folder):
    """Return another program that is writing to the database."""
    connection = sqlite3.connect(folder / "x.db", isolation_level=None)
    connection.execute("begin immediate")
    yield connection
    connection.close()


def test_a_run_waits_shortly_for_another_writer_and_says_that_it_is_not_stored(folder, writer):
    asked = []
    with open_database(folder / "x.db") as db:
        (usual,) = db.conn.execute("pragma busy_timeout").fetchone()
        db.conn.set_trace_callback(asked.append)
        recorded = run(db, by="posts").recorded
        db.conn.set_trace_callback(None)
        assert db.conn.execute("pragma busy_timeout").fetchone() == (usual,)
    assert recorded.run_id is None
    assert "another program is writing" in recorded.why_not
    waits = [text for text in asked if text.startswith("pragma busy_timeout =")]
    assert waits == ["pragma busy_timeout = 2000", f"pragma busy_timeout = {usual}"]
    assert usual > 2000
    assert writer.in_transaction


def test_a_ranking_is_shown_while_another_program_writes(capsys, folder, writer):
    assert main(["rank", "x.db", "--by", "posts", "--top", "1"]) == 0
    found = capsys.readouterr()
    assert found.out.startswith("rank\t")
    assert "The run was not stored: another program is writing to the database" in found.err
    assert writer.in_transaction
    assert folder.is_dir()


def without_rights(folder, *arguments):
    """Run a command where nobody may write to the folder, not even root."""
    folder.chmod(0o555)
    command = [sys.executable, "-c", UNRIGHTED, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    folder.chmod(0o755)
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize("command", [["import", "new.db", "accounts.csv"], ["demo", "demo"]])
def test_a_folder_that_may_not_be_written_to_is_named(folder, command):
    done = without_rights(folder, *command)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "cannot be written to" in done.stderr
    assert "another" in done.stderr
    assert {path.name for path in folder.iterdir()} == {"accounts.csv", "x.db"}


def test_a_demo_says_that_its_own_folder_may_not_be_written_to(folder):
    done = without_rights(folder, "demo", ".")
    assert done.returncode == 1
    assert "cannot be written to" in done.stderr


def test_an_import_into_a_file_that_may_only_be_read_says_so(folder):
    (folder / "x.db").chmod(0o444)
    done = without_rights(folder, "import", "x.db", "accounts.csv")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "may not be written to" in done.stderr


def test_a_ranking_of_a_file_that_may_only_be_read_is_shown(folder):
    (folder / "x.db").chmod(0o444)
    done = without_rights(folder, "rank", "x.db", "--by", "posts", "--top", "1")
    assert done.returncode == 0
    assert done.stdout.startswith("rank\t")
    assert "may not be written to" in done.stderr


def test_a_dry_run_of_a_crawl_needs_no_right_to_write(folder):
    (folder / "x.db").chmod(0o444)
    before = (folder / "x.db").read_bytes()
    done = without_rights(folder, "crawl", "x.db", "a.blog", "--dry-run")
    assert (done.returncode, "1 visit in line" in done.stderr) == (0, True)
    assert (folder / "x.db").read_bytes() == before
    assert {path.name for path in folder.iterdir()} == {"accounts.csv", "x.db"}
