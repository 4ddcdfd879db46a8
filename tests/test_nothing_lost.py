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


REJECTED_TO = {
    "the database": ("x.db", 2),
    "the database by another name": ("../{folder}/x.db", 2),
    "an input": ("bad.csv", 2),
    "an input by another name": ("./bad.csv", 2),
    "stdout": ("-", 2),
    "another table": ("accounts.csv", 1),
    "another database": ("bread.db", 1),
    "a folder": (".", 1),
}


@pytest.mark.parametrize("dry", [[], ["--dry-run"]], ids=["import", "dry run"])
@pytest.mark.parametrize(("name", "code"), REJECTED_TO.values(), ids=REJECTED_TO)
def test_rejected_rows_go_over_nothing_but_earlier_ones(capsys, folder, dry, name, code):
    foreign(folder / "bread.db")
    (folder / "bad.csv").write_text(ACTS + BAD_ROW)
    before = contents(folder)
    place = name.format(folder=folder.name)
    command = ["import", "x.db", "posts.csv", "bad.csv", *dry, "--rejects", place]
    assert "--rejects" in one_sentence(capsys, *command, code=code)
    assert contents(folder) == before


def test_rejected_rows_go_into_no_new_database(capsys, folder):
    command = ["import", "new.db", "accounts.csv", "--rejects", "new.db"]
    assert "new.db" in one_sentence(capsys, *command, code=2)
    assert not (folder / "new.db").exists()


def test_an_output_of_somebody_s_is_no_rejects_file_under_its_default_name_either(capsys, folder):
    (folder / "x.db.rejects.csv").write_text("my own notes\n")
    said = one_sentence(capsys, "import", "x.db", "acts.csv", code=1)
    assert "x.db.rejects.csv" in said
    assert (folder / "x.db.rejects.csv").read_text() == "my own notes\n"


@pytest.mark.parametrize("named", [[], ["--rejects", "bad rows.csv"]], ids=["default", "named"])
def test_rejects_are_those_of_the_last_import(capsys, folder, named):
    rejects = folder / (named[1] if named else "x.db.rejects.csv")
    for row in ("2,1,applaud,p1\n", "2,1,cheer,p1\n"):
        (folder / "bad.csv").write_text(ACTS + row)
        printed(capsys, "import", "x.db", "bad.csv", *named)
        assert row.strip() in rejects.read_text()
    assert "applaud" not in rejects.read_text()
    assert (
        f"{rejects.name} of an earlier" in printed(capsys, "import", "x.db", "acts.csv", *named).err
    )
    assert not rejects.exists()


@pytest.mark.parametrize("text", ["", "my own notes\n"])
def test_a_clean_import_removes_no_file_that_it_did_not_write(capsys, folder, text):
    (folder / "bad.csv").write_text(ACTS + BAD_ROW)
    (folder / "other.csv").write_text(text)
    printed(capsys, "import", "x.db", "bad.csv")
    printed(capsys, "import", "x.db", "acts.csv", *(["--rejects", "other.csv"] if not text else []))
    assert (folder / "other.csv").read_text() == text


def test_a_rehearsal_leaves_no_file_and_says_how_to_see_what_is_rejected(capsys, folder):
    (folder / "bad.csv").write_text(ACTS + BAD_ROW)
    before = contents(folder)
    for database in ("x.db", "new.db"):
        said = printed(capsys, "import", database, "bad.csv", "--dry-run").err
        assert "1 rejected" in said
        assert "--rejects FILE" in said
        assert contents(folder) == before
    printed(capsys, "import", "x.db", "bad.csv", "--dry-run", "--rejects", "bad rows.csv")
    assert set(contents(folder)) - set(before) == {"bad rows.csv"}


def test_a_rehearsal_leaves_the_rejects_of_the_import_before_it(capsys, folder):
    (folder / "bad.csv").write_text(ACTS + BAD_ROW)
    printed(capsys, "import", "x.db", "bad.csv")
    before = contents(folder)
    printed(capsys, "import", "x.db", "acts.csv", "--dry-run")
    assert contents(folder) == before


FAILING = {
    "strict": (["--strict"], 1, "applaud"),
    "no place for rejects": (["--rejects", "missing/rejects.csv"], 1, "missing/rejects.csv"),
    "no room for rejects": (["--rejects", "/dev/full"], 1, "/dev/full"),
}


@pytest.mark.parametrize(("options", "code", "words"), FAILING.values(), ids=FAILING)
def test_an_import_that_fails_leaves_no_new_database(capsys, folder, options, code, words):
    (folder / "bad.csv").write_text(ACTS + BAD_ROW)
    before = contents(folder)
    assert words in one_sentence(capsys, "import", "new.db", "bad.csv", *options, code=code)
    assert contents(folder) == before


def test_an_import_that_fails_late_keeps_what_went_in_before(capsys, folder):
    (folder / "bad.csv").write_text(ACTS + BAD_ROW)
    printed(capsys, "import", "new.db", "accounts.csv", "bad.csv", "--strict", code=1)
    with open_database("new.db") as db:
        assert db["accounts"].count == 2
        assert db["interactions"].count == 0


def test_an_import_that_fails_leaves_a_database_that_was_there(capsys, folder):
    (folder / "bad.csv").write_text(ACTS + BAD_ROW)
    open_database("empty.db", create=True).close()
    printed(capsys, "import", "empty.db", "bad.csv", "--strict", code=1)
    assert (folder / "empty.db").exists()
