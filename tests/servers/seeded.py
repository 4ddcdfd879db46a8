"""What a server is given to serve, as plain data, for tests to compare a crawl with."""

import re
from dataclasses import dataclass, field
from datetime import datetime

LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Whoever writes a blog; ``login`` is the name in the address of the author's page."""

    name: str
    login: str
    bio: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A published post. A tag that begins with # is Ghost's internal kind, which no page shows.

    ``access`` is "public", or "password" or "members": then nobody who merely asks sees the text.
    """

    url: str
    title: str
    published: datetime
    author: str
    text: str
    tags: tuple[str, ...] = ()
    access: str = "public"

    @property
    def slug(self):
        return self.url.rstrip("/").rsplit("/", 1)[-1].removesuffix(".html")

    @property
    def links(self):
        """Return the addresses that the text links to, in its order."""
        return tuple(url for _, url in LINK.findall(self.text))

    @property
    def html(self):
        linked = LINK.sub(r'<a href="\2">\1</a>', self.text)
        return "\n".join(f"<p>{paragraph}</p>" for paragraph in linked.split("\n\n"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment on the post of that address; ``answers`` is the comment that it replies to."""

    post: str
    author: str
    author_url: str | None
    at: datetime
    text: str
    answers: "Comment | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pingback:
    """What one blog's post told another's of being linked from: ``source`` links to ``target``."""

    source: str
    target: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A blog on a list of blogs; ``rel`` is how its owner knows it, in the words of XFN."""

    name: str
    url: str
    rel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blog:
    """One blog and all that stands on it.

    ``feeds`` are those of all posts that its pages point to, the main one first; a feed holds the
    newest ``feed_length`` posts, or all. ``lists_at`` are the addresses at which ``blogroll`` or
    ``recommendations`` can be read.
    """

    address: str
    title: str
    tagline: str
    authors: tuple[Author, ...]
    posts: tuple[Post, ...]
    feeds: tuple[str, ...]
    feed_length: int | None = None
    drafts: tuple[Post, ...] = ()
    comments: tuple[Comment, ...] = ()
    pingbacks: tuple[Pingback, ...] = ()
    blogroll: tuple[Entry, ...] = ()
    recommendations: tuple[Entry, ...] = ()
    lists_at: tuple[str, ...] = ()

    @property
    def host(self):
        return self.address.removeprefix("http://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An account of the fediverse; ``is_hidden`` where it asks not to be listed.

    ``wishes`` are what a server has fields for: ``discoverable``, ``indexable``.
    """

    login: str
    host: str
    name: str
    bio: str = ""
    wishes: dict = field(default_factory=dict, hash=False)
    is_bot: bool = False
    is_hidden: bool = False

    @property
    def handle(self):
        return f"{self.login}@{self.host}"


@dataclass(frozen=True, slots=True)
class Note:
    """A post of the fediverse; its text is what no other says."""

    author: Person
    text: str
    tags: tuple[str, ...] = ()
    answers: "Note | None" = None
    visibility: str = "public"
    warning: str | None = None

    @property
    def written(self):
        """Return the text as its author typed it."""
        return " ".join([self.text, *(f"#{tag}" for tag in self.tags)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """People and their acts: who follows whom, who boosted and liked what, who endorses whom."""

    people: tuple[Person, ...]
    notes: tuple[Note, ...]
    follows: tuple[tuple[Person, Person], ...] = ()
    boosts: tuple[tuple[Person, Note], ...] = ()
    likes: tuple[tuple[Person, Note], ...] = ()
    endorsements: tuple[tuple[Person, Person], ...] = ()

    def at(self, host):
        """Return the people at home at a host."""
        return tuple(person for person in self.people if person.host == host)

    def by(self, person):
        """Return what somebody wrote."""
        return tuple(note for note in self.notes if note.author == person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    """Everything that one server serves; comments on a blog that another serves stand apart."""

    blogs: tuple[Blog, ...] = ()
    comments: tuple[Comment, ...] = field(default=())

    def blog(self, host):
        return next(blog for blog in self.blogs if blog.host == host)
