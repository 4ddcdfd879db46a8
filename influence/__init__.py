"""Find the bloggers whose audience acts, from your own data, in one SQLite file.

As a library::

    import influence as inf

    with inf.open("bread.db") as db:
        best = inf.rank(db, since="90d", top=20)
        frame = best.to_frame("pandas")

Every command of ``influence --help`` is a function of the same name, arguments and columns;
docs/library.md shows each. Nothing is imported before it is used.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from influence.library.comparing import compare as compare
    from influence.library.database import Database as Database
    from influence.library.database import open as open
    from influence.library.examples import example as example
    from influence.library.explaining import explain as explain
    from influence.library.ranking import rank as rank
    from influence.library.ranking import scores as scores
    from influence.library.results import Result as Result
    from influence.library.validating import validate as validate
    from influence.scores.registry import Values as Values
    from influence.scores.registry import score as score

_PUBLIC = {
    "Database": "library.database",
    "Result": "library.results",
    "Values": "scores.registry",
    "compare": "library.comparing",
    "example": "library.examples",
    "explain": "library.explaining",
    "open": "library.database",
    "rank": "library.ranking",
    "score": "scores.registry",
    "scores": "library.ranking",
    "validate": "library.validating",
}
"""Public name → the module that has it."""

__all__ = list(_PUBLIC)


class _Library(ModuleType):
    """The package itself: it imports what is asked of it, and keeps its names.

    Some functions are called as packages of ours are (``find``, ``graph``, ``scores``). Importing
    one of these would put it in the place of the function, for which Python leaves no other way
    than this. ``from influence.find import ...`` finds the package.
    """

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 whatever is asked for
        public = ModuleType.__getattribute__(self, "_PUBLIC")
        if name in public:
            return getattr(import_module(f"influence.{public[name]}"), name)
        return ModuleType.__getattribute__(self, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *__all__})


sys.modules[__name__].__class__ = _Library
