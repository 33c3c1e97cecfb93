"""Hostile files, names and clients: told in one sentence, and the server goes on."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import av
import cv2
import numpy as np
import psutil
import pytest
from starlette.testclient import TestClient

from formcheck.errors import OutputError
from tests.media import marked_frames, write_clip
from tests.web.client import LIVE, bring, client, over
from tests.web.coded import EYES
from tests.web.serving import serving

NAMES = [
    "../../../../tmp/evil.mp4",
    "..\\..\\evil.mp4",
    "/etc/passwd",
    "a\x00b\r\nc",
    "",
    "." * 300,
]


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def _clip(path: Path, count: int = 10, fps: float = 30, **size: int) -> bytes:
    write_clip(path, marked_frames(count, **size), fps=fps)
    return path.read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_shown_and_never_a_path(tmp_path: Path, name: str) -> None:
    with client(tmp_path / "data") as asked:
        answer = asked.post("/api/jobs", params={"name": name[:300]}, content=b"no video")
        job = answer.json()
        assert answer.status_code == 201
        assert not set("/\\\x00\r\n") & set(job["name"])
        asked.post(f"/api/jobs/{job['job_id']}/cancel")
        allowed = {"people", "people/host", "people/host/jobs", f"people/host/jobs/{job['job_id']}"}
        beyond = _files(tmp_path / "data") - allowed
        assert all(path.startswith(f"people/host/jobs/{job['job_id']}/") for path in beyond)
    assert {path.name for path in tmp_path.iterdir()} == {"data"}


@pytest.mark.parametrize(
    "path",
    [
        "/api/jobs/..",
        "/api/jobs/%2e%2e%2f%2e%2e%2ftokens.json",
        "/api/jobs/" + "0" * 32 + "/..%2f..%2fjob.json",
        "/api/jobs/" + "0" * 32 + "/job.json",
        "/api/jobs/" + "0" * 32 + "/recording",
        "/..%2f..%2fapp.py",
        "/%2e%2e/app.py",
        "//etc/passwd",
        "/static/../app.py",
    ],
)
def test_no_way_leads_out_of_the_page(tmp_path: Path, path: str) -> None:
    with client(tmp_path) as asked:
        answer = asked.get(path)
        assert answer.status_code in (404, 405, 422)
        assert "import" not in answer.text


def test_a_file_that_is_too_large_is_refused_before_it_comes(tmp_path: Path) -> None:
    with client(tmp_path, upload_bytes=1000) as asked:
        answer = asked.post("/api/jobs", content=b"x" * 1001)
        assert answer.status_code == 413
        assert "larger than" in answer.json()["what"]
        assert not list(tmp_path.rglob("recording"))


def test_an_endless_upload_is_cut_off_and_leaves_nothing(tmp_path: Path) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 50_000_000:
            sent += 65_536
            yield bytes(65_536)

    with client(tmp_path, upload_bytes=1_000_000) as asked:
        assert asked.post("/api/jobs", content=endless()).status_code == 413
        assert not list(tmp_path.rglob("recording"))
        assert asked.get("/api/jobs").json() == []


def test_an_empty_upload_is_refused(tmp_path: Path) -> None:
    with client(tmp_path) as asked:
        assert asked.post("/api/jobs", content=b"").status_code == 422


def test_too_many_that_wait_are_refused(tmp_path: Path) -> None:
    with client(tmp_path, waiting=2) as asked:
        bring(asked, b"one")
        bring(asked, b"two")
        assert asked.post("/api/jobs", content=b"three").status_code == 429


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"duration_s": 0.5}, "longer than"),
        ({"pixels": 96 * 64 - 1}, "picture is too large"),
        ({"frames": 5}, "too many pictures"),
        ({"memory_bytes": 150 * 2**20}, "more memory"),
        ({"job_s": 0.05}, "took longer"),
    ],
)
def test_a_recording_beyond_a_limit_is_told(tmp_path: Path, limits: dict, words: str) -> None:
    content = _clip(tmp_path / "clip.mp4", count=40)
    with client(tmp_path / "data", **limits) as asked:
        job = over(asked, bring(asked, content))
        assert job["state"] == "failed"
        assert words in job["failure"]["what"]
        assert str(tmp_path) not in json.dumps(job)
        assert not list((tmp_path / "data").rglob("recording")), "it is forgotten"
        assert asked.get("/api/status").status_code == 200


def _bomb(path: Path, side: int) -> bytes:
    """Return a film of one black picture that is small as a file and huge in memory."""
    with av.open(str(path), "w", format="mov") as container:
        stream = container.add_stream("png", rate=1)
        stream.width = stream.height = side
        stream.pix_fmt = "gray"
        picture = av.VideoFrame(side, side, "gray")
        picture.planes[0].update(bytes(picture.planes[0].buffer_size))
        for _ in range(2):
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    content = path.read_bytes()
    assert len(content) < side * side / 100
    return content


def test_a_film_that_unfolds_is_refused_before_it_does(tmp_path: Path) -> None:
    content = _bomb(tmp_path / "bomb.mov", 8192)
    with client(tmp_path / "data") as asked:
        job = over(asked, bring(asked, content))
        assert job["state"] == "failed"
        assert "picture is too large" in job["failure"]["what"]


def test_a_film_that_unfolds_all_the_same_meets_the_wall(tmp_path: Path) -> None:
    """Even with no limit of size its process has no more memory than it was given."""
    content = _bomb(tmp_path / "bomb.mov", 16_000)
    with client(tmp_path / "data", pixels=2**40, memory_bytes=1200 * 2**20) as asked:
        before = psutil.Process().memory_info().rss
        job = over(asked, bring(asked, content))
        assert job["state"] == "failed"
        assert asked.get("/api/status").status_code == 200
        assert psutil.Process().memory_info().rss - before < 200 * 2**20


def _start(asked: TestClient, **more: object):
    socket_ = asked.websocket_connect(LIVE)
    live = socket_.__enter__()
    live.send_text(json.dumps({"type": "start", **more}))
    return socket_, live


def _huge_jpeg() -> bytes:
    _, content = cv2.imencode(".jpg", np.zeros((64, 64, 3), np.uint8))
    data = bytearray(content.tobytes())
    place = data.index(b"\xff\xc0")
    data[place + 5 : place + 9] = struct.pack(">HH", 65_000, 65_000)
    return bytes(data)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x00" * 8 + b"GIF89a" + b"\x00" * 50, "no picture"),
        (struct.pack("<d", 1.0) + b"\xff\xd8\xff" + b"\x00" * 200, "damaged picture"),
        (struct.pack("<d", 1.0) + _huge_jpeg(), "damaged picture"),
        (struct.pack("<d", float("nan")) + b"\xff\xd8\xff", "without its time"),
        (b"", "no picture"),
    ],
)
def test_a_hostile_picture_ends_its_set_and_nothing_else(
    tmp_path: Path, content: bytes, words: str
) -> None:
    with client(tmp_path, eyes=EYES) as asked:
        opened, live = _start(asked)
        assert live.receive_json()["type"] == "ready"
        live.send_bytes(content)
        answer = live.receive_json()
        assert answer["type"] == "failed"
        assert words in answer["what"]
        opened.__exit__(None, None, None)
        assert asked.get("/api/status").status_code == 200


def test_a_set_that_is_none_cannot_be_kept_and_the_next_goes_on(tmp_path: Path) -> None:
    _, content = cv2.imencode(".jpg", np.zeros((64, 64, 3), np.uint8))
    with client(tmp_path, eyes=EYES) as asked:
        opened, live = _start(asked)
        assert live.receive_json()["type"] == "ready"
        for number in (None, 7, -(10**30)):
            live.send_text(json.dumps({"type": "keep", "number": number}))
            answer = live.receive_json()
            assert (answer["type"], answer["what"]) == ("not_kept", "there is no set to keep")
        live.send_bytes(struct.pack("<d", 1.0) + content.tobytes())
        assert live.receive_json()["type"] == "frame"
        live.send_text("{")
        assert live.receive_json()["type"] == "failed"
        opened.__exit__(None, None, None)
        assert asked.get("/api/jobs").json() == []


@pytest.mark.parametrize(
    "first", ["", "{", '{"type": "end"}', '{"type": "start", "model": "../x"}', "[" * 10_000]
)
def test_a_wrong_first_message_is_told(tmp_path: Path, first: str) -> None:
    with client(tmp_path) as asked, asked.websocket_connect(LIVE) as live:
        live.send_text(first)
        assert live.receive_json()["type"] == "failed"


def test_a_first_message_that_is_no_text_is_told(tmp_path: Path) -> None:
    with client(tmp_path) as asked, asked.websocket_connect(LIVE) as live:
        live.send_bytes(b"\xff" * 100)
        assert live.receive_json()["type"] == "failed"


@pytest.mark.parametrize(
    ("limits", "words"),
    [({"set_s": 0.1}, "the most in one go"), ({"answer_s": 0.05}, "did not answer")],
)
def test_each_limit_of_time_of_a_live_set_has_its_words(
    tmp_path: Path, limits: dict[str, float], words: str
) -> None:
    with client(tmp_path, eyes=EYES, **limits) as asked:
        opened, live = _start(asked)
        answer = live.receive_json()
        opened.__exit__(None, None, None)
    assert answer["type"] == "failed"
    assert words in answer["what"]
    assert answer["remedy"]


@pytest.mark.timeout(60)  # where it is not told, the test client waits on
def test_a_live_set_that_cannot_be_recorded_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OutputError("the disk is full", str(tmp_path), "make room")

    monkeypatch.setattr("formcheck.web.shelf.write_text_atomic", full)
    with client(tmp_path, eyes=EYES) as asked:
        opened, live = _start(asked, record=True)
        answer = live.receive_json()
        opened.__exit__(None, None, None)
    assert answer == {"type": "failed", "what": "the disk is full", "remedy": "make room"}


def test_a_live_connection_that_falls_silent_is_closed(tmp_path: Path) -> None:
    with client(tmp_path, eyes=EYES, quiet_s=0.3) as asked:
        opened, live = _start(asked)
        assert live.receive_json()["type"] == "ready"
        answer = live.receive_json()
        assert (answer["type"], answer["what"]) == ("failed", "nothing came for too long")
        opened.__exit__(None, None, None)


def test_what_does_not_exist_is_told_by_the_live_set(tmp_path: Path) -> None:
    with client(tmp_path) as asked:
        opened, live = _start(asked, language="klingon")
        answer = live.receive_json()
        assert answer["type"] == "failed"
        assert "klingon" in answer["what"]
        assert str(tmp_path) not in json.dumps(answer)
        opened.__exit__(None, None, None)


def test_a_hundred_open_sockets_leave_the_server_answering(tmp_path: Path, free_port: int) -> None:
    """Idle connections, live ones that never begin, and half a request each; then all let go."""
    upgrade = (
        f"GET /api/live HTTP/1.1\r\nHost: 127.0.0.1:{free_port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Version: 13\r\n\r\n"
    ).encode()
    begun = b"POST /api/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\nx"
    with serving(tmp_path / "data", port=free_port, eyes=EYES) as server:
        process = psutil.Process(server.pid)
        before, files = process.memory_info().rss, process.num_fds()
        open_ = []
        for i in range(100):
            made = socket.create_connection(("127.0.0.1", free_port), timeout=5)
            made.sendall((upgrade, b"", begun, b"GET / HTTP/1.1\r\nHo")[i % 4])
            open_.append(made)
        time.sleep(1.0)
        begin_s = time.monotonic()
        with urlopen(f"{server.address}/api/status", timeout=10) as answer:
            assert answer.status == 200
        assert time.monotonic() - begin_s < 5
        assert process.memory_info().rss - before < 60 * 2**20
        assert process.children(recursive=True) == [], "nobody began a set"
        for made in open_:
            made.close()
        for _ in range(100):
            if process.num_fds() <= files + 2:
                break
            time.sleep(0.2)
        assert process.num_fds() <= files + 2
        assert not list(tmp_path.rglob("recording"))
