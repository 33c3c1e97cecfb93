"""What the network says of a crop is carried back into the picture."""

import numpy as np
import pytest

from formcheck.lumbar.crop import CROP, trunk_frame
from formcheck.lumbar.network import CropReading
from formcheck.lumbar.reader import LumbarReader, in_picture
from formcheck.pose.backend import PersonPose
from tests.stick import Stick, leg_raises, track


def reading(thorax=-2.0, pelvis=8.0, lordosis=10.0):
    return CropReading(
        points=np.tile(np.array(CROP.origin), (11, 1)),
        point_sigma=np.full(11, 2.0),
        visible=np.full(11, 0.9),
        values=np.array([thorax, pelvis, -60.0, lordosis, 0.04]),
        value_sigma=np.array([1.0, 2.0, 3.0, 4.0, 0.01]),
        in_range=0.8,
    )


class FixedNetwork:
    """Says the same of every crop."""

    def __init__(self):
        self.crops = []

    def read(self, crop):
        self.crops.append(crop)
        return reading()


def landmarks(shoulder, hip):
    points = np.full((33, 2), np.nan)
    points[[11, 12]], points[[23, 24]] = shoulder, hip
    return points


def test_points_and_their_errors_grow_with_the_picture():
    frame = trunk_frame(landmarks((100.0, 200.0), (300.0, 200.0)), -1.0)
    row = in_picture(reading(), frame)
    assert row.lumbar_px[0] == pytest.approx([100.0, 200.0])
    assert row.lumbar_sigma_px == pytest.approx(np.full(11, 4.0))
    assert row.spine_sigma == pytest.approx([2.0, 4.0, 0.01])
    assert row.in_range == 0.8


@pytest.mark.parametrize(("head", "foot", "ventral"), [(100.0, 300.0, -1.0), (300.0, 100.0, 1.0)])
def test_a_lying_pelvis_tilts_against_the_pictures_horizontal(head, foot, ventral):
    # The landmarks' trunk is turned by 5 degrees towards the mat: so is the crop.
    drop = 200.0 * np.tan(np.radians(5.0))
    frame = trunk_frame(landmarks((head, 200.0), (foot, 200.0 + drop)), ventral)
    row = in_picture(reading(pelvis=8.0), frame)
    assert row.spine[0] == pytest.approx(13.0)
    x, y = row.axes[1]
    assert np.degrees(np.arctan2(y, abs(x))) == pytest.approx(13.0)


def test_an_upright_pelvis_tilts_against_the_thorax():
    frame = trunk_frame(landmarks((200.0, 100.0), (210.0, 300.0)), 1.0)
    assert in_picture(reading(lordosis=11.0), frame).spine[0] == 11.0


def test_a_reader_cuts_along_the_trunk_of_the_person():
    made = track(leg_raises(95.0), Stick())
    network = FixedNetwork()
    reader = LumbarReader(network)
    image = np.full((made.source.height, made.source.width, 3), 90, np.uint8)
    pose = PersonPose(made.landmarks_px[0], made.visibility[0], made.world_m[0])
    row = reader.read(image, pose)
    assert network.crops[0].shape == (112, 160, 4)
    shoulder = made.landmarks_px[0, [11, 12]].mean(axis=0)
    assert row.lumbar_px[0] == pytest.approx(shoulder)
    assert np.isnan(row.sagitta), "there was no mask"
    assert reader.read(image, None) is None
    nowhere = PersonPose(np.full((33, 2), np.nan), made.visibility[0], made.world_m[0])
    assert reader.read(image, nowhere) is None
