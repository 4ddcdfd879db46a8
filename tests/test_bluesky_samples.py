"""Real and official answers of Bluesky, each mapped to records that were written down by hand."""

import json

import pytest
from bluesky_samples import SEEN_AT, of, read

from influence.records import (
    Account,
    Consent,
    Coverage,
    Follow,
    Identity,
    Interaction,
    Key,
    Link,
    Post,
    Tag,
    Task,
    Told,
)

TEST = "did:plc:kvwvcn5iqfooopmyzvb4qzba"
SHOWN = f"https://public.api.bsky.app/xrpc/x?repo={TEST}&collection="
THREAD = f"at://{TEST}/app.bsky.feed.post/3kaheyt6vpc22"
QUOTED = f"at://{TEST}/app.bsky.feed.post/3kahesw26il2z"


def key(native_id):
    return Key("bluesky", native_id)


@pytest.fixture(scope="module")
def sample(real_data):
    folder = real_data / "api-samples" / "bluesky"
    return lambda name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def rows(records):
    """Return what is said of people and posts, without lists and visits."""
    return [each for each in records if not isinstance(each, Coverage | Task | Told)]


def of_record(told, collection, did=TEST):
    return rows(read("records", {"records": [told]}, f"{SHOWN}{collection}", did))


def post_at(record_key, text, published_at, language=None):
    uri, url = f"at://{TEST}/app.bsky.feed.post/{record_key}", f"https://bsky.app/profile/{TEST}"
    return Post(
        key(uri),
        key(TEST),
        "original",
        published_at,
        url=f"{url}/post/{record_key}",
        text=text,
        language=language,
    )


def test_a_plain_post(sample):
    assert of_record(sample("post_record"), "app.bsky.feed.post") == [
        post_at("3k2yihcrp6f2c", "new text114", "2024-02-22T19:58:13Z")
    ]


def test_a_post_with_fields_of_others(sample):
    assert of_record(sample("extended_post_record"), "app.bsky.feed.post") == [
        post_at("3k2yinh52ne2x", "regress test", "2023-07-21T01:33:51Z", "en")
    ]


def test_a_record_that_calls_itself_another_kind_is_read_by_where_it_stands(sample):
    assert of_record(sample("custom_record"), "app.bsky.feed.post") == [
        post_at("3k2yinh52ne2x", "foo", "2023-07-21T01:33:51Z", "en")
    ]


@pytest.mark.parametrize(
    ("name", "liked", "at"),
    [
        ("like_record", "3k5u7c7eis72y", "2023-08-26T12:56:31Z"),
        ("extended_like_record", "3k5u5amiexh2r", "2023-08-26T12:19:50Z"),
    ],
)
def test_a_like(sample, name, liked, at):
    post = key(f"at://{TEST}/app.bsky.feed.post/{liked}")
    assert of_record(sample(name), "app.bsky.feed.like") == [
        Interaction("like", key(TEST), key(TEST), post, None, at)
    ]


def test_a_feed_generator_is_nothing_that_is_kept(sample):
    owner = "did:plc:s6jnht6koorxz7trghirytmf"
    assert of_record(sample("feed_record"), "app.bsky.feed.generator", owner) == []


def test_a_handle(sample):
    (task,) = read("handle", sample("resolve_handle"), site="bsky.app")
    assert task.address == "https://plc.directory/did:plc:z72i7hdynmk6r22z27h6tvur"


def test_a_document(sample):
    told = sample("did_doc")["didDoc"]
    records = read("did", told, f"https://plc.directory/{TEST}", TEST)
    (task,) = of(Task, records)
    assert json.loads(task.cursor) == {
        "handle": "test.marshal.dev",
        "pds": "https://shimeji.us-east.host.bsky.network",
        "again": True,
    }
    profile = f"https://bsky.app/profile/{TEST}"
    assert rows(records) == [Account(key(TEST), url=profile, seen_at=SEEN_AT)]
    assert of(Identity, records) == []


FOLLOWED = [
    ("did:plc:vpkhqolt662uhesyj6nxm7ys", "why.bsky.team", "Why", "2022-11-17T01:04:43Z"),
    ("did:plc:l3rouwludahu3ui3bt66mfvj", "divy.zone", "devin ivy 🐋", "2022-11-17T00:39:19Z"),
    ("did:plc:oky5czdrnfjpqslsw2a5iclo", "jay.bsky.team", "Jay 🦋", "2022-11-17T06:31:40Z"),
    ("did:plc:z72i7hdynmk6r22z27h6tvur", "bsky.app", "Bluesky", "2023-04-12T04:53:57Z"),
    ("did:plc:m2jwplpernhxkzbo4ev5ljwj", "vercel.com", "Vercel", "2023-04-25T00:08:45Z"),
    ("did:plc:s6jnht6koorxz7trghirytmf", "marshal.dev", "Ilya (Marshal)", "2023-04-12T11:14:00Z"),
]


def test_whom_an_account_follows(sample):
    told = sample("get_follows")
    records = read("follows", told, f"{SHOWN}x", TEST)
    people = [each for each in of(Account, records) if each.key != key(TEST)]
    seen = [(a.key.native_id, a.handle, a.name, a.created_at) for a in people]
    assert seen[: len(FOLLOWED)] == FOLLOWED
    assert len(seen) == len(told["follows"])
    assert people[0].bio == (
        "Technical advisor to @bluesky, first engineer at Protocol Labs. Wizard Utopian."
    )
    assert people[0].followers_count is None
    follows = of(Follow, records)
    assert follows[0] == Follow(key(TEST), people[0].key, None, SEEN_AT)
    assert len(follows) == len(seen)
    (batch,) = [task for task in of(Task, records) if task.kind == "profiles"]
    assert batch.address.count("actors=") == len(seen)


def test_a_post_that_quotes_one_beside_a_picture(sample):
    told = sample("thread_view_post_with_embed_media")
    address = f"https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread?uri={THREAD}"
    records = read("thread", told, address, TEST)
    (account,) = of(Account, records)
    assert (account.handle, account.name) == ("test.marshal.dev", "Python SDK")
    published = "2023-09-28T12:49:36Z"
    (post,) = of(Post, records)
    assert post == Post(
        key(THREAD),
        key(TEST),
        "quote",
        published,
        url=f"https://bsky.app/profile/{TEST}/post/3kaheyt6vpc22",
        language="en",
        reposts_count=0,
        replies_count=0,
        likes_count=0,
        seen_at=SEEN_AT,
    )
    assert of(Interaction, records) == [
        Interaction("quote", key(TEST), key(TEST), key(QUOTED), None, published, THREAD)
    ]
    (covered,) = of(Coverage, records)
    assert covered == Coverage(
        "repliers", key(TEST), key(THREAD), None, SEEN_AT, True, 0, 0, SEEN_AT
    )
    assert of(Consent, records) == of(Link, records) == of(Tag, records) == []


def test_every_sample_is_looked_at(real_data):
    folder = real_data / "api-samples" / "bluesky"
    assert sorted(path.stem for path in folder.glob("*.json")) == [
        "custom_record",
        "did_doc",
        "extended_like_record",
        "extended_post_record",
        "feed_record",
        "get_follows",
        "like_record",
        "post_record",
        "resolve_handle",
        "thread_view_post_with_embed_media",
    ]
