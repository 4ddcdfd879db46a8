"""Posts and accounts of X as API v1.1 gave them, one a line, as twarc (version 1) wrote them.

Fields: https://developer.x.com/en/docs/x-api/v1/data-dictionary/object-model/tweet
"""

from collections.abc import Iterator

from crawlers.files.columns import POSTS, Kind
from crawlers.files.form import File, Form, Head
from crawlers.files.jsonl import first_object, read_objects
from crawlers.files.reading import Reading
from crawlers.files.x_posts import (
    PROTECTED,
    Other,
    account_of_v1,
    records_of,
    told_by_v1,
)
from crawlers.json_values import Object, as_id, as_object
from influence.records import Record


def read_x_api1(reading: Reading) -> Iterator[Record]:
    """Yield the records of posts and accounts of API v1.1, one object a line."""
    return read_objects(reading, lambda row: _records(row, reading))


def _records(row: Object, reading: Reading) -> Iterator[Record]:
    user = as_object(row.get("user"))
    if not user and "screen_name" in row:
        yield account_of_v1(row, reading)
        return
    account = account_of_v1(user, reading)
    yield account
    if user.get("protected") is True:
        reading.leave_out(PROTECTED)
        return
    told = told_by_v1(row, account.key.native_id)
    passed_on, quoted = as_object(row.get("retweeted_status")), as_object(row.get("quoted_status"))
    for inner in (passed_on, quoted):
        yield from _inner(inner, reading)
    if passed_on:
        told = told._replace(passes_on=_other(passed_on))
    elif quoted or row.get("quoted_status_id_str"):
        other = _other(quoted)
        post = other.post or as_id(row.get("quoted_status_id_str"))
        told = told._replace(quotes=other._replace(post=post))
    yield from records_of(told, reading)


def _inner(status: Object, reading: Reading) -> Iterator[Record]:
    """Yield a post that came along, where its author's posts may be read."""
    user = as_object(status.get("user"))
    if not user or user.get("protected") is True:
        return
    account = account_of_v1(user, reading)
    yield account
    told = told_by_v1(status, account.key.native_id)
    quoted = as_object(status.get("quoted_status"))
    if quoted:
        told = told._replace(quotes=_other(quoted))
    yield from records_of(told, reading, aside=True)


def _other(status: Object) -> Other:
    return Other(as_id(status.get("id_str")), as_id(as_object(status.get("user")).get("id_str")))


def _recognises(head: Head) -> bool:
    row = first_object(head)
    is_post = "id_str" in row and "user" in row and ("text" in row or "full_text" in row)
    return is_post or {"id_str", "screen_name", "followers_count"} <= row.keys()


def _look(_: File) -> Kind:
    return POSTS


FORM = Form("posts of X (API v1.1)", _recognises, read_x_api1, _look)
