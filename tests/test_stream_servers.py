"""Bluesky's own PDS, listened to while it is filled: the rows of its repositories."""

import shutil
import subprocess
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic

import pytest
from server_crawls import CrawlOfServers, influence
from servers import bluesky_api
from servers import bluesky_content as seeded
from servers.bluesky import PDS, SETTLED
from streaming_runs import fresh, held
from test_bluesky_servers import NAMES, Asked, behind_blocks, views_of
from test_bluesky_servers import ROWS as KNOWN_TO_ALL

from crawlers.answers import Answer, Visit
from crawlers.bluesky.repository import read_repository
from influence.records import Task
from influence.store import current_time, ingest, open_database

SEEN_AT = "2030-01-01T00:00:00Z"
ROWS = ("posts", "interactions", "follows", "tags", "links")
LATER = ("una.test", "duo.test", "tri.test")
POST, LIKE = bluesky_api.POST, "app.bsky.feed.like"


def listening(path, network, *words):
    address = f"ws://{PDS}:{network.ports[PDS]}/xrpc/com.atproto.sync.subscribeRepos"
    own = ("--url", address, "--allow-loopback", "--until-idle", *words)
    return influence("stream", path, *own)


def repository(network, did):
    """Return the records of an account's repository, as a crawl reads it; none where it is away."""
    url = f"http://{PDS}/xrpc/com.atproto.sync.getRepo?did={did}"
    answer = network.ask(url)
    task = Task("bluesky", "repository", url, did)
    return read_repository(Visit(task, Answer(url, answer.status, {}, answer.body, SEEN_AT)))


def of_repositories(network, dids, path):
    """Return what a database holds that read the repositories of accounts."""
    with fresh(path) as db:
        for did in dids:
            ingest(db, repository(network, did), clock=lambda: SEEN_AT)
        db.conn.execute("delete from coverage")
        return rows_of(db)


def rows_of(db):
    found = held(db)
    return {table: found[table] for table in ROWS}


def names_in(db):
    return dict(db.conn.execute("select native_id, name from accounts where name is not null"))


@pytest.fixture(scope="module")
def heard(tmp_path_factory, bluesky_network):
    """Return a database that listened from the first event on."""
    path = tmp_path_factory.mktemp("stream") / "a.db"
    command = listening(path, bluesky_network, "--from", "oldest", "--idle", "4")
    subprocess.run(command, check=True, capture_output=True)
    return path


def test_what_a_pds_streamed_is_what_its_repositories_hold(tmp_path, heard, bluesky_network):
    dids = [bluesky_network.dids[each.handle] for each in seeded.PEOPLE]
    whole = of_repositories(bluesky_network, dids, tmp_path / "b.db")
    with open_database(heard) as db:
        assert rows_of(db) == whole
        names = names_in(db)
    assert len(whole["interactions"]) > len(seeded.MARKS) - 10
    for each in seeded.READABLE:
        assert names[bluesky_network.dids[each.handle]] == each.name


WHEN = """
select i.kind, a.native_id, p.native_id, i.native_id, i.happened_at
from interactions i join accounts a on a.account_id = i.actor_id left join posts p using (post_id)
where i.kind <> 'repost'
"""


def test_what_a_pds_streamed_is_what_the_appview_tells(heard, bluesky_network):
    """But for when somebody followed or reposted, and what is behind a block."""
    by_appview, kinds = views_of(bluesky_network, sorted(NAMES))
    with Asked(bluesky_network, by_appview, kinds) as viewed, open_database(heard) as db:
        asked = {**KNOWN_TO_ALL, "when": WHEN}
        streamed = {name: sorted(map(tuple, db.conn.execute(each))) for name, each in asked.items()}
        crawled = {**viewed.rows(), "when": sorted(map(tuple, viewed.db.conn.execute(WHEN)))}
    behind = behind_blocks(bluesky_network)
    streamed["follows"] = [each for each in streamed["follows"] if each not in behind]
    assert streamed == crawled
    assert all(streamed.values())


def test_nothing_stays_of_who_hides_left_or_was_taken_down(heard, bluesky_network):
    hidden = [each for each in seeded.PEOPLE if each not in seeded.READABLE]
    with open_database(heard) as db:
        for each in hidden:
            did = bluesky_network.dids[each.handle]
            consent = "select consent from accounts where native_id = ?"
            assert db.conn.execute(consent, [did]).fetchone() == ("deny",)
        texts = [row[0] for row in db.conn.execute("select text from posts where text is not null")]
    away = {each.handle for each in hidden}
    gone = [post.text for post in seeded.ALL_POSTS if post.author in away]
    assert not {*gone, seeded.DELETED.text} & {*texts}


@contextmanager
def listened(path, network):
    """Listen while something is done, until nothing more comes."""
    command = listening(path, network, "--idle", "6", "--format", "json")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        try:
            yield
            assert running.wait(120) == 0, running.stderr.read()
        finally:
            running.kill()


def fill_later(pds):
    """Have three accounts join, write, act on each other and take some of it back."""
    una, duo, tri = LATER
    for handle in LATER:
        pds.join(seeded.Person(handle=handle, name=handle))
        profile = bluesky_api.profile_of(seeded.Person(handle=handle, name=handle.upper()))
        pds.write(handle, [(bluesky_api.PROFILE, profile, "self")])
    at = bluesky_api.text_of(seeded.BEGAN + timedelta(days=400))
    posts = pds.write(una, [(POST, {"text": f"Loaf {n}", "createdAt": at}) for n in range(20)])
    for actor in (duo, tri):
        likes = pds.write(actor, [(LIKE, {"subject": each, "createdAt": at}) for each in posts])
        pds.write(actor, [("app.bsky.feed.repost", {"subject": posts[0], "createdAt": at})])
        follow = {"subject": pds.dids[una], "createdAt": at}
        (followed,) = pds.write(actor, [("app.bsky.graph.follow", follow)])
        for each in likes[::3] + ([followed] if actor == tri else []):
            delete(pds, actor, each["uri"])
    reply = {"root": posts[1], "parent": posts[1]}
    pds.write(tri, [(POST, {"text": "Nice", "createdAt": at, "reply": reply})])
    delete(pds, una, posts[2]["uri"])
    pds.call_as(duo, "com.atproto.server.deactivateAccount", {})


def delete(pds, handle, uri):
    collection, key = uri.split("/")[-2:]
    told = {"repo": pds.dids[handle], "collection": collection, "rkey": key}
    pds.call_as(handle, "com.atproto.repo.deleteRecord", told)


@pytest.fixture(scope="module")
def pds(bluesky_network):
    """Return the PDS, which knows whom the tests had join, in whatever order."""
    return bluesky_api.Pds(bluesky_network.ask, PDS)


def test_a_pds_is_listened_to_while_it_is_filled(tmp_path, heard, bluesky_network, pds):
    path = shutil.copy(heard, tmp_path / "a.db")
    with listened(path, bluesky_network):
        fill_later(pds)
    earlier = [bluesky_network.dids[each.handle] for each in seeded.PEOPLE]
    whole = of_repositories(bluesky_network, [*earlier, *pds.dids.values()], tmp_path / "b.db")
    with open_database(path) as db:
        assert rows_of(db) == whole
        assert names_in(db)[pds.dids["una.test"]] == "UNA.TEST"
        (consent,) = db.conn.execute(
            "select consent from accounts where native_id = ?", [pds.dids["duo.test"]]
        ).fetchone()
    assert consent == "deny"


@pytest.mark.usefixtures("heard")  # which hears nothing of this, whatever the order of the tests
def test_a_like_that_only_the_appview_told_is_gone_once_the_stream_deletes_it(
    tmp_path, bluesky_network, pds
):
    path = tmp_path / "c.db"
    vera, wim = "vera.test", "wim.test"
    for handle in (vera, wim):
        pds.join(seeded.Person(handle=handle, name=handle))
        pds.write(handle, [(bluesky_api.PROFILE, {"displayName": handle}, "self")])
    (post,) = pds.write(vera, [(POST, {"text": "Rye", "createdAt": current_time()})])
    (like,) = pds.write(wim, [(LIKE, {"subject": post, "createdAt": current_time()})])
    bluesky_network.ask(f"http://{SETTLED}/")
    crawl = CrawlOfServers(path, [bluesky_network])
    crawl.crawl(f"at://{pds.dids[vera]}", "--depth", "0", "--exposure", "0")
    likers = {(actor, liked) for actor, _, liked, *_ in crawl.acts("like")}
    assert likers == {(pds.dids[wim], post["uri"])}
    with listened(path, bluesky_network):
        until = monotonic() + 60
        while not crawl.counts("stream_spans")[0]:  # it listens from its first event on
            assert monotonic() < until
            pds.write(vera, [(POST, {"text": "Crumb", "createdAt": current_time()})])
        delete(pds, wim, like["uri"])
    assert crawl.acts("like") == set()
