"""What the silhouette and the picture tell beside the landmarks, one row per frame."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from formcheck.pose.backend import PersonPose
from formcheck.pose.background import (
    SmallPicture,
    background_shift_px,
    picture_change,
    small_picture,
)
from formcheck.pose.leg_fan import LegFanSettings, leg_fan
from formcheck.pose.track import CONTOUR_FEATURES

__all__ = ["SilhouetteReader", "contour_features"]

FloatArray = npt.NDArray[np.float64]


class SilhouetteReader:
    """Reads frame after frame; remembers the picture before, nothing else."""

    def __init__(self, settings: LegFanSettings | None = None) -> None:
        self._settings = settings or LegFanSettings()
        self._previous: SmallPicture | None = None

    def read(
        self, image: npt.NDArray[np.uint8], pose: PersonPose | None, persons: int
    ) -> FloatArray:
        """Return the frame's row of ``Track.contour``, as :func:`contour_features`.

        Parameters
        ----------
        image : ndarray, shape (height, width, 3), uint8
            Upright RGB picture.
        pose : PersonPose or None
            The subject.
        persons : int
            How many people were found.
        """
        picture = small_picture(image, pose)
        row = contour_features(pose, picture, self._previous, persons, self._settings)
        self._previous = picture
        return row


def contour_features(
    pose: PersonPose | None,
    picture: SmallPicture,
    previous: SmallPicture | None,
    persons: int,
    settings: LegFanSettings | None = None,
) -> FloatArray:
    """Return one frame's row of ``Track.contour``.

    Parameters
    ----------
    pose : PersonPose or None
        The subject; None gives NaN for all that concerns it.
    picture, previous : SmallPicture
        This frame and the one before (None on the first).
    persons : int
        How many people were found.
    settings : LegFanSettings, optional
        How the legs' fan is read.

    Returns
    -------
    ndarray, shape (K,)
        In the order of :data:`~formcheck.pose.track.CONTOUR_FEATURES`.
    """
    values = {"brightness": float(picture.gray.mean()), "persons": float(persons)}
    if pose is not None:
        fan = leg_fan(pose, settings)
        for edge, (x, y) in zip(("first", "last"), fan.tolist(), strict=True):
            values[f"leg_fan_{edge}_x"], values[f"leg_fan_{edge}_y"] = x, y
    if previous is not None:
        values["background_shift_px"] = background_shift_px(picture, previous)
        values["picture_change"] = picture_change(picture, previous)
    return np.array([values.get(name, math.nan) for name in CONTOUR_FEATURES])
