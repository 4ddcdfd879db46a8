"""What the files of a Mastodon account share: whose a post is that they name."""

from crawlers.fediverse import SOURCE, author_in
from crawlers.files.reading import Reading


def author_of(post: str, reading: Reading) -> str | None:
    """Return whose post it is, where its address tells, or the database holds it."""
    return author_in(post) or reading.known.author(SOURCE, post)
