"""What went wrong, as a page or as JSON: one sentence, and what to do."""

from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from influence.errors import ChangedMeanwhile, InfluenceError, NothingFound, UnknownAccount
from influence.web.desk import NothingRankedYet
from influence.web.responding import page

if TYPE_CHECKING:
    from starlette.exceptions import HTTPException

TITLES = {404: "Not found", 409: "Somebody was quicker"}
"""Status → how its page is called; any other did not work."""

NOBODY = "Nobody of that name or number is held; who asked to be forgotten is not held any more."


def told_of(request: Request, error: Exception) -> Response:
    """Tell of an error that a person can mend."""
    kinds = ((NothingFound, 404), (ChangedMeanwhile, 409))
    status = next((code for kind, code in kinds if isinstance(error, kind)), 400)
    if isinstance(error, NothingRankedYet) and _form(request) is None:
        return page(request, "waiting.html", {"title": "Nothing is ranked yet", "of": ""})
    sentence = NOBODY if isinstance(error, UnknownAccount) and error.is_far else str(error)
    return _told(request, sentence, status)


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
            shown = {"title": TITLES.get(status, "This did not work"), "of": "", **_ways(request)}
            shown["sentence"] = sentence
            return page(request, "error.html", shown, status=status)
        case "json":
            return JSONResponse({"error": sentence}, status_code=status)
        case _:
            return PlainTextResponse(f"{sentence}\n", status_code=status)


def _ways(request: Request) -> dict[str, str]:
    """Return the page of ours that led here, where the browser tells it."""
    came = urlsplit(request.headers.get("referer", ""))
    ours = came.netloc == request.url.netloc and came.path.startswith("/")
    return {"back": came._replace(scheme="", netloc="", fragment="").geturl() if ours else ""}


def _form(request: Request) -> str | None:
    return cast("str | None", request.path_params.get("form"))


__all__ = ["InfluenceError", "told_crash", "told_http", "told_of"]
