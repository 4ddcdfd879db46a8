"""A crawl of Bluesky's own servers brings home what they were given, however it is read."""

import csv
import json
import shutil
import signal
import subprocess
from collections import Counter
from functools import partial
from http.server import SimpleHTTPRequestHandler

import pytest
from holding import Holding
from loopback_server import LoopbackServer, running
from server_crawls import OWN, CrawlOfServers, influence, resolving
from servers import bluesky_content as seeded
from servers.bluesky import APPVIEW

from crawlers.bluesky.asking import visits_of
from crawlers.bluesky.repository import pages_of
from crawlers.client import Agent, Client, Manners
from crawlers.guard import Guard, parse_mapping
from crawlers.run import visit
from crawlers.sources import read
from influence.records import Task
from influence.store import ingest, open_database
from influence.store.crawling import DueTask, host_of

WHOLE = ("--depth", "0", "--history", "--budget", "2000")
TABLES = ("accounts", "posts", "interactions", "follows", "links", "tags", "coverage", "consents")
HIDDEN = [person for person in seeded.PEOPLE if person not in seeded.READABLE]
NAMES = {person.handle for person in seeded.READABLE}


def text_of(moment):
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def addresses(people):
    return [f"https://bsky.app/profile/{person.handle}" for person in people]


class Crawled(CrawlOfServers):
    """A database that a crawl of the network filled."""

    def __init__(self, path, network):
        super().__init__(path, [network])
        self.network = network

    def did(self, handle):
        return self.network.dids[handle]

    def uri(self, name):
        return self.network.posts[name]["uri"]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory, bluesky_network):
    crawled = Crawled(tmp_path_factory.mktemp("bluesky") / "bluesky.db", bluesky_network)
    crawled.crawl(*addresses(seeded.PEOPLE), *WHOLE)
    return crawled


def test_every_account_is_held_with_what_it_says_of_itself(crawled):
    held = crawled.ask(
        "select native_id, handle, name, bio, consent from accounts order by native_id"
    )
    shown = [
        (crawled.did(each.handle), each.handle, each.name, each.bio or None, "unset")
        for each in seeded.READABLE
    ]
    hidden = [(crawled.did(each.handle), None, None, None, "deny") for each in HIDDEN]
    assert held == sorted([*shown, *hidden])


def test_every_post_is_held_and_nothing_that_was_taken_back_or_is_hidden(crawled):
    held = crawled.ask(
        """
        select p.native_id, a.native_id, p.published_at, p.text, p.kind, p.language, r.native_id
        from posts p join accounts a using (account_id)
        left join posts r on r.post_id = p.reply_to_id where p.is_listed order by 1
        """
    )
    assert held == sorted(
        (
            crawled.uri(post.name),
            crawled.did(post.author),
            text_of(post.at),
            post.text,
            "quote" if post.quotes else "reply" if post.answers else "original",
            "en",
            crawled.uri(post.answers) if post.answers else None,
        )
        for post in seeded.ALL_POSTS
        if post.author in NAMES
    )
    content = crawled.path.read_bytes()
    gone = [post for post in seeded.ALL_POSTS if post.author not in NAMES]
    for post in (*gone, seeded.DELETED):
        assert post.text.encode() not in content


def test_posts_have_their_tags_links_and_mentions(crawled):
    tags = crawled.ask("select native_id, tag from tags join posts using (post_id) order by 1, 2")
    expected = [
        (crawled.uri(post.name), word.removeprefix("#"))
        for post in seeded.ALL_POSTS
        for word in post.text.split()
        if word.startswith("#")
    ]
    assert tags == sorted(expected)
    links = crawled.ask(
        "select distinct native_id, links.url from links join posts using (post_id) order by 1, 2"
    )
    assert links == sorted(
        (crawled.uri(post.name), url)
        for post in seeded.ALL_POSTS
        if post.author in NAMES
        for url in [*(word for word in post.text.split() if "://" in word), post.card]
        if url
    )
    assert {act[:2] for act in crawled.acts("mention")} == {
        (crawled.did("bodo.test"), crawled.did("cyra.test"))
    }


@pytest.mark.parametrize("kind", ["repost", "like"])
def test_every_act_on_a_post_is_held_once_with_its_time(crawled, kind):
    author = {post.name: post.author for post in seeded.ALL_POSTS}
    assert crawled.acts(kind) == {
        (
            crawled.did(each.actor),
            crawled.did(author[each.post]),
            crawled.uri(each.post),
            None,
            text_of(each.at),
        )
        for each in seeded.MARKS
        if each.kind == kind and each.actor in NAMES
    }


def test_replies_and_quotes_are_acts_on_the_post_they_name(crawled):
    author = {post.name: post.author for post in seeded.ALL_POSTS}
    for kind, field in (("reply", "answers"), ("quote", "quotes")):
        named = [(post, getattr(post, field)) for post in seeded.ALL_POSTS]
        assert crawled.acts(kind) == {
            (
                crawled.did(post.author),
                crawled.did(author[other]),
                crawled.uri(other),
                crawled.uri(post.name),
                text_of(post.at),
            )
            for post, other in named
            if other
        }


def test_who_follows_whom_is_held_since_when(crawled):
    held = crawled.ask(
        """
        select a.native_id, b.native_id, began_at from follows
        join accounts a on a.account_id = actor_id join accounts b on b.account_id = target_id
        """
    )
    assert sorted(held) == sorted(
        (crawled.did(each.actor), crawled.did(each.target), text_of(each.at))
        for each in seeded.FOLLOWS
        if each.actor in NAMES
    )


def test_a_list_and_its_starter_pack_recommend_once_and_lists_to_mute_do_not(crawled):
    (listed,) = (each for each in seeded.LISTS if not each.is_to_mute)
    assert sorted(act[:3] for act in crawled.acts("link")) == sorted(
        (crawled.did(listed.owner), crawled.did(member), None) for member in listed.members
    )
    asked = crawled.ask("select url from fetches where url like '%graph.getList?%'")
    assert len(asked) == 1


def test_a_host_that_claims_the_account_of_another_is_not_believed(crawled, tmp_path):
    well_known = tmp_path / "liar" / ".well-known"
    well_known.mkdir(parents=True)
    (well_known / "atproto-did").write_text(crawled.did("ada.test"))
    lying = Crawled(tmp_path / "liar.db", crawled.network)
    handler = partial(Quiet, directory=well_known.parent)
    with running(LoopbackServer(handler)) as server:
        lying.crawl("at://liar.blog", "--resolve", f"liar.blog=127.0.0.1:{server.port}")
    assert lying.ask("select native_id from accounts") == []
    told = lying.ask("select kind, last_error from crawl_tasks order by task_id")
    assert [kind for kind, _ in told] == ["handle", "well_known", "did"]
    assert "does not say that liar.blog is its handle" in told[-1][1]


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_):
        pass


def test_lists_are_known_to_be_whole_and_by_how_much_they_fall_short(crawled):
    held = dict(
        crawled.ask(
            """
            select handle, claimed_count || ' ' || held_count || ' ' || is_complete from coverage
            join accounts using (account_id) where kind = 'followers'
            """
        )
    )
    claimed = Counter(each.target for each in seeded.FOLLOWS)
    # Who is gone or blocked counts as a follower, and is on no list.
    gone = {"kit.test", "spam.test"}
    blocked = {(each.target, each.actor) for each in seeded.BLOCKS}
    listed = Counter(
        each.target
        for each in seeded.FOLLOWS
        if each.actor not in gone and (each.actor, each.target) not in blocked
    )
    whole = {handle: bool(listed[handle]) or not claimed[handle] for handle in NAMES}
    assert held == {
        handle: f"{claimed[handle]} {listed[handle]} {whole[handle]:d}" for handle in NAMES
    }
    assert (claimed["ada.test"], listed["ada.test"]) == (29, 26)


def test_it_is_kept_why_nothing_of_an_account_is(crawled):
    held = crawled.ask(
        "select native_id, reason from latest_consents join accounts using (account_id)"
        " where signal = 'deny'"
    )
    reasons = {"kit.test": "is deactivated", "spam.test": "is taken down"}
    reasons["shy.test"] = f"says {seeded.HIDES} of itself"
    assert sorted(held) == sorted((crawled.did(name), why) for name, why in reasons.items())


class Asked:
    """What readers made of some kinds of visits to the network, as rows of a database.

    Parameters
    ----------
    begun
        The tasks to begin with.
    kinds
        What is followed of the tasks that these yield.
    """

    def __init__(self, network, begun, kinds):
        guard = Guard(allow_loopback=True, mapping=parse_mapping(resolving(network)[1::2]))
        waiting, known = [*begun], set()
        self.db = open_database(":memory:", create=True)
        with Client(Agent(), guard=guard, manners=Manners(delay=0)) as client:
            while waiting:
                task = waiting.pop()
                if task.kind not in kinds or task.address in known:
                    continue
                known.add(task.address)
                outcome = visit(due(task), client, read, lambda: 0.0)
                assert (outcome.error, outcome.refused) == (None, None)
                waiting += [each for each in outcome.records if isinstance(each, Task)]
                ingest(self.db, [each for each in outcome.records if not isinstance(each, Task)])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.db.close()

    def rows(self):
        """Return what was written, done and followed."""
        return {
            name: sorted(map(tuple, self.db.conn.execute(question)))
            for name, question in ROWS.items()
        }


ROWS = {
    "posts": """
        select p.native_id, a.native_id, p.kind, p.published_at, p.text, p.language, p.url,
               r.native_id
        from posts p join accounts a using (account_id)
        left join posts r on r.post_id = p.reply_to_id where p.is_listed
        """,
    "acts": """
        select i.kind, a.native_id, b.native_id, p.native_id, i.native_id
        from interactions i join accounts a on a.account_id = i.actor_id
        join accounts b on b.account_id = i.target_id left join posts p using (post_id)
        """,
    "follows": """
        select a.native_id, b.native_id from follows
        join accounts a on a.account_id = actor_id join accounts b on b.account_id = target_id
        """,
    "tags": "select native_id, tag from tags join posts using (post_id)",
    "links": "select distinct native_id, links.url from links join posts using (post_id)",
}


def views_of(network, names):
    """Return visits to what the AppView tells of accounts, and the kinds that these lead to."""
    counts = {"posts": 1, "follows": 1}
    visits = [
        task for name in names for task in visits_of(network.dids[name], None, counts, ("history",))
    ]
    return visits, {"feed", "likes", "reposted_by", "quotes", "thread", "follows"}


def behind_blocks(network):
    """Return who may follow whom without that the AppView tells it."""
    return {
        (network.dids[one], network.dids[other])
        for block in seeded.BLOCKS
        for one, other in [(block.actor, block.target), (block.target, block.actor)]
    }


def due(task):
    host = host_of(task.address)
    return DueTask(1, *task[:4], host, task.cursor, task.signals, 0, 1.0, 0, 0)


def test_appview_repository_and_lists_of_records_give_the_same_rows(bluesky_network):
    """What the AppView leaves out is what is behind a block."""
    dids = [bluesky_network.dids[name] for name in sorted(NAMES)]
    views, about_posts = views_of(bluesky_network, sorted(NAMES))
    repositories = [
        task
        for did in dids
        for task in visits_of(did, bluesky_network.pds, {}, ())
        if task.kind == "repository"
    ]
    pages = [page for task in repositories for page in pages_of(task)]
    with (
        Asked(bluesky_network, views, about_posts) as by_appview,
        Asked(bluesky_network, repositories, {"repository"}) as by_repository,
        Asked(bluesky_network, pages, {"records"}) as by_pages,
    ):
        viewed, held = by_appview.rows(), by_repository.rows()
        assert by_pages.rows() == held
    behind = behind_blocks(bluesky_network)
    assert behind.intersection(held["follows"])
    held["follows"] = [each for each in held["follows"] if each not in behind]
    assert viewed == held
    assert all(viewed.values())


def content(crawl):
    """Return what a crawl brought, but for when it saw it."""
    with open_database(crawl.path) as db:
        asked = {**ROWS, **STANDING}
        return {name: sorted(map(repr, db.conn.execute(each))) for name, each in asked.items()}


STANDING = {
    "accounts": "select native_id, handle, name, bio, consent from accounts",
    "times": """
        select i.kind, p.native_id, happened_at from interactions i join posts p using (post_id)
        """,
    "coverage": """
        select c.kind, a.native_id, p.native_id, claimed_count, held_count, is_complete
        from coverage c join accounts a using (account_id) left join posts p using (post_id)
        """,
}


def test_a_second_crawl_adds_no_row(crawled, tmp_path):
    again = Crawled(tmp_path / "again.db", crawled.network)
    shutil.copy(crawled.path, again.path)
    before, rows = again.counts(*TABLES), content(again)
    ((last,),) = again.ask("select max(fetch_id) from fetches")
    again.crawl(*addresses(seeded.PEOPLE), *WHOLE)
    assert again.counts(*TABLES) == before
    assert content(again) == rows
    asked = again.ask("select url from fetches where fetch_id > ?", last)
    assert 0 < len(set(asked)) == len(asked) <= last


@pytest.mark.parametrize("hold_at", [3, 40, 150])
def test_killed_it_goes_on_to_the_rows_of_a_crawl_that_was_not(crawled, tmp_path, hold_at):
    killed = Crawled(tmp_path / "killed.db", crawled.network)
    words = ("crawl", killed.path, *addresses(seeded.PEOPLE), *WHOLE, *OWN)
    with Holding(crawled.network.addresses[APPVIEW], hold_at) as relay:
        places = [*resolving(crawled.network), "--resolve"]
        places.append(f"{APPVIEW}=127.0.0.1:{relay.server_address[1]}")
        running = subprocess.Popen(influence(*words, *places), stderr=subprocess.DEVNULL)
        assert relay.held.wait(60)
        running.send_signal(signal.SIGKILL)
        running.wait(60)
    killed.crawl(*addresses(seeded.PEOPLE), *WHOLE)
    assert content(killed) == content(crawled)
    twice = killed.ask(
        """
        select url from fetches where error is null and url not like '%/robots.txt'
        group by url having count(*) > 1
        """
    )
    assert twice == []


def test_influence_is_of_tier_a_and_in_the_order_that_was_planted(crawled):
    ranked = rank(crawled)
    assert [each["handle"] for each in ranked] == [each.person.handle for each in seeded.WRITERS]
    assert {each["tier"] for each in ranked} == {"A"}
    followers = [int(each["followers"]) for each in ranked]
    assert followers != sorted(followers, reverse=True)
    assert "tier              A" in crawled.run("status", crawled.path).stdout
    for each, planted in zip(ranked, seeded.WRITERS, strict=True):
        assert float(each["score_low"]) <= planted.pass_on <= float(each["score_high"])


def test_followers_who_pass_nothing_on_make_an_audience_passive(crawled):
    passivity = {each["handle"]: float(each["audience_passivity"]) for each in rank(crawled)}
    acting = {each.actor for each in seeded.MARKS if each.kind == "repost"}
    acting |= {post.author for post in seeded.ALL_POSTS if post.quotes}
    for each in seeded.WRITERS[2:]:
        audience = {edge.actor for edge in seeded.FOLLOWS if edge.target == each.person.handle}
        silent = len(audience - acting) / len(audience)
        assert passivity[each.person.handle] == pytest.approx(silent)
    assert passivity["fay.test"] > 0


@pytest.fixture(scope="module")
def completed(tmp_path_factory, bluesky_network):
    """Return a crawl that was told of the writers alone, and whose last part completes them."""
    crawl = Crawled(tmp_path_factory.mktemp("completed") / "completed.db", bluesky_network)
    writers = addresses(each.person for each in seeded.WRITERS)
    crawl.said = crawl.crawl(*writers, "--depth", "0", "--budget", "400", "--exposure", "0.6")
    return crawl


def test_of_writers_alone_their_followers_and_all_who_passed_posts_on_become_known(completed):
    assert "Accounts that matter: 6 of 6 are complete" in completed.said
    passed_on = {(actor, post) for actor, _, post, *_ in completed.acts("repost")}
    names = {each.person.handle for each in seeded.WRITERS}
    assert passed_on >= {
        (completed.did(each.actor), completed.uri(each.post))
        for each in seeded.MARKS
        if each.kind == "repost" and each.actor in NAMES and each.post.partition("/")[0] in names
    }
    ranked = rank(completed)
    assert [each["handle"] for each in ranked] == [each.person.handle for each in seeded.WRITERS]
    assert {each["tier"] for each in ranked} == {"A"}
    assert sum(float(each["audience_passivity"]) > 0 for each in ranked) >= 3


def test_of_how_many_followers_the_acts_were_read_is_stated(completed):
    held = dict(
        completed.ask(
            """
            select handle, held_count || ' of ' || claimed_count from coverage
            join accounts using (account_id) where kind = 'sampled followers'
            """
        )
    )
    listed = Counter(each.target for each in seeded.FOLLOWS if each.actor in NAMES - {"troll.test"})
    assert held == {
        each.person.handle: f"{min(20, listed[each.person.handle])} of {listed[each.person.handle]}"
        for each in seeded.WRITERS
    }
    (read,) = completed.ask("select count(distinct url) from fetches where url like '%getRepo?%'")
    assert read[0] < len(seeded.PEOPLE)


def test_status_tells_what_it_would_take_to_complete_them(completed, tmp_path):
    short = Crawled(tmp_path / "short.db", completed.network)
    writers = addresses(each.person for each in seeded.WRITERS)
    short.crawl(*writers, "--depth", "0", "--exposure", "0")
    told = to_complete(short)
    assert (told["mattering"], told["complete"]) == (6, 0)
    assert {each["handle"] for each in told["accounts"]} == {
        each.person.handle for each in seeded.WRITERS
    }
    assert to_complete(completed)["requests"]["requests"] == 0
    made = completed.counts("fetches")[0] - short.counts("fetches")[0]
    assert made == told["requests"]["requests"]


def to_complete(crawl):
    return json.loads(crawl.run("status", crawl.path, "--format", "json").stdout)["to_complete"]


def rank(crawl):
    told = crawl.run("rank", crawl.path, "--format", "csv").stdout
    rows = csv.DictReader(told.splitlines())
    return [each for each in rows if each["status"] == "ranked"]
