"""An open database, as a notebook has it in hand: its tables as rows, its graph as networkx."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from os import PathLike
from types import TracebackType
from typing import TYPE_CHECKING, Self

from influence.errors import UsageError, one_of
from influence.library.closing import refuse_to_lose
from influence.library.results import Result, result_of
from influence.show import Column, Kind
from influence.store import last_event, open_database
from influence.windows import Bound, Window, parse_window

if TYPE_CHECKING:
    import networkx as nx
    import sqlite_utils


class Database:
    """One SQLite file, open; :func:`open` opens it, and at the end of a ``with`` it is closed.

    Attributes
    ----------
    path
        The file, as it was named.
    """

    def __init__(self, path: str, sqlite: "sqlite_utils.Database") -> None:
        self.path = path
        self._sqlite: sqlite_utils.Database | None = sqlite
        self._kept = ExitStack()

    @property
    def sqlite(self) -> "sqlite_utils.Database":
        """The same for plain SQL, as sqlite-utils has it.

        Raises
        ------
        UsageError
            Where it was closed.
        """
        if self._sqlite is None:
            raise UsageError(f"{self.path} is closed: open it again, or ask within its `with`.")
        return self._sqlite

    def __repr__(self) -> str:
        return f"<Database {self.path}{'' if self._sqlite else ', closed'}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None and self._sqlite is not None:
            refuse_to_lose(self.path, self._sqlite.conn)
        self._kept.close()
        sqlite, self._sqlite = self._sqlite, None
        if sqlite is not None:
            sqlite.__exit__(kind, error, trace)

    def close(self) -> None:
        """Close the file, unless ``sqlite.conn`` wrote without a commit; rows stay."""
        self.__exit__(None, None, None)

    def keep(self, needed: ExitStack) -> None:
        """Keep what a result reads from until this is closed."""
        self._kept.push(needed)

    def accounts(self) -> Result:
        """Return every account: id, handle, source, name, address, biography.

        Returns
        -------
        Result
            (n,) rows in the columns of ``influence export``, which ``influence import`` reads. Of
            whom no list may show, nothing but an id made up for this call is told.

        Examples
        --------
        >>> import influence as inf
        >>> with inf.example() as db:
        ...     len(db.accounts()), db.accounts().rows[0]["handle"]
        (300, 'ana_bakes')
        """
        return self.table("accounts")

    def posts(self) -> Result:
        """Return every post: whose it is, its kind, when, where and what it says.

        Returns
        -------
        Result
            (p,) rows in the columns of ``influence export``. ``created_at`` is UTC text;
            ``reposts``, ``replies`` and ``likes`` are what its source claims, None where nothing.

        Examples
        --------
        >>> import influence as inf
        >>> with inf.example() as db:
        ...     len(db.posts()), db.posts().rows[0]["text"]
        (2870, 'Does anybody else mix parish records with tram line?')
        """
        return self.table("posts")

    def interactions(self) -> Result:
        """Return every single act: who acted on whom, in which way, on which post and when.

        Returns
        -------
        Result
            (m,) rows in the columns of ``influence export``. What a source merely counts is in
            ``table("interaction_counts")``, who follows whom in ``table("follows")``.

        Examples
        --------
        >>> import influence as inf
        >>> with inf.example() as db:
        ...     sorted({row["type"] for row in db.interactions()})
        ['like', 'quote', 'reply', 'repost']
        """
        return self.table("interactions")

    def table(self, name: str) -> Result:
        """Return one table of ``influence export``, which docs/exports.md describes.

        Parameters
        ----------
        name
            ``sources``, ``accounts``, ``account_counts``, ``posts``, ``interactions``, ``follows``,
            ``interaction_counts``, ``coverage``, ``links``, ``tags``, ``identities``, ``facts`` or
            ``consents``.

        Returns
        -------
        Result
            (m,) rows in the order in which they are exported; ids are text, times UTC text.

        Raises
        ------
        UsageError
            Where there is none of that name.

        Examples
        --------
        >>> import influence as inf
        >>> with inf.example() as db:
        ...     follows = db.table("follows")
        ...     len(follows), follows.rows[0]["actor_id"], follows.rows[0]["target_id"]
        (4371, '1', '8')
        """
        from influence.show.exports import TABLES, listed_only  # noqa: PLC0415 - not at opening
        from influence.show.exports.described import TRUTH  # noqa: PLC0415

        tables = {table.name: table for table in TABLES}
        one_of("table", name, tables)
        fields = tables[name].fields
        truths = [each.name for each in fields if each.kind == TRUTH]
        with listed_only(self.sqlite) as listed:
            found = listed.execute(tables[name].query).fetchall()
        rows = [dict(zip([each.name for each in fields], cells, strict=True)) for cells in found]
        for row in rows:
            row |= {each: None if row[each] is None else bool(row[each]) for each in truths}
        kinds = {"id": Kind.IDENTIFIER, "reply_to": Kind.IDENTIFIER}
        columns = [Column(each.name, kind=kinds.get(each.name)) for each in fields]
        return result_of(name, columns, rows)

    def query(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> Result:
        """Return the rows of a question in SQL; nothing can be changed through it.

        Whom no list may show is in no table, and their names are blanked in what others write;
        ``sqlite`` is the whole file, for what is not handed on.

        Parameters
        ----------
        sql
            One statement (docs/schema.md has the tables).
        parameters
            What stands for each ``?``, in order, or for each ``:name``.

        Returns
        -------
        Result
            (m,) rows, in columns called as the question calls them.

        Raises
        ------
        UsageError
            Where SQLite does not understand it, or it would do anything but read.

        Examples
        --------
        >>> import influence as inf
        >>> with inf.example() as db:
        ...     db.query("select handle from accounts where account_id = ?", [7]).rows
        [{'handle': 'gala_bakes'}]
        """
        from influence.library.asking import asked_in_sql  # noqa: PLC0415

        return asked_in_sql(self.sqlite, sql, parameters)

    def graph(self, *, since: Bound | None = None, until: Bound | None = None) -> "nx.DiGraph[int]":
        """Return who acted on whom in a window, with account ids as nodes and edges actor → target.

        Parameters
        ----------
        since, until
            As in :func:`influence.rank`.

        Returns
        -------
        networkx.DiGraph
            Nodes carry ``handle``, ``posts``, ``followers``; edges one number a kind (``repost=2``,
            ``follow=1``); see :func:`influence.graph.to_networkx`.

        Raises
        ------
        NothingFound
            Where the window holds no data.

        Examples
        --------
        >>> import influence as inf
        >>> with inf.example() as db:
        ...     db.graph().number_of_nodes()
        300
        """
        from influence.graph import load, to_networkx  # noqa: PLC0415
        from influence.ranking.names import names_of  # noqa: PLC0415

        graph = load(self.sqlite, self.window(since, until))
        handles = {each.account_id: each.handle for each in names_of(self.sqlite, graph.accounts)}
        return to_networkx(graph, [handles.get(each) for each in graph.accounts.tolist()])

    def window(self, since: Bound | None, until: Bound | None) -> Window:
        """Return the window between two bounds as a person writes them.

        Parameters
        ----------
        since
            Its beginning: ``2026-03-01``, ``2026-03``, ``2026-Q1``, ``2026``, a moment in UTC, or a
            length before the last event that is held (``12h``, ``90d``, ``8w``), or a date or
            ``datetime`` of Python, in UTC where it has no zone; None: none.
        until
            Its end, which is no part of it: the same, but no length; None: none.

        Returns
        -------
        Window
            ``since`` and ``until`` as UTC text to the second; None where open.

        Raises
        ------
        UsageError
            Where a bound means nothing, the window is empty, or nothing held has a time.

        Examples
        --------
        >>> import influence as inf
        >>> with inf.example() as db:
        ...     print(db.window("2026-03", None).since, db.window("30d", "2026-04-01").until)
        2026-03-01T00:00:00Z 2026-04-01T00:00:00Z
        """
        return parse_window(since, until, lambda: last_event(self.sqlite))


def open(path: str | PathLike[str], *, create: bool = False) -> Database:  # noqa: A001
    """Open a database of this project.

    Parameters
    ----------
    path
        The file; ``:memory:`` is one that is never written.
    create
        Make it where it is missing.

    Returns
    -------
    Database
        Close it, or use it in a ``with``.

    Raises
    ------
    InputUnusable, NotADatabase, NewerSchema
        Where there is no such file, or it is none of ours.

    Examples
    --------
    >>> import influence as inf
    >>> with inf.open(":memory:") as db:
    ...     len(db.accounts())
    0
    """
    return Database(str(path), open_database(str(path), create=create))
