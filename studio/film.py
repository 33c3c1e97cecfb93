"""One clip, filmed: body, clothes, room, camera and script become a video and its truth."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from studio.body import CACHE_DIR, Phenotype, load_body
from studio.camera import Camera
from studio.clothes import Look, dress
from studio.motion import Script, perform
from studio.pose import ContactRows, Posture, hip_rest_deg, settled
from studio.render import Picture, Renderer
from studio.room import Room
from studio.stage import act
from studio.truth import neutral_of, write_truth


@dataclass(frozen=True, slots=True)
class Clip:
    """Everything that makes a clip; equal clips give equal pictures and truth."""

    name: str
    shows: str
    script: Script
    phenotype: Phenotype
    look: Look = field(default_factory=Look)
    room: Room = field(default_factory=Room)
    camera: Camera = field(default_factory=Camera)
    posture: Posture = field(default_factory=Posture)
    crf: int = 25


def film(clip: Clip, folder: Path) -> int:
    """Render ``<name>.mp4`` and ``<name>.truth.json`` into a folder; frames written.

    Both are made in the cache and appear only when complete.
    """
    body = load_body(clip.phenotype)
    rows = ContactRows.of(body)
    lying = clip.posture.support == "mat"
    posture = settled(body, rows, clip.posture) if lying else clip.posture
    rest_deg = hip_rest_deg(body, rows, posture) if lying else 0.0
    instants = list(act(body, rows, posture, perform(clip.script, rest_deg)))
    person = dress(body, clip.look)
    part = CACHE_DIR / f"{clip.name}.part.mp4"
    with (
        Renderer(person, clip.look, clip.room, clip.camera) as renderer,
        writing(part, clip.camera, clip.script.fps, clip.crf) as write,
    ):
        for instant in instants:
            write(renderer.picture(person.body.skin(instant.posed.transforms)))
    truth_part = CACHE_DIR / f"{clip.name}.part.json"
    write_truth(
        truth_part,
        about={
            "clip": clip.name,
            "video": f"{clip.name}.mp4",
            "shows": clip.shows,
            "body": asdict(clip.phenotype),
        },
        instants=instants,
        neutral=neutral_of(body, rows, posture),
        script=clip.script,
        rest_deg=rest_deg,
        camera=clip.camera,
    )
    shutil.move(part, folder / f"{clip.name}.mp4")
    shutil.move(truth_part, folder / f"{clip.name}.truth.json")
    return len(instants)


@contextmanager
def writing(path: Path, camera: Camera, fps: float, crf: int) -> Iterator[Any]:
    """Return a function that takes RGB pictures and writes H.264 with exact frame times."""
    import av

    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        rate = Fraction(fps).limit_denominator(1001)
        stream: Any = container.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = camera.width, camera.height, "yuv420p"
        stream.options = {"crf": str(crf), "preset": "medium", "threads": "2"}

        def write(picture: Picture) -> None:
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            container.mux(stream.encode(frame))

        yield write
        container.mux(stream.encode())
