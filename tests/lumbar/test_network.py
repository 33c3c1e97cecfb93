"""The network's output by its names, and the one that comes with formcheck."""

import numpy as np
import pytest

from formcheck.errors import ModelError
from formcheck.lumbar.crop import CROP
from formcheck.lumbar.network import (
    OUTPUTS,
    VALUE_UNITS,
    VALUES,
    LumbarNetwork,
    network_status,
    reading_of,
)
from formcheck.pose.manifest import bundled_file, load_lumbar_entry


def test_an_output_row_is_read_by_its_names():
    row = np.arange(sum(OUTPUTS.values()), dtype=float) / 10.0
    reading = reading_of(row)
    assert reading.points.shape == (11, 2)
    assert reading.points[1].tolist() == pytest.approx([0.2, 0.3])
    start = OUTPUTS["points"] + OUTPUTS["point_log_sigma"] + OUTPUTS["visible"]
    assert reading.values == pytest.approx(row[start : start + len(VALUES)] * VALUE_UNITS)
    assert ((reading.visible > 0) & (reading.visible < 1)).all()
    assert reading.in_range == pytest.approx(1 / (1 + np.exp(-row[-1])))


def test_a_laplace_scale_becomes_a_standard_error():
    row = np.zeros(sum(OUTPUTS.values()))
    assert reading_of(row).value_sigma == pytest.approx(np.sqrt(2) * VALUE_UNITS)
    assert reading_of(row).point_sigma == pytest.approx(np.full(11, np.sqrt(2)))


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="expected"):
        reading_of(np.zeros(7))


def test_the_shipped_network_is_small_and_repeats_itself():
    entry = load_lumbar_entry()
    path = bundled_file(entry.file)
    assert path is not None
    assert path.stat().st_size == entry.size <= 6_000_000
    crop = np.random.default_rng(1).integers(0, 255, (*CROP.size[::-1], 4), dtype=np.uint8)
    first, second = LumbarNetwork().read(crop), LumbarNetwork().read(crop)
    assert np.array_equal(first.points, second.points)
    assert np.isfinite(first.values).all()
    assert (first.value_sigma > 0).all()


def test_the_state_of_the_network_is_told(tmp_path, monkeypatch):
    assert network_status().state == "installed"
    broken = tmp_path / "lumbar.onnx"
    broken.write_bytes(b"nothing")
    monkeypatch.setattr("formcheck.lumbar.network.bundled_file", lambda _: broken)
    assert (network_status().state, network_status().path) == ("damaged", broken)
    monkeypatch.setattr("formcheck.lumbar.network.bundled_file", lambda _: None)
    assert (network_status().state, network_status().path) == ("missing", None)


def test_a_crop_of_another_size_is_refused():
    with pytest.raises(ValueError, match="expected"):
        LumbarNetwork().read(np.zeros((10, 10, 4), np.uint8))


def test_a_damaged_or_missing_network_is_told_in_a_sentence(tmp_path, monkeypatch):
    broken = tmp_path / "lumbar.onnx"
    broken.write_bytes(b"nothing")
    with pytest.raises(ModelError, match="cannot be read"):
        LumbarNetwork(broken)
    monkeypatch.setattr("formcheck.lumbar.network.bundled_file", lambda _: broken)
    with pytest.raises(ModelError, match="checksum"):
        LumbarNetwork()
    monkeypatch.setattr("formcheck.lumbar.network.bundled_file", lambda _: None)
    with pytest.raises(ModelError, match="missing"):
        LumbarNetwork()


def test_a_network_may_tell_the_view_too():
    base = np.zeros(sum(OUTPUTS.values()))
    assert np.isnan(reading_of(base).view_deg).all()
    assert np.isnan(reading_of(base).view_sigma_deg).all()
    told = reading_of(np.concatenate([base, [1.2, -0.5, 0.0, np.log(2.0)]]))
    assert told.view_deg == pytest.approx([12.0, -5.0])
    assert told.view_sigma_deg == pytest.approx(np.sqrt(2.0) * np.array([10.0, 20.0]))
    assert told.in_range == 0.5
    with pytest.raises(ValueError, match="expected"):
        reading_of(np.zeros(sum(OUTPUTS.values()) + 1))
