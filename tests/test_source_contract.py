"""What holds for every kind that a source reads: what it yields is fit to be stored and visited."""

import re
from typing import get_args
from urllib.parse import urlsplit

import blog_samples
import bluesky_samples
import hackernews_samples
import mastodon_samples
import pytest
import youtube_samples

from crawlers.atproto.addresses import is_did
from crawlers.fediverse import actor_address, handle_of
from crawlers.hackernews.asking import name_in
from crawlers.sources import SOURCES, seed_of
from crawlers.youtube.asking import channel_in, handle_in
from influence.records import Account, Coverage, Follow, Interaction, Link, Post, Record, Tag, Task
from influence.urls import page_of, site_of

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
MAIL = re.compile(r"(?<![\w.+@-])[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
SAMPLES = {
    "blog": blog_samples.SAMPLES,
    "bluesky": bluesky_samples.SAMPLES,
    "hackernews": hackernews_samples.SAMPLES,
    "mastodon": mastodon_samples.SAMPLES,
    "youtube": youtube_samples.SAMPLES,
}
"""Source → kind of a task → visits of that kind."""

IS_ACCOUNT = {
    "blog": lambda native_id: site_of(native_id) == native_id,
    "bluesky": is_did,
    "hackernews": lambda native_id: name_in(native_id) or site_of(native_id) == native_id,
    "mastodon": lambda native_id: actor_address(native_id) or handle_of(native_id) == native_id,
    "youtube": lambda native_id: channel_in(native_id) or handle_in(native_id),
}
"""Source → what tells an id of an account there from anything else."""

WRITTEN = {"name", "bio", "title", "text", "url", "value", "reason"}
"""Fields of what strangers write; handles of the fediverse are spelt like mail addresses."""

VISITS = [visit for kinds in SAMPLES.values() for visits in kinds.values() for visit in visits]
NAMES = [f"{visit.task.source}-{visit.task.kind}-{n}" for n, visit in enumerate(VISITS)]
SEEDS = [
    *("anna.example", "@anna.blog", "did:plc:anna", "@ann@m.example", "#rye@m.example"),
    *(f"https://news.ycombinator.com/{page}" for page in ("user?id=ann", "from?site=ann.example")),
    "https://www.youtube.com/@ann",
]

each_visit = pytest.mark.parametrize("visit", VISITS, ids=NAMES)


def read(visit):
    """Return what the reader of a visit yields."""
    return list(SOURCES[visit.task.source].READERS[visit.task.kind](visit))


def check(record, source="blog"):
    """Fail where a record could not be stored, or names what must not be."""
    assert type(record) in get_args(Record)
    fields = record._asdict()
    said = [fields[name] for name in WRITTEN & fields.keys()] if source == "mastodon" else record
    assert not MAIL.search(str(said)), record
    for name, value in fields.items():
        if name.endswith("_at") and name != "found_at":
            assert value is None or TIME.fullmatch(value), (name, record)
        if isinstance(value, str):
            assert "\n" not in value or name in {"text", "bio"}, (name, record)
            assert "\0" not in value
            value.encode()
            assert len(value) <= (50_000 if name == "text" else 5_000)
    if isinstance(record, Task):
        check_task(record, source)
    for key in keys_in(record):
        assert key.source == source
    for key in accounts_in(record):
        assert IS_ACCOUNT[source](key.native_id), record
    if isinstance(record, Post) and record.kind == "article":
        assert page_of(record.key.native_id) == record.key.native_id


def check_task(task, source):
    assert task.source == source
    assert task.kind in SOURCES[source].READERS
    assert urlsplit(task.address).scheme in {"http", "https"}
    assert page_of(task.address)
    assert IS_ACCOUNT[source](task.site)


def keys_in(record):
    return [value for value in record if type(value).__name__ == "Key"]


def accounts_in(record):
    if isinstance(record, Interaction | Follow):
        return [record.actor, record.target]
    if isinstance(record, Tag | Task):
        return []
    return [record.key] if isinstance(record, Account) else [record.account]


def test_every_kind_of_every_source_has_a_sample_that_gives_records():
    assert set(SAMPLES) == set(SOURCES)
    for name, source in SOURCES.items():
        assert name == source.SOURCE
        assert set(source.READERS) == set(SAMPLES[name])
        assert set(source.ASKING) <= set(source.READERS)
        for kind, visits in SAMPLES[name].items():
            assert {visit.task[:2] for visit in visits} == {(name, kind)}
            assert all(map(read, visits))


@each_visit
def test_whatever_a_reader_yields_is_fit_to_be_stored(visit):
    for record in read(visit):
        check(record, visit.task.source)


@each_visit
def test_reading_twice_gives_equal_records(visit):
    assert read(visit) == read(visit)


@each_visit
def test_an_answer_that_has_not_changed_gives_no_posts_and_no_tasks(visit):
    same = visit._replace(answer=visit.answer._replace(body=b"", is_unchanged=True))
    assert {type(record) for record in read(same)} <= {Coverage}


@each_visit
def test_where_robots_may_not_index_nothing_of_a_document_is_kept(visit):
    headers = {**visit.answer.headers, "x-robots-tag": "noindex, nofollow"}
    refused = visit._replace(answer=visit.answer._replace(headers=headers))
    kinds = {type(record) for record in read(refused)}
    assert kinds.isdisjoint({Post, Link, Account, Tag, Task, Interaction, Follow})


# Open to strangers no more (X, Reddit, Hashnode), to nobody without a login (Bluesky), or a hundred
# times a day (YouTube).
CLOSED = re.compile(
    r"//(?:api|www|old|mobile)?\.?(?:x|twitter|reddit)\.com/|//gql\.hashnode\.com/"
    r"|/xrpc/app\.bsky\.feed\.searchPosts|/youtube/v3/search"
)


@each_visit
def test_no_search_or_api_that_is_closed_or_rationed_is_asked(visit):
    asked = [record.address for record in read(visit) if isinstance(record, Task)]
    assert [address for address in asked if CLOSED.search(address)] == []


@pytest.mark.parametrize("address", SEEDS)
def test_a_seed_is_read_by_a_reader_of_its_source(address):
    task = seed_of(address)
    assert task.kind in SOURCES[task.source].READERS
    assert page_of(task.address)
