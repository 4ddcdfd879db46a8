"""The same bytes under another hash seed, locale and time zone, whatever is written."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from influence.cli import main

ROOT = Path(__file__).parent.parent
ONE = {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"}
WANTED = ("tr_TR.utf8", "de_DE.utf8", "C.utf8")
"""Where `I` and `i` are no pair; where a comma is the decimal mark; what there is everywhere."""

PROGRAM = """
import locale, sys, time
locale.setlocale(locale.LC_ALL, "")
from influence.cli import main
from influence.show.reports import make_report, write_report
from influence.outreach import find_shortlist
from influence.store import open_database

for line in sys.stdin.read().splitlines():
    assert main(line.split()) == 0, line
with open_database("new.db") as db, open("report.html", "w", encoding="utf-8") as stream:
    report = make_report(db, find_shortlist(db, "Spring"), clock=lambda: "2026-04-05T00:00:00Z")
    write_report(report, stream)
"""
LINES = """
rank new.db -o rank.csv -q
rank new.db --list all --format tsv -o all.tsv -q
rank new.db -o rank.json -q
rank new.db -o rank.xlsx -q
rank new.db -o rank.parquet -q
rank new.db --format table -o rank.txt -q
rank new.db --by pagerank -o pagerank.csv -q
rank new.db --topic sourdough -o topic.csv -q
rank new.db --since 30d --method -o method.txt
explain new.db feni_dig2 -o explained.json
explain new.db feni_dig2 -o explained.md
compare new.db feni_dig2 lumilo_rides -o compared.csv -q
validate new.db --cut 2026-03-15 --format json -o validated.json
graph new.db -o graph.gexf
graph new.db -o graph.graphml
graph new.db -o graph.csv
export new.db --jsonl lines
export new.db --parquet typed
"""
IS_OF_NOW = ("runs", "run_scores")
"""Tables that say when a ranking was computed, and how long that took."""


def other():
    """Return other surroundings, in the locale that differs most of those installed."""
    command = ["locale", "-a"]
    known = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
    language = next(each for each in WANTED if each in known or each == WANTED[-1])
    return {"PYTHONHASHSEED": "4242", "LC_ALL": language, "TZ": "Pacific/Kiritimati"}


def written(folder, database, surroundings):
    """Return what every command wrote there, by the name of the file."""
    folder.mkdir()
    shutil.copy(database, folder / "new.db")
    subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | surroundings,
        input=LINES.strip(),
        text=True,
        capture_output=True,
        check=True,
    )
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name.partition(".")[0] not in {"new", *IS_OF_NOW}
    }


@pytest.mark.slow
def test_what_is_written_has_the_same_bytes_elsewhere(demo_folder, tmp_path):
    database = shutil.copy(demo_folder / "build" / "demo" / "demo.db", str(tmp_path / "demo.db"))
    for words in (["make", "Spring"], ["add", "Spring", "feni_dig2", "lumilo_rides"]):
        assert main(["shortlist", database, *words]) == 0
    here, there = (
        written(tmp_path / name, database, each) for name, each in (("one", ONE), ("two", other()))
    )
    assert set(here) == set(there)
    assert len(here) > len(LINES.split("\n")) + 10
    assert [name for name in here if here[name] != there[name]] == []
