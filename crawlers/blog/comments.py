"""Comments as plain values, and what they are in records; the same for every place they come from.

A commenter is an account only by the address of a site or a profile. All others, and those whose
address is an advertisement, are counted and leave no trace.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from crawlers.blog.addresses import bare, home_of, is_no_blog
from crawlers.blog.spam import Signed, spam_of
from crawlers.blog.unwrapping import leads_nowhere
from crawlers.outlines import handle_of
from influence.records import Account, Interaction, Key, Post, Record, Task
from influence.urls import BLOG, page_of, site_of

MOST: Final = 2_000
"""Comments that are read of one page or answer."""

ANSWER, LINK, LIKE, REPOST = "reply", "link", "like", "repost"


class Comment(NamedTuple):
    """A comment, or a page that a blog was told of and shows among them.

    Attributes
    ----------
    id
        Its own within the post, as the part of its address behind ``#``.
    kind
        The kind of interaction that it is: a reply, or of a pingback or webmention a link, a like
        or a repost.
    name, address
        What its author signed with.
    parent
        The ``id`` of the comment that it answers.
    is_owner
        Whether the author of the post wrote it.
    page
        Where it stands, if that is a page of its own: the source of a pingback or a webmention.
    """

    id: str
    kind: str = ANSWER
    name: str = ""
    address: str | None = None
    written_at: str | None = None
    text: str | None = None
    parent: str | None = None
    is_owner: bool = False
    page: str | None = None


class Thread(NamedTuple):
    """The comments under a post of a blog; ``url`` is where the post is served.

    ``with_text`` is false where the page asks that none of its text be stored; ``follows`` where
    it asks that nothing be fetched for its sake.
    """

    blog: Key
    post: Key
    url: str
    comments: Sequence[Comment]
    with_text: bool = True
    follows: bool = True


def records_of(thread: Thread, known: Mapping[str, str] | None = None) -> Iterator[Record]:
    """Yield the commenters, what they wrote, and their acts towards the blog.

    A comment is an act towards the blog under whose post it stands, also where it answers another
    comment (which ``Post.reply_to`` tells): lists that tell no parents would make it a second act
    otherwise. An answer of the blog itself is its act towards whom it answers.

    Parameters
    ----------
    known
        Ids of comments read before -> the sites of their authors.
    """
    authors = authors_of(thread)
    everyone = {**{id_: Key(BLOG, site) for id_, site in (known or {}).items()}, **authors}
    told: set[Key] = {thread.blog}
    for comment in thread.comments:
        author = authors.get(comment.id)
        if author is None:
            continue
        if author not in told:
            told.add(author)
            yield from _newcomer(comment, author, thread)
        if comment.page is None:
            yield _post(comment, author, thread, everyone)
        yield from _acts(comment, author, thread, everyone)


def authors_of(thread: Thread) -> dict[str, Key]:
    """Return comments' ids -> their authors, of those whose author is an account."""
    signed = [
        Signed(each.name, each.address)
        for each in thread.comments
        if each.address and each.kind == ANSWER and not each.is_owner
    ]
    spam = spam_of(signed)
    authors: dict[str, Key] = {}
    for comment in thread.comments:
        author = _author(comment, thread.blog, spam)
        if author is not None:
            authors.setdefault(comment.id, author)
    return authors


def _author(comment: Comment, blog: Key, spam: frozenset[str]) -> Key | None:
    if comment.is_owner:
        return blog
    address = comment.address or comment.page
    if not address or address in spam:
        return None
    site = site_of(address)
    if site is None or leads_nowhere(address):
        return None
    if bare(site) == bare(blog.native_id):
        return blog if _is_home(address, blog) else None
    is_profile = site.rstrip("/").count("/") > 2
    return None if is_no_blog(address) and not is_profile else Key(BLOG, site)


def _is_home(address: str, blog: Key) -> bool:
    """Return whether an address is the front of the blog: some commenters write any part of it."""
    page = bare(page_of(address) or "").rstrip("/")
    home = bare(blog.native_id).rstrip("/")
    return page == home or page.startswith(f"{home}/author/")


def _newcomer(comment: Comment, author: Key, thread: Thread) -> Iterator[Record]:
    """Yield a commenter, and the visit to the blog that may be theirs.

    A blog has a title of its own; the commenter's name is that of a profile on a shared host.
    """
    site = author.native_id
    handle = handle_of(site)
    name = comment.name if "/" in handle and comment.kind == ANSWER else None
    yield Account(author, handle=handle, name=name or None)
    address = comment.address or comment.page or ""
    if thread.follows and not is_no_blog(address) and (home := home_of(address)):
        yield Task(BLOG, "home", home, site, pointer="comment")


def _post(comment: Comment, author: Key, thread: Thread, everyone: Mapping[str, Key]) -> Post:
    answered = comment.parent is not None and comment.parent in everyone
    return Post(
        key_of(thread.post, comment.id),
        author,
        kind="reply",
        published_at=comment.written_at,
        reply_to=key_of(thread.post, comment.parent or "") if answered else thread.post,
        url=f"{thread.url.partition('#')[0]}#{comment.id}",
        text=comment.text if thread.with_text else None,
        is_listed=False,
    )


def _acts(
    comment: Comment, author: Key, thread: Thread, everyone: Mapping[str, Key]
) -> Iterator[Record]:
    if author == thread.blog:
        yield from _own_answer(comment, thread, everyone)
        return
    of_page = page_of(comment.page) if comment.page else None
    yield Interaction(
        comment.kind,
        author,
        thread.blog,
        thread.post,
        happened_at=comment.written_at,
        native_id=of_page or key_of(thread.post, comment.id).native_id,
    )


def _own_answer(comment: Comment, thread: Thread, everyone: Mapping[str, Key]) -> Iterator[Record]:
    answered = everyone.get(comment.parent or "")
    if comment.kind != ANSWER or answered is None or answered == thread.blog:
        return
    yield Interaction(
        ANSWER,
        thread.blog,
        answered,
        key_of(thread.post, comment.parent or ""),
        happened_at=comment.written_at,
        native_id=key_of(thread.post, comment.id).native_id,
    )


def key_of(post: Key, id_: str) -> Key:
    """Return the key of a comment, the same from every list that it is read in."""
    return Key(BLOG, f"{post.native_id}#{id_}")
