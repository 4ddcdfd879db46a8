"""README.md and docs/ cannot go stale: examples run and match, generated parts are as generated."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import examples
import pytest
from picture import draw
from small_worlds import world

from influence.cli import COMMANDS
from influence.ranking import columns, compute, find_score
from influence.ranking.glossary import COLUMNS
from influence.scores import all_scores

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = ["README.md", *(f"docs/{page.name}" for page in sorted((ROOT / "docs").glob("*.md")))]
WITH_OUTPUT = ["README.md", "docs/citing.md"]
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@pytest.mark.parametrize("page", PAGES)
def test_generated_parts_are_as_generated(page):
    command = [sys.executable, "-m", "cogapp", "--check", "--diff", "-I", "docs", page]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("page", WITH_OUTPUT)
def test_every_example_runs_and_prints_what_the_page_shows(demo_folder, tmp_path, page):
    shutil.copytree(demo_folder, tmp_path, dirs_exist_ok=True)
    shown = (ROOT / page).read_text(encoding="utf-8")
    assert examples.refreshed(shown, tmp_path) == shown


def test_the_picture_is_of_the_demo_world(demo_folder, tmp_path):
    database = shutil.copy(demo_folder / "build/demo/demo.db", tmp_path)
    draw(Path(database), tmp_path / "drawn.svg")
    drawn, kept = (path.read_text() for path in (tmp_path / "drawn.svg", examples.PICTURE))
    assert NUMBER.sub("", drawn) == NUMBER.sub("", kept)
    numbers = [[float(each) for each in NUMBER.findall(text)] for text in (drawn, kept)]
    assert numbers[0] == pytest.approx(numbers[1], abs=0.001)  # another machine sums otherwise


@pytest.mark.parametrize("page", WITH_OUTPUT)
def test_the_page_has_examples_with_output(page):
    shown = (ROOT / page).read_text(encoding="utf-8")
    outputs = [example["output"] for example in examples.EXAMPLE.finditer(shown)]
    assert any(outputs)
    assert len(outputs) == shown.count("<!-- run")
    assert sum(output is not None for output in outputs) == shown.count("<!-- output -->")


def test_make_docs_writes_the_outputs_of_every_page_that_shows_some():
    shows = [p for p in PAGES if "\n<!-- output -->\n" in (ROOT / p).read_text("utf-8")]
    assert shows == WITH_OUTPUT
    assert f"examples.py {' '.join(shows)}\n" in (ROOT / "Makefile").read_text("utf-8")


def test_the_readme_names_every_command_and_every_score():
    assert [name for name in COMMANDS if f"influence {name}" not in README] == []
    assert [name for name in all_scores() if f"`{name}`" not in README] == []


def test_the_figures_on_congress_are_those_that_a_test_recomputes(golden):
    (paragraph,) = re.findall(r"^475 accounts .*?\n\n", README, re.MULTILINE | re.DOTALL)
    printed = json.loads((golden / "congress2022.json").read_text(encoding="utf-8"))
    figures = [
        f"{each:,}" if each > 1 else f"{each:.3f}"[1:] for each in list(printed.values())[1:]
    ]
    found = re.findall(r"(?<!\w)(?:\d[\d,]*\d|\.\d+)(?!\w)", paragraph)
    assert sorted(found) == sorted([*figures, "2022"])


STALE = """\
Text.

<!-- run -->
```bash
echo new  # {not a format}
```

<!-- output -->
```text
old
```

<!-- run echo instead -->
```bash
make demo
```

```bash
exit 1
```
"""


def test_a_stale_output_is_replaced_and_all_else_is_left(tmp_path):
    assert examples.refreshed(STALE, tmp_path) == STALE.replace("\nold\n", "\nnew\n")


def test_an_example_that_fails_is_an_error_with_its_reason(tmp_path):
    failing = "<!-- run -->\n```bash\necho why >&2; exit 3\n```\n"
    with pytest.raises(RuntimeError, match="ended with 3: why"):
        examples.refreshed(failing, tmp_path)


def test_an_example_runs_instead_where_the_comment_says_so(tmp_path):
    page = "<!-- run echo $((6 * 7)) -->\n```bash\nexit 1\n```\n\n<!-- output -->\n```text\n```\n"
    assert "```text\n42\n```" in examples.refreshed(page, tmp_path)


@pytest.mark.parametrize("name", all_scores())
def test_every_column_of_a_ranking_is_explained(name):
    found = compute(world(3), find_score(name))
    assert [each for each in columns(found) if each not in {name, *COLUMNS}] == []
