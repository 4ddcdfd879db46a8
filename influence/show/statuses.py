"""The page of what a database holds."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple, TextIO

from influence.invocation import suggested
from influence.show.columns import counted
from influence.show.crawls import (
    Lacking,
    crawl_as_json,
    lacking_as_json,
    write_crawl,
    write_lacking,
)
from influence.store import Holdings, Retention
from influence.store.crawling import CrawlStatus
from influence.store.streaming import StreamStatus

_REASONS_SHOWN = 5


class Whole(NamedTuple):
    """What is held and for how long, where a crawl stands, what would complete it, what was heard.

    None where nobody said, or nothing was crawled.
    """

    held: Holdings
    retention: Retention | None = None
    crawl: CrawlStatus | None = None
    lacking: Lacking | None = None
    streams: Sequence[StreamStatus] = ()


def write_status(whole: Whole, database: str, form: str, stream: TextIO) -> None:
    """Write what is held as ``table`` for people or ``json`` for machines."""
    held, retention, crawl, lacking, streams = whole
    if form == "json":
        stream.write(json.dumps(status_as_json(whole, database), indent=2) + "\n")
        return
    lines = [*held_lines(held), *map(_heard, streams)]
    stream.writelines(f"{name:<18}{text}\n" for name, text in lines)
    if retention is not None:
        stream.write(
            f"{'kept':<18}{retention}; `{suggested('retain', database)}` deletes the rest\n"
        )
    if crawl is not None:
        stream.write("\n")
        write_crawl(crawl, stream)
        if lacking is not None and lacking.mattering:
            write_lacking(lacking, stream)
        stream.write("\n")
    stream.writelines(f"missing: {advice}\n" for advice in held.missing)
    stream.write(f"Next: {next_step(held, database)}\n")


def status_as_json(whole: Whole, database: str) -> dict[str, Any]:
    """Return what is held, as JSON can hold it."""
    held, retention, crawl, lacking, streams = whole
    return asdict(held) | {
        "tier": held.tier,
        "missing": held.missing,
        "retention": None if retention is None else retention._asdict(),
        "next": next_step(held, database),
        "crawl": None if crawl is None else crawl_as_json(crawl),
        "to_complete": None if lacking is None else lacking_as_json(lacking),
        "streams": [each._asdict() for each in streams],
    }


def next_step(held: Holdings, database: str) -> str:
    """Return the command that does most for a database now."""
    if held.tier:
        return suggested("rank", database)
    if held.is_of_blogs:
        return suggested("crawl", database, *held.next_crawl)
    return suggested("import", database, "FILE...")


def held_lines(held: Holdings) -> Iterator[tuple[str, str]]:
    """Yield what is held, as a name and words each."""
    yield "accounts", f"{held.accounts:,} of {', '.join(held.sources) or 'no source'}"
    yield "posts", f"{held.listed_posts:,} listed, {held.named_posts:,} only named"
    yield "single acts", _by_kind(held.interactions)
    yield "counted acts", _by_kind(held.counted)
    yield "of oneself", f"{held.self_interactions:,} (kept, left out of scoring)"
    yield "follows", f"{held.follows:,}"
    yield "events", f"{held.first_event or 'none has a time'} to {held.last_event or '-'}"
    yield "follower lists", f"read to their end of {counted(held.complete_lists, 'accounts')}"
    yield "followers", f"{held.listed_followers:,} held of {held.followers:,} claimed"
    yield "posts claimed", f"{held.held_posts:,} held of {held.claimed_posts:,} claimed"
    if held.not_to_contact:
        yield "not to be contacted", f"{held.not_to_contact:,}, and in no list"
    if held.opted_out or held.not_asked:
        yield "not listed", f"{held.opted_out:,} opted out, {held.not_asked:,} did not ask to be"
    if held.opted_out_by:
        reasons = list(held.opted_out_by.items())[:_REASONS_SHOWN]
        yield "opted out by", ", ".join(f"{reason} ({number:,})" for reason, number in reasons)
    if held.unquoted:
        yield "no text kept of", f"{counted(held.unquoted, 'accounts')}, who wish that"
    yield "runs", f"{len(held.runs):,} stored"
    if held.forgotten:
        yield "forgotten", f"{counted(held.forgotten, 'accounts')}, kept out of every import"
    yield "tier", _TIERS[held.tier]


def _heard(each: StreamStatus) -> tuple[str, str]:
    text = f"{counted(each.events, 'events')} of {each.from_at} to {each.to_at}, {each.url}"
    if each.gaps:
        text += f"; {counted(each.gaps, 'gaps')}, the last: {each.last_gap}"
    return "heard", text


_TIERS = {
    "A": "A: follower lists are known, so that silence counts too",
    "B": "B: only accounts that acted are known",
    "C": "C: only counts per post are known",
    None: "nothing can be ranked yet",
}


def _plural(kind: str, number: int) -> str:
    """Return a kind of act as so many are called.

    >>> _plural("reply", 2), _plural("like", 1), _plural("mention", 0)
    ('replies', 'like', 'mentions')
    """
    if number == 1:
        return kind
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"


def _by_kind(numbers: dict[str, int]) -> str:
    kinds = ", ".join(f"{number:,} {_plural(kind, number)}" for kind, number in numbers.items())
    return f"{sum(numbers.values()):,}" + (f" ({kinds})" if kinds else "")
