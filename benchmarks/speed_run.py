"""One timed run in a fresh process: ``python -m benchmarks.speed_run WAY CLIP`` prints JSON.

Time counts from the call on, imports apart: opening, starting the model, all frames, all files.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import cv2

import formcheck
from formcheck.api import available_cores
from formcheck.offline.clip import look_at
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.pose.models import find_bundle
from formcheck.pose.quiet import calm_native_logs
from formcheck.video.source import open_source

__all__ = ["WAYS", "main"]

POSE_MODEL = "full"
_IMPORTED = (
    "mediapipe.tasks.python.vision",
    "scipy.signal",
    "formcheck.outputs.annotate",
    "formcheck.outputs.write",
)
"""What the runs use and would import while they are timed."""
_BONES = ((11, 13), (13, 15), (12, 14), (14, 16), (11, 12), (11, 23), (12, 24), (23, 24))
_BONES += ((23, 25), (25, 27), (24, 26), (26, 28))


def bare(clip: Path, *, mask: bool = True, drawn: Path | None = None) -> int:
    """Run the loop of MediaPipe's own guide: decode, ``detect_for_video``, nothing else."""
    import mediapipe
    from mediapipe.tasks.python import BaseOptions, vision

    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(find_bundle(POSE_MODEL))),
        running_mode=vision.RunningMode.VIDEO,
        output_segmentation_masks=mask,
    )
    video = cv2.VideoCapture(str(clip))
    fps = video.get(cv2.CAP_PROP_FPS)
    size = tuple(int(video.get(p)) for p in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
    writer = drawn and cv2.VideoWriter(
        str(drawn), cv2.VideoWriter.fourcc(*"mp4v"), fps, (size[0], size[1])
    )
    count = 0
    with vision.PoseLandmarker.create_from_options(options) as landmarker:
        while True:
            there, image = video.read()
            if not there:
                break
            rgb = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
            picture = mediapipe.Image(mediapipe.ImageFormat.SRGB, rgb)
            found = landmarker.detect_for_video(picture, round(1000 * count / fps))
            count += 1
            if writer:
                _draw(image, found, size)
                writer.write(image)
    if writer:
        writer.release()
    video.release()
    return count


def _draw(image: cv2.typing.MatLike, found: object, size: tuple[int, ...]) -> None:
    """Draw the skeleton with circles and lines, as rivals do."""
    for person in found.pose_landmarks:  # type: ignore[attr-defined]
        points = [(round(p.x * size[0]), round(p.y * size[1])) for p in person]
        for a, b in _BONES:
            cv2.line(image, points[a], points[b], (0, 255, 0), 2)
        for point in points:
            cv2.circle(image, point, 4, (0, 0, 255), -1)


def rival(clip: Path) -> int:
    """Run the plain rivals' loop: decode, infer, draw, write, all by OpenCV, no mask."""
    with tempfile.TemporaryDirectory() as folder:
        return bare(clip, mask=False, drawn=Path(folder) / "drawn.mp4")


def lean(clip: Path) -> int:
    """Run one landmarker, without the low back and without any picture written."""
    with open_source(clip) as source, MediaPipeBackend(POSE_MODEL) as backend:
        track, _ = look_at(source, backend, lumbar=False)
    formcheck.analyze_track(track)
    return len(track)


def whole(clip: Path, workers: int, *, video: bool = True) -> int:
    """Run the full analysis with its outputs."""
    report = formcheck.analyze(clip, model=POSE_MODEL, workers=workers)
    with tempfile.TemporaryDirectory() as folder:
        result = report.save(Path(folder) / "result", video=video)
        written.update({path.name: path.stat().st_size for path in result.iterdir()})
    return len(report.track)


written: dict[str, int] = {}
"""Bytes of every file that the run wrote."""

WAYS: dict[str, Callable[[Path], int]] = {
    "bare": bare,
    "rival": rival,
    "lean": lean,
    "one": lambda clip: whole(clip, 1),
    "all": lambda clip: whole(clip, available_cores()),
    "all_no_video": lambda clip: whole(clip, available_cores(), video=False),
}


def main() -> None:
    """Run once and print what it took."""
    way, clip = sys.argv[1], Path(sys.argv[2])
    calm_native_logs()
    for name in _IMPORTED:
        import_module(name)
    began_s, cpu_s = time.perf_counter(), time.process_time()
    frames = WAYS[way](clip)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told = {
        "frames": frames,
        "wall_s": time.perf_counter() - began_s,
        "cpu_s": time.process_time() - cpu_s,
        "written": written,
        "clip_bytes": clip.stat().st_size,
        "peak_mb": peak / (1024 if sys.platform != "darwin" else 1024**2),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
