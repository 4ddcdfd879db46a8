"""Servers that answer for the web in tests: ``--resolve HOST=ADDRESS:PORT``.

A mapped host keeps its name and scheme; only the connection goes elsewhere, and without TLS, since
a server of a test has no certificate of anybody.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from crawlers.guard.addresses import is_loopback
from influence.errors import UsageError

ANY = "*"

_RULE = re.compile(
    r"(?P<host>\*|[\w.-]+)=(?:\[(?P<v6>[\da-f:.]+)\]|(?P<v4>[\d.]+)|(?P<name>localhost)):(?P<port>\d{1,5})",
    re.IGNORECASE,
)


class Place(NamedTuple):
    """Where a mapped host is connected to."""

    address: str
    port: int


class Mapping:
    """Which hosts are served from elsewhere; a host named beats ``*``."""

    def __init__(self, places: dict[str, Place] | None = None) -> None:
        self._places = dict(places or {})

    def place(self, host: str) -> Place | None:
        """Return where a host is connected to instead of where its name leads; None for nowhere."""
        return self._places.get(host.lower()) or self._places.get(ANY)

    def names(self, host: str) -> bool:
        """Return whether a host is mapped by its own name."""
        return host.lower() in self._places

    @property
    def is_whole(self) -> bool:
        """Return whether every host is mapped, so that nothing leaves for the internet."""
        return ANY in self._places


def parse_mapping(rules: Iterable[str]) -> Mapping:
    """Return the mapping that rules of the form ``HOST=ADDRESS:PORT`` mean; later rules win.

    Raises
    ------
    UsageError
        Where a rule has another form, or leads to another machine.

    Examples
    --------
    >>> parse_mapping(["anna.example=127.0.0.1:8099"]).place("Anna.Example")
    Place(address='127.0.0.1', port=8099)
    >>> parse_mapping(["*=[::1]:80"]).place("anna.example")
    Place(address='::1', port=80)
    """
    places = {}
    for rule in rules:
        found = _RULE.fullmatch(rule.strip())
        if found is None or not 0 < int(found["port"]) < 1 << 16:
            raise UsageError(
                f"--resolve {rule}: write HOST=ADDRESS:PORT, such as anna.example=127.0.0.1:8099 "
                "or, for every host, *=127.0.0.1:8099."
            )
        address = found["v6"] or found["v4"] or "127.0.0.1"
        if not is_loopback(address):
            raise UsageError(f"--resolve {rule}: {address} is no address of this machine.")
        places[found["host"].lower().rstrip(".")] = Place(address, int(found["port"]))
    return Mapping(places)
