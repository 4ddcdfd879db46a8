"""Where output goes: which form is meant, and a file or a pipe that gets all of it or nothing."""

import os
import stat
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest

from influence.errors import InputUnusable, UsageError
from influence.show import choose_format, extras, is_terminal, open_binary_output, open_output
from influence.store import open_database

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
        ("best.XLSX", "xlsx"),
        ("best.parquet", "parquet"),
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


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_a_terminal_is_spared_what_it_cannot_show(monkeypatch, form):
    with on_a_terminal(monkeypatch):
        with pytest.raises(UsageError, match=f"-o x.{form}"):
            choose_format(form)
        assert choose_format(form, f"best.{form}") == form
    assert choose_format(form) == form


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_a_library_that_is_missing_is_one_sentence_with_the_mend(monkeypatch, form):
    extra = {"xlsx": "excel", "parquet": "parquet"}[form]
    monkeypatch.setattr(extras, "find_spec", lambda _: None)
    with pytest.raises(InputUnusable, match=rf"pip install 'influence-discovery\[{extra}\]'\.$"):
        choose_format(None, f"best.{form}")
    assert choose_format(None, "best.csv") == "csv"


def write_half_of_the_bytes(path):
    with open_binary_output(str(path)) as stream:
        stream.write(b"half of it")
        raise KeyboardInterrupt


def test_bytes_appear_whole_or_not_at_all(tmp_path):
    path = tmp_path / "best.xlsx"
    with open_binary_output(str(path)) as stream:
        stream.write(b"\r\n\xff")
        assert list(tmp_path.glob("best.xlsx")) == []
    assert path.read_bytes() == b"\r\n\xff"
    with pytest.raises(KeyboardInterrupt):
        write_half_of_the_bytes(path)
    assert path.read_bytes() == b"\r\n\xff"
    assert list(tmp_path.iterdir()) == [path]


def test_bytes_are_never_written_over_a_database(tmp_path):
    path = tmp_path / "bread.db"
    open_database(path, create=True).close()
    held = path.read_bytes()
    with (
        pytest.raises(InputUnusable, match="is a database, and left as it was"),
        open_binary_output(str(path)) as stream,
    ):
        stream.write(b"a workbook")
    assert path.read_bytes() == held


def test_a_pipe_gets_all_bytes_or_none(capfdbinary):
    with pytest.raises(KeyboardInterrupt):
        write_half_of_the_bytes("-")
    assert capfdbinary.readouterr().out == b""
    with open_binary_output() as stream:
        stream.write(b"a\n\xff\r\n")
        assert stream.seekable()
    assert capfdbinary.readouterr().out == b"a\n\xff\r\n"
