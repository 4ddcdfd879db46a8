"""Three blogs that read each other: what WordPress is given to serve."""

from datetime import UTC, datetime, timedelta

from servers.seeded import Author, Blog, Comment, Entry, Pingback, Post

MEADOW, KITCHEN, LOG = "http://meadow.example", "http://kitchen.example", "http://smallweb.example"
MOSSES = "https://mosses.example"
PINGED_AT = datetime(2025, 3, 20, 12, tzinfo=UTC)
FIRST_DAY = datetime(2025, 1, 1, 9, tzinfo=UTC)


def post(blog, slug, title, day, author, text, **more):
    published = FIRST_DAY + timedelta(days=day)
    url = f"{blog}/{published:%Y/%m}/{slug}/"
    return Post(url=url, title=title, published=published, author=author, text=text, **more)


def comment(on, author, url, hours, text, answers=None):
    at = on.published + timedelta(hours=hours)
    return Comment(post=on.url, author=author, author_url=url, at=at, text=text, answers=answers)


RYE = post(
    KITCHEN,
    "rye-starter-day-five",
    "Rye starter, day five",
    2,
    "Dee Ruiz",
    "It smells of apples. Thanks to [the mill](https://flour.example/).",
    tags=("baking", "sourdough"),
)
ORCHIDS = post(
    MEADOW,
    "first-orchids-of-the-year",
    "First orchids of the year",
    4,
    "Ada Fern",
    f"On the chalk meadow. Lunch was bread from [Dee's rye starter]({RYE.url}).\n\n<!--more-->\n\n"
    "Below the fold, with [a key](https://orchids.example/key).",
    tags=("botany", "orchids"),
)
MOSS_GUIDE = post(
    MEADOW,
    "a-short-guide-to-mosses",
    "A short guide to mosses: “leaves” & “feet”",
    7,
    "Cyra Moss",
    f"Look at the leaves first. See [the society]({MOSSES}/).",
    tags=("botany", "mosses"),
)
CRAWLERS = post(
    LOG,
    "what-a-crawler-owes",
    "What a crawler owes the site it reads",
    8,
    "Gus Hale",
    f"ETags, back-off, robots.txt. [Ada's post]({ORCHIDS.url}) loads in 20 ms.",
    tags=("rss", "smallweb"),
)
SOLAR = post(
    LOG,
    "server-on-a-solar-panel",
    "Moved my server to a solar panel",
    9,
    "Gus Hale",
    f"See also [my last post]({CRAWLERS.url}) and [bread]({RYE.url}).",
    tags=("selfhosting",),
)
DIARY = tuple(
    post(
        MEADOW,
        f"meadow-diary-{day:02d}",
        f"Meadow diary {day:02d}",
        19 + day,
        "Ada Fern",
        f"Day {day}. Rain and *Carex*.",
        tags=("diary",),
    )
    for day in range(26)
)
PROTECTED = post(
    MEADOW, "protected-note", "Protected note", 59, "Ada Fern", "Secret.", access="password"
)
DRAFT = post(MEADOW, "a-draft", "A draft", 60, "Ada Fern", "Not public.")

WHICH = comment(ORCHIDS, "Dee Ruiz", KITCHEN, 1, "Which meadow is it? Lovely.")
BY_THE_MILL = comment(ORCHIDS, "Ada Fern", MEADOW, 2, "The one by the mill.", WHICH)
ON_ORCHIDS = (
    WHICH,
    BY_THE_MILL,
    comment(ORCHIDS, "Gus Hale", LOG, 100, "Linked from my post.", BY_THE_MILL),
    comment(ORCHIDS, "Joan March", "https://joan.example", 101, "First time commenter."),
    comment(ORCHIDS, "passer-by", None, 102, "I have no site."),
)
ON_RYE = (
    comment(RYE, "Ada Fern", MEADOW, 3, "Mine smells of pears."),
    comment(RYE, "Gus Hale", LOG, 4, "Recipe please."),
    *(
        comment(RYE, f"Reader {n}", f"https://reader{n}.example", 5 + n, f"Comment number {n}.")
        for n in range(24)
    ),
)
ON_CRAWLERS = (
    comment(CRAWLERS, "Hana Sato", "http://readers.example/", 1, "And a contact address."),
)
POSTS = (RYE, ORCHIDS, MOSS_GUIDE, CRAWLERS, SOLAR, *DIARY, PROTECTED)


def pingbacks(address):
    """Return the pingbacks that a blog receives: WordPress pings its own posts too."""
    known = {each.url for each in POSTS if each.url.startswith(address)}
    return tuple(
        Pingback(source=each.url, target=link, at=PINGED_AT)
        for each in POSTS
        for link in each.links
        if link in known
    )


def blog(address, title, tagline, authors, **more):
    return Blog(
        address=address,
        title=title,
        tagline=tagline,
        authors=authors,
        feeds=(f"{address}/feed/",),
        feed_length=10,
        posts=tuple(each for each in POSTS if each.url.startswith(address)),
        pingbacks=pingbacks(address),
        **more,
    )


BLOGS = (
    blog(
        MEADOW,
        "Ada's Meadow",
        "Botany notes",
        (
            Author(name="Ada Fern", login="ada", bio="Field botanist", url=MEADOW),
            Author(name="Cyra Moss", login="cyra", bio="Mosses", url="https://cyra.example"),
        ),
        drafts=(DRAFT,),
        comments=ON_ORCHIDS,
        blogroll=(
            Entry(name="Moss Society", url=MOSSES),
            Entry(name="Slow Kitchen", url=KITCHEN, rel="friend met"),
            Entry(name="Small Web Log", url=LOG, rel="contact"),
        ),
        lists_at=(f"{MEADOW}/wp-links-opml.php",),
    ),
    blog(
        KITCHEN,
        "Slow Kitchen",
        "Bread, mostly",
        (Author(name="Dee Ruiz", login="dee", bio="Baker", url=KITCHEN),),
        comments=ON_RYE,
        blogroll=(Entry(name="Ada's Meadow", url=MEADOW, rel="friend met"),),
        lists_at=(f"{KITCHEN}/wp-links-opml.php", f"{KITCHEN}/"),
    ),
    blog(
        LOG,
        "Small Web Log",
        "Feeds and servers",
        (Author(name="Gus Hale", login="gus", bio="Runs servers", url=LOG),),
        comments=ON_CRAWLERS,
        blogroll=(
            Entry(name="Ada's Meadow", url=MEADOW, rel="acquaintance"),
            Entry(name="Slow Kitchen", url=KITCHEN),
        ),
        lists_at=(f"{LOG}/wp-links-opml.php", f"{LOG}/blogroll/"),
    ),
)
