"""The live window: the picture with the overlay, and the keys."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from dataclasses import replace
from types import TracebackType
from typing import Literal, Self

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.checks.arch import ArchSettings
from formcheck.coach.banner import Banner, BannerPainter
from formcheck.coach.screen import has_screen
from formcheck.coach.x11 import claim_events
from formcheck.errors import UsageError
from formcheck.outputs.hud import Chip, HudCurve, HudState, rep_chips
from formcheck.outputs.hud_spine import HudSpine
from formcheck.outputs.overlay import HudPainter
from formcheck.pose.landmarks import LANDMARK_COUNT, Landmark, opposite
from formcheck.pose.quiet import quiet_stderr
from formcheck.repetition import Phase
from formcheck.report import RepItem
from formcheck.session import Snapshot

__all__ = ["LiveHud", "Window", "WindowKey"]

WindowKey = Literal["pause", "restart", "mute", "quit"]

_TITLE = "formcheck (q stops)"
_FLAGS = cv2.WINDOW_NORMAL | cv2.WINDOW_GUI_NORMAL
_ROOM = (1280, 900)
"""Pixels that a laptop's screen has for a window."""
_CURVE_S = 15.0
_KEYS: dict[int, WindowKey] = {
    ord(" "): "pause",
    ord("p"): "pause",
    ord("r"): "restart",
    ord("m"): "mute",
    ord("q"): "quit",
    27: "quit",
}
_PHASES: dict[str, Phase | None] = {"low": None, "up": "raise", "down": "lower"}


class LiveHud:
    """Turns snapshots into what the overlay paints; remembers the last seconds and the last rep.

    Parameters
    ----------
    arch : ArchSettings, optional
        By which the back is judged; the defaults if left out.
    """

    def __init__(self, arch: ArchSettings | None = None) -> None:
        self._arch = arch or ArchSettings()
        self._recent: deque[tuple[float, float]] = deque()
        self._last: RepItem | None = None

    def state(self, snapshot: Snapshot) -> HudState:
        """Return what to paint over the frame of this snapshot."""
        self._recent.append((snapshot.time_s, snapshot.hip_flexion_deg))
        while snapshot.time_s - self._recent[0][0] > _CURVE_S:
            self._recent.popleft()
        if snapshot.ended:
            self._last = snapshot.ended[-1]
        points = np.array(self._recent)
        chips: tuple[Chip, ...] = rep_chips(self._last) if self._last is not None else ()
        setup = snapshot.setup
        warning = setup.warnings[0].message if setup is not None and setup.warnings else ""
        curve = HudCurve(
            time_s=points[:, 0],
            value_deg=points[:, 1],
            start_s=max(0.0, snapshot.time_s - _CURVE_S),
            stop_s=max(snapshot.time_s, _CURVE_S),
        )
        pose = snapshot.pose
        nothing = np.full(LANDMARK_COUNT, np.nan)
        return HudState(
            time_s=snapshot.time_s,
            landmarks_px=pose.landmarks_px if pose is not None else np.stack([nothing] * 2, axis=1),
            visibility=pose.visibility if pose is not None else nothing,
            side=snapshot.side,
            hip_flexion_deg=snapshot.hip_flexion_deg,
            rep=snapshot.reps,
            phase=_PHASES[snapshot.phase],
            chips_title=f"Rep {self._last.index}" if self._last is not None else "",
            chips=chips,
            warning=warning,
            curve=curve,
            spine=_spine(snapshot, self._arch),
        )


def _spine(snapshot: Snapshot, arch: ArchSettings) -> HudSpine | None:
    sample = snapshot.spine
    if sample is None:
        return None
    return HudSpine(
        points_px=sample.points_px,
        sigma_px=sample.sigma_px,
        change_deg=sample.lordosis_change_deg,
        arched=sample.lordosis_change_deg > arch.shown_change_deg,
        seen=sample.waist_seen,
    )


class Window:
    """A window that shows frames with their overlay; a context manager.

    Parameters
    ----------
    mirror : bool
        Show the picture as a mirror does. Text stays readable.

    Raises
    ------
    UsageError
        There is no screen.
    """

    def __init__(self, *, mirror: bool = False) -> None:
        self._mirror = mirror
        self._painter: HudPainter | None = None
        self._banner: BannerPainter | None = None
        self._size = (0, 0)
        self._shown: tuple[npt.NDArray[np.uint8], HudState | None] | None = None

    def __enter__(self) -> Self:
        if not has_screen():
            raise UsageError("there is no screen for the window", "live", "add --headless")
        claim_events()
        with quiet_stderr():
            cv2.namedWindow(_TITLE, _FLAGS)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with suppress(cv2.error):
            cv2.destroyAllWindows()

    def show(
        self, image: npt.NDArray[np.uint8], state: HudState | None, banner: Banner
    ) -> WindowKey | None:
        """Show a frame; return the key that was pressed, ``quit`` also for a closed window.

        Parameters
        ----------
        image : ndarray, shape (height, width, 3), uint8
            Upright RGB picture.
        state : HudState or None
            What is drawn over it; None shows the picture alone.
        banner : Banner
            What stands below the picture.
        """
        self._shown = (image, state)
        painted = self.paint(image, state, banner)
        # A reversed view would cost ten times as much: it is copied pixel by pixel.
        cv2.imshow(_TITLE, cv2.cvtColor(painted, cv2.COLOR_RGB2BGR))
        return self.poll()

    def show_again(self, banner: Banner) -> bool:
        """Show the last frame with another banner; return False if there was none or no window."""
        if self._shown is None or _is_closed():
            return False
        self.show(*self._shown, banner)
        return True

    def poll(self) -> WindowKey | None:
        """Return the key that was pressed, as :meth:`show` does, with nothing new to show."""
        key = cv2.waitKey(1) & 0xFF
        if _is_closed():
            return "quit"
        return _KEYS.get(key)

    def paint(
        self, image: npt.NDArray[np.uint8], state: HudState | None, banner: Banner
    ) -> npt.NDArray[np.uint8]:
        """Return the picture of the window, RGB, higher than the frame by the banner."""
        size = (image.shape[1], image.shape[0])
        if self._painter is None or self._banner is None or size != self._size:
            self._painter, self._banner, self._size = HudPainter(size), BannerPainter(size), size
            cv2.resizeWindow(_TITLE, *_window_size(size[0], size[1] + self._banner.height))
        if self._mirror:
            image = np.ascontiguousarray(image[:, ::-1])
            state = _mirrored(state, size[0]) if state is not None else None
        painted = self._painter.paint(image, state) if state is not None else image
        return self._banner.below(painted, banner)


def _window_size(width: int, height: int) -> tuple[int, int]:
    """Return the size of the window for pictures of this size: small ones are shown larger.

    Who lies three metres away cannot read a window of 640 pixels.

    >>> _window_size(640, 460), _window_size(1280, 920), _window_size(540, 1160)
    ((1252, 900), (1280, 920), (540, 1160))
    """
    scale = max(1.0, min(_ROOM[0] / width, _ROOM[1] / height))
    return round(scale * width), round(scale * height)


def _is_closed() -> bool:
    try:
        return bool(cv2.getWindowProperty(_TITLE, cv2.WND_PROP_VISIBLE) < 1)
    except cv2.error:  # Qt's, once its last window is gone
        return True


def _mirrored(state: HudState, width: int) -> HudState:
    """Return the state for a mirrored picture; the drawn side turns round with it."""
    points = state.landmarks_px.copy()
    points[:, 0] = width - 1 - points[:, 0]
    points, visibility = _swap_sides(points), _swap_sides(state.visibility)
    side = opposite(state.side) if state.side is not None else None
    spine = state.spine
    if spine is not None:
        turned = spine.points_px * [-1.0, 1.0] + [width - 1.0, 0.0]
        spine = replace(spine, points_px=turned)
    return replace(state, landmarks_px=points, visibility=visibility, side=side, spine=spine)


def _swap_sides(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return values per landmark (33, ...) with left and right exchanged."""
    order = []
    for landmark in Landmark:
        name = landmark.name
        if "LEFT" in name:
            name = name.replace("LEFT", "RIGHT")
        elif "RIGHT" in name:
            name = name.replace("RIGHT", "LEFT")
        order.append(int(Landmark[name]))
    return values[order]
