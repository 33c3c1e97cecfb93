"""Whether the back arched in the repetition (MEASURES 5.2); not judged yet."""

from __future__ import annotations

from formcheck.checks.arch import ArchSettings, not_available
from formcheck.checks.base import CheckResult, RepCheck, Scene
from formcheck.repetition import Repetition

__all__ = ["BackArch"]


class BackArch(RepCheck):
    """Will flag an arched back; can't be told without lumbar landmarks, and no proxy stands in."""

    name = "back_arch"
    title = "Back arch"
    flag_words = "Back arched"
    pass_words = "No arch"
    severity = "fault"
    rank = 20
    Settings = ArchSettings

    def judge(self, rep: Repetition, scene: Scene) -> CheckResult:  # noqa: ARG002
        """Return that it can't be told."""
        return not_available(self.severity)
