"""The truth beside a sample clip, and how a report compares with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from formcheck.report import RepItem, ReportData


@dataclass(frozen=True)
class Truth:
    """A ``*.truth.json``."""

    content: dict[str, Any]

    @classmethod
    def of(cls, video: Path) -> Truth:
        return cls(json.loads(video.with_suffix(".truth.json").read_text(encoding="utf-8")))

    @property
    def reps(self) -> list[dict[str, Any]]:
        reps: list[dict[str, Any]] = self.content["reps"]
        return reps

    @property
    def hip_flexion_deg(self) -> npt.NDArray[np.float64]:
        return np.array(self.content["series"]["hip_flexion_deg"])

    def pairs(self, data: ReportData) -> list[tuple[dict[str, Any], RepItem]]:
        """Return the true repetitions with those found; their number must be the same."""
        assert len(data.reps) == len(self.reps)
        pairs = list(zip(self.reps, data.reps, strict=True))
        assert all(found.start_s < true["peak_s"] < found.stop_s for true, found in pairs)
        return pairs


def verdicts(data: ReportData) -> list[dict[str, str]]:
    """Return the verdicts of each repetition by check."""
    return [{name: r.verdict for name, r in rep.checks.items()} for rep in data.reps]
