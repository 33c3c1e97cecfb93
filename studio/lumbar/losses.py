"""What training minimises: errors in units of the network's own stated uncertainty."""

from __future__ import annotations

from typing import Any

import torch

from formcheck.lumbar.network import VALUE_UNITS, VIEW_UNIT_DEG
from studio.lumbar.network import split

__all__ = ["Batch", "loss_of"]

Batch = dict[str, Any]
"""``crop`` (N, 4, H, W), ``points`` (N, 11, 2), ``visible`` (N, 11), ``values`` (N, 5), ``view``
(N, 2) in degrees, ``scene`` (N,), and ``wrong`` (M, 4, H, W): crops that must not be judged."""

POINT_WEIGHT, VALUE_WEIGHT, PAIR_WEIGHT = 0.5, 1.0, 1.0
VISIBLE_WEIGHT, RANGE_WEIGHT, VIEW_WEIGHT = 0.3, 0.5, 0.5
PLAIN_SHARE = 0.3
"""Share of the plain absolute error beside the likelihood, which alone would neglect what is hard
(and so remain hard)."""
PAIR_VALUES = slice(0, 4)


def loss_of(output: torch.Tensor, wrong: torch.Tensor, batch: Batch) -> tuple[torch.Tensor, Any]:
    """Return the loss of a batch, and its parts as floats by name.

    Laplace likelihoods of points, values and view (Kendall and Gal 2017), the change between two
    poses of one scene, visibility, and whether a crop is of the kind that may be judged.
    """
    told = split(output)
    points, told_points = batch["points"], told["points"].reshape(-1, 11, 2)
    there = torch.isfinite(points[..., 0])
    gap = torch.linalg.vector_norm(torch.nan_to_num(points) - told_points, dim=2)
    log_b = told["point_log_sigma"].clamp(-2.0, 4.0)
    # Hidden points count, too, but less: where they lie is a guess.
    weight = there * (0.4 + 0.6 * batch["visible"])
    point = ((gap / log_b.exp() + 2.0 * log_b) * weight).sum() / weight.sum()
    point = (1.0 - PLAIN_SHARE) * point + PLAIN_SHARE * (gap * weight).sum() / weight.sum() / 4.0
    values = batch["values"] / torch.tensor(VALUE_UNITS, dtype=output.dtype)
    value, error = _likelihood(values, told["values"], told["value_log_sigma"])
    view = torch.zeros(())
    if "view" in told:
        view, _ = _likelihood(batch["view"] / VIEW_UNIT_DEG, told["view"], told["view_log_sigma"])
    pair = _pairs(error, batch["scene"])
    visible = torch.nn.functional.binary_cross_entropy_with_logits(
        told["visible"], batch["visible"], weight=there.to(output.dtype)
    )
    right, bad = told["in_range"][:, 0], split(wrong)["in_range"][:, 0]
    kind = torch.nn.functional.softplus(-right).mean() + torch.nn.functional.softplus(bad).mean()
    total = (
        POINT_WEIGHT * point
        + VALUE_WEIGHT * value
        + PAIR_WEIGHT * pair
        + VISIBLE_WEIGHT * visible
        + RANGE_WEIGHT * kind
        + VIEW_WEIGHT * view
    )
    parts = {"point": point, "value": value, "pair": pair, "visible": visible, "kind": kind}
    parts["view"] = view
    return total, {name: float(part.detach()) for name, part in parts.items()}


def _likelihood(
    truth: torch.Tensor, told: torch.Tensor, log_scale: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the loss of some values (N, K) in their units, and their errors; NaN = not known."""
    known = torch.isfinite(truth)
    error = torch.nan_to_num(truth) - told
    log_s = log_scale.clamp(-4.0, 3.0)
    count = known.sum().clamp(min=1)
    stated = ((error.abs() / log_s.exp() + log_s) * known).sum() / count
    plain = (error.abs() * known).sum() / count
    return (1.0 - PLAIN_SHARE) * stated + PLAIN_SHARE * plain, error


def _pairs(error: torch.Tensor, scene: torch.Tensor) -> torch.Tensor:
    """Mean absolute error of the changes between neighbours of one scene in the batch."""
    same = scene[1:] == scene[:-1]
    change = (error[1:] - error[:-1])[:, PAIR_VALUES].abs().mean(dim=1)
    return (change * same).sum() / same.sum().clamp(min=1)
