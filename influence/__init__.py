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
    from influence.library.asking_why import why_not as why_not
    from influence.library.attacking import attack_test as attack_test
    from influence.library.briefs import brief as brief
    from influence.library.checking import check_score as check_score
    from influence.library.comparing import compare as compare
    from influence.library.crawling import crawl as crawl
    from influence.library.database import Database as Database
    from influence.library.database import open as open
    from influence.library.demo import demo as demo
    from influence.library.examples import example as example
    from influence.library.explaining import explain as explain
    from influence.library.exporting import export as export
    from influence.library.finding import candidates as candidates
    from influence.library.finding import find as find
    from influence.library.forgetting import forget as forget
    from influence.library.graphs import graph as graph
    from influence.library.importing import import_ as import_
    from influence.library.notices import notices as notices
    from influence.library.people import consent as consent
    from influence.library.people import retain as retain
    from influence.library.people import show_data as show_data
    from influence.library.printing import print_charts as print_charts
    from influence.library.ranking import rank as rank
    from influence.library.ranking import scores as scores
    from influence.library.reporting import report as report
    from influence.library.results import Result as Result
    from influence.library.shortlisting import shortlist as shortlist
    from influence.library.status import status as status
    from influence.library.streaming import stream as stream
    from influence.library.topics import topics as topics
    from influence.library.validating import validate as validate
    from influence.scores.registry import Values as Values
    from influence.scores.registry import score as score

_PUBLIC = {
    "Database": "library.database",
    "Result": "library.results",
    "Values": "scores.registry",
    "attack_test": "library.attacking",
    "brief": "library.briefs",
    "candidates": "library.finding",
    "check_score": "library.checking",
    "compare": "library.comparing",
    "consent": "library.people",
    "crawl": "library.crawling",
    "demo": "library.demo",
    "example": "library.examples",
    "explain": "library.explaining",
    "export": "library.exporting",
    "find": "library.finding",
    "forget": "library.forgetting",
    "graph": "library.graphs",
    "import_": "library.importing",
    "notices": "library.notices",
    "open": "library.database",
    "print_charts": "library.printing",
    "rank": "library.ranking",
    "report": "library.reporting",
    "retain": "library.people",
    "score": "scores.registry",
    "scores": "library.ranking",
    "shortlist": "library.shortlisting",
    "show_data": "library.people",
    "status": "library.status",
    "stream": "library.streaming",
    "topics": "library.topics",
    "validate": "library.validating",
    "why_not": "library.asking_why",
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
