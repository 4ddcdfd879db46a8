"""Which addresses may be asked for, by their looks; what they lead to is checked on connecting."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from socket import SOCK_STREAM, getaddrinfo, inet_aton, inet_ntoa
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

import idna

from crawlers.answers import shown
from crawlers.errors import NotAllowed
from crawlers.guard.addresses import is_loopback, is_public
from crawlers.guard.mapping import Mapping

LONGEST: Final = 2_048
USUAL_PORTS: Final = {"http": 80, "https": 443}

_NOT_OF_THE_WEB = re.compile(
    r"(?:^|.*\.)(?:local|localhost|localdomain|internal|intranet|lan|home|corp|private|onion|i2p"
    r"|test|invalid|home\.arpa|in-addr\.arpa|ip6\.arpa)"
)
_NAME = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9-]{1,63}")
_STRAY_PERCENT = re.compile(r"%(?![\da-fA-F]{2})")
_ESCAPED_DOT = re.compile(r"%2e", re.IGNORECASE)
_DOTS = re.compile("[\u3002\uff0e\uff61]")
_KEPT = "%/:@!$&'()*+,;=~-._"

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port -> addresses; OSError where there is none."""


def resolved_by_system(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host, the first to try first, as the system's resolver says."""
    infos = getaddrinfo(host, port, type=SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in infos))


@dataclass(frozen=True, kw_only=True)
class Guard:
    """The rules on addresses.

    Attributes
    ----------
    allow_loopback
        This machine may be asked too, at any port: for tests, never from a settings file.
    mapping
        Hosts served from elsewhere.
    resolve
        What leads from a name to addresses.
    """

    allow_loopback: bool = False
    mapping: Mapping = field(default_factory=Mapping)
    resolve: Resolve = resolved_by_system

    @property
    def is_private(self) -> bool:
        """Return whether nothing that is asked for leaves for the internet."""
        return self.mapping.is_whole

    def checked(self, url: str) -> str:
        """Return an address in the one form in which it is compared and asked for.

        Scheme and host in lower case, the host in ASCII, no usual port, no fragment, and whatever
        may not stand in an address escaped.

        Raises
        ------
        NotAllowed
            Where it is no address that a crawl may ask for; the message says which rule refuses it.

        Examples
        --------
        >>> Guard().checked("HTTP://Bücher.Example:80/a b?c#d")
        'http://xn--bcher-kva.example/a%20b?c'
        >>> Guard().checked("http://2130706433/")
        Traceback (most recent call last):
        ...
        crawlers.errors.NotAllowed: http://2130706433/ leads to 127.0.0.1, which is not public.
        """
        parts = self._parts(url)
        host = self._checked_host(parts, url)
        netloc = f"[{host}]" if ":" in host else host
        if (port := self._checked_port(parts, host, url)) is not None:
            netloc = f"{netloc}:{port}"
        path = _escaped(_without_dots(parts.path), _KEPT)
        query = _escaped(parts.query, _KEPT + "?")
        return SplitResult(parts.scheme, netloc, path, query, "").geturl()

    def refusal(self, host: str, addresses: Sequence[str]) -> str | None:
        """Return why a host may not be connected to, given all its addresses; None where it may."""
        for address in addresses:
            if not (is_public(address) or (self.allow_loopback and is_loopback(address))):
                return f"{host[:100]} leads to {address[:100]}, which is not public"
        return None

    def is_own(self, host: str) -> bool:
        """Return whether a host is a server of a test or of this machine, which may be hurried."""
        return self.mapping.place(host) is not None or (self.allow_loopback and _is_here(host))

    def _parts(self, url: str) -> SplitResult:
        if len(url) > LONGEST:
            raise NotAllowed(f"{shown(url)} is longer than {LONGEST} characters.")
        try:
            parts = urlsplit(url.strip())
            parts.port  # noqa: B018  # raises ValueError
        except ValueError as error:
            raise NotAllowed(f"{shown(url)} is no address: {error}.") from error
        if parts.scheme not in USUAL_PORTS or not parts.hostname:
            raise NotAllowed(f"{shown(url)} is no address of the web.")
        if "@" in parts.netloc:
            raise NotAllowed(f"{shown(url)} has a name or password in it.")
        return parts

    def _checked_host(self, parts: SplitResult, url: str) -> str:
        host = _ascii(parts.hostname or "", url)
        if self.mapping.names(host):
            return host
        if literal := _literal(host):
            if why := self.refusal(shown(url), [literal]):
                raise NotAllowed(f"{why}.")
            return literal
        if not _NAME.fullmatch(host):
            raise NotAllowed(f"{shown(url)} has no name of a host.")
        is_of_the_web = "." in host and not _NOT_OF_THE_WEB.fullmatch(host)
        if not is_of_the_web and not self.is_own(host):
            raise NotAllowed(f"{shown(url)} is not of the public web.")
        return host

    def _checked_port(self, parts: SplitResult, host: str, url: str) -> int | None:
        """Return the port where it has to be written."""
        usual = USUAL_PORTS[parts.scheme]
        port = usual if parts.port is None else parts.port
        if port == usual:
            return None
        if port in USUAL_PORTS.values() or (self.allow_loopback and _is_here(host)):
            return port
        raise NotAllowed(f"{shown(url)} asks for port {port}: only 80 and 443 are asked.")


def _is_here(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost") or is_loopback(host)


def _ascii(host: str, url: str) -> str:
    """Return a host in lower case and ASCII, whatever letters and dots it is written in."""
    host = _DOTS.sub(".", unicodedata.normalize("NFKC", host))
    host = host.removesuffix(".").lower()
    if host.isascii():
        return host
    try:
        return idna.encode(host[:253], uts46=True).decode()
    except (idna.IDNAError, UnicodeError) as error:
        raise NotAllowed(f"{shown(url)} has no name of a host.") from error


def _without_dots(path: str) -> str:
    """Return a path without steps back, as it will be asked for (RFC 3986, 5.2.4).

    >>> _without_dots("/a/b/%2e%2E/./c/.."), _without_dots("")
    ('/a/', '/')
    """
    *steps, last = _ESCAPED_DOT.sub(".", path).removeprefix("/").split("/")
    kept: list[str] = []
    for step in [*steps, last] if last not in {".", ".."} else [*steps, last, ""]:
        if step == "..":
            del kept[-1:]
        elif step != ".":
            kept.append(step)
    return "/" + "/".join(kept)


def _escaped(text: str, kept: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", text), kept, errors="replace")


def _literal(host: str) -> str | None:
    """Return the address that a host is, in any form that resolvers take for one; else None."""
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    if not re.fullmatch(r"[0-9a-fx.]+", host):  # inet_aton takes anything after a space
        return None
    try:
        return inet_ntoa(inet_aton(host))
    except (OSError, ValueError):
        return None
