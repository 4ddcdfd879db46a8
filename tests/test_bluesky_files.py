"""Bluesky: a repository as a CAR file, sound, cut off, lying, or built to never end."""

import builtins
from contextlib import suppress

import pytest
from archive_files import Imported
from hypothesis import given, settings
from hypothesis import strategies as st
from repositories import DID, Car, car_of, cid_of, encode

from influence.errors import InputUnusable

BEN = "did:plc:ben"
CLEO = "did:plc:cleo"
LOAF = f"at://{BEN}/app.bsky.feed.post/3loaf"
AT = "2026-03-01T09:00:00Z"
STAMP = "2026-03-01T09:00:00.123Z"


def ref(uri):
    return {"uri": uri, "cid": "bafyreib"}


def mark(uri, **more):
    return {"subject": ref(uri), "createdAt": STAMP, **more}


def post(text="Hm", **more):
    return {
        "$type": "app.bsky.feed.post",
        "text": text,
        "createdAt": STAMP,
        "langs": ["en"],
        **more,
    }


def mention(did):
    return {"$type": "app.bsky.richtext.facet#mention", "did": did}


FACETS = [{"index": {"byteStart": 0, "byteEnd": 2}, "features": [mention(CLEO), mention(BEN)]}]
MEDIA = {"$type": "app.bsky.embed.recordWithMedia", "record": {"record": ref(LOAF)}}
RECORDS = {
    "app.bsky.actor.profile/self": {"displayName": "Ann", "description": "Bakes"},
    "app.bsky.feed.like/3a": mark(LOAF),
    "app.bsky.feed.like/3b": mark(f"at://{BEN}/app.bsky.feed.generator/news"),
    "app.bsky.feed.post/3c": post(reply={"parent": ref(LOAF), "root": ref(LOAF)}, facets=FACETS),
    "app.bsky.feed.post/3d": post(embed={"$type": "app.bsky.embed.record", "record": ref(LOAF)}),
    "app.bsky.feed.post/3e": post(embed=MEDIA),
    "app.bsky.feed.post/3f": post("A crust"),
    "app.bsky.feed.repost/3g": mark(LOAF, via=ref(f"at://{CLEO}/app.bsky.feed.repost/3z")),
    "app.bsky.graph.block/3h": {"subject": "did:plc:enemy", "createdAt": STAMP},
    "app.bsky.graph.follow/3i": {"subject": BEN, "createdAt": STAMP},
}


def own(key):
    return f"at://{DID}/app.bsky.feed.post/{key}"


def test_a_repository_tells_all_that_its_owner_did(tmp_path):
    files = {"ann.car": car_of(RECORDS)}
    done = Imported(tmp_path, files)
    assert not done.problems
    assert done.acts() == [
        ("like", DID, BEN, LOAF, AT, None),
        ("mention", DID, CLEO, None, AT, own("3c")),
        ("quote", DID, BEN, LOAF, AT, own("3d")),
        ("quote", DID, BEN, LOAF, AT, own("3e")),
        ("reply", DID, BEN, LOAF, AT, own("3c")),
        ("repost", DID, BEN, LOAF, AT, None),
    ]
    assert done.follows() == [(DID, BEN, AT)]
    via = "select a.native_id from accounts as a join interactions on account_id = via_account_id"
    assert done.rows(via) == [(CLEO,)]
    assert (DID, "Ann", "Bakes") in done.rows("select native_id, name, bio from accounts")
    kinds = done.rows("select kind, count(*) from posts where is_listed group by 1 order by 1")
    assert kinds == [("original", 1), ("quote", 2), ("reply", 1)]
    covered = done.rows("select kind, is_complete from coverage order by 1")
    assert covered == [("following", 1), ("posts", 1)]
    assert done.left_out() == {
        "likes of feeds and the like, which are no posts": 1,
        "records of other kinds (blocks, lists, settings)": 1,
    }
    assert "enemy" not in "".join(done.dump())
    before = done.dump()
    Imported(tmp_path, files, done.db)
    assert done.dump() == before


@pytest.mark.parametrize(
    ("value", "consent"), [("!no-unauthenticated", "deny"), ("bot", "unset"), (None, "unset")]
)
def test_what_a_profile_says_of_being_listed_is_kept(tmp_path, value, consent):
    labels = {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": value}]}
    profile = {"app.bsky.actor.profile/self": {"displayName": "Ann", "labels": labels}}
    done = Imported(tmp_path, {"a.car": car_of(RECORDS | profile)})
    query = "select consent, is_bot from accounts where native_id = 'did:plc:ann'"
    assert done.rows(query) == [(consent, 1 if value == "bot" else None)]


def test_a_part_of_a_repository_is_read_and_called_a_part(tmp_path):
    done = Imported(tmp_path, {"a.car": car_of(RECORDS, without=["app.bsky.feed.post/3f"])})
    assert len(done.acts()) == 6
    assert done.left_out()["records that this part of the repository does not hold"] == 1
    assert done.rows("select distinct is_complete from coverage") == [(0,)]


def test_records_that_make_no_sense_are_rejected_alone(tmp_path):
    records = RECORDS | {
        "app.bsky.feed.like/3x": {"subject": "what", "createdAt": STAMP},
        "app.bsky.graph.follow/3y": {"subject": DID, "createdAt": STAMP},
        "app.bsky.feed.post/3z": post(createdAt="soon"),
    }
    done = Imported(tmp_path, {"a.car": car_of(records)})
    assert sorted(each.reason[:12] for each in done.problems) == [
        "'soon' is no",
        "an account c",
        "subject is n",
    ]
    assert len(done.acts()) == 6


@pytest.mark.parametrize("share", [0.01, 0.3, 0.7, 0.999])
def test_a_cut_off_file_is_told_and_nothing_of_it_stays(tmp_path, share):
    data = car_of(RECORDS)
    with pytest.raises(InputUnusable, match=r"a\.car.*(cut off|no CAR|claims)"):
        Imported(tmp_path, {"a.car": data[: max(12, int(len(data) * share))]})


def test_a_block_that_is_not_what_its_id_says_is_refused(tmp_path):
    data = car_of(RECORDS)
    with pytest.raises(InputUnusable, match="is not what its id says"):
        Imported(tmp_path, {"a.car": data.replace(b"A crust", b"A toast")})


def refused(tmp_path, car, root, match):
    with pytest.raises(InputUnusable, match=match):
        Imported(tmp_path, {"a.car": car.bytes(root)})


def test_a_tree_that_leads_back_into_itself_is_refused(tmp_path):
    car = Car()
    leaf = car.node(None, [("app.bsky.feed.post/3a", post(), None)])
    root = car.commit(car.node(leaf, [("app.bsky.feed.post/3b", post(), leaf)]))
    refused(tmp_path, car, root, "leads back into itself")


def test_a_deep_tree_does_not_exhaust_the_stack(tmp_path):
    car = Car()
    node = None
    for number in range(5_000):
        node = car.node(node, [(f"app.bsky.feed.post/3{number:05}", post(), None)])
    done = Imported(tmp_path, {"a.car": car.bytes(car.commit(node))})
    assert done.rows("select count(*) from posts") == [(5_000,)]


@pytest.mark.parametrize(
    ("node", "match"),
    [
        ({"l": None, "e": [{"p": 5, "k": b"a", "v": None}]}, "unsound key"),
        ({"l": None, "e": [{"p": 0, "k": "a"}]}, "unsound key"),
        ({"l": None, "e": [7]}, "unsound key"),
        ({"l": None}, "no entries"),
        ([1], "is no map"),
    ],
)
def test_a_node_that_is_none_is_refused(tmp_path, node, match):
    car = Car()
    refused(tmp_path, car, car.commit(car.add(node)), match)


def test_a_file_without_commit_or_account_is_refused(tmp_path):
    car = Car(did="ann")
    refused(tmp_path, car, car.commit(None), "names no DID")
    refused(tmp_path, Car(), cid_of(encode({"nothing": 1})), "does not hold the commit")


def test_without_its_package_a_car_file_says_what_to_install(tmp_path, monkeypatch):
    found = builtins.__import__

    def without(name, *rest, **named):
        if name == "libipld":
            raise ImportError(name)
        return found(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputUnusable, match=r"pip install 'influence-discovery\[bluesky\]'"):
        Imported(tmp_path, {"a.car": car_of(RECORDS)})


@settings(max_examples=150)
@given(st.integers(min_value=0), st.integers(0, 255), st.booleans())
def test_a_spoilt_file_ends_in_rows_or_one_sentence(tmp_path_factory, place, byte, is_cut):
    data = bytearray(car_of(RECORDS))
    place %= len(data)
    data[place] = byte
    folder = tmp_path_factory.mktemp("spoilt")
    with suppress(InputUnusable):
        Imported(folder, {"a.car": bytes(data[: place + 1] if is_cut else data)})
