"""Blank what names people in every text of the database, whichever table and column it is in."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from influence.store.indexing import POSTS_INDEX
from influence.store.rights.people import People
from influence.store.rights.spelling import BLANK, blanked, either, fold, names_them
from influence.store.rights.tables import (
    Column,
    Table,
    index_table,
    quoted,
    tables_of,
    text_indexes,
)

COMMON = 20
"""A bare word that more texts than this hold is a word of the language, and stays."""

OWN_NAMES = {("accounts", "native_id"), ("accounts", "handle")}
"""Columns that hold what other accounts are called themselves."""

Rewrite = Callable[[str], str | None]


def blank(connection: sqlite3.Connection, pen: "Pen") -> dict[str, int]:
    """Blank people in the texts of others; addresses that name them become unknown.

    Ids of others that name them, such as the address of a comment on their page, are replaced by a
    keyed hash, so that what refers to them still does.

    Returns
    -------
    dict of str to int
        Rows that were changed, by table.
    """
    changed: dict[str, int] = {}
    for table in tables_of(connection).values():
        if rows := _rewrite(connection, table, pen):
            changed[table.name] = rows
    # That of posts is kept by triggers, and written anew when the file is wiped.
    indexes = {name: each for name, each in text_indexes(connection) if name != POSTS_INDEX}
    for name, is_elsewhere in indexes.items():
        if not is_elsewhere:
            _rewrite(connection, index_table(connection, name), pen)
    for name in indexes:
        connection.execute(f"insert into {quoted(name)} ({quoted(name)}) values ('rebuild')")  # noqa: S608
    return changed


def common_words(connection: sqlite3.Connection, people: People) -> dict[str, int]:
    """Return the bare words among their names that stay, and how many texts hold each."""
    known = {_plain(word): word for word in people.words}
    pattern = _pattern(people.words)
    counts: Counter[str] = Counter()

    def count(*texts: str | None) -> None:
        text = "\n".join(filter(None, texts))
        counts.update({known.get(_plain(word), "") for word in pattern.findall(text)})

    if known:
        connection.create_function("counted", -1, count)
        for name, columns in (("posts", "title, text"), ("accounts", "bio")):
            connection.execute(f"select count(counted({columns})) from {name}").fetchone()  # noqa: S608
        connection.create_function("counted", -1, None)
    return {word: rows for word, rows in counts.items() if rows > COMMON and word}


@dataclass(frozen=True)
class Pen:
    """Blanks what names people in one text.

    Attributes
    ----------
    words
        What finds bare words that name them.
    hint
        What every text holds that may name them; most do not.
    pseudonym
        What stands for an id that names them.
    """

    people: People
    words: re.Pattern[str]
    hint: re.Pattern[str]
    pseudonym: Rewrite = str

    @classmethod
    def of(cls, people: People, common: Iterable[str], pseudonym: Rewrite = str) -> "Pen":
        """Take the names of people, but words that are common."""
        words = (people.words - set(common)) | people.also
        hosts = {re.split(r"[/?#]", address, maxsplit=1)[0] for address in people.addresses}
        hints = {fold(word).split()[0] for word in words if word.strip()}
        hints |= people.handles | hosts | {fold(each) for each in people.ids}
        return cls(people, _pattern(words), re.compile(either(hints)), pseudonym)

    def rewrite_of(self, table: str, column: Column) -> Rewrite:
        """Return what becomes of the texts in a column."""
        if column.name.endswith("native_id"):
            return self._clean_id
        if column.name.endswith("url") and column.may_be_null:
            return self._clean_url
        # Others may have the same name; that they mention a handle beside it is another thing.
        return self._clean_name if (table, column.name) == ("accounts", "name") else self._clean

    def _may_name(self, text: str) -> bool:
        if "%" in text:
            text = unquote(text)
        folded = text.lower() if text.isascii() else fold(text)
        return self.hint.search(folded) is not None or "\\u" in text

    def _clean_id(self, native_id: str) -> str | None:
        is_theirs = self._may_name(native_id) and names_them(native_id, self.people)
        return self.pseudonym(native_id) if is_theirs else native_id

    def _clean_url(self, url: str) -> str | None:
        return url if self._clean(url) == url else None

    def _clean_name(self, name: str) -> str:
        return blanked(name, self.people) if self._may_name(name) else name

    def _clean(self, text: str) -> str:
        """Return a text, or every text within JSON, with what names them blanked."""
        if not self._may_name(text):
            return text
        if text[:1] in ("{", "["):
            try:
                value = json.loads(text)
            except (ValueError, RecursionError):
                return self._clean_plain(text)
            rewritten = self._within(value)
            return text if rewritten == value else json.dumps(rewritten)
        return self._clean_plain(text)

    def _clean_plain(self, text: str) -> str:
        return self.words.sub(BLANK, blanked(text, self.people))

    def _within(self, value: object) -> object:
        match value:
            case str():
                return self._clean_plain(value)
            case dict():
                return {self._clean_plain(key): self._within(each) for key, each in value.items()}
            case list():
                return [self._within(each) for each in value]
            case _:
                return value


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return what finds words, however their blanks and letters are written."""
    return re.compile(rf"(?<![\w-])@?{either(map(_plain, words))}(?!-?\w)", re.IGNORECASE)


def _plain(word: str) -> str:
    return " ".join(word.removeprefix("@").lower().split())


def _rewrite(connection: sqlite3.Connection, table: Table, pen: Pen) -> int:
    """Rewrite every text of a table, and return how many rows that changed."""
    before = connection.total_changes
    for column in table.texts:
        if (table.name, column.name) not in OWN_NAMES:
            connection.create_function(
                "rewritten", 1, pen.rewrite_of(table.name, column), deterministic=True
            )
            _rewrite_column(connection, quoted(table.name), quoted(column.name))
    connection.create_function("rewritten", 1, None)
    return connection.total_changes - before


def _rewrite_column(connection: sqlite3.Connection, table: str, column: str) -> None:
    """Rewrite one column; a row that becomes equal to another one goes."""
    changing = f"typeof({column}) = 'text' and rewritten({column}) is not {column}"
    change = f"{table} set {column} = rewritten({column}) where {changing}"
    try:
        connection.execute(f"update {change}")
    except sqlite3.IntegrityError:
        connection.execute(f"update or ignore {change}")
        connection.execute(f"delete from {table} where {changing}")  # noqa: S608
