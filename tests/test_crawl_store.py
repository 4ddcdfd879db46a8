"""Where a crawl stands is in the database: what is due, what is never due, and why."""

import json
import sqlite3
import threading
from datetime import timedelta

import pytest

import influence as inf
from crawlers.run import Report
from influence.cli import main
from influence.library import crawl_report
from influence.records import (
    Account,
    Consent,
    Coverage,
    Fact,
    Fetch,
    HostState,
    Identity,
    Key,
    Link,
    Post,
    Tag,
    Task,
    Validators,
)
from influence.store import Retention, forget, holdings, ingest, open_database, retain
from influence.store.crawling import (
    Beside,
    Outcome,
    add_seeds,
    begin_crawl,
    crawl_status,
    due_tasks,
    end_crawl,
    failures,
    finish_task,
    host_of,
    next_due_at,
    site_pointers,
    tasks_of,
    why_not,
)
from influence.windows import from_seconds, to_seconds

NOW = "2026-03-01T00:00:00Z"


def later(**length):
    return from_seconds(to_seconds(NOW) + timedelta(**length).total_seconds())


def site(name):
    return f"https://{name}.example/"


def home(name, **more):
    return Task("blog", "home", site(name), site(name), **more)


def task(name, path, kind="feed", **more):
    return Task("blog", kind, site(name) + path, site(name), **more)


@pytest.fixture
def path(tmp_path):
    open_database(tmp_path / "x.db", create=True).close()
    return tmp_path / "x.db"


@pytest.fixture
def db(path):
    with open_database(path) as db:
        yield db


def begun(db, *seeds, now=NOW, **asked):
    crawl = begin_crawl(db, asked, lambda: now)
    add_seeds(db, [home(name) for name in seeds], lambda: now)
    return crawl


def due(db, now=NOW, limit=99, **how):
    return due_tasks(db, now, how.pop("busy", ()), limit, **how)


def addresses(db, now=NOW):
    """Return every address that is due, host by host."""
    found = db.execute(
        "select address from crawl_tasks where due_at <= ? order by address", [now]
    ).fetchall()
    return [row[0] for row in found]


def visit(db, name, *records, now=NOW, address=None, **outcome):
    """Finish the task of an address that is due."""
    (row,) = [
        each for each in tasks_of(db, [site(name)]) if each.address == (address or site(name))
    ]
    return finish_task(db, row, Outcome(records, **outcome), lambda: now)


def expect(db):
    """Let every task be worth asking for."""
    db.conn.execute("update crawl_tasks set gain = 1")
    db.conn.commit()


def dump(db):
    return list(db.conn.iterdump())


def test_a_seed_is_due_once_and_what_it_leads_to_within_the_depth(db):
    begun(db, "a", depth=1)
    done = visit(db, "a", home("b", pointer="blogroll"), task("a", "feed"), task("a", "feed"))
    assert len(done.enqueued.new) == 2
    assert done.enqueued.sites == (site("b"),)
    assert addresses(db) == [site("a") + "feed", site("b")]
    visit(db, "b", home("c", pointer="link"), task("b", "feed"))
    assert site("c") not in addresses(db)
    assert crawl_status(db).tasks["beyond"] == 1
    begun(db, depth=2)
    assert site("c") in addresses(db)
    begun(db, depth=0)
    assert addresses(db) == [site("a") + "feed"]


def test_a_shorter_way_to_a_site_brings_it_within_the_depth(db):
    begun(db, "a", depth=1)
    visit(db, "a", home("b", pointer="link"))
    visit(db, "b", home("c", pointer="link"))
    assert site("c") not in addresses(db)
    begun(db, "d", depth=1)
    visit(db, "d", home("c", pointer="link"))
    assert site("c") in addresses(db)


def test_finishing_a_task_twice_changes_nothing(db):
    begun(db, "a", depth=1)
    (row,) = due(db)
    ann, post = Key("blog", site("a")), Key("blog", site("a") + "1")
    records = [
        *(Account(ann, "a"), Post(post, ann), Link(ann, site("b") + "1", post)),
        *(home("b", pointer="link"), task("a", "feed", cursor="{}", signals=("wordpress",))),
    ]
    fetches = [Fetch(site("a"), row.host, NOW, 200, 0.0, took, 10) for took in (0.25, 0.5)]
    hosts, seen = [HostState(row.host, "", 200, NOW)], [Validators(site("a"), "e", seen_at=NOW)]
    for outcome in (
        Outcome(records, fetches, hosts, seen),
        Outcome((), fetches, error="it failed"),
        Outcome((), fetches, refused="a rule"),
    ):
        finish_task(db, row, outcome, lambda: NOW)
        before = dump(db)
        finish_task(db, row, outcome, lambda: NOW)
        assert dump(db) == before
    assert db["fetches"].count == 2


def test_all_that_a_visit_brought_is_written_or_nothing(db):
    begun(db, "a", depth=1)
    (row,) = due(db)
    before = dump(db)
    record = Account(Key("blog", site("a")), "a")
    outcome = Outcome([record], validators=[Validators(site("a"), seen_at=None)])
    with pytest.raises(sqlite3.IntegrityError, match="seen_at"):
        finish_task(db, row, outcome, lambda: NOW)
    assert dump(db) == before


def test_what_fails_is_due_again_after_one_two_and_four_days(db):
    begun(db, "a", depth=1)
    expect(db)
    now = NOW
    for days in (1, 2, 4, 8, 16, 32, 32):
        visit(db, "a", now=now, error="the host is asleep")
        due_at = next_due_at(db, now)
        assert to_seconds(due_at) - to_seconds(now) == days * 86_400
        now = due_at
    assert crawl_status(db).tasks["failing"] == 1
    visit(db, "a", now=now)
    assert crawl_status(db).tasks == dict.fromkeys(crawl_status(db).tasks, 0) | {"done": 1}


def test_who_says_when_to_come_back_is_asked_then_and_what_is_gone_never(db):
    begun(db, "a", "b", depth=1)
    visit(db, "a", error="busy", retry_at=later(hours=2))
    visit(db, "b", error="404", is_gone=True)
    expect(db)
    assert next_due_at(db, NOW) == later(hours=2)
    assert crawl_status(db).tasks["gone"] == 1


def test_a_seed_that_failed_is_tried_again_when_it_is_asked_for(db):
    begun(db, "a", depth=1)
    visit(db, "a", error="busy")
    assert addresses(db) == []
    begun(db, "a", depth=1, now=later(hours=1))
    assert addresses(db, later(hours=1)) == [site("a")]


@pytest.mark.parametrize(
    ("days", "seeds", "expected"), [(1, "", []), (1, "a", [site("a")]), (31, "", [site("a")])]
)
def test_what_was_not_there_is_asked_for_by_who_names_it_or_after_a_month(
    db, days, seeds, expected
):
    crawl = begun(db, "a", depth=1)
    visit(db, "a", error="404", is_gone=True)
    end_crawl(db, crawl, lambda: NOW)
    begun(db, *seeds, depth=1, now=later(days=days))
    assert addresses(db, later(days=days)) == expected


def test_going_on_asks_for_nothing_twice_and_a_new_crawl_for_lists_alone(db):
    first = begun(db, "a", depth=1)
    visit(db, "a", task("a", "feed"), task("a", "1", "page"), task("a", "feed?2", cursor="{}"))
    for path in ("feed", "1", "feed?2"):
        visit(db, "a", address=site("a") + path)
    assert begun(db, "a", depth=1).is_resumed
    assert addresses(db) == []
    end_crawl(db, first, lambda: later(days=1))
    second = begun(db, "a", depth=1, now=later(days=2))
    assert not second.is_resumed
    now = later(days=2)
    assert addresses(db, now) == [site("a"), site("a") + "feed"]
    visit(db, "a", is_unchanged=True, now=now)
    visit(db, "a", task("a", "feed?2", cursor="{}"), address=site("a") + "feed", now=now)
    assert addresses(db, now) == [site("a") + "feed?2"]  # as the page before it has changed


def test_an_unchanged_page_takes_nothing_back(db):
    ann, post = Key("blog", site("a")), Key("blog", site("a") + "1")
    ingest(db, [Account(Key("blog", site("b")))])
    first = begun(db, "a", depth=1)
    visit(db, "a", Post(post, ann), Link(ann, site("b"), post))
    end_crawl(db, first, lambda: NOW)
    begun(db, "a", depth=1, now=later(days=1))
    visit(db, "a", is_unchanged=True, now=later(days=1))
    assert (db["links"].count, db["interactions"].count) == (1, 1)
    end_crawl(db, first._replace(crawl_id=2), lambda: later(days=1))
    begun(db, "a", depth=1, now=later(days=2))
    visit(db, "a", Post(post, ann), now=later(days=2))
    assert (db["links"].count, db["interactions"].count) == (0, 0)


def test_nothing_of_a_site_that_opted_out_is_due_until_it_allows_it(db):
    begun(db, "a", depth=1)
    ann = Key("blog", site("a"))
    visit(db, "a", task("a", "feed"), Consent(ann, "deny", "noindex", "robots meta", NOW))
    assert addresses(db) == []
    rule = "opted out (noindex, robots meta)"
    assert [each.why for each in why_not(db, site("a") + "feed")] == [rule]
    done = add_seeds(db, [task("a", "other")], lambda: NOW)
    assert done.refused == {site("a") + "other": rule}
    ingest(db, [Consent(ann, "allow", seen_in="hand", seen_at=later(days=1))], clock=lambda: NOW)
    assert addresses(db) == [site("a") + "feed", site("a") + "other"]


def test_nothing_is_kept_of_who_asked_to_be_forgotten(path, db, monkeypatch, tmp_path):
    monkeypatch.setenv("INFLUENCE_FORGET_KEY", str(tmp_path / "key"))
    begun(db, "a", "b", depth=2)
    visit(
        db, "a",
        Account(Key("blog", site("b")), "b.example"),
        Link(Key("blog", site("a")), site("b")),
        fetches=[Fetch(site("b") + "x", "https://b.example", NOW, 200, 0, 0, 0)],
        validators=[Validators(site("b"), "e", seen_at=NOW)],
        hosts=[HostState("https://b.example")],
    )  # fmt: skip
    (row,) = tasks_of(db, [site("b")])
    (account_id,) = db.execute(
        "select account_id from accounts where handle = 'b.example'"
    ).fetchone()
    forget(db, [account_id])
    assert tasks_of(db, [site("b")]) == []
    records = [
        *(home("b", pointer="link"), task("a", "b", "page")),
        Link(Key("blog", site("a")), site("b") + "1"),
    ]
    finish_task(db, row, Outcome([Account(Key("blog", site("b")))]), lambda: NOW)
    begun(db, "a", "b", now=later(days=1), depth=2)
    assert add_seeds(db, [home("b")], lambda: NOW).forgotten == 1
    (again,) = [*tasks_of(db, [site("a")]), None][:1]
    if again is not None:
        finish_task(db, again, Outcome(records), lambda: NOW)
    assert "b.example" not in "\n".join(dump(db))
    (reason,) = why_not(db, site("b") + "feed")
    assert reason.state == "forgotten"
    db.close()
    assert b"b.example" not in path.read_bytes()


def test_hosts_that_are_busy_or_left_alone_are_passed_over(db):
    begun(db, "a", "b", "c", depth=1)
    visit(db, "a", task("a", "feed"), task("a", "x"))
    db["hosts"].insert({"host": "https://b.example", "open_until": later(hours=1), "failures": 5})
    expect(db)
    every = {each.host for each in due(db)}
    assert every == {"https://a.example", "https://c.example"}
    assert {each.host for each in due(db, busy=["https://a.example"])} == {"https://c.example"}
    (reason,) = why_not(db, site("b"), lambda: NOW)
    assert "left alone until" in reason.why


def test_threads_read_hosts_and_validators_while_the_main_one_writes(path, db):
    begun(db, "a", depth=1)
    found = []
    with Beside(path) as beside:
        (row,) = due(db)
        known = Validators(site("a"), "etag", None, "hash", NOW)
        finish_task(db, row, Outcome((), (), [HostState(row.host, "x")], [known]), lambda: NOW)
        db.conn.execute("begin immediate")  # nobody waits for a writer

        def read():
            found.append(beside.host_state(row.host).robots_txt)
            found.append(beside.validators_of(site("a")))
            found.append(beside.validators_of(site("b")))
            found.append(beside.host_state("https://b.example"))

        threads = [threading.Thread(target=read) for _ in range(2)]
        for each in threads:
            each.start()
            each.join()
        db.conn.rollback()
    assert found == ["x", known, None, HostState("https://b.example")] * 2


def test_a_pointer_weighs_less_the_more_its_owner_points_at(db):
    begun(db, "a", "b", depth=1)
    visit(db, "a", *(home(name, pointer="blogroll") for name in "cdef"))
    visit(db, "b", home("c", pointer="link"))
    found = {tuple(each) for each in site_pointers(db, [site("c")])[site("c")]}
    assert found == {(site("a"), "blogroll", 0.5), (site("b"), "link", 1.0)}


@pytest.mark.parametrize("address", ["http://a.example:99999/", "http://[::1/", "http://[x]/"])
def test_an_address_that_is_none_is_refused_and_the_rest_written(db, address):
    begun(db, "a", depth=1)
    done = visit(db, "a", Task("blog", "page", address, site("a")), task("a", "feed"))
    assert done.enqueued.refused == {address: "it is no address"}
    assert host_of(address) is None
    assert addresses(db) == [site("a") + "feed"]


def test_what_a_crawl_left_is_kept_no_longer_than_data_may_be(db):
    ann, old, new = Key("blog", site("a")), f"{site('a')}1", f"{site('a')}2"
    for day, post in ((NOW, old), (later(days=30), new)):
        begun(db, "a", depth=1, now=day)
        visit(
            db, "a",
            *(Post(Key("blog", post), ann, published_at=day), Tag(Key("blog", post), "bread")),
            *(Link(ann, site("b"), Key("blog", post)), Link(ann, f"{site('b')}{day}")),
            *(Fact(ann, "contact page", post, seen_at=day), home("b", pointer="link")),
            Identity(ann, "https://social.example/@a", "rel=me", post, day),
            now=day,
            fetches=[Fetch(post, "https://a.example", day, 200, 0.0, 0.5, 10)],
            validators=[Validators(post, seen_at=day)],
        )  # fmt: skip
        end_crawl(db, begin_crawl(db, {}, lambda: NOW), lambda: NOW)
    retain(db, Retention(until=later(days=20)))
    dates = "\n".join(line for line in dump(db) if "retention" not in line)
    assert "bread" in dates
    assert old not in dates
    assert f"{site('b')}{later(days=30)}" in dates
    retain(db, Retention(until=later(days=40)))
    for table in ("links", "tags", "identities", "facts", "fetches", "crawls", "crawl_tasks"):
        assert db[table].count == 0
    assert db["validators"].count == db["pointers"].count == 0


@pytest.fixture
def crawled(path, db):
    """Return a database in which a crawl left tasks of every state."""
    begun(db, "a", "b", "c", "d", depth=1)
    rule = "robots.txt of https://c.example disallows /: Disallow: /"
    ann = Key("blog", site("a"))
    visit(
        db, "a",
        *(home("e", pointer="link"), task("a", "feed?2", cursor="{}"), task("a", "late")),
        *(Coverage("posts", ann, is_complete=False, claimed_count=9, held_count=4),),
        Link(ann, site("f") + "bread"),
        fetches=[Fetch(site("a"), "https://a.example", NOW, 200, 1.5, 0.25, 2_000_000)],
    )  # fmt: skip
    visit(db, "b", error="it takes too long")
    visit(db, "c", refused=rule)
    visit(db, "d", error="404, there is nothing", is_gone=True)
    visit(db, "e", home("g", pointer="link"))
    return path


def test_who_asks_is_told_what_pages_say_and_what_a_crawl_noted(crawled, capsys):
    assert main(["show-data", str(crawled), site("a")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["url"] for each in told["links"]] == [site("f") + "bread"]
    assert {each["address"] for each in told["crawl_tasks"]} == {
        site("a"), site("a") + "late", site("a") + "feed?2"
    }  # fmt: skip
    assert [each["url"] for each in told["fetches"]] == [site("a")]
    assert [each["how"] for each in told["pointers"]] == ["seed"]
    assert "b.example" not in json.dumps(told)


def test_status_tells_every_state_host_and_cost(crawled, db, capsys):
    found = crawl_status(db)
    assert found.tasks == {
        "done": 2,
        "due": 1,
        "partial": 1,
        "failing": 1,
        "gone": 1,
        "refused": 1,
        "beyond": 1,
    }
    assert (found.requests.all, found.requests.answered, found.requests.bytes) == (1, 1, 2_000_000)
    assert found.hosts[0].host == "https://a.example"
    assert main(["status", str(crawled), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["crawl"]
    assert told["tasks"] == found.tasks
    assert told["lists"] == [
        {"kind": "posts", "complete": 0, "partial": 1, "held": 4, "claimed": 9}
    ]
    assert {each["host"] for each in told["hosts"]} >= {"https://a.example", "https://g.example"}
    assert main(["status", str(crawled)]) == 0
    text = capsys.readouterr().out
    for words in ("to be gone on with", "1: robots.txt of", "1 of ", "2.0 MB", "4 held of 9"):
        assert words in text


def test_status_tells_a_rule_once_whatever_it_refuses(db, path, capsys):
    begun(db, *"abcdefghi", depth=1)
    rules = [f"https://a.example/robots.txt refuses {site('a')}{n}: Disallow: /20." for n in "12"]
    for name, rule in zip("abcdefghi", [*rules, *"123456", "7"], strict=True):
        visit(db, name, refused=rule)
    assert dict(list(crawl_status(db).refusals.items())[:1]) == {
        "https://a.example/robots.txt: Disallow: /20.": 2
    }
    assert main(["status", str(path)]) == 0
    text = capsys.readouterr().out
    assert "2: https://a.example/robots.txt: Disallow: /20." in text
    assert "and 3 more by other rules" in text
    assert "1 address to be read" not in text
    assert "9 addresses refused" in text


def test_status_goes_on_from_a_history_that_was_read_to_its_end(db, path, capsys):
    def next_step():
        assert main(["status", str(path)]) == 0
        return capsys.readouterr().out.splitlines()[-1].partition(str(path))[2].split()

    crawl = begun(db, "a", depth=0, history=True)
    visit(db, "a", Account(Key("blog", site("a"))), home("b", pointer="link"))
    assert next_step() == ["--history"]
    end_crawl(db, crawl, lambda: NOW)
    assert next_step() == ["--depth", "1", "--history"]
    end_crawl(db, begun(db, "a", depth=1, history=True), lambda: NOW)
    assert next_step() == ["ADDRESS...", "--history"]


def test_a_crawl_that_read_nothing_says_why_and_what_to_ask(db, path):
    begun(db, "a", "b", "c", depth=1, addresses=[site("a"), site("b")])
    for name in "ab":
        visit(db, name, error=f"{site(name)} answered 500.")
    visit(db, "c", error="it broke off")
    assert failures(db) == (("it answered 500.", 2), ("it broke off", 1))
    report = Report(failed=3)
    lines = crawl_report.of_crawl(db, report, str(path)).words
    assert "  2 not read: it answered 500." in lines
    assert lines[-1].split()[-4:] == ["why-not", str(path), site("a"), site("b")]
    ingest(db, [Post(Key("blog", site("a") + "1"), Key("blog", site("a")))])
    said = crawl_report.of_crawl(db, report, str(path)).document
    assert said["failures"] == {"it answered 500.": 2, "it broke off": 1}
    assert said["next"].split()[-2:] == ["rank", str(path)]


def test_status_names_no_blog_that_opted_out(db, path, capsys):
    begun(db, "a", "b", depth=1)
    fetch = Fetch(site("a"), "https://a.example", NOW, 200, 0.0, 0.5, 10)
    visit(
        db, "a",
        *(task("a", "feed"), Link(Key("blog", site("a")), site("f") + "bread")),
        Consent(Key("blog", site("a")), "deny", "noindex", "robots meta", NOW),
        fetches=[fetch],
    )  # fmt: skip
    visit(db, "b", refused="robots.txt of https://b.example refuses it")
    for form in ("table", "json"):
        assert main(["status", str(path), "--format", form]) == 0
        text = capsys.readouterr().out
        assert "a.example" not in text
        assert "https://b.example" in text
    assert crawl_status(db).requests.all == 1
    assert why_not(db, site("f") + "bread")[0].state == "unknown"


def test_status_of_a_file_without_a_crawl_says_nothing_of_one(path, capsys):
    assert main(["status", str(path), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["crawl"] is None
    assert main(["status", str(path)]) == 0
    assert "requests" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("address", "state", "words"),
    [
        (site("a"), "done", "it was read at 2026-03-01T00:00:00Z, status 200"),
        ("http://A.example:80/#top", "done", "it was read at"),
        (site("a") + "late", "due", "expected"),
        (site("a") + "feed?2", "partial", "the next page of a list"),
        (site("b"), "failing", "it failed once (it takes too long), and is tried again from 2026-"),
        (site("c"), "refused", "Disallow: /"),
        (site("d"), "gone", "404"),
        (site("g"), "beyond", "it is 2 blogs away"),
        (site("g"), "beyond", "--depth 2 reaches it"),
        (site("f") + "bread", "linked", "https://a.example/ links to it"),
        (site("a") + "nowhere", "unknown", "nothing that was read of its blog names it"),
        ("https://nobody.example/", "unknown", "nothing that was read points to it"),
        ("mailto:ann@a.example", "unknown", "it is no address of the web"),
    ],
)
def test_why_not_names_the_rule_in_a_sentence(crawled, capsys, address, state, words):
    assert main(["why-not", str(crawled), address, "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["url"], row["state"]) == (address, state)
    assert words in row["why"]
    assert len(row["why"].splitlines()) == 1


def test_why_not_takes_an_address_as_a_crawl_does_and_tells_a_row_once(crawled, db, capsys):
    (held,) = db["crawl_tasks"].rows_where("address = ?", [site("b")])
    db["crawl_tasks"].insert({**held, "task_id": None, "address": "http://b.example/"})
    assert main(["why-not", str(crawled), "b.example", "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["url"], row["state"]) == (site("b"), "failing")


def test_why_not_names_the_robots_txt_that_is_held_of_what_was_never_in_line(crawled, db, capsys):
    rules = "User-agent: *\nDisallow: /tags/"
    db["hosts"].insert({"host": "https://f.example", "robots_txt": rules, "robots_status": 200})
    for path, state in (("tags/rust", "refused"), ("rust", "unknown")):
        assert main(["why-not", str(crawled), site("f") + path, "--format", "json"]) == 0
        (row,) = json.loads(capsys.readouterr().out)
        assert row["state"] == state
    assert main(["why-not", str(crawled), site("f") + "tags/x", "--format", "tsv"]) == 0
    assert "Disallow: /tags/" in capsys.readouterr().out


def test_why_not_finds_its_database_in_the_environment(crawled, capsys, monkeypatch):
    monkeypatch.setenv("INFLUENCE_DB", str(crawled))
    assert main(["why-not", site("b"), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["state"] == "failing"
    assert main(["why-not"]) == 2
    assert "Name an address" in capsys.readouterr().err


def test_why_not_reads_a_list(crawled, capsys, monkeypatch):
    import io  # noqa: PLC0415
    import sys  # noqa: PLC0415

    listed = io.TextIOWrapper(io.BytesIO(f"{site('b')}\n\n{site('c')}\n".encode()))
    monkeypatch.setattr(sys, "stdin", listed)
    assert main(["why-not", str(crawled), "-", "--format", "tsv"]) == 0
    assert [line.split("\t")[2] for line in capsys.readouterr().out.splitlines()] == [
        "state", "failing", "refused"
    ]  # fmt: skip


def test_why_not_reads_the_list_that_its_command_reads(crawled, tmp_path, capsys):
    named = f"@{tmp_path / 'list.csv'}"
    (tmp_path / "list.csv").write_text(f"name;url\nB;{site('b')}\n;{site('c')}\n")
    assert main(["why-not", str(crawled), named, "--format", "json"]) == 0
    with inf.open(crawled) as db:
        found = inf.why_not(db, named)
        assert inf.why_not(db, [site("b"), named]).rows == found.rows
    assert [row["state"] for row in found] == ["failing", "refused"]
    assert found.rows == json.loads(capsys.readouterr().out)


def test_of_blogs_only_what_a_crawl_can_mend_is_missing(db):
    ann = Key("blog", site("ann"))
    ingest(db, [Account(ann), Post(Key("blog", f"{site('ann')}rye"), ann)])
    held = holdings(db)
    assert held.is_of_blogs
    (missing,) = held.missing
    assert "crawl --history" in missing
    ingest(db, [Account(Key("mastodon", "1"))])
    assert not holdings(db).is_of_blogs


def test_what_was_read_is_read_again_where_more_is_wanted_of_it(db):
    crawl = begun(db, "ann")
    visit(db, "ann")
    end_crawl(db, crawl, lambda: NOW)
    tomorrow = later(days=1)
    begun(db, now=tomorrow)
    for signals, is_read in (((), True), (("history",), False)):
        add_seeds(db, [home("ann", pointer="seed", signals=signals)], lambda: tomorrow)
        (again,) = due(db, tomorrow)
        assert bool(again.is_read) is is_read


def test_a_page_is_in_line_once_however_links_spell_it(db):
    begun(db, "ann")
    spelt = ("http://ann.example/rye", "https://ann.example/rye", "https://ann.example/rye/")
    visit(db, "ann", *(task("ann", "rye")._replace(address=each) for each in spelt))
    assert addresses(db) == ["https://ann.example/rye"]
    ben = home("ben")._replace(address="http://ben.example/")
    visit(db, "ann", ben, address="https://ann.example/rye")
    assert addresses(db) == ["http://ben.example/"]


PLAIN, SECURE = (home("ben")._replace(address=f"{way}://ben.example/") for way in ("http", "https"))


@pytest.mark.parametrize("named", [(PLAIN, SECURE), (SECURE, PLAIN)])
def test_a_page_is_asked_for_with_https_wherever_links_name_it_without(db, named):
    begun(db, "ann", "eva")
    for name, task_ in zip(("ann", "eva"), named, strict=True):
        visit(db, name, task_)
    assert addresses(db) == [SECURE.address]
    (row,) = db["crawl_tasks"].rows_where("site = ?", [site("ben")])
    assert row["host"] == host_of(SECURE.address)


@pytest.mark.parametrize(
    ("said", "asked"), [({}, []), ({"error": "no connection"}, [SECURE.address])]
)
def test_what_was_read_without_https_is_not_read_again_with_it_and_what_failed_is(db, said, asked):
    begun(db, "ann", "eva")
    visit(db, "ann", PLAIN)
    visit(db, "ben", address=PLAIN.address, **said)
    visit(db, "eva", task("ben", "about")._replace(site=PLAIN.site), PLAIN, SECURE)
    assert addresses(db) == [*asked, f"{SECURE.address}about"]
