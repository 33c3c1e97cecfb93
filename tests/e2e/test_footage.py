"""Real footage, labelled by eye; it is no part of the project and the tests skip without it."""

from __future__ import annotations

from pathlib import Path

import formcheck


def test_six_reps_on_the_six_rep_clip(footage: Path) -> None:
    data = formcheck.analyze(footage / "infinity_leg_raise_6reps_synthetic.mp4").data
    assert len(data.reps) == 6
    # The person is about 65 pixels long: that is counted, and not judged.
    assert {rep.checks["under_90"].verdict for rep in data.reps} == {"cant_tell"}
    assert "too_far" in {warning.code for warning in data.setup.warnings}


def test_no_rep_on_the_bridge_clip(footage: Path) -> None:
    data = formcheck.analyze(footage / "physioplus_bridge_real.mp4").data
    assert data.reps == ()
    assert data.setup.exercise == "lying_leg_raise"
