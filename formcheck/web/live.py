"""Leads one live connection: checks what comes, hands it to the confined process, answers."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from formcheck.errors import FormcheckError
from formcheck.outputs.results import read_result
from formcheck.web.channel import FRAME, ChannelClosedError
from formcheck.web.jobs import Jobs
from formcheck.web.live_messages import COMMANDS, StartMessage
from formcheck.web.process import Confined
from formcheck.web.refused import RefusedError
from formcheck.web.settings import WebSettings
from formcheck.web.shelf import JobRecord, now_utc
from formcheck.web.telling import told_report

__all__ = ["LiveDoor"]

_TASK: Final = "formcheck.web.training:train"
_START_S: Final = 10.0
"""A connection that has not begun by then is closed."""
_SILENT: Final = ("nothing came for too long", "begin the set again")


class LiveDoor:
    """Counts the live connections and leads each.

    Parameters
    ----------
    settings : WebSettings
    """

    def __init__(self, settings: WebSettings) -> None:
        self._settings, self._limits = settings, settings.limits
        self._sockets = self._sets = 0

    async def lead(self, socket: WebSocket, owner: str, jobs: Jobs) -> None:
        """Lead a connection from its beginning to its end."""
        if self._sockets >= self._limits.sockets:
            await socket.close(1013)
            return
        self._sockets += 1
        try:
            await socket.accept()
            start = await self._start(socket)
            with self._place():
                await _Connection(socket, start, owner, jobs, self._settings).lead()
        except RefusedError as refusal:
            await _fail(socket, refusal.what, refusal.remedy)
        except FormcheckError as error:
            await _fail(socket, error.what, error.remedy)
        except (ChannelClosedError, OSError):
            await _fail(socket, "the set was broken off", "begin it again")
        except WebSocketDisconnect:
            pass
        finally:
            self._sockets -= 1
            if socket.client_state is WebSocketState.CONNECTED:
                with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                    await socket.close()

    async def _start(self, socket: WebSocket) -> StartMessage:
        async with _within(_START_S, *_SILENT):
            message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect
        try:
            return StartMessage.model_validate_json(message.get("text") or "")
        except ValidationError:
            raise RefusedError(422, "the page and formcheck differ", "reload the page") from None

    @contextlib.contextmanager
    def _place(self) -> Iterator[None]:
        if self._sets >= self._limits.sets:
            raise RefusedError(
                503, "all places for live sets are taken", "close another tab and try again"
            )
        self._sets += 1
        try:
            yield
        finally:
            self._sets -= 1


class _Connection:
    """One connection with its process."""

    def __init__(
        self, socket: WebSocket, start: StartMessage, owner: str, jobs: Jobs, settings: WebSettings
    ) -> None:
        self._socket, self._start, self._owner, self._jobs = socket, start, owner, jobs
        self._settings, self._limits = settings, settings.limits
        self._shelf = jobs.shelf(owner)
        self._name = f"Live set {datetime.now():%Y-%m-%d %H:%M}"

    async def lead(self) -> None:
        """Serve until the browser leaves; a recording is put in the line then."""
        job = self._begin_recording() if self._start.record else None
        order = {
            **self._start.model_dump(include={"exercise", "model", "language", "countdown"}),
            "name": self._name,
            "eyes": self._settings.eyes,
            "recorder": self._settings.recorder,
            "record": None if job is None else str(self._shelf.live(job.job_id)),
        }
        process = await Confined.start(_TASK, order, self._limits)
        try:
            most = f"it ran for {self._limits.set_s / 60:.0f} minutes, the most in one go"
            async with _within(self._limits.set_s, most, "begin a new set"):
                await self._pass_on(await self._answer(process))
                while True:
                    await self._turn(process)
        finally:
            if job is not None:
                await self._end_recording(process, job)
            await process.end()

    async def _turn(self, process: Confined) -> None:
        """Take one message and give its answer."""
        async with _within(self._limits.quiet_s, *_SILENT):
            message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1000))
        content, text = message.get("bytes"), message.get("text")
        if content is not None:
            await process.send(FRAME + content)
            await self._pass_on(await self._answer(process))
            return
        try:
            command = COMMANDS.validate_json(text or "")
        except ValidationError:
            raise RefusedError(422, "the page and formcheck differ", "reload the page") from None
        if command.type == "keep":
            await self._keep(process, command.number)
            return
        await process.send(command.model_dump_json().encode())
        await self._pass_on(await self._answer(process))

    async def _answer(self, process: Confined) -> dict[str, Any]:
        try:
            return await process.receive(self._limits.answer_s)
        except TimeoutError:
            raise RefusedError(
                504, "formcheck did not answer for too long", "close other programs, begin again"
            ) from None

    async def _pass_on(self, answer: dict[str, Any]) -> None:
        if answer.get("type") == "failed":
            raise RefusedError(422, str(answer.get("what", "")), str(answer.get("remedy", "")))
        await self._socket.send_text(json.dumps(answer, separators=(",", ":")))

    async def _keep(self, process: Confined, number: int | None) -> None:
        """Keep the report of a set that ended, which holds no pictures."""
        job_id = self._shelf.new_id()
        folder = self._shelf.result(job_id)
        try:
            order = {"type": "keep", "folder": str(folder), "number": number}
            await process.send(json.dumps(order).encode())
            answer = await self._answer(process)
            if answer.get("type") == "kept":
                result = told_report(read_result(folder), has_video=False)
        except FormcheckError as error:
            answer = {"type": "not_kept", "what": error.what, "remedy": error.remedy}
        except BaseException:
            self._shelf.remove(job_id)
            raise
        if answer.get("type") != "kept":
            self._shelf.remove(job_id)
            await self._pass_on(answer)
            return
        record = self._record(job_id).model_copy(update={"state": "done", "result": result})
        job = self._jobs.add(self._owner, record)
        await self._socket.send_text(json.dumps({"type": "kept", "job": job.model_dump()}))

    def _record(self, job_id: str) -> JobRecord:
        return JobRecord(
            job_id=job_id,
            kind="live",
            name=self._name,
            created_utc=now_utc(),
            exercise=self._start.exercise,
            model="full" if self._start.model == "auto" else self._start.model,
        )

    def _begin_recording(self) -> JobRecord:
        """Make room; what is recorded is analysed later even if the server is killed meanwhile."""
        self._jobs.check_room(self._owner)
        record = self._record(self._shelf.new_id())
        self._shelf.record(record)
        return record

    async def _end_recording(self, process: Confined, job: JobRecord) -> None:
        """Finish the video and have it analysed like any recording."""
        with contextlib.suppress(ChannelClosedError, TimeoutError):
            await process.send(json.dumps({"type": "close"}).encode())
            while (await process.receive(self._limits.answer_s)).get("type") != "closed":
                pass  # the answer to a picture that was still on its way
        await process.end()
        if self._shelf.adopt_live(job.job_id):
            self._jobs.add(self._owner, job)
        else:
            self._shelf.remove(job.job_id)


@contextlib.asynccontextmanager
async def _within(limit_s: float, what: str, remedy: str) -> AsyncIterator[None]:
    """Refuse with these words what lasts longer."""
    clock = asyncio.timeout(limit_s)
    try:
        async with clock:
            yield
    except TimeoutError:
        if not clock.expired():
            raise
        raise RefusedError(408, what, remedy) from None


async def _fail(socket: WebSocket, what: str, remedy: str) -> None:
    if socket.client_state is WebSocketState.CONNECTED:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await socket.send_text(json.dumps({"type": "failed", "what": what, "remedy": remedy}))
