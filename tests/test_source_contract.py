"""What holds for every kind that a source reads: what it yields is fit to be stored and visited."""

import re
from typing import get_args
from urllib.parse import urlsplit

import pytest
from blog_samples import SAMPLES

from crawlers.blog import READERS, SOURCE, seed
from influence.records import Account, Coverage, Interaction, Link, Post, Record, Tag, Task
from influence.urls import page_of, site_of

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
MAIL = re.compile(r"(?<![\w.+@-])[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
VISITS = [(kind, visit) for kind, visits in SAMPLES.items() for visit in visits]
NAMES = [f"{kind}-{number}" for number, (kind, _) in enumerate(VISITS)]

each_visit = pytest.mark.parametrize(("kind", "visit"), VISITS, ids=NAMES)


def check(record):
    """Fail where a record could not be stored, or names what must not be."""
    assert type(record) in get_args(Record)
    assert not MAIL.search(str(record)), record
    for name, value in record._asdict().items():
        if name.endswith("_at") and name != "found_at":
            assert value is None or TIME.fullmatch(value), (name, record)
        if isinstance(value, str):
            assert "\n" not in value or name in {"text", "bio"}, (name, record)
            assert "\0" not in value
            value.encode()
            assert len(value) <= (50_000 if name == "text" else 5_000)
    if isinstance(record, Task):
        check_task(record)
    for key in keys_in(record):
        assert key.source == SOURCE
    for key in accounts_in(record):
        assert site_of(key.native_id) == key.native_id, record
    if isinstance(record, Post) and record.kind == "article":
        assert page_of(record.key.native_id) == record.key.native_id


def check_task(task):
    assert task.source == SOURCE
    assert task.kind in READERS
    assert urlsplit(task.address).scheme in {"http", "https"}
    assert page_of(task.address)
    assert site_of(task.site) == task.site


def keys_in(record):
    return [value for value in record if type(value).__name__ == "Key"]


def accounts_in(record):
    if isinstance(record, Interaction):
        return [record.actor, record.target]
    if isinstance(record, Tag | Task):
        return []
    return [record.key] if isinstance(record, Account) else [record.account]


def test_every_kind_has_a_sample_that_gives_records():
    assert set(READERS) == set(SAMPLES)
    for kind, visit in VISITS:
        assert visit.task.kind == kind
        assert list(READERS[kind](visit))


@each_visit
def test_whatever_a_reader_yields_is_fit_to_be_stored(kind, visit):
    for record in READERS[kind](visit):
        check(record)


@each_visit
def test_reading_twice_gives_equal_records(kind, visit):
    assert list(READERS[kind](visit)) == list(READERS[kind](visit))


@each_visit
def test_an_answer_that_has_not_changed_gives_no_posts_and_no_tasks(kind, visit):
    same = visit._replace(answer=visit.answer._replace(body=b"", is_unchanged=True))
    records = list(READERS[kind](same))
    assert {type(record) for record in records} <= {Coverage}


@each_visit
def test_where_robots_may_not_index_nothing_of_a_document_is_kept(kind, visit):
    headers = {**visit.answer.headers, "x-robots-tag": "noindex, nofollow"}
    refused = visit._replace(answer=visit.answer._replace(headers=headers))
    kinds = {type(record) for record in READERS[kind](refused)}
    assert kinds.isdisjoint({Post, Link, Account, Tag, Task, Interaction})


def test_a_seed_is_read_by_a_reader_of_its_source():
    task = seed("anna.example")
    assert task.kind in READERS
    check(task)
