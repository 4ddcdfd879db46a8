"""The command line as a whole: help, exit codes, and one sentence instead of a traceback."""

import re
import subprocess
import sys
from importlib.metadata import version

import click
import pytest

from influence import cli, errors

EVERY_ERROR = [
    each
    for each in vars(errors).values()
    if isinstance(each, type) and issubclass(each, errors.InfluenceError)
]


def raising(monkeypatch, error):
    @click.command()
    def failing():
        raise error

    monkeypatch.setattr(cli.LateGroup, "get_command", lambda *_: failing)


def make(error_class):
    if issubclass(error_class, errors.UnknownScore | errors.UnknownAccount):
        return error_class("inflence", ["influence", "pagerank"])
    return error_class("What is wrong; what to do.")


def influence(*arguments, **options):
    command = [sys.executable, "-m", "influence", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


@pytest.mark.parametrize("error_class", EVERY_ERROR)
def test_an_error_is_one_sentence_on_stderr_and_its_exit_code(monkeypatch, capsys, error_class):
    raising(monkeypatch, make(error_class))
    assert cli.main(["anything"]) == error_class.exit_code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("influence: ")
    assert len(printed.err.splitlines()) == 1


def test_the_tree_of_errors_draws_every_error_with_its_code():
    drawn = dict(re.findall(r"(\w+) +(\d+)\b", errors.__doc__))
    assert drawn == {each.__name__: str(each.exit_code) for each in EVERY_ERROR}


@pytest.mark.parametrize("interruption", [KeyboardInterrupt(), click.Abort()])
def test_an_interruption_ends_with_130_and_says_that_nothing_is_lost(
    monkeypatch, capsys, interruption
):
    raising(monkeypatch, interruption)
    assert cli.main(["anything"]) == 130
    assert "interrupted" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error():
    command = [sys.executable, "-m", "influence", "--help"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_explains_itself(capsys, name):
    assert cli.main([name, "--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"Usage: influence {name}")
    assert "--help" in shown


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_option_of_a_command_says_what_it_does(name):
    with click.Context(cli.cli) as context:
        command = cli.cli.get_command(context, name)
    silent = [
        option.name
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []
    assert command.help


def test_help_lists_every_command_and_every_exit_code(capsys):
    assert cli.main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert [name for name in cli.COMMANDS if f"  {name}  " not in shown] == []
    assert {str(each.exit_code) for each in EVERY_ERROR} <= set(shown.replace(";", " ").split())


@pytest.mark.parametrize("arguments", [["rnak"], ["--frmat", "csv"], ["rank", "--no-such-option"]])
def test_wrong_usage_is_exit_code_2_with_advice(arguments):
    done = influence(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "--help" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_version_is_that_of_the_distribution():
    assert influence("--version").stdout.split()[-1] == version("influence-discovery")


def test_a_missing_database_is_a_sentence_and_no_traceback(tmp_path):
    done = influence("rank", "missing.db", cwd=tmp_path)
    assert done.returncode in (1, 2)
    assert "missing.db" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "missing.db").exists()
