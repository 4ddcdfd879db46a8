"""``influence serve``: on this machine alone, a sentence where it cannot, quiet at its end."""

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from web_worlds import SCRIPTS, world_of

from influence.cli import main


@pytest.fixture
def path(tmp_path):
    return str(world_of(tmp_path / "s.db", SCRIPTS))


def started(path, *options):
    command = [sys.executable, "-m", "influence", "serve", path, *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_end_and_says_no_word_more(path, ending):
    with started(path) as server:
        said = server.stderr.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", said)[0]
        with urlopen(address) as answer:  # noqa: S310 our own
            assert answer.status == 200
            assert "server" not in answer.headers
        server.send_signal(ending)
        out, err = server.communicate(timeout=30)
    assert (out, err) == ("", "")
    assert server.returncode in {0, -ending}


def test_it_listens_on_loopback_alone(path):
    with started(path) as server:
        port = int(re.search(r":(\d+)/", server.stderr.readline())[1])
        listening = [
            line.split()[1]
            for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
            if line.split()[3] == "0A" and int(line.split()[1].partition(":")[2], 16) == port
        ]
        server.terminate()
        server.communicate(timeout=30)
    assert [place.partition(":")[0] for place in listening] == ["0100007F"]


def test_a_port_that_is_taken_is_a_sentence(path, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", path, "-p", str(port)]) == 1
    assert f"Port {port} cannot be used" in capsys.readouterr().err


def test_two_at_once_take_two_ports(path):
    with started(path) as one, started(path) as two:
        places = {each.stderr.readline().split()[3] for each in (one, two)}
        for each in (one, two):
            each.terminate()
            each.communicate(timeout=30)
    assert len(places) == 2


@pytest.mark.parametrize("name", ["missing.db", "notes.txt"])
def test_what_is_no_database_is_a_sentence(tmp_path, capsys, name):
    (tmp_path / "notes.txt").write_text("not a database")
    assert main(["serve", str(tmp_path / name), "--check"]) == 1
    said = capsys.readouterr().err
    assert name in said
    assert len(said.splitlines()) == 1


def test_a_database_that_may_only_be_read_is_served(path, capsys):
    Path(path).chmod(0o444)
    assert main(["serve", path, "--check"]) == 0
    assert "would be at http://127.0.0.1:" in capsys.readouterr().err


def test_help_starts_no_server_library():
    code = "import sys; from influence.cli import main; main(['serve', '--help']);"
    code += "print(sorted({'starlette', 'uvicorn', 'jinja2', 'numpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
