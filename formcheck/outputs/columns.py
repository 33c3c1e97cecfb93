"""What the columns of ``frames.csv`` are: names, units and meanings, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from formcheck.pose.landmarks import LUMBAR_POINTS

__all__ = ["COLUMNS", "FRAME_COLUMNS", "Column"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of ``frames.csv``; an empty cell is *not seen*.

    Parameters
    ----------
    name : str
        As in the first line of the file; ends with the unit where there is one.
    unit : str
        Unit of the numbers, or the values that there may be.
    meaning : str
        What it is, for a person.
    """

    name: str
    unit: str
    meaning: str


_LUMBAR_COLUMNS: Final = tuple(
    Column(f"{point}_{what}_px", "px", meaning)
    for point in LUMBAR_POINTS
    for what, meaning in (
        ("x", f"{point}, to the right in the upright picture"),
        ("y", f"{point}, down"),
        ("sigma", f"standard error of {point} along either axis"),
    )
)

COLUMNS: Final = (
    Column("frame", "count", "number of the decoded frame, from 0; none is left out"),
    Column("time_s", "s", "presentation time, from that of the first frame"),
    Column("pose_found", "0, 1", "whether the person was found"),
    Column(
        "hip_flexion_deg",
        "deg",
        "thigh against trunk, of the leg or legs that the repetition is judged by; 90 = square",
    ),
    Column("hip_flexion_sigma_deg", "deg", "standard error of `hip_flexion_deg`"),
    Column("hip_flexion_left_deg", "deg", "the same of the person's left leg"),
    Column("hip_flexion_right_deg", "deg", "the same of the person's right leg"),
    Column("knee_flexion_deg", "deg", "shank against thigh; 0 = straight"),
    Column("pelvic_tilt_change_deg", "deg", "tilt of the pelvis since rest; anterior positive"),
    Column("pelvic_tilt_sigma_deg", "deg", "standard error of it"),
    Column("lordosis_deg", "deg", "low back against the body's neutral shape; arched positive"),
    Column("lordosis_change_deg", "deg", "low back since rest; arched positive"),
    Column("lordosis_sigma_deg", "deg", "standard error of it"),
    Column("trunk_lift_deg", "deg", "turn of the thorax since rest; shoulders up positive"),
    Column("rep", "count", "number of the repetition, from 1; empty between repetitions"),
    Column("phase", "raise, top, lower", "phase of the repetition; empty between repetitions"),
    Column("lumbar_clearance_trunks", "trunk lengths", "gap between low back and support"),
    Column("waist_seen", "0 to 1", "likelihood that nothing hides the waist"),
    *_LUMBAR_COLUMNS,
)
"""The columns of ``frames.csv``, in order."""

FRAME_COLUMNS: Final = tuple(column.name for column in COLUMNS)
"""Their names."""
