from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from formcheck.pose.quiet import calm_native_logs, quiet_stderr


def test_descriptor_is_silent_inside_and_restored(capfd: pytest.CaptureFixture[str]) -> None:
    os.write(2, b"before ")
    with quiet_stderr():
        os.write(2, b"hidden ")
        with quiet_stderr():
            os.write(2, b"hidden ")
        os.write(2, b"hidden ")
    os.write(2, b"after")
    assert capfd.readouterr().err == "before after"


def test_restored_after_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError, match="inside"), quiet_stderr():
        raise RuntimeError("inside")
    os.write(2, b"after")
    assert capfd.readouterr().err == "after"


def test_inactive_does_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with quiet_stderr(active=False):
        os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"


def descriptors() -> int:
    """Return how many files are open, 0 where the system does not tell."""
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


def test_last_of_several_threads_restores(capfd: pytest.CaptureFixture[str]) -> None:
    opened = descriptors()

    def work() -> None:
        for _ in range(200):
            with quiet_stderr():
                os.write(2, b"x")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os.write(2, b"after")
    assert capfd.readouterr().err == "after"
    assert descriptors() == opened


def test_levels_set_by_the_user_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLOG_minloglevel", "0")
    monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", "")
    monkeypatch.delenv("TF_CPP_MIN_LOG_LEVEL")
    calm_native_logs()
    assert os.environ["GLOG_minloglevel"] == "0"  # noqa: SIM112 - its name
    assert os.environ["TF_CPP_MIN_LOG_LEVEL"] == "2"
