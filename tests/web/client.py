"""The page's application without a network, for tests of its API."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from formcheck.web.app import make_app
from formcheck.web.eyes import EYES
from formcheck.web.limits import Limits
from formcheck.web.settings import WebSettings

__all__ = ["HOME", "LIVE", "bring", "client", "over"]

HOME = "http://127.0.0.1:8765"
LIVE = "ws://127.0.0.1:8765/api/live"


@contextmanager
def client(
    folder: Path,
    *,
    tokens: tuple[str, ...] = (),
    host: str = "127.0.0.1",
    eyes: str = EYES,
    **limits: Any,
) -> Iterator[TestClient]:
    """Give a client of a new application that keeps its things in ``folder``."""
    settings = WebSettings(
        folder=folder / "people",
        history=lambda: folder / "history.sqlite3",
        host=host,
        tokens=tokens,
        recorder="formcheck.commands.live_record:LiveRecording",
        eyes=eyes,
        limits=replace(Limits(free_bytes=0), **limits),
    )
    with TestClient(make_app(settings), base_url=HOME, raise_server_exceptions=False) as made:
        yield made


def bring(asked: TestClient, content: bytes, **more: Any) -> dict[str, Any]:
    """Bring a recording; return its job."""
    answer = asked.post("/api/jobs", params={"name": "clip.mp4"}, content=content, **more)
    assert answer.status_code == 201, answer.text
    job: dict[str, Any] = answer.json()
    return job


def over(asked: TestClient, job: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Wait until a job is over and return it."""
    for _ in range(1200):
        now: dict[str, Any] = asked.get(f"/api/jobs/{job['job_id']}", **more).json()
        if now["state"] not in ("waiting", "running"):
            return now
        time.sleep(0.1)
    raise AssertionError(f"still {now}")
