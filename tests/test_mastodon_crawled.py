"""A small host of the fediverse, crawled as a whole into a database."""

import json
from dataclasses import dataclass, field

import httpx
import pytest
from fake_web import FakeClock, client_of
from mastodon_visits import ANN, BEN, HOME, ben, finger_answer, person, status

from crawlers.run import Asked, Crawling, Inline, begin, seeds_of, visit
from crawlers.sources import read
from influence.store import open_database
from influence.store.crawling import Beside

CID = "https://m.example/users/cid"
B_HOME = "https://b.example"
POST = f"{ANN.native_id}/statuses/100"


def closed(_):
    return httpx.Response(401)


ANSWERS = {
    f"{HOME}/.well-known/webfinger": finger_answer(),
    f"{HOME}/api/v1/accounts/lookup": person(followers_count=2, following_count=1),
    f"{HOME}/api/v1/accounts/7/statuses": [
        status(101, content="", reblog=status(55, ben())),
        status(
            100,
            reblogs_count=1,
            favourites_count=1,
            replies_count=1,
            mentions=[{"id": "8", "acct": "ben@b.example", "url": "https://b.example/@ben"}],
        ),
    ],
    f"{HOME}/api/v1/accounts/7/followers": [ben(), person("cid", discoverable=False)],
    f"{HOME}/api/v1/accounts/7/following": [ben()],
    f"{HOME}/api/v1/statuses/100/reblogged_by": [ben()],
    f"{HOME}/api/v1/statuses/100/favourited_by": [person("cid", discoverable=False)],
    f"{HOME}/api/v1/statuses/100/context": {
        "ancestors": [],
        "descendants": [status(60, ben(), in_reply_to_id="100")],
    },
    f"{B_HOME}/.well-known/webfinger": finger_answer("acct:ben@b.example", BEN.native_id),
    f"{B_HOME}/api/v1/accounts/lookup": closed,
    BEN.native_id: {
        "id": BEN.native_id,
        "type": "Person",
        "preferredUsername": "ben",
        "followers": f"{BEN.native_id}/followers",
    },
    f"{BEN.native_id}/followers": {"type": "OrderedCollection", "totalItems": 40},
}


@dataclass
class Fediverse:
    answers: dict = field(default_factory=lambda: ANSWERS)
    clock: FakeClock = field(default_factory=FakeClock)
    asked: list[httpx.Request] = field(default_factory=list)

    def answer(self, request):
        self.asked.append(request)
        answer = self.answers.get(str(request.url.copy_with(query=None)))
        if answer is None:
            return httpx.Response(404, json={"error": "Record not found"})
        if callable(answer):
            return answer(request)
        link = f'<{HOME}/x?min_id=1>; rel="prev"'
        headers = {"content-type": "application/json", "link": link}
        return httpx.Response(200, headers=headers, content=json.dumps(answer))


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    web, path = Fediverse(), tmp_path_factory.mktemp("crawled") / "m.db"
    crawl(path, web)
    with open_database(path) as db:
        yield db, web


def crawl(path, web):
    """Crawl a fediverse from Ann into a database, and return the report."""
    asked = Asked(addresses=("@ann@m.example",), depth=2, budget=100)
    with open_database(path, create=True) as db, Beside(path) as memory:
        client = client_of(web, memory)
        begun, _ = begin(db, asked, seeds_of(asked), web.clock.text)
        workers = Inline(lambda task: visit(task, client, read, web.clock.now))
        return Crawling(db, begun, workers, client, web.clock.clock, lambda _: None).run()


def rows(db, query):
    return {tuple(row) for row in db.execute(query)}


def test_who_did_what_is_in_the_database_once(crawled):
    db, _ = crawled
    acts = rows(
        db,
        """select interactions.kind, a.native_id, t.native_id, p.native_id, happened_at is null
           from interactions join accounts a on a.account_id = actor_id
           join accounts t on t.account_id = target_id left join posts p using (post_id)""",
    )
    assert acts == {
        ("repost", ANN.native_id, BEN.native_id, f"{BEN.native_id}/statuses/55", 0),
        ("mention", ANN.native_id, BEN.native_id, None, 0),
        ("repost", BEN.native_id, ANN.native_id, POST, 1),
        ("like", CID, ANN.native_id, POST, 1),
        ("reply", BEN.native_id, ANN.native_id, POST, 0),
    }


def test_who_follows_whom_is_in_the_database(crawled):
    db, _ = crawled
    follows = rows(
        db,
        """select a.native_id, t.native_id from follows
           join accounts a on a.account_id = actor_id
           join accounts t on t.account_id = target_id""",
    )
    assert follows == {
        (BEN.native_id, ANN.native_id),
        (CID, ANN.native_id),
        (ANN.native_id, BEN.native_id),
    }


def test_how_much_of_each_list_was_read_is_told(crawled):
    db, _ = crawled
    covered = rows(
        db,
        """select kind, native_id, post_id is not null, is_complete, claimed_count, held_count
           from coverage join accounts using (account_id)""",
    )
    assert covered == {
        ("posts", ANN.native_id, 0, 1, 5, 2),
        ("followers", ANN.native_id, 0, 1, 2, 2),
        ("following", ANN.native_id, 0, 1, 1, 1),
        ("endorsements", ANN.native_id, 0, 0, None, 0),
        ("reposters", ANN.native_id, 1, 1, 1, 1),
        ("likers", ANN.native_id, 1, 1, 1, 1),
        ("replies", ANN.native_id, 1, 1, 1, 1),
        ("followers", BEN.native_id, 0, 0, 40, 0),
    }


def test_a_closed_host_is_asked_as_other_servers_ask(crawled):
    _, web = crawled
    (asked,) = [each for each in web.asked if str(each.url) == BEN.native_id]
    assert "application/activity+json" in asked.headers["accept"]


def test_who_refuses_is_not_asked_for_and_has_no_name(crawled):
    db, web = crawled
    found = rows(db, "select native_id, name, bio, consent from accounts")
    assert {each for each in found if each[0] == CID} == {(CID, None, None, "deny")}
    assert not [each for each in web.asked if "/accounts/9" in str(each.url)]


def test_no_address_is_asked_for_twice(crawled):
    _, web = crawled
    urls = [str(each.url) for each in web.asked]
    assert len(urls) == len(set(urls))


DORA = "https://d.example/users/dora"
D_HOME = "https://d.example"


def dora(**said):
    return person("dora", "d.example", **said)


def with_a_follower():
    """Return a fediverse in which Dora follows Ann, whose seven posts she boosted all."""
    posts = [status(number, reblogs_count=1) for number in range(107, 100, -1)]
    boost = status(31, dora(acct="dora"), content="", reblog=posts[2])
    alone = status(30, dora(acct="dora"))
    return {
        **ANSWERS,
        f"{HOME}/api/v1/accounts/7/statuses": posts,
        f"{HOME}/api/v1/accounts/7/followers": [dora()],
        f"{HOME}/api/v1/accounts/7/following": [],
        **{f"{HOME}/api/v1/statuses/{number}/reblogged_by": [dora()] for number in range(101, 108)},
        f"{D_HOME}/.well-known/webfinger": finger_answer("acct:dora@d.example", DORA),
        f"{D_HOME}/api/v1/accounts/lookup": dora(acct="dora"),
        f"{D_HOME}/api/v1/accounts/id-dora/statuses": [boost, alone],
    }


def test_the_last_part_of_a_budget_asks_who_boosted_older_posts_and_what_a_follower_does(tmp_path):
    web, path = Fediverse(with_a_follower()), tmp_path / "m.db"
    report = crawl(path, web)
    assert (report.stopped, report.mattering, report.complete) == ("done", 1, 1)
    with open_database(path) as db:
        boosted = rows(
            db,
            """select p.native_id, happened_at is null from interactions
               join posts p using (post_id) join accounts a on a.account_id = actor_id
               where interactions.kind = 'repost' and a.native_id = 'https://d.example/users/dora'
            """,
        )
        sample = rows(
            db,
            "select claimed_count, held_count, is_complete from coverage"
            " where kind = 'sampled followers'",
        )
    assert boosted == {(f"{ANN.native_id}/statuses/{n}", n != 105) for n in range(101, 108)}
    assert sample == {(1, 1, 1)}
    at_d = [str(each.url) for each in web.asked if each.url.host == "d.example"]
    assert [url.partition("?")[0].removeprefix(D_HOME) for url in at_d] == [
        "/robots.txt",
        "/.well-known/webfinger",
        "/api/v1/accounts/lookup",
        "/api/v1/accounts/id-dora/statuses",
    ]
