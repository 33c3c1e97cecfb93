"""Every process ends with the server, also with one that is killed and can tell nobody."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import Request, urlopen

import psutil
import pytest
from websockets.sync.client import connect

from tests.media import marked_frames, write_clip
from tests.web.coded import EYES
from tests.web.serving import ROOT, Server, serving
from tests.web.stuck import TASK

GONE_S = 15.0


def _children(pid: int) -> list[psutil.Process]:
    """Return the processes that this one has started, once there is one."""
    for _ in range(200):
        found = psutil.Process(pid).children(recursive=True)
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("no process was started")


def _all_gone(children: list[psutil.Process]) -> bool:
    _, alive = psutil.wait_procs(children, timeout=GONE_S)
    for process in alive:
        process.kill()
    return not alive


def _analyses(server: Server, folder: Path) -> None:
    write_clip(folder / "clip.mp4", marked_frames(3000), fps=30)
    content = (folder / "clip.mp4").read_bytes()
    asked = Request(f"{server.address}/api/jobs?name=a.mp4", data=content, method="POST")
    asked.add_header("content-type", "application/octet-stream")
    with urlopen(asked, timeout=10) as answer:
        assert answer.status == 201


def test_an_analysis_ends_with_a_server_that_is_killed(tmp_path: Path, free_port: int) -> None:
    with serving(tmp_path / "data", port=free_port) as server:
        _analyses(server, tmp_path)
        children = _children(server.pid)
        server.kill()
        assert _all_gone(children)


def test_a_live_set_ends_with_a_server_that_is_killed(tmp_path: Path, free_port: int) -> None:
    with (
        serving(tmp_path / "data", port=free_port, eyes=EYES) as server,
        connect(f"ws://127.0.0.1:{free_port}/api/live", open_timeout=10) as live,
    ):
        live.send(json.dumps({"type": "start"}))
        assert json.loads(live.recv(timeout=60))["type"] == "ready"
        children = _children(server.pid)
        server.kill()
        assert _all_gone(children)


@pytest.mark.slow
def test_a_live_set_ends_with_a_browser_that_leaves(tmp_path: Path, free_port: int) -> None:
    with serving(tmp_path / "data", port=free_port, eyes=EYES) as server:
        with connect(f"ws://127.0.0.1:{free_port}/api/live", open_timeout=10) as live:
            live.send(json.dumps({"type": "start"}))
            assert json.loads(live.recv(timeout=60))["type"] == "ready"
            children = _children(server.pid)
        assert _all_gone(children)


@pytest.mark.slow
def test_a_server_that_is_stopped_leaves_nobody(tmp_path: Path, free_port: int) -> None:
    with serving(tmp_path / "data", port=free_port) as server:
        _analyses(server, tmp_path)
        children = _children(server.pid)
    assert _all_gone(children)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's part is Linux's")
def test_a_process_that_hangs_in_native_code_ends_with_its_server() -> None:
    """No thread of it can hear that the server has gone."""
    program = (
        "import asyncio\n"
        "from formcheck.web.limits import Limits\n"
        "from formcheck.web.process import Confined\n"
        "async def run():\n"
        f"    process = await Confined.start({TASK!r}, {{}}, Limits())\n"
        "    print((await process.receive(60))['type'], flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(run())\n"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        assert server.stdout.readline() == "hangs\n"
        children = _children(server.pid)
    finally:
        server.kill()
        server.wait(timeout=10)
        server.stdout.close()
    assert _all_gone(children)
