"""A pinhole camera: where it stands, and where points of the world fall in its picture.

World: metres, z up. Picture: pixels, x right, y down, the pixel (0, 0) has its centre at
(0.5, 0.5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from studio.body import Array


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera that looks at a target point.

    Attributes
    ----------
    side : float
        +1: it stands on the +x side (a supine body shows its left side), -1: on the -x side.
    yaw_deg : float
        Turn out of square about the vertical; positive: the camera stands nearer to +y
        (the head of a supine body).
    pitch_deg : float
        Positive: the camera looks down.
    roll_deg : float
        Turn about the line of sight; positive: the camera is turned clockwise as its holder sees
        it, so that the picture shows the scene turned counter-clockwise.
    distance_m : float
        From the lens to the target.
    target_m : tuple (x, y, z)
        The world point in the middle of the picture.
    view_height_m : float
        Height of the picture at the target's distance.
    width, height : int
        Size of the picture as seen, pixels: wide or upright.
    """

    side: float = 1.0
    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    distance_m: float = 3.0
    target_m: tuple[float, float, float] = (0.0, 0.0, 0.5)
    view_height_m: float = 1.6
    width: int = 960
    height: int = 540
    roll_deg: float = 0.0

    @property
    def axes(self) -> Array:
        """Rows (3, 3): right, up and forward of the camera in the world."""
        yaw, pitch = np.radians(self.yaw_deg), np.radians(self.pitch_deg)
        level = np.array([-self.side * np.cos(yaw), -np.sin(yaw), 0.0])
        forward = level * np.cos(pitch) - np.array([0.0, 0.0, np.sin(pitch)])
        right = np.cross(forward, [0.0, 0.0, 1.0])
        right /= np.linalg.norm(right)
        up = np.cross(right, forward)
        roll = np.radians(self.roll_deg)
        turned = np.cos(roll) * right - np.sin(roll) * up
        return np.stack([turned, np.cross(turned, forward), forward])

    @property
    def position_m(self) -> Array:
        """The lens in the world (3,)."""
        place: Array = np.asarray(self.target_m) - self.axes[2] * self.distance_m
        return place

    @property
    def focal_px(self) -> float:
        """Focal length in pixels."""
        return self.height * self.distance_m / self.view_height_m

    def project(self, points_m: Array) -> Array:
        """Pixels (..., 2) of world points (..., 3); NaN behind the camera."""
        seen = (np.asarray(points_m, dtype=np.float64) - self.position_m) @ self.axes.T
        depth = np.where(seen[..., 2] > 1e-6, seen[..., 2], np.nan)
        x = self.width / 2 + self.focal_px * seen[..., 0] / depth
        y = self.height / 2 - self.focal_px * seen[..., 1] / depth
        return np.stack([x, y], axis=-1)

    def clip_matrix(self, near_m: float = 0.5, far_m: float = 20.0) -> Array:
        """Matrix (4, 4) from homogeneous world points to OpenGL clip space (column vectors)."""
        view = np.eye(4)
        view[:3, :3] = self.axes * np.array([[1.0], [1.0], [-1.0]])
        view[:3, 3] = -view[:3, :3] @ self.position_m
        lens = np.zeros((4, 4))
        lens[0, 0] = 2 * self.focal_px / self.width
        lens[1, 1] = 2 * self.focal_px / self.height
        lens[2, 2] = -(far_m + near_m) / (far_m - near_m)
        lens[2, 3] = -2 * far_m * near_m / (far_m - near_m)
        lens[3, 2] = -1.0
        matrix: Array = lens @ view
        return matrix
