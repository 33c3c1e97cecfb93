"""One clip, filmed: people, room, camera, sensor and script become a video and its truth."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from studio.body import Array, Phenotype, load_body
from studio.camera import Camera
from studio.clothes import Look, dress
from studio.encode import writing
from studio.lens import Sensor, developed
from studio.motion import Script, perform
from studio.performer import Performer, exposures
from studio.pose import ContactRows, Posture
from studio.render import Renderer
from studio.room import Room
from studio.stack import PartStack
from studio.stage import Instant, act, ready
from studio.timing import Timing, frame_times_s
from studio.truth import Neutral, neutral_of, write_truth
from studio.walk import Walk, stroll


@dataclass(frozen=True, slots=True)
class Companion:
    """Another person, who walks about in the room."""

    phenotype: Phenotype
    walk: Walk
    look: Look = field(default_factory=Look)


@dataclass(frozen=True, slots=True)
class Clip:
    """Everything that makes a clip; equal clips give equal pictures and truth.

    Attributes
    ----------
    name, shows : str
        Name of the files, and one line about what they are for.
    script : Script or None
        None: nobody exercises; the phenotype, look and posture are not used then.
    idle_s, idle_fps : float
        Length and frame rate of a clip without a script.
    rotation_deg : int
        Clockwise turn that the file asks its player for; the camera's picture is the upright one.
    crf : int
        Quality of the encoder, small is good.
    codec : str
        One of ``studio.encode``.
    group : str
        Which table of a benchmark the clip belongs to.
    sees_parts : bool
        Whether the truth tells which points are visible: a quarter of the drawing time.
    """

    name: str
    shows: str
    script: Script | None
    phenotype: Phenotype = field(default_factory=Phenotype)
    look: Look = field(default_factory=Look)
    room: Room = field(default_factory=Room)
    camera: Camera = field(default_factory=Camera)
    posture: Posture = field(default_factory=Posture)
    crf: int = 25
    sensor: Sensor = field(default_factory=Sensor)
    timing: Timing = field(default_factory=Timing)
    rotation_deg: int = 0
    companions: tuple[Companion, ...] = ()
    idle_s: float = 10.0
    idle_fps: float = 30.0
    codec: str = "libx264"
    group: str = "main"
    sees_parts: bool = True

    @property
    def fps(self) -> float:
        """Nominal frame rate."""
        return self.idle_fps if self.script is None else self.script.fps


@dataclass(frozen=True)
class _Exerciser:
    """The person that a clip is about: the performer, and what the truth needs to know.

    ``stop_s`` is the end of the script.
    """

    performer: Performer
    neutral: Neutral
    rest_deg: float
    stop_s: float


def film(clip: Clip, folder: Path) -> int:
    """Render ``<name>.mp4`` and ``<name>.truth.json`` into a folder; frames written.

    Both are made in a hidden folder beside them and appear only when complete, the truth last.
    """
    leader = None if clip.script is None else _exerciser(clip, clip.script)
    stop_s = clip.idle_s if leader is None else leader.stop_s
    times_s = frame_times_s(clip.timing, clip.fps, stop_s)
    cast = [] if leader is None else [leader.performer]
    cast += [_walker(companion) for companion in clip.companions]
    frames = [list(performer.act(times_s)) for performer in cast]
    with tempfile.TemporaryDirectory(prefix=f".{clip.name}-", dir=folder) as hidden:
        video, truth = Path(hidden, "video.mp4"), Path(hidden, "truth.json")
        parts = PartStack() if leader is not None and clip.sees_parts else None
        _shoot(clip, cast, frames, times_s, video, parts)
        write_truth(
            truth,
            about=_about(clip),
            instants=[] if leader is None else frames[0],
            neutral=None if leader is None else leader.neutral,
            script=clip.script,
            rest_deg=0.0 if leader is None else leader.rest_deg,
            camera=clip.camera,
            parts=parts,
            times_s=times_s.tolist(),
        )
        video.replace(folder / f"{clip.name}.mp4")
        truth.replace(folder / f"{clip.name}.truth.json")
    return len(times_s)


def _shoot(
    clip: Clip,
    cast: list[Performer],
    frames: list[list[Instant]],
    times_s: Array,
    video: Path,
    parts: PartStack | None,
) -> None:
    """Write the video, and put the part picture of every frame on a stack.

    ``frames`` are the instants of each performer at the frames' times.
    """
    shutter_s = clip.sensor.shutter / clip.fps
    shots = exposures(cast, frames, times_s, clip.camera, shutter_s)
    actors = [(performer.person, performer.look) for performer in cast]
    with (
        Renderer(actors, clip.room, clip.camera) as renderer,
        writing(
            video, clip.camera, times_s.tolist(), clip.crf, clip.rotation_deg, clip.codec
        ) as write,
    ):
        for number, moments in enumerate(shots):
            skins = [_skins(cast, moment) for moment in moments]
            write(developed([renderer.picture(s) for s in skins], clip.sensor, number))
            if parts is not None:
                now = [track[number] for track in frames]
                parts.append(renderer.parts(skins[0] if len(skins) == 1 else _skins(cast, now)))


def _skins(cast: Sequence[Performer], moment: Sequence[Instant]) -> list[Array]:
    return [one.skin(instant) for one, instant in zip(cast, moment, strict=True)]


def _exerciser(clip: Clip, script: Script) -> _Exerciser:
    body = load_body(clip.phenotype)
    rows = ContactRows.of(body)
    posture, rest_deg = ready(body, rows, clip.posture, script)
    return _Exerciser(
        Performer(
            dress(body, clip.look),
            clip.look,
            lambda times_s: act(body, rows, posture, perform(script, rest_deg, times_s)),
        ),
        neutral_of(body, rows, posture),
        rest_deg,
        float(perform(script, rest_deg).time_s[-1]),
    )


def _walker(companion: Companion) -> Performer:
    body = load_body(companion.phenotype)
    rows = ContactRows.of(body)
    return Performer(
        dress(body, companion.look),
        companion.look,
        lambda times_s: stroll(body, rows, companion.walk, times_s),
    )


def _about(clip: Clip) -> dict[str, Any]:
    """Return what the clip was made of, as plain values for the truth."""
    person: dict[str, Any] = dict.fromkeys(("body", "look", "posture", "script"))
    if clip.script is not None:
        person = {
            "body": asdict(clip.phenotype),
            "look": asdict(clip.look),
            "posture": asdict(clip.posture),
            "script": asdict(clip.script),
        }
    return {
        "clip": clip.name,
        "video": f"{clip.name}.mp4",
        "shows": clip.shows,
        "group": clip.group,
        **person,
        "room": asdict(clip.room),
        "sensor": asdict(clip.sensor),
        "timing": asdict(clip.timing),
        "companions": [asdict(companion) for companion in clip.companions],
        "rotation_deg": clip.rotation_deg,
        "codec": clip.codec,
        "crf": clip.crf,
    }
