"""Fuzzing of the page's WebSocket: its first message, its commands and its pictures."""

from __future__ import annotations

import json
import struct
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import cv2
import numpy as np
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from benchmarks.robustness.fuzz_base import Target, damaged, json_values
from formcheck.errors import FormcheckError
from formcheck.web.app import make_app
from formcheck.web.eyes import EYES
from formcheck.web.settings import WebSettings
from formcheck.web.training import decode_picture

__all__ = ["Page"]

_HOME: Final = "http://127.0.0.1:8765"
_LIVE: Final = "ws://127.0.0.1:8765/api/live"
_SOUND: Final = {"type": "start", "exercise": "auto", "model": "full", "language": "en"}
_NEARLY: Final = json.dumps({**_SOUND, "model": "none"})  # a sound one would begin a set


class Page:
    """The page's application without a network; use it as a context manager.

    Parameters
    ----------
    folder : Path
        For what it keeps.
    """

    def __init__(self, folder: Path) -> None:
        settings = WebSettings(
            folder=folder / "people",
            history=lambda: folder / "history.sqlite3",
            host="127.0.0.1",
            tokens=(),
            recorder="formcheck.commands.live_record:LiveRecording",
            eyes=EYES,
        )
        self._client = TestClient(make_app(settings), base_url=_HOME)
        self._open = ExitStack()

    def targets(self) -> list[Target]:
        """Return what strangers can send."""
        changed = st.dictionaries(st.sampled_from(list(_SOUND)), json_values(), min_size=1).map(
            lambda lies: {k: v for k, v in {**_SOUND, **lies}.items() if lies.get(k) != _SOUND[k]}
        )
        texts = st.one_of(
            json_values().map(json.dumps),
            st.text(),
            damaged(_NEARLY.encode()).map(lambda b: b.decode("utf-8", "replace")),
            st.just("[" * 20_000),
            st.just('{"type": ' + "9" * 5000 + "}"),
            changed.map(lambda told: json.dumps({**told, "model": "none"})),
        )
        grey = cv2.imencode(".jpg", np.full((48, 64, 3), 90, np.uint8))[1].tobytes()
        webp = cv2.imencode(".webp", np.full((48, 64, 3), 90, np.uint8))[1].tobytes()
        pictures = st.one_of(
            *(damaged(struct.pack("<d", 0.1) + picture) for picture in (grey, webp)),
            st.binary(max_size=100),
            st.tuples(st.floats(), damaged(grey)).map(lambda p: struct.pack("<d", p[0]) + p[1]),
        )
        return [
            Target("page, first message", texts | st.binary(max_size=50), self._begin),
            Target("page, pictures", pictures, _look),
        ]

    def _begin(self, message: str | bytes) -> None:
        """Send a first message that no set begins with; the answer must be one, or none."""
        with self._client.websocket_connect(_LIVE, headers={"origin": _HOME}) as socket:
            if isinstance(message, bytes):
                socket.send_bytes(message)
            else:
                socket.send_text(message.encode("utf-8", "replace").decode())
            with suppress(WebSocketDisconnect):
                answer: Any = json.loads(socket.receive_text())
                assert answer["type"] == "failed", answer
                assert answer["what"]
                assert answer["remedy"]
        assert self._client.get("/api/status").status_code == 200

    def __enter__(self) -> Self:
        """Return the page, begun."""
        self._open.enter_context(self._client)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it."""
        self._open.close()


def _look(content: bytes) -> None:
    with suppress(FormcheckError):
        time_s, image = decode_picture(content)
        assert np.isfinite(time_s)
        assert image.ndim == 3
        assert image.dtype == np.uint8
