"""What is told when the pose model keeps up no longer, beside the one spoken sentence."""

from __future__ import annotations

from typing import Final

from formcheck.pose.auto_model import ModelChange

__all__ = ["MODEL_NOTES", "MODEL_SENTENCES"]

MODEL_NOTES: Final[dict[ModelChange, str]] = {"lite": "lite model", "lite_missing": "too slow"}
"""For a corner of the picture."""
MODEL_SENTENCES: Final[dict[ModelChange, str]] = {
    "lite": "this computer is too slow for the full pose model: from now on it is lite, whose "
    "angles are a little less exact",
    "lite_missing": "this computer is too slow for the full pose model, fast faults cannot be "
    "told: `formcheck models pull lite` fetches a faster one",
}
