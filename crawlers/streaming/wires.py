"""The wires that are known, of every network that streams."""

from typing import Final

from crawlers.bluesky.wires import Wire, page_of
from crawlers.bluesky.wires import wire_of as wire_of_bluesky
from crawlers.mastodon.streamed import Reader, check_stream, is_stream

MASTODON: Final = "Mastodon"


def wire_of(url: str) -> Wire:
    """Return what is spoken at an address.

    Raises
    ------
    UsageError
        Where it is no address of a stream that is known here.

    Examples
    --------
    >>> wire_of("https://m.example/api/v1/streaming/public").name
    'Mastodon'
    >>> wire_of("wss://a.example/subscribe").name
    'Jetstream'
    """
    if not is_stream(url):
        return wire_of_bluesky(url)
    check_stream(url)
    return Wire(MASTODON, Reader(url).read, oldest=0, repeats=False)


def page_to_ask(url: str) -> str:
    """Return an address of a stream as that of a page, as which it is checked.

    >>> page_to_ask("wss://a.example/subscribe")
    'https://a.example/subscribe'
    """
    return url if is_stream(url) else page_of(url)
