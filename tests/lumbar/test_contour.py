"""The hollow of a drawn back is measured in trunk lengths."""

import cv2
import numpy as np
import pytest

from formcheck.lumbar.contour import dorsal_sagitta
from formcheck.lumbar.crop import CROP


def back(hollow):
    """Return the mask of a trunk whose lower edge bends in by ``hollow`` trunk lengths."""
    width, height = CROP.size
    across = np.arange(width) + 0.5
    along = 1.0 - (across - CROP.origin[0]) / CROP.px_per_trunk
    bend = np.clip(1.0 - ((along - 0.33) / 0.25) ** 2, 0.0, None)
    edge = 82.0 - hollow * CROP.px_per_trunk * bend
    rows = np.arange(8 * height)[:, None] / 8.0
    fine = ((rows < edge) & (rows > 30)).astype(np.float32)
    mask = cv2.resize(fine, (width, height), interpolation=cv2.INTER_AREA)
    return np.rint(255 * cv2.GaussianBlur(mask, (0, 0), 1.0)).astype(np.uint8)


@pytest.mark.parametrize("hollow", [0.0, 0.02, 0.05, 0.1])
def test_the_sagitta_is_the_depth_of_the_hollow(hollow):
    assert dorsal_sagitta(back(hollow)) == pytest.approx(hollow, abs=0.004)


def test_a_back_that_bulges_has_no_hollow():
    assert dorsal_sagitta(back(-0.05)) <= 0.0


def test_an_empty_mask_and_one_that_leaves_the_crop_say_nothing():
    width, height = CROP.size
    assert np.isnan(dorsal_sagitta(np.zeros((height, width), np.uint8)))
    assert np.isnan(dorsal_sagitta(np.full((height, width), 255, np.uint8)))
