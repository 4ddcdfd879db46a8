"""Files as a source: CSV and JSON lines of accounts, posts, interactions and coverage.

:func:`import_files` ties the readers of this folder to ``influence.store``; everything else here
reads: ``opening`` finds and checks files, the modules that ``forms`` lists take rows out of them,
``rows`` says what the columns mean, ``rejects`` writes what could not be taken.
"""

from crawlers.files.asked import Asked, asked_for
from crawlers.files.importing import FileReport, Options, find_files, import_files
from crawlers.files.opening import DataFile
from crawlers.files.rejects import Problem, RejectsFile, check_rejects, clean_rejects

__all__ = [
    "Asked",
    "DataFile",
    "FileReport",
    "Options",
    "Problem",
    "RejectsFile",
    "asked_for",
    "check_rejects",
    "clean_rejects",
    "find_files",
    "import_files",
]
