"""Who is in a clip: a dressed body and what it does, at any times asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from studio.body import Array
from studio.camera import Camera
from studio.clothes import Dressed, Look
from studio.exposure import moving_px_per_s, open_times_s, sub_frames
from studio.stage import Instant

Acting = Callable[[Array], Iterator[Instant]]


@dataclass(frozen=True)
class Performer:
    """A dressed person in the scene.

    ``act`` gives the posed body at the times (N,) that it is asked for, in seconds.
    """

    person: Dressed
    look: Look
    act: Acting

    def skin(self, instant: Instant) -> Array:
        """Posed skin (V, 3) of an instant."""
        return self.person.body.skin(instant.posed.transforms)


def exposures(
    performers: Sequence[Performer],
    frames: Sequence[Sequence[Instant]],
    times_s: Array,
    camera: Camera,
    shutter_s: float,
) -> Iterator[list[tuple[Instant, ...]]]:
    """Yield for each frame what the open shutter sees: one moment, or several where all moves.

    Each moment holds one instant of every performer, in order.

    Parameters
    ----------
    frames : the instants (N) of each performer at the frames' own times.
    shutter_s : float
        How long the shutter is open.
    """
    speed = np.zeros(len(times_s))
    for instants in frames:
        points = np.array([list(instant.joints_m.values()) for instant in instants])
        speed = np.maximum(speed, moving_px_per_s(points, times_s, camera))
    counts = sub_frames(speed, shutter_s).tolist()
    opened = open_times_s(times_s, counts, shutter_s)
    between = np.array([*chain.from_iterable(t for t in opened if len(t) > 1)])
    acted = [performer.act(between) for performer in performers]
    for number, count in enumerate(counts):
        if count == 1:
            yield [tuple(instants[number] for instants in frames)]
        else:
            yield [tuple(next(one) for one in acted) for _ in range(count)]
