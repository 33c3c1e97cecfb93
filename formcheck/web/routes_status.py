"""What this server is, and signing in with the token of a link."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter, Request, Response

from formcheck._version import __version__
from formcheck.coach.language import languages, load_language
from formcheck.exercises import all_exercises
from formcheck.outputs.texts import DISCLAIMER, RED_FLAGS
from formcheck.pose.models import list_bundles
from formcheck.web.answers import LoginOrder, StatusAnswer, failures
from formcheck.web.asked import SettingsOf
from formcheck.web.owners import Owners
from formcheck.web.refused import RefusedError
from formcheck.web.security import COOKIE

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["server"])

_YEAR_S = 365 * 24 * 3600


@router.get("/status")
async def status(request: Request, settings: SettingsOf) -> StatusAnswer:
    """Return what this formcheck is and takes."""
    owners: Owners = request.app.state.owners
    limits = settings.limits
    return StatusAnswer(
        version=__version__,
        signed_in=request.state.owner is not None,
        token_needed=owners.asks,
        upload_bytes=limits.upload_bytes,
        duration_s=limits.duration_s,
        exercises={"auto": "Recognise it", **{e.name: e.title for e in all_exercises()}},
        models=list(_models()),
        languages={code: load_language(code).voice for code in languages()},
        disclaimer=DISCLAIMER,
        red_flags=RED_FLAGS,
    )


@router.post("/login", status_code=204, responses=failures(401, 422))
async def login(order: LoginOrder, request: Request) -> Response:
    """Take the token of a link and remember it in this browser."""
    owners: Owners = request.app.state.owners
    if owners.of(order.token) is None:
        raise RefusedError(401, "this link is not, or no longer, valid", "ask for a new one")
    answer = Response(status_code=204)
    if not owners.asks:
        return answer
    answer.set_cookie(
        COOKIE,
        order.token,
        max_age=_YEAR_S,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


@router.post("/logout", status_code=204)
async def logout() -> Response:
    """Have this browser forget its token."""
    answer = Response(status_code=204)
    answer.delete_cookie(COOKIE)
    return answer


@cache
def _models() -> tuple[str, ...]:
    return tuple(b.entry.name for b in list_bundles() if b.state == "installed")
