"""``influence crawl`` as a whole process, against blogs on a loopback port."""

import json
import os
import select
import signal
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from itertools import pairwise

import pytest
from fake_web import rows
from loopback_blogs import POSTS, Site, served

from influence import cli
from influence.cli import progress
from influence.store import open_database

BLOGS = 6
OWN = {"INFLUENCE_CONTACT": ""}


def command(database, site, *words):
    own = ("--allow-loopback", "--resolve", f"*=127.0.0.1:{site.port}", "--delay", "0")
    return [sys.executable, "-m", "influence", "crawl", str(database), *own, *words]


def crawl(database, site, *words):
    done = subprocess.run(
        command(database, site, *words),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **OWN},
    )
    assert "Traceback" not in done.stderr
    return done


@contextmanager
def crawling(database, site, *words):
    """Start a crawl, and have it end whatever happens."""
    running = subprocess.Popen(
        command(database, site, *words),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **OWN},
    )
    with running:
        try:
            assert site.held.wait(60)
            yield running
        finally:
            site.let_go.set()
            running.kill()


def press(running):
    """Press Ctrl-C until it is heard, and return the line that says so.

    Python misses one that comes just before it waits.
    """
    for _ in range(10):
        running.send_signal(signal.SIGINT)
        if select.select([running.stderr], [], [], 10)[0]:
            break
    return running.stderr.readline()


SEED = ("http://b0.example/", "--depth", "9")


@pytest.fixture
def whole(tmp_path):
    """Return the rows of a crawl that nothing interrupted."""
    with served(Site(BLOGS)) as site:
        assert crawl(tmp_path / "whole.db", site, *SEED).returncode == 0
    return content(tmp_path / "whole.db")


def content(path):
    """Return the rows of a crawl, but for what its order decides where threads race."""
    raced = {"voters", "how", "phase", "sites_found"}
    return {
        table: sorted(({k: v for k, v in row.items() if k not in raced} for row in held), key=repr)
        for table, held in rows(path).items()
    }


def answered(site):
    return Counter((each.host, each.path) for each in site.log if "robots" not in each.path)


def test_it_brings_home_blogs_posts_links_and_says_so(tmp_path):
    with served(Site(BLOGS)) as site:
        done = crawl(tmp_path / "a.db", site, *SEED, "--format", "json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["stopped"]) == (0, "done")
    assert said["new"]["accounts"] == BLOGS
    assert said["new"]["posts"] == BLOGS * POSTS
    assert said["curve"][-1]["found"] == BLOGS - 1
    assert said["lists"]["posts"]["complete"] + said["lists"]["posts"]["partial"] == BLOGS
    assert said["requests"] == len(site.log)
    with open_database(tmp_path / "a.db") as db:
        linked = "select count(*) from interactions where kind = 'link' and post_id is not null"
        assert db.execute(linked).fetchone()[0] > 0


def test_where_nothing_can_be_read_the_exit_code_says_so(tmp_path):
    with served(Site(2)) as site:
        done = crawl(tmp_path / "a.db", site, "http://b0.example/not-there")
    assert done.returncode == 3
    assert "not read: it is not there (404)" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("influence: Nothing of it could be read")


def test_a_list_that_is_named_as_an_address_is_followed(tmp_path):
    with served(Site(BLOGS)) as site:
        words = ("http://b0.example/list.opml", "--depth", "1", "--format", "json")
        said = json.loads(crawl(tmp_path / "a.db", site, *words).stdout)
    assert said["new"]["accounts"] >= 4
    assert {"b1.example", "b2.example", "b3.example"} <= {each.host for each in site.log}


def test_a_time_that_is_none_is_told_before_anything_is_asked(tmp_path):
    with served(Site(BLOGS)) as site:
        done = crawl(tmp_path / "a.db", site, *SEED, "--since", "soon")
        assert (done.returncode, site.log) == (2, [])
    assert "'soon' is no date" in done.stderr


def test_it_asks_each_address_once_in_turn_and_nothing_forbidden(tmp_path):
    with served(Site(BLOGS)) as site:
        crawl(tmp_path / "a.db", site, *SEED)
    assert set(answered(site).values()) == {1}
    assert not [each for each in site.log if each.path.startswith("/private/")]
    for host in {each.host for each in site.log}:
        times = sorted((each.begun, each.ended) for each in site.log if each.host == host)
        assert all(ended <= begun for (_, ended), (begun, _) in pairwise(times))


@pytest.mark.parametrize("requests", [1, 4, 9, 15])
def test_killed_at_any_moment_it_goes_on_to_the_same_rows_and_reads_nothing_twice(
    tmp_path, whole, requests
):
    database = tmp_path / "killed.db"
    with served(Site(BLOGS, hold_at=requests)) as site:
        with crawling(database, site, *SEED) as running:
            running.send_signal(signal.SIGKILL)
            running.wait(60)
        site.hold_at = None
        assert crawl(database, site, *SEED[1:]).returncode == 0
        twice = [each for each, times in answered(site).items() if times > 1]
        finished_before = requests - 8  # at most so many were under way when it was killed
    assert content(database) == whole
    assert len(twice) <= 8
    assert sum(answered(site).values()) >= finished_before


def test_ctrl_c_saves_and_says_how_to_go_on(tmp_path, whole):
    database = tmp_path / "stopped.db"
    with served(Site(BLOGS, hold_at=6)) as site:
        with crawling(database, site, *SEED) as running:
            assert "Stopping" in press(running)
            site.hold_at = None
            site.let_go.set()
            said = running.communicate(timeout=60)[1]
        assert running.returncode == 130
        assert f"crawl {database}` goes on" in said
        assert "Traceback" not in said
        assert crawl(database, site, *SEED[1:]).returncode == 0
        assert set(answered(site).values()) == {1}
    assert content(database) == whole


def test_two_ctrl_cs_stop_it_at_once(tmp_path):
    database = tmp_path / "stopped.db"
    with served(Site(BLOGS, hold_at=6)) as site, crawling(database, site, *SEED) as running:
        assert "Stopping" in press(running)
        said = press(running) + running.communicate(timeout=60)[1]
        assert not site.let_go.is_set()
        assert running.returncode == 130
        assert "goes on" in said
        assert "Traceback" not in said


def test_a_second_crawl_of_the_database_at_the_same_time_is_refused(tmp_path):
    database = tmp_path / "busy.db"
    with served(Site(BLOGS, hold_at=2)) as site, crawling(database, site, *SEED):
        done = crawl(database, site, *SEED)
    assert done.returncode == 1
    assert "Another crawl" in done.stderr


def test_crawled_again_all_is_304_and_no_rows_are_new(tmp_path):
    database = tmp_path / "a.db"
    with served(Site(BLOGS)) as site:
        crawl(database, site, *SEED)
        before, asked = rows(database), len(site.log)
        said = json.loads(crawl(database, site, *SEED[1:], "--format", "json").stdout)
    assert {each.status for each in site.log[asked:]} == {304}
    assert said["unchanged"] == said["visits"] == said["requests"] == len(site.log) - asked > 0
    assert rows(database) == before


def test_a_dry_run_asks_for_nothing_and_leaves_no_database(tmp_path, capsys):
    words = ["http://b0.example/", "b1.example", "--dry-run", "--format", "json"]
    assert cli.main(["crawl", str(tmp_path / "a.db"), *words]) == 0
    printed = capsys.readouterr()
    assert [each["address"] for each in json.loads(printed.out)] == [
        "http://b0.example/",
        "https://b1.example/",
    ]
    assert "4 requests" in printed.err
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_counts_all_that_is_in_line_and_the_budget_of_its_own_call(tmp_path, capsys):
    database = str(tmp_path / "a.db")
    seeds = [f"https://b{number // 2}.example/{number % 2}" for number in range(1_200)]
    assert cli.main(["crawl", database, *seeds, "--dry-run"]) == 0
    said = capsys.readouterr().err
    assert "1,200 visits in line, 200 more than shown: 1,800 requests" in said
    with served(Site(BLOGS)) as site:
        crawl(database, site, *SEED, "--budget", "3")
    assert cli.main(["crawl", database, "--budget", "7", "--dry-run"]) == 0
    assert "makes 7 at most" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--budget", "--depth", "--sample"])
def test_a_number_that_no_database_holds_is_wrong_usage(tmp_path, capsys, option):
    words = ["https://anna.blog", option, "9" * 20, "--dry-run"]
    assert cli.main(["crawl", str(tmp_path / "a.db"), *words]) == 2
    assert option in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["https://anna.blog"], 2, "--contact"),
        (["https://anna.blog", "--contact", "me@example.org"], 2, "--contact"),
        (["no address"], 2, "'no address' is no address"),
        ([], 2, "Name an address"),
        (["@missing.txt"], 1, "missing.txt cannot be read"),
        (["@empty.txt"], 1, "lists no address"),
        (["http://127.0.0.1/", "--contact", "https://anna.blog/bot"], 2, "not public"),
        (["https://anna.blog:8080/", "--contact", "https://anna.blog/bot"], 2, "80 and 443"),
        (["https://anna.blog", "--resolve", "*=127.0.0.1:1"], 2, "--allow-loopback"),
        (["https://anna.blog", "--resolve", "nonsense", "--allow-loopback"], 2, "HOST=ADDRESS"),
    ],
)
def test_what_cannot_be_crawled_is_one_sentence_and_makes_no_database(
    tmp_path, monkeypatch, capsys, words, code, said
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INFLUENCE_CONTACT", raising=False)
    (tmp_path / "empty.txt").write_text("# nothing\n")
    assert cli.main(["crawl", "a.db", *words]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err
    assert len(printed.err.splitlines()) == 1
    assert not (tmp_path / "a.db").exists()


def test_the_database_is_named_by_the_environment_where_an_address_comes_first(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    for words in (["https://me:rye@a.blog", "https://b.blog"], ["@a.txt"], ["-"]):
        assert cli.main(["crawl", *words, "--dry-run"]) == 2
        said = capsys.readouterr().err
        assert ("INFLUENCE_DB" in said, "rye" in said) == (True, False)
    open_database("usual.db", create=True).close()
    monkeypatch.setenv("INFLUENCE_DB", "usual.db")
    for words, asked in (
        (["https://a.blog"], 1),
        (["a.blog", "b.blog"], 2),
        (["new.db", "b.blog"], 1),
        (["usual.db", "b.blog"], 1),
    ):
        assert cli.main(["crawl", *words, "--dry-run"]) == 0
        assert capsys.readouterr().out.count("https://") == asked
    assert cli.main(["crawl", "--dry-run"]) == 2
    assert "Missing" not in capsys.readouterr().err


@pytest.mark.parametrize("list_of", ["<opml", "<!DOCTYPE opml [<!ENTITY a 'b'>]><opml/>"])
def test_a_list_that_cannot_be_read_is_told_by_its_name_and_with_a_mend(
    tmp_path, monkeypatch, capsys, list_of
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.opml").write_text(list_of)
    assert cli.main(["crawl", "a.db", "@mine.opml", "--dry-run"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("influence: mine.opml")
    assert "one a line" in said
    assert cli.main(["crawl", "a.db", "@", "--dry-run"]) == 1
    assert "Name a file after @" in capsys.readouterr().err


def test_progress_is_a_plain_line_now_and_then_where_there_is_no_terminal(monkeypatch, capsys):
    times = iter([0.0, 1.0, 31.0, 32.0, 62.0])
    monkeypatch.setattr(progress, "monotonic", lambda: next(times))
    with progress.counter("crawling") as tell:
        for done in range(1, 5):
            tell(done, None if done == 2 else 500, "3 found")
    assert capsys.readouterr().err.splitlines() == [
        "crawling: 2, 3 found",
        "crawling: 4 of 500, 3 found",
    ]
    with progress.counter("crawling", quiet=True) as tell:
        tell(1, 2, "")
    assert capsys.readouterr().err == ""


def test_a_line_of_a_list_that_is_no_address_is_told_and_the_others_count(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "blogs.txt").write_text("a.blog\nno address\n\nb.blog\n")
    assert cli.main(["crawl", "a.db", "--from", "blogs.txt", "--dry-run"]) == 0
    printed = capsys.readouterr()
    assert "blogs.txt, line 2: 'no address'" in printed.err
    assert printed.out.count("https://") == 2


REFUSED = {
    "https://me:rye@a.blog/": "name or password",
    "http://10.0.0.1/": "not public",
    "http://0x7f.1/": "not public",
    "https://a.blog:8443/x": "port 8443: only 80 and 443",
    "https://a.blog:0/": "port 0",
    "https://a.blog:99999/": "no address",
    "https://\U0001f35e.blog/": "no name of a host",
    "-a-.blog": "no name of a host",
}


@pytest.mark.parametrize("address", REFUSED)
def test_what_a_crawl_refuses_a_dry_run_refuses_and_of_a_list_the_others_count(
    tmp_path, monkeypatch, capsys, address
):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["crawl", "--dry-run", "--", "a.db", address]) == 2
    typed = capsys.readouterr()
    assert typed.out == ""
    (tmp_path / "blogs.txt").write_text(f"a.blog\n{address}\n")
    assert cli.main(["crawl", "a.db", "@blogs.txt", "--dry-run"]) == 0
    listed = capsys.readouterr()
    assert "blogs.txt, line 2: " in listed.err
    assert "1 visit in line" in listed.err
    for said in (typed.err, listed.err):
        assert REFUSED[address] in said
        assert "rye" not in said


def test_a_list_is_crawled_but_for_the_addresses_that_may_not_be_asked_for(tmp_path):
    (tmp_path / "list.txt").write_text("http://10.0.0.1/\nhttp://b0.example/\n")
    with served(Site(BLOGS)) as site:
        done = crawl(tmp_path / "a.db", site, f"@{tmp_path}/list.txt")
    assert (done.returncode, {each.host for each in site.log} >= {"b0.example"}) == (0, True)
    assert "list.txt, line 1: http://10.0.0.1/ leads to 10.0.0.1" in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["none/x.db", "a.blog"], 1, "There is no folder none"),
        (["/dev/null", "a.blog"], 1, "/dev/null is no file"),
        (["a.db"], 2, "Name an address"),
        (["a.db", "a.blog", "--resolve", "foo"], 2, "HOST=ADDRESS"),
        (["a.db", "a.blog", "--delay", "nan"], 2, "--delay"),
        (["a.db", "a.blog", "--topic", ""], 2, "no words"),
        (["a.db", "a.blog", "--topic", "!!!"], 2, "no words"),
    ],
)
def test_a_dry_run_fails_where_the_crawl_would(tmp_path, monkeypatch, capsys, words, code, said):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["crawl", *words, "--dry-run"]) == code
    assert said in capsys.readouterr().err


def test_a_dry_run_in_a_pipe_is_rows_and_of_a_crawl_there_are_none(tmp_path, capsys):
    words = ["crawl", str(tmp_path / "a.db"), "https://a.blog"]
    assert cli.main([*words, "--dry-run", "-q"]) == 0
    header, row = capsys.readouterr().out.splitlines()
    assert header == "place\tphase\tkind\taddress\tgain\trequests"
    assert row.split("\t")[3] == "https://a.blog/"
    assert cli.main([*words, "--dry-run", "-q", "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("place,phase")
    assert cli.main([*words, "--format", "csv"]) == 2
    assert "--dry-run" in capsys.readouterr().err


def test_of_a_table_the_column_of_addresses_is_crawled(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "a.csv": 'name,url\n"Rye, and more",https://a.blog/\nBen,no address\n',
        "a.tsv": "url\tname\nhttps://a.blog/\tAnna\nno address\tBen\n",
    }.items():
        (tmp_path / name).write_text(text)
        assert cli.main(["crawl", "a.db", f"@{name}", "--dry-run", "--format", "json"]) == 0
        printed = capsys.readouterr()
        assert [each["address"] for each in json.loads(printed.out)] == ["https://a.blog/"]
        assert f"{name}, line 3: 'no address'" in printed.err
