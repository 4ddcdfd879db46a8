"""What went wrong, as a page or as JSON: one sentence, and what to do."""

from typing import TYPE_CHECKING, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from influence.errors import ChangedMeanwhile, InfluenceError, NothingFound
from influence.web.desk import NothingRankedYet
from influence.web.responding import page

if TYPE_CHECKING:
    from starlette.exceptions import HTTPException


def told_of(request: Request, error: Exception) -> Response:
    """Tell of an error that a person can mend."""
    kinds = ((NothingFound, 404), (ChangedMeanwhile, 409))
    status = next((code for kind, code in kinds if isinstance(error, kind)), 400)
    if isinstance(error, NothingRankedYet) and _form(request) is None:
        return page(request, "waiting.html", {"title": "Nothing is ranked yet"})
    return _told(request, str(error), status)


def told_http(request: Request, error: Exception) -> Response:
    """Tell of an address that does not exist, and the like."""
    http = cast("HTTPException", error)
    sentence = "There is no such page." if http.status_code == 404 else str(http.detail)
    return _told(request, sentence, http.status_code)


def told_crash(request: Request, _: Exception) -> Response:
    """Tell that something failed which nobody foresaw; the terminal says what."""
    sentence = "This failed, and nothing of it was kept; the terminal of influence serve says why."
    return _told(request, sentence, 500)


def _told(request: Request, sentence: str, status: int) -> Response:
    match _form(request):
        case None:
            shown = {"title": "This did not work", "sentence": sentence}
            return page(request, "error.html", shown, status=status)
        case "json":
            return JSONResponse({"error": sentence}, status_code=status)
        case _:
            return PlainTextResponse(f"{sentence}\n", status_code=status)


def _form(request: Request) -> str | None:
    return cast("str | None", request.path_params.get("form"))


__all__ = ["InfluenceError", "told_crash", "told_http", "told_of"]
