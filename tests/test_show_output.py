"""Where output goes: which form is meant, and a file or a pipe that gets all of it or nothing."""

import os
import stat
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest

from influence.errors import InputUnusable
from influence.show import choose_format, is_terminal, open_output

WRITES = """
from influence.show import open_output, write_rows
with open_output() as stream:
    write_rows(({"name": "zoé", "place": k} for k in range(%d)), ["name", "place"], "csv", stream)
"""


def write_half(path):
    with open_output(str(path)) as stream:
        stream.write("half of it")
        stream.flush()
        raise KeyboardInterrupt


@contextmanager
def on_a_terminal(monkeypatch):
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w", encoding="utf-8") as stream, monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", stream)
        yield
    os.close(ours)


def test_people_at_a_terminal_get_a_table(monkeypatch):
    with on_a_terminal(monkeypatch):
        assert is_terminal()
        assert choose_format(None) == "table"
        assert choose_format("jsonl") == "jsonl"


def test_programs_at_a_pipe_get_tsv():
    assert not is_terminal()
    assert choose_format(None) == "tsv"
    assert choose_format("table") == "table"


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("best.csv", "csv"),
        ("best.JSONL", "jsonl"),
        ("folder.md/best.json", "json"),
        ("best.md", "md"),
        ("best.txt", "tsv"),
        ("best", "tsv"),
    ],
)
def test_a_file_s_ending_says_its_form_wherever_we_are(monkeypatch, path, form):
    assert choose_format(None, path) == form
    with on_a_terminal(monkeypatch):
        assert choose_format(None, path) == form
    assert choose_format("csv", path) == "csv"


def test_a_file_is_utf_8_with_line_feeds(tmp_path):
    with open_output(str(tmp_path / "best.csv")) as stream:
        stream.write("zoé\nana\n")
    assert (tmp_path / "best.csv").read_bytes() == b"zo\xc3\xa9\nana\n"
    assert [path.name for path in tmp_path.iterdir()] == ["best.csv"]


def test_nothing_is_seen_of_a_file_before_it_is_whole(tmp_path):
    path = tmp_path / "best.csv"
    path.write_text("old")
    with open_output(str(path)) as stream:
        stream.write("new")
        stream.flush()
        assert path.read_text() == "old"
    assert path.read_text() == "new"


def test_a_stop_in_the_middle_leaves_no_new_file(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        write_half(tmp_path / "best.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_stop_in_the_middle_leaves_the_old_file(tmp_path):
    path = tmp_path / "best.csv"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        write_half(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_replaced_keeps_its_rights(tmp_path):
    path = tmp_path / "best.csv"
    path.write_text("old")
    path.chmod(0o640)
    with open_output(str(path)) as stream:
        stream.write("new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    link, real = tmp_path / "best.csv", tmp_path / "real" / "best.csv"
    link.symlink_to(real)
    with open_output(str(link)) as stream:
        stream.write("new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_a_named_pipe_is_written_to_and_not_replaced(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    read = []
    reader = threading.Thread(target=lambda: read.append(path.read_text()))
    reader.start()
    with open_output(str(path)) as stream:
        stream.write("through")
    reader.join(timeout=10)
    assert read == ["through"]
    assert path.is_fifo()


@pytest.mark.parametrize("place", ["missing/best.csv", "."])
def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path, place):
    with (
        pytest.raises(InputUnusable, match="cannot be written"),
        open_output(f"{tmp_path}/{place}"),
    ):
        pytest.fail("there is nothing to write to")
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_gets_utf_8_with_line_feeds_whatever_the_locale():
    command = [sys.executable, "-c", WRITES % 1]
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    assert done.stdout == "name,place\nzoé,0\n".encode()


def test_a_reader_that_went_away_is_no_error():
    command = [sys.executable, "-c", WRITES % 200_000]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as writer:
        assert writer.stdout.readline() == b"name,place\n"
        writer.stdout.close()
        assert writer.stderr.read() == b""
    assert writer.returncode == 0
