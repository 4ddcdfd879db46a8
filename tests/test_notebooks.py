"""Every notebook runs from top to bottom in an empty folder, and is committed without output."""

import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])


def code_cells(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


class Fetched(HTMLParser):
    """What a browser would run, or fetch to show a page; links are followed by people alone."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        places = [value for name, value in attrs if name in {"src", "srcset", "data", "poster"}]
        elsewhere = [place for place in places if not place.startswith("data:")]
        if elsewhere or tag in {"script", "link", "base", "iframe"}:
            self.found.append((tag, attrs))


@each_notebook
def test_a_notebook_runs_and_becomes_a_page_that_fetches_nothing(tmp_path, path):
    shutil.copy(path, tmp_path)
    here = str(Path(sys.executable).parent)
    environment = os.environ | {
        "PATH": f"{here}{os.pathsep}{os.environ['PATH']}",
        "IPYTHONDIR": str(tmp_path / "ipython"),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
        "PYTHONWARNINGS": "",
    }
    command = [
        *(sys.executable, "-m", "jupyter", "nbconvert", path.name),
        *("--config", str(FOLDER / "page" / "nbconvert.json")),
        f"--TemplateExporter.extra_template_basedirs={FOLDER}",
    ]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    left = {each.name for each in tmp_path.iterdir()} - {"ipython", "config", "runtime"}
    assert left == {path.name, f"{path.stem}.html"}
    page = (tmp_path / f"{path.stem}.html").read_text(encoding="utf-8")
    fetched = Fetched()
    fetched.feed(page)
    assert fetched.found == []
    assert not re.search(r"@import|url\((?!#|data:)", page)
    assert page.count("<svg") >= 1
    assert "Warning" not in page
    there = FOLDER.parent / "build" / "notebooks"
    linked = re.findall(r'href="(\.\./[^"]+)"', page)
    assert [each for each in linked if not (there / each).resolve().exists()] == []


@each_notebook
def test_a_notebook_is_committed_without_output(path):
    cells = code_cells(path)
    assert cells
    assert [cell for cell in cells if cell["outputs"] or cell["execution_count"]] == []


@each_notebook
def test_a_notebook_ends_with_what_its_prose_claims(path):
    assert any("assert " in "".join(cell["source"]) for cell in code_cells(path)[-2:])
