"""Settings of a score, read off its own signature: nothing else needs to list them."""

import inspect
from collections.abc import Iterable, Mapping

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


def check_settings(score: Score, settings: Mapping[str, object]) -> None:
    """Raise UsageError where the score has no setting of a name."""
    known = settings_of(score)
    for name in settings:
        if name not in known:
            near = nearest(name, known)
            hint = f"did you mean {near}?" if near else f"it has {', '.join(known) or 'none'}."
            raise UsageError(f"The score {score.name} has no setting {name!r}; {hint}")


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
