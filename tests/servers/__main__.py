"""Install the servers, or run one by hand: ``python -m servers install|run [NAME...]``."""

import argparse
import contextlib
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from servers.bluesky import Bluesky
from servers.fediverse import Fediverse
from servers.ghost import Ghost
from servers.installing import CannotStart
from servers.isso import Isso
from servers.mastodon_mock import MastodonMock
from servers.static import StaticBlogs
from servers.wordpress import WordPress

KINDS = (Ghost, WordPress, Bluesky, StaticBlogs, Isso, Fediverse, MastodonMock)
SERVERS = {kind.name: kind for kind in KINDS}


def install(name):
    """Install one server; return why it cannot be had, if so."""
    begun = time.monotonic()
    try:
        SERVERS[name]().prepare()
    except CannotStart as error:
        say(f"{name}: {error}")
        return False
    say(f"{name}: ready after {time.monotonic() - begun:.0f} s")
    return True


def run(name):
    """Run one server until Ctrl-C or a signal to end."""
    server = SERVERS[name]()
    try:
        server.start()
    except CannotStart as error:
        sys.exit(f"{name}: {error}")
    with contextlib.suppress(KeyboardInterrupt):
        for host, (address, port) in server.addresses.items():
            say(f"--resolve {host}={address}:{port}")
        signal.pause()
    server.stop()


def say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main():
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    parser = argparse.ArgumentParser(prog="servers", description=__doc__)
    parser.add_argument("what", choices=["install", "run"])
    parser.add_argument("names", nargs="*", metavar="NAME", default=[*SERVERS])
    asked = parser.parse_args()
    unknown = set(asked.names) - set(SERVERS)
    if unknown or (asked.what == "run" and len(asked.names) != 1):
        parser.error(f"the servers are {', '.join(SERVERS)}; one runs at a time")
    if asked.what == "run":
        run(*asked.names)
    else:
        with ThreadPoolExecutor() as pool:
            sys.exit(not all([*pool.map(install, asked.names)]))


main()
