"""One page, several forms: HTML, or the same rows as JSON, CSV or a workbook."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from influence.errors import InputUnusable
from influence.show import Cell, Column, Row, columns_of, write_rows
from influence.show.formats import FOR_EXCEL
from influence.show.markup import words
from influence.web.templating import templates

if TYPE_CHECKING:
    from influence.show.workbook import Sheet

FORMS: Mapping[str, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Ending of an address → what is sent."""

LONGEST_NAME = 80
_PLAIN = re.compile("[A-Za-z0-9]+")

PARTIAL = "HX-Request"
"""The header by which htmx asks for a part of a page."""


@dataclass(frozen=True, slots=True)
class View:
    """What a page shows.

    Attributes
    ----------
    title
        Heading of the page, and name of its file.
    template
        Which template shows it.
    columns, rows
        The same as a table, for machines; rows are made when they are asked for.
    shown
        What the template is given by name.
    notes
        Sentences above the table of a workbook.
    document
        What JSON says, where that is more than rows.
    sheets
        What a workbook holds, where that is more than rows.
    is_news
        Whether a page that asks for a part of it is to be read again as a whole.
    of
        Whom or what in particular it is about: in the title of a window, and in the name of a file.
    """

    title: str
    template: str
    columns: Sequence[Column | str]
    rows: Callable[[], Sequence[Row]]
    shown: Mapping[str, Any] = field(default_factory=dict)
    notes: Sequence[str] = ()
    document: Callable[[], object] | None = None
    sheets: Callable[[], "Sequence[Sheet]"] | None = None
    is_news: bool = False
    of: str = ""


def respond(request: Request, view: View) -> Response:
    """Return a view in the form that the ending of the address asks for."""
    form = request.path_params.get("form")
    if form is None:
        shown = page(request, view.template, {"title": view.title, "of": view.of, **view.shown})
        if view.is_news and PARTIAL in request.headers:
            shown.headers["HX-Refresh"] = "true"
        return shown
    body = _WRITERS[form](view)
    kept = {} if form == "json" else kept_as(f"{view.title} {view.of}".strip(), form)
    return Response(body, media_type=FORMS[form], headers=kept)


def kept_as(name: str, ending: str) -> dict[str, str]:
    """Return the headers that keep an answer as a file of a name, in any script (RFC 6266)."""
    plain = f"{'-'.join(_PLAIN.findall(name))[:LONGEST_NAME] or 'list'}.{ending}"
    whole = quote(f"{words(name, LONGEST_NAME).replace('/', '-')}.{ending}")
    told = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}"
    return {"Content-Disposition": told}


def page(
    request: Request, template: str, shown: Mapping[str, Any], *, status: int = 200
) -> HTMLResponse:
    """Return a page of a template."""
    told = {"request": request, "path": request.url.path, "query": request.url.query, **shown}
    told["desk"] = request.app.state.desk
    return HTMLResponse(templates().get_template(template).render(told), status_code=status)


def seen_again(address: str) -> RedirectResponse:
    """Return where to look after something was changed, so that going back repeats nothing."""
    return RedirectResponse(address, status_code=303)


def _json(view: View) -> bytes:
    if view.document is not None:
        return (json.dumps(view.document(), ensure_ascii=False, indent=1) + "\n").encode()
    return _text(view, "json")


def _csv(view: View) -> bytes:
    """Return CSV for who opens it in a spreadsheet: no text in it is a formula."""
    return _text(view, FOR_EXCEL["csv"])


def _text(view: View, form: str) -> bytes:
    stream = StringIO(newline="")
    write_rows(view.rows(), view.columns, form, stream)
    return stream.getvalue().encode("utf-8", "backslashreplace")


def _xlsx(view: View) -> bytes:
    if find_spec("xlsxwriter") is None:
        raise InputUnusable(
            "A workbook needs a library that is not installed: pip install"
            " 'influence-discovery[excel]'."
        )
    from influence.show.workbook import write_workbook  # noqa: PLC0415 - an extra
    from influence.show.writing import explained_sheets  # noqa: PLC0415 - it comes with it

    whole = BytesIO()
    if view.sheets is not None:
        sheets = list(view.sheets())
    else:
        columns = columns_of(view.columns)
        sheets = explained_sheets(view.rows(), columns, view.title, notes=view.notes)
    write_workbook(sheets, whole, title=view.title)
    return whole.getvalue()


_WRITERS: Mapping[str, Callable[[View], bytes]] = {"json": _json, "csv": _csv, "xlsx": _xlsx}

__all__ = ["FORMS", "Cell", "View", "page", "respond", "seen_again"]
