"""Files in: each whole or not at all, twice the same as once, and no bad row lost in silence."""

import csv
import gzip
import json
import os
import signal
import subprocess
import sys
import time

import pytest
from databases import in_memory
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.files import Options, import_files
from influence.cli import main
from influence.errors import InputUnusable, RowRejected
from influence.store import open_database

POSTS = "post_id,account_id,created_at,text,kind\n"
ACTS = "actor_id,target_id,type,post_id,created_at,count,via_id\n"
ACCOUNTS = "id,handle,name,followers,posts\n"


def dump(db):
    return [line for line in db.conn.iterdump() if "sqlite_stat" not in line]


def imported(folder, texts, db=None, **options):
    """Import texts by file name, and return database, reports and problems."""
    db = db if db is not None else in_memory()
    paths = []
    for name, text in texts.items():
        path = folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        paths.append(str(path))
    problems = []
    found = Options(on_problem=problems.append, **options)
    reports = list(import_files(db, paths, found))
    return db, reports, problems


def number(db, query):
    return db.execute(query).fetchone()[0]


def test_the_three_files_fill_their_tables(tmp_path):
    db, reports, problems = imported(
        tmp_path,
        {
            "accounts.csv": ACCOUNTS + "1,ann,Ann,10,2\n2,ben,Ben,,\n",
            "posts.csv": POSTS + "p1,1,2026-03-01T10:00:00+02:00,Hello,original\n",
            "acts.csv": ACTS + "2,1,repost,p1,2026-03-01T09:00:00Z,1,\n2,1,follow,,,1,\n",
        },
    )
    assert not problems
    assert sum(report.rejected for report in reports) == 0
    assert number(db, "select published_at from posts") == "2026-03-01T08:00:00Z"
    assert number(db, "select count(*) from interactions") == 1
    assert number(db, "select count(*) from follows") == 1
    assert number(db, "select followers_count from account_counts") == 10


rows = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.sampled_from("abcd"),
        st.sampled_from(["repost", "reply", "like", "mention"]),
        st.sampled_from(["", "p1", "p2"]),
        st.sampled_from(["", "2026-03-01T09:00:00Z", "2026-03-02T09:00:00Z"]),
        st.sampled_from(["1", "3"]),
    ),
    max_size=20,
)


@settings(max_examples=40)
@given(rows)
def test_importing_twice_changes_nothing(tmp_path_factory, acts):
    folder = tmp_path_factory.mktemp("twice")
    text = ACTS + "".join(
        ",".join(row) + ",\n" for row in [("a", "b", "like", "p3", "", "1"), *acts]
    )
    db, _, _ = imported(folder, {"acts.csv": text})
    once = dump(db)
    imported(folder, {"acts.csv": text}, db)
    assert dump(db) == once


def test_two_events_of_one_pair_without_posts_stay_two(tmp_path):
    row = "1,2,mention,,2026-03-01T09:00:00Z,1,\n"
    other = "1,2,mention,,2026-03-01T10:00:00Z,1,\n"
    db, _, _ = imported(tmp_path, {"acts.csv": ACTS + row + row + other})
    assert number(db, "select count(*) from interactions") == 3


def test_pairs_without_time_or_post_are_counts_that_add_up(tmp_path):
    db, _, _ = imported(tmp_path, {"acts.csv": ACTS + "1,2,repost,,,1,\n1,2,repost,,,4,\n"})
    assert number(db, "select count from interaction_counts") == 5


def test_self_interactions_are_kept(tmp_path):
    db, _, _ = imported(tmp_path, {"acts.csv": ACTS + "1,1,reply,,2026-03-01T09:00:00Z,1,\n"})
    assert number(db, "select count(*) from interactions where actor_id = target_id") == 1


BAD = {
    "": "actor_id",
    "1,2,applaud,,,1,": "applaud",
    "1,2,repost,,yesterday,1,": "yesterday",
    "1,2,repost,,,0,": "count",
    "1,2,repost,,,many,": "count 'many' is no whole number from 1",
    "1,2,repost,,,-3,": "count '-3' is no whole number from 1",
    "1,2,repost,,,99999999999999999999999,": "count '99999999999999999999999' is too large",
    f"1,2,repost,,,{'9' * 5000},": "is too large",
    "1,1,follow,,,1,": "follow",
    "1,2,repost": "cells",
    "1,2,repost,p\0,,1,": "NUL",
}


@pytest.mark.parametrize(("row", "reason"), list(BAD.items())[1:])
def test_a_bad_row_is_written_with_line_and_reason_and_stops_no_good_one(tmp_path, row, reason):
    good = "1,2,like,p9,,1,\n"
    db, reports, problems = imported(
        tmp_path, {"acts.csv": f"{ACTS}{good}{row}\n3,2,like,p9,,1,\n"}
    )
    assert number(db, "select count(*) from interactions") == 2
    assert [problem.line for problem in problems] == [3]
    assert reason in problems[0].reason
    assert reports[0].rejected == 1


def test_accounts_live_somewhere(tmp_path, capsys):
    (tmp_path / "a.csv").write_text(f"{ACCOUNTS}1,ann,,,\n")
    arguments = ["import", str(tmp_path / "x.db"), str(tmp_path / "a.csv"), "--source", " "]
    assert main(arguments) == 2
    assert "--source is empty" in capsys.readouterr().err
    assert not (tmp_path / "x.db").exists()


def test_a_number_may_begin_with_noughts(tmp_path):
    text = f"{ACCOUNTS}1,ann,,{'0' * 5000}12,007.0\n2,ben,,{'0' * 20},\n"
    db, _, problems = imported(tmp_path, {"accounts.csv": text})
    assert not problems
    claims = "select followers_count from account_counts order by account_id"
    assert [row[0] for row in db.execute(claims).fetchall()] == [12, 0]
    assert number(db, "select claimed_count from coverage") == 7


def test_strict_stops_at_the_first_bad_row_and_nothing_of_the_file_stays(tmp_path):
    db = in_memory()
    text = ACTS + "1,2,like,p9,,1,\n1,2,applaud,,,1,\n"
    with pytest.raises(RowRejected, match="line 3"):
        imported(tmp_path, {"acts.csv": text}, db, strict=True)
    assert number(db, "select count(*) from accounts") == 0


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "2199-05-01T00:00:00Z"])
def test_an_impossible_time_is_left_out_and_the_row_kept(tmp_path, moment):
    db, reports, problems = imported(
        tmp_path, {"posts.csv": f"{POSTS}p1,1,{moment},Hello,original\n"}
    )
    assert number(db, "select count(*) from posts where published_at is null") == 1
    assert reports[0].kept == 1
    assert moment[:4] in problems[0].reason


def test_very_long_texts_go_in_whole(tmp_path):
    long, longer = "x" * 30_000, "y" * 200_000
    text = f"{POSTS}p1,1,,{long},original\np2,1,,{longer},original\n"
    db, _, problems = imported(tmp_path, {"posts.csv": text})
    assert not problems
    lengths = [row[0] for row in db.execute("select length(text) from posts order by 1").fetchall()]
    assert lengths == [30_000, 200_000]


def test_a_row_that_is_not_utf8_names_the_byte_and_the_mend(tmp_path):
    text = (ACCOUNTS + "1,zoé,,,\n2,ben,,,\n").encode("latin-1")
    db, _, problems = imported(tmp_path, {"accounts.csv": text})
    assert number(db, "select count(*) from accounts") == 1
    assert "--encoding" in problems[0].reason
    db, _, problems = imported(tmp_path, {"accounts.csv": text}, encoding="latin-1")
    assert not problems
    assert number(db, "select handle from accounts where native_id = '1'") == "zoé"


UNUSABLE = {
    b"": "empty",
    b"1,2,repost\n": "name the columns",
    b"actor_id,target_id,type,type\n1,2,repost,like\n": "type",
    (ACTS + "1,2,like,p,,1,\n").encode("utf-16"): "UTF-16",
    b"colour,size\nred,3\n": "actor_id",
    ACTS.encode(): "no rows",
}


@pytest.mark.parametrize(("content", "words"), list(UNUSABLE.items()))
def test_a_file_that_cannot_be_used_is_one_sentence(tmp_path, content, words):
    with pytest.raises(InputUnusable, match=words):
        imported(tmp_path, {"some.csv": content})


def test_gzip_bom_and_json_lines_are_read(tmp_path):
    record = {"actor_id": 3, "target_id": "1", "type": "like", "post_id": "p1", "count": 1}
    db, _, problems = imported(
        tmp_path,
        {
            "accounts.csv.gz": gzip.compress(b"\xef\xbb\xbf" + (ACCOUNTS + "1,ann,,,\n").encode()),
            "acts.jsonl": json.dumps(record) + "\n",
        },
    )
    assert not problems
    assert number(db, "select handle from accounts where native_id = '1'") == "ann"
    assert number(db, "select count(*) from interactions") == 1


def test_a_post_of_another_account_than_the_target_is_rejected(tmp_path):
    db, _, problems = imported(
        tmp_path,
        {"posts.csv": POSTS + "p1,1,,,\n", "acts.csv": ACTS + "3,2,repost,p1,,1,\n"},
    )
    assert number(db, "select count(*) from interactions") == 0
    assert "belongs to another account" in problems[0].reason


def test_a_mention_is_kept_with_the_post_it_stands_in(tmp_path):
    files = {"posts.csv": POSTS + "p3,3,,,\n", "acts.csv": ACTS + "3,2,mention,p3,,1,\n"}
    db, _, problems = imported(tmp_path, files)
    assert not problems
    assert number(db, "select native_id from interactions") == "p3"


@pytest.mark.parametrize(
    ("posts", "acts", "words"),
    [
        (2, "1,2,repost,,,5,\n3,2,repost,,,2,\n", "1 pair, cut to its posts"),
        (1, "1,2,repost,p1,,1,\n1,2,quote,p2,,1,\n", "1 pair, cut to its posts"),
        (5, "1,2,repost,,,5,\n", None),
    ],
)
def test_more_acts_than_posts_are_kept_and_told(tmp_path, capsys, posts, acts, words):
    (tmp_path / "accounts.csv").write_text(ACCOUNTS + f"2,ben,,,{posts}\n")
    (tmp_path / "acts.csv").write_text(ACTS + acts)
    database = str(tmp_path / "x.db")
    files = [str(tmp_path / name) for name in ("accounts.csv", "acts.csv")]
    assert main(["import", database, *files]) == 0
    told = capsys.readouterr().err
    assert ("More acts of passing on than the target has posts" in told) == bool(words)
    assert words is None or words in told
    with open_database(database) as db:
        counted = "select coalesce(sum(count), 0) from interaction_counts"
        kept = number(db, counted) + number(db, "select count(*) from interactions")
    assert kept == {2: 7, 1: 2, 5: 5}[posts]


def test_the_rejects_file_and_the_words_come_from_the_command(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "acts.csv").write_text(
        ACTS + "1,2,applaud,,,1,\n1,2,repost,,,9,\n3,2,repost,,,1,\n"
    )
    (tmp_path / "accounts.csv").write_text(ACCOUNTS + "2,ann,,,4\n")
    assert main(["import", "x.db", "acts.csv", "accounts.csv"]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "1 rejected" in printed.err
    assert "cut" in printed.err  # nine reposts of an account with four posts
    with (tmp_path / "x.db.rejects.csv").open() as file:
        rejects = list(csv.DictReader(file))
    assert [(row["line"], "applaud" in row["reason"]) for row in rejects] == [("2", True)]


def test_a_dead_process_leaves_nothing_of_the_file(tmp_path):
    path = tmp_path / "acts.csv"
    with path.open("w") as file:
        file.write(ACTS)
        file.writelines(
            f"{k % 9973},{k % 7919},mention,,2026-03-01T09:00:00Z,1,\n" for k in range(400_000)
        )
    database = tmp_path / "x.db"
    open_database(database, create=True).close()
    command = [sys.executable, "-m", "influence", "import", str(database), str(path)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
        wal = tmp_path / "x.db-wal"
        while running.poll() is None and not (wal.exists() and wal.stat().st_size > 100_000):
            time.sleep(0.005)
        os.kill(running.pid, signal.SIGKILL)
    db = open_database(database)
    held = number(db, "select count(*) from interactions")
    db.close()
    assert held in {0, 400_000}


def test_higgs_keeps_every_event(real_data, tmp_path):
    db = open_database(tmp_path / "h.db", create=True)
    list(import_files(db, [str(real_data / "higgs2012" / "interactions.csv.gz")]))
    assert number(db, "select count(*) from interactions") == 563_069
    assert number(db, "select count(*) from interactions where actor_id = target_id") == 7_588
    db.close()


def test_blog_feeds_go_in_with_their_dirt(real_data):
    db = in_memory()
    problems = []
    names = ("accounts.csv", "posts.csv", "interactions.csv")
    folder = real_data / "blogroll2024"
    options = Options(on_problem=problems.append)
    list(import_files(db, [str(folder / name) for name in names], options))
    assert number(db, "select count(*) from follows") == 4_130
    assert number(db, "select count(*) from accounts") == 12_250
    assert {problem.outcome for problem in problems} >= {"kept without its time"}
    db.close()
