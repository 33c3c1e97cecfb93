"""``formcheck doctor``: whether this installation is sound, and what this machine has."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Final

from rich.console import Console
from rich.text import Text

from formcheck._version import __version__
from formcheck.doctor.examine import examine
from formcheck.doctor.finding import Finding, State

__all__ = ["SCHEMA", "run_doctor"]

SCHEMA: Final = "formcheck.doctor/1"

_STYLES: Final[dict[State, str]] = {
    "ok": "green",
    "absent": "dim",
    "doubtful": "yellow",
    "broken": "bold red",
}


def run_doctor(*, as_json: bool = False) -> int:
    """Print how everything is; return 1 if something is broken that an analysis needs, else 0."""
    if as_json:
        findings = list(examine())
        print(_json(findings))  # noqa: T201
    else:
        findings = _told(Console(), examine())
    return 1 if any(finding.state == "broken" for finding in findings) else 0


def _json(findings: list[Finding]) -> str:
    told = {
        "schema": SCHEMA,
        "formcheck_version": __version__,
        "created_utc": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "sound": all(finding.state != "broken" for finding in findings),
        "findings": [asdict(finding) for finding in findings],
    }
    return json.dumps(told, ensure_ascii=False)


def _told(console: Console, findings: Iterable[Finding]) -> list[Finding]:
    """Print findings as they come, and return them."""
    all_of_them, topic = [], ""
    for finding in findings:
        all_of_them.append(finding)
        if finding.topic != topic:
            topic = finding.topic
            console.print(f"\n{topic}", style="bold", highlight=False)
        line = Text(f"  {finding.state:<9}", style=_STYLES[finding.state])
        line.append(f"{finding.name}: {finding.detail}", style="default")
        console.print(line, soft_wrap=True)
        if finding.remedy:
            console.print(f"{'':<11}-> {finding.remedy}", markup=False, soft_wrap=True)
    broken = [finding.name for finding in all_of_them if finding.state == "broken"]
    end = f"Broken: {', '.join(broken)}." if broken else "Sound: recordings can be analysed."
    console.print(f"\n{end}", markup=False, highlight=False, soft_wrap=True)
    return all_of_them
