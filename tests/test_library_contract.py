"""Every command is one function with its name and arguments; which is not, is named with why."""

import inspect
import keyword

import click
import pytest

import influence as inf
from influence.cli import COMMANDS, cli

NO_FUNCTION = {
    "serve": "it serves a page until it is stopped; a notebook is a page of its own",
    "completion": "it prints what makes a shell complete commands",
}
HOW_WRITTEN = {
    "format": "Result.write and .to_frame take it",
    "excel": "Result.write takes it",
    "output": "Result.write takes the place",
    "quiet": "nothing is said: Result.words holds it",
    "method": "Ranking.method says it",
    "chart": "Result.chart and Result.picture draw it",
}
CALLED_OTHERWISE = {"seed": "random_state"}
"""As everywhere in the field where something is drawn."""


def function_called(command):
    name = command.replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


def arguments_of(command):
    """Return the arguments of a command as a function calls them, each with its usual value."""
    usual = {}
    with click.Context(cli) as context:
        for parameter in cli.get_command(context, command).params:
            value = parameter.get_default(context)
            name = parameter.name
            if isinstance(parameter, click.Option):
                name = max(parameter.opts, key=len).removeprefix("--").replace("-", "_")
            name = CALLED_OTHERWISE.get(name, f"{name}_" if keyword.iskeyword(name) else name)
            usual[name] = None if parameter.value_is_missing(value) else value
    return {name: value for name, value in usual.items() if name not in {*HOW_WRITTEN, "help"}}


def test_only_commands_that_cannot_be_one_are_no_function():
    lacking = [name for name in COMMANDS if not hasattr(inf, function_called(name))]
    assert set(lacking) == set(NO_FUNCTION)


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in NO_FUNCTION])
def test_a_function_takes_what_its_command_takes(command):
    function = getattr(inf, function_called(command))
    taken = [*inspect.signature(function).parameters]
    asked = [name for name in arguments_of(command) if name != "database"]
    assert [name for name in asked if name not in taken] == []
    own = {"db", "database", "told", "progress", "interrupted", "readers"}
    assert [name for name in taken if name not in {*asked, *own}] == []


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in NO_FUNCTION])
def test_an_argument_that_is_left_out_means_what_an_option_that_is_left_out_means(command):
    taken = inspect.signature(getattr(inf, function_called(command))).parameters
    usual = {name: each.default for name, each in taken.items() if each.kind == each.KEYWORD_ONLY}
    typed = {name: value for name, value in arguments_of(command).items() if name in usual}
    told = {
        name: listed(usual[name]) for name in typed if usual[name] is not inspect.Parameter.empty
    }
    assert told == {name: listed(typed[name]) for name in told}


def listed(value):
    """Return a value as an option takes it: several in a row, and nothing as none."""
    return ",".join(map(str, value)) if isinstance(value, tuple | list) else value or ""


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in NO_FUNCTION])
def test_a_function_says_what_it_takes_returns_and_raises(command):
    function = getattr(inf, function_called(command))
    said = inspect.getdoc(function)
    for name in inspect.signature(function).parameters:
        if name not in {"db", "database"}:
            assert name in said, name
    assert "Returns\n-------" in said
    assert ">>> import influence as inf" in said
    raised = "Raises\n------" in said
    assert raised or command == "status"
