"""Shortlists on the page: decisions with reasons, bulk edits, undoing, and whom not to contact."""

import json
import re

import pytest
from starlette.testclient import TestClient
from web_worlds import SCRIPTS, world_of
from workbooks import read_back

from influence.store import open_database
from influence.web.app import PAGES, create_app
from influence.web.jobs import Wish
from influence.web.responding import FORMS

HERE = "http://127.0.0.1"
NAMES = [handle for handle, _, _ in SCRIPTS.values()]


@pytest.fixture
def client(tmp_path):
    app = create_app(str(world_of(tmp_path / "c.db", SCRIPTS)), ranks_at_start=False)
    app.state.desk.rankings.rank_here(Wish())
    return TestClient(app, base_url=HERE)


@pytest.fixture
def spring(client):
    """Return the ids of everybody, who stand on the list spring."""
    ids = [row["account_id"] for row in client.get("/candidates.json").json()]
    client.post("/shortlist", data={"name": "spring", "id": ids})
    return ids


def rows_of(client, **wish):
    return client.get("/shortlist.json", params={"name": "spring", **wish}).json()


def entry_of(row):
    return json.dumps([row["account_id"], row["changes"]])


def act(client, rows, do, **more):
    data = {"name": "spring", "do": do, "entry": [entry_of(row) for row in rows], **more}
    return client.post("/entries", data=data)


def test_those_ticked_go_on_a_list_that_is_made_where_there_is_none(client, spring):
    assert {row["account_id"] for row in rows_of(client)} == set(spring)
    assert {row["decision"] for row in rows_of(client)} == {"queued"}
    assert client.get("/shortlists.json").json()[0]["queued"] == len(spring)


@pytest.mark.usefixtures("spring")
def test_many_are_decided_at_once_with_their_reason_or_none_at_all(client):
    first, second, third, *_ = rows_of(client)
    assert act(client, [first, second], "in", reason="answers everybody").status_code == 200
    assert [row["reason"] for row in rows_of(client, decision="in")] == ["answers everybody"] * 2
    refused = act(client, [first, third], "out", reason="stale")  # the first has changed since
    assert refused.status_code == 409
    assert "changed" in refused.text
    assert len(rows_of(client, decision="out")) == 0


@pytest.mark.parametrize("do", ["in", "out"])
def test_in_and_out_want_a_reason(client, spring, do):
    answer = act(client, rows_of(client)[:1], do)
    assert answer.status_code == 400
    assert "Say why" in answer.text
    assert len(rows_of(client, decision="queued")) == len(spring)


def test_the_queue_shows_one_after_another_until_everybody_is_decided_on(client, spring):
    for left in range(len(spring), 0, -1):
        page = client.get("/review?name=spring").text
        assert f"{left} left to decide on" in page
        entry = re.search(r'name="entry" value="([^"]+)"', page)[1]
        data = {"name": "spring", "entry": entry, "do": "in", "reason": "fits", "back": "review"}
        assert client.post("/entries", data=data).url.path == "/review"
    assert "Everybody is decided on" in client.get("/review?name=spring").text


def test_who_is_put_off_comes_again_at_the_end(client, spring):
    first, *_ = rows_of(client)
    act(client, [first], "later", back="review")
    waiting = client.get("/review.json?name=spring").json()
    assert waiting[-1]["account_id"] == first["account_id"]
    assert len(waiting) == len(spring)


def test_everything_is_undone_from_the_page(client, spring):
    before = rows_of(client)
    act(client, before[:3], "out", reason="off topic")
    action = re.search(r'name="action_id" value="(\d+)"', client.get("/shortlist?name=spring").text)
    client.post("/undo", data={"action_id": action[1], "name": "spring"})
    after = rows_of(client)
    assert [row["decision"] for row in after] == [row["decision"] for row in before]
    client.post("/shortlists/remove", data={"name": "spring"})
    assert client.get("/shortlists.json").json() == []
    client.post("/undo", data={})
    assert len(rows_of(client)) == len(spring)


@pytest.mark.usefixtures("spring")
def test_a_list_is_renamed_and_a_name_that_is_taken_refused(client):
    client.post("/shortlists", data={"name": "autumn"})
    taken = client.post("/shortlists/change", data={"name": "spring", "new": "autumn"})
    assert taken.status_code == 400
    changed = client.post(
        "/shortlists/change", data={"name": "spring", "new": "May", "question": "?"}
    )
    assert changed.url.path == "/shortlist"
    assert {row["name"] for row in client.get("/shortlists.json").json()} == {"May", "autumn"}


def test_tags_and_notes_belong_to_the_person(client, spring):
    number = spring[0]
    for do, words in (("tag", "Rye"), ("note", "met in May")):
        client.post("/people", data={"account_id": number, "do": do, "words": words})
    page = client.get(f"/accounts/{number}").text
    assert "rye" in page
    assert "met in May" in page
    assert {row["account_id"]: row["tags"] for row in rows_of(client)}[number] == "rye"
    client.post("/people", data={"account_id": number, "do": "untag", "words": "Rye"})
    assert not any(row["tags"] for row in rows_of(client))


def test_who_must_not_be_contacted_is_on_no_page_and_in_no_file_but_can_be_allowed_again(
    client, spring
):
    (row,) = [row for row in rows_of(client) if row["handle"] == SCRIPTS["cyrillic"][0]]
    act(client, [row], "bar", reason="says so on the page")
    names = SCRIPTS["cyrillic"]
    for page in PAGES:
        path = page.path.replace("{account_id:int}", str(spring[1]))
        for form in ("", *(f".{each}" for each in FORMS)):
            answer = client.get(f"{path}{form}?name=spring&id={spring[0]}&id={spring[1]}")
            text = answer.text
            if form == ".xlsx" and answer.status_code == 200:
                text = str(read_back(answer.content))
            if (path, form) != ("/do-not-contact", ""):
                assert not [name for name in names if name in text], (path, form)
    assert names[0] in client.get("/do-not-contact").text
    assert client.get(f"/accounts/{row['account_id']}").status_code == 404
    data = {"account_id": row["account_id"], "do": "unbar", "words": "asked us"}
    client.post("/people", data=data)
    assert names[1] in client.get(f"/accounts/{row['account_id']}").text


@pytest.mark.usefixtures("spring")
@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/entries", {"name": "spring", "do": "in", "reason": "x"}),
        ("/entries", {"name": "spring", "do": "explode", "entry": "[1, 1]"}),
        ("/entries", {"name": "spring", "do": "later", "entry": "alert(1)"}),
        ("/entries", {"name": "nobody's", "do": "later", "entry": "[1, 1]"}),
        ("/shortlist", {"name": "spring"}),
        ("/shortlist", {"name": "", "id": "1"}),
        ("/people", {"account_id": "1", "do": "tag", "words": ""}),
        ("/people", {"account_id": "1", "do": "marry", "words": "x"}),
        ("/undo", {"action_id": "999"}),
    ],
)
def test_what_means_nothing_is_a_sentence_and_changes_nothing(client, address, data):
    before = rows_of(client)
    answer = client.post(address, data=data)
    assert answer.status_code in {400, 404}
    assert '<p class="sentence">' in answer.text
    assert rows_of(client) == before


def test_what_one_action_leads_to_is_always_a_page_of_ours(client, spring):
    data = {"name": "//evil.example", "do": "later", "back": "https://evil.example"}
    client.post("/shortlists", data={"name": data["name"]})
    client.post("/shortlist", data={"name": data["name"], "id": str(spring[0])})
    rows = client.get("/shortlist.json", params={"name": data["name"]}).json()
    client.follow_redirects = False
    answer = client.post("/entries", data={**data, "entry": entry_of(rows[0])})
    assert answer.headers["location"].startswith("/shortlist?name=")


def test_a_list_is_filled_with_the_best_of_a_brief(client):
    client.post("/briefs", data={"name": "bread", "topics": "хлеб OR 面包 OR خبز"})
    client.post("/found", data={"name": "bread"})
    client.app.state.desk.rankings.wait(None)
    client.post("/shortlists", data={"name": "spring", "brief": "bread"})
    rows = rows_of(client)
    assert rows
    assert all(row["fit"] is not None and row["why"] for row in rows)
    assert "Drawn from the brief" in client.get("/shortlist?name=spring").text


@pytest.mark.usefixtures("spring")
def test_the_database_holds_what_the_page_wrote_and_nothing_half_done(client):
    act(client, rows_of(client)[:2], "in", reason="good")
    with open_database(client.app.state.desk.path) as db:
        (count,) = db.execute("select count(*) from shortlist_entries").fetchone()
        (checked,) = db.execute("pragma integrity_check").fetchone()
    assert (count, checked) == (len(NAMES), "ok")


def test_a_report_on_a_list_is_a_file_that_runs_nothing(client):
    client.post("/briefs", data={"name": "bread", "topics": "хлеб OR 面包 OR خبز"})
    client.post("/found", data={"name": "bread"})
    client.app.state.desk.rankings.wait(None)
    client.post("/shortlists", data={"name": "spring", "brief": "bread"})
    answer = client.get("/report?name=spring")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "<script" not in answer.text
    assert client.get("/report?name=nobody").status_code == 404
