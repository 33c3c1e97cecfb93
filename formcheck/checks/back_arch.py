"""Whether the back arched in the repetition (MEASURES 5.2)."""

from __future__ import annotations

from formcheck.checks.arch import ArchSettings, judge_arch
from formcheck.checks.base import CheckResult, RepCheck, Scene
from formcheck.repetition import Repetition

__all__ = ["BackArch"]


class BackArch(RepCheck):
    """Flags a low back that arches beyond its rest, or beyond a flat back.

    Value: largest change of lordosis since rest that lasts, anywhere in the repetition.
    """

    name = "back_arch"
    title = "Back arch"
    flag_words = "Back arched"
    pass_words = "No arch"
    severity = "fault"
    rank = 20
    Settings = ArchSettings

    def judge(self, rep: Repetition, scene: Scene) -> CheckResult:
        """Return the verdict on one repetition."""
        words = ("back_arched", "The low back arched")
        return judge_arch(self, rep, scene, rep.frames, words)
