"""The five real blogs of the shared data, served as ``sites/serve.py`` does, with a timed log."""

import importlib.util
import time
from contextlib import contextmanager
from typing import NamedTuple

from loopback_server import LoopbackServer, running

BLOGS = (
    *("manishearth.github.io", "llogiq.github.io", "aturon.github.io", "burntsushi.net"),
    "blog.rust-lang.org",
)


class Seen(NamedTuple):
    """A request as the server saw it: when it came and when its answer was sent, in seconds."""

    host: str
    path: str
    status: int
    is_conditional: bool
    begun: float
    ended: float


@contextmanager
def served(folder):
    """Serve the blogs on a loopback port; give the port and the log, which grows."""
    spec = importlib.util.spec_from_file_location("serve", folder / "serve.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    log = []

    class Handler(module.Handler):
        def note(self, code):
            self.code = code

        def do_GET(self):  # noqa: N802 - as http.server names it
            begun = time.monotonic()
            super().do_GET()
            host = self.headers.get("Host", "").partition(":")[0]
            asked = "If-None-Match" in self.headers or "If-Modified-Since" in self.headers
            log.append(Seen(host, self.path, self.code, asked, begun, time.monotonic()))

    with running(LoopbackServer(Handler)) as server:
        yield server.port, log
