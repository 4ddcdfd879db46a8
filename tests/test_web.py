"""Every page in every form: what each says, who may ask, and what no stranger's words can do."""

import csv
import hashlib
import io
import itertools
import json
import re
import shutil
import sqlite3
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from web_worlds import HOSTILE, SCRIPTS, key, opted_out_world, world_of
from workbooks import read_back

from influence.find import find_by_brief, kept_brief, parse_brief
from influence.ranking import STATUSES, rows
from influence.records import Consent
from influence.store import ingest, open_database
from influence.web.app import ACTIONS, PAGES, create_app
from influence.web.jobs import Wish
from influence.web.responding import FORMS

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "influence" / "web" / "static"
HTMX_4_0_1 = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"
"""Of dist/htmx.min.js in the package htmx.org of the npm registry."""

BREAD = "bread OR хлеб OR süß OR 面包 OR خبز OR long OR line OR alert OR 7"
HERE = "http://127.0.0.1"
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


def client_of(path, *, ranked=True):
    app = create_app(str(path), ranks_at_start=False)
    if ranked:
        app.state.desk.rankings.rank_here(Wish())
    return TestClient(app, base_url=HERE, follow_redirects=False)


@pytest.fixture(scope="module")
def demo(demo_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("web")
    shutil.copy(demo_folder / "build" / "demo" / "demo.db", folder / "demo.db")
    return choose(find(client_of(folder / "demo.db")))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    path = world_of(tmp_path_factory.mktemp("hostile") / "h.db", HOSTILE | SCRIPTS)
    return choose(find(client_of(path)))


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    path = tmp_path_factory.mktemp("empty") / "e.db"
    open_database(path, create=True).close()
    return client_of(path, ranked=False)


def find(client, **fields):
    """Keep a brief and find by it, here and at once."""
    client.post("/topics", data={"title": "Bread", "query": BREAD})
    client.post("/briefs", data={"name": "bread", "topics": "bread", **fields})
    with client.app.state.desk.opened() as db:
        find_by_brief(db, parse_brief(kept_brief(db, "bread").toml))
    return client


def choose(client):
    """Put some on a list, and write of them what a page must stand."""
    markup, *_ = HOSTILE["markup"]
    client.post("/shortlists", data={"name": "spring", "question": markup})
    known = {handle for handle, _, _ in SCRIPTS.values()}
    found = client.get("/candidates.json").json()
    found = sorted(found, key=lambda row: row["handle"] not in known)
    ids = [row["account_id"] for row in found]
    client.post("/shortlist", data={"name": "spring", "brief": "bread", "id": ids[:6]})
    first, second, *_ = client.get("/shortlist.json?name=spring").json()
    for row, do in ((first, "in"), (second, "later")):
        entry = json.dumps([row["account_id"], row["changes"]])
        client.post("/entries", data={"name": "spring", "entry": entry, "do": do, "reason": markup})
    client.post("/people", data={"account_id": ids[0], "do": "note", "words": markup})
    client.post("/people", data={"account_id": ids[0], "do": "tag", "words": "=1+1"})
    client.post("/people", data={"account_id": ids[-1], "do": "bar", "words": markup})
    return client


def addresses_of(client):
    """Return the address of every page, with accounts of the database in it where it needs some."""
    ranked = client.app.state.desk.rankings.latest
    ids = [1] if ranked is None else ranked.run.graph.accounts[ranked.roster.positions].tolist()
    picked = "&".join(f"id={each}" for each in ids[:6])
    found = [page.path.replace("{account_id:int}", str(ids[0])) for page in PAGES]
    more = [f"/compare?{picked}", f"/compare?{picked}&all=1", "/brief?topics=bread"]
    if ranked is not None:
        more += ["/brief?open=bread", "/topics?q=bread", "/found?brief=bread"]
        more += [f"/accounts/{ids[0]}?brief=bread", "/shortlist?name=spring"]
        more += ["/review?name=spring"]
    return [*found, *more]


def in_form(address, form):
    path, _, query = address.partition("?")
    return f"{path}.{form}?{query}"


class Tags(HTMLParser):
    """Collects tags with their attributes, and sees that every one is closed."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.open, self.ids = [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


EVERY_PAGE = range(len(PAGES) + 9)


@pytest.mark.parametrize("place", EVERY_PAGE)
@pytest.mark.parametrize("world", ["demo", "hostile"])
def test_every_page_is_whole_html_with_one_heading_and_no_code_in_it(request, world, place):
    client = request.getfixturevalue(world)
    answer = client.get(addresses_of(client)[place])
    assert answer.status_code == 200, answer.text
    page = Tags(answer.text)
    assert page.open == []
    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert len(page.ids) == len(set(page.ids))
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert tag != "style"
        if tag == "script":
            assert attributes["src"].startswith("/static/")
        for name in ("href", "src", "action"):
            assert not re.match(r"\s*(javascript|data|vbscript|file|//)", attributes.get(name, ""))


@pytest.mark.parametrize("place", EVERY_PAGE)
@pytest.mark.parametrize("world", ["demo", "hostile"])
def test_every_page_loads_nothing_from_elsewhere(request, world, place):
    client = request.getfixturevalue(world)
    loaded = {"src", "data", "poster", "srcset", "data-hx-get", "action", "formaction"}
    for tag, attributes in Tags(client.get(addresses_of(client)[place]).text).tags:
        for name in loaded & set(attributes):
            assert attributes[name].startswith("/")
        if tag == "link":
            assert attributes["href"].startswith("/static/")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("place", EVERY_PAGE)
@pytest.mark.parametrize("world", ["demo", "hostile", "empty"])
def test_every_page_has_a_twin_in_every_form_at_the_same_address(request, world, place, form):
    client = request.getfixturevalue(world)
    if place >= len(addresses_of(client)):
        return  # of an empty database there are fewer
    answer = client.get(in_form(addresses_of(client)[place], form))
    if answer.status_code != 200:
        assert (world, answer.status_code) == ("empty", 404)
        assert "home page says what to do next" in answer.text
        return
    assert answer.headers["content-type"].startswith(FORMS[form].partition(";")[0])
    if form == "json":
        json.loads(answer.text)
    elif form == "csv":
        lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert {len(line) for line in lines} == {len(lines[0])}
    else:
        assert read_back(answer.content)


@pytest.mark.parametrize("place", range(len(PAGES) + 3))
def test_on_an_empty_database_every_page_says_what_to_do_next(empty, place):
    answer = empty.get(addresses_of(empty)[place])
    assert answer.status_code == 200
    assert re.search(r"what to do next|Bring data in|import|Rank</button>|Methods", answer.text)
    assert Tags(answer.text).open == []


def test_the_home_page_of_an_empty_database_names_the_commands_that_fill_it(empty):
    steps = empty.get("/home.json").json()
    assert [step["command"].split()[1] for step in steps] == ["import", "crawl", "demo"]


@pytest.mark.parametrize("script", SCRIPTS)
def test_names_of_every_script_stand_in_every_page_about_them(hostile, script):
    handle, called, bio = SCRIPTS[script]
    (row,) = [row for row in hostile.get("/candidates.json").json() if row["handle"] == handle]
    assert called in hostile.get(f"/candidates?q={handle}").text
    profile = hostile.get(f"/accounts/{row['account_id']}").text
    assert called in profile
    assert bio in profile
    assert handle in hostile.get(f"/compare?id={row['account_id']}&id=1").text
    assert handle in hostile.get("/candidates.csv").content.decode("utf-8-sig")


def test_the_search_finds_words_in_any_case_of_any_alphabet(hostile):
    found = hostile.get("/candidates.json?q=ХЛЕБ").json()
    assert [row["handle"] for row in found] == [SCRIPTS["cyrillic"][0]]


def test_no_cell_of_a_download_is_a_formula(hostile):
    lines = csv.reader(io.StringIO(hostile.get("/candidates.csv").content.decode("utf-8-sig")))
    assert not [cell for line in lines for cell in line if re.match(r"[=+@\t\r\n]", cell)]


def test_text_that_steers_never_reaches_a_page(hostile):
    for address in addresses_of(hostile):
        page = hostile.get(address).text
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b]", page)
        assert "x" * 400 not in page


# Who may ask


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", ""])
def test_another_name_for_this_machine_is_refused(demo, host):
    assert demo.get("/candidates", headers={"host": host}).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1:8001", "localhost:9", "[::1]:8001", "localhost"])
def test_every_name_of_this_machine_is_answered(demo, host):
    assert demo.get("/methods", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "is_refused"),
    [
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site"}, True),
        ({"origin": "https://evil.example"}, True),
        ({"origin": "null"}, True),
        ({"origin": "http://127.0.0.1:9999"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"origin": HERE}, False),
        ({}, False),
    ],
)
def test_only_our_own_pages_may_change_anything(demo, headers, is_refused):
    answer = demo.post("/ranking/cancel", headers=headers)
    assert answer.status_code == (403 if is_refused else 303)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.path)
def test_no_action_answers_to_a_link(demo, action):
    pages = {page.path for page in PAGES}
    assert demo.get(action.path).status_code == (200 if action.path in pages else 405)


@pytest.mark.parametrize("address", ["/", "/candidates.json", "/static/page.css", "/nothing"])
def test_every_answer_is_walled_in(demo, address):
    headers = demo.get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["referrer-policy"] == "same-origin"


def test_a_form_that_is_too_long_is_refused(demo):
    assert demo.post("/ranking", content=b"by=" + b"x" * 2**21).status_code == 413


# What the pages say


def test_candidates_are_the_rows_of_the_ranking(demo):
    desk = demo.app.state.desk
    with desk.opened() as db:
        ranking = [row for each in STATUSES for row in rows(db, desk.ranked.run, which=each)]
    shown = demo.get("/candidates.json").json()
    left = {row["account_id"] for row in ranking} - {row["account_id"] for row in shown}
    assert len(left) == 1  # who must not be contacted since then
    by_id = {row["account_id"]: row for row in ranking}
    for row in shown:
        expected = by_id[row["account_id"]]
        assert {name: row[name] for name in ("rank", "influence", "why", "handle")} == {
            name: expected[name] for name in ("rank", "influence", "why", "handle")
        }


def test_each_count_of_a_facet_is_what_choosing_it_brings(demo):
    for narrowed in ("", "&status=ranked", "&followers_min=40"):
        page = demo.get(f"/candidates?q=dig{narrowed}").text
        counts = re.findall(
            r'name="(\w+)" value="([^"]+)"[^>]*> <span><bdi>[^<]*</bdi></span>'
            r' <span class="count">([\d,]+)',
            page,
        )
        assert counts
        for facet, word, count in counts:
            if f"{facet}=" not in narrowed:
                address = f"/candidates.json?q=dig{narrowed}&{facet}={word}"
                assert len(demo.get(address).json()) == int(count.replace(",", ""))


def test_candidates_sort_by_any_column_both_ways_with_the_unknown_last(demo):
    for sort in ("followers", "influence", "active_audience", "conversation_rate"):
        for sign, turned in (("", False), ("-", True)):
            found = demo.get(f"/candidates.json?sort={sign}{sort}").json()
            values = [row[sort] for row in found]
            known = [value for value in values if value is not None]
            assert values[: len(known)] == sorted(known, reverse=turned)


def test_a_column_that_is_none_is_a_sentence(demo):
    answer = demo.get("/candidates?sort=charm")
    assert answer.status_code == 400
    assert "write one of" in answer.text


def test_brackets_join_only_intervals_that_overlap_with_their_first(demo):
    page = demo.get("/candidates?status=ranked").text
    ranked = demo.get("/candidates.json?status=ranked").json()[:50]
    groups = []
    for line in re.findall(r'<tr role="row" class="([^"]*)"', page):
        words = line.split()
        if "starts" in words or "joined" not in words:
            groups.append([])
        groups[-1].append(ranked[sum(map(len, groups))])
    assert sum(map(len, groups)) == len(ranked)
    for group in groups:
        assert all(row["score_high"] >= group[0]["score_low"] for row in group)
    for one, other in itertools.pairwise(groups):
        assert other[0]["score_high"] < one[0]["score_low"]


def test_a_profile_shows_evidence_before_followers(demo):
    page = demo.get(f"/accounts/{demo.get('/candidates.json').json()[0]['account_id']}").text
    headings = re.findall(r'<h2 id="(\w+)"', page)
    assert headings[:2] == ["posts", "recent"]
    assert page.rindex("<dt>followers</dt>") > page.index('id="reactors"')


def test_a_comparison_shows_only_what_differs(demo):
    ids = [row["account_id"] for row in demo.get("/candidates.json").json()[:3]]
    address = "/compare.json?" + "&".join(f"id={each}" for each in ids)
    differing, whole = demo.get(address).json(), demo.get(f"{address}&all=1").json()
    assert all(len(set(list(row.values())[1:])) > 1 for row in differing)
    assert len(whole) > len(differing)
    assert [row for row in whole if row in differing] == differing


def test_seven_accounts_are_too_many_to_compare(demo):
    answer = demo.get("/compare?" + "&".join(f"id={each}" for each in range(1, 8)))
    assert answer.status_code == 400
    assert "6 at most" in answer.text


@pytest.mark.parametrize("address", ["/accounts/999999", "/nothing", "/candidates.exe"])
def test_what_is_not_there_is_a_page_that_says_so(demo, address):
    answer = demo.get(address)
    assert answer.status_code == 404
    assert "What to do next" in answer.text


def test_a_number_that_is_none_is_a_sentence(demo):
    answer = demo.get("/candidates?followers_min=many")
    assert answer.status_code == 400
    assert "write a number" in answer.text


def test_who_opted_out_is_on_no_page_and_in_no_download(tmp_path):
    client = client_of(opted_out_world(tmp_path / "o.db"))
    _assert_unseen(client, SCRIPTS["latin"])


def test_who_opts_out_while_the_page_is_up_is_gone_from_the_next_answer(tmp_path):
    path = world_of(tmp_path / "o.db", SCRIPTS)
    client = client_of(path)
    assert SCRIPTS["latin"][0] in client.get("/candidates").text
    with open_database(path) as db:
        ingest(db, [Consent(key("latin"), "deny", "asked", "hand", "2026-04-01T00:00:00Z")])
    _assert_unseen(client, SCRIPTS["latin"])


def _assert_unseen(client, names):
    with sqlite3.connect(client.app.state.desk.path) as connection:
        (number,) = connection.execute(
            "select account_id from accounts where native_id = 'latin'"
        ).fetchone()
    connection.close()
    for address in addresses_of(client):
        for form in ("", *FORMS):
            answer = client.get(in_form(address, form) if form else address)
            texts = [answer.text]
            if form == "xlsx" and answer.status_code == 200:
                texts = [str(read_back(answer.content))]
            assert not [name for name in names for text in texts if name in text]
    assert client.get(f"/accounts/{number}").status_code == 404
    assert client.get(f"/compare?id={number}&id=1").status_code == 404


# What comes with it


def test_htmx_is_the_file_that_its_page_names():
    script = STATIC / "htmx.min.js"
    assert hashlib.sha256(script.read_bytes()).hexdigest() == HTMX_4_0_1
    assert "4.0.1" in (ROOT / "docs" / "page.md").read_text(encoding="utf-8")


def test_every_page_stands_on_the_page_about_them():
    told = (ROOT / "docs" / "page.md").read_text(encoding="utf-8").casefold()
    names = {"/accounts/{account_id:int}": "a profile", "/ranking": "a ranking"}
    for page in PAGES:
        assert names.get(page.path, page.path.removeprefix("/")) in told


def test_a_heading_sorts_and_turns_the_order_round(demo):
    page = demo.get("/candidates?status=ranked&page=2").text
    (address,) = re.findall(r'<a href="([^"]+)">Followers</a>', page)
    assert address == "/candidates?status=ranked&amp;sort=-followers"
    page = demo.get(address.replace("&amp;", "&")).text
    assert re.findall(r'aria-sort="(\w+)"', page) == ["descending"]
    (turned,) = re.findall(r'<a href="([^"]+)">Followers</a>', page)
    assert turned.endswith("sort=followers")
