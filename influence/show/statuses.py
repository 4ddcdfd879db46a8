"""The page of what a database holds."""

import json
from collections.abc import Iterator
from typing import TextIO

from influence.store import Holdings


def write_status(held: Holdings, database: str, form: str, stream: TextIO) -> None:
    """Write what is held as ``table`` for people or ``json`` for machines."""
    if form == "json":
        stream.write(json.dumps(held._asdict() | {"next": next_step(held, database)}) + "\n")
        return
    stream.writelines(f"{line}\n" for line in _lines(held))
    stream.write(f"\nNext: {next_step(held, database)}\n")


def next_step(held: Holdings, database: str) -> str:
    """Return the command that helps most now."""
    if not held.accounts:
        return f"influence import {database} FILE..."
    return f"influence rank {database}"


def _lines(held: Holdings) -> Iterator[str]:
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in held.interactions.items())
    yield f"accounts            {held.accounts:,}"
    yield f"posts listed        {held.posts:,}"
    yield f"interactions        {sum(held.interactions.values()):,}{f' ({kinds})' if kinds else ''}"
    yield f"of oneself          {held.self_interactions:,} (kept, left out of scoring)"
    yield f"counted pairs       {held.interaction_counts:,}"
    yield f"follows             {held.follows:,}"
    yield f"events              {held.first_event or 'none has a time'} to {held.last_event or '-'}"
    yield f"followers claimed   of {held.with_claimed_followers:,} accounts"
    yield f"follower lists      read to their end of {held.lists_complete:,} accounts"
    yield f"posts known         of {held.with_posts_known:,} accounts"
    yield f"runs stored         {held.runs:,}"
    yield ""
    yield from _missing(held)


def _missing(held: Holdings) -> Iterator[str]:
    """Yield what the data allows, and what would allow more."""
    acted = sum(held.interactions.values()) + held.interaction_counts
    if not acted:
        yield "No acts are held: only counts per post can be ranked (tier C)."
    elif held.lists_complete:
        yield "Follower lists are held: the passivity of these audiences can be told (tier A)."
    else:
        yield "Only those who acted are known (tier B): complete follower lists would tell passivity."
    if not held.with_posts_known:
        yield "Posts per account are unknown: numbers are per hour; a file of posts would mend that."
    if held.claims_differ:
        yield f"{held.claims_differ:,} accounts claim another number of posts than is listed."
