"""A small Bluesky whose writers differ in how many pass their posts on: what its PDS is given.

Whom most people follow is not whom most pass on, so that an order by followers is another one.
Besides writers and readers a few accounts are there that a crawl has to treat with care.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

BEGAN = datetime(2025, 3, 1, 9, tzinfo=UTC)
POSTS = 10
READERS = 36
HIDES = "!no-unauthenticated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An account; ``state`` is active, deactivated or taken down, ``labels`` its own of itself."""

    handle: str
    name: str
    bio: str = ""
    state: str = "active"
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post under a name of ours; ``#tag``, ``@handle`` and links are marked up in its text.

    ``answers`` and ``quotes`` are names of posts, ``card`` a page below the text.
    """

    name: str
    author: str
    at: datetime
    text: str
    answers: str | None = None
    quotes: str | None = None
    card: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A ``repost`` or a ``like`` of a post."""

    kind: str
    actor: str
    post: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """Who follows whom since when; also who blocks whom."""

    actor: str
    target: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """A list of people: one to recommend them, or (``is_to_mute``) one to mute them."""

    name: str
    owner: str
    members: tuple[str, ...]
    is_to_mute: bool = False
    has_pack: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Somebody with ``followers``, of whom so many ``pass_on`` each post."""

    person: Person
    followers: int
    pass_on: float
    first: int

    def audience(self):
        """Return who follows."""
        return [READER_NAMES[(self.first + n) % READERS] for n in range(self.followers)]

    def posts(self):
        """Return the names of what is written in turn."""
        return [f"{self.person.handle}/{n}" for n in range(POSTS)]

    def pass_on_post(self, number):
        """Return who passes on one of the posts, in turn, so that all do so about as often."""
        before = round(self.pass_on * number)
        after = round(self.pass_on * (number + 1))
        return [self.audience()[n % self.followers] for n in range(before, after)]


def writer(handle, name, bio, followers, pass_on, first):
    person = Person(handle=handle, name=name, bio=bio)
    return Writer(person=person, followers=followers, pass_on=pass_on, first=first)


def later(days, minutes=0):
    return BEGAN + timedelta(days=days, minutes=minutes)


READER_NAMES = [f"reader{n:02d}.test" for n in range(READERS)]
WRITERS = (  # in the order of what is passed on
    writer("ada.test", "Ada Fern", "Meadows. https://meadow.example/", 24, 8, 0),
    writer("bodo.test", "Bo Lind", "Seeds 🌱 and #gardening", 16, 5, 9),
    writer("cyra.test", "Cy Moss", "Lichens and mosses", 27, 3, 5),
    writer("dee.test", "Dee Ruiz", "Sourdough", 12, 1.8, 20),
    writer("eli.test", "Eli Park", "Street food notes", 34, 1, 2),
    writer("fay.test", "Fay Oduya", "Pastry chef", 22, 0.5, 13),
)
JOAN = Person(handle="joan.test", name="Jo March", bio="Reader of everything")
GUS = Person(handle="gus.test", name="Gus Hale", bio="Small web")
TROLL = Person(handle="troll.test", name="Under a bridge")
SHY = Person(handle="shy.test", name="Shy Reader", labels=(HIDES,))
KIT = Person(handle="kit.test", name="Kit Gone", state="deactivated")
SPAM = Person(handle="spam.test", name="BEST DEALS", bio="followback", state="taken down")

PEOPLE = (
    *(each.person for each in WRITERS),
    *(Person(handle=handle, name=f"Reader {n}") for n, handle in enumerate(READER_NAMES)),
    *(JOAN, GUS, TROLL, SHY, KIT, SPAM),
)
READABLE = tuple(each for each in PEOPLE if each.state == "active" and not each.labels)
"""Those of whom something may be held."""

TEXTS = (
    "First orchids of the year #botany",
    "A longer piece: https://meadow.example/orchids 🌿 #botany #orchids",
    "Three things that I learnt this week",
)


def posts_of(number, handle):
    """Return the posts of a writer, one every three days."""
    return tuple(
        Post(
            name=f"{handle}/{n}",
            author=handle,
            at=later(3 * n + 1, 30 * number),
            text=f"{TEXTS[n % len(TEXTS)]} ({handle.removesuffix('.test')} {n})",
            card="https://meadow.example/card" if n == 2 else None,
        )
        for n in range(POSTS)
    )


def said(name, author, minutes, text, **more):
    return Post(name=name, author=author, at=later(2, minutes), text=text, **more)


OTHER_POSTS = (
    said("lovely", "bodo.test", 1, "Lovely! @cyra.test, seen these?", answers="ada.test/0"),
    said("not yet", "cyra.test", 2, "Not yet 🌿 #orchids", answers="lovely"),
    said("gate", "ada.test", 3, "Meet you both at the gate", answers="not yet"),
    said("worth it", "joan.test", 4, "Worth your time", quotes="bodo.test/0"),
    said("shy", "shy.test", 5, "Only for those who are logged in"),
    said("deal", "spam.test", 6, "BUY NOW https://deals.example/"),
)
ALL_POSTS = (
    *(post for n, each in enumerate(WRITERS) for post in posts_of(n, each.person.handle)),
    *OTHER_POSTS,
)
DELETED = said("gone", "fay.test", 7, "Deleted by its author")

MARKS = (
    *(
        Mark(
            kind="repost", actor=actor, post=f"{each.person.handle}/{n}", at=later(3 * n + 2, place)
        )
        for each in WRITERS
        for n in range(POSTS)
        for place, actor in enumerate(each.pass_on_post(n))
    ),
    *(
        Mark(kind="like", actor=actor, post=f"fay.test/{n}", at=later(3 * n + 2, 60 + place))
        for n in range(3)
        for place, actor in enumerate(WRITERS[-1].audience()[:7])
    ),
    *(
        Mark(kind=kind, actor=actor, post="ada.test/0", at=later(2, 100))
        for kind in ("repost", "like")
        for actor in ("shy.test", "kit.test", "spam.test")
    ),
    Mark(kind="repost", actor="joan.test", post="ada.test/1", at=later(5)),
)
FOLLOWS = (
    *(
        Follow(actor=actor, target=each.person.handle, at=later(-30, place))
        for each in WRITERS
        for place, actor in enumerate(each.audience())
    ),
    *(
        Follow(actor=actor, target="ada.test", at=later(-10, n))
        for n, actor in enumerate(("shy.test", "kit.test", "spam.test", "troll.test", "joan.test"))
    ),
    Follow(actor="joan.test", target="gus.test", at=later(-9)),
    Follow(actor="ada.test", target="cyra.test", at=later(-9, 1)),
    Follow(actor="ada.test", target="bodo.test", at=later(-9, 2)),
)
BLOCKS = (
    Follow(actor="ada.test", target="troll.test", at=later(-8)),
    Follow(actor="gus.test", target="joan.test", at=later(-8, 1)),
)
LISTS = (
    People(
        name="Good writers",
        owner="joan.test",
        members=("ada.test", "bodo.test", "dee.test"),
        has_pack=True,
    ),
    People(name="Do not read", owner="gus.test", members=("spam.test",), is_to_mute=True),
)
