"""The recipes for who adds something work as they are written: done in a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RECIPES = ["add-a-score.md", "add-a-source.md"]
STEP = re.compile(r"^<!-- (\w+) ?([^\n]*?) -->\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PARTS = ("influence", "crawlers", "docs", "tests", "data", "pyproject.toml", "README.md")
LEFT = shutil.ignore_patterns("__pycache__", "axe", "npm", "*.png", "study.json.bak")


def write(place, text, _):
    place.parent.mkdir(exist_ok=True)
    assert not place.exists()
    place.write_text(text, encoding="utf-8")


def append(place, text, _):
    with place.open("a", encoding="utf-8") as stream:
        stream.write(text)


def patch(_, text, copy):
    subprocess.run(
        ["git", "apply", "--recount", "--unidiff-zero", "-"],
        cwd=copy,
        input=text,
        text=True,
        check=True,
    )


def run(_, text, copy):
    here = Path(sys.executable).parent
    path = {"PATH": f"{here}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(copy)}
    program = f'influence() {{ {sys.executable} -m influence "$@"; }}'
    done = subprocess.run(
        ["bash", "-euxo", "pipefail", "-c", f"{program}\n{text}"],
        cwd=copy,
        env=os.environ | path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


STEPS = {"file": write, "append": append, "patch": patch, "run": run}


@pytest.mark.slow
@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_works_as_it_is_written(demo_folder, tmp_path, recipe):
    copy = tmp_path / "copy"
    copy.mkdir()
    for part in PARTS:
        source = ROOT / part
        (shutil.copytree if source.is_dir() else shutil.copy)(
            source, copy / part, **({"ignore": LEFT} if source.is_dir() else {})
        )
    shutil.copy(demo_folder / "build" / "demo" / "demo.db", copy / "bread.db")
    text = (ROOT / "docs" / recipe).read_text(encoding="utf-8")
    steps = STEP.findall(text)
    assert len(steps) == text.count("```") // 2
    for name, place, content in steps:
        STEPS[name](copy / place, content, copy)
