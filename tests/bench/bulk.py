"""Write a world straight into a database: python bulk.py lists|pairs MILLIONS DB|FOLDER.

What `influence import` would make of the same world's files, in minutes where that takes many:
indexes are made when the rows are there. Into a folder go those files. ``lists`` is a drawn world
with follower lists and texts, ``pairs`` has reposts and none of these; MILLIONS is how many acts.
"""

import csv
import sys
from dataclasses import dataclass, replace
from itertools import repeat
from pathlib import Path

import numpy as np
from world import ACTS, BEGIN, LARGE, draw_pairs

from influence.store import open_database
from influence.synthetic import make_world
from influence.synthetic.words import handle, texts
from influence.synthetic.world import BEGIN as WORLD_BEGIN

# Without cascades, whose size grows faster than the world; more posts and response in their place.
FOLLOWED = replace(LARGE, cascade=0.0, response=1.0, posts_median=3.5)
SEEN_AT = "2026-11-01T00:00:00Z"
ROWS_AT_ONCE = 500_000
INDEXES = """
    select name, sql from sqlite_master
    where type = 'index' and sql is not null
      and tbl_name in ('accounts', 'posts', 'interactions', 'follows', 'coverage')
"""


@dataclass(frozen=True)
class Columns:
    """A world as columns; accounts and posts are positions, times are seconds since 1970.

    ``follows`` are (actor, target), ``followers`` (n,) claims: None where nothing is known.
    """

    accounts: int
    author: np.ndarray
    published: np.ndarray
    kinds: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]  # actor, post, happened
    follows: tuple[np.ndarray, np.ndarray] | None = None
    followers: np.ndarray | None = None
    words: object = None


def lists(millions):
    """Draw a world of followers who act; of more acts than are asked for, some stay."""
    size = round(LARGE.accounts * millions)
    settings = replace(FOLLOWED, accounts=size, communities=max(size // 1000, 1))
    world = make_world(settings)
    kinds = {
        kind: (acts.actor, acts.post, WORLD_BEGIN + acts.happened)
        for kind, acts in world.acts.items()
    }
    drawn = sum(actor.size for actor, _, _ in kinds.values())
    random = np.random.default_rng(1)
    for kind, columns in kinds.items():
        stays = random.random(columns[0].size) * drawn < ACTS * millions
        kinds[kind] = tuple(column[stays] for column in columns)
    return Columns(
        size,
        world.posts.author,
        WORLD_BEGIN + world.posts.published,
        kinds,
        world.follows,
        world.followers,
        texts(settings.seed, world.people.community[world.posts.author]),
    )


def pairs(millions):
    """Draw reposts of nearly every pair of accounts once."""
    drawn = draw_pairs(round(ACTS * millions))
    begin = int(BEGIN.astype(np.int64))
    _, once = np.unique(drawn.post * drawn.accounts + drawn.actor, return_index=True)
    acts = (drawn.actor[once], drawn.post[once], begin + drawn.happened[once])
    return Columns(drawn.accounts, drawn.author, begin + drawn.published, {"repost": acts})


def write(columns, path):
    """Make a database of the columns; it is there only when it is whole."""
    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    with open_database(unfinished, create=True) as db:
        connection = db.conn
        connection.execute("pragma journal_mode = off")
        connection.execute("pragma synchronous = off")
        connection.execute("pragma foreign_keys = off")
        connection.execute("pragma cache_size = -500000")
        indexes = connection.execute(INDEXES).fetchall()
        for name, _ in indexes:
            connection.execute(f"drop index {name}")
        for table, rows in tables(columns):
            insert(connection, table, rows)
        for _, sql in indexes:
            connection.execute(sql)
        connection.commit()
        connection.execute("pragma journal_mode = wal")
    unfinished.replace(path)


def tables(columns):
    """Yield each table, its columns and their values."""
    yield "sources (source)", [["bench"]]
    ids = range(1, columns.accounts + 1)
    names = [handle(place) for place in range(columns.accounts)]
    keys = [f"{place:09d}" for place in ids]
    yield "accounts (account_id, source, native_id, handle)", [ids, repeat("bench"), keys, names]
    yield from posts(columns)
    for kind, (actor, post, happened) in columns.kinds.items():
        for part in parts(actor.size):
            yield (
                "interactions (kind, actor_id, target_id, post_id, happened_at)",
                [
                    repeat(kind),
                    (actor[part] + 1).tolist(),
                    (columns.author[post[part]] + 1).tolist(),
                    (post[part] + 1).tolist(),
                    moments(happened[part]),
                ],
            )
    yield from audience(columns)


def posts(columns):
    """Yield the posts, with texts where there are any."""
    words = iter(columns.words or repeat(None))
    for part in parts(columns.author.size):
        ids = range(part.start + 1, part.stop + 1)
        yield (
            "posts (post_id, source, native_id, account_id, kind, is_listed, text, published_at)",
            [
                ids,
                repeat("bench"),
                [f"{place:09d}" for place in ids],
                (columns.author[part] + 1).tolist(),
                repeat("original"),
                repeat(1),
                [next(words) for _ in ids],
                moments(columns.published[part]),
            ],
        )


def audience(columns):
    """Yield who follows whom, and what is claimed of it."""
    if columns.follows is None:
        return
    actor, target = columns.follows
    order = np.lexsort((target, actor))
    for part in parts(actor.size):
        rows = order[part]
        yield (
            "follows (actor_id, target_id, first_seen_at, last_seen_at)",
            [
                (actor[rows] + 1).tolist(),
                (target[rows] + 1).tolist(),
                repeat(SEEN_AT),
                repeat(SEEN_AT),
            ],
        )
    ids, claims = range(1, columns.accounts + 1), columns.followers.tolist()
    yield (
        "account_counts (account_id, seen_at, followers_count)",
        [ids, repeat(SEEN_AT), claims],
    )
    yield (
        "coverage (kind, account_id, is_complete, claimed_count, held_count)",
        [repeat("followers"), ids, repeat(1), claims, claims],
    )


def parts(size):
    """Yield slices that are written at once."""
    for start in range(0, size, ROWS_AT_ONCE):
        yield slice(start, min(start + ROWS_AT_ONCE, size))


def moments(seconds):
    """Return seconds since 1970 as the texts that a database holds."""
    whole = np.asarray(seconds).astype(np.int64).astype("datetime64[s]")
    return [f"{moment}Z" for moment in np.datetime_as_string(whole).tolist()]


def insert(connection, table, values):
    """Insert columns, of which some have no end."""
    marks = ", ".join("?" * len(values))
    connection.executemany(f"insert into {table} values ({marks})", zip(*values, strict=False))  # noqa: S608


def write_files(columns, folder):
    """Write the columns as the files that a person would have."""
    folder.mkdir(parents=True, exist_ok=True)
    ids = range(1, columns.accounts + 1)
    claims = {} if columns.followers is None else {"followers": columns.followers.tolist()}
    _write(folder / "accounts.csv", id=ids, handle=map(handle, range(columns.accounts)), **claims)
    _write(
        folder / "posts.csv",
        post_id=range(1, columns.author.size + 1),
        account_id=(columns.author + 1).tolist(),
        created_at=moments(columns.published),
    )
    with (folder / "interactions.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(["type", "actor_id", "target_id", "post_id", "created_at"])
        for table, values in tables(columns):
            if table.startswith("interactions"):
                lines.writerows(zip(*values, strict=False))
        if columns.follows is not None:
            actor, target = ((each + 1).tolist() for each in columns.follows)
            lines.writerows(zip(repeat("follow"), actor, target, strict=False))


def _write(path, **values):
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(values)
        lines.writerows(zip(*values.values(), strict=True))


MAKERS = {"lists": lists, "pairs": pairs}


def main(which, millions, place):
    """Write a world to a database or a folder."""
    is_file = place.endswith(".db")
    (write if is_file else write_files)(MAKERS[which](float(millions)), Path(place))


if __name__ == "__main__":
    main(*sys.argv[1:])
