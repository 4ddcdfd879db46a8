"""The house itself: set-up, the continuous check, and the promise that nothing is skipped there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = sorted((ROOT / ".ci").glob("requirements*.txt"))
SERVER_LOCKS = sorted((ROOT / "tests" / "servers").glob("requirements*.txt"))


SKIPS = {
    "in_a_test": "import pytest\ndef test(): pytest.skip('too hard')\n",
    "in_a_module": "import pytest\npytest.skip('too hard', allow_module_level=True)\n",
    "by_a_mark": "import pytest\n@pytest.mark.skip(reason='too hard')\ndef test(): ...\n",
    "for_want_of_data": "def test(real_data): ...\n",
}


def copy_conftest(folder):
    for name in ("conftest.py", "databases.py", "server_fixtures.py"):
        shutil.copy(ROOT / "tests" / name, folder)
    shutil.copytree(ROOT / "tests" / "servers", folder / "servers")


@pytest.fixture
def skipping(tmp_path):
    copy_conftest(tmp_path)
    for name, test in SKIPS.items():
        (tmp_path / f"test_{name}.py").write_text(test)
    return tmp_path


def run_pytest(folder, *arguments, **environment):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INFLUENCE_")}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_skip_says_what_was_skipped(skipping):
    done = run_pytest(skipping, "-rs")
    assert done.returncode == 0
    assert "4 skipped" in done.stdout.splitlines()[-1]
    assert "what holds on real data was not tried" in done.stdout


def test_no_skip_passes_where_real_data_is_required(skipping):
    done = run_pytest(skipping, "--continue-on-collection-errors", INFLUENCE_REQUIRE_REAL_DATA="1")
    assert done.returncode == 1
    assert "1 failed, 3 errors" in done.stdout.splitlines()[-1]
    assert done.stdout.count("no test may be skipped") >= len(SKIPS)


def test_a_real_data_folder_that_is_missing_is_an_error_and_no_skip(skipping):
    done = run_pytest(skipping, "test_for_want_of_data.py", INFLUENCE_REAL_DATA="nowhere")
    assert done.returncode == 1
    assert "names nowhere, and there is no such folder" in done.stdout


def test_a_program_of_the_system_that_is_missing_may_be_skipped_and_is_told(tmp_path):
    copy_conftest(tmp_path)
    (tmp_path / "test_opening.py").write_text("def test(libreoffice): ...\n")
    done = run_pytest(tmp_path, "-rs", INFLUENCE_REQUIRE_REAL_DATA="1", PATH="nowhere")
    assert done.returncode == 0
    assert "whether it reads our workbooks was not tried" in done.stdout


@pytest.mark.parametrize(("required", "outcome"), [("0", "1 skipped"), ("1", "1 error")])
def test_a_server_that_cannot_start_is_told(tmp_path, required, outcome):
    copy_conftest(tmp_path)
    (tmp_path / "test_a_server.py").write_text("def test(wordpress_blogs): ...\n")
    done = run_pytest(tmp_path, "-rs", INFLUENCE_REQUIRE_SERVERS=required, PATH="nowhere")
    assert outcome in done.stdout.splitlines()[-1]
    assert "wordpress was not tried: This is no Debian: dpkg is not installed." in done.stdout


def test_a_test_that_needs_a_server_is_in_a_file_that_says_so(tmp_path):
    copy_conftest(tmp_path)
    (tmp_path / "test_crawl.py").write_text("def test(isso_comments): ...\n")
    done = run_pytest(tmp_path)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "test_crawl.py::test needs a server: name its file so." in done.stderr


def test_every_pinned_package_has_a_hash_and_no_address():
    assert (len(LOCKS), len(SERVER_LOCKS)) == (3, 2)
    for lock in LOCKS + SERVER_LOCKS:
        entries = lock.read_text().replace("\\\n", " ").splitlines()
        pinned = [entry for entry in entries if not entry.startswith("#")]
        assert pinned
        for entry in pinned:
            assert "==" in entry
            assert "--hash=sha256:" in entry
            assert "://" not in entry


def pins(lock):
    """Return name -> version of a lock file."""
    found = re.findall(r"^([\w.-]+)==([\w.+!-]+)", lock.read_text(), re.MULTILINE)
    return dict(found)


def test_the_locks_agree():
    everything, *others = sorted(LOCKS, key=lambda lock: len(lock.name))
    for lock in others:
        ours = pins(lock)
        assert {n: v for n, v in pins(everything).items() if n in ours}.items() <= ours.items()


def test_the_targets_that_the_readme_promises_exist():
    listed = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for target in ("demo", "test", "bench", "lint", "docs", "help"):
        assert f"make {target}" in listed


def test_the_demo_target_runs_the_command_that_the_readme_shows():
    planned = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", "demo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert planned.splitlines()[-1].endswith("influence demo build/demo")


def test_the_continuous_check_names_its_parts_when_asked_for_another():
    done = subprocess.run(
        ["bash", ".ci/run", "everything"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "usage" in done.stderr
