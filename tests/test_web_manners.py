"""What the page owes to who works with it: names, ways back, and one answer to one question."""

import json
from itertools import pairwise

import pytest
from starlette.testclient import TestClient
from web_worlds import SCRIPTS, world_of

from influence.find import find_by_brief, kept_brief, parse_brief
from influence.ranking import ALL, rows
from influence.show.columns import PRIVATE
from influence.store import open_database
from influence.web.app import create_app
from influence.web.jobs import Rankings, Wish

HERE = "http://127.0.0.1"
BREAD = {"name": "bread", "topics": "хлеб OR 面包 OR خبز OR süß"}
BLANK = {"blank": ("nobody", " \u200b ", "хлеб"), "long": ("l" * 3000, "L" * 30_000, "хлеб")}


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return str(world_of(tmp_path_factory.mktemp("manners") / "m.db", SCRIPTS | BLANK))


def client_of(path):
    """Return a page with a ranking, a brief, and a list on which one of its candidates is in."""
    app = create_app(path, ranks_at_start=False)
    app.state.desk.rankings.rank_here(Wish())
    client = TestClient(app, base_url=HERE)
    client.post("/briefs", data=BREAD)
    with open_database(path) as db:
        find_by_brief(db, parse_brief(kept_brief(db, "bread").toml))
    ids = [row["account_id"] for row in found_of(client)]
    client.post("/shortlist", data={"name": "Frühling", "brief": "bread", "id": ids})
    entry = entry_of(client.get("/shortlist.json?name=Frühling").json()[0])
    decision = {"name": "Frühling", "entry": entry, "do": "in", "reason": "answers all"}
    client.post("/entries", data=decision)
    return client


@pytest.fixture(scope="module")
def client(path):
    return client_of(path)


@pytest.fixture
def own(tmp_path):
    """Return a page that a test may change."""
    return client_of(str(world_of(tmp_path / "o.db", SCRIPTS)))


def found_of(client):
    return client.get("/found.json?brief=bread&status=candidate").json()


def entry_of(row):
    return json.dumps([row["account_id"], row["changes"]])


def test_how_somebody_is_as_a_follower_is_told_nowhere_not_even_by_an_order(client):
    for name in PRIVATE:
        assert client.get(f"/candidates?sort={name}").status_code == 400
    (first, *_) = client.get("/candidates.json").json()
    account = client.get(f"/accounts/{first['account_id']}.json").json()["account"]
    assert PRIVATE.isdisjoint({*first, *account})


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/candidates?followers_max=1e400", 400),
        ("/candidates?followers_max=nan", 400),
        (f"/accounts/{10**30}", 404),
        (f"/topics?q=bread&page={10**30}", 200),
        (f"/candidates?page={10**30}", 200),
        (f"/shortlist?name=Frühling&page={10**30}", 200),
        (f"/found?brief=bread&page=-{10**30}", 200),
        ("/candidates?" + "9" * 5000 + "=1", 400),
        ("/candidates?page=" + "9" * 5000, 400),
    ],
)
def test_a_number_beyond_all_sense_is_answered_calmly(client, address, status):
    answer = client.get(address)
    assert answer.status_code == status
    assert len(answer.text) < 60_000


@pytest.mark.parametrize("address", ["/shortlist.csv?name=Frühling&only=in", "/candidates?stat=x"])
def test_a_wish_that_a_page_does_not_understand_is_refused_and_not_passed_over(client, address):
    answer = client.get(address)
    assert answer.status_code == 400
    assert "means nothing here" in answer.text


def test_a_decision_that_is_none_is_a_sentence(client):
    answer = client.get("/shortlist?name=Frühling&decision=maybe")
    assert (answer.status_code, "write one of" in answer.text) == (400, True)


def test_a_list_that_is_made_of_candidates_keeps_their_brief(client):
    (row,) = client.get("/shortlists.json").json()
    assert row["brief"] == "bread"
    report = client.get("/report?name=Frühling").text
    assert "The brief</h3>" in report
    assert "What its fit adds up from" in report


def test_windows_and_files_say_whom_they_are_about(client):
    (first, *_) = client.get("/candidates.json").json()
    number = first["account_id"]
    for address, words in (
        (f"/accounts/{number}", first["name"]),
        ("/shortlist?name=Frühling", "Frühling"),
        ("/found?brief=bread", "bread"),
        ("/topics?q=хлеб", "хлеб"),
    ):
        page = client.get(address).text
        assert f"<title>{words} · " in page, address
    kept = client.get("/shortlist.xlsx?name=Frühling").headers["content-disposition"]
    assert "filename*=UTF-8''Shortlist%20Fr%C3%BChling.xlsx" in kept
    assert 'filename="Shortlist-Fr-hling.xlsx"' in kept


def test_what_was_done_last_says_to_whom_and_when(client):
    page = client.get("/shortlist?name=Frühling").text
    (row,) = client.get("/shortlist.json?name=Frühling&decision=in").json()
    assert f"Frühling: in: <bdi>{row['handle']}</bdi>" in page
    assert f"{row['changed_at'][:16].replace('T', ' ')} UTC" in page


def test_a_comparison_under_a_brief_begins_with_what_the_brief_says(client):
    found = [row for row in found_of(client) if len(row["handle"]) < 100][:3]
    ids = "&".join(f"id={row['account_id']}" for row in found)
    page = client.get(f"/compare?brief=bread&all=1&{ids}")
    assert page.text.index(">fit<") < page.text.index(">rank<")
    told = {row.pop("measure"): list(row.values()) for row in page_rows(client, ids)}
    assert told["fit"] == [row["fit"] for row in found]
    assert told["topical_influence"] == [row["topical_influence"] for row in found]


def page_rows(client, ids):
    return client.get(f"/compare.json?brief=bread&all=1&{ids}").json()


def test_a_name_of_blanks_is_none(client):
    handle, _, _ = BLANK["blank"]
    (row,) = client.get(f"/candidates.json?q={handle}").json()
    assert f"<h1><bdi>{handle}</bdi></h1>" in client.get(f"/accounts/{row['account_id']}").text


def test_the_queue_shows_what_was_written_and_how_sure_the_number_is(client):
    page = client.get("/review?name=Frühling").text
    row = client.get("/review.json?name=Frühling").json()[0]
    assert "posts on the topic</dt><dd>" in page
    assert f"of {row['posts']}</dd>" in page
    assert " to " in page[page.index("influence on the topic</dt>") :][:80]


def test_the_note_and_the_links_of_an_entry_are_changed_where_it_is_decided_on(own):
    row = own.get("/review.json?name=Frühling").json()[0]
    data = {"name": "Frühling", "entry": entry_of(row), "do": "write", "back": "review"}
    own.post("/entries", data={**data, "note": "met", "link_1": "https://x.example/1"})
    row = own.get("/review.json?name=Frühling").json()[0]
    assert (row["note"], row["link_1"], row["link_2"]) == ("met", "https://x.example/1", None)
    refused = {**data, "entry": entry_of(row), "link_1": "javascript:alert(1)"}
    assert own.post("/entries", data=refused).status_code == 400


def test_a_list_with_nobody_on_it_says_so(own):
    own.post("/shortlists", data={"name": "empty"})
    assert "Nobody stands on this list yet" in own.get("/review?name=empty").text
    assert "/report?name=empty" not in own.get("/shortlist?name=empty").text


def test_what_did_not_work_leads_back_to_where_it_was_tried(client):
    came = {"referer": f"{HERE}/review?name=spring"}
    data = {"name": "Frühling", "entry": "[1, 1]", "do": "in"}
    page = client.post("/entries", data=data, headers=came)
    assert 'href="/review?name=spring">Back' in page.text
    elsewhere = client.get("/nowhere", headers={"referer": "https://evil.example/x"}).text
    assert "evil" not in elsewhere
    assert ">Back" not in elsewhere


def test_home_says_what_follows_once_everybody_is_decided_on(own):
    while waiting := own.get("/review.json?name=Frühling").json():
        data = {"name": "Frühling", "entry": entry_of(waiting[0]), "do": "out", "reason": "x"}
        own.post("/entries", data=data)
    page = own.get("/").text
    assert "Write to those who are in Frühling, by hand" in page
    assert "Nothing is sent from here" in page


def test_the_page_has_the_order_of_the_command_where_values_are_equal(client, path):
    ranked = client.app.state.desk.rankings.latest
    with open_database(path) as db:
        expected = [row["account_id"] for row in rows(db, ranked.run, which=ALL)]
    assert [row["account_id"] for row in client.get("/candidates.json").json()] == expected


def test_a_reversed_rank_leaves_those_without_one_last(client):
    ranks = [row["rank"] for row in client.get("/candidates.json?sort=-rank").json()]
    known = [rank for rank in ranks if rank is not None]
    assert ranks[: len(known)] == known
    assert all(one >= other for one, other in pairwise(known))


def test_a_brief_leads_to_its_candidates_and_waits_there(path):
    app = create_app(path, ranks_at_start=False)
    with TestClient(app, base_url=HERE) as client:
        app.state.desk.rankings.start(Wish())
        answer = client.post("/briefs/find", data={**BREAD, "name": "first", "version": 0})
        assert (answer.url.path, answer.url.params["brief"]) == ("/found", "first")
        assert "this page fills when it is done" in answer.text
        app.state.desk.rankings.wait(None)
        app.state.desk.rankings.wait(None)
        assert client.get("/found.json?brief=first").json()


def test_a_brief_that_nothing_was_found_by_offers_to_find(own):
    own.post("/briefs", data={**BREAD, "name": "later"})
    page = own.get("/found?brief=later")
    assert page.status_code == 200
    assert "Nothing was found by this brief yet" in page.text


def test_a_brief_that_was_changed_since_offers_to_find_again(own):
    own.post("/briefs", data={**BREAD, "version": 1, "objective": "trial"})
    assert "The brief was changed since" in own.get("/found?brief=bread").text


def test_stopping_forgets_what_waits(path):
    rankings = Rankings(path)
    rankings.start(Wish())
    rankings.start(Wish(brief="bread", toml='topics = ["bread"]'))
    assert rankings.is_at("bread")
    rankings.cancel()
    assert not rankings.is_at("bread")
    assert rankings.job.wish == Wish()
