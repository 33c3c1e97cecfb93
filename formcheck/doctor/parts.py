"""The models and the video coding: each is tried, not only looked for."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from formcheck.doctor.finding import Finding, State
from formcheck.errors import OutputError

__all__ = ["lumbar_network", "pose_bundles", "pose_start", "video_coding"]

_OTHER_CODECS = "install the PyAV wheel: pip install --force-reinstall --only-binary av av"


def pose_bundles() -> Iterator[Finding]:
    """Tell of each pose model whether it is here and its checksum right."""
    from formcheck.pose.models import verify_bundles

    for status in verify_bundles():
        name = f"pose model {status.entry.name}"
        pull = f"`formcheck models pull {status.entry.name}`"
        if status.state == "installed":
            yield Finding("models", name, "ok", f"{status.path}, checksum right")
        elif status.state == "damaged":
            remedy = f"reinstall formcheck or run {pull}" if status.entry.shipped else f"run {pull}"
            state: State = "broken" if status.entry.shipped else "doubtful"
            yield Finding("models", name, state, f"{status.path}, checksum wrong", remedy)
        elif status.entry.shipped:
            yield Finding("models", name, "broken", "missing", "reinstall formcheck")
        else:
            yield Finding("models", name, "absent", "not fetched", f"if wanted: {pull}")


def pose_start() -> Iterator[Finding]:
    """Tell whether MediaPipe starts the default model and takes a picture."""
    from formcheck.pose.mediapipe import MediaPipeBackend
    from formcheck.video.frame import Frame

    black: npt.NDArray[np.uint8] = np.zeros((240, 320, 3), np.uint8)
    with MediaPipeBackend("full") as backend:
        found = backend.detect(Frame(0, 0.0, black))
    detail = f"MediaPipe starts and finds {len(found)} people in a black picture"
    remedy = "reinstall mediapipe" if found else ""
    yield Finding("models", "pose model runs", "broken" if found else "ok", detail, remedy)


def lumbar_network() -> Iterator[Finding]:
    """Tell whether the lumbar network is here, its checksum right, and OpenCV runs it."""
    from formcheck.lumbar.crop import CROP
    from formcheck.lumbar.network import LumbarNetwork

    network = LumbarNetwork()  # verifies the checksum
    width, height = CROP.size
    read = network.read(np.zeros((height, width, 4), np.uint8))
    numbers = np.concatenate([read.points.ravel(), read.values, read.value_sigma])
    sound = bool(np.all(np.isfinite(numbers)))
    detail = f"{network.path}, checksum right, {'runs' if sound else 'gives no numbers'}"
    remedy = "" if sound else "reinstall opencv-contrib-python"
    yield Finding("models", "lumbar network", "ok" if sound else "broken", detail, remedy)


def video_coding() -> Iterator[Finding]:
    """Tell how videos are written, and which kinds cannot be read."""
    from formcheck.video.codecs import DECODERS, missing_decoders

    yield _writing()
    missing = missing_decoders()
    if missing:
        detail = f"cannot be read: {', '.join(missing)}"
        yield Finding("video", "read", "doubtful", detail, _OTHER_CODECS)
    else:
        yield Finding("video", "read", "ok", ", ".join(DECODERS))


def _writing() -> Finding:
    """Return whether a trial video is written and read back, and by which encoder."""
    from formcheck.video import VideoSink, open_source

    pictures: list[Any] = [np.full((48, 64, 3), value, np.uint8) for value in (0, 128, 255)]
    with tempfile.TemporaryDirectory(prefix="formcheck_doctor_") as folder:
        path = Path(folder) / "trial.mp4"
        try:
            with VideoSink(path, 64, 48) as sink:
                for index, picture in enumerate(pictures):
                    sink.write(picture, index / 30)
        except OutputError as error:
            no_encoder = getattr(error.__cause__, "errno", None) == errno.ENOSYS
            remedy = _OTHER_CODECS if no_encoder else error.remedy
            return Finding("video", "written with", "broken", error.what, remedy)
        with open_source(path) as source:
            count = sum(1 for _ in source)
    whole = count == len(pictures)
    shown = sink.encoder != "mpeg4"
    state: State = "ok" if whole and shown else "doubtful" if whole else "broken"
    detail = f"{sink.encoder}, {count} of {len(pictures)} pictures read back"
    if not shown:
        detail += "; no browser shows this kind"
    return Finding("video", "written with", state, detail, "" if state == "ok" else _OTHER_CODECS)
