"""The trained network as ONNX, for ``cv2.dnn``."""

from __future__ import annotations

import warnings
from pathlib import Path

import torch

from formcheck.lumbar.crop import CROP
from studio.lumbar.network import LumbarNet

__all__ = ["write_onnx"]


def write_onnx(net: LumbarNet, path: Path) -> None:
    """Write a network for one crop at a time: input ``crop`` (1, 4, H, W), output ``told``."""
    net.eval()
    width, height = CROP.size
    partial = path.with_suffix(".part")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            net,
            (torch.zeros(1, 4, height, width),),
            str(partial),
            input_names=["crop"],
            output_names=["told"],
            dynamo=False,  # cv2.dnn reads what the older exporter writes
            opset_version=17,
        )
    partial.replace(path)
