"""Find scores by name: ours, those of installed packages, and those that were added for a while."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.metadata import EntryPoint, entry_points

from influence.errors import ScoreUnusable, UnknownScore
from influence.scores.registry.described import Score, described
from influence.scores.registry.guard import of_others, place_of

GROUP = "influence.scores"
"""The group of entry points in which a package names its scores: ``mine = "package:mine"``."""

_ADDED: ContextVar[Mapping[str, Score]] = ContextVar("_ADDED", default={})  # noqa: B039 never changed


@contextmanager
def added(scores: Iterable[Score]) -> Iterator[None]:
    """Let scores of others be found by name, within this block and this thread.

    Raises
    ------
    ScoreUnusable
        Where a name is taken by a score of this project.
    """
    scores = list(scores)
    for each in scores:
        if each.name in _own_names():
            raise ScoreUnusable(
                f"{place_of(each.function)}: {each.name} is a score of this project; give the"
                " function another name."
            )
    token = _ADDED.set({**_ADDED.get(), **{each.name: each for each in scores}})
    try:
        yield
    finally:
        _ADDED.reset(token)


def added_scores() -> list[Score]:
    """Return those that were added, in their order."""
    return list(_ADDED.get().values())


def all_scores() -> Mapping[str, Score]:
    """Return every score by name, in alphabetical order.

    Raises
    ------
    ScoreUnusable
        Where one of an installed package cannot be loaded.
    """
    found = {name: _own(name) for name in _own_names()}
    found |= {entry.name: _installed(entry) for entry in _entries() if entry.name not in found}
    return dict(sorted((found | dict(_ADDED.get())).items()))


def find_score(name: str) -> Score:
    """Return one score; only its own file is imported.

    Raises
    ------
    UnknownScore
        Where there is none of that name; the nearest names are offered.
    ScoreUnusable
        Where it is of an installed package, and cannot be loaded.
    """
    own = _own_names()
    if name in own:
        return _own(name)
    if name in (others := _ADDED.get()):
        return others[name]
    entries = {entry.name: entry for entry in _entries()}
    if name in entries:
        return _installed(entries[name])
    raise UnknownScore(name, sorted({*own, *others, *entries}))


def _own_names() -> list[str]:
    """Return the files of this folder; each but the registry is named after its score."""
    package = importlib.import_module("influence.scores")
    names = {module.name for module in pkgutil.iter_modules(package.__path__)}
    return sorted(names - {"registry"})


def _own(name: str) -> Score:
    module = importlib.import_module(f"influence.scores.{name}")
    found = described(getattr(module, name, None))
    if found is None:
        raise LookupError(f"{module.__name__} describes no score of its own name.")
    return found


def _entries() -> Iterable[EntryPoint]:
    return entry_points(group=GROUP)


def _installed(entry: EntryPoint) -> Score:
    """Return the score that an installed package names."""
    place = f"The entry point {entry.name} = {entry.value!r} of {GROUP}"
    try:
        function = entry.load()
    except Exception as error:
        raise ScoreUnusable(f"{place} cannot be loaded: {error}.") from error
    found = described(function)
    if found is None or found.name != entry.name:
        raise ScoreUnusable(f"{place} is no function {entry.name} that @score describes.")
    return of_others(found, f"package {entry.dist.name}" if entry.dist else entry.value)
