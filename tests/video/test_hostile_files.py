"""Files made to do harm end in one sentence, in a process with little memory and time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from benchmarks.robustness import corpus_headers, corpus_outside, corpus_times
from benchmarks.robustness.corpus_case import Case
from benchmarks.robustness.corpus_watch import Bait
from formcheck.errors import CameraError
from formcheck.video import open_source
from formcheck.video.regular import open_regular
from tests.media import marked_frames, write_clip

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory limits, inotify")

_MASTER = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{}\n"
_READ = """
import json, resource, sys
from formcheck.errors import VideoError
from formcheck.video import open_source
from formcheck.video.scan import scan_times
resource.setrlimit(resource.RLIMIT_CPU, (40, 40))
resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30,) * 2)
for path in json.load(sys.stdin):
    told = {"frames": 0}
    try:
        scan_times(path)
        with open_source(path) as source:
            times = [frame.time_s for frame in source]
            told["frames"] = len(times)
            assert times == sorted(set(times))
    except VideoError as error:
        told["error"] = str(error)
    told["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(told), flush=True)
"""


def read_all(cases: list[Case]) -> list[dict[str, object]]:
    """Return what reading each file came to, in a process of their own that says nothing else."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _READ],
        input=json.dumps([str(case.path) for case in cases]),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == len(cases)
    for case, one in zip(cases, told, strict=True):
        assert one["frames"] or str(one["error"]).count(": ") >= 1, case.name
        assert "\n" not in str(one.get("error", ""))
        assert one["peak_mib"] < 2500, case.name
        if case.must == "refused":
            assert "error" in one, case.name
    return told


def test_headers_that_ask_for_all_memory(tmp_path: Path) -> None:
    cases = list(corpus_headers._bombs(tmp_path))
    assert len(cases) > 8
    told = read_all(cases)
    large = [one for case, one in zip(cases, told, strict=True) if "gigabytes" in case.name]
    assert len(large) == 1
    assert "error" in large[0]


def test_headers_that_lie(tmp_path: Path) -> None:
    read_all([*corpus_headers._avi(tmp_path), *corpus_headers._others(tmp_path)])


def test_timestamps_that_no_camera_writes(tmp_path: Path) -> None:
    told = read_all([*corpus_times._clusters(tmp_path), *corpus_times._stts(tmp_path)])
    assert sum(bool(one["frames"]) for one in told) > len(told) / 2


def test_what_asks_for_other_files_gets_none_and_reaches_nobody(tmp_path: Path) -> None:
    with Bait() as bait:
        cases = list(corpus_outside._lists(tmp_path, bait.port))
        cases += corpus_outside._references(tmp_path, bait.port)
        bait.watch(tmp_path / corpus_outside.bait_name)
        assert len(cases) > 80
        read_all(cases)
        assert bait.taken() == 0
        (tmp_path / corpus_outside.bait_name).read_bytes()
        assert bait.taken() == 1, "the bait does not notice"


def test_a_place_that_cannot_be_is_an_error_number(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"12345")
    with open_regular(path) as file:
        assert file.seek(3) == 3
        assert file.seek(-1) < 0
        assert file.seek(2**80) < 0
        assert file.read() == b"45"
        assert file.seek(0, os.SEEK_END) == 5


def test_a_name_of_bytes_that_are_no_text_is_shown_as_text(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "a.mp4", marked_frames(12))
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.mp4"))
    clip.rename(odd)
    with open_source(odd) as source:
        assert source.info.name == "��.mp4"
        assert source.info.name.encode()


@pytest.mark.parametrize("text", ["#EXTM3U\n#EXTINF:1,\n{}\n#EXT-X-ENDLIST\n", _MASTER])
def test_a_stream_never_leads_to_a_file_of_this_machine(tmp_path: Path, text: str) -> None:
    """A camera's address that answers with a play list; HLS may go on over the network only."""
    clip = write_clip(tmp_path / "bait.ts", marked_frames(30))
    body = text.replace("{}", f"file://{clip}").encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/vnd.apple.mpegurl")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server, Bait() as bait:
        bait.watch(clip)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            with pytest.raises(CameraError):
                open_source(f"http://127.0.0.1:{server.server_port}/live.m3u8", live=True)
        finally:
            server.shutdown()
            thread.join(timeout=10)
        assert bait.taken() == 0
