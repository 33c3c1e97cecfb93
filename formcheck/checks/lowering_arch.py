"""Whether the back arched on the way down (MEASURES 5.2); not judged yet."""

from __future__ import annotations

from formcheck.checks.arch import ArchSettings, not_available
from formcheck.checks.base import CheckResult, RepCheck, Scene
from formcheck.repetition import Repetition

__all__ = ["LoweringArch"]


class LoweringArch(RepCheck):
    """Will flag a back that arches while the legs are lowered; can't be told yet."""

    name = "lowering_arch"
    title = "Arch lowering"
    flag_words = "Arch lowering"
    pass_words = "No arch lowering"
    severity = "fault"
    rank = 30
    Settings = ArchSettings

    def judge(self, rep: Repetition, scene: Scene) -> CheckResult:  # noqa: ARG002
        """Return that it can't be told."""
        return not_available(self.severity)
