"""The rules of the house, read off the source: directions, sizes, names, words, and no machine."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("influence", "crawlers")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
NAMES = [str(path.relative_to(ROOT)) for path in SOURCES]
HEAVY = ("numpy", "scipy", "networkx", "sqlite_utils", "rich", "httpx", "lxml")
ASKERS = ("httpx", "httpcore", "h11", "rich", "click", "numpy", "sqlite_utils")
PARSERS = ("lxml", "bs4", "charset_normalizer", "feedparser", "trafilatura", "libipld", "numpy")

each_module = pytest.mark.parametrize("path", SOURCES, ids=NAMES)


def functions(path):
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def body_lines(function):
    """Lines from the first statement after the docstring to the last."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return function.end_lineno - body[0].lineno + 1 if body else 0


def is_command(function):
    return any(
        isinstance(part, ast.Attribute) and part.attr == "command"
        for decorator in function.decorator_list
        for part in ast.walk(decorator)
    )


def tracked_texts():
    """Yield name and text of every text file under version control."""
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            yield name, content.decode("utf-8")


def test_the_import_contracts_hold():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def loaded(code, names):
    """Run code in a process of its own; return what it printed, and which of the modules it has."""
    code += f"\nimport sys\nsys.exit(', '.join(sorted(set(sys.modules) & set({names!r}))))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout, done.stderr.strip()


def test_who_reads_documents_loads_nothing_that_asks_for_them():
    code = "from importlib import import_module\nfrom crawlers.sources import MODULES\n"
    code += "for name in MODULES: import_module(name)"
    assert loaded(code, ASKERS)[1] == ""


def test_help_loads_nothing_heavy():
    printed, heavy = loaded("from influence.cli import main\nassert main(['--help']) == 0", HEAVY)
    assert heavy == ""
    assert "import" in printed


def test_who_fetches_pages_loads_no_parsers():
    code = "import influence.cli.crawl_page, influence.library.crawling\n"
    code += "from crawlers.sources import seed_of\n"
    code += "assert seed_of('@ann@m.example') and seed_of('anna.example')"
    assert loaded(code, PARSERS)[1] == ""


@each_module
def test_a_module_fits_in_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@each_module
def test_functions_are_short(path):
    long = {f.name: body_lines(f) for f in functions(path) if body_lines(f) > 40}
    assert long == {}


@each_module
def test_whatever_is_public_says_what_it_is(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and "overload" not in [ast.unparse(each) for each in node.decorator_list]
    ]
    silent = [node.name for node in public if not ast.get_docstring(node)]
    assert silent == []
    assert ast.get_docstring(tree) or not tree.body


@each_module
def test_names_use_the_words_of_the_field(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    foreign = {"tweet", "tweets", "retweet", "retweets", "toot", "toots", "influencer", "platform"}
    given = {
        getattr(node, "name", None) or getattr(node, "arg", None) or getattr(node, "id", None) or ""
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.arg | ast.Name)
    }
    assert {name for name in given if foreign & set(name.lower().split("_"))} == set()


def test_no_module_is_a_drawer_for_odds_and_ends():
    drawers = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    assert [name for name in NAMES if Path(name).stem in drawers] == []


def test_a_command_parses_calls_and_shows_and_nothing_else():
    commands = {
        f"{path.stem}.{function.name}": body_lines(function)
        for path in sorted((ROOT / "influence" / "cli").glob("*.py"))
        for function in functions(path)
        if is_command(function)
    }
    assert commands
    assert {name: lines for name, lines in commands.items() if lines > 15} == {}


def test_the_changelog_knows_this_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest
    assert newest[1] in ("Unreleased", version)


def test_no_committed_file_names_a_machine_or_a_registry():
    machine = r"(?<![\w.:/-])/(work|root|tmp|opt|home/\w+|Users/\w+)/"
    registry = r"pypi\.org|pythonhosted\.org|npmjs\.(org|com)|golang\.org|debian\.org"
    found = [
        f"{name}: {match[0]}"
        for name, text in tracked_texts()
        for match in re.finditer(f"{machine}|{registry}", text)
    ]
    assert found == []


def test_the_top_level_stays_small():
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-tree", "--name-only", "HEAD"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    allowed = {"pyproject.toml", "influence", "crawlers", "tests", "data", "notebooks"}
    allowed |= {"README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff", "Makefile"}
    allowed |= {"docs", ".ci", ".gitignore"}
    assert set(listed.split()) - allowed == set()
