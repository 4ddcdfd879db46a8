"""One list as one file: a report that opens anywhere, prints to A4, and asks no network.

:func:`make_report` gathers it from the database, :func:`write_report` writes it as HTML. Everything
in it is escaped, nothing in it runs, and who may not be listed or contacted is not in it.
"""

from influence.show.reports.gathering import make_report
from influence.show.reports.page import write_report
from influence.show.reports.report import Profile, Report

__all__ = ["Profile", "Report", "make_report", "write_report"]
