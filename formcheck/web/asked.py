"""What every route may ask of a request: its owner, and the parts of the server."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from formcheck.web.jobs import Jobs
from formcheck.web.settings import WebSettings

__all__ = ["JobsOf", "Owner", "SettingsOf"]


def _owner(connection: HTTPConnection) -> str:
    owner = connection.state.owner
    assert isinstance(owner, str), "the door lets nobody else in"
    return owner


def _jobs(connection: HTTPConnection) -> Jobs:
    jobs = connection.app.state.jobs
    assert isinstance(jobs, Jobs)
    return jobs


def _settings(connection: HTTPConnection) -> WebSettings:
    settings = connection.app.state.settings
    assert isinstance(settings, WebSettings)
    return settings


Owner = Annotated[str, Depends(_owner)]
JobsOf = Annotated[Jobs, Depends(_jobs)]
SettingsOf = Annotated[WebSettings, Depends(_settings)]
