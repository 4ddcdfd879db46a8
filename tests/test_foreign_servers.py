"""Servers of the fediverse that do not speak Mastodon's API: by ActivityPub, or one sentence."""

import json

import httpx
import pytest
from fake_web import FakeClock, client_of

from crawlers.run import Asked, Crawling, Inline, begin, seeds_of, visit
from crawlers.sources import read
from influence.store import open_database
from influence.store.crawling import Beside

HOST = "https://k.example"
ANN = f"{HOST}/users/9abc"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
FINGER = {
    "subject": "acct:ann@k.example",
    "links": [{"rel": "self", "type": "application/activity+json", "href": ANN}],
}
ACTOR = {
    "id": ANN,
    "type": "Person",
    "preferredUsername": "ann",
    "name": "Ann",
    "summary": "<p>Bakes</p>",
    "followers": f"{ANN}/followers",
    "following": f"{ANN}/following",
    "outbox": f"{ANN}/outbox",
    "discoverable": True,
}
NOTE = {
    "id": f"{HOST}/notes/n1",
    "type": "Note",
    "attributedTo": ANN,
    "published": "2026-02-01T08:00:00Z",
    "content": "<p>Rye</p>",
    "to": [PUBLIC],
}
CREATED = {"type": "Create", "actor": ANN, "to": [PUBLIC], "object": NOTE}


def nodeinfo(name):
    link = {
        "rel": "http://nodeinfo.diaspora.software/ns/schema/2.1",
        "href": f"{HOST}/nodeinfo/2.1",
    }
    return {
        f"{HOST}/.well-known/nodeinfo": {"links": [link]},
        f"{HOST}/nodeinfo/2.1": {"software": {"name": name, "version": "2026.5"}},
    }


def page(_):
    """Answer as servers do whose every address is their page."""
    return httpx.Response(200, headers={"content-type": "text/html"}, text="<title>Misskey</title>")


def refuses(status):
    return lambda _: httpx.Response(status, json={"error": "Signature required"})


def collection(*items, **said):
    return {"type": "OrderedCollection", "totalItems": len(items), "orderedItems": items, **said}


SHOWN = {
    f"{HOST}/.well-known/webfinger": FINGER,
    ANN: ACTOR,
    f"{ANN}/followers": collection(f"{HOST}/users/9ben"),
    f"{ANN}/following": collection(totalItems=3),
    f"{ANN}/outbox": collection(CREATED),
}


def crawl(path, answers, default=None):
    clock, default = FakeClock(), default or refuses(404)

    def answer(request):
        found = answers.get(str(request.url.copy_with(query=None)))
        if str(request.url).endswith("/robots.txt"):
            return httpx.Response(404)
        if found is None or callable(found):
            return (found or default)(request)
        headers = {"content-type": "application/activity+json"}
        return httpx.Response(200, headers=headers, content=json.dumps(found))

    class Network:
        pass

    network = Network()
    network.answer, network.clock = answer, clock
    asked = Asked(addresses=("@ann@k.example",), depth=0, budget=50)
    with open_database(path, create=True) as db, Beside(path) as memory:
        client = client_of(network, memory)
        begun, _ = begin(db, asked, seeds_of(asked), clock.text)
        workers = Inline(lambda task: visit(task, client, read, clock.now))
        return Crawling(db, begun, workers, client, clock.clock).run()


def held(path, query):
    with open_database(path) as db:
        return {tuple(row) for row in db.execute(query)}


@pytest.mark.parametrize("default", [page, refuses(404), refuses(401), refuses(403)])
@pytest.mark.parametrize("software", ["misskey", "lemmy", "writefreely"])
def test_who_speaks_another_api_is_read_by_activitypub(tmp_path, software, default):
    path = tmp_path / "k.db"
    report = crawl(path, SHOWN | nodeinfo(software), default)
    assert (report.failed, sum(report.refused.values())) == (0, 0)
    assert held(
        path, "select handle, name, bio, consent from accounts where handle is not null"
    ) == {("ann@k.example", "Ann", "Bakes", "allow")}
    assert held(path, "select native_id, text from posts") == {(NOTE["id"], "Rye")}
    assert held(path, "select kind, is_complete, claimed_count, held_count from coverage") == {
        ("posts", 1, 1, 1),
        ("followers", 1, 1, 1),
        ("following", 0, 3, 0),
    }
    assert held(path, "select value from facts") == {(f"{software} 2026.5",)}


@pytest.mark.parametrize("status", [401, 403])
def test_who_is_shown_to_no_stranger_ends_in_one_sentence(tmp_path, status):
    path = tmp_path / "g.db"
    known = {f"{HOST}/.well-known/webfinger": FINGER, ANN: refuses(status)}
    report = crawl(path, known | nodeinfo("gotosocial"), refuses(401))
    assert dict(report.refused) == {
        f"{ANN} is shown to no stranger, neither by Mastodon's API nor by ActivityPub.": 1
    }
    assert report.failed == 0


@pytest.mark.parametrize(
    "wish", ["hidesToPublicFromUnauthedWeb", "_misskey_requireSigninToViewContents"]
)
def test_posts_for_those_who_signed_in_are_left_alone(tmp_path, wish):
    path = tmp_path / "w.db"
    crawl(path, SHOWN | {ANN: ACTOR | {wish: True}})
    assert held(path, "select consent, name, bio from accounts") == {("deny", None, None)}
    assert held(path, "select * from posts") == set()
