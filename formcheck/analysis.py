"""From a track to a report: kinematics, repetitions, checks. No video and no model is needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime

import numpy as np

from formcheck._version import __version__
from formcheck.checks import Checks, build_checks, check_types, settings_of
from formcheck.checks.arch import ArchSettings, rest_arched
from formcheck.checks.base import CheckResult, Scene
from formcheck.checks.info import curl, past_90
from formcheck.checks.low_back import low_back
from formcheck.checks.measured import or_none
from formcheck.company import sightings_s, without_strange_legs
from formcheck.disturbance import disturbances, without_disturbed
from formcheck.exercises import get_exercise, recognise
from formcheck.exercises.base import Evidence
from formcheck.kinematics.angles import measure
from formcheck.kinematics.settings import KinematicsSettings
from formcheck.kinematics.signals import Kinematics
from formcheck.pose.track import Track
from formcheck.repetition import NotCounted, Repetition
from formcheck.report import (
    Analysis,
    NotCountedItem,
    RepInfo,
    RepItem,
    ReportData,
    RestItem,
    SetupItem,
    SetupWarning,
    SourceItem,
    SummaryItem,
    VerdictCount,
)
from formcheck.reps import CountingSettings, RepCount, count_reps
from formcheck.setup_warnings import setup_warnings

__all__ = ["analyse", "renumbered"]

_MOVING_DPS = 20.0
"""Legs faster than this change the picture from one frame to the next [design]."""


def analyse(
    track: Track,
    *,
    exercise: str = "auto",
    checks: Checks | None = None,
    kinematics_settings: KinematicsSettings | None = None,
    counting_settings: CountingSettings | None = None,
    source_warnings: Iterable[SetupWarning] = (),
) -> Analysis:
    """Return everything that can be said of a track.

    Parameters
    ----------
    track : Track
        Landmarks over frames.
    exercise : str
        ``auto`` or the name of an exercise.
    checks : Checks, optional
        The checks with their settings; the defaults if left out.
    kinematics_settings, counting_settings : optional
        Numbers of the earlier stages.
    source_warnings : iterable of SetupWarning
        What the video source found odd; it comes after our own warnings.

    Raises
    ------
    UsageError
        There is no such exercise.
    """
    named = None if exercise == "auto" else get_exercise(exercise)
    checks = checks if checks is not None else build_checks({})
    kinematics = measure(track, kinematics_settings)
    counted = count_reps(kinematics, counting_settings)
    others_s = sightings_s(track, counted)
    disturbed_s = tuple(disturbances(track))
    counted = without_strange_legs(counted, others_s)
    counted = without_disturbed(counted, disturbed_s)
    chosen = named or recognise(_evidence(kinematics, counted))
    scene = Scene(
        kinematics=kinematics,
        reps=counted.reps,
        exercise=chosen.name if chosen else "unknown",
        fps_mean=track.fps_mean,
        duplicate_share=_duplicate_share(track, kinematics),
        alternating=counted.alternating,
        others_s=others_s,
        disturbed_s=disturbed_s,
        brightness=track.feature("brightness"),
        arch=settings_of(checks, ArchSettings),
    )
    warnings = setup_warnings(track, kinematics, counted.reps, others_s, scene.arch)
    data = _report(track, scene, counted, checks, (*warnings, *source_warnings))
    return Analysis(data, track, kinematics, counted.reps, scene.arch)


def _evidence(kinematics: Kinematics, counted: RepCount) -> Evidence:
    flexion = kinematics.hip_flexion_deg[kinematics.in_posture]
    flexion = flexion[np.isfinite(flexion)]
    legs = [rep.leg != "both" for rep in counted.reps]
    return Evidence(
        posture=kinematics.posture,
        chest_up=kinematics.chest_up,
        single_leg_share=float(np.mean(legs)) if legs else float("nan"),
        lowest_flexion_deg=float(np.percentile(flexion, 2)) if len(flexion) else float("nan"),
    )


def _duplicate_share(track: Track, kinematics: Kinematics) -> float:
    """Return the share of frames that repeat the picture before although the legs move.

    A person who lies still in front of a noiseless camera repeats pictures honestly.
    """
    change = track.feature("picture_change")
    moving = np.abs(np.nan_to_num(kinematics.hip_velocity_dps)) > _MOVING_DPS
    seen = change[moving & np.isfinite(change)]
    return float(np.mean(seen == 0.0)) if len(seen) else 0.0


def _report(
    track: Track,
    scene: Scene,
    counted: RepCount,
    checks: Checks,
    warnings: tuple[SetupWarning, ...],
) -> ReportData:
    reps = tuple(_rep_item(rep, scene, checks) for rep in counted.reps)
    set_results = {check.name: check.judge(scene) for check in checks.of_set}
    return ReportData(
        formcheck_version=__version__,
        created_utc=datetime.now(UTC).isoformat(timespec="seconds"),
        source=_source_item(track),
        setup=_setup_item(track, scene, warnings),
        reps=reps,
        not_counted=tuple(_not_counted_item(item) for item in counted.not_counted),
        set_checks=set_results,
        summary=_summary(reps, set_results, warnings),
    )


def _source_item(track: Track) -> SourceItem:
    source = track.source
    interval_s = float(np.median(np.diff(track.time_s))) if len(track) > 1 else 0.0
    last_s = float(track.time_s[-1]) if len(track) else 0.0
    return SourceItem(
        name=source.name,
        duration_s=source.duration_s if source.duration_s is not None else last_s + interval_s,
        frames=len(track),
        fps_mean=or_none(track.fps_mean),
        width=source.width,
        height=source.height,
        rotation_deg=source.rotation_deg,
        variable_frame_rate=source.variable_frame_rate,
    )


def _setup_item(track: Track, scene: Scene, warnings: tuple[SetupWarning, ...]) -> SetupItem:
    k = scene.kinematics
    found = bool(k.pose_found.any())
    # Hanging, the body's axis is upright: what turns it out of the picture plane is the pitch, and
    # a chest that turns to the camera is one that the camera has moved round to the front of.
    yaw, pitch = k.view.yaw_deg, k.view.pitch_deg
    if k.posture == "hanging":
        yaw, pitch = -pitch, yaw
    rest = None
    if k.rest is not None:
        arched = rest_arched(k, scene.arch)
        rest = RestItem(start_s=k.rest.start_s, stop_s=k.rest.stop_s, arched=arched)
    return SetupItem(
        exercise=scene.exercise,
        side=k.side if found else None,
        camera_yaw_deg=or_none(yaw),
        camera_pitch_deg=or_none(pitch),
        rest=rest,
        pose_found_share=float(np.mean(k.pose_found)) if len(track) else 0.0,
        warnings=warnings,
    )


def _rep_item(rep: Repetition, scene: Scene, checks: Checks) -> RepItem:
    results = {check.name: check.judge(rep, scene) for check in checks.of_rep}
    return RepItem(
        index=rep.index,
        leg=rep.leg,
        start_s=rep.start_s,
        peak_s=rep.peak_s,
        stop_s=rep.stop_s,
        raise_s=rep.raise_s,
        top_s=rep.top_s,
        lower_s=rep.lower_s,
        peak_hip_flexion_deg=or_none(rep.peak_deg),
        peak_hip_flexion_sigma_deg=or_none(rep.peak_sigma_deg),
        peak_knee_flexion_deg=or_none(rep.peak_knee_deg),
        **_low_back(rep, scene),
        checks=results,
        info=RepInfo(past_90=past_90(results["under_90"]), curl=curl(rep, scene)),
    )


def _low_back(rep: Repetition, scene: Scene) -> dict[str, float | None]:
    """Return the numbers of the low back in a repetition, none where nothing read it."""
    back = low_back(rep, scene, scene.arch.change_deg, scene.arch.min_s)
    if back is None or not (
        back.in_range >= scene.arch.min_in_range and back.likeness >= scene.arch.min_likeness
    ):
        return {}
    return {
        "lordosis_change_deg": or_none(back.lordosis_change_deg),
        "pelvic_tilt_change_deg": or_none(back.pelvic_tilt_change_deg),
        "pelvic_roll_deg": or_none(back.pelvic_roll_deg),
        "arch_onset_up_deg": or_none(back.onset_up_deg),
        "arch_onset_down_deg": or_none(back.onset_down_deg),
    }


def _not_counted_item(item: NotCounted) -> NotCountedItem:
    return NotCountedItem(
        start_s=item.start_s,
        stop_s=item.stop_s,
        peak_hip_flexion_deg=or_none(item.peak_deg),
        reason_code=item.reason_code,
    )


def _summary(
    reps: tuple[RepItem, ...],
    set_results: Mapping[str, CheckResult],
    warnings: tuple[SetupWarning, ...],
) -> SummaryItem:
    per_check: dict[str, list[CheckResult]] = {}
    for rep in reps:
        for name, result in rep.checks.items():
            per_check.setdefault(name, []).append(result)
    for name, result in set_results.items():
        per_check.setdefault(name, []).append(result)
    return SummaryItem(
        reps=len(reps),
        flagged_reps=sum(bool(rep.flagged) for rep in reps),
        checks={name: _count(results) for name, results in per_check.items()},
        advice=_advice(per_check, set_results.keys(), len(reps), warnings),
    )


def _count(results: list[CheckResult]) -> VerdictCount:
    verdicts = Counter(result.verdict for result in results)
    return VerdictCount.model_validate(verdicts)


def _advice(
    per_check: Mapping[str, list[CheckResult]],
    of_set: Collection[str],
    reps: int,
    warnings: tuple[SetupWarning, ...],
) -> tuple[str, ...]:
    """Return one line for each fault that shows, the most frequent first.

    When most of a set can't be told, the camera's remedy comes first (MEASURES 5.9).
    """
    words = {check.name: check.flag_words or check.title for check in check_types()}
    lines: list[tuple[int, str]] = []
    unsure = 0
    for name, results in per_check.items():
        flagged = [result for result in results if result.verdict == "flag"]
        if flagged:
            share = "" if name in of_set else f" in {len(flagged)} of {reps} reps"
            faults = 1000 if flagged[0].severity == "fault" else 0
            lines.append((faults + len(flagged), f"{words[name]}{share}: {flagged[0].remedy}"))
        if name == "under_90":
            unsure = sum(result.verdict == "cant_tell" for result in results)
    ordered = [line for _, line in sorted(lines, key=lambda item: -item[0])]
    if reps and unsure > reps / 2 and warnings:
        ordered.insert(0, f"camera set-up: {warnings[0].remedy}")
    return tuple(ordered)


def renumbered(item: RepItem, index: int) -> RepItem:
    """Return the same repetition with another number (a live set counts on)."""
    return item.model_copy(update={"index": index})
