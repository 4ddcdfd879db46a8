"""The raw tables under the page: read only, whole links, and nobody whom no list may show."""

import re
import subprocess
import sys

import pytest
from starlette.testclient import TestClient
from web_worlds import SCRIPTS, opted_out_world, world_of

from influence.records import Task
from influence.store import open_database
from influence.store.crawling import ask_followers
from influence.web.app import create_app

HERE = "http://127.0.0.1"
HIDDEN = SCRIPTS["latin"]
# Datasette 0.65 leaves its threads' connections to be closed by the collector.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    path = opted_out_world(tmp_path_factory.mktemp("raw") / "r.db")
    return TestClient(create_app(str(path), ranks_at_start=False), base_url=HERE)


def links_of(page):
    found = {link.replace("&amp;", "&") for link in re.findall(r'(?:href|src)="(/[^"#]*)"', page)}
    return found - {"/data/tables/posts_fts"}


def test_the_menu_leads_to_the_tables(client):
    assert 'href="/data/"' in client.get("/methods").text
    assert "accounts" in client.get("/data/tables").text


def test_no_link_is_dead_and_none_has_the_prefix_twice(client):
    links = set()
    for address in ("/data/", "/data/tables", "/data/tables/accounts?_sort=handle&_facet=source"):
        links |= links_of(client.get(address).text)
    assert any("accounts.json" in link for link in links)
    assert any("accounts.csv" in link for link in links)
    for link in sorted(links):
        assert "/data/data" not in link
        assert client.get(link).status_code == 200, link


def test_a_row_has_its_address(client):
    (row,) = client.get("/data/tables/accounts.json?native_id=emoji&_shape=array").json()
    assert client.get(f"/data/tables/accounts/{row['account_id']}").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/data/tables/accounts.json?_shape=array",
        "/data/tables/accounts.csv?_stream=1&_size=max",
        "/data/tables/posts.json?_shape=array&_size=max",
        "/data/tables/consents.json?_shape=array",
        "/data/tables.json?sql=select+*+from+accounts",
        "/data/tables.csv?sql=select+title,+text,+handle+from+posts+join+accounts+using+(account_id)",
        "/data/tables/ranking.json?_shape=array",
    ],
)
def test_whom_no_list_may_show_is_in_no_table(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert not [name for name in HIDDEN if name in answer.text]


def test_the_tables_themselves_are_read_through_the_views_alone(client):
    for sql in (
        "select * from main.accounts",
        "with accounts as (select * from main.accounts) select * from accounts",
    ):
        answer = client.get("/data/tables.json", params={"sql": sql})
        assert answer.status_code == 400
        assert "prohibited" in answer.text


def test_nor_in_what_others_write_nor_in_what_a_crawl_asked_for(tmp_path):
    path = opted_out_world(tmp_path / "m.db")
    handle, _, _ = HIDDEN
    told = f"See @{handle}, she bakes"
    task = Task("demo", "profile", f"https://demo.example/@{handle}", "latin")
    with open_database(path) as db:
        db.execute("update posts set text = ? where native_id = 'emoji 1'", [told])
        db.execute("insert into pointers values ('latin', 'emoji', 'link', '2026-03-01T00:00:00Z')")
        ask_followers(db, [task], "2026-03-01T00:00:00Z")
        db.conn.commit()
    client = TestClient(create_app(str(path), ranks_at_start=False), base_url=HERE)
    for table, left in (("posts", 16), ("crawl_tasks", 0), ("pointers", 0)):
        rows = client.get(f"/data/tables/{table}.json?_shape=array&_size=max").json()
        assert len(rows) == left
        assert handle not in str(rows)
    assert "See [opted out], she bakes" in client.get("/data/tables/posts.csv?_size=max").text
    asked = "with x as (select * from main.accounts) select * from x"
    answer = client.get("/data/tables.json", params={"sql": asked})
    assert (answer.status_code, "prohibited" in answer.text) == (400, True)


@pytest.mark.parametrize(
    "sql",
    [
        "explain select * from accounts",
        "/* so */ -- it is\n EXPLAIN query plan select * from accounts",
        "select sql from sqlite_temp_master",
        "select sql from sqlite_stmt",
    ],
)
def test_what_the_views_are_called_is_told_nowhere(client, sql):
    assert client.get("/data/tables.json", params={"sql": sql}).status_code == 400


def test_what_tells_of_the_file_is_read(client):
    asked = {"sql": "select name from pragma_database_list", "_shape": "array"}
    names = [row["name"] for row in client.get("/data/tables.json", params=asked).json()]
    assert names[:1] == ["main"]


@pytest.mark.parametrize(
    "sql", ["delete from accounts", "create table x (y)", "pragma user_version=7"]
)
def test_nothing_can_be_written(client, sql):
    assert client.get("/data/tables.json", params={"sql": sql}).status_code >= 400


def test_the_file_cannot_be_taken_past_the_walls(client):
    assert client.get("/data/tables.db").status_code in {403, 404}


def test_the_walls_stand_around_the_tables_too(client):
    answer = client.get("/data/tables")
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    assert client.get("/data/tables", headers={"host": "evil.example"}).status_code == 403


def test_what_a_command_writes_meanwhile_is_shown_and_breaks_nothing(tmp_path):
    path = world_of(tmp_path / "w.db", SCRIPTS)
    client = TestClient(create_app(str(path), ranks_at_start=False), base_url=HERE)
    assert client.get("/data/tables/accounts").status_code == 200  # its connections stay open
    for name in ("one", "two"):
        command = [sys.executable, "-m", "influence", "shortlist", str(path), "make", name]
        subprocess.run(command, check=True)
        assert client.get(f"/shortlist?name={name}").status_code == 200
        assert name in client.get("/data/tables/shortlists.json?_shape=arrays").text
