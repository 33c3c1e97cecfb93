"""All numbers of the room together, each in the file that uses it."""

from __future__ import annotations

from dataclasses import dataclass, field

from formcheck.kinematics.hip_flexion import FlexionSettings
from formcheck.kinematics.joining import JoiningSettings
from formcheck.kinematics.rest import RestSettings
from formcheck.kinematics.segment_axes import CurveSettings
from formcheck.kinematics.smoothing import SmoothingSettings
from formcheck.kinematics.spine import SpineSettings
from formcheck.kinematics.trunk_lift import TrunkLiftSettings
from formcheck.kinematics.view import ViewSettings

__all__ = ["KinematicsSettings"]


@dataclass(frozen=True, slots=True)
class KinematicsSettings:
    """What :func:`formcheck.kinematics.angles.measure` goes by."""

    smoothing: SmoothingSettings = field(default_factory=SmoothingSettings)
    view: ViewSettings = field(default_factory=ViewSettings)
    rest: RestSettings = field(default_factory=RestSettings)
    flexion: FlexionSettings = field(default_factory=FlexionSettings)
    trunk_lift: TrunkLiftSettings = field(default_factory=TrunkLiftSettings)
    curves: CurveSettings = field(default_factory=CurveSettings)
    joining: JoiningSettings = field(default_factory=JoiningSettings)
    spine: SpineSettings = field(default_factory=SpineSettings)
