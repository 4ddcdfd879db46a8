"""Tokens and keys of a person's own, for a host each: looked up when needed, sent there alone.

They come from the environment, or from a keyring where the package ``keyring`` is installed (the
extra of that name). Nothing else ever holds one: not the database, no log, no message, no process
that reads documents.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from importlib.util import find_spec
from threading import Lock
from typing import Final, NamedTuple, Self
from urllib.parse import urlsplit

from influence.errors import UsageError

PREFIX: Final = "INFLUENCE_TOKEN_"
KEYRING: Final = "influence-discovery"
"""The name under which a keyring holds tokens, by host."""

CLOSED: Final = frozenset({401, 403, 422})
"""What hosts answer strangers that keep something for those who signed in."""

_REFUSED = 401
_TOKEN = re.compile(r"[\x21-\x7e]{4,4000}")
_HIDDEN = "[token]"
_NO_TOKEN = "holds what can be no token: write it alone, without spaces, quotes or Bearer"  # noqa: S105


class Way(NamedTuple):
    """How a service wants its key: the header, and what stands before the key in it.

    ``name`` is what the key goes by: the host itself, or a shorter name.
    """

    name: str
    header: str = "Authorization"
    before: str = "Bearer "


_SERVICES: Final[Mapping[str, Way]] = {
    "www.googleapis.com": Way("youtube", "X-Goog-Api-Key", ""),
}
"""Host → how it wants keys, where that is not as OAuth has it (RFC 6750)."""


class Token:
    """A secret for one host; nothing that is printed of it tells it.

    >>> Token(Way("m.example"), "abcd-1234")
    Token for m.example
    >>> Token(Way("m.example"), "abcd-1234").hidden("it says abcd-1234")
    'it says [token]'
    """

    __slots__ = ("_secret", "_way")

    def __init__(self, way: Way, secret: str) -> None:
        self._way = way
        self._secret = secret

    def __repr__(self) -> str:
        return f"Token for {self._way.name}"

    @property
    def name(self) -> str:
        """What it goes by."""
        return self._way.name

    def headers(self) -> dict[str, str]:
        """Return what a request carries that shows it."""
        return {self._way.header: self._way.before + self._secret}

    def is_in(self, body: bytes, texts: Iterable[str]) -> bool:
        """Tell whether an answer repeats it."""
        return self._secret.encode() in body or any(self._secret in text for text in texts)

    def hidden(self, text: str) -> str:
        """Return a text without it."""
        return text.replace(self._secret, _HIDDEN)


class Tokens:
    """The tokens of a crawl, found when a host is first asked; may be used by many threads.

    Parameters
    ----------
    environment
        Variables, of which those named ``INFLUENCE_TOKEN_...`` count.
    in_keyring
        What a keyring holds under a name; None where it holds nothing.
    is_own
        Whether a host is a server of one's own, which may be shown a token without TLS.
    """

    def __init__(
        self,
        environment: Mapping[str, str] | None = None,
        in_keyring: Callable[[str], str | None] = lambda _: None,
        is_own: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._environment = environment or {}
        self._in_keyring = in_keyring
        self._is_own = is_own
        self._lock = Lock()
        self._found: dict[str, Token | None] = {}
        self._opened: set[tuple[str, str]] = set()
        self.refused: list[str] = []
        self._closed: dict[str, None] = {}

    def checked(self) -> Self:
        """Return them, where each variable holds what can be a token.

        Raises
        ------
        UsageError
            Where one does not.
        """
        for variable, secret in self._environment.items():
            if variable.startswith(PREFIX) and secret and not _TOKEN.fullmatch(secret.strip()):
                raise UsageError(f"{variable} {_NO_TOKEN}.")
        return self

    @property
    def missed(self) -> Iterable[str]:
        """The sentences that say whose lists are closed to strangers, and where to put a token."""
        for url in self._closed:
            yield (
                f"{urlsplit(url).netloc} shows some lists to those alone who signed in: a token of"
                f" yours may open them ({self.place_of(url)})."
            )

    def of(self, url: str) -> Token | None:
        """Return the token for the host of an address; None where there is none to be shown.

        Raises
        ------
        UsageError
            Where what is found can be no token.
        """
        parts = urlsplit(url)
        if parts.scheme != "https" and not self._is_own(parts.hostname or ""):
            return None
        with self._lock:
            if parts.netloc not in self._found:
                self._found[parts.netloc] = self._look_up(parts.netloc)
            return self._found[parts.netloc]

    def place_of(self, url: str) -> str:
        """Return where a token for the host of an address is looked for."""
        name = _way(urlsplit(url).netloc).name
        brings = "" if find_spec("keyring") else f" (pip install '{KEYRING}[keyring]')"
        return f"{PREFIX}{_variable(name)}, or {name} under {KEYRING} in the keyring{brings}"

    def wanted(self, url: str) -> str:
        """Return the sentence that says how to have a host's token ready, which has to be there."""
        host = urlsplit(url).netloc
        return f"{host} wants a key of your own: {self.place_of(url)}."

    def note_closed(self, url: str) -> None:
        """Note that a host, for which there is no token, keeps something from strangers."""
        parts = urlsplit(url)
        self._closed[f"{parts.scheme}://{parts.netloc}/"] = None

    def opens(self, url: str, kind: str) -> bool:
        """Tell whether the token opened tasks of a kind that are closed to strangers."""
        return (urlsplit(url).netloc, kind) in self._opened

    def told(self, url: str, kind: str, token: Token, status: int) -> None:
        """Learn from an answer to who showed a token; one that is refused is shown no more."""
        host = urlsplit(url).netloc
        with self._lock:
            if status == _REFUSED and self._found.get(host) is token:
                self._found[host] = None
                self.refused.append(f"{token.name} refuses the token of {self.place_of(url)}.")
            elif status not in CLOSED:
                self._opened.add((host, kind))

    def _look_up(self, host: str) -> Token | None:
        way = _way(host)
        variable = PREFIX + _variable(way.name)
        secret = self._environment.get(variable) or self._in_keyring(way.name)
        if not secret:
            return None
        if not _TOKEN.fullmatch(secret.strip()):
            place = f"{variable}, or {way.name} under {KEYRING} in the keyring,"
            raise UsageError(f"{place} {_NO_TOKEN}.")
        return Token(way, secret.strip())


def from_keyring(name: str) -> str | None:
    """Return what the keyring of this machine holds for a host; None where there is no keyring."""
    with suppress(ImportError):
        import keyring  # noqa: PLC0415 - an extra, and slow to import
        import keyring.errors  # noqa: PLC0415

        with suppress(keyring.errors.NoKeyringError):
            return keyring.get_password(KEYRING, name)
    return None


def _way(host: str) -> Way:
    return _SERVICES.get(host) or Way(host)


def _variable(name: str) -> str:
    """Return the end of the name of the variable for a host: no two hosts have the same.

    >>> _variable("mastodon.social"), _variable("my-host.example"), _variable("localhost:8011")
    ('MASTODON_SOCIAL', 'MY__HOST_EXAMPLE', 'LOCALHOST___8011')
    """
    return name.upper().replace("-", "__").replace(":", "___").replace(".", "_")
