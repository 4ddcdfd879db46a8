"""A world as files in the common CSV form, as a person would have them."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from pathlib import Path

import numpy as np

from influence.graph import FloatArray, IntArray
from influence.synthetic.folder import own_files
from influence.synthetic.settings import Role
from influence.synthetic.words import handle, texts, topic
from influence.synthetic.world import BEGIN, World

FILES = ("accounts.csv", "posts.csv", "interactions.csv", "coverage.csv")
TOLD_UP_TO = 50_000
"""Accounts up to which posts have texts: larger worlds are for measuring, not for reading."""


def write_world(world: World, folder: str | Path) -> list[Path]:
    """Write a world to a folder, and return the files that can be imported.

    Beside them ``truth.csv`` holds what no data shows: each account's expected amplifications and
    the role it was planted in.

    Raises
    ------
    InputUnusable
        Where the folder cannot be written to, or other files there have these names.
    """
    folder = Path(folder)
    with own_files(folder) as place:
        for name, (header, rows) in _tables(world).items():
            _write(place(name), header.split(), rows)
    return [folder / name for name in FILES]


def _tables(world: World) -> dict[str, tuple[str, Iterator[Sequence[object]]]]:
    """Return header and rows of each file."""
    return {
        "accounts.csv": ("id handle name followers posts bio", _accounts(world)),
        "posts.csv": ("post_id account_id created_at text kind url", _posts(world)),
        "interactions.csv": (
            "actor_id target_id type post_id created_at count",
            _interactions(world),
        ),
        "coverage.csv": (
            "account_id kind is_complete claimed_count held_count",
            _coverage(world),
        ),
        "truth.csv": ("id handle expected_amplifications role", _truth(world)),
    }


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _accounts(world: World) -> Iterator[Sequence[object]]:
    columns = (
        world.followers.tolist(),
        world.people.posts.tolist(),
        world.people.community.tolist(),
    )
    for place, (followers, posts, community) in enumerate(zip(*columns, strict=True)):
        name = handle(place)
        title = name.replace("_", " ").title()
        bio = f"Invented account about {topic(community)}"
        yield place + 1, name, title, followers, posts, bio


def _posts(world: World) -> Iterator[Sequence[object]]:
    author = world.posts.author
    if len(world) <= TOLD_UP_TO:
        words: Iterable[str] = texts(world.settings.seed, world.people.community[author])
    else:
        words = repeat("", author.size)
    moments = _moments(world.posts.published)
    columns = zip(author.tolist(), moments, words, strict=True)
    for place, (account, moment, text) in enumerate(columns, 1):
        url = f"https://{handle(account).replace('_', '-')}.example/{place}"
        yield place, account + 1, moment, text, "original", url


def _interactions(world: World) -> Iterator[Sequence[object]]:
    for kind, acts in world.acts.items():
        target = world.posts.author[acts.post]
        yield from zip(
            (acts.actor + 1).tolist(),
            (target + 1).tolist(),
            repeat(kind),
            (acts.post + 1).tolist(),
            _moments(acts.happened),
            repeat(1),
            strict=False,  # two of them have no end
        )
    actor, followed = world.shown_follows()
    for pair in zip((actor + 1).tolist(), (followed + 1).tolist(), strict=True):
        yield *pair, "follow", "", "", 1


def _coverage(world: World) -> Iterator[Sequence[object]]:
    columns = (world.listed.tolist(), world.followers.tolist())
    for place, (listed, followers) in enumerate(zip(*columns, strict=True), 1):
        yield place, "followers", int(listed), followers, followers if listed else 0


def _truth(world: World) -> Iterator[Sequence[object]]:
    for place, (truth, role) in enumerate(
        zip(world.truth.tolist(), world.people.role.tolist(), strict=True)
    ):
        yield place + 1, handle(place), f"{truth:.6g}", Role(role).name.lower()


def _moments(seconds: IntArray | FloatArray) -> list[str]:
    whole = (BEGIN + np.asarray(seconds)).astype("int64").astype("datetime64[s]")
    return [f"{moment}Z" for moment in np.datetime_as_string(whole).tolist()]
