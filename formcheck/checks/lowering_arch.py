"""Whether the back arched on the way down (MEASURES 5.2)."""

from __future__ import annotations

from formcheck.checks.arch import ArchSettings, judge_arch
from formcheck.checks.base import CheckResult, RepCheck, Scene
from formcheck.repetition import Repetition

__all__ = ["LoweringArch"]


class LoweringArch(RepCheck):
    """Flags a low back that arches while the legs are lowered, where most people lose it."""

    name = "lowering_arch"
    title = "Arch lowering"
    flag_words = "Arch lowering"
    pass_words = "No arch lowering"
    severity = "fault"
    rank = 30
    Settings = ArchSettings

    def judge(self, rep: Repetition, scene: Scene) -> CheckResult:
        """Return the verdict on one repetition."""
        words = ("back_arched_lowering", "The low back arched while the legs came down")
        return judge_arch(self, rep, scene, slice(rep.top_stop, rep.stop), words)
