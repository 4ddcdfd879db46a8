"""feedparser's own samples: every one ends in records or a sentence; times and titles agree."""

import ast
import re
from datetime import UTC, datetime

import pytest
from blog_visits import SEEN_AT
from mutated import limited
from test_source_contract import check

from crawlers.answers import Answer, Visit
from crawlers.blog import READERS
from crawlers.blog.feed import feed_of
from crawlers.errors import AnswerUnusable
from crawlers.words import line_of, name_in
from influence.records import Task

URL = "http://example.org/feed"
SECONDS = 5
MEDIA = re.compile(rb"Header:\s*Content-type:\s*(.*)", re.IGNORECASE)
TIME = re.compile(rb"entries\[0\]\['(?:published|updated|created)_parsed'\] == (\([\d, ]+\))")
TITLE = re.compile(rb"(feed|entries\[0\])\['title'\] == u?(\"[^\"]*\"|'[^']*')")


def answers(folder):
    """Yield each sample as it would be answered, with what it is expected to hold."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix in {".xml", ".json"})
    for path in paths:
        body = path.read_bytes()
        media = MEDIA.search(body[:3_000])
        kind = media[1].decode("latin-1").strip() if media else f"application/{path.suffix[1:]}"
        yield path, Answer(URL, 200, {"content-type": kind}, body, SEEN_AT)


@pytest.fixture(scope="module")
def samples(real_data):
    return list(answers(real_data / "feed-samples"))


def test_every_sample_ends_in_records_or_in_a_sentence(samples):
    told = 0
    for path, answer in samples:
        for kind in ("feed", "home"):
            task = Task("blog", kind, URL, "https://example.org/")
            with limited(SECONDS):
                records, sentence = read(Visit(task, answer))
            assert "example.org/feed" in sentence, path
            for record in records:
                check(record)
            told += bool(records)
    assert len(samples) > 1_800
    assert told > len(samples)


def read(visit):
    try:
        return list(READERS[visit.task.kind](visit)), visit.answer.url
    except AnswerUnusable as error:
        return [], str(error)


def as_feed(answer):
    try:
        return feed_of(answer)
    except AnswerUnusable:
        return None


def test_times_are_those_that_the_samples_expect(samples):
    compared = 0
    for path, answer in samples:
        expected = TIME.search(answer.body[:3_000])
        feed = as_feed(answer) if expected else None
        if expected and feed and feed.entries:
            moment = datetime(*ast.literal_eval(expected[1].decode())[:6], tzinfo=UTC)
            compared += 1
            assert feed.entries[0].published_at == f"{moment:%Y-%m-%dT%H:%M:%SZ}", path
    assert compared > 10


def test_titles_are_those_that_the_samples_expect_as_plain_words(samples):
    compared = 0
    for path, answer in samples:
        expected = TITLE.search(answer.body[:3_000])
        feed = as_feed(answer) if expected else None
        if not expected or not feed or path.parent.name == "sanitize":
            continue
        try:
            title = ast.literal_eval(expected[2].decode())
        except (ValueError, SyntaxError):
            continue
        told = feed.title if expected[1] == b"feed" else feed.entries[0].title
        compared += 1
        assert (told or "") in {line_of(title), name_in(title) or ""}, path
    assert compared > 70
