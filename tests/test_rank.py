"""``influence rank``: what is printed, in which form, and what is said instead of a traceback."""

import csv
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import numpy as np
import pytest

from influence.cli import main
from influence.ranking import CHECK, RANKED, UNRATED, places, rows, run
from influence.scores import Values
from influence.store import open_database
from influence.windows import parse_window


@pytest.fixture(scope="module")
def demo(demo_folder, tmp_path_factory):
    """Return a copy of the demo's database that this module may write to."""
    return shutil.copy(demo_folder / "build/demo/demo.db", tmp_path_factory.mktemp("rank") / "d.db")


def printed(capsys, *arguments, code=0):
    assert main([*map(str, arguments)]) == code
    return capsys.readouterr()


def as_csv(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_a_ranking_has_its_columns_and_ranks(capsys, demo):
    out = as_csv(printed(capsys, "rank", demo, "--top", 10, "--format", "csv").out)
    assert len(out) == 10
    assert {"rank", "handle", "influence", "score_low", "score_high", "tier", "why"} <= set(out[0])
    assert [int(row["rank"]) for row in out] == list(range(1, 11))
    values = [float(row["influence"]) for row in out]
    assert values == sorted(values, reverse=True)
    assert all(
        float(r["score_low"]) <= float(r["influence"]) <= float(r["score_high"]) for r in out
    )
    assert {row["tier"] for row in out} == {"A"}


def test_data_goes_to_stdout_and_words_to_stderr(capsys, demo):
    found = printed(capsys, "rank", demo, "--top", 3, "--format", "jsonl")
    assert [json.loads(line)["rank"] for line in found.out.splitlines()] == [1, 2, 3]
    assert "--list check" in found.err
    assert printed(capsys, "rank", demo, "--top", 3, "-q").err == ""


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "jsonl", "md", "table"])
def test_every_format_says_the_same(capsys, demo, form):
    out = printed(capsys, "rank", demo, "--top", 5, "--format", form).out
    best = as_csv(printed(capsys, "rank", demo, "--top", 5, "--format", "csv").out)
    assert all(row["handle"] in out.replace("\\", "") for row in best)


def test_the_three_lists_are_apart(demo):
    with open_database(demo) as db:
        found = run(db)
        lists = {name: rows(db, found, which=name) for name in (RANKED, CHECK, UNRATED)}
    ids = [{row["account_id"] for row in each} for each in lists.values()]
    assert ids[0].isdisjoint(ids[1])
    assert ids[0].isdisjoint(ids[2])
    assert all(row["rank"] is None for row in [*lists[CHECK], *lists[UNRATED]])
    assert all("few or exclusive" in row["why"] for row in lists[CHECK])
    assert all(row["influence"] is None for row in lists[UNRATED])
    assert "would rate it" in lists[UNRATED][0]["why"]
    assert all(row["posts"] >= 3 and row["amplifiers"] >= 5 for row in lists[RANKED])


def test_where_and_top_choose_rows_and_keep_ranks(capsys, demo):
    arguments = ("rank", demo, "--format", "csv", "--where", "followers < 60 and rank > 3")
    out = as_csv(printed(capsys, *arguments).out)
    assert out
    assert all(int(row["followers"]) < 60 and int(row["rank"]) > 3 for row in out)


def test_a_window_counts_back_from_the_last_event(capsys, demo):
    out = as_csv(printed(capsys, "rank", demo, "--since", "30d", "--format", "csv").out)
    everything = as_csv(printed(capsys, "rank", demo, "--format", "csv").out)
    assert out[0]["window_start"] > everything[0]["window_start"]
    assert sum(int(row["posts"]) for row in out) < sum(int(row["posts"]) for row in everything)


def test_a_run_is_stored_once_and_can_be_read_with_sql(capsys, demo):
    printed(capsys, "rank", demo, "--by", "active_audience")
    again = printed(capsys, "rank", demo, "--by", "active_audience").err
    assert "The same as run" in again
    with closing(sqlite3.connect(demo)) as connection:
        count = connection.execute(
            "select count(*) from run_scores where score = 'active_audience'"
        ).fetchone()
        first = connection.execute(
            "select handle, rank, value from ranking where score = 'active_audience' and rank = 1"
        ).fetchone()
    connection.close()
    assert count == (1,)
    assert first[1] == 1


def test_the_same_bytes_under_another_hash_seed_locale_and_zone(demo):
    outputs = set()
    for seed, zone, language in (("1", "UTC", "C"), ("2", "Asia/Tokyo", "C.UTF-8")):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language}
        command = [sys.executable, "-m", "influence", "rank", str(demo), "--format", "csv", "-q"]
        done = subprocess.run(command, env=environment, capture_output=True, check=True)
        outputs.add(done.stdout)
    assert len(outputs) == 1


def test_an_output_file_appears_whole(capsys, demo, tmp_path):
    printed(capsys, "rank", demo, "-o", tmp_path / "ranking.json", "--top", 4)
    assert len(json.loads((tmp_path / "ranking.json").read_text())) == 4
    assert [path.name for path in tmp_path.iterdir()] == ["ranking.json"]


def test_a_pipe_that_closes_is_silent(demo):
    command = f"{sys.executable} -m influence rank {demo} --format csv -q | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.startswith("rank,")


def empty_database(path):
    open_database(path, create=True).close()
    return path


SAYS = {
    "missing": ("missing.db", 1, "import"),
    "no database": ("text.db", 1, "no SQLite database"),
    "foreign": ("foreign.db", 1, "another program"),
    "newer": ("newer.db", 1, "newer version"),
    "empty": ("empty.db", 3, "influence import"),
    "folder": (".", 1, "folder"),
}


@pytest.mark.parametrize(("name", "code", "words"), SAYS.values(), ids=SAYS)
def test_what_cannot_be_ranked_is_one_sentence(capsys, monkeypatch, tmp_path, name, code, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.db").write_text("no database at all")
    sqlite3.connect(tmp_path / "foreign.db").executescript("create table t (x)").connection.close()
    empty_database(tmp_path / "empty.db")
    newer = sqlite3.connect(empty_database(tmp_path / "newer.db"))
    newer.execute(
        "insert into _sqlite_migrations (migration_set, name, applied_at)"
        " values ('influence', '9999_future', '2099-01-01')"
    )
    newer.commit()
    newer.close()
    found = printed(capsys, "rank", name, code=code)
    assert found.out == ""
    assert words in found.err
    assert len(found.err.splitlines()) == 1


def test_unknown_names_offer_the_nearest(capsys, demo):
    assert "influence" in printed(capsys, "rank", demo, "--by", "inflence", code=2).err
    best = as_csv(printed(capsys, "rank", demo, "--top", 1, "--format", "csv").out)[0]["handle"]
    assert best in printed(capsys, "explain", demo, best[:-1] + "x", code=3).err


def test_an_empty_window_says_where_the_data_lies(capsys, demo):
    found = printed(capsys, "rank", demo, "--since", "2031", code=3)
    assert "2026-" in found.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--where", "colour = 1"], "colour"),
        (["--since", "yesterday"], "yesterday"),
        (["--since", "99999999d"], "99999999d is longer"),
        (["--since", f"{'9' * 5000}h"], "is longer"),
        (["--until", "0001-01-01T00:00:00+01:00"], "0001-01-01T00:00:00+01:00"),
        (["--since", "2026-03", "--until", "2026-02"], "empty"),
        (["--set", "speed=1"], "speed"),
        (["--by", "influence_passivity", "--set", "start=there"], "start=there"),
    ],
)
def test_a_wrong_option_is_one_sentence(capsys, demo, arguments, words):
    found = printed(capsys, "rank", demo, *arguments, code=2)
    assert words in found.err
    assert "Traceback" not in found.err


def test_windows_are_half_open_and_read_as_people_write_them():
    assert parse_window("2026-Q2", "2026-07") == ("2026-04-01T00:00:00Z", "2026-07-01T00:00:00Z")
    assert parse_window("2026-03-01T02:00:00+02:00", None).since == "2026-03-01T00:00:00Z"
    assert parse_window("12h", "2026-03-02", "2026-09-01T00:00:00Z").since == "2026-03-01T12:00:00Z"


def test_data_of_one_moment_is_ranked_as_it_stands(capsys, tmp_path):
    acts = "".join(f"{k},1,repost,p{k % 3}\n" for k in range(2, 14))
    posts = "".join(f"p{k},1,2026-03-01\n" for k in range(3))
    (tmp_path / "posts.csv").write_text(f"post_id,account_id,created_at\n{posts}")
    (tmp_path / "acts.csv").write_text(f"actor_id,target_id,type,post_id\n{acts}")
    printed(capsys, "import", tmp_path / "x.db", tmp_path / "posts.csv", tmp_path / "acts.csv")
    (best,) = as_csv(printed(capsys, "rank", tmp_path / "x.db", "--format", "csv").out)
    assert best["native_id"] == "1"
    assert float(best["score_low"]) < 4 < float(best["score_high"])  # twelve acts on three posts


def test_ties_share_their_rank():
    found = places(Values(np.array([3.0, 1.0, 2.0, 2.0])), np.arange(4))
    assert found.rank.tolist() == [1, 4, 2, 2]
