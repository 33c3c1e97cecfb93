"""All looks, in their order. One that fails is a finding like any other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from formcheck.doctor.apart import LookError, findings_of, look_apart
from formcheck.doctor.finding import Finding, State
from formcheck.errors import FormcheckError

__all__ = ["LOOKS", "Look", "examine"]


@dataclass(frozen=True, slots=True)
class Look:
    """One thing to look at.

    Parameters
    ----------
    topic, name : str
        What is said of it if it fails.
    function : str
        ``module:function``, which gives its findings; imported only then.
    if_it_fails : {"absent", "doubtful", "broken"}
    apart_s : float, optional
        So long it may take in a process of its own, seconds; None: it is done in this one.
    """

    topic: str
    name: str
    function: str
    if_it_fails: State
    apart_s: float | None = None


_DOCTOR: Final = "formcheck.doctor"
_REPORT: Final = "reinstall formcheck in a new environment; if it stays, report it with all of this"

LOOKS: Final = (
    Look("software", "formcheck", f"{_DOCTOR}.software:machine", "broken"),
    Look("software", "packages", f"{_DOCTOR}.software:packages", "broken"),
    Look("software", "OpenCV wheels", f"{_DOCTOR}.software:opencv_wheels", "broken"),
    Look("extras", "extras", f"{_DOCTOR}.software:extras", "doubtful"),
    Look("extras", "checks of other packages", f"{_DOCTOR}.software:plugins", "broken"),
    Look("models", "pose models", f"{_DOCTOR}.parts:pose_bundles", "broken"),
    Look("models", "pose model runs", f"{_DOCTOR}.parts:pose_start", "broken", 120.0),
    Look("models", "lumbar network", f"{_DOCTOR}.parts:lumbar_network", "broken", 60.0),
    Look("video", "coding", f"{_DOCTOR}.parts:video_coding", "broken", 60.0),
    Look("devices", "camera", f"{_DOCTOR}.devices:camera", "doubtful", 30.0),
    Look("devices", "screen", f"{_DOCTOR}.devices:screen", "doubtful"),
    Look("devices", "voice", f"{_DOCTOR}.devices:speech", "doubtful", 20.0),
    Look("devices", "tones", f"{_DOCTOR}.devices:tones", "doubtful", 20.0),
    Look("places", "places", f"{_DOCTOR}.places:places", "doubtful"),
)


def examine(looks: Sequence[Look] = LOOKS) -> Iterator[Finding]:
    """Give what is found, as it is found; paths in the home folder begin with ``~``."""
    for look in looks:
        for finding in _looked(look):
            yield replace(finding, detail=_without_home(finding.detail))


def _looked(look: Look) -> list[Finding]:
    try:
        if look.apart_s is not None:
            return look_apart(look.function, look.apart_s)
        return findings_of(look.function)
    except FormcheckError as error:
        detail = f"{error.what} ({error.where})" if error.where else error.what
        return [Finding(look.topic, look.name, look.if_it_fails, detail, error.remedy)]
    except LookError as error:
        detail = str(error)
    except Exception as error:  # whatever is broken here is what the doctor was called for
        detail = f"{type(error).__name__}: {error}"
    detail = " ".join(detail.split())
    return [Finding(look.topic, look.name, look.if_it_fails, detail, _REPORT)]


def _without_home(text: str) -> str:
    """Return a text that does not tell the user's name: it is made to be shown to others."""
    try:
        home = str(Path.home())
    except RuntimeError:
        return text
    return text if len(home) < 2 else text.replace(f"{home}/", "~/").replace(f"{home}\\", "~\\")
