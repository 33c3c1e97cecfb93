"""What about the filming weakens the answers, with a drawing of each remedy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from formcheck.outputs import texts
from formcheck.outputs.report_html.section import Page, Section
from formcheck.report import ReportData

__all__ = ["DRAWING_OF", "Filming"]

_DRAWINGS: Final[dict[str, tuple[str, ...]]] = {
    "side_on": ("not_side_on",),
    "nearer": ("too_far",),
    "room": ("legs_leave_frame",),
    "contrast": ("person_often_lost", "landmarks_unsure"),
    "alone": ("several_persons",),
    "still": ("no_rest", "rest_not_straight", "rest_moved"),
    "flat_back": ("rest_arched",),
    "arms": ("hands_under_hips", "waist_hidden"),
    "light": ("too_dark",),
    "tripod": ("camera_moves", "view_disturbed"),
    "frame_rate": ("low_fps", "timestamps_repaired"),
    "one_piece": ("time_gap", "truncated", "corrupt_parts", "frame_size_changed"),
    "supine": ("not_lying_or_hanging", "lying_prone"),
}
DRAWING_OF: Final = {code: drawing for drawing, codes in _DRAWINGS.items() for code in codes}
"""Warning -> drawing of its remedy (a macro of ``drawings.html.j2``)."""
OTHER: Final = "side_on"


class Filming(Section):
    """Set-up warnings and the facts of the clip."""

    name = "filming"
    rank = 70

    def values(self, page: Page) -> Mapping[str, Any]:
        """Return warnings with their drawings, and the set-up in label and value."""
        return {
            "warnings": [
                (warning, DRAWING_OF.get(warning.code, OTHER))
                for warning in page.data.setup.warnings
            ],
            "facts": _facts(page.data),
        }


def _facts(data: ReportData) -> list[tuple[str, str]]:
    """Return the set-up in label and value."""
    setup, source = data.setup, data.source
    yaw, pitch = (texts.number(v, "deg") for v in (setup.camera_yaw_deg, setup.camera_pitch_deg))
    rate = "" if source.fps_mean is None else f", {source.fps_mean:.4g} a second"
    rate += " (varying)" if source.variable_frame_rate and rate else ""
    rest = "not found"
    if setup.rest is not None:
        rest = f"{setup.rest.start_s:.1f}\u2013{setup.rest.stop_s:.1f} s"
        rest += ", low back arched" if setup.rest.arched else ""
    return [
        ("Exercise", texts.exercise_title(setup.exercise)),
        ("Side facing the camera", setup.side or "unknown"),
        ("Camera turned / looking down", f"{yaw} / {pitch}"),
        ("Still rest, legs down", rest),
        ("Person seen", f"{100 * setup.pose_found_share:.0f} % of frames"),
        ("Clip", f"{source.duration_s:.1f} s, {source.frames} frames{rate}"),
        ("Picture", f"{source.width} \u00d7 {source.height}"),
    ]
