"""The live connection."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, WebSocket

from formcheck.web import live_messages
from formcheck.web.answers import failures
from formcheck.web.asked import JobsOf, Owner
from formcheck.web.live import LiveDoor
from formcheck.web.live_messages import LiveAnswer, StartMessage
from formcheck.web.refused import RefusedError

__all__ = ["router"]

router = APIRouter(prefix="/api/live", tags=["live"])


@router.websocket("")
async def live(socket: WebSocket, owner: Owner, jobs: JobsOf) -> None:
    """Coach somebody in front of the browser's camera."""
    door: LiveDoor = socket.app.state.live
    await door.lead(socket, owner, jobs)


@router.get("", status_code=426, response_model=None, responses=failures(401, 426))
async def live_without_socket() -> None:
    """Tell that this address is for a WebSocket, which `/api/live/messages` describes."""
    raise RefusedError(426, "this address is for a WebSocket", "open it as one")


@router.get(
    "/messages", responses=failures(401), description=live_messages.__doc__, response_model=None
)
async def describe_messages() -> dict[str, Any]:
    """Return the JSON Schemas of the first message and of every answer."""
    return {"start": StartMessage.model_json_schema(), "answer": LiveAnswer.model_json_schema()}
