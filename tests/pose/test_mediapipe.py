from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from formcheck.errors import ModelError, UsageError
from formcheck.pose import mediapipe as module
from formcheck.pose.backend import PersonPose, PoseBackend
from formcheck.pose.follow import SubjectFollower, body_of
from formcheck.pose.landmarks import Landmark
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.video.frame import Frame
from tests.coach.snapshots import lying

FOOTAGE = Path(
    os.environ.get("FORMCHECK_FOOTAGE", Path(__file__).resolve().parents[3] / "shared" / "footage")
)
BRIDGE = FOOTAGE / "physioplus_bridge_real.mp4"
HANGING = FOOTAGE / "librefit_hanging_raise_0_ai.webp"
needs_footage = pytest.mark.skipif(
    not (BRIDGE.is_file() and HANGING.is_file()), reason=f"no footage in {FOOTAGE}"
)
TRUNK = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP]


def empty_room(width: int = 640, height: int = 360) -> np.ndarray:
    """A wall with a window above a floor with a mat, and some noise."""
    image = np.full((height, width, 3), (180, 175, 165), np.uint8)
    image[2 * height // 3 :] = (120, 100, 80)
    cv2.rectangle(image, (width // 5, height // 6), (width // 2, height // 2), (230, 240, 250), -1)
    cv2.rectangle(
        image, (width // 4, 3 * height // 4), (4 * width // 5, 4 * height // 5), (40, 90, 130), -1
    )
    noise = np.random.default_rng(0).normal(0, 5, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


@dataclass
class Upright:
    """Somebody upright, cut out, to be put beside or in front of the lying man."""

    image: np.ndarray
    alpha: np.ndarray

    def into(self, picture: np.ndarray, x: int) -> np.ndarray:
        height, width = self.alpha.shape[:2]
        first, last = max(0, x - width // 2), min(picture.shape[1], x - width // 2 + width)
        if last <= first:
            return picture
        part = slice(first - x + width // 2, last - x + width // 2)
        changed = picture.copy()
        place = changed[-height:, first:last]
        alpha = self.alpha[:, part]
        place[:] = (place * (1 - alpha) + self.image[:, part] * alpha).astype(np.uint8)
        return changed


@pytest.fixture(scope="module")
def pictures() -> list[np.ndarray]:
    """The first frames of a real man who lies on his back, 960x540."""
    capture = cv2.VideoCapture(str(BRIDGE))
    frames = [cv2.resize(capture.read()[1], (960, 540)) for _ in range(20)]
    capture.release()
    return [cv2.cvtColor(frame, cv2.COLOR_BGR2RGB) for frame in frames]


@pytest.fixture(scope="module")
def upright() -> Upright:
    image = cv2.cvtColor(cv2.imread(str(HANGING)), cv2.COLOR_BGR2RGB)
    with MediaPipeBackend(image_mode=True, max_persons=1) as backend:
        (pose,) = backend.detect(Frame(0, 0.0, image))
    rows, columns = np.nonzero(pose.mask > 0.5)
    part = (slice(rows.min(), rows.max()), slice(columns.min(), columns.max()))
    scale = 500 / (rows.max() - rows.min())
    cut = cv2.resize(image[part], None, fx=scale, fy=scale)
    alpha = cv2.resize(pose.mask[part], cut.shape[1::-1])[..., None]
    return Upright(cut, alpha)


@pytest.fixture
def backend() -> Iterator[MediaPipeBackend]:
    with MediaPipeBackend() as opened:
        yield opened


def detect_all(
    backend: MediaPipeBackend, images: list[np.ndarray], fps: float = 30
) -> list[list[PersonPose]]:
    return [backend.detect(Frame(i, i / fps, image)) for i, image in enumerate(images)]


def test_is_a_backend() -> None:
    assert isinstance(MediaPipeBackend(), PoseBackend)


def test_empty_room_has_nobody(backend: MediaPipeBackend) -> None:
    assert detect_all(backend, [empty_room()] * 3) == [[], [], []]
    assert backend.persons == 0


@pytest.mark.parametrize("size", [(1, 1), (7, 1), (57, 33), (641, 361)])
def test_any_size_is_taken(backend: MediaPipeBackend, size: tuple[int, int]) -> None:
    assert backend.detect(Frame(0, 0.0, empty_room(*size))) == []


@needs_footage
def test_lying_man_is_found_in_pixels_with_his_mask(
    backend: MediaPipeBackend, pictures: list[np.ndarray]
) -> None:
    found = detect_all(backend, pictures)
    assert [len(people) for people in found] == [1] * 20
    body = body_of(found[-1][0])
    assert body is not None
    assert body.posture == "lying"
    pose = found[-1][0]
    assert 150 < body.trunk_px < 300
    assert pose.mask is not None
    assert (pose.mask.shape, pose.mask.dtype) == ((540, 960), np.float32)
    x, y = pose.landmarks_px[TRUNK].mean(axis=0).astype(int)
    assert pose.mask[y, x] > 0.9
    assert pose.mask[:40].max() < 0.1
    assert ((pose.visibility >= 0) & (pose.visibility <= 1)).all()


@needs_footage
@pytest.mark.parametrize("size", [(641, 361), (2561, 1441)])
def test_landmarks_scale_with_the_picture(
    pictures: list[np.ndarray], size: tuple[int, int]
) -> None:
    def hips(image: np.ndarray) -> np.ndarray:
        with MediaPipeBackend(image_mode=True, max_persons=1) as backend:
            (pose,) = backend.detect(Frame(0, 0.0, image))
        assert pose.mask.shape == image.shape[:2]
        return pose.landmarks_px[TRUNK] / image.shape[1::-1]

    resized = cv2.resize(pictures[0], size, interpolation=cv2.INTER_LINEAR)
    assert hips(resized) == pytest.approx(hips(pictures[0]), abs=0.02)


@needs_footage
def test_frames_may_share_a_millisecond(
    backend: MediaPipeBackend, pictures: list[np.ndarray]
) -> None:
    assert all(detect_all(backend, pictures[:4], fps=10000))


@needs_footage
def test_picture_may_be_a_view_of_another(
    backend: MediaPipeBackend, pictures: list[np.ndarray]
) -> None:
    mirrored = pictures[0][:, ::-1]
    assert not mirrored.flags.c_contiguous
    assert len(backend.detect(Frame(0, 0.0, mirrored))) == 1


@needs_footage
def test_without_masks(pictures: list[np.ndarray]) -> None:
    with MediaPipeBackend(with_mask=False, max_persons=1) as backend:
        assert backend.detect(Frame(0, 0.0, pictures[0]))[0].mask is None


@needs_footage
@pytest.mark.parametrize("with_mask", [True, False])
def test_lying_man_is_followed_beside_an_upright_person(
    pictures: list[np.ndarray], upright: Upright, with_mask: bool
) -> None:
    images = [upright.into(picture, 830) for picture in pictures[:12]]
    follower = SubjectFollower()
    with MediaPipeBackend(with_mask=with_mask) as backend:
        found = detect_all(backend, images)
        assert backend.persons == 2
    chosen = [follower.select(people, i / 30) for i, people in enumerate(found)]
    postures = [body.posture for pose in chosen if pose is not None if (body := body_of(pose))]
    assert postures == ["lying"] * 12


@needs_footage
def test_single_tracker_alone_would_take_the_upright_person(
    pictures: list[np.ndarray], upright: Upright
) -> None:
    with MediaPipeBackend(max_persons=1) as backend:
        (pose,) = backend.detect(Frame(0, 0.0, upright.into(pictures[0], 830)))
    body = body_of(pose)
    assert body is not None
    assert body.posture != "lying"


@needs_footage
def test_stills_show_both(pictures: list[np.ndarray], upright: Upright) -> None:
    with MediaPipeBackend(image_mode=True) as backend:
        assert len(backend.detect(Frame(0, 0.0, upright.into(pictures[0], 830)))) == 2
        assert len(backend.detect(Frame(1, 0.0, pictures[0]))) == 1
        assert backend.persons == 1


@needs_footage
def test_native_messages_stay_off_the_terminal(
    pictures: list[np.ndarray], capfd: pytest.CaptureFixture[str]
) -> None:
    with MediaPipeBackend() as backend:
        detect_all(backend, pictures[:3])
    assert capfd.readouterr() == ("", "")


def test_unknown_model() -> None:
    with pytest.raises(UsageError, match="no pose model 'huge'"):
        MediaPipeBackend("huge").__enter__()


def test_must_be_open() -> None:
    with pytest.raises(RuntimeError, match="expected an open backend"):
        MediaPipeBackend().detect(Frame(0, 0.0, empty_room()))
    with MediaPipeBackend() as backend:
        pass
    with pytest.raises(RuntimeError, match="expected an open backend"):
        backend.detect(Frame(0, 0.0, empty_room()))


def test_at_least_one_person() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        MediaPipeBackend(max_persons=0)


def test_bundle_that_mediapipe_refuses_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.task"
    path.write_bytes(b"PK, but no zip")
    monkeypatch.setattr(module, "find_bundle", lambda _: path)
    with pytest.raises(ModelError, match="MediaPipe cannot start the pose model") as caught:
        MediaPipeBackend().__enter__()
    assert "\n" not in str(caught.value)
    assert "formcheck doctor" in caught.value.remedy
    assert capfd.readouterr().err == ""


def test_pictures_that_are_far_apart_are_no_absence():
    """Or each of a slow machine's would be looked at five times, and it would stay slow."""
    backend = MediaPipeBackend()
    pose = lying()
    backend._notice(pose, 0.0)
    backend._close_ups = 0
    for i in range(1, 10):
        backend._notice(pose, 0.5 * i)
    assert backend._close_ups == 0
    backend._notice(None, 5.0)
    backend._notice(pose, 5.5)
    assert backend._close_ups > 0
