"""The network to be trained: its rows, its export, and that its loss can be lowered."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from formcheck.lumbar.network import (  # noqa: E402
    OUTPUTS,
    VIEW_OUTPUTS,
    LumbarNetwork,
    network_status,
    reading_of,
    require_installed,
)
from studio.lumbar.export import write_onnx  # noqa: E402
from studio.lumbar.losses import loss_of  # noqa: E402
from studio.lumbar.network import LumbarNet, split  # noqa: E402
from studio.lumbar.warm_start import settle, take_weights  # noqa: E402


@pytest.fixture(scope="module")
def net():
    torch.manual_seed(1)
    return LumbarNet().eval()


def test_rows_are_those_that_the_product_reads(net):
    out = net(torch.rand(2, 4, 112, 160))
    columns = OUTPUTS | VIEW_OUTPUTS
    assert out.shape == (2, sum(columns.values()))
    parts = split(out)
    assert {name: part.shape[1] for name, part in parts.items()} == columns
    assert split(LumbarNet(view=False).eval()(torch.rand(1, 4, 112, 160))).keys() == OUTPUTS.keys()
    points = parts["points"].detach().numpy().reshape(2, 11, 2)
    assert (points >= 0).all()
    assert (points <= [160, 112]).all()


def test_the_exported_network_says_the_same_in_opencv(net, tmp_path):
    write_onnx(net, tmp_path / "net.onnx")
    crop = np.random.default_rng(2).integers(0, 255, (112, 160, 4), dtype=np.uint8)
    with torch.no_grad():
        told = net(torch.tensor(crop, dtype=torch.float32).permute(2, 0, 1)[None] / 255.0)
    expected = reading_of(told.numpy().astype(np.float64).ravel())
    got = LumbarNetwork(tmp_path / "net.onnx").read(crop)
    assert got.points == pytest.approx(expected.points, abs=1e-3)
    assert got.values == pytest.approx(expected.values, abs=1e-3)
    assert list(tmp_path.iterdir()) == [tmp_path / "net.onnx"]


def batch(n=6):
    random = np.random.default_rng(3)
    points = random.uniform(20, 90, (n, 11, 2))
    points[0, 10] = np.nan
    values = random.normal(0, 10, (n, 5))
    values[1, 4] = np.nan
    return {
        "crop": torch.rand(n, 4, 112, 160),
        "points": torch.tensor(points, dtype=torch.float32),
        "visible": torch.ones(n, 11),
        "values": torch.tensor(values, dtype=torch.float32),
        "view": torch.tensor(random.normal(0, 20, (n, 2)), dtype=torch.float32),
        "scene": torch.tensor([0, 0, 0, 1, 1, 1]),
        "wrong": torch.rand(2, 4, 112, 160),
    }


def test_a_few_steps_lower_the_loss_and_gaps_in_the_truth_do_no_harm():
    torch.manual_seed(2)
    net, given = LumbarNet(), batch()
    best = torch.optim.Adam(net.parameters(), lr=3e-3)
    losses = []
    for _ in range(12):
        out = net(torch.cat([given["crop"], given["wrong"]]))
        loss, parts = loss_of(out[:6], out[6:], given)
        best.zero_grad()
        loss.backward()
        best.step()
        losses.append(float(loss.detach()))
        assert all(np.isfinite(value) for value in parts.values())
    assert losses[-1] < 0.7 * losses[0]


def test_a_common_error_of_one_body_costs_less_than_one_that_changes():
    """Changes are what is reported: an offset that all poses share is the lesser evil."""
    given = batch()
    given["values"] = torch.zeros(6, 5)
    rows = torch.zeros(6, sum(OUTPUTS.values()))
    start = OUTPUTS["points"] + OUTPUTS["point_log_sigma"] + OUTPUTS["visible"] + 3
    shared, changing = rows.clone(), rows.clone()
    shared[:, start] = 1.0
    changing[:, start] = torch.tensor([1.0, -1.0] * 3)
    none = torch.zeros(2, sum(OUTPUTS.values()))
    assert loss_of(shared, none, given)[0] < loss_of(changing, none, given)[0]


@pytest.fixture(scope="module")
def shipped():
    return require_installed(network_status())


@pytest.fixture(scope="module")
def crops():
    return np.random.default_rng(5).integers(0, 255, (8, 112, 160, 4), dtype=np.uint8)


def as_tensor(crops):
    return torch.tensor(crops, dtype=torch.float32).permute(0, 3, 1, 2) / 255.0


def test_a_network_that_starts_from_the_shipped_one_says_the_same(shipped, crops):
    net = LumbarNet(view=True)
    take_weights(net, shipped)
    with torch.no_grad():
        rows = net.eval()(as_tensor(crops)).numpy().astype(np.float64)
    for crop, row in zip(crops[:2], rows, strict=False):
        expected = LumbarNetwork(shipped).read(crop)
        assert reading_of(row).points == pytest.approx(expected.points, abs=1e-2)
        assert reading_of(row).values == pytest.approx(expected.values, abs=1e-2)
        assert np.isfinite(reading_of(row).view_deg).all()
        assert np.isnan(expected.view_deg).all()


def test_settled_normalisations_change_nothing_and_hold_in_training(shipped, crops):
    given = as_tensor(crops)
    net = LumbarNet(view=False)
    take_weights(net, shipped)
    with torch.no_grad():
        before = net.eval()(given)
        settle(net, given)
        after = net.eval()(given)
        net.train()
        net.hidden.eval()  # without its dropout
        in_training = net(given)
    assert torch.allclose(before, after, atol=1e-3)
    assert torch.allclose(before, in_training, atol=0.1)


def test_a_start_from_another_kind_of_network_is_refused(shipped):
    with pytest.raises(ValueError, match="expected"):
        take_weights(LumbarNet((16, 32, 64)), shipped)


def test_yaw_and_pitch_are_read_from_a_network_that_tells_them_and_unknown_ones_teach_nothing():
    given = batch() | {"view": torch.full((6, 2), float("nan"))}
    rows = torch.zeros(6, sum((OUTPUTS | VIEW_OUTPUTS).values()))
    rows[:, -4] = 1.5
    none = torch.zeros(2, rows.shape[1])
    reading = reading_of(rows[0].numpy().astype(np.float64))
    assert reading.view_deg == pytest.approx([15.0, 0.0])
    assert reading.view_sigma_deg == pytest.approx(np.full(2, 10.0 * np.sqrt(2.0)))
    assert loss_of(rows, none, given)[1]["view"] == 0.0
    right, wrong = (given | {"view": torch.full((6, 2), angle)} for angle in (10.0, -30.0))
    assert loss_of(rows, none, right)[0] < loss_of(rows, none, wrong)[0]
