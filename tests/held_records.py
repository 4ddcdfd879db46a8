"""Records of every kind with everything that a source may say: what no export may lose."""

import random

from hypothesis import strategies as st

from influence.records import (
    INTERACTION_KINDS,
    POST_KINDS,
    Account,
    Coverage,
    Fact,
    Follow,
    Identity,
    Interaction,
    InteractionCount,
    Key,
    Link,
    Post,
    Tag,
)
from influence.store import ingest, open_database

SOURCES = ("file", "mastodon")
NASTY = (
    "plain",
    'quoted "name", with comma',
    "=cmd()|' /C calc'!A0",
    "<b>&amp;</b>",
    "two\nlines\tand a tab",
    "carriage\rreturn",
    "bell\x07 and escape\x1b[31m",
    "\x85next line and \u2028 separator",
    "emoji \U0001f35e, Ελληνικά, עברית",
    "\ufffe\uffff",
    " blanks around ",
    "None",
    "1e5",
)
LISTS = ("posts", "followers", "following", "reposters", "quoters", "repliers", "likers")


def moment(rng):
    day, hour = rng.randint(1, 28), rng.randint(0, 23)
    return f"2026-0{rng.randint(1, 3)}-{day:02}T{hour:02}:{rng.randint(0, 59):02}:07Z"


def maybe(rng, make, share=0.6):
    return make() if rng.random() < share else None


def world_of(seed, accounts=8):
    """Return records of a few accounts on two sources; every column is known somewhere."""
    rng = random.Random(seed)  # noqa: S311
    keys = [Key(rng.choice(SOURCES), f"native {rng.choice('ab')}/{k}") for k in range(accounts)]
    posts = [
        (Key(rng.choice(SOURCES), rng.choice(("", "https://ann.example/")) + f"p{k}"), owner)
        for k in range(2 * accounts)
        for owner in [rng.choice(keys)]
    ]
    records = [_account(rng, key) for key in keys[: accounts - 2] for _ in range(rng.randint(1, 3))]
    records += [_post(rng, key, owner, posts) for key, owner in posts[: accounts + 3]]
    records += [_act(rng, keys, posts) for _ in range(6 * accounts)]
    for _ in range(accounts):
        actor, target = rng.sample(keys, 2)
        records.append(
            Follow(actor, target, maybe(rng, lambda: moment(rng)), maybe(rng, lambda: moment(rng)))
        )
        records.append(_count(rng, actor, target))
        records.append(_coverage(rng, actor, [key for key, owner in posts if owner == actor]))
    return [*records, *_of_blogs(rng, keys)]


def _of_blogs(rng, others):
    """Return what a crawl reads of three blogs that link to each other."""
    names = ("a", "b", "c")
    blogs = {name: Key("blog", f"https://{name}.example/") for name in names}
    posts = [Key("blog", f"{blogs[name].native_id}{k}") for name in names for k in range(3)]
    urls = [*(each.native_id for each in (*blogs.values(), *posts)), "https://d.example/?q=%C3%A9"]
    for name in names:
        yield from (_identity(rng, blogs[name], urls), _fact(rng, blogs[name], urls))
    for post in posts:
        blog = blogs[post.native_id[8]]
        yield Post(post, blog, "article", maybe(rng, lambda: moment(rng)))
        yield Tag(post, rng.choice(("bread", "two words", "Brot & Käse", "=1+1")))
        yield Link(
            *(blog, rng.choice(urls), maybe(rng, lambda post=post: post, 0.8)),
            maybe(rng, lambda: rng.choice(("nofollow", "me external"))),
            maybe(rng, lambda: rng.choice(("footer", "blogroll"))),
            maybe(rng, lambda blog=blog: blog.native_id),
        )
    yield Link(others[0], urls[0], rel="external")


def _identity(rng, account, urls):
    return Identity(account, rng.choice(urls), "rel=me", rng.choice(urls), moment(rng))


def _fact(rng, account, urls):
    seen_at = maybe(rng, lambda: moment(rng))
    return Fact(account, "contact page", rng.choice(urls), rng.choice(("", *NASTY)), seen_at)


def _text(rng):
    return rng.choice(NASTY)


def _number(rng):
    return rng.choice((0, 7, 1234, 10**12))


def _account(rng, key):
    return Account(
        key,
        *(maybe(rng, lambda: _text(rng)) for _ in range(4)),
        maybe(rng, lambda: "en"),
        maybe(rng, lambda: rng.random() < 0.5),
        maybe(rng, lambda: moment(rng)),
        *(maybe(rng, lambda: _number(rng)) for _ in range(3)),
        moment(rng),
    )


def _post(rng, key, owner, posts):
    answered = [Key(key.source, "p of nobody"), *(post for post, _ in posts)]
    return Post(
        key,
        owner,
        rng.choice(POST_KINDS),
        maybe(rng, lambda: moment(rng)),
        maybe(rng, lambda: Key(key.source, rng.choice(answered).native_id), 0.4),
        *(maybe(rng, lambda: _text(rng)) for _ in range(3)),
        maybe(rng, lambda: "de"),
        *(maybe(rng, lambda: _number(rng)) for _ in range(3)),
    )


def _act(rng, keys, posts):
    actor = rng.choice(keys)
    post, target = rng.choice(posts)
    return Interaction(
        rng.choice(INTERACTION_KINDS),
        actor,
        target,
        maybe(rng, lambda: post),
        maybe(rng, lambda: rng.choice(keys), 0.2),
        maybe(rng, lambda: moment(rng)),
        maybe(rng, lambda: f"event {rng.randint(0, 9)}", 0.3),
        rng.choice((0, 0, 0, 1)),
    )


def _count(rng, actor, target):
    return InteractionCount(
        rng.choice(INTERACTION_KINDS),
        actor,
        target,
        rng.randint(1, 9),
        maybe(rng, lambda: moment(rng)),
        maybe(rng, lambda: moment(rng)),
        maybe(rng, lambda: rng.randint(1, 9)),
    )


def _coverage(rng, account, own):
    return Coverage(
        rng.choice(LISTS),
        account,
        rng.choice(own) if own and rng.random() < 0.4 else None,
        maybe(rng, lambda: moment(rng)),
        maybe(rng, lambda: moment(rng)),
        maybe(rng, lambda: rng.random() < 0.5),
        *(maybe(rng, lambda: _number(rng)) for _ in range(2)),
        maybe(rng, lambda: moment(rng)),
    )


def held_worlds():
    """Return seeds of worlds; :func:`write_world` makes a database of one."""
    return st.integers(0, 2**32 - 1)


def write_world(path, seed, **options):
    """Write a database of the world of a seed, and leave it open."""
    db = open_database(path, create=True)
    ingest(db, world_of(seed, **options), named=True)
    return db
