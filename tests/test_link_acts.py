"""Links between blogs become acts: whatever came first, and only as long as the link is there."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from databases import close_all, in_memory
from hypothesis import given, settings
from hypothesis import strategies as st
from link_twin import Twin

from influence.records import Account, Interaction, Key, Link, Post, Task
from influence.store import ingest
from influence.store.crawling import Outcome, add_seeds, begin_crawl, due_tasks, finish_task

NOW = "2026-06-01T00:00:00Z"


@pytest.fixture(autouse=True, scope="module")
def _closed():
    yield
    close_all()


def blog(name):
    return Key("blog", f"https://{name}.example/")


def post(name, number):
    return Key("blog", f"https://{name}.example/{number}")


def published(key):
    """Return the one time of a post, which its source may leave out."""
    day = timedelta(days=sum(map(ord, key.native_id)) % 300)
    return (datetime(2025, 1, 1, tzinfo=UTC) + day).strftime("%Y-%m-%dT00:00:00Z")


names = st.sampled_from("aaaabbcc")
numbers = st.integers(1, 4)
addresses = st.sampled_from(
    [
        *("https://b.example/", "http://b.example/#top", "https://b.example/1?utm_source=x"),
        *(
            "https://b.example/1",
            "https://b.example/2",
            "https://a.example/1",
            "https://c.example/",
        ),
        "mailto:ann@ann.example",
    ]
)
rels = st.sampled_from([*[None] * 9, "me", "external nofollow", "Sponsored", "affiliate"])
positions = st.sampled_from([None, None, "last", "last", "last", "blogroll"])


@st.composite
def readings(draw):
    """Return an address and what it says: a home page, a page of a post, a feed or a list."""
    name = draw(names)
    kind = draw(st.sampled_from(["home", "page", "feed", "feed", "list", "pings"]))
    records = draw(st.sampled_from([[], [Account(blog(name))]]))
    if kind == "home":
        records = [*records, *(link(draw, name, None) for _ in range(draw(st.integers(0, 3))))]
    elif kind in {"page", "feed"}:
        everywhere = draw(addresses)  # as in a line under every post
        for number in sorted(draw(st.sets(numbers, max_size=1 if kind == "page" else 4))):
            key = post(name, number)
            moment = draw(st.sampled_from([published(key), None]))
            records = [*records, Post(key, blog(name), "article", moment)][draw(st.booleans()) :]
            records += [link(draw, name, key) for _ in range(draw(st.integers(0, 2)))]
            if name != "c" and draw(st.booleans()):
                records.append(Link(blog(name), everywhere, key, None, "last"))
    elif kind == "list":
        others = draw(st.lists(names.filter(lambda other: other != name), max_size=3))
        records += [Interaction("link", blog(name), blog(o), native_id="blogroll") for o in others]
    else:
        records += [ping(draw, "c", name) for _ in range(draw(st.integers(0, 3))) if name != "c"]
    return f"https://{name}.example/{kind}{draw(st.integers(0, 2))}", records


def ping(draw, by, at):
    """Return what a list of comments tells of a link: the act itself."""
    page, answered = post(by, draw(numbers)), post(at, draw(st.integers(1, 2)))
    moment = None if page.native_id.endswith("2") else "2026-02-01T00:00:00Z"
    return Interaction("link", blog(by), blog(at), answered, None, moment, page.native_id)


def link(draw, name, key):
    # A link that is part of a template is no act of its post, whoever told of one: c has none.
    position = draw(positions) if name != "c" else None
    return Link(blog(name), draw(addresses), key, draw(rels), position)


def acts(db):
    rows = db.execute(
        """
        select actor.source, actor.native_id, target.source, target.native_id,
               posts.source, posts.native_id, i.native_id, happened_at
        from interactions i join accounts actor on actor.account_id = actor_id
        join accounts target on target.account_id = target_id
        left join posts using (post_id) where i.kind = 'link'
        """
    ).fetchall()
    found = [(Key(*r[:2]), Key(*r[2:4]), Key(*r[4:6]) if r[4] else None, *r[6:]) for r in rows]
    assert len(set(found)) == len(found)
    return set(found)


def read(db, address, records):
    ingest(db, records, page=address, clock=lambda: NOW)


def once_each(found):
    """Keep one reading of each address."""
    return list(dict(found).items())


@settings(max_examples=100, deadline=None)
@given(st.lists(readings(), max_size=8).map(once_each), st.randoms())
def test_acts_are_the_same_in_whatever_order_and_pieces_pages_are_read(pages, rng):
    twin = Twin()
    for page in pages:
        twin.read(*page)
    db = in_memory()
    rng.shuffle(pages)
    for address, records in pages:
        pieces = [
            each._replace(found_in=address) if isinstance(each, Link) else each for each in records
        ]
        rng.shuffle(pieces)
        cut = rng.randint(0, len(pieces))
        for piece in (pieces[:cut], pieces[cut:]):  # two transactions, neither the whole page
            ingest(db, piece, clock=lambda: NOW)
    assert acts(db) == twin.acts()
    assert db.execute("pragma foreign_key_check").fetchall() == []


@settings(max_examples=100, deadline=None)
@given(st.lists(readings(), max_size=10))
def test_what_a_page_says_no_more_when_it_is_read_again_is_taken_back(pages):
    pages = [page for page in pages if not any(isinstance(r, Interaction) for r in page[1])]
    twin, db = Twin(), in_memory()
    for address, records in pages:
        twin.read(address, records)
        read(db, address, records)
        assert acts(db) == twin.acts()
    before = list(db.conn.iterdump())
    for address, records in once_each(pages):
        read(db, address, records)
        read(db, address, records)
    assert acts(db) == twin.acts()
    assert len(list(db.conn.iterdump())) == len(before)


def page_with(*links, number=1, name="a"):
    """Return a page of a post with links, each an address and where it stands."""
    key = post(name, number)
    records = [Post(key, blog(name), "article", published(key))]
    records += [Link(blog(name), url, key, None, place) for url, place in links]
    return key.native_id, records


def natives(db):
    """Return what the acts of blog a on blog b are told by, in order."""
    return sorted(each[3] for each in acts(db) if each[0] == blog("a"))


def test_a_line_under_three_posts_is_one_act_until_one_of_them_drops_it():
    db, line = in_memory(), ("https://b.example/", "last")
    ingest(db, [Account(blog("b"))])
    found = []
    for number in (1, 2, 3, 4):
        read(db, *page_with(line, number=number))
        found.append(natives(db))
    one, two = "https://a.example/1", "https://a.example/2"
    assert found == [[one], [one, two], ["template"], ["template"]]
    for number in (4, 3):
        read(db, *page_with(number=number))
        found.append(natives(db))
    assert found[-2:] == [["template"], [one, two]]


def test_a_link_in_the_text_of_many_posts_is_an_act_of_each():
    db = in_memory()
    ingest(db, [Account(blog("b"))])
    for number in range(1, 5):
        read(db, *page_with(("https://b.example/", None), number=number))
    assert natives(db) == [f"https://a.example/{number}" for number in range(1, 5)]


@pytest.mark.parametrize("is_link_first", [True, False])
def test_a_pingback_and_the_link_it_tells_of_are_one_act_at_the_time_of_its_post(is_link_first):
    db = in_memory()
    told = Interaction(
        "link", blog("a"), blog("b"), post("b", 1), None, NOW, post("a", 1).native_id
    )
    pages = [page_with(("https://b.example/1", None)), ("https://b.example/1", [told])]
    for page in pages if is_link_first else pages[::-1]:
        read(db, *page)
    at = published(post("a", 1))
    assert acts(db) == {(blog("a"), blog("b"), post("b", 1), post("a", 1).native_id, at)}


def test_an_unpaid_link_beside_a_paid_one_counts_once_a_post_and_once_for_its_other_pages():
    db = in_memory()
    ingest(db, [Account(blog("b")), Post(post("b", 1), blog("b"), published_at=NOW)])
    urls = ("1", "1#comments", "1?utm_source=a", "2", "3", "")
    records = [
        *(Link(blog("a"), f"https://b.example/{url}", post("a", 1)) for url in urls),
        *(Link(blog("a"), "https://b.example/1", post("a", 1), "sponsored"),),
        *(Link(blog("a"), "https://a.example/2", post("a", 1)),),
    ]
    read(db, post("a", 1).native_id, records)
    assert {each[2] for each in acts(db)} == {post("b", 1), None}
    assert len(acts(db)) == 2


LARGE = "accounts|posts|links|interactions|crawl_tasks|pointers|fetches"


def test_no_statement_of_a_page_reads_a_large_table_from_end_to_end():
    """A crawl runs them after every page, however many links the file holds by then."""
    db, asked = in_memory(), []
    read(db, *page_with(("https://b.example/", "last")))
    db.conn.set_trace_callback(asked.append)
    begin_crawl(db, {"depth": 1}, lambda: NOW)
    home = "https://a.example/"
    add_seeds(db, [Task("blog", "home", home, home)], lambda: NOW)
    (task,) = due_tasks(db, NOW)
    asked.clear()
    further = Task("blog", "home", "https://b.example/", "https://b.example/", pointer="link")
    outcome = Outcome([*page_with(("https://b.example/", None))[1], further])
    finish_task(db, task, outcome, lambda: NOW)
    db.conn.set_trace_callback(None)
    db.execute("pragma foreign_keys = off")  # as while they are run
    words = r"\W*(select|insert|update|delete|with)"
    statements = [each for each in asked if re.match(words, each)]
    assert len(statements) > 40
    for statement in statements:
        plan = db.execute(f"explain query plan {statement}").fetchall()
        scanned = [row[3] for row in plan if re.match(rf"SCAN ({LARGE})\b", row[3])]
        assert [each for each in scanned if "USING" not in each] == [], statement
