"""The raw tables, shown by Datasette: read only, loaded when they are first asked for.

Whom no list may show is in none of them: :mod:`influence.show.shielding` stands before them.
"""

import re
import sqlite3
from asyncio import Lock
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from influence.errors import NothingFound
from influence.show.extras import needed
from influence.show.shielding import shield
from influence.web.guarding import RAW

LIBRARY = "datasette"

_EXPLAINS = re.compile(r"(?>\s|--[^\n]*\n|/\*.*?\*/)*+explain", re.IGNORECASE | re.DOTALL)


def is_installed() -> bool:
    """Return whether the raw tables can be shown."""
    return find_spec(LIBRARY) is not None


def missing(_: Request) -> Response:
    """Say what installs the raw tables.

    Raises
    ------
    InputUnusable
        Always: this stands where they would.
    """
    needed("The raw tables", [LIBRARY], "tables")
    raise NothingFound("The raw tables were installed meanwhile: start serve again.")


class RawTables:
    """An application that shows the tables of one database under :data:`RAW`."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._app: ASGIApp | None = None
        self._loading = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, as if it were at the root."""
        async with self._loading:
            if self._app is None:
                self._app = await run_in_threadpool(_datasette, self._path)
        # With base_url alone its links to JSON and CSV have the prefix twice (datasette #1590).
        scope = dict(scope, path=_inner(scope["path"]), root_path="", app_root_path="")
        scope["raw_path"] = _inner(scope["raw_path"].decode("latin-1")).encode("latin-1")
        await self._app(scope, receive, send)


def _inner(path: str) -> str:
    return path.removeprefix(RAW) or "/"


def _datasette(path: str) -> ASGIApp:
    """Return Datasette over one database; importing it takes a second."""
    from datasette.app import Datasette  # noqa: PLC0415 - an extra, and slow
    from datasette.database import Database  # noqa: PLC0415 - an extra, and slow

    class Shielded(Database):  # type: ignore[misc] # it has no types
        """A database in which those whom no list may show are not seen."""

        def connect(self, write: bool = False) -> sqlite3.Connection:  # noqa: FBT001, FBT002 - its own signature
            """Open a connection that reads, with the views before the tables."""
            connection: sqlite3.Connection = super().connect(write)
            shield(connection)
            return connection

        async def execute(self, sql: str, *args: object, **options: object) -> Any:  # noqa: ANN401 - it has no types
            """Ask a question; how it is answered would tell what the views are called."""
            if _EXPLAINS.match(sql):
                raise sqlite3.OperationalError("explain is not answered here")
            return await super().execute(sql, *args, **options)

        async def primary_keys(self, table: str) -> list[str]:
            """Return the keys of the table behind a view, by which its rows have addresses."""

            def keys(connection: sqlite3.Connection) -> list[str]:
                columns = connection.execute(
                    "select name from pragma_table_info(?, 'main') where pk order by pk", [table]
                )
                return [str(row[0]) for row in columns]

            found: list[str] = await self.execute_fn(keys)
            return found

    settings = {"base_url": f"{RAW}/", "allow_download": False, "force_https_urls": False}
    found = Datasette([], settings=settings, metadata={"title": Path(path).name})
    found.add_database(Shielded(found, path=path, is_mutable=True), name="tables")
    app: ASGIApp = found.app()
    return app
