"""``formcheck serve`` on the command line."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from formcheck.cli import run
from formcheck.commands import serve
from formcheck.commands.serve import ServeOptions
from formcheck.web.server import page_address


def _serve(folder: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "formcheck", "serve", "--port", "0", "--no-open"]
    command += ["--data", str(folder / "page"), "--db", str(folder / "h.sqlite3"), *more]
    # A command that a shell puts in the background would not hear of Ctrl-C.
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_it_tells_its_address_and_stops_quietly(tmp_path: Path) -> None:
    server = _serve(tmp_path)
    assert server.stdout is not None
    line = server.stdout.readline()
    assert line.startswith("formcheck is at http://127.0.0.1:")
    with urlopen(line.split()[-1], timeout=10) as answer:
        assert b"<title>formcheck</title>" in answer.read()
    assert "Ctrl-C stops it." in server.stdout.readline()
    server.send_signal(signal.SIGINT)
    _, errors = server.communicate(timeout=30)
    assert (server.returncode, errors) == (0, "")


def test_links_hold_tokens_where_they_are_asked_for(tmp_path: Path) -> None:
    server = _serve(tmp_path, "--token", "--guests", "1")
    assert server.stdout is not None
    lines = [server.stdout.readline() for _ in range(2)]
    server.terminate()
    server.communicate(timeout=30)
    tokens = [line.split("#token=")[1].strip() for line in lines]
    assert len(set(tokens)) == 2
    assert all(len(token) >= 32 for token in tokens)
    assert (tmp_path / "page" / "tokens.json").stat().st_mode & 0o077 == 0


def test_a_missing_extra_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve, "find_spec", lambda name: None if name == "uvicorn" else object())
    assert run(["serve"]) == 2
    told = capfd.readouterr().err
    assert told.count("\n") == 1
    assert "uvicorn" in told
    assert 'pip install "formcheck[web]"' in told


def test_a_port_that_is_taken_is_one_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert run(["serve", "--no-open", "--data", str(tmp_path), "--port", port]) == 2
    told = capfd.readouterr().err
    assert told.count("\n") == 1
    assert f"port {port}" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--host", "no such host"], "no address of this machine"),
        (["--key", "k.pem"], "go together"),
        (["--port", "70000"], "65535"),
    ],
)
def test_wrong_usage_is_one_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert run(["serve", "--no-open", "--data", str(tmp_path), *arguments]) == 2
    assert words in capfd.readouterr().err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    tmp_path.chmod(0o500)
    assert run(["serve", "--no-open", "--token", "--data", str(tmp_path / "x")]) == 1
    assert "no permission" in capfd.readouterr().err


def test_any_address_is_shown_as_one_that_can_be_opened() -> None:
    assert "0.0.0.0" not in page_address("0.0.0.0", 8765)
    assert ServeOptions().host == "127.0.0.1"
