"""Which codecs the installed PyAV brings: wheels differ, and so do distributions' builds."""

from __future__ import annotations

import cv2  # noqa: F401  isort: skip  (first, or the first OpenCV window hangs: see formcheck.video)

from typing import Final

import av

from formcheck.video.sink import ENCODERS

__all__ = ["DECODERS", "installed_encoder", "missing_decoders"]

DECODERS: Final = ("h264", "hevc", "vp9", "av1", "mjpeg")
"""What phones, cameras and messengers write."""


def installed_encoder() -> str | None:
    """Return the first of ``ENCODERS`` that is there, None if none is; it is not started.

    Writing passes over one that does not start: :func:`formcheck.video.sink.add_stream`.
    """
    return next((name for name, *_ in ENCODERS if name in av.codecs_available), None)


def missing_decoders() -> tuple[str, ...]:
    """Return those of ``DECODERS`` that are not there."""
    return tuple(name for name in DECODERS if not _decodes(name))


def _decodes(name: str) -> bool:
    try:
        return bool(av.Codec(name, "r").is_decoder)
    except ValueError:  # PyAV's UnknownCodecError
        return False
