"""Where an extra is missing, whatever needs it says so in one sentence, with what installs it."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from archive_samples import ARCHIVES
from file_samples import workbook

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
BRINGS = {
    "articles": ["trafilatura"],
    "bluesky": ["libipld"],
    "excel": ["python_calamine", "xlsxwriter"],
    "keyring": ["keyring"],
    "notebooks": ["altair", "ipykernel", "nbclient", "nbformat", "vl_convert"],
    "pandas": ["narwhals", "pandas"],
    "parquet": ["pyarrow"],
    "polars": ["narwhals", "polars"],
    "stream": ["libipld", "websockets"],
    "tables": ["datasette"],
    "web": ["jinja2", "markupsafe", "starlette", "uvicorn"],
}
"""Extra → the modules that it brings, and that nothing else does."""

RANKED = "import influence as inf\nwith inf.open('bread.db') as db:\n    found = inf.rank(db)\n    "
TABLES = """
from starlette.testclient import TestClient
from influence.web.app import create_app
with TestClient(create_app("bread.db"), base_url="http://127.0.0.1") as client:
    answer = client.get("/data/tables")
    sys.exit(answer.text if answer.status_code == 400 else f"status {answer.status_code}")
"""
STREAM = "stream bread.db --minutes 1 --allow-loopback --contact https://your.site/bot --url ws://127.0.0.1:9/"
CHANNEL = "crawl bread.db https://www.youtube.com/@ann.bakes --contact https://your.site/bot"
CASES = [
    *(("serve bread.db --check", "web", each) for each in BRINGS["web"]),
    *(
        ("report bread.db --list Spring -o x.html", "web", each)
        for each in ("jinja2", "markupsafe")
    ),
    (STREAM + "subscribe", "stream", "websockets"),
    ("rank bread.db -o x.xlsx", "excel", "xlsxwriter"),
    ("compare bread.db feni_dig2 lumilo_rides -o x.xlsx", "excel", "xlsxwriter"),
    ("shortlist bread.db show Spring -o x.xlsx", "excel", "xlsxwriter"),
    ("import bread.db people.xlsx", "excel", "python_calamine"),
    ("rank bread.db -o x.parquet", "parquet", "pyarrow"),
    ("export bread.db --parquet typed", "parquet", "pyarrow"),
    ("import bread.db people.parquet", "parquet", "pyarrow"),
    ("import bread.db ann.car", "bluesky", "libipld"),
    (CHANNEL, "keyring", "keyring"),
    (RANKED + "found.to_frame('pandas')", "pandas", "pandas"),
    (RANKED + "found.to_frame('pandas')", "pandas", "narwhals"),
    (RANKED + "found.to_frame('polars')", "polars", "polars"),
    (RANKED + "found.to_frame('polars')", "polars", "narwhals"),
    (RANKED + "found.chart()", "notebooks", "altair"),
    (TABLES, "tables", "datasette"),
]
"""What needs an extra, a command or a program; the extra; and the module that is missing."""

SILENT = {"articles"}
"""Nothing needs it: without it more pages are left without a text."""


@pytest.fixture(scope="module")
def folder(demo_folder, tmp_path_factory):
    """Return a folder with what commands are tried on; whoever writes into it undoes that."""
    folder = tmp_path_factory.mktemp("extras")
    shutil.copy(demo_folder / "build" / "demo" / "demo.db", folder / "bread.db")
    (folder / "people.xlsx").write_bytes(workbook())
    (folder / "people.parquet").write_bytes(b"PAR1" + bytes(8) + b"PAR1")
    ((_, car),) = ARCHIVES["Bluesky repository (CAR)"]
    (folder / "ann.car").write_bytes(car)
    for words in ("make Spring", "add Spring feni_dig2"):
        assert ran(f"shortlist bread.db {words}", folder, []).returncode == 0
    return folder


def ran(what, folder, hidden):
    """Run a command, or a program, where some modules are not installed."""
    typed = (
        ["-m", "influence", *what.split()] if "\n" not in what else ["-c", f"import sys\n{what}"]
    )
    paths = os.pathsep.join([str(ROOT / "tests" / "hiding"), str(ROOT)])
    return subprocess.run(
        [sys.executable, *typed],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": paths, "HIDDEN_MODULES": ",".join(hidden)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_extra_is_known_here_and_something_says_that_it_is_missing():
    assert set(BRINGS) == set(EXTRAS)
    assert {extra for _, extra, _ in CASES} == set(EXTRAS) - SILENT


@pytest.mark.parametrize(("what", "extra", "module"), CASES)
def test_a_missing_extra_is_said_with_what_installs_it(folder, what, extra, module):
    before = sorted(path.name for path in folder.iterdir())
    done = ran(what, folder, [module])
    said = done.stderr if "\n" in what else done.stderr.strip().splitlines()[-1]
    assert done.returncode != 0
    assert f"pip install 'influence-discovery[{extra}]'" in said.replace("&#39;", "'")
    if "\n" not in what:
        assert "Traceback" not in done.stderr
        assert done.stdout == ""
    assert sorted(path.name for path in folder.iterdir()) == before


CORE = """
demo build/demo
import new.db build/demo/accounts.csv build/demo/posts.csv build/demo/interactions.csv
rank new.db --format csv -o ranking.csv
rank new.db --method
explain new.db feni_dig2
compare new.db feni_dig2 lumilo_rides
scores
status new.db
validate new.db --cut 2026-03-15
topics new.db add Bread sourdough
find new.db bread
shortlist new.db make Spring
graph new.db -o new.gexf
export new.db --jsonl out
export new.db --sqlite copy.db
crawl new.db https://anna.example --dry-run
stream new.db --minutes 1 --dry-run
show-data new.db feni_dig2
"""


def test_the_core_alone_does_all_that_needs_no_extra(tmp_path):
    hidden = sorted({module for modules in BRINGS.values() for module in modules})
    for line in CORE.strip().splitlines():
        done = ran(line, tmp_path, hidden)
        assert (line, done.returncode) == (line, 0), done.stderr
