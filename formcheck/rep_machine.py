"""The repetition state machine: one sample in, now and then a movement out (MEASURES 4.7).

The same machine runs over a recording's smoothed angle and, sample by sample, over a live one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

__all__ = ["Movement", "RepMachine", "RepSettings"]


@dataclass(frozen=True, slots=True)
class RepSettings:
    """The numbers of MEASURES 4.7.

    Parameters
    ----------
    up_min_deg : float
        Rise above the valley that may be a raise.
    speed_on_dps, speed_on_s : float
        Speed that a raise must hold, and for how long.
    drop_deg : float
        Fall from the peak that begins the lowering.
    dip_deg : float
        Rise beyond the peak that makes a fall a mere dip.
    back_deg : float
        Distance from the valley that ends the repetition.
    turn_deg : float
        Rise from the lowest point that ends a repetition which never came back (hovering).
    stop_dps, stop_fall_deg : float
        Slower than this after such a fall: stopped.
    same_turn_share, same_stop_share : float
        Exceptions that stay in the same repetition: turned after less than this share of the rise;
        stopped above this share of it.
    min_excursion_deg, min_s : float
        Smaller or shorter movements are listed, not judged.
    calm_dps, calm_s : float
        Slower than this for so long is a plateau: the valley is taken from there [design].
    gap_s : float
        A movement in which nothing is seen for longer is given up.
    top_deg : float
        Within this of the peak is the top.
    """

    up_min_deg: float = 12.0
    speed_on_dps: float = 10.0
    speed_on_s: float = 0.10
    drop_deg: float = 8.0
    dip_deg: float = 2.0
    back_deg: float = 8.0
    turn_deg: float = 10.0
    stop_dps: float = 10.0
    stop_fall_deg: float = 15.0
    same_turn_share: float = 0.35
    same_stop_share: float = 0.6
    min_excursion_deg: float = 25.0
    min_s: float = 0.5
    calm_dps: float = 3.0
    calm_s: float = 0.5
    gap_s: float = 1.0
    top_deg: float = 3.0


@dataclass(frozen=True, slots=True)
class Movement:
    """A rise and fall of the angle, before anything is known of the rest of the body.

    Parameters
    ----------
    start, peak, stop : int
        Frames; the movement is ``[start, stop)``.
    valley_deg, peak_deg, low_deg : float
        Angle at the start, the highest, and at the end.
    reason_code : str
        Empty for a whole rise and fall; else ``too_small``, ``aborted`` or ``not_seen``.
    """

    start: int
    peak: int
    stop: int
    valley_deg: float
    peak_deg: float
    low_deg: float
    reason_code: str


class _State(Enum):
    LOW = "low"
    UP = "up"
    DOWN = "down"


class RepMachine:
    """Counts repetitions in an angle that comes sample by sample.

    Parameters
    ----------
    settings : RepSettings, optional
        Thresholds.
    """

    def __init__(self, settings: RepSettings | None = None) -> None:
        self.settings = settings or RepSettings()
        self._state = _State.LOW
        self._seen_s = float("nan")
        self._reset(0, 0.0, float("nan"))

    @property
    def phase(self) -> str:
        """``low``, ``up`` or ``down``."""
        return self._state.value

    def _reset(self, frame: int, time_s: float, angle_deg: float) -> None:
        """Begin anew from a valley at this sample."""
        self._state = _State.LOW
        self._valley_deg = angle_deg
        self._start = frame
        self._calm_since_s = time_s
        self._fast_since_s: float | None = None
        self._peak = self._low = frame
        self._peak_deg = self._low_deg = angle_deg

    def step(
        self, frame: int, time_s: float, angle_deg: float, speed_dps: float
    ) -> Movement | None:
        """Take one sample; return the movement that it ends, if it ends one.

        Parameters
        ----------
        frame : int
            Frame number, rising.
        time_s : float
            Presentation time.
        angle_deg, speed_dps : float
            Hip flexion and its velocity; NaN = not seen.
        """
        if not np.isfinite(angle_deg):
            return None
        speed_dps = speed_dps if np.isfinite(speed_dps) else 0.0
        ended = None
        if time_s - self._seen_s > self.settings.gap_s:
            ended = self._give_up(frame, "not_seen")
            self._reset(frame, time_s, angle_deg)
        self._seen_s = time_s
        if np.isnan(self._valley_deg):
            self._reset(frame, time_s, angle_deg)
        if self._state is _State.LOW:
            self._step_low(frame, time_s, angle_deg, speed_dps)
        elif self._state is _State.UP:
            self._step_up(frame, time_s, angle_deg, speed_dps)
        else:
            ended = self._step_down(frame, time_s, angle_deg, speed_dps) or ended
        return ended

    def finish(self, frame: int) -> Movement | None:
        """Return the movement that was still under way when the samples ended before ``frame``."""
        return self._give_up(frame, "aborted")

    def _give_up(self, frame: int, reason_code: str) -> Movement | None:
        s = self.settings
        if self._state is _State.LOW:
            return None
        rise = self._peak_deg - self._valley_deg
        # A clip that is cut in the last degrees of the lowering still holds the whole repetition.
        almost = self._state is _State.DOWN and self._low_deg - self._valley_deg < 0.35 * rise
        if almost and reason_code == "aborted":
            return self._movement(frame, self._low_deg)
        small = rise < s.min_excursion_deg
        return Movement(
            self._start,
            self._peak,
            frame,
            self._valley_deg,
            self._peak_deg,
            self._low_deg,
            "too_small" if small else reason_code,
        )

    def _step_low(self, frame: int, time_s: float, angle_deg: float, speed_dps: float) -> None:
        s = self.settings
        quiet = speed_dps < s.speed_on_dps
        self._valley_deg = min(self._valley_deg, angle_deg)
        # The raise starts at the last quiet sample near the valley.
        if quiet and angle_deg < self._valley_deg + s.up_min_deg:
            self._start = frame
        if abs(speed_dps) > s.calm_dps:
            self._calm_since_s = time_s
        elif time_s - self._calm_since_s >= s.calm_s:
            # A new plateau (the legs were put down elsewhere) is a new valley.
            self._valley_deg, self._start = angle_deg, frame
        if quiet:
            self._fast_since_s = None
        elif self._fast_since_s is None:
            self._fast_since_s = time_s
        held = self._fast_since_s is not None and time_s - self._fast_since_s >= s.speed_on_s - 1e-9
        if held and angle_deg - self._valley_deg > s.up_min_deg:
            self._state = _State.UP
            self._peak, self._peak_deg = frame, angle_deg
            self._calm_since_s = time_s

    def _step_up(self, frame: int, time_s: float, angle_deg: float, speed_dps: float) -> None:
        s = self.settings
        if abs(speed_dps) > s.calm_dps:
            self._calm_since_s = time_s
        if angle_deg >= self._peak_deg:
            self._peak, self._peak_deg = frame, angle_deg
        elif self._peak_deg - angle_deg > s.drop_deg:
            self._state = _State.DOWN
            self._low, self._low_deg = frame, angle_deg
        small = self._peak_deg - self._valley_deg < s.min_excursion_deg
        if small and time_s - self._calm_since_s >= s.calm_s:
            # Legs that swung back under the bar, or were held a little higher: no raise yet.
            self._reset(frame, time_s, angle_deg)

    def _step_down(
        self, frame: int, time_s: float, angle_deg: float, speed_dps: float
    ) -> Movement | None:
        s = self.settings
        if angle_deg > self._peak_deg + s.dip_deg:
            self._state = _State.UP
            self._peak, self._peak_deg = frame, angle_deg
            return None
        if angle_deg < self._low_deg:
            self._low, self._low_deg = frame, angle_deg
        rise = self._peak_deg - self._valley_deg
        fall = self._peak_deg - self._low_deg
        back = angle_deg < self._valley_deg + s.back_deg
        turned = angle_deg - self._low_deg > s.turn_deg and fall >= s.same_turn_share * rise
        stopped = (
            abs(speed_dps) < s.stop_dps
            and fall > s.stop_fall_deg
            and self._low_deg - self._valley_deg <= s.same_stop_share * rise
        )
        if back and angle_deg > self._low_deg - 1e-9 and speed_dps < -s.stop_dps:
            # Still falling near the valley: let it come to its end.
            return None
        if not (back or turned or stopped):
            return None
        stop = self._low + 1 if turned else frame + 1
        ended = self._movement(stop, self._low_deg)
        resume = self._low if turned else frame
        self._reset(resume, time_s, self._low_deg if turned else angle_deg)
        if turned:
            # The next raise is already on its way.
            self._fast_since_s = time_s - s.speed_on_s
        return ended

    def _movement(self, stop: int, low_deg: float) -> Movement:
        rise = self._peak_deg - self._valley_deg
        reason = "too_small" if rise < self.settings.min_excursion_deg else ""
        return Movement(
            self._start, self._peak, stop, self._valley_deg, self._peak_deg, low_deg, reason
        )
