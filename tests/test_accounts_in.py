"""A list of accounts is read in whatever form, and each line finds its own account or is told."""

import io
import json
import sys

import pytest

from influence.cli.accounts_in import asked_accounts
from influence.errors import InputUnusable, NothingFound, UnknownAccount, UsageError
from influence.store import open_database

ACCOUNTS = [
    ("file", "n1", "anna", "Anna", "https://anna.example"),
    ("file", "n2", "ben", "Ben, baker", "https://ben.example"),
    ("file", "n3", "zoé", None, None),
    ("mastodon", "n1", "anna@social", None, "https://social.example/@anna"),
    ("mastodon", "7", "ben", None, None),
]


@pytest.fixture
def db():
    with open_database(":memory:") as db:
        db.conn.execute("insert into sources (source) values ('file'), ('mastodon')")
        db.conn.executemany(
            "insert into accounts (source, native_id, handle, name, url) values (?, ?, ?, ?, ?)",
            ACCOUNTS,
        )
        yield db


@pytest.fixture
def stdin(monkeypatch):
    def given(text):
        content = text if isinstance(text, bytes) else text.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    return given


def found(db, *words, file=None):
    """Return the numbers of the accounts, None where one is not found."""
    asked = asked_accounts(words, file)
    return [account and account.account_id for _, account in asked.found(db)]


LISTS = {
    "plain lines": "anna\n\n@BEN@\n  zoé \r\nhttps://ben.example\nmastodon:n1\nBen, baker",
    "a mark before it": "\ufeffhandle\nzoé\n",
    "a header alone": "handle\nzoé\n",
    "upper case": "Handle,Followers\nZOé,7\nzoé,7\n",
    "semicolons": "handle;url\nzoé;\n",
    "tabs": "rank\thandle\turl\n1\tzoé\t\n",
    "quotes": 'name,handle\n"Zo,\né",zoé\n',
    "our own file": "id,handle,source\nn3,zoé,file\n",
    "JSON lines": '{"rank": 1, "handle": "zoé", "url": null}\n\n{"handle": "zoé"}\n',
    "a JSON array": '[\n{"handle": "zoé"}\n]\n',
}


def test_plain_lines_are_accounts_as_a_person_writes_them(db, stdin, capsys):
    stdin(LISTS["plain lines"])
    assert found(db, "-") == [1, None, 3, 2, 4, 2]
    assert capsys.readouterr().err.startswith("stdin, line 3: No account is called '@BEN@'")


@pytest.mark.parametrize("form", list(LISTS)[1:])
def test_every_form_of_a_table_is_understood(db, stdin, form):
    stdin(LISTS[form])
    assert set(found(db, "-")) == {3}


@pytest.mark.parametrize("form", LISTS)
def test_a_file_is_read_as_stdin_is(db, stdin, tmp_path, form):
    stdin(LISTS[form])
    listed = found(db, "-")
    (tmp_path / "list").write_text(LISTS[form], encoding="utf-8", newline="")
    assert found(db, file=str(tmp_path / "list")) == listed
    stdin(LISTS[form])
    assert found(db, file="-") == listed


def test_a_column_of_a_file_holds_accounts_as_a_person_writes_them(db, tmp_path, stdin):
    (tmp_path / "picks.csv").write_text('Outlet,handle\n"Ben, baker",anna\n@zoé,anna\n')
    assert found(db, "outlet", file=str(tmp_path / "picks.csv")) == [2, 3]
    stdin('{"Outlet": 7, "b": 1}\n')
    assert found(db, "Outlet", file="-") == [5]
    with pytest.raises(UsageError, match="no column 'place'; it has Outlet, handle"):
        found(db, "place", file=str(tmp_path / "picks.csv"))


ROWS = {
    "account_id,native_id,platform,handle\n3,n3,file,zoé": 3,
    "account_id\n3": 3,
    "account_id,handle\n3,zoé": 3,
    # Numbers of another database: what else the row says is believed.
    "account_id,native_id,platform,handle\n1,n3,file,zoé": 3,
    "account_id,handle\n1,zoé": 3,
    "account_id,native_id,platform,handle\n1,n9,file,anna": None,
    "account_id,native_id,platform,handle\n,n1,mastodon,whoever": 4,
    "native_id,platform\nn1,file": 1,
    "native_id\nn1": None,  # two sources have it
    "native_id\nn2": 2,
    "native_id,handle\nn9,anna": None,  # its handle belongs to somebody else now
    "handle,platform\nben,mastodon": 5,
    "handle\nben": None,
    "handle,url\nben_was_here,https://ben.example": 2,
    "handle,url\n,https://ben.example": 2,
    "handle,url\n,": None,
}


@pytest.mark.parametrize(("text", "account"), ROWS.items())
def test_a_row_is_taken_by_its_surest_key_and_never_for_another_account(db, stdin, text, account):
    stdin(text + "\n")
    assert found(db, "-") == [account]


def test_typed_and_listed_accounts_keep_their_order(db, stdin):
    stdin("ben@\nzoé\n")
    assert found(db, "zoé", "-", "anna") == [3, None, 3, 1]


def test_what_cannot_be_found_is_told_with_its_line_and_the_others_go_on(db, stdin, capsys):
    stdin(b"handle,n\nzo\xff,1\nanna\nzo\xc3\xa9,2\n\nnobody,3\n")
    asked = asked_accounts(["-"])
    assert [account and account.account_id for _, account in asked.found(db)] == [
        None,
        None,
        3,
        None,
    ]
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "stdin, line 2: It is no text in UTF-8."
    assert lines[1] == "stdin, line 3: 1 cells where the header names 2."
    assert lines[2].startswith("stdin, line 6: No account is called 'nobody'")
    with pytest.raises(NothingFound, match="3 of 4 accounts"):
        asked.check()


def test_where_all_are_found_there_is_nothing_to_say(db, stdin, capsys):
    stdin("anna\nzoé\n")
    asked = asked_accounts(["-"])
    assert len(list(asked.found(db))) == 2
    asked.check()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("text", ["", "\n \n", "handle,url\n"])
def test_an_empty_list_is_nothing_found(db, stdin, text):
    stdin(text)
    asked = asked_accounts(["-"])
    assert list(asked.found(db)) == []
    with pytest.raises(NothingFound, match="empty"):
        asked.check()


def test_one_that_is_typed_stops_at_once(db):
    with pytest.raises(UnknownAccount):
        found(db, "nobody")
    with pytest.raises(UsageError, match="Several"):
        found(db, "file:zoé", "n1")


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("name\tfollowers\nAnna\t3\n", UsageError, "none of the columns account_id, native_id"),
        ('{"name": "Anna"}\n', UsageError, "There are name"),
        ("{broken\n", InputUnusable, "no JSON object"),
        ('[{"handle": "anna"}\n', InputUnusable, "is no JSON"),
        ('["anna"]\n', InputUnusable, "no JSON object"),
        (b"\xff\xfea\0n\0", InputUnusable, "no text in UTF-8"),
        (b"\x1f\x8b\x08\0", InputUnusable, "unpack it"),
        ('handle\n"anna\n', InputUnusable, "mend the quotes"),
    ],
)
def test_what_is_no_list_is_one_sentence(db, stdin, text, error, words):
    stdin(text)
    with pytest.raises(error, match=words):
        read_all(db)


def read_all(db):
    asked = asked_accounts(["-"])
    list(asked.found(db))
    asked.check()


@pytest.mark.parametrize("words", [[], ["-", "-"]])
def test_no_account_or_stdin_twice_is_wrong_usage(words):
    with pytest.raises(UsageError):
        asked_accounts(words)


@pytest.mark.parametrize("words", [["a", "b"], ["-"]])
def test_beside_a_file_there_is_room_for_the_name_of_a_column(tmp_path, words):
    with pytest.raises(UsageError, match="one of its columns"):
        asked_accounts(words, str(tmp_path / "list"))
    with pytest.raises(InputUnusable, match="cannot be read"):
        asked_accounts([], str(tmp_path / "list"))


def test_a_list_keeps_the_columns_of_its_input(db, stdin):
    row = {"rank": 1, "handle": "zoé", "score": 0.5, "tags": ["a"], "note": None}
    stdin(json.dumps(row) + "\n")
    asked = asked_accounts(["-"])
    assert asked.columns == tuple(row)
    assert [each.row for each, _ in asked.found(db)] == [row | {"tags": '["a"]'}]
