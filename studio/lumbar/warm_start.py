"""The weights of a trained network, taken from its ONNX file, as a start for further training.

Exported networks hold no normalisation any more: it is folded into the convolutions. Taken back,
each normalisation adds what the folded bias added and otherwise leaves its channels alone. In
training, though, it goes by the mean and spread of the batch: :func:`settle` gives it those of some
crops, so that the network says about the same then, too, until it learns more.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn

from formcheck.lumbar.crop import CROP

__all__ = ["settle", "take_weights"]

Pair = tuple[torch.Tensor, torch.Tensor]


def take_weights(net: nn.Module, path: Path) -> None:
    """Give a network the weights of an exported one of the same channels.

    A last layer with more rows than the file's keeps its own in the rows beyond: they tell what
    the file does not tell.

    Raises
    ------
    ValueError
        The file's layers are others than the network's.
    """
    stored, layers = _stored(path), _layers(net)
    if len(stored) != len(layers):
        raise ValueError(f"{path}: expected {len(layers)} layers, got {len(stored)}")
    with torch.no_grad():
        for place, ((layer, norm), (weight, bias)) in enumerate(zip(layers, stored, strict=True)):
            rows = slice(0, len(weight) if place == len(layers) - 1 else None)
            if layer.weight[rows].shape != weight.shape:
                shapes = f"{tuple(layer.weight.shape)}, got {tuple(weight.shape)}"
                raise ValueError(f"{path}: layer {place}: expected {shapes}")
            layer.weight[rows] = weight
            if norm is None:
                assert layer.bias is not None
                layer.bias[rows] = bias
            else:
                _through(norm, torch.zeros_like(bias), torch.ones_like(bias), bias)


def settle(net: nn.Module, crops: torch.Tensor) -> None:
    """Make the normalisations those of some crops (N, 4, H, W); what the network says stays."""
    seen: dict[nn.BatchNorm2d, tuple[torch.Tensor, torch.Tensor]] = {}

    def note(module: nn.Module, given: tuple[torch.Tensor, ...], _: torch.Tensor) -> None:
        assert isinstance(module, nn.BatchNorm2d)
        seen[module] = (given[0].mean(dim=(0, 2, 3)), given[0].var(dim=(0, 2, 3)))

    norms = [norm for _, norm in _layers(net) if norm is not None]
    hooks = [norm.register_forward_hook(note) for norm in norms]
    was_training = net.training
    with torch.no_grad():
        net.eval()(crops)
        for norm, (mean, spread) in seen.items():
            gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)  # type: ignore[operator]
            shift = norm.bias - gain * norm.running_mean  # type: ignore[operator]
            _through(norm, mean, spread, shift, gain)
    net.train(was_training)
    for hook in hooks:
        hook.remove()


def _through(
    norm: nn.BatchNorm2d,
    mean: torch.Tensor,
    spread: torch.Tensor,
    shift: torch.Tensor,
    gain: torch.Tensor | float = 1.0,
) -> None:
    """Let a normalisation of this mean and variance return ``gain * x + shift``."""
    assert norm.running_mean is not None
    assert norm.running_var is not None
    norm.running_mean.copy_(mean)
    norm.running_var.copy_(spread)
    norm.weight.copy_(gain * torch.sqrt(spread + norm.eps))
    norm.bias.copy_(shift + gain * mean)


def _layers(net: nn.Module) -> list[tuple[nn.Conv2d | nn.Linear, nn.BatchNorm2d | None]]:
    """Return the layers with weights in the order in which they run, with what normalises them."""
    order: list[nn.Module] = []
    kinds = (nn.Conv2d, nn.Linear, nn.BatchNorm2d)
    hooks = [
        module.register_forward_hook(lambda module, *_: order.append(module))
        for module in net.modules()
        if isinstance(module, kinds)
    ]
    width, height = CROP.size
    was_training = net.training
    with torch.no_grad():
        net.eval()(torch.zeros(1, 4, height, width))
    net.train(was_training)
    for hook in hooks:
        hook.remove()
    layers: list[tuple[nn.Conv2d | nn.Linear, nn.BatchNorm2d | None]] = []
    for module in order:
        if isinstance(module, nn.BatchNorm2d):
            layers[-1] = (layers[-1][0], module)
        elif isinstance(module, nn.Conv2d | nn.Linear):
            layers.append((module, None))
    return layers


def _stored(path: Path) -> list[Pair]:
    """Return weight and bias of each layer of an ONNX file in the order in which they run."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(path)).graph
    values = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    found: list[Pair] = []
    for node in graph.node:
        if node.op_type not in ("Conv", "Gemm"):
            continue
        weight, bias = (np.array(values[name], dtype=np.float32) for name in node.input[1:3])
        transposed = any(a.name == "transB" and a.i == 1 for a in node.attribute)
        if node.op_type == "Gemm" and not transposed:
            weight = weight.T
        found.append((torch.from_numpy(weight), torch.from_numpy(bias)))
    return found
