"""What an answer means: a page, nothing new, a refusal, or nothing of use."""

from hashlib import sha256

from crawlers.answers import shown
from crawlers.client.apis import explains
from crawlers.client.exchange import Response
from crawlers.errors import AnswerUnusable, NotAllowed, PageGone
from influence.records import Validators

_GONE = {404, 410}
_REFUSED = {401, 402, 403, 451}


def conditions(held: Validators | None) -> dict[str, bytes | str]:
    """Return the headers that ask for an answer only if it is another than last time.

    The values go back byte for byte as they came (RFC 9110, 13.1).

    >>> conditions(Validators("https://a.example/", 'W/"x"'))
    {'If-None-Match': b'W/"x"'}
    """
    named = {
        "If-None-Match": held and held.etag,
        "If-Modified-Since": held and held.last_modified,
    }
    return {name: value.encode("latin-1", "replace") for name, value in named.items() if value}


def checked_status(url: str, response: Response, held: Validators | None) -> None:
    """Return where an answer holds what was asked for, or says that nothing changed, or why not.

    Raises
    ------
    PageGone, NotAllowed, AnswerUnusable
        Where it does not.
    """
    status = response.status
    if explains(url, response):
        return
    if status in _GONE:
        raise PageGone(f"{shown(url)} is not there ({status}).")
    if status in _REFUSED:
        raise NotAllowed(f"{shown(url)} is not for everybody ({status}).")
    is_whole = 200 <= status < 300 and status != 206
    if not is_whole and not (status == 304 and conditions(held)):
        raise AnswerUnusable(f"{shown(url)} answered {status}.")


def validators_of(
    url: str, response: Response, held: Validators | None, seen_at: str
) -> Validators:
    """Return what to ask with next time, and the hash of the body."""
    etag, modified = map(response.headers.get, ("etag", "last-modified"))
    if response.status == 304 and held is not None:
        return Validators(
            url, etag or held.etag, modified or held.last_modified, held.body_hash, seen_at
        )
    return Validators(url, etag, modified, sha256(response.body).hexdigest(), seen_at)


def is_unchanged(response: Response, held: Validators | None, known: Validators) -> bool:
    """Return whether an answer brings nothing new, whatever its validators say."""
    return response.status == 304 or (held is not None and held.body_hash == known.body_hash)
