"""The report on a shortlist, as a file to keep, print or send: the same that the command writes."""

from io import StringIO

from starlette.requests import Request
from starlette.responses import Response

from influence.outreach import find_shortlist
from influence.show.reports import make_report, write_report
from influence.web.responding import kept_as


def report(request: Request) -> Response:
    """Return the report on a list.

    It is sent as a file: its own style stands in it, which no page of ours may have.

    Raises
    ------
    NothingFound
        Where there is no such list.
    """
    stream = StringIO()
    with request.app.state.desk.opened() as db:
        found = find_shortlist(db, request.query_params.get("name", ""))
        write_report(make_report(db, found), stream)
    kept = kept_as(f"Report {found.name}", "html")
    return Response(stream.getvalue(), media_type="text/html", headers=kept)
