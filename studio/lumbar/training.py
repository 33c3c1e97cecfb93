"""Training: ``python -m studio.lumbar.training [--epochs N]``; goes on where it was stopped.

It may start from a network that was trained before (``--start``, ONNX), with a smaller learning
rate. An epoch sees four poses of every scene that has been drawn so far. After each, the network
(the running mean of its weights) is tried on people, clothes and rooms of the part ``check``; a
line goes to ``LOG``. At the end it is written as ``--onnx`` says.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import time
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch

from formcheck.lumbar.network import VALUE_UNITS, VALUES, VIEW_UNIT_DEG
from studio.lumbar.batches import SCENES_PER_BATCH, batches, plain_rows
from studio.lumbar.crops import FOLDER
from studio.lumbar.export import write_onnx
from studio.lumbar.losses import loss_of
from studio.lumbar.network import LumbarNet, split
from studio.lumbar.odd_crops import odd_crops
from studio.lumbar.shards import Shards
from studio.lumbar.warm_start import settle, take_weights

__all__ = ["main"]

SEED = 20261122
CHECKPOINT, LOG = FOLDER / "training.pt", FOLDER / "training.jsonl"
LEARNING_RATE, WEIGHT_DECAY, WARM_UP_STEPS = 2e-3, 2e-2, 150
START_BATCHES = 6
MEAN_DECAY = 0.998
"""Of the running mean of the weights (Polyak), which is what is tried and exported."""


def main() -> None:
    """Train, try, export."""
    parser = argparse.ArgumentParser(prog="python -m studio.lumbar.training", description=__doc__)
    parser.add_argument("--epochs", type=int, default=24)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--onnx", type=Path, default=FOLDER / "lumbar.onnx")
    parser.add_argument("--start", type=Path, help="a trained network (ONNX) to begin from")
    parser.add_argument("--rate", type=float, default=LEARNING_RATE, help="largest learning rate")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(SEED)
    train, check = Shards("train"), Shards("check")
    net = LumbarNet()
    if options.start is not None:
        _start(net, options.start, train)
    mean = copy.deepcopy(net)
    best = torch.optim.AdamW(net.parameters(), lr=options.rate, weight_decay=WEIGHT_DECAY)
    done = _resumed(net, mean, best)
    steps = done["steps"]
    for epoch in range(done["epochs"], options.epochs):
        started, crops, odd = time.monotonic(), train.refresh(), odd_crops("train")
        per_epoch = max(len(train.scenes) / SCENES_PER_BATCH, 1.0)
        parts: dict[str, list[float]] = {}
        net.train()
        for number, batch in enumerate(batches(train.scenes, SEED + epoch, odd)):
            share = (epoch + number / per_epoch) / options.epochs
            for group in best.param_groups:
                group["lr"] = options.rate * _rate(steps, share)
            for name, value in _learnt(net, best, batch).items():
                parts.setdefault(name, []).append(value)
            steps += 1
            _follow(mean, net, min(MEAN_DECAY, (1 + steps) / (10 + steps)))
        line: dict[str, Any] = {"epoch": epoch + 1, "crops": crops, "odd": len(odd), "steps": steps}
        line |= {name: round(float(np.mean(values)), 4) for name, values in parts.items()}
        check.refresh()
        line |= tried(mean, check) | {"minutes": round((time.monotonic() - started) / 60, 2)}
        with LOG.open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)
        _keep(net, mean, best, {"epochs": epoch + 1, "steps": steps})
    write_onnx(mean, options.onnx)


def _learnt(net: LumbarNet, best: torch.optim.Optimizer, batch: dict[str, Any]) -> dict[str, float]:
    """Take one step on a batch; return the parts of its loss."""
    output, wrong = _both(net, batch)
    loss, told = loss_of(output, wrong, batch)
    best.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
    best.step()
    return dict(told) | {"loss": float(loss.detach())}


def _start(net: LumbarNet, path: Path, train: Shards) -> None:
    """Begin from a trained network, its normalisations set by a few batches of the crops."""
    train.refresh()
    some = [batch["crop"] for batch in islice(batches(train.scenes, SEED), START_BATCHES)]
    take_weights(net, path)
    settle(net, torch.cat(some))


def _both(net: LumbarNet, batch: dict[str, Any]) -> tuple[torch.Tensor, torch.Tensor]:
    count = len(batch["crop"])
    output = net(torch.cat([batch["crop"], batch["wrong"]]))
    return output[:count], output[count:]


def _rate(steps: int, share: float) -> float:
    """Return the share of the largest learning rate that is due."""
    warm = min(1.0, (steps + 1) / WARM_UP_STEPS)
    return warm * (0.01 + 0.99 * 0.5 * (1.0 + math.cos(math.pi * min(share, 1.0))))


def _follow(mean: LumbarNet, net: LumbarNet, decay: float) -> None:
    with torch.no_grad():
        for slow, fast in zip(mean.state_dict().values(), net.state_dict().values(), strict=True):
            if slow.dtype.is_floating_point:
                slow.mul_(decay).add_(fast, alpha=1.0 - decay)
            else:
                slow.copy_(fast)


def tried(net: LumbarNet, check: Shards) -> dict[str, float]:
    """Return mean absolute errors on the part ``check``: of values, of changes, of points."""
    net.eval()
    errors, changes, points, sigma, views = [], [], [], [], []
    with torch.no_grad():
        for scene in check.scenes:
            batch = plain_rows(scene)
            told = split(net(batch["crop"]))
            error = (told["values"].numpy() * VALUE_UNITS) - batch["values"].numpy()
            errors.append(error)
            sigma.append(np.exp(told["value_log_sigma"].numpy()) * VALUE_UNITS)
            changes.append(error[1:] - error[:1])
            gap = told["points"].reshape(-1, 11, 2) - batch["points"]
            points.append(torch.linalg.vector_norm(gap, dim=2).numpy())
            if "view" in told:
                views.append(VIEW_UNIT_DEG * told["view"].numpy() - batch["view"].numpy())
    if not errors:
        return {}
    error, change = np.abs(np.concatenate(errors)), np.abs(np.concatenate(changes))
    spread = np.concatenate(sigma)
    told_of = {f"check_{n}": np.nanmean(error[:, i]) for i, n in enumerate(VALUES)}
    told_of |= {f"change_{n}": np.nanmean(change[:, i]) for i, n in enumerate(VALUES[:4])}
    told_of["check_points_px"] = np.nanmedian(np.concatenate(points))
    view = np.concatenate(views) if views else np.empty((0, 2))
    if np.isfinite(view).any():
        off = np.nanmean(np.abs(view), axis=0)
        told_of |= {"check_yaw_deg": off[0], "check_pitch_deg": off[1]}
    told_of["sigma_rank"] = _rank_correlation(spread[:, 3], error[:, 3])
    return {name: round(float(value), 4) for name, value in told_of.items()}


def _rank_correlation(a: np.ndarray, b: np.ndarray) -> float:
    ranks = [np.argsort(np.argsort(v)).astype(np.float64) for v in (a, b)]
    return float(np.corrcoef(ranks)[0, 1])


def _resumed(net: LumbarNet, mean: LumbarNet, best: torch.optim.Optimizer) -> dict[str, int]:
    if not CHECKPOINT.exists():
        return {"epochs": 0, "steps": 0}
    kept = torch.load(CHECKPOINT, weights_only=True)
    net.load_state_dict(kept["net"])
    mean.load_state_dict(kept["mean"])
    best.load_state_dict(kept["best"])
    return {"epochs": kept["epochs"], "steps": kept["steps"]}


def _keep(
    net: LumbarNet, mean: LumbarNet, best: torch.optim.Optimizer, done: dict[str, int]
) -> None:
    partial = CHECKPOINT.with_suffix(".part")
    state = {"net": net.state_dict(), "mean": mean.state_dict(), "best": best.state_dict()}
    torch.save(state | done, partial)
    partial.replace(CHECKPOINT)


if __name__ == "__main__":
    main()
