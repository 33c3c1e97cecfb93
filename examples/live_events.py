"""Read the live coach's events from a pipe, one JSON object a line, and keep a score.

    formcheck live --events - | python examples/live_events.py

The same lines could go to a lamp, a game or a spreadsheet: nothing of formcheck is imported here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable


def follow(lines: Iterable[str]) -> dict[int, list[str]]:
    """Print what happens, and return the faults of each repetition."""
    faults: dict[int, list[str]] = {}
    for line in lines:
        event = json.loads(line)
        kind, at_s = event["event"], event["time_s"]
        if kind == "rep":
            rep = event["rep"]
            # A repetition may be told again, better, when the next one has shown more.
            faults[rep["index"]] = [
                name
                for name, result in rep["checks"].items()
                if result["verdict"] == "flag" and result["severity"] == "fault"
            ]
            peak = rep["peak_hip_flexion_deg"]
            height = "height not seen" if peak is None else f"{peak:.0f} deg"
            told = ", ".join(faults[rep["index"]]) or "clean"
            again = " (again)" if event["revised"] else ""
            print(f"{at_s:6.1f} s  rep {rep['index']}{again}: {height}, {told}", flush=True)
        elif kind == "cue":
            print(f"{at_s:6.1f} s  coach: {event['text']}", flush=True)
        elif kind == "set_end":
            clean = sum(1 for names in faults.values() if not names)
            print(
                f"{at_s:6.1f} s  set over: {event['reps']} reps, {clean} of them clean", flush=True
            )
    return faults


if __name__ == "__main__":
    follow(sys.stdin)
