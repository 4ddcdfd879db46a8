"""A crawl of a Bluesky of five accounts, told of by an AppView, a directory and a server."""

import json
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from bluesky_samples import STAMP, label, person, post, ref, view
from fake_bluesky import FOLLOW, LIKE, REPOST, FakeBluesky, crawl, did
from fake_web import FakeClock, rows
from repositories import car_of

from influence.store import open_database

NAMES = ("ann", "ben", "cleo", "dan", "eve")
ACTS = """
select i.kind, actor.native_id, target.native_id from interactions as i
join accounts as actor on actor.account_id = i.actor_id
join accounts as target on target.account_id = i.target_id order by 1, 2, 3
"""


def loaf(name):
    return f"at://{did(name)}/app.bsky.feed.post/3loaf"


def mark(uri):
    return {"subject": ref(uri), "createdAt": STAMP}


def records_of(name, acts):
    """Return the repository of an account: a post, and what it does to the posts of others."""
    records = {"app.bsky.feed.post/3loaf": post(f"The loaf of {name}")}
    for number, (kind, other) in enumerate(acts):
        told = {"subject": did(other), "createdAt": STAMP} if kind == FOLLOW else mark(loaf(other))
        records[f"{kind}/3a{number}"] = told
    return records


DONE = {
    "ann": [(FOLLOW, "ben"), (FOLLOW, "cleo"), (FOLLOW, "dan"), (REPOST, "cleo")],
    "ben": [(LIKE, "ann"), (REPOST, "ann"), (FOLLOW, "ann")],
    "cleo": [(LIKE, "ann"), (FOLLOW, "eve")],
    "dan": [(LIKE, "ann")],
    "eve": [(REPOST, "cleo")],
}
HELD = {name: records_of(name, acts) for name, acts in DONE.items()}


class Network:
    """Answers for everybody; Dan does not want to be shown, and ``gone`` accounts are not there."""

    def __init__(self, gone=()):
        self.clock = FakeClock()
        self.asked = []
        self.gone = gone

    def answer(self, request):
        url = str(request.url)
        self.asked.append(url)
        self.clock.sleep(0.05)
        parts = urlsplit(url)
        told = parse_qs(parts.query)
        if parts.path == "/robots.txt":
            return httpx.Response(200, text="User-agent: *\nAllow: /")
        if parts.netloc == "plc.directory":
            return self._json(self._document(parts.path[1:]))
        method = parts.path.rpartition(".")[2]
        who = (told.get("uri") or told.get("actor") or told.get("did") or [""])[0]
        name = next((each for each in NAMES if did(each) in who), "")
        if name in self.gone:
            return self._json({"error": "InvalidRequest", "message": "Profile not found"}, 400)
        if method == "getRepo":
            return httpx.Response(200, content=car_of(HELD[name], did(name)))
        return self._json(getattr(self, method)(name, told))

    def _json(self, told, status=200):
        return httpx.Response(status, json=told)

    def _document(self, native_id):
        name = native_id.rpartition(":")[2]
        service = {
            "id": "#atproto_pds",
            "type": "AtprotoPersonalDataServer",
            "serviceEndpoint": "https://oyster.pds.blog",
        }
        return {"id": native_id, "alsoKnownAs": [f"at://{name}.blog"], "service": [service]}

    def resolveHandle(self, _, told):  # noqa: N802  # as XRPC calls it
        return {"did": did(told["handle"][0].removesuffix(".blog"))}

    def getProfile(self, name, _):  # noqa: N802
        labels = [label("!no-unauthenticated", did(name))] if name == "dan" else []
        followers = sum((FOLLOW, name) in acts for acts in DONE.values())
        counts = {"followersCount": followers, "postsCount": 1}
        return person(did(name), f"{name}.blog", labels=labels, **counts)

    def getProfiles(self, _, told):  # noqa: N802
        names = (each.rpartition(":")[2] for each in told["actors"])
        return {"profiles": [self.getProfile(name, {}) for name in names if name not in self.gone]}

    def getAuthorFeed(self, name, _):  # noqa: N802
        acts = [act for acts in DONE.values() for act in acts]
        counts = {"likeCount": acts.count((LIKE, name)), "repostCount": acts.count((REPOST, name))}
        record = HELD[name]["app.bsky.feed.post/3loaf"]
        return {"feed": [{"post": view(loaf(name), record, self.getProfile(name, {}), **counts)}]}

    def getFollowers(self, name, _):  # noqa: N802
        return {"followers": self._who(FOLLOW, name)}

    def getLikes(self, name, _):  # noqa: N802
        who = self._who(LIKE, name)
        return {"likes": [{"actor": a, "createdAt": STAMP, "indexedAt": STAMP} for a in who]}

    def getRepostedBy(self, name, _):  # noqa: N802
        return {"repostedBy": self._who(REPOST, name)}

    def _who(self, kind, name):
        return [self.getProfile(each, {}) for each in NAMES if (kind, name) in DONE[each]]


def expected():
    kinds = {LIKE: "like", REPOST: "repost"}
    return sorted(
        (kinds[kind], did(name), did(other))
        for name, acts in DONE.items()
        for kind, other in acts
        if kind in kinds and name != "dan"
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    network = Network()
    path = tmp_path_factory.mktemp("bluesky") / "whole.db"
    report = crawl(path, network)
    return path, network, report


def test_a_crawl_finds_everybody_and_what_each_did(whole):
    path, _, report = whole
    assert report.stopped == "done", report
    with open_database(path) as db:
        assert list(db.execute(ACTS)) == expected()
        follows = db.execute(
            "select count(*) from follows as f join accounts on account_id = f.actor_id"
            " where native_id <> 'did:plc:dan' and began_at is not null"
        ).fetchone()
        assert follows == (5,)
        names = list(db.execute("select native_id, handle, consent from accounts order by 1"))
    assert names == [
        (did(name), None if name == "dan" else f"{name}.blog", "deny" if name == "dan" else "unset")
        for name in NAMES
    ]


def test_zeros_are_told_from_lists_that_nobody_read(whole):
    path, _, _ = whole
    query = """
        select native_id, coverage.kind, is_complete, held_count from coverage
        join posts using (post_id) where coverage.kind in ('likers', 'reposters')
        order by 1, 2"""
    with open_database(path) as db:
        covered = list(db.execute(query))
    told = {(native_id, kind): rest for native_id, kind, *rest in covered}
    assert told[loaf("ann"), "likers"] == [1, 3]
    assert told[loaf("ben"), "likers"] == [1, 0]
    assert (loaf("dan"), "likers") not in told


def test_nothing_of_who_opted_out_is_asked_for_and_no_robots_txt_of_an_api(whole):
    _, network, _ = whole
    about = [url for url in network.asked if did("dan") in url and "getProfiles" not in url]
    assert about == []
    robots = {url for url in network.asked if url.endswith("/robots.txt")}
    assert robots == {"https://oyster.pds.blog/robots.txt"}


def test_a_crawl_in_small_steps_reads_the_same(tmp_path, whole):
    path, network = tmp_path / "steps.db", Network()
    for _ in range(100):
        report = crawl(path, network, budget=3)
        if report.stopped == "done":
            break
    assert {name: held for name, held in rows(path).items() if name != "crawl_tasks"} == {
        name: held for name, held in rows(whole[0]).items() if name != "crawl_tasks"
    }


def test_an_account_that_is_gone_ends_its_own_visits_only(tmp_path):
    path = tmp_path / "gone.db"
    crawl(path, Network(gone=("cleo",)))
    with open_database(path) as db:
        acts = list(db.execute(ACTS))
        failed = [json.dumps(row) for row in db.execute("select last_error from crawl_tasks")]
    assert acts
    assert ("like", did("cleo"), did("ann")) in acts
    assert not any("Traceback" in each for each in failed)


def test_a_later_crawl_reads_again_what_may_have_changed(tmp_path, monkeypatch):
    path, network = tmp_path / "again.db", Network()
    crawl(path, network)
    monkeypatch.setitem(DONE, "eve", [*DONE["eve"], (LIKE, "ben")])
    monkeypatch.setitem(HELD, "eve", records_of("eve", DONE["eve"]))
    network.clock.sleep(3 * 86_400)
    crawl(path, network)
    with open_database(path) as db:
        assert list(db.execute(ACTS)) == expected()
    assert ("like", did("eve"), did("ben")) in expected()
    feeds = [url for url in network.asked if "getAuthorFeed" in url]
    assert sorted(feeds) == sorted(2 * list(dict.fromkeys(feeds)))


class Nobody(FakeBluesky):
    """Knows no handle; nor does the host that the handle names."""

    def answer(self, request):
        answer = super().answer(request)
        is_told = request.url.path == "/robots.txt"
        told = {"error": "InvalidRequest", "message": "Unable to resolve handle"}
        return answer if is_told else httpx.Response(400, json=told)


def test_of_a_handle_that_nobody_has_nothing_is_read(tmp_path):
    report = crawl(tmp_path / "a.db", Nobody({}, {}, {}), addresses=("at://nobody.blog",))
    assert (report.visits, report.read) == (2, 0)
