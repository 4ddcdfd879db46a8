"""Something between a client and a server that lets so many requests through, and then none."""

import contextlib
import socket
import threading
from socketserver import BaseRequestHandler, ThreadingTCPServer


class _Relay(BaseRequestHandler):
    """Passes on what comes in either direction; each piece from the client is a request."""

    def handle(self):
        with socket.create_connection(self.server.target) as answering:
            back = threading.Thread(target=_pass_on, args=(answering, self.request), daemon=True)
            back.start()
            with contextlib.suppress(OSError):
                while piece := self.request.recv(1 << 16):
                    self.server.count()
                    answering.sendall(piece)
            with contextlib.suppress(OSError):
                answering.shutdown(socket.SHUT_RDWR)
            back.join()


class Holding(ThreadingTCPServer):
    """Listens before a server; from the request ``hold_at`` on it passes nothing on.

    Parameters
    ----------
    target
        Address and port of the server.

    Attributes
    ----------
    held
        Set once a request is held.
    """

    daemon_threads = True

    def __init__(self, target, hold_at):
        super().__init__(("127.0.0.1", 0), _Relay)
        self.target = target
        self.held, self.let_go = threading.Event(), threading.Event()
        self._left = threading.BoundedSemaphore(hold_at)

    def handle_error(self, *_):
        """Say nothing: whoever is held may be killed meanwhile."""

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *given):
        self.let_go.set()
        self.shutdown()
        super().__exit__(*given)

    def count(self):
        """Let a request through, or hold it."""
        if not self._left.acquire(blocking=False):
            self.held.set()
            self.let_go.wait()


def _pass_on(source, target):
    with contextlib.suppress(OSError):
        while piece := source.recv(1 << 16):
            target.sendall(piece)
