"""Which kinds of video the installed PyAV reads: wheels differ, and so do distributions' builds."""

from __future__ import annotations

import cv2  # noqa: F401  isort: skip  (first, or the first OpenCV window hangs: see formcheck.video)

from typing import Final

import av

__all__ = ["DECODERS", "missing_decoders"]

DECODERS: Final = ("h264", "hevc", "vp9", "av1", "mjpeg")
"""What phones, cameras and messengers write."""


def missing_decoders() -> tuple[str, ...]:
    """Return those of ``DECODERS`` that are not there."""
    return tuple(name for name in DECODERS if not _decodes(name))


def _decodes(name: str) -> bool:
    try:
        return bool(av.Codec(name, "r").is_decoder)
    except ValueError:  # PyAV's UnknownCodecError
        return False
