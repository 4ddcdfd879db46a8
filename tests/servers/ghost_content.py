"""A blog about feeds with comments by members and recommendations: what Ghost is given to serve."""

from datetime import UTC, datetime, timedelta

from servers.seeded import Author, Blog, Comment, Entry, Post

READERS = "http://readers.example"
FIRST_DAY = datetime(2025, 1, 1, 9, tzinfo=UTC)


def post(slug, title, day, text, **more):
    published = FIRST_DAY + timedelta(days=day)
    url = f"{READERS}/{slug}/"
    return Post(url=url, title=title, published=published, author="Hana Sato", text=text, **more)


def comment(author, hours, text, answers=None):
    at = ETAGS.published + timedelta(hours=hours)
    return Comment(
        post=ETAGS.url, author=author, author_url=None, at=at, text=text, answers=answers
    )


ETAGS = post(
    "your-feed-reader-deserves-etags",
    "Your feed reader deserves ETags",
    9,
    "Conditional requests. See [Small Web Log](http://smallweb.example/) and "
    "[Ada](http://meadow.example/2025/01/first-orchids-of-the-year/).",
    tags=("rss", "smallweb"),
)
MEMBERS_ONLY = post(
    "members-only", "Members only", 10, "Only for members.", tags=("rss",), access="members"
)
INTERNAL = post(
    "with-an-internal-tag",
    "With an internal tag",
    11,
    "One tag is hidden.",
    tags=("#later", "meta"),
)
NOTES = tuple(
    post(
        f"reader-notes-{n:02d}",
        f"Reader notes {n:02d}",
        12 + n,
        f"Note {n}, with [a link](https://elsewhere.example/{n}).",
        tags=("notes",),
    )
    for n in range(22)
)

NO_ETAG = comment("Ada Fern", 1, "Mine sends no ETag at all.")
COMMENTS = (
    NO_ETAG,
    comment("Gus Hale", 2, "Then it is time to change it.", NO_ETAG),
    comment("Joan March", 3, "Thank you."),
)

BLOG = Blog(
    address=READERS,
    title="Feeds & Readers",
    tagline="On feed readers and the small web",
    authors=(Author(name="Hana Sato", login="hana"),),
    feeds=(f"{READERS}/rss/",),
    feed_length=15,
    posts=(ETAGS, MEMBERS_ONLY, INTERNAL, *NOTES),
    comments=COMMENTS,
    recommendations=(
        Entry(name="Ada's Meadow", url="http://meadow.example/"),
        Entry(name="Small Web Log", url="http://smallweb.example/"),
    ),
    lists_at=(f"{READERS}/.well-known/recommendations.json",),
)
