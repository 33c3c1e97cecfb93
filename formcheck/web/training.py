"""Runs the live sets of one connection in their confined process."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.checks import build_checks
from formcheck.coach.coached_set import CoachedSet
from formcheck.coach.language import load_language
from formcheck.errors import FormcheckError, VideoError
from formcheck.pose.auto_model import AutoModelBackend
from formcheck.report import Analysis
from formcheck.web.channel import FRAME, Channel
from formcheck.web.eyes import Eyes
from formcheck.web.page_sets import PageSets, Recorder

__all__ = ["decode_picture", "train"]

_TIME: Final = struct.Struct("<d")
_REMEDY: Final = "reload the page"


def train(order: dict[str, Any], channel: Channel) -> None:
    """Take pictures and commands until the connection ends; each gets exactly one answer.

    Parameters
    ----------
    order : dict
        ``exercise``, ``model``, ``language``, ``countdown``, ``name``; ``eyes`` and ``recorder``
        (``module:name``); and ``record``: the folder to record into, or None.
    channel : Channel
        Told ``ready`` first. Commands are ``restart``, ``end``, ``keep`` (with ``folder`` and the
        number of the set) and ``close``.

    Raises
    ------
    FormcheckError
        A name is wrong, the model is missing, or a picture is none.
    """
    from formcheck.session import Session

    open_eyes: Callable[[str], AbstractContextManager[Eyes]] = _named(order["eyes"])
    cv2.setNumThreads(1)  # its threads would wait busily for a core that the browser needs
    language, checks = load_language(order["language"]), build_checks()
    with open_eyes(order["model"]) as eyes, _recorder(order) as recorder:
        session = Session(
            eyes.backend,
            exercise=order["exercise"],
            checks=checks,
            lumbar=eyes.lumbar,
            lumbar_every=2,
            waiting=order["countdown"],
        )
        coached = CoachedSet(session, language, checks, counted_down=order["countdown"])
        live = PageSets(coached, language, order["name"], recorder)
        if isinstance(eyes.backend, AutoModelBackend):
            eyes.backend.on_change = live.model_changed
        channel.tell(type="ready")
        while True:
            message = channel.receive()
            if message[:1] == FRAME:
                channel.tell(**live.step(*decode_picture(message[1:])))
                continue
            command = json.loads(message)
            if command["type"] == "restart":
                live.restart()
                channel.tell(type="restarted")
            elif command["type"] == "end":
                channel.tell(**live.end())
            elif command["type"] == "keep":
                channel.tell(**_keep(live, command))
            else:
                break
    channel.tell(type="closed")


def decode_picture(content: bytes) -> tuple[float, npt.NDArray[np.uint8]]:
    """Return time (seconds) and RGB picture of a message: a little-endian double, then the file.

    Raises
    ------
    VideoError
        It holds no finite time, or no JPEG or WebP, or one that is larger than allowed.
    """
    picture = content[_TIME.size :]
    known = picture.startswith(b"\xff\xd8\xff") or (picture[:4], picture[8:12]) == (
        b"RIFF",
        b"WEBP",
    )
    if not known:
        raise VideoError("the browser sent no picture", "", _REMEDY)
    (time_s,) = _TIME.unpack_from(content)
    if not math.isfinite(time_s):
        raise VideoError("the browser sent a picture without its time", "", _REMEDY)
    try:
        # OPENCV_IO_MAX_IMAGE_PIXELS, set for this process, bounds what the header may ask for.
        image = cv2.imdecode(np.frombuffer(picture, dtype=np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        image = None
    if image is None or min(image.shape[:2]) < 16:
        raise VideoError("the browser sent a damaged picture", "", _REMEDY)
    return time_s, np.ascontiguousarray(image[:, :, ::-1]).astype(np.uint8, copy=False)


def _keep(live: PageSets, command: dict[str, Any]) -> dict[str, Any]:
    """Keep a set; where that fails, a full disk say, the one that is under way goes on."""
    try:
        live.keep(command["number"], _save, Path(command["folder"]))
    except FormcheckError as error:
        return {"type": "not_kept", "what": error.what, "remedy": error.remedy}
    return {"type": "kept"}


def _save(final: Analysis, folder: Path) -> None:
    from formcheck.api import Report

    Report(final).save(folder)


@contextmanager
def _recorder(order: dict[str, Any]) -> Iterator[Recorder | None]:
    if order["record"] is None:
        yield None
        return
    recorder: Recorder = _named(order["recorder"])(Path(order["record"]), _unheard)
    try:
        yield recorder
    finally:
        recorder.close()


def _named(part: str) -> Any:
    """Return what ``module:name`` names."""
    module, name = part.split(":")
    return getattr(import_module(module), name)


def _unheard(sentence: str) -> None:
    """Say nothing: the page sees that no recording came."""
