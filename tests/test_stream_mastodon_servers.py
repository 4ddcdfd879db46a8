"""A stand-in for Mastodon, listened to while people post: the rows of what was posted alone."""

import json
import subprocess
from contextlib import contextmanager
from time import monotonic

import pytest
from fediverse_crawls import CrawlOfFediverse
from server_crawls import influence, resolving
from servers.fediverse_content import CROWD, DILL, FIG, LANES, OAT, RYE

from influence.store import open_database

PUBLIC = f"http://{LANES}/api/v1/streaming/public"
HEARD = "select coalesce(sum(events), 0) from stream_spans"


@contextmanager
def listening(path, mock, url=PUBLIC, *words):
    """Listen while something is done, until nothing more comes; yield what is said in the end."""
    own = ("--url", url, "--allow-loopback", "--until-idle", "--idle", "5", "--format", "json")
    command = influence("stream", path, *own, *resolving(mock), *words)
    said = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            yield said
            out, err = process.communicate(timeout=120)
            assert process.returncode == 0, err.decode()
            said |= json.loads(out)
        finally:
            process.kill()


def fresh(path, mock):
    """Return an empty database that can be asked while something else writes it."""
    open_database(path, create=True).close()
    return CrawlOfFediverse(path, (mock,), [])


class Poster:
    """People of the server, who write and act as its API lets them."""

    def __init__(self, mock):
        self.mock = mock
        self.ids = {
            each: mock._api(each, "GET", "accounts/verify_credentials")["id"] for each in (RYE, FIG)
        }

    def post(self, person, text, **said):
        return self.mock._api(person, "POST", "statuses", status=text, **said)

    def act(self, person, status, act):
        return self.mock._api(person, "POST", f"statuses/{status['id']}/{act}")

    def delete(self, person, status):
        self.mock._api(person, "DELETE", f"statuses/{status['id']}")

    def until_heard(self, crawl, person):
        """Post until the first event is written: from then on it is listened to."""
        until, before = monotonic() + 60, crawl.ask(HEARD)
        while crawl.ask(HEARD) == before:
            assert monotonic() < until
            self.delete(person, self.post(person, "Is anybody there?"))


def address(status):
    return status["uri"]


@pytest.fixture(scope="module")
def heard(tmp_path_factory, mastodon_to_post_to):
    """Return a database that listened, what was posted meanwhile, and what it said."""
    mock = mastodon_to_post_to
    crawl = fresh(tmp_path_factory.mktemp("stream") / "a.db", mock)
    people, made = Poster(mock), {}
    with listening(crawl.path, mock) as said:
        people.until_heard(crawl, OAT)
        made["loaf"] = people.post(RYE, "Rye crumb #baking")
        made["jam"] = people.post(FIG, "Quince", in_reply_to_id=made["loaf"]["id"])
        made["quiet"] = people.post(RYE, "For who looks", visibility="unlisted")
        made["closed"] = people.post(RYE, "For followers", visibility="private")
        made["brine"] = people.post(DILL, "Nobody may keep this about brine")
        made["oats"] = people.post(OAT, "Porridge")
        made["boost"] = people.act(CROWD[0], made["loaf"], "reblog")
        made["gone"] = people.post(RYE, "Burnt #baking")
        people.delete(RYE, made["gone"])
        told = {"status": "Rye crumb, cooled #baking"}
        people.mock._api(RYE, "PUT", f"statuses/{made['loaf']['id']}", **told)
    return crawl, made, said


def test_posts_are_held_as_they_were_written_and_edited(heard):
    crawl, made, _ = heard
    held = crawl.ask(
        "select p.native_id, handle, p.kind, text from posts p join accounts using (account_id)"
        " where is_listed"
    )
    assert sorted(map(tuple, held)) == sorted(
        [
            (address(made["loaf"]), RYE.handle, "original", "Rye crumb, cooled #baking"),
            (address(made["jam"]), FIG.handle, "reply", None),
            (address(made["quiet"]), RYE.handle, "original", None),
            (address(made["oats"]), OAT.handle, "original", None),
        ]
    )
    tags = crawl.ask("select p.native_id, tag from tags join posts p using (post_id)")
    assert set(map(tuple, tags)) == {(address(made["loaf"]), "baking")}


def test_boosts_and_answers_are_held_with_who_and_when(heard):
    crawl, made, _ = heard
    rye, fig, reader = (f"http://{LANES}/@{each.login}" for each in (RYE, FIG, CROWD[0]))
    at = {name: f"{each['created_at'][:19]}Z" for name, each in made.items()}
    loaf = address(made["loaf"])
    assert crawl.acts("repost") == {(reader, rye, loaf, None, at["boost"])}
    assert crawl.acts("reply") == {(fig, rye, loaf, address(made["jam"]), at["jam"])}


def test_who_refuses_is_counted_and_who_did_not_decide_stays_so(heard):
    crawl, _, said = heard
    held = dict(crawl.ask("select handle, consent from accounts"))
    assert (held[DILL.handle], held[OAT.handle], held[RYE.handle]) == ("deny", "unset", "allow")
    assert said["not_to_be_shown"] == 1
    content = crawl.path.read_bytes()
    assert b"about brine" not in content
    assert b"For followers" not in content
    told = crawl.run("status", crawl.path).stdout
    assert "1 opted out, 1 did not ask to be" in told


def test_what_a_crawl_reads_then_is_the_same_rows(heard, tmp_path):
    """One post is one row, in which a crawl changes nothing but what others did since."""
    crawl, made, _ = heard
    again = CrawlOfFediverse(tmp_path / "b.db", crawl.servers, [f"rye@{LANES}"])
    again.path.write_bytes(crawl.path.read_bytes())
    asked = "select * from posts where native_id = ?"
    before = again.ask(asked, address(made["loaf"]))
    accounts = again.ask("select account_id, source, native_id, handle from accounts")
    again.crawl()
    (row,) = again.ask(asked, address(made["loaf"]))
    names = [name for (name,) in again.ask("select name from pragma_table_info('posts')")]
    named = dict(zip(names, zip(before[0], row, strict=True), strict=True))
    changed = {name for name, (one, other) in named.items() if one != other}
    assert changed <= {"reposts_count", "replies_count", "likes_count"}
    held = again.ask("select account_id, source, native_id, handle from accounts")
    assert set(accounts) <= set(held)
    assert len({row[2] for row in held}) == len({row[3] for row in held}) == len(held)
    repost = {act[:3] for act in again.acts("repost")}
    assert {act[:3] for act in crawl.acts("repost")} <= repost


def test_a_later_run_says_that_there_is_a_gap_and_takes_back_what_the_one_before_heard(
    heard, tmp_path
):
    crawl, made, _ = heard
    later = CrawlOfFediverse(tmp_path / "c.db", crawl.servers, [])
    later.path.write_bytes(crawl.path.read_bytes())
    (mock,) = crawl.servers
    people = Poster(mock)
    with listening(later.path, mock) as said:
        people.until_heard(later, OAT)
        people.delete(FIG, made["jam"])
    assert len(said["missing"]) == 1
    assert "nothing is told again" in said["missing"][0]
    assert later.acts("reply") == set()
    listed = later.ask("select native_id from posts where is_listed")
    assert (address(made["jam"]),) not in listed
    assert (address(made["loaf"]),) in listed
    assert "1 gap, the last: not connected" in later.run("status", later.path).stdout


def test_a_tag_alone_can_be_listened_to(mastodon_to_post_to, tmp_path):
    mock = mastodon_to_post_to
    crawl = fresh(tmp_path / "d.db", mock)
    people = Poster(mock)
    with listening(crawl.path, mock, f"http://{LANES}/api/v1/streaming/hashtag?tag=rusks"):
        until = monotonic() + 60
        while crawl.ask(HEARD) == [(0,)]:
            assert monotonic() < until
            people.post(RYE, "Twice baked #rusks")
            people.post(RYE, "Once baked")
    texts = {text for (text,) in crawl.ask("select text from posts")}
    assert texts == {"Twice baked #rusks"}


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again(mastodon_to_post_to, tmp_path, status):
    mock = mastodon_to_post_to
    crawl = fresh(tmp_path / "e.db", mock)
    people = Poster(mock)
    mock.fault("/api/v1/streaming/public", {"type": "status", "status": status}, count=2)
    with listening(crawl.path, mock, PUBLIC, "--idle", "8") as said:
        people.until_heard(crawl, RYE)
    assert said["connections"] == 1
    assert said["missing"] == []


def test_a_server_that_wants_a_token_is_told_of_in_a_sentence(mastodon_to_post_to, tmp_path):
    mock = mastodon_to_post_to
    mock.fault("/api/v1/streaming/public", {"type": "status", "status": 401})
    words = ("--url", PUBLIC, "--allow-loopback", "--until-idle", *resolving(mock))
    command = influence("stream", tmp_path / "f.db", *words)
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "INFLUENCE_TOKEN_LANES_EXAMPLE" in done.stderr
    assert "Traceback" not in done.stderr
