"""Every notebook runs from top to bottom in an empty folder, and is committed without output."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])


def code_cells(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


@each_notebook
def test_a_notebook_runs_from_top_to_bottom(tmp_path, path):
    shutil.copy(path, tmp_path)
    here = str(Path(sys.executable).parent)
    environment = os.environ | {
        "PATH": f"{here}{os.pathsep}{os.environ['PATH']}",
        "IPYTHONDIR": str(tmp_path / "ipython"),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
        "MPLBACKEND": "agg",
    }
    command = [sys.executable, "-m", "jupyter", "execute", "--timeout=300", path.name]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@each_notebook
def test_a_notebook_is_committed_without_output(path):
    cells = code_cells(path)
    assert cells
    assert [cell for cell in cells if cell["outputs"] or cell["execution_count"]] == []


@each_notebook
def test_a_notebook_ends_with_what_its_prose_claims(path):
    assert any("assert " in "".join(cell["source"]) for cell in code_cells(path)[-2:])
