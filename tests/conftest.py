"""What all tests share: where real data lies, repeatable properties, and no silent skips."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from databases import close_all
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent
NOT_INSTALLED = "is not installed"
MAY_SKIP = os.environ.get("INFLUENCE_REQUIRE_REAL_DATA") != "1"

pytest_plugins = ["server_fixtures"]
collect_ignore = ["bench", "servers"]  # measured by `make bench`; started by fixtures

# The same examples every time, so that a red check is red again on the next machine.
settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci")


def pytest_configure():
    """Give every test, and every command that one starts, the same terminal and no settings."""
    os.environ.update(COLUMNS="100", NO_COLOR="1", TZ="UTC")
    os.environ.pop("INFLUENCE_DB", None)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # started in the background by a shell
        signal.signal(signal.SIGINT, signal.default_int_handler)


def unskipped(report):
    """Turn a skip into a failure where the caller asked for every test to run.

    A program of the system that is missing is no fault of whoever holds the data.
    """
    if MAY_SKIP or not report.skipped or hasattr(report, "wasxfail"):
        return report
    *_, reason = report.longrepr
    if NOT_INSTALLED not in reason:
        report.outcome = "failed"
        report.longrepr = f"Under INFLUENCE_REQUIRE_REAL_DATA=1 no test may be skipped. {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    return unskipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    return unskipped((yield))


@pytest.fixture(scope="module", autouse=True)
def no_database_is_left_open():
    yield
    close_all()


@pytest.fixture(scope="session")
def real_data():
    """Return the folder of real data sets, one folder each, in the common CSV form."""
    folder = os.environ.get("INFLUENCE_REAL_DATA")
    if folder is None:
        pytest.skip("INFLUENCE_REAL_DATA names no folder: what holds on real data was not tried.")
    if not Path(folder).is_dir():
        pytest.fail(f"INFLUENCE_REAL_DATA names {folder}, and there is no such folder.")
    return Path(folder)


@pytest.fixture(scope="session")
def libreoffice():
    """Return LibreOffice's program (Debian: libreoffice-calc)."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip(f"LibreOffice {NOT_INSTALLED}: whether it reads our workbooks was not tried.")
    return program


@pytest.fixture(scope="session")
def golden():
    """Return the folder of worked examples, each with its source and its tolerance."""
    return ROOT / "data" / "golden"


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory):
    """Return a folder in which ``influence demo build/demo`` was run; tests may read it only."""
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "influence", "demo", "build/demo"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder
