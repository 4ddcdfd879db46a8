"""The items of a long JSON list are the same however little of it is held at once."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.files import json_items
from crawlers.files.json_items import items_of
from influence.errors import InputUnusable

leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


def items(text, before=""):
    """Return the items, read three characters at a time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_items, "CHUNK", 3)
        return list(items_of(io.StringIO(text), "f", before))


@settings(max_examples=200)
@given(st.lists(values, max_size=6), st.sampled_from([None, 1]), st.sampled_from(["", "x = "]))
def test_items_are_those_of_the_whole_list(whole, indent, before):
    assert items(before + json.dumps(whole, indent=indent)) == whole


@settings(max_examples=100)
@given(st.lists(values, max_size=4), st.data())
def test_a_list_inside_an_object_is_found_by_its_name(whole, data):
    key = '"orderedItems"'
    text = json.dumps({"@context": ["x", {"y": [1]}], "orderedItems": whole, "after": [1]})
    assert items(text, key) == whole
    end = text.index(key) + len(key) + 2 + len(json.dumps(whole))
    cut = data.draw(st.integers(0, end - 1))
    with pytest.raises(InputUnusable, match="list"):
        items(text[:cut], key)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "holds no JSON list"),
        ("{}", "holds no JSON list"),
        ("[1, 2", "cut off after item 2"),
        ("[1 2]", "item 2 of its list has no comma"),
        ("[1, nope]", "item 2 of its list is no JSON"),
        ("[1, {]", "item 2 of its list is no JSON"),
        ("[" + "[" * 100_000, "item 1 of its list is no JSON"),
        ("[" + "9" * 5_000 + "]", "item 1 of its list is no JSON"),
    ],
)
def test_what_is_no_list_is_told_with_the_place(text, match):
    with pytest.raises(InputUnusable, match=match):
        items(text)


def test_an_endless_item_is_given_up(monkeypatch):
    monkeypatch.setattr(json_items, "LONGEST_ITEM", 1_000)
    with pytest.raises(InputUnusable, match="item 2 of its list is no JSON"):
        list(items_of(io.StringIO('[1, "' + "a" * 1_000_000), "f"))
