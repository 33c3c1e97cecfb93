"""Many pictures of few colours, held small in memory: part pictures of a whole clip."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

PartPicture = NDArray[np.uint8]


class PartStack(Sequence[PartPicture]):
    """A list of uint8 pictures (H, W), each packed when added and unpacked when asked for.

    A part picture of 640 x 360 pixels takes about two kilobytes instead of 230.
    """

    def __init__(self) -> None:
        self._packed: list[tuple[bytes, tuple[int, ...]]] = []

    def append(self, picture: PartPicture) -> None:
        """Add a picture (H, W), uint8."""
        if picture.ndim != 2 or picture.dtype != np.uint8:
            raise ValueError(f"expected (H, W) uint8, got {picture.shape} {picture.dtype}")
        packed = zlib.compress(picture.tobytes(), level=1)
        self._packed.append((packed, picture.shape))

    def __len__(self) -> int:
        return len(self._packed)

    @overload
    def __getitem__(self, place: int) -> PartPicture: ...
    @overload
    def __getitem__(self, place: slice) -> list[PartPicture]: ...
    def __getitem__(self, place: int | slice) -> PartPicture | list[PartPicture]:
        """Return one picture, read-only, or a list of them."""
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        packed, shape = self._packed[place]
        return np.frombuffer(zlib.decompress(packed), dtype=np.uint8).reshape(shape)
