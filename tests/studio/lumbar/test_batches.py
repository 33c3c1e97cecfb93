"""Batches for training: what is wrong in them, and the view that goes with each crop."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from studio.lumbar.batches import (  # noqa: E402
    POSES_PER_SCENE,
    SCENES_PER_BATCH,
    WRONG_PER_BATCH,
    batches,
    plain_rows,
)
from studio.lumbar.crops import STORED  # noqa: E402
from studio.lumbar.odd_crops import crop_of, odd_crops  # noqa: E402
from studio.lumbar.shards import Shard, Shards  # noqa: E402
from tests.fake_backend import FakeBackend  # noqa: E402
from tests.stick import Stick, leg_raises, track  # noqa: E402

WIDTH, HEIGHT = STORED.size


def scene(number, *, view=True):
    poses = 5
    random = np.random.default_rng(number)
    arrays = {
        "crop": random.integers(0, 200, (poses, HEIGHT, WIDTH, 4), dtype=np.uint8),
        "points": random.uniform(30, 100, (poses, 11, 2)),
        "visible": np.ones((poses, 11)),
        "values": random.normal(0, 5, (poses, 5)),
        "pose": np.arange(poses),
    }
    if view:
        arrays["view_deg"] = np.stack([np.full(poses, number), np.arange(poses)], axis=1)
    return Shard(f"train_{number:05d}", arrays)


def test_the_view_goes_with_its_crop_and_may_be_missing():
    scenes = [scene(n, view=n > 0) for n in range(SCENES_PER_BATCH)]
    (batch,) = batches(scenes, 1)
    assert batch["view"].shape == (SCENES_PER_BATCH * POSES_PER_SCENE, 2)
    yaw = batch["view"][:, 0].numpy()
    assert np.isnan(yaw).sum() == POSES_PER_SCENE
    assert sorted(set(yaw[np.isfinite(yaw)])) == list(range(1, SCENES_PER_BATCH))
    assert plain_rows(scenes[3])["view"][:, 1].tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]


def test_half_of_the_wrong_crops_are_real_ones_of_another_kind_where_there_are_any():
    scenes = [scene(n) for n in range(SCENES_PER_BATCH)]
    white = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)
    black = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    (without,) = batches(scenes, 1)
    (given,) = batches(scenes, 1, [white])
    (other,) = batches(scenes, 1, [black])
    assert given["wrong"].shape == without["wrong"].shape == (WRONG_PER_BATCH, 4, 112, 160)
    half = WRONG_PER_BATCH // 2
    assert torch.equal(given["wrong"][half:], other["wrong"][half:])
    masks = [made["wrong"][:half, 3].mean() for made in (given, other)]
    assert masks[0] > masks[1] + 0.3
    assert torch.equal(given["crop"], without["crop"])


def test_shards_of_before_have_no_view(tmp_path):
    folder = tmp_path / "train"
    folder.mkdir()
    for number, view in ((0, True), (1, False)):
        np.savez(folder / f"train_{number:05d}.npz", **scene(number, view=view).arrays)
    shards = Shards("train", tmp_path)
    assert shards.refresh() == 10
    assert np.isfinite(shards.scenes[0].view_deg).all()
    assert np.isnan(shards.scenes[1].view_deg).all()


def test_odd_pictures_are_cut_as_the_product_cuts_them_and_read_again(tmp_path):
    folder = tmp_path / "train"
    folder.mkdir()
    made = track(leg_raises(95.0), Stick())
    picture = np.full((made.source.height, made.source.width, 3), 90, np.uint8)
    crop = crop_of(picture, FakeBackend(made))
    made.landmarks_px[0] = np.nan
    assert crop_of(picture, FakeBackend(made)) is None
    assert crop.shape == (HEIGHT, WIDTH, 4)
    assert (crop[..., :3] == 90).any()
    np.savez(folder / "odd_01000.npz", crop=np.stack([crop, crop]))
    np.savez(folder / "odd_01001.npz", crop=np.empty((0, HEIGHT, WIDTH, 4), np.uint8))
    assert len(odd_crops("train", tmp_path)) == 2
    assert odd_crops("check", tmp_path) == []
