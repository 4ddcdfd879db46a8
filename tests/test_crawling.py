"""How a crawl runs: politely, once each, and as if it had never been killed."""

import signal
from collections import defaultdict
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest
from fake_web import BEGIN, DELAY, TOOK, Web, blog, crawl, rows
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crawlers.run import Report, crawling
from influence.errors import InputUnusable
from influence.store import open_database
from influence.store.crawling import why_not

few = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))

BLOGS = st.integers(0, 5)
NAMED = st.lists(BLOGS, max_size=4, unique=True).map(tuple)
WEBS = st.builds(
    Web,
    lists=st.dictionaries(BLOGS, NAMED, max_size=4),
    posts=st.dictionaries(BLOGS, NAMED, max_size=4),
    refusing=st.frozensets(BLOGS, max_size=2),
    broken=st.frozensets(BLOGS, max_size=1),
    busy=st.frozensets(BLOGS, max_size=1),
)


class Killed(BaseException):
    """Stands in for kill -9: whatever is open is lost."""


def small_web():
    return Web(
        lists={0: (1, 2, 3), 1: (0, 2), 3: (4, 5, 6)},
        posts={0: (1, 1, 7), 2: (0,), 4: (1,)},
        refusing=frozenset({4}),
        broken=frozenset({5}),
        busy=frozenset({2}),
    )


def copy_of(web):
    return Web(web.lists, web.posts, web.refusing, web.broken, web.busy)


@pytest.fixture
def folder():
    with TemporaryDirectory() as name:
        yield Path(name)


def killing_after(visits):
    """Return what ends a crawl once so many visits are written."""
    left = [visits]

    def told(_):
        if left[0] < 0:
            raise Killed
        left[0] -= 1

    return told


def stopping_sql_after(operations):
    """Return what breaks the database off after so many operations, once, wherever it is then."""

    def prepare(db):
        left = [operations]

        def on_progress():
            left[0] -= 1
            return left[0] == 0

        db.conn.set_progress_handler(on_progress, 50)

    return prepare


def uninterrupted(web):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "whole.db"
        crawl(path, web, most=1)
        return rows(path)


def by_host(log):
    hosts = defaultdict(list)
    for begun, ended, address, _ in log:
        hosts[urlsplit(address).hostname].append((begun, ended))
    return hosts


@few
@given(WEBS, st.integers(0, 12))
@example(small_web(), 3)
def test_killed_after_any_visit_it_goes_on_as_if_it_had_not_been(web, visits):
    whole = uninterrupted(copy_of(web))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "killed.db"
        with suppress(Killed):
            crawl(path, web, most=1, told=killing_after(visits))
        crawl(path, web, most=1)
        assert rows(path) == whole


@few
@given(WEBS, st.integers(1, 600))
@example(small_web(), 100)
def test_killed_in_the_middle_of_writing_it_goes_on_as_if_it_had_not_been(web, operations):
    whole = uninterrupted(copy_of(web))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "killed.db"
        with suppress(InputUnusable):
            crawl(path, web, most=1, prepare=stopping_sql_after(operations))
        crawl(path, web, most=1)
        assert rows(path) == whole


@few
@given(WEBS, st.integers(1, 6))
def test_no_host_is_asked_twice_at_a_time_or_faster_than_its_delay(web, most):
    with TemporaryDirectory() as folder:
        crawl(Path(folder) / "a.db", web, most=most)
    for times in by_host(web.log).values():
        for (_, ended), (begun, _) in pairwise(times):
            assert begun >= ended + DELAY - 1e-6


@few
@given(WEBS, st.lists(st.integers(0, 9), max_size=3))
def test_no_address_is_read_twice_however_often_it_is_killed(web, kills):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        lost = 0
        for visits in kills:
            try:
                crawl(path, web, most=1, told=killing_after(visits))
            except Killed:
                lost += 1
        crawl(path, web, most=1)
    # Told of progress, a crawl has nothing under way but what it has just begun.
    assert sum(web.asked().values()) <= len(web.asked()) + lost


@few
@given(WEBS)
def test_nothing_is_asked_for_that_robots_txt_forbids(web):
    with TemporaryDirectory() as folder:
        crawl(Path(folder) / "a.db", web)
    forbidden = {blog(number) for number in web.refusing}
    assert not [
        address
        for *_, address, _ in web.log
        if address.partition("post")[0] in forbidden and "/post" in address
    ]


@few
@given(WEBS)
def test_crawled_again_it_costs_304s_and_brings_no_rows(web):
    web = Web(web.lists, web.posts, web.refusing)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        crawl(path, web)
        before, asked = rows(path), len(web.log)
        web.clock.time += 100_000
        report = crawl(path, web)
        assert rows(path) == before
    again = {status for *_, address, status in web.log[asked:] if "robots" not in address}
    assert again == {304}
    assert report.unchanged == report.visits > 0


def test_all_hosts_are_asked_while_one_is_waited_for(folder):
    web = Web(lists={0: tuple(range(1, 20))})
    crawl(folder / "a.db", web, most=8)
    # 20 blogs of three requests each; here no visit overlaps another, only their pauses do.
    assert web.clock.time - BEGIN < 20 * 3 * DELAY / 2


def test_the_budget_is_spent_and_the_next_call_goes_on(folder):
    web = Web(lists={0: tuple(range(1, 30))})
    report = crawl(folder / "a.db", web, budget=20)
    assert report.stopped == "budget"
    assert 20 <= len(web.log) <= 20 + 1  # the last one may need a robots.txt first
    assert report.left > 0
    crawl(folder / "a.db", web, budget=20)
    assert 40 <= len(web.log) <= 40 + 2
    assert set(web.asked().values()) == {1}


def test_what_was_interrupted_goes_on_with_the_rest_of_its_budget(folder):
    web = Web(lists={0: tuple(range(1, 30))})
    with pytest.raises(Killed):
        crawl(folder / "a.db", web, budget=20, told=killing_after(8))
    crawl(folder / "a.db", web, budget=20, addresses=())
    assert 20 <= len(web.log) <= 20 + 8


@pytest.mark.parametrize("calls", [2, 3, 4, 5, 9, 10, 11])
def test_ctrl_c_keeps_every_visit_that_has_landed(folder, calls):
    landed = []

    def told(progress):
        landed.append(progress.requests)
        if len(landed) == calls:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        crawl(folder / "a.db", small_web(), told=told)
    with open_database(folder / "a.db") as db:
        (held,) = db.execute("select count(*) from fetches").fetchone()
    assert held == landed[-1] > 0


@pytest.mark.parametrize("visits", [2, 3, 5, 8])
def test_ctrl_c_within_a_visit_is_heard_once_it_is_written(folder, monkeypatch, visits):
    finished = []
    finish = crawling.finish_task

    def finish_and_press(db, task, outcome, *rest):
        if len(finished) == visits - 1:
            signal.raise_signal(signal.SIGINT)
        finished.append(outcome)
        return finish(db, task, outcome, *rest)

    monkeypatch.setattr(crawling, "finish_task", finish_and_press)
    with pytest.raises(KeyboardInterrupt):
        crawl(folder / "a.db", small_web(), most=8)
    assert len(finished) == visits
    with open_database(folder / "a.db") as db:
        (held,) = db.execute("select count(*) from fetches").fetchone()
    assert held == sum(len(each.fetches) for each in finished)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_crawl_stops_looking_where_nothing_new_comes(folder):
    web = Web(lists={0: tuple(range(1, 60))})
    report = crawl(folder / "a.db", web, budget=100)
    assert report.stopped == "dry"
    homes = [address for *_, address, _ in web.log if address.endswith(".example/")]
    assert len(homes) < 35


def test_what_breaks_a_reader_ends_that_visit_alone(folder):
    web = Web(lists={0: (1, 2)}, posts={2: (0,)}, broken=frozenset({1}))
    report = crawl(folder / "a.db", web)
    assert (report.stopped, report.failed) == ("done", 1)
    with open_database(folder / "a.db") as db:
        (error,) = db.execute(
            "select last_error from crawl_tasks where last_error is not null"
        ).fetchone()
    assert error == f"{blog(1)}feed is no JSON."


def test_a_host_that_is_busy_is_asked_again_when_it_says(folder):
    web = Web(posts={0: (0,)}, busy=frozenset({0}))
    report = crawl(folder / "a.db", web)
    assert report.stopped == "done"
    statuses = [(address, status) for *_, address, status in web.log]
    assert statuses.count((blog(0), 503)) == statuses.count((blog(0), 200)) == 1
    first, second = (begun for begun, _, address, _ in web.log if address == blog(0))
    assert second >= first + 30 + TOOK


@given(st.integers(1, 60), st.integers(1, 8))
def test_no_more_is_asked_for_than_the_budget_and_one_robots_txt(budget, most):
    web = Web(lists={0: tuple(range(1, 30))}, posts=dict.fromkeys(range(9), (0,)))
    with TemporaryDirectory() as path:
        report = crawl(Path(path) / "a.db", web, budget=budget, most=most)
    assert budget <= len(web.log) == report.requests <= budget + 1


def test_where_nobody_answers_any_more_the_crawl_stops_and_the_next_call_goes_on(folder):
    web = Web(lists={0: tuple(range(1, 40))}, silent=frozenset(range(1, 40)))
    report = crawl(folder / "a.db", web)
    assert report.stopped == "silent"
    assert 10 <= report.failed <= 12  # two were under way
    with open_database(folder / "a.db") as db:
        failed = [row["address"] for row in db["crawl_tasks"].rows_where("last_error is not null")]
        reasons = [reason for address in failed for reason in why_not(db, address)]
    put_back = [reason.why for reason in reasons if reason.state == "due"]
    assert put_back
    assert all("it could not be had (" in why for why in put_back)
    web.silent = frozenset()
    report = crawl(folder / "a.db", web, addresses=())
    assert report.stopped == "done"
    assert {blog(each) for each in range(40)} <= web.asked().keys()


def test_what_failed_rests_unless_it_is_named_again(folder):
    web = Web(lists={0: (1, 2)}, silent=frozenset({1}))
    crawl(folder / "a.db", web)
    before = len(web.log)
    crawl(folder / "a.db", web, addresses=())
    assert not [each for *_, each, _ in web.log[before:] if each.startswith(blog(1))]
    web.silent = frozenset()
    web.clock.sleep(7_200)  # its host is left alone for an hour
    crawl(folder / "a.db", web, addresses=(blog(1),))
    assert blog(1) in web.asked()


def test_who_is_off_the_topic_is_read_and_not_followed(folder):
    rye, motorcycles = "sourdough rye " * 40, "motorcycles and their engines " * 40
    posts = {0: (1, 2), 1: (3,), 2: (4,), 4: (5,)}
    words = {0: rye, 1: motorcycles, 2: rye, 3: rye, 4: rye}
    web = Web(posts=posts, words=words)
    crawl(folder / "a.db", web, topic="sourdough")
    asked = web.asked()
    assert {blog(each) for each in (1, 2, 4, 5)} <= asked.keys()
    assert blog(3) not in asked


def test_a_topic_leaves_blogs_about_other_things_alone(folder):
    web = Web(lists={0: (1, 2), 1: (3,), 2: (4,)})
    report = crawl(folder / "a.db", web, topic="sourdough")
    assert isinstance(report, Report)
    assert report.curve.last.found == 4
