"""Settings of a score, read off its own signature: nothing else needs to list them."""

import inspect
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from typing import cast

from influence.errors import UsageError, nearest
from influence.scores import Score

Setting = str | int | float | bool | None


def settings_of(score: Score) -> dict[str, Setting]:
    """Return every setting of a score with the value it has where nobody says otherwise."""
    parameters = inspect.signature(score.function).parameters.values()
    return {each.name: each.default for each in parameters if each.kind is each.KEYWORD_ONLY}


def parse_settings(score: Score, texts: Iterable[str]) -> dict[str, Setting]:
    """Return settings from texts such as ``prior=beta``, each of the type of its default.

    Raises
    ------
    UsageError
        Where a text is not NAME=VALUE, the score has no such setting, or the value is of another
        type.
    """
    known = settings_of(score)
    settings: dict[str, Setting] = {}
    for text in texts:
        name, found, value = (part.strip() for part in text.partition("="))
        if not found:
            raise UsageError(f"--set {text} is not of the form NAME=VALUE.")
        check_settings(score, {name: value})
        if name in settings:
            raise UsageError(f"--set {name} is given twice; leave one of them out.")
        settings[name] = _typed(name, value, known[name])
    return settings


def given_settings(
    score: Score, given: Mapping[str, Setting] | Iterable[str] | str
) -> dict[str, Setting]:
    """Return settings from a mapping, or from one text or several, each of the type of its default.

    Raises
    ------
    UsageError
        Where it is neither, or as in :func:`parse_settings`.
    """
    if isinstance(given, Mapping):
        check_settings(score, given)
        known = settings_of(score)
        return {name: _as_default(name, value, known[name]) for name, value in given.items()}
    texts = [given] if isinstance(given, str) or not isinstance(given, Iterable) else given
    return parse_settings(score, map(str, texts))


def check_settings(score: Score, settings: Mapping[str, object]) -> None:
    """Raise UsageError where the score has no setting of a name."""
    known = settings_of(score)
    for name in settings:
        if name not in known:
            near = nearest(name, known)
            hint = f"did you mean {near}?" if near else f"it has {', '.join(known) or 'none'}."
            raise UsageError(f"The score {score.name} has no setting {name!r}; {hint}")


def _as_default(name: str, value: object, default: Setting) -> Setting:
    """Return a value of the type of its default; what has no default to go by is taken as it is."""
    if default is None or type(value) is type(default):
        return cast("Setting", value)
    if type(default) is float and isinstance(value, Real):  # of Python or numpy
        value = float(value)
    if type(default) is int and isinstance(value, Integral):
        value = int(value)
    return _typed(name, str(value), default)


def _typed(name: str, value: str, default: Setting) -> Setting:
    if isinstance(default, bool):
        truths = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
        if value.casefold() not in truths:
            raise UsageError(f"--set {name}={value}: write yes or no.")
        return truths[value.casefold()]
    if isinstance(default, int | float):
        try:
            return type(default)(value)
        except ValueError as error:
            kind = "a whole number" if isinstance(default, int) else "a number"
            raise UsageError(f"--set {name}={value}: {value!r} is not {kind}.") from error
    return value
