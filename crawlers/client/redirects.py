"""Where an answer leads on to: every hop is an address of a stranger, checked anew."""

from typing import Final
from urllib.parse import urljoin

from crawlers.answers import shown
from crawlers.client.exchange import Response
from crawlers.errors import AnswerUnusable, NotAllowed
from crawlers.guard import Guard

MOST_HOPS: Final = 5
_REDIRECTS = {301, 302, 303, 307, 308}


def next_hop(url: str, response: Response, guard: Guard) -> str | None:
    """Return where an answer redirects to; None where it does not.

    Raises
    ------
    NotAllowed
        Where that may not be asked for.
    AnswerUnusable
        Where that is no address.
    """
    location = response.headers.get("location")
    if response.status not in _REDIRECTS or not location:
        return None
    try:
        target = urljoin(url, location)
    except ValueError as error:
        raise AnswerUnusable(f"{shown(url)} redirects to what is no address.") from error
    try:
        return guard.checked(target)
    except NotAllowed as error:
        raise NotAllowed(f"{shown(url)} redirects where no crawl may go: {error}") from error
