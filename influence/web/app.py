"""The application: its pages and actions as one list, behind the walls of :mod:`guarding`."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from anyio import to_thread
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.convertors import Convertor, register_url_convertor
from starlette.datastructures import ImmutableMultiDict
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from influence.errors import InfluenceError
from influence.web import raw
from influence.web.brief_forms import BriefFields
from influence.web.desk import Desk, Held
from influence.web.guarding import RAW, Guarded
from influence.web.jobs import Rankings
from influence.web.pages import choosing
from influence.web.pages.briefs import (
    BriefQuery,
    BriefsQuery,
    NamedForm,
    brief,
    briefs,
    drop,
    find,
    keep,
    keep_and_find,
)
from influence.web.pages.candidates import CandidatesQuery, candidates
from influence.web.pages.choosing import AddForm, EntriesForm, ListForm, PersonForm, UndoForm
from influence.web.pages.compared import ComparedQuery, compared
from influence.web.pages.found import FoundQuery, found
from influence.web.pages.home import HomeQuery, home
from influence.web.pages.methods import MethodsQuery, methods
from influence.web.pages.profile import ProfileQuery, profile
from influence.web.pages.ranking import RankingForm, RankingQuery, cancel, ranking, start
from influence.web.pages.shortlists import (
    ShortlistQuery,
    ShortlistsQuery,
    do_not_contact,
    lists,
    review,
    shortlist,
)
from influence.web.pages.status import StatusQuery, status
from influence.web.pages.topics import (
    TopicForm,
    TopicName,
    TopicsQuery,
    remove,
    save,
    topics,
)
from influence.web.queries import check_names, query_of
from influence.web.raw import RawTables
from influence.web.reporting import report
from influence.web.responding import FORMS, View, respond, seen_again
from influence.web.told import told_crash, told_http, told_of

LARGEST_FORM = 2**20
"""Bytes of a form that are read."""

AT_ONCE = 2
"""So many pages are made at a time, others wait: all at once would take longer for everybody."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address, what it understands, and what it shows."""

    path: str
    query: type[Any]
    view: Callable[[Desk, Any], View]


@dataclass(frozen=True, slots=True)
class Action:
    """Something that changes data: its address, its form, and where it leads to."""

    path: str
    form: type[Any]
    act: Callable[[Desk, Any], str]


PAGES: Sequence[Page] = (
    Page("/home", HomeQuery, home),
    Page("/candidates", CandidatesQuery, candidates),
    Page("/briefs", BriefsQuery, briefs),
    Page("/brief", BriefQuery, brief),
    Page("/found", FoundQuery, found),
    Page("/topics", TopicsQuery, topics),
    Page("/shortlists", ShortlistsQuery, lists),
    Page("/shortlist", ShortlistQuery, shortlist),
    Page("/review", ShortlistQuery, review),
    Page("/do-not-contact", ShortlistsQuery, do_not_contact),
    Page("/accounts/{account_id:int}", ProfileQuery, profile),
    Page("/compare", ComparedQuery, compared),
    Page("/ranking", RankingQuery, ranking),
    Page("/methods", MethodsQuery, methods),
    Page("/status", StatusQuery, status),
)

ACTIONS: Sequence[Action] = (
    Action("/ranking", RankingForm, start),
    Action("/ranking/cancel", RankingQuery, cancel),
    Action("/briefs", BriefFields, keep),
    Action("/briefs/find", BriefFields, keep_and_find),
    Action("/found", NamedForm, find),
    Action("/briefs/remove", NamedForm, drop),
    Action("/topics", TopicForm, save),
    Action("/topics/remove", TopicName, remove),
    Action("/shortlists", ListForm, choosing.make),
    Action("/shortlists/change", ListForm, choosing.change),
    Action("/shortlists/remove", ListForm, choosing.remove),
    Action("/shortlist", AddForm, choosing.add),
    Action("/entries", EntriesForm, choosing.act),
    Action("/people", PersonForm, choosing.person),
    Action("/undo", UndoForm, choosing.take_back),
)


class FormConvertor(Convertor[str]):
    """The ending of an address that chooses a form."""

    regex = "|".join(FORMS)

    def convert(self, value: str) -> str:
        """Return the form."""
        return value

    def to_string(self, value: str) -> str:
        """Return the ending."""
        return value


register_url_convertor("form", FormConvertor())


def create_app(path: str, *, ranks_at_start: bool = True) -> Starlette:
    """Return the application that shows one database.

    Parameters
    ----------
    path
        The database; it is opened anew for each request.
    ranks_at_start
        Whether a ranking is begun as soon as it runs.
    """
    desk = Desk(path, Rankings(path), Held(path), has_raw=raw.is_installed())

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = AT_ONCE
        if ranks_at_start:
            await run_in_threadpool(desk.rank_if_possible)
        yield
        desk.rankings.cancel()

    app = Starlette(
        routes=list(routes(path)),
        lifespan=lifespan,
        exception_handlers={
            InfluenceError: told_of,
            HTTPException: told_http,
            Exception: told_crash,
        },
    )
    app.state.desk = desk
    app.middleware_stack = Guarded(app.build_middleware_stack())  # around what failed, too
    return app


def routes(path: str) -> Sequence[BaseRoute]:
    """Return every address there is, for one database."""
    found: list[BaseRoute] = [Route("/", shows(PAGES[0]))]
    for page in PAGES:
        found += [
            Route(address, shows(page)) for address in (page.path, f"{page.path}.{{form:form}}")
        ]
    found += [Route(each.path, does(each), methods=["POST"]) for each in ACTIONS]
    static = StaticFiles(directory=Path(__file__).parent / "static")
    found.append(Route("/report", report))
    tables = (
        Mount(RAW, RawTables(path))
        if raw.is_installed()
        else Route(f"{RAW}/{{rest:path}}", raw.missing)
    )
    return [*found, Mount("/static", static), tables]


def shows(page: Page) -> Callable[[Request], Response]:
    """Return the handler of a page: its query, its view, a response."""

    def handler(request: Request) -> Response:
        check_names(page.query, (n for n, told in request.query_params.multi_items() if told))
        asked = [*request.query_params.multi_items(), *request.path_params.items()]
        query = query_of(page.query, ImmutableMultiDict(asked))
        return respond(request, page.view(request.app.state.desk, query))

    return handler


def does(action: Action) -> Any:  # noqa: ANN401 - an async handler
    """Return the handler of an action: its form, what it does, and where that is seen."""

    async def handler(request: Request) -> Response:
        form = query_of(action.form, await _form(request))
        address = await run_in_threadpool(action.act, request.app.state.desk, form)
        return seen_again(address)

    return handler


async def _form(request: Request) -> ImmutableMultiDict[str, str]:
    """Return the fields of a form; starlette's own reader would bring a library along.

    Raises
    ------
    HTTPException
        Where it is larger than any form of ours.
    """
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM:
            raise HTTPException(413, "This form is too long.")
    fields = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return ImmutableMultiDict([*fields, *request.path_params.items()])
