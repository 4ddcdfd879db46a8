"""Hacker News: who submitted what leads to a blog, who wrote what, and who answered whom."""

import json

import pytest
from hackernews_samples import (
    ALGOLIA,
    AT,
    FIREBASE,
    LINKING,
    SITE,
    THREAD,
    TIME,
    WRITTEN,
    account,
    comment,
    found,
    item,
    node,
    read,
    story,
)
from scripted_web import Web, client_of

from crawlers.errors import AnswerUnusable, PageGone
from crawlers.hackernews.asking import key
from crawlers.run import Asked, Crawling, Inline, begin, seeds_of, visit
from crawlers.sources import read as read_any
from crawlers.sources import seed_of
from influence.records import (
    Account,
    Consent,
    Coverage,
    Interaction,
    Key,
    Link,
    Post,
    Task,
)
from influence.store import ingest, open_database
from influence.store.crawling import Beside
from influence.windows import from_seconds

ANN, BEN, CID = key("ann_b"), key("ben"), key("cid")
STORY = key("41")


def of(kind, records):
    return [record for record in records if isinstance(record, kind)]


def tasks(records):
    return {(task.kind, task.address.rpartition("/")[2]) for task in of(Task, records)}


def at(number):
    return from_seconds(AT + number)


# ---- seeds


@pytest.mark.parametrize(
    ("address", "kind", "asked"),
    [
        ("https://news.ycombinator.com/user?id=ann_b", "user", f"{FIREBASE}/user/ann_b.json"),
        ("https://news.ycombinator.com/item?id=41", "thread", f"{ALGOLIA}/items/41"),
        ("https://news.ycombinator.com/from?site=anna.example", "linking", LINKING),
    ],
)
def test_pages_of_the_site_are_read_by_its_apis(address, kind, asked):
    task = seed_of(address)
    assert (task.source, task.kind, task.address) == ("hackernews", kind, asked)


@pytest.mark.parametrize(
    "path", ["/newest", "/user", "/user?id=a/b", "/item?id=x", "/from?site=", "/from?site=a b"]
)
def test_any_other_page_of_the_site_is_none_of_the_source(path):
    task = seed_of(f"https://news.ycombinator.com{path}")
    assert task is None or task.source == "blog"


# ---- accounts


def test_an_account_is_its_name_with_what_it_says_of_itself():
    records = read("user", account())
    assert of(Account, records) == [
        Account(
            ANN,
            "ann_b",
            url="https://news.ycombinator.com/user?id=ann_b",
            bio="Bakes. https://anna.example\n[mail address]",
            created_at=at(0),
            seen_at="2026-03-01T09:30:00Z",
        )
    ]
    assert [task.address for task in of(Task, records)] == [WRITTEN]


def test_of_an_account_that_opts_out_neither_words_are_kept_nor_is_more_asked():
    records = read("user", account(about="Bread #nobot"))
    assert of(Account, records) == [Account(ANN, "ann_b", seen_at="2026-03-01T09:30:00Z")]
    assert of(Consent, records) == [
        Consent(ANN, "deny", "#nobot in the bio", "bio", "2026-03-01T09:30:00Z")
    ]
    assert of(Task, records) == []


def test_an_account_that_is_not_there_is_gone():
    with pytest.raises(PageGone, match="no such account"):
        read("user", None)
    with pytest.raises(AnswerUnusable):
        read("user", account(id="ben"))


# ---- stories that lead to a site


def test_who_submits_a_story_links_to_the_site():
    records = read("linking", found(story(), story(42, "ben")), LINKING, SITE, wanted=SITE)
    assert of(Link, records) == [
        Link(ANN, f"{SITE}rye/41", STORY),
        Link(BEN, f"{SITE}rye/42", key("42")),
    ]
    told = [(each.account, each.kind, each.title, each.likes_count) for each in of(Post, records)]
    assert told == [(ANN, "original", "Rye 41", 12), (BEN, "original", "Rye 42", 12)]
    assert tasks(records) == {
        *(("thread", "41"), ("thread", "42")),
        *(("user", "ann_b.json"), ("user", "ben.json")),
    }


def test_what_the_search_finds_besides_is_passed_over():
    other = story(42, url="https://other.example/anna.example")
    records = read("linking", found(other, story(43, url=None)), LINKING, SITE, wanted=SITE)
    assert records == []


def test_a_story_that_nobody_answered_is_not_asked_for():
    records = read("linking", found(story(num_comments=0)), LINKING, SITE, wanted=SITE)
    assert {kind for kind, _ in tasks(records)} == {"user"}


def full(first, **said):
    return found(*(story(first - n, url=None) for n in range(100)), **said)


def test_the_next_page_is_what_is_not_newer_than_the_last_of_this_one():
    records = read("written", full(300, nbHits=250), WRITTEN, signals=["history"])
    task = next(task for task in of(Task, records) if task.kind == "written")
    assert f"created_at_i%3C%3D{AT + 201}" in task.address
    assert of(Coverage, records) == []
    again = found(story(201, url=None), story(200, url=None), nbHits=2)
    told = {"claimed": 250, "pages": 1, "held": 100, "seen": ["201"]}
    records = read("written", again, task.address, signals=["history"], **told)
    assert [each.key for each in of(Post, records)] == [key("200")]
    (coverage,) = of(Coverage, records)
    assert coverage[5:8] == (True, 250, 101)


def test_without_history_one_page_is_read_and_the_list_not_whole():
    records = read("written", full(300, nbHits=250), WRITTEN)
    (coverage,) = of(Coverage, records)
    assert (coverage.is_complete, coverage.claimed_count, coverage.held_count) == (False, 250, 100)
    assert coverage.from_at == at(201)


# ---- answers


def test_comments_are_posts_and_whose_they_answer_is_asked_for():
    records = read("written", found(comment(55), comment(56, parent=55)), WRITTEN)
    assert [(each.kind, each.reply_to, each.text) for each in of(Post, records)] == [
        ("reply", STORY, "Salt & patience"),
        ("reply", key("55"), "Salt & patience"),
    ]
    # What answers a comment of the same page is known at once.
    assert of(Interaction, records) == [
        Interaction("reply", ANN, ANN, key("55"), None, at(56), "56")
    ]
    assert tasks(records) == {("item", "41.json")}


def test_an_item_tells_whom_the_answers_meant():
    acts = [["51", "ben", TIME], ["52", "a b", TIME], "x"]
    records = read("item", item(), acts=acts)
    assert of(Interaction, records) == [Interaction("reply", BEN, ANN, STORY, None, TIME, "51")]


@pytest.mark.parametrize("said", [{"deleted": True}, {"dead": True}, {"type": "job"}, {"by": None}])
def test_what_was_deleted_or_killed_is_gone(said):
    with pytest.raises(PageGone, match="deleted"):
        read("item", item(**said))


def test_what_is_not_there_is_null():
    with pytest.raises(PageGone, match="not there"):
        read("item", None)


def test_in_a_thread_everybody_answers_whom_they_answer():
    records = read("thread", THREAD, f"{ALGOLIA}/items/41", claimed=3)
    assert of(Interaction, records) == [
        Interaction("reply", BEN, ANN, STORY, None, at(51), "51"),
        Interaction("reply", ANN, BEN, key("51"), None, at(52), "52"),
    ]


def test_what_answers_a_deleted_comment_is_nobodys_answer_but_counts():
    records = read("thread", THREAD, f"{ALGOLIA}/items/41", claimed=4)
    assert [each.account for each in of(Post, records)] == [ANN, BEN, ANN, CID]
    (coverage,) = of(Coverage, records)
    assert coverage.post == STORY
    assert coverage[5:8] == (False, 4, 3)


def test_a_deleted_story_is_gone():
    with pytest.raises(PageGone):
        read("thread", node(41, None, None, node(51, "ben", 41)))


def test_a_thread_far_deeper_than_any_is_read():
    deep = node(340, "ben", 339)
    for number in range(339, 41, -1):
        deep = node(number, "cid", number - 1, deep)
    records = read("thread", node(41, "ann_b", None, deep))
    assert len(of(Interaction, records)) == 299


def test_a_story_that_algolia_does_not_have_is_asked_of_firebase():
    records = read("thread", {"status": 404}, f"{ALGOLIA}/items/41", status=404)
    (task,) = of(Task, records)
    assert (task.kind, task.address) == ("item", f"{FIREBASE}/item/41.json")


# ---- a crawl


PAGES = {
    LINKING: found(story(), story(43, "cid", num_comments=0)),
    f"{ALGOLIA}/items/41": THREAD,
    f"{FIREBASE}/user/ann_b.json": account(),
    f"{FIREBASE}/user/cid.json": account(id="cid", about="#nobot"),
    WRITTEN: found(story(), comment(60, parent=59)),
    f"{FIREBASE}/item/59.json": item(59, by="dee", type="comment", parent=41, title=None, url=None),
}


@pytest.fixture
def crawled(tmp_path):
    web = Web({url: (200, {"content-type": "application/json"}, as_json(told))
               for url, told in PAGES.items()})  # fmt: skip
    path = tmp_path / "hn.db"
    asked = Asked(addresses=("https://news.ycombinator.com/from?site=anna.example",))
    with open_database(path, create=True) as db, Beside(path) as memory:
        client = client_of(web, memory=memory)
        begun, _ = begin(db, asked, seeds_of(asked), lambda: from_seconds(web.time.now()))
        workers = Inline(lambda task: visit(task, client, read_any, web.time.now))
        Crawling(db, begun, workers, client, web.time.clock).run()
    with open_database(path) as db:
        yield db, web


def as_json(value):
    return json.dumps(value).encode()


def rows(db, query):
    return {tuple(row) for row in db.execute(query)}


def test_a_crawl_brings_home_who_submitted_and_who_answered(crawled):
    db, web = crawled
    asked = set(web.urls(robots=True))
    assert asked == set(PAGES)  # no robots.txt of an API for programs
    acts = """select i.kind, a.native_id, t.native_id, p.native_id from interactions i
      join accounts a on a.account_id = actor_id join accounts t on t.account_id = target_id
      left join posts p using (post_id)"""
    assert rows(db, acts) == {
        ("reply", "ben", "ann_b", "41"),
        ("reply", "ann_b", "ben", "51"),
        ("reply", "ann_b", "dee", "59"),
    }
    assert rows(db, "select native_id, site from links join accounts using (account_id)") == {
        ("ann_b", SITE),
        ("cid", SITE),
    }
    assert rows(db, "select native_id, consent from accounts where consent = 'deny'") == {
        ("cid", "deny")
    }


def test_submissions_become_acts_once_the_blog_is_known(crawled):
    db, _ = crawled
    ingest(db, [Account(Key("blog", SITE), "anna.example")])
    assert rows(
        db, "select kind, happened_at, native_id from interactions where kind = 'link'"
    ) == {("link", at(41), "41"), ("link", at(43), "43")}
