"""Two static blogs, and what people wrote under one of them: for generators and Isso to serve."""

from datetime import UTC, datetime, timedelta

from servers.seeded import Author, Blog, Comment, Entry, Post

HEDGEROW, TIDES = "http://hedgerow.example", "http://tides.example"
ORCHIDS = "http://meadow.example/2025/01/first-orchids-of-the-year/"
FIRST_DAY = datetime(2025, 1, 6, 9, tzinfo=UTC)


def posts(author, address, friend):
    """Return the same posts for each blog; ``address`` makes the address of one from its slug."""
    written = (
        ("starting-over", "Starting over", "hello", f"I read [a friend]({friend}/) every day."),
        (
            "on-hedges",
            "On hedges & fences",
            "botany",
            f"Slow fences. See [a society](https://hedges.example/about) and [orchids]({ORCHIDS}).",
        ),
        ("creme-brulee", "Crème brûlée, 日本語 und 🌿", "food", "Titles go beyond ASCII."),
        *((f"diary-{n:02d}", f"Diary {n:02d}", "diary", f"Entry {n}.") for n in range(12)),
    )
    return tuple(
        Post(
            url=address(slug),
            title=title,
            published=FIRST_DAY + timedelta(days=day),
            author=author,
            text=text,
            tags=(tag,),
        )
        for day, (slug, title, tag, text) in enumerate(written)
    )


HEDGEROW_BLOG = Blog(
    address=HEDGEROW,
    title="Hedgerow",
    tagline="Notes from a hedge",
    authors=(Author(name="Nora Vale", login="nora"),),
    feeds=(f"{HEDGEROW}/rss.xml",),
    feed_length=10,
    posts=posts("Nora Vale", f"{HEDGEROW}/posts/{{}}/".format, TIDES),
    blogroll=(
        Entry(name="Ada's Meadow", url="http://meadow.example/"),
        Entry(name="Tidal Notes", url=f"{TIDES}/"),
    ),
    lists_at=(f"{HEDGEROW}/blogroll/", f"{HEDGEROW}/blogroll.opml"),
)
TIDES_BLOG = Blog(
    address=TIDES,
    title="Tidal Notes",
    tagline="Twice a day",
    authors=(Author(name="Ole Brandt", login="ole"),),
    feeds=(f"{TIDES}/feeds/all.atom.xml", f"{TIDES}/feeds/all.rss.xml"),
    posts=posts("Ole Brandt", f"{TIDES}/{{}}.html".format, HEDGEROW),
    blogroll=(
        Entry(name="Feeds & Readers", url="http://readers.example/"),
        Entry(name="Hedgerow", url=f"{HEDGEROW}/"),
    ),
    lists_at=(f"{TIDES}/",),
)


def comment(on, author, url, hours, text, answers=None):
    at = on.published + timedelta(hours=hours)
    return Comment(post=on.url, author=author, author_url=url, at=at, text=text, answers=answers)


START, HEDGES, *_ = HEDGEROW_BLOG.posts
WELCOME = comment(START, "Ada Fern", "http://meadow.example", 1, "Welcome back.")
COMMENTS = (
    WELCOME,
    comment(START, "Gus Hale", "http://smallweb.example", 2, "Hear, hear.", WELCOME),
    comment(START, "Joan March", None, 3, "No site of my own."),
    *(
        comment(HEDGES, f"Reader {n}", f"https://reader{n}.example", 1 + n, f"Hedge number {n}.")
        for n in range(12)
    ),
)
