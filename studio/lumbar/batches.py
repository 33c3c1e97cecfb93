"""Batches for training: a few poses of each of some scenes, varied, and some that are wrong.

Wrong are crops of those scenes, spoilt, and, where they were drawn, crops of pictures of another
kind (``studio.lumbar.odd_crops``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import torch

from studio.lumbar.augment import Varied, plain, spoilt, varied
from studio.lumbar.losses import Batch
from studio.lumbar.shards import Shard

__all__ = ["SCENES_PER_BATCH", "batches", "plain_rows", "tensors"]

SCENES_PER_BATCH, POSES_PER_SCENE, WRONG_PER_BATCH = 12, 4, 6
AHEAD = 4


Crops = Sequence[npt.NDArray[np.uint8]]


def batches(scenes: Sequence[Shard], seed: int, odd: Crops = ()) -> Iterator[Batch]:
    """Yield the batches of an epoch, made ahead in another thread; every scene comes once.

    ``odd`` are stored crops that must not be judged: with them half of the wrong ones are such.
    """
    random = np.random.default_rng(seed)
    order = random.permutation(len(scenes))
    groups = [
        order[i : i + SCENES_PER_BATCH]
        for i in range(0, len(order) - SCENES_PER_BATCH + 1, SCENES_PER_BATCH)
    ]
    with ThreadPoolExecutor(1) as pool:
        jobs = []
        for number, group in enumerate(groups):
            jobs.append(pool.submit(_batch, [scenes[i] for i in group], [seed, number], odd))
            if len(jobs) > AHEAD:
                yield jobs.pop(0).result()
        for job in jobs:
            yield job.result()


def _batch(scenes: Sequence[Shard], seed: list[int], odd: Crops = ()) -> Batch:
    random = np.random.default_rng(seed)
    items, number, views = [], [], []
    for i, scene in enumerate(scenes):
        rows = random.permutation(len(scene))[:POSES_PER_SCENE]
        items += [_varied(scene, int(row), random) for row in rows]
        views.append(scene.view_deg[rows])
        number += [i] * len(rows)
    picks = random.integers(len(items), size=(WRONG_PER_BATCH, 2))
    wrong = [spoilt(items[a], items[b], random) for a, b in picks]
    for place in range(WRONG_PER_BATCH // 2 if len(odd) else 0):
        wrong[place] = _odd(odd[int(random.integers(len(odd)))], random)
    return tensors(items) | {
        "view": _view(np.concatenate(views)),
        "scene": torch.tensor(number),
        "wrong": _crops(np.stack(wrong)),
    }


def _odd(stored: npt.NDArray[np.uint8], random: np.random.Generator) -> npt.NDArray[np.uint8]:
    nowhere, nothing = np.full((1, 2), np.nan), np.full(5, np.nan)
    return varied(stored, nowhere, np.zeros(1), nothing, random).crop


def _varied(scene: Shard, row: int, random: np.random.Generator) -> Varied:
    a = scene.arrays
    return varied(
        np.asarray(a["crop"][row], dtype=np.uint8),
        np.asarray(a["points"][row], dtype=np.float64),
        np.asarray(a["visible"][row], dtype=np.float64),
        np.asarray(a["values"][row], dtype=np.float64),
        random,
    )


def plain_rows(scene: Shard) -> Batch:
    """Return all poses of a scene as the product would see them."""
    a = scene.arrays
    items = [
        plain(a["crop"][i], a["points"][i], a["visible"][i], a["values"][i])  # type: ignore[arg-type]
        for i in range(len(scene))
    ]
    return tensors(items) | {"view": _view(scene.view_deg)}


def _view(degrees: npt.NDArray[np.float64]) -> torch.Tensor:
    # In-plane turns, shifts and scales of a crop leave the view as it is.
    return torch.tensor(degrees, dtype=torch.float32)


def tensors(items: Sequence[Varied]) -> Batch:
    """Return crops and their truth as one batch."""
    return {
        "crop": _crops(np.stack([item.crop for item in items])),
        "points": torch.tensor(np.stack([i.points for i in items]), dtype=torch.float32),
        "visible": torch.tensor(np.stack([i.visible for i in items]), dtype=torch.float32),
        "values": torch.tensor(np.stack([i.values for i in items]), dtype=torch.float32),
    }


def _crops(crops: npt.NDArray[np.uint8]) -> torch.Tensor:
    return torch.tensor(crops, dtype=torch.float32).permute(0, 3, 1, 2) / 255.0
