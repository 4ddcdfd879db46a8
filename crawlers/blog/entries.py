"""A feed as plain values, the same for every format: what ``xml_feed`` and ``json_feed`` read."""

from typing import NamedTuple


class Entry(NamedTuple):
    """One entry of a feed.

    Attributes
    ----------
    addresses
        Full addresses that may be its page, surest first.
    subject
        The page that it links to, which may be its own or, on link blogs, what it is about.
    enclosure
        The file that it carries, of a podcast the episode.
    html
        Its content, or its summary where it has no other.
    base
        What relative addresses in its content are relative to.
    is_whole
        Whether the content is all that was written; ``False`` where it is cut or only a summary.
    replies_count
        How many answers the feed says that it has.
    replies_feed, replies_page
        Where they can be read.
    discussed_at
        Posts elsewhere under which it is discussed (``podcast:socialInteract``).
    """

    addresses: tuple[str, ...] = ()
    subject: str | None = None
    enclosure: str | None = None
    title: str | None = None
    html: str = ""
    base: str = ""
    is_whole: bool = True
    published_at: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    replies_count: int | None = None
    replies_feed: str | None = None
    replies_page: str | None = None
    discussed_at: tuple[str, ...] = ()


class Feed(NamedTuple):
    """What a feed says of its blog, and its entries in its order.

    Attributes
    ----------
    home
        The full address of the page that it is the feed of.
    next_page
        Where older entries are, as the feed names it.
    is_whole
        Whether the feed says that it holds every entry (RFC 5005 ``fh:complete``).
    refusal
        What of it says that it is not to be listed.
    blogrolls, accounts, recommended
        Lists of blogs, accounts elsewhere, and feeds (address and title), that it names.
    podcast_guid
        The id of the podcast, the same wherever it is hosted.
    """

    title: str | None = None
    description: str | None = None
    language: str | None = None
    home: str | None = None
    generator: str | None = None
    entries: tuple[Entry, ...] = ()
    next_page: str | None = None
    is_whole: bool = False
    refusal: str | None = None
    blogrolls: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    recommended: tuple[tuple[str, str | None], ...] = ()
    podcast_guid: str | None = None
