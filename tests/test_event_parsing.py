"""Server-sent events out of pieces of bytes, wherever these end."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.client.server_events import ServerEvents
from crawlers.errors import AnswerUnusable

SENT = (
    b"\xef\xbb\xbf:connected\n\n"
    b'event: update\ndata: {"id":\ndata: "7"}\n\n'
    b":thump\n\n"
    b"event:delete\r\ndata:8\r\nid: 4\r\nretry: 10\r\n\r\n"
    b"data:  two spaces\r\r"
    b"event: nothing\n\n"
    b"data\n\n"
    b"event: delete\ndata: 9"
)
EVENTS = [b'update\n{"id":\n"7"}', b"delete\n8", b"message\n two spaces", b"message\n"]


def read(pieces, **limits):
    events = ServerEvents(**limits)
    return [event for piece in pieces for event in events.feed(piece)]


def test_names_and_lines_of_data_are_read_and_comments_ids_and_pauses_are_not():
    assert read([SENT]) == EVENTS


def test_byte_by_byte_it_is_the_same():
    assert read([SENT[n : n + 1] for n in range(len(SENT))]) == EVENTS


@given(st.lists(st.integers(0, len(SENT)), max_size=12))
def test_split_anywhere_it_is_the_same(cuts):
    ends = [0, *sorted(cuts), len(SENT)]
    assert read([SENT[a:b] for a, b in pairwise(ends)]) == EVENTS


LINES = st.lists(
    st.tuples(st.sampled_from(["data", "event", "id", ""]), st.text("ab: é", max_size=5)),
    max_size=12,
)


def slow_twin(text):
    """Read a whole stream at once, as the specification is written."""
    found, name, data = [], "", []
    for line in text.split("\n")[:-1]:
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            found += [f"{name or 'message'}\n" + "\n".join(data)] if data else []
            name, data = "", []
        elif field == "event":
            name = value
        elif field == "data":
            data.append(value)
    return [each.encode() for each in found]


@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]), st.integers(1, 7))
def test_any_stream_is_read_as_the_specification_says(lines, end, step):
    text = "".join(f"{field}: {value}\n" if field else "\n" for field, value in lines) + "\n"
    sent = text.replace("\n", end).encode()
    assert read([sent[n : n + step] for n in range(0, len(sent), step)]) == slow_twin(text)


@pytest.mark.parametrize(
    "sent",
    [b"data: " + b"a" * 99, b"data: aaaa\n" * 30, b"data:\n" * 101, b"e" * 101],
    ids=["a long line", "many lines", "empty lines", "no line at all"],
)
@pytest.mark.parametrize("step", [1, 1_000])
def test_an_event_that_is_too_large_is_not_held(sent, step):
    with pytest.raises(AnswerUnusable, match="larger than 100 bytes"):
        read([sent[n : n + step] for n in range(0, len(sent), step)], largest=100)


def test_many_small_events_and_comments_are_none_too_large():
    assert len(read([b"data: aaaa\n\n:thump\n\n"] * 100, largest=100)) == 100
