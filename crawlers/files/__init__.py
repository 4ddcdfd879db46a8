"""Files as a source: CSV and JSON lines of accounts, posts, interactions and coverage."""

from crawlers.files.importing import (
    FileReport,
    Options,
    Problem,
    import_files,
    write_problems,
)

__all__ = ["FileReport", "Options", "Problem", "import_files", "write_problems"]
