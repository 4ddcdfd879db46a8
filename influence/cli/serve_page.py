"""What ``influence serve`` does: a socket on loopback, the application, words on stderr."""

import socket
import sqlite3
import webbrowser
from contextlib import suppress
from threading import Timer

import click

from influence.cli.serving import PORT
from influence.errors import InputUnusable
from influence.show.extras import needed
from influence.store import open_database

HOST = "127.0.0.1"
TRIED = 20
OPENED_AFTER = 0.5
"""Seconds until the browser is opened: the server is up by then."""

NEEDED = ("starlette", "uvicorn", "jinja2", "markupsafe")


def serve_database(database: str, port: int | None, *, opens: bool, check: bool) -> None:
    """Serve one database until Ctrl-C.

    Raises
    ------
    InputUnusable
        Where a library or the database is missing, or the port is taken.
    """
    needed("The page", NEEDED, "web")
    with open_database(database) as db, suppress(sqlite3.OperationalError):  # not ours to write
        db.conn.execute("pragma journal_mode = wal")  # who reads never waits for who writes
    with _bound(port) as listener:
        address = f"http://{HOST}:{listener.getsockname()[1]}/"
        if check:
            click.echo(f"{database} would be at {address}", err=True)
            return
        click.echo(f"{database} is at {address} (Ctrl-C ends it)", err=True)
        if opens:
            Timer(OPENED_AFTER, webbrowser.open, [address]).start()
        _run(database, listener)


def _run(database: str, listener: socket.socket) -> None:
    import uvicorn

    from influence.web.app import create_app

    config = uvicorn.Config(
        create_app(database),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def _bound(port: int | None) -> socket.socket:
    """Return a socket on loopback; where no port was asked for, on one that is free."""
    for tried in [port] if port else range(PORT, PORT + TRIED):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, tried))
            listener.listen()  # until then another program may take the same port
        except OSError as error:
            listener.close()
            if port:
                raise InputUnusable(
                    f"Port {port} cannot be used: {error.strerror}; choose another with -p."
                ) from error
        else:
            return listener
    raise InputUnusable(f"Ports {PORT} to {PORT + TRIED - 1} are all taken; choose one with -p.")
