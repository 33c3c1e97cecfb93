"""Puts the parts of the page together."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from formcheck._version import __version__
from formcheck.errors import FormcheckError
from formcheck.web import routes_history, routes_jobs, routes_live, routes_status
from formcheck.web.jobs import Jobs
from formcheck.web.live import LiveDoor
from formcheck.web.owners import Owners
from formcheck.web.refused import RefusedError, of_error
from formcheck.web.security import Door, known_hosts
from formcheck.web.settings import WebSettings
from formcheck.web.uploads import Uploads

__all__ = ["make_app"]


def make_app(settings: WebSettings) -> FastAPI:
    """Return the server's application.

    Parameters
    ----------
    settings : WebSettings
        Where things lie, and who may come in.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with Jobs(settings.folder, settings.limits) as jobs:
            app.state.jobs = jobs
            yield

    app = FastAPI(
        title="formcheck",
        version=__version__,
        summary="Watches leg raises on video and tells the truth about their form.",
        openapi_url="/api/openapi.json",
        docs_url=None,  # their pages load scripts from the network
        redoc_url=None,
        lifespan=lifespan,
    )
    owners = Owners(settings.tokens)
    app.state.settings, app.state.owners = settings, owners
    app.state.uploads = Uploads(settings.limits)
    app.state.live = LiveDoor(settings)
    for routes in (routes_status, routes_jobs, routes_history, routes_live):
        app.include_router(routes.router)
    _tell_failures(app)
    static = resources.files(__package__).joinpath("static")
    app.mount("/", StaticFiles(directory=Path(str(static)), html=True), name="page")
    app.add_middleware(Door, hosts=known_hosts(settings.host), owners=owners)
    return app


def _tell_failures(app: FastAPI) -> None:
    """Make every failure one sentence and its remedy; what is inside stays inside."""

    @app.exception_handler(RefusedError)
    async def refused(request: Request, error: RefusedError) -> Response:  # noqa: ARG001
        return _failure(error.status, error.what, error.remedy)

    @app.exception_handler(FormcheckError)
    async def failed(request: Request, error: FormcheckError) -> Response:  # noqa: ARG001
        told = of_error(error)
        return _failure(told.status, told.what, told.remedy)

    @app.exception_handler(RequestValidationError)
    async def wrong(request: Request, error: RequestValidationError) -> Response:  # noqa: ARG001
        first: dict[str, Any] = dict(error.errors()[0])
        place = ".".join(str(part) for part in first["loc"][1:])
        return _failure(422, f"`{place}` does not fit: {first['msg'].lower()}", "")

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:  # noqa: ARG001
        answer = _failure(error.status_code, str(error.detail).lower(), "")
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:  # noqa: ARG001
        return _failure(500, "something went wrong in formcheck", "try again; tell us if it stays")


def _failure(status: int, what: str, remedy: str) -> Response:
    # Names in it may hold what is no text, half a surrogate pair; ASCII takes all of it.
    body = json.dumps({"what": what, "remedy": remedy})
    return Response(body, status_code=status, media_type="application/json")
