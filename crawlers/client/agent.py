"""Who asks: the name and the contact that every request carries."""

import re
from typing import Final, NamedTuple

from influence.errors import UsageError

TOKEN: Final = "influence-discovery"  # noqa: S105  # the name in robots.txt, no secret
"""What robots.txt calls this crawler."""

_PLACEHOLDER = re.compile(
    r"(?:^|[@/.])example\.(?:org|com|net)\b|\.(?:example|invalid|test)\b", re.IGNORECASE
)
_CONTACT = re.compile(
    r"https?://[\w.-]+\.[\w-]+(?:[/?][\x21-\x7e]*)?|[^\s@()<>]+@[\w-]+(?:\.[\w-]+)+"
)


class Agent(NamedTuple):
    """A crawler: the product token for robots.txt, and the whole header ``User-Agent``.

    ``contact`` is None for a crawl that never leaves this machine.
    """

    contact: str | None = None
    token: str = TOKEN
    version: str = "0.1"

    @property
    def header(self) -> str:
        """Return the header, which holds the token.

        >>> Agent("https://anna.blog/bot").header
        'influence-discovery/0.1 (+https://anna.blog/bot)'
        """
        about = "no contact: own servers only" if self.contact is None else f"+{self.contact}"
        return f"{self.token}/{self.version} ({about})"


def agent_with(contact: str | None, *, is_private: bool = False) -> Agent:
    """Return the agent of a crawl.

    Parameters
    ----------
    contact
        The address of a page or a mailbox by which whoever runs a site reaches who crawls it.
    is_private
        The crawl leaves for no host of others, so that it needs none.

    Raises
    ------
    UsageError
        Where a public crawl has no contact, or one that reaches nobody.

    Examples
    --------
    >>> agent_with(None)
    Traceback (most recent call last):
    ...
    influence.errors.UsageError: A crawl tells every host whom to ask about it: say so with \
--contact, an address of yours such as https://your.site/bot or you@your.site.
    """
    contact = contact.strip() if contact else None
    if contact is None and is_private:
        return Agent()
    if contact is None or _PLACEHOLDER.search(contact) or not _CONTACT.fullmatch(contact):
        why = f"; {contact[:100]!r} reaches nobody" if contact else ""
        raise UsageError(
            "A crawl tells every host whom to ask about it: say so with --contact, an address of "
            f"yours such as https://your.site/bot or you@your.site{why}."
        )
    return Agent(contact)
