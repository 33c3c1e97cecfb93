"""The public functions: analyse a video or a track, and a report to hold what came out."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from formcheck.ahead import beside, importing
from formcheck.analysis import analyse
from formcheck.checks import build_checks
from formcheck.errors import NoPersonError
from formcheck.exercises import get_exercise
from formcheck.kinematics.signals import Kinematics
from formcheck.memory import give_back
from formcheck.pose.replay import load_track, save_track
from formcheck.pose.track import Track
from formcheck.repetition import Repetition
from formcheck.report import Analysis, ReportData, SetupWarning

if TYPE_CHECKING:
    from formcheck.outputs.face import FaceBlur
    from formcheck.outputs.tables import FramesTable
    from formcheck.pose.backend import PoseBackend
    from formcheck.pose.mediapipe import MediaPipeBackend

__all__ = ["LEAST_SEEN_S", "Report", "analyze", "analyze_track", "available_cores"]

_NEEDED_LATER = ("scipy.signal", "formcheck.outputs.annotate", "formcheck.outputs.write")
"""What is imported while the clip is looked at: nothing of it is needed before the end."""

Progress = Callable[[str, int, int | None], None]
"""Called with the stage, the number of frames done, and how many there may be (None: unknown)."""

LEAST_SEEN_S = 1.0
"""A clip in which the person is seen for less than this in all cannot be analysed (DESIGN 4)."""


class Report:
    """What was found in one clip.

    Attributes
    ----------
    data : ReportData
        Everything that ``report.json`` holds.
    track : Track
        Landmarks over frames, pixels of the upright frame.
    kinematics : Kinematics
        Angles over frames.
    """

    def __init__(self, analysis: Analysis, video: Path | None = None) -> None:
        self._analysis = analysis
        self._video = video

    @property
    def data(self) -> ReportData:
        """Everything that ``report.json`` holds."""
        return self._analysis.data

    @property
    def track(self) -> Track:
        """Landmarks over frames, pixels of the upright frame."""
        return self._analysis.track

    @property
    def kinematics(self) -> Kinematics:
        """Angles over frames."""
        return self._analysis.kinematics

    @property
    def reps(self) -> tuple[Repetition, ...]:
        """The repetitions with their frames, in the order of ``data.reps``."""
        return self._analysis.reps

    @property
    def frames(self) -> FramesTable:
        """The columns of ``frames.csv``; ``.to_pandas()`` makes a data frame of them."""
        from formcheck.outputs.tables import frames_table

        return frames_table(self._analysis)

    def to_json(self, indent: int | None = 2) -> str:
        """Return the text of ``report.json``."""
        from formcheck.outputs.write import report_json

        return report_json(self.data, indent)

    def save(
        self,
        directory: str | os.PathLike[str],
        *,
        video: bool = True,
        html: bool = True,
        blur_face: bool = False,
        embed_video: bool = False,
        progress: Progress | None = None,
    ) -> Path:
        """Write all results into ``directory``, which is replaced whole or not at all.

        Parameters
        ----------
        directory : path
            Folder of this one clip, such as ``formcheck_out/clip``.
        video : bool
            Whether to write ``annotated.mp4``; left out anyway when the report came from a track.
        html : bool
            Whether to write ``report.html``.
        blur_face : bool
            Whether faces are made unrecognisable in every picture that is written: of the person
            followed, and of others as far as the pose model finds them.
        embed_video : bool
            Whether the annotated video is put into ``report.html``, so that one file holds all.
        progress : callable, optional
            Called with ``"faces"`` or ``"annotate"``, frames done and frames in all.

        Raises
        ------
        OutputError
            The folder cannot be written.
        """
        from formcheck.outputs.annotate import write_annotated
        from formcheck.outputs.publish import publish
        from formcheck.outputs.stills import Album, take_stills
        from formcheck.outputs.write import write_results

        target = Path(directory)
        clip = self._video if video else None
        pictured = self._video if video or html else None

        with publish(target.parent, target.name) as temporary:
            blur = self._face_blur(pictured, progress) if blur_face and pictured else None
            album = Album(self._analysis)

            def write_the_rest() -> None:
                save_track(temporary / "track.npz", self.track)
                write_results(
                    temporary,
                    self._analysis,
                    report=html,
                    video_name="annotated.mp4" if clip is not None else None,
                    embed_video=embed_video,
                    stills=partial(album.wait, to_the_end=embed_video),
                )

            with beside(write_the_rest), closing(album):
                if clip is not None:
                    tell = self._teller("annotate", progress)
                    drawn = temporary / "annotated.mp4"
                    write_annotated(clip, drawn, self._analysis, tell, blur=blur, album=album)
                elif pictured is not None:
                    take_stills(pictured, self._analysis, blur, album=album)
        give_back()
        return target

    def _face_blur(self, video: Path, progress: Progress | None) -> FaceBlur:
        from formcheck.outputs.bystanders import look_for_heads
        from formcheck.outputs.face import FaceBlur

        others = look_for_heads(video, self.track, progress=self._teller("faces", progress))
        return FaceBlur(self.track, others=others)

    def _teller(self, stage: str, progress: Progress | None) -> Callable[[int], None] | None:
        """Return what is told of each frame done in a stage."""
        total = len(self.track)
        return progress and (lambda index: progress(stage, index + 1, total))


def analyze(
    path: str | os.PathLike[str],
    *,
    exercise: str = "auto",
    model: str = "full",
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    backend: PoseBackend | None = None,
    progress: Progress | None = None,
    workers: int | None = 1,
) -> Report:
    """Return the report of one video, or of a saved ``track.npz``.

    Parameters
    ----------
    path : path
        A video file, or a track of an earlier analysis (then neither video nor model is needed).
    exercise : str
        ``auto`` or the name of an exercise.
    model : {"lite", "full", "heavy"}
        The pose model.
    settings : mapping of mapping, optional
        ``{check: {field: value}}``.
    backend : PoseBackend, optional
        Something else than MediaPipe, not yet opened; ``model`` is ignored then.
    progress : callable, optional
        Called with ``"pose"``, frames done and frames expected.
    workers : int or None
        So many landmarkers look at parts of the video side by side; None: one for each core. The
        verdicts do not depend on it, angles by less than a degree (``docs/speed.md``). A `backend`
        of your own works alone.

    Raises
    ------
    UsageError
        A wrong exercise, model or setting.
    InputError
        The clip cannot be analysed.
    ModelError
        The pose model is missing or damaged.
    """
    checks = build_checks(settings)
    if exercise != "auto":
        get_exercise(exercise)
    if Path(path).suffix.lower() == ".npz":
        return analyze_track(load_track(path), exercise=exercise, settings=settings)
    from formcheck.offline.clip import look_at, look_in_parts
    from formcheck.video.source import open_source

    def tell(done: int, total: int | None) -> None:
        if done > 0:
            begin()
        if progress is not None:
            progress("pose", done, total)

    with open_source(path) as source, importing(*_NEEDED_LATER) as begin:
        seen = None
        count = workers if workers is not None else available_cores()
        if backend is None and count > 1:
            seen = look_in_parts(path, partial(_mediapipe, model), count, tell)
        if seen is None:
            with backend if backend is not None else _mediapipe(model) as pose_backend:
                seen = look_at(source, pose_backend, tell)
    track, odd = seen
    _require_person(track, os.fspath(path))
    warnings = [SetupWarning(code=w.code, message=w.message, remedy=w.remedy) for w in odd]
    analysis = analyse(track, exercise=exercise, checks=checks, source_warnings=warnings)
    give_back()
    return Report(analysis, Path(path))


def analyze_track(
    track: Track,
    *,
    exercise: str = "auto",
    settings: Mapping[str, Mapping[str, Any]] | None = None,
) -> Report:
    """Return the report of a saved track: the same as that of its video.

    Parameters
    ----------
    track : Track
        From :func:`load_track`, or ``Report.track``.
    exercise : str
        ``auto`` or the name of an exercise.
    settings : mapping of mapping, optional
        ``{check: {field: value}}``.

    Raises
    ------
    UsageError
        A wrong exercise or setting.
    NoPersonError
        The track holds nobody for one second in all.
    """
    _require_person(track, track.source.name)
    return Report(analyse(track, exercise=exercise, checks=build_checks(settings)))


def available_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _mediapipe(model: str, times_s: Sequence[float] | None = None) -> MediaPipeBackend:
    """Return the backend of a whole clip, or of a part of one whose frames come at these times."""
    from formcheck.pose.looks import look_schedule
    from formcheck.pose.mediapipe import MediaPipeBackend

    return MediaPipeBackend(model, looks_s=None if times_s is None else look_schedule(times_s))


def _require_person(track: Track, where: str) -> None:
    seen_s = float(np.sum(np.gradient(track.time_s)[track.pose_found])) if len(track) > 1 else 0.0
    if seen_s < LEAST_SEEN_S - 1e-6:
        raise NoPersonError(
            "no person was seen for one second in all",
            where,
            "film the whole body from the side, in good light",
        )
