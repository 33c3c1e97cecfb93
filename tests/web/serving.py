"""Servers for the tests, each a process of its own as users start it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

__all__ = ["Server", "any_port", "serving"]

ROOT = Path(__file__).resolve().parents[2]

_PROGRAM = """
import contextlib, json, sys
from pathlib import Path
from formcheck.web.limits import Limits
from formcheck.web.server import listen, serve
from formcheck.web.settings import WebSettings
told = json.loads(sys.argv[1])
folder = Path(told["folder"])
settings = WebSettings(
    folder=folder / "people", history=lambda: folder / "history.sqlite3",
    tokens=tuple(told["tokens"]), recorder="formcheck.commands.live_record:LiveRecording",
    eyes=told["eyes"], limits=Limits(**told["limits"]),
)
with contextlib.suppress(KeyboardInterrupt):
    serve(settings, listen("127.0.0.1", told["port"]), lambda: None)
"""


@dataclass
class Server:
    """A running server."""

    process: subprocess.Popen[bytes]
    address: str
    port: int

    @property
    def pid(self) -> int:
        """Its process."""
        return self.process.pid

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=10)


@contextmanager
def serving(
    folder: Path,
    *,
    port: int,
    eyes: str = "formcheck.web.eyes:open_eyes",
    tokens: tuple[str, ...] = (),
    **limits: float,
) -> Iterator[Server]:
    """Run a server until the block ends; what it says on stderr fails the test."""
    told = {"folder": str(folder), "port": port, "eyes": eyes, "tokens": tokens, "limits": limits}
    errors = folder.parent / f"{folder.name}.stderr"
    with errors.open("ab") as stream:
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, json.dumps(told)],
            cwd=ROOT,
            stderr=stream,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    server = Server(process, f"http://127.0.0.1:{port}", port)
    try:
        _wait(server)
        yield server
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
    said = errors.read_text()
    assert not said, f"the server said: {said}"


def any_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: Server) -> None:
    for _ in range(300):
        assert server.process.poll() is None, "the server has ended"
        try:
            with urlopen(f"{server.address}/api/status", timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError("the server does not answer")
