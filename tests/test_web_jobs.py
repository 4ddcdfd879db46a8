"""Rankings in a process of their own: seen while they run, ended at once, whole or not at all."""

import sqlite3
import subprocess
import sys

import pytest
from starlette.testclient import TestClient
from web_worlds import FANS, SCRIPTS, world_of

from influence.ranking import STEPS
from influence.store import open_database
from influence.web.app import create_app
from influence.web.jobs import Job, Rankings, Wish

HERE = "http://127.0.0.1"


@pytest.fixture
def path(tmp_path):
    return str(world_of(tmp_path / "w.db", SCRIPTS))


def runs_of(path):
    with sqlite3.connect(path) as connection:
        found = connection.execute("select count(*), total(took_seconds is null) from runs")
        counted = found.fetchone()
        (checked,) = connection.execute("pragma integrity_check").fetchone()
    connection.close()
    assert checked == "ok"
    return counted[0]


def test_a_ranking_is_computed_and_shown_without_anybody_waiting_for_it(path):
    app = create_app(path)
    with TestClient(app, base_url=HERE) as client:
        assert app.state.desk.rankings.job.is_running or runs_of(path)
        assert client.get("/candidates").status_code == 200
        app.state.desk.rankings.wait(None)
        assert app.state.desk.rankings.job.state == "done"
        assert "Аня Печёт" in client.get("/candidates").text
    assert runs_of(path) == 1


def test_another_score_and_window_are_ranked_on_request(path):
    app = create_app(path, ranks_at_start=False)
    with TestClient(app, base_url=HERE) as client:
        answer = client.post("/ranking", data={"by": "active_audience", "since": "2026-03-02"})
        assert answer.status_code == 200
        app.state.desk.rankings.wait(None)
        assert client.get("/ranking.json").json()[0]["score"] == "active_audience"
        page = client.get("/candidates").text
        assert "active audience</a>, in accounts" in page
        row = client.get("/candidates.json").json()[0]
        assert row["active_audience"] == row["rank"] + FANS == FANS + 1
        assert client.get(f"/accounts/{row['account_id']}").status_code == 200


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"by": "charm"}, "no score"),
        ({"since": "yesterday"}, "is no date"),
        ({"since": "2030-01-01"}, ""),
    ],
)
def test_a_wish_that_means_nothing_is_a_sentence_on_the_page(path, form, sentence):
    app = create_app(path, ranks_at_start=False)
    with TestClient(app, base_url=HERE) as client:
        client.post("/ranking", data=form)
        app.state.desk.rankings.wait(None)
        (row,) = client.get("/ranking.json").json()
        assert (row["state"], row["score"]) == ("failed", None)
        assert sentence in row["why_not"]
        assert "Traceback" not in client.get("/ranking").text
    assert runs_of(path) == 0


def test_a_ranking_that_runs_has_a_bar_and_a_button_that_ends_it(path):
    app = create_app(path, ranks_at_start=False)
    rankings = app.state.desk.rankings
    with TestClient(app, base_url=HERE) as client:
        rankings.start(Wish())
        page = client.get("/methods").text
        assert '<progress id="job-progress" max="1"' in page
        assert 'action="/ranking/cancel"' in page
        client.post("/ranking/cancel")
        assert rankings.job.state == "cancelled"
        assert "was stopped" in client.get("/ranking").text
        assert rankings.latest is None
    assert runs_of(path) == 0


def test_the_bar_only_moves_on():
    job = Job(Wish())
    shares = [job.done_share]
    for job.step in STEPS:
        shares.append(job.done_share)
    assert shares == sorted(set(shares))
    assert 0 <= shares[0] <= shares[-1] < 1


def test_a_second_wish_waits_for_nobody_and_starts_nothing_twice(path):
    rankings = Rankings(path)
    job = rankings.start(Wish())
    assert rankings.start(Wish("followers")) is job
    rankings.wait(None)
    assert rankings.latest.run.score.name == "influence"


KILLED = """
import os, signal, sys
from influence.ranking import ledger, run
from influence.store import open_database

def stopped(blocks):
    for number, block in enumerate(blocks):
        if number == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        yield block

ledger.AT_ONCE = 1  # two rows are in the database when the fourth is made
whole = ledger._blocks
ledger._blocks = lambda *given: stopped(whole(*given))
with open_database(sys.argv[1]) as db:
    run(db)
"""


def test_killed_in_the_middle_of_a_write_leaves_nothing_half_done(path):
    done = subprocess.run([sys.executable, "-c", KILLED, path], check=False)
    assert done.returncode == -9
    assert runs_of(path) == 0
    app = create_app(path)
    with TestClient(app, base_url=HERE) as client:
        app.state.desk.rankings.wait(None)
        assert len(client.get("/candidates.json").json()) == len(SCRIPTS)
    assert runs_of(path) == 1


def test_pages_are_read_while_somebody_writes(path):
    app = create_app(path, ranks_at_start=False)
    app.state.desk.rankings.rank_here(Wish())
    with open_database(path) as writer, TestClient(app, base_url=HERE) as client:
        writer.conn.execute("begin immediate")
        writer.conn.execute("update accounts set name = 'nobody'")
        for address in ("/", "/candidates", "/status", "/ranking"):
            assert "nobody" not in client.get(address).text
        writer.conn.rollback()


def test_a_page_that_waits_is_read_again_once_the_job_is_over(path):
    app = create_app(path, ranks_at_start=False)
    asking = {"HX-Request": "true"}
    with TestClient(app, base_url=HERE) as client:
        app.state.desk.rankings.start(Wish())
        first = client.get("/ranking", headers=asking)
        app.state.desk.rankings.wait(None)
        assert client.get("/ranking", headers=asking).headers["hx-refresh"] == "true"
        assert "hx-refresh" not in client.get("/ranking").headers
        assert "hx-refresh" not in first.headers or not app.state.desk.rankings.job.is_running


def test_what_nobody_foresaw_is_a_sentence(path, monkeypatch):
    app = create_app(path, ranks_at_start=False)
    monkeypatch.setattr(type(app.state.desk), "opened", lambda _: 1 / 0)
    client = TestClient(app, base_url=HERE, raise_server_exceptions=False)
    answer = client.get("/topics")
    assert answer.status_code == 500
    assert "nothing of it was kept" in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert client.get("/topics.json").json()["error"].startswith("This failed")
