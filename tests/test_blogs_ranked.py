"""Blogs in a ranking: a link from another blog's post amplifies, and explain opens to that post."""

import json

import pytest
from databases import close_all, in_memory

from influence.cli import main
from influence.graph import from_networkx, load, to_networkx
from influence.records import Account, Interaction, Key, Link, Post
from influence.store import holdings, ingest, open_database

READ, FANS = "https://read.example/", ("b", "c", "d", "e", "f")


@pytest.fixture(autouse=True, scope="module")
def _closed():
    yield
    close_all()


def blog(name):
    return Key("blog", f"https://{name}.example/")


def post(name, number):
    return Key("blog", f"https://{name}.example/{number}")


def world():
    """Return records of a blog whose five posts others link to, from posts, footers and lists."""
    yield Account(blog("read"), "read.example", url=READ)
    for number in range(5):
        yield Post(
            post("read", number), blog("read"), "article", f"2026-01-0{number + 1}T00:00:00Z"
        )
    for place, name in enumerate(FANS):
        yield Account(blog(name), f"{name}.example")
        for number in range(4):
            moment = f"2026-01-1{number}T00:00:00Z"
            own = post(name, number)
            yield Post(own, blog(name), "article", moment, url=f"http://{name}.example/{number}/")
            if number <= place:
                yield Link(blog(name), f"{READ}{number}?utm_source={name}", own)
            yield Link(blog(name), READ, own, position="footer")
        yield Link(blog(name), f"{READ}4", position="nav")
        yield Interaction("link", blog(name), blog("read"), native_id="blogroll")
        yield Interaction(
            "reply", blog(name), blog("read"), post("read", 0), None, "2026-01-09T00:00:00Z", name
        )


@pytest.fixture
def path(tmp_path):
    with open_database(tmp_path / "blogs.db", create=True) as db:
        ingest(db, world())
    return tmp_path / "blogs.db"


def test_only_links_from_posts_to_posts_amplify_and_all_of_them_are_acts():
    db = in_memory()
    ingest(db, world())
    graph = load(db)
    (at,) = [k for k, name in enumerate(named(db, graph)) if name == READ]
    from_posts = sum(min(place, 3) + 1 for place in range(5))
    assert graph.amplifications_received[at] == from_posts
    # Beside these once a blog: its template, of which footer and home page are part, and its list.
    assert graph.acts["link"].sum() == from_posts + 2 * len(FANS)
    assert graph.amplifications_received.sum() == from_posts
    assert holdings(db).tier == "B"
    again = from_networkx(to_networkx(graph))
    assert again.amplified.toarray().tolist() == graph.amplified.toarray().tolist()


def named(db, graph):
    names = dict(db.execute("select account_id, native_id from accounts").fetchall())
    return [names[each] for each in graph.accounts.tolist()]


def test_the_same_links_on_another_source_amplify_nothing():
    db = in_memory()
    ann, ben, on = Key("social", "ann"), Key("social", "ben"), Key("social", "p")
    ingest(db, [Post(on, ann), Interaction("link", ben, ann, on)])
    assert load(db).amplifications_received.sum() == 0
    assert holdings(db).tier is None


def test_explain_names_the_posts_that_link_and_says_what_that_means(path, capsys):
    assert main(["explain", str(path), "read.example", "--format", "json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    first = next(row for row in whole["amplifiers"] if row["amplifier"] == "b.example")
    assert first["evidence"] == "linked from http://b.example/0/"
    assert {row["list"]: row["held"] for row in whole["coverage"]}["links"] == 14
    assert main(["explain", str(path), "read.example"]) == 0
    text = capsys.readouterr().out
    assert "silence says nothing; see docs/blogs.md" in text
    assert "linked from" in text


def test_the_ranking_of_blogs_stands_on_links_between_posts(path, capsys):
    assert main(["rank", str(path), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    row = next(each for each in found if each["handle"] == "read.example")
    assert (row["influence"] > 0, row["posts"], row["tier"]) == (True, 5, "B")
