"""Documents that go beyond their limits end in a sentence, and cost nobody else anything."""

import os
import select
import subprocess
import sys
import threading
from pathlib import Path

import hostile_readers as readers
import pytest

from crawlers.errors import AnswerUnusable, FetchFailed, NotAllowed
from crawlers.sandbox import Bounds, Sandbox
from influence.records import Key, Tag

ROOT = Path(__file__).parent.parent
NAME = "https://anna.example/"
BOUNDS = Bounds(cpu_seconds=1, wall_seconds=60.0, memory=100 << 20, result=1 << 20)


@pytest.fixture(scope="module")
def running():
    with Sandbox(1, BOUNDS, modules=["hostile_readers"]) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running):
    """Return a sandbox, and see that it still reads whatever was read before."""
    yield running
    assert running.run(readers.tags, "rye salt", NAME) == [
        Tag(Key("blog", NAME), "rye"),
        Tag(Key("blog", NAME), "salt"),
    ]


def test_a_reader_runs_in_another_process_that_stays(sandbox):
    first, second = (sandbox.run(readers.tells_process, None, NAME) for _ in range(2))
    assert first == second != [os.getpid()]


@pytest.mark.parametrize(
    ("reader", "argument", "told"),
    [
        (readers.computes_for_ever, None, "takes more than 1 s to read."),
        (readers.takes_memory, 200, "takes more than 104 MB to read."),
        (readers.takes_memory, 100_000, "takes more than 104 MB to read."),
        (readers.yields_much, 2 << 20, "takes more than 104 MB to read."),
        (readers.dies, None, "broke the process that read it."),
        (readers.crashes, None, "broke the process that read it."),
        (readers.raises_halfway, None, "cannot be read (KeyError('title'))."),
    ],
)
def test_what_goes_beyond_its_limits_ends_in_a_sentence(sandbox, reader, argument, told):
    with pytest.raises(AnswerUnusable) as raised:
        sandbox.run(reader, argument, NAME)
    assert str(raised.value) == f"{NAME} {told}"


def test_a_reader_that_waits_for_ever_is_ended():
    with Sandbox(1, Bounds(wall_seconds=0.2), modules=["hostile_readers"]) as sandbox:
        for _ in range(2):
            with pytest.raises(AnswerUnusable, match=r"takes more than 0\.2 s to read"):
                sandbox.run(readers.sleeps_for_ever, None, NAME)


def test_the_place_of_an_error_in_a_reader_is_kept(sandbox):
    with pytest.raises(AnswerUnusable) as raised:
        sandbox.run(readers.raises_halfway, None, NAME)
    assert "in raises_halfway" in raised.value.__notes__[0]


def test_a_reader_that_recurses_without_end_is_told(sandbox):
    with pytest.raises(AnswerUnusable, match="RecursionError"):
        sandbox.run(readers.recurses, None, NAME)


def test_what_cannot_travel_is_told(sandbox):
    with pytest.raises(AnswerUnusable, match="cannot be read"):
        sandbox.run(readers.yields_what_cannot_travel, None, NAME)


def test_nothing_that_a_worker_tells_runs_here(sandbox):
    with pytest.raises(AnswerUnusable, match=r"it told of posix\.system, which is no record"):
        sandbox.run(readers.sends_a_bomb, None, NAME)


@pytest.mark.parametrize(
    ("reader", "kind", "told"),
    [
        (readers.refuses, NotAllowed, "It says noindex."),
        (readers.finds_no_use, AnswerUnusable, "It is no feed."),
        (readers.comes_later, FetchFailed, "Later."),
    ],
)
def test_an_error_of_ours_stays_what_it_is(sandbox, reader, kind, told):
    with pytest.raises(kind) as raised:
        sandbox.run(reader, None, NAME)
    assert str(raised.value) == told


def test_a_document_does_not_pay_for_what_others_left_behind(sandbox):
    """Each is small; a worker that kept too many of them is replaced, not the document refused."""
    held = [sandbox.run(readers.keeps_memory, 30, NAME) for _ in range(8)]
    assert [1] in held[1:]


def test_no_reader_writes_a_file(sandbox, tmp_path):
    with pytest.raises(AnswerUnusable, match="OSError"):
        sandbox.run(readers.writes_a_file, str(tmp_path / "rye"), NAME)


def test_ctrl_c_in_a_terminal_reaches_no_worker(sandbox):
    [process] = sandbox.run(readers.tells_process, None, NAME)
    assert os.getpgid(process) != os.getpgid(0)


def test_a_worker_knows_nothing_of_the_environment(sandbox, monkeypatch):
    monkeypatch.setenv("API_KEY", "rye")
    sandbox.close()
    assert sandbox.run(readers.tells_environment, None, NAME) == [None]


def test_a_worker_that_cannot_start_says_so():
    with (
        Sandbox(1, modules=["no_such_module"]) as sandbox,
        pytest.raises(RuntimeError, match="No worker starts that imports no_such_module"),
    ):
        sandbox.run(sorted, "ba", NAME)


def test_time_is_counted_anew_for_each_document():
    with Sandbox(1, Bounds(cpu_seconds=1), modules=["hostile_readers"]) as sandbox:
        used = [sandbox.run(computes, 0.7, NAME)[0] for _ in range(3)]
    assert len({process for process, _ in used}) == 1
    assert sum(seconds for _, seconds in used) > 2


def computes(seconds):
    import time  # noqa: PLC0415

    began = time.process_time()
    while time.process_time() < began + seconds:
        pass
    yield os.getpid(), time.process_time() - began


def test_many_threads_share_few_workers():
    results = []
    with Sandbox(2, modules=["hostile_readers"]) as sandbox:
        threads = [
            threading.Thread(
                target=lambda n=n: results.append((n, sandbox.run(readers.tags, f"a{n}", NAME)))
            )
            for n in range(40)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(n for n, _ in results) == list(range(40))
    assert all(found == [Tag(Key("blog", NAME), f"a{n}")] for n, found in results)


def test_nothing_is_left_running():
    sandbox = Sandbox(2, modules=["hostile_readers"])
    [process] = sandbox.run(readers.tells_process, None, NAME)
    sandbox.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


@pytest.mark.parametrize("how", ["-c", "-"])
def test_it_works_in_a_script_and_from_standard_input(how):
    code = "from crawlers.sandbox import Sandbox\nprint(Sandbox(1).run(sorted, 'ba', ''))"
    command = [sys.executable, *(("-c", code) if how == "-c" else ("-",))]
    done = subprocess.run(
        command, cwd=ROOT, input=code, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("['a', 'b']\n", "")


def test_workers_end_with_the_process_that_started_them():
    code = """
import os
from crawlers.sandbox import Sandbox
sandbox = Sandbox(1, modules=["hostile_readers"])
import hostile_readers
print(*sandbox.run(hostile_readers.tells_process, None, ""), flush=True)
os.kill(os.getpid(), 9)
"""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert has_ended(int(done.stdout))


def has_ended(process):
    """Wait for the end of a process that is no child of ours."""
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 60)[0])
    finally:
        os.close(handle)
