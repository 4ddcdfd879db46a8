"""No command destroys what it did not make: databases, inputs, and files of other people."""

import sqlite3

import pytest

from influence.cli import main
from influence.store import open_database

ACCOUNTS = "id,handle,followers,posts\n1,ann,10,2\n2,ben,,\n"
POSTS = "post_id,account_id,created_at\np1,1,2026-03-01T08:00:00Z\np2,1,2026-03-02T08:00:00Z\n"
ACTS = "actor_id,target_id,type,post_id\n2,1,repost,p1\n3,1,repost,p2\n"
BAD_ROW = "2,1,applaud,p1\n"


def printed(capsys, *arguments, code=0):
    assert main([*map(str, arguments)]) == code
    return capsys.readouterr()


def one_sentence(capsys, *arguments, code):
    """Run what has to be refused, and return the one line that says why."""
    found = printed(capsys, *arguments, code=code)
    assert found.out == ""
    assert len(found.err.splitlines()) == 1
    return found.err


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path, monkeypatch, capsys):
    """Return a folder, made the current one, with three inputs and the database made of them."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("accounts", ACCOUNTS), ("posts", POSTS), ("acts", ACTS)):
        (tmp_path / f"{name}.csv").write_text(text)
    printed(capsys, "import", "x.db", "accounts.csv", "posts.csv", "acts.csv")
    printed(capsys, "rank", "x.db", "--by", "followers")
    return tmp_path


def link(path):
    path.symlink_to("x.db")


def foreign(path):
    sqlite3.connect(path).executescript("create table bread (flour)").connection.close()


OUTPUTS = {
    "itself": ("x.db", lambda _: None),
    "a link to itself": ("link.db", link),
    "another program's database": ("bread.db", foreign),
    "a log of a database": ("y.db-wal", lambda path: path.write_bytes(b"\x37\x7f\x06\x82log")),
}


@pytest.mark.parametrize("command", [["rank"], ["explain", "ann"]], ids=["rank", "explain"])
@pytest.mark.parametrize(("name", "make"), OUTPUTS.values(), ids=OUTPUTS)
def test_no_output_goes_over_a_database(capsys, folder, command, name, make):
    make(folder / name)
    printed(capsys, "rank", "x.db")  # a run that is stored already changes nothing
    before = contents(folder)
    said = one_sentence(capsys, command[0], "x.db", *command[1:], "-o", name, code=1)
    assert name in said
    assert "database" in said
    assert "-o" in said
    assert contents(folder) == before


def test_an_output_goes_over_an_older_output(capsys, folder):
    for top in ("1", "2"):
        printed(capsys, "rank", "x.db", "--by", "followers", "-q", "--top", top, "-o", "best.csv")
    assert (folder / "best.csv").read_text().startswith("rank,")
    with open_database("x.db") as db:
        assert db["accounts"].count == 3
