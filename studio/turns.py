"""Rotation matrices (3, 3) about the body's axes, and the shortest turn between directions."""

from __future__ import annotations

import numpy as np

from studio.body import Array


def about_x(degrees: float) -> Array:
    """Turn about x: negative flexes a hip, positive tilts the trunk forward."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])


def about_y(degrees: float) -> Array:
    """Turn about y, the front-to-back axis."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


def about_z(degrees: float) -> Array:
    """Turn about z, the long axis."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def about(axis: Array, degrees: float) -> Array:
    """Turn about any axis (3,)."""
    x, y, z = axis / np.linalg.norm(axis)
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn: Array = np.eye(3) + s * cross + (1.0 - c) * cross @ cross
    return turn


def between(start: Array, end: Array) -> Array:
    """Shortest turn that brings direction ``start`` (3,) to direction ``end`` (3,)."""
    a, b = start / np.linalg.norm(start), end / np.linalg.norm(end)
    axis = np.cross(a, b)
    if np.linalg.norm(axis) < 1e-9:
        return np.eye(3)
    return about(axis, float(np.degrees(np.arctan2(np.linalg.norm(axis), a @ b))))
