"""``python -m benchmarks.robustness.corpus``: every odd input ends in a documented way.

Makes the corpus anew, runs ``formcheck analyze`` on each file in a process with bounds, and looks
at exit code, messages, results, time and memory. 1 if anything is wrong. POSIX only (it forks).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks.robustness import (
    corpus_damage,
    corpus_formats,
    corpus_headers,
    corpus_outside,
    corpus_shapes,
    corpus_times,
)
from benchmarks.robustness.corpus_case import Case
from benchmarks.robustness.corpus_run import CPU_S, MEMORY_BYTES, Ended, run
from benchmarks.robustness.corpus_watch import Bait

__all__ = ["make", "outcome"]

_KEPT: Final = Path(__file__).parents[2] / ".cache" / "robustness"
_LEAST: Final = 150
_BAR: Final = ("text", "must_be", "is", "held")


def make(folder: Path, port: int) -> Iterator[Case]:
    """Write the whole corpus, file by file, and tell of each.

    Parameters
    ----------
    folder : Path
        Empty.
    port : int
        Of 127.0.0.1, which addresses in the files name.
    """
    makers = {
        "formats": corpus_formats.cases,
        "times": corpus_times.cases,
        "shapes": corpus_shapes.cases,
        "damage": corpus_damage.cases,
        "headers": corpus_headers.cases,
    }
    for name, maker in makers.items():
        (folder / name).mkdir()
        yield from maker(folder / name)
    (folder / "outside").mkdir()
    yield from corpus_outside.cases(folder / "outside", port)


def outcome(done: list[tuple[Case, Ended]], visits: int) -> dict[str, Any]:
    """Return what is kept for the page: bars, and the counts of each group."""
    wrong = sum(bool(ended.wrong) for _, ended in done)
    slowest = max(ended.cpu_s for _, ended in done)
    largest = max(ended.peak_bytes for _, ended in done) / 2**30
    traces = sum("Traceback" in ended.said for _, ended in done)
    codes = sum(ended.code not in (0, 1, 2, 3) for _, ended in done)
    bars = [
        ("files", f">= {_LEAST}", len(done), len(done) >= _LEAST),
        ("ends other than a documented exit code", "0", codes, codes == 0),
        ("tracebacks", "0", traces, traces == 0),
        ("files with anything wrong: code, messages, results, bounds", "0", wrong, wrong == 0),
        ("outside addresses and files asked for", "0", visits, visits == 0),
        ("longest, s of processor time", f"<= {CPU_S}", f"{slowest:.1f}", slowest <= CPU_S),
        (
            "most resident memory, GiB",
            f"<= {MEMORY_BYTES / 2**30:g}",
            f"{largest:.2f}",
            largest <= MEMORY_BYTES / 2**30,
        ),
    ]
    groups = list(dict.fromkeys(case.group for case, _ in done))
    rows = [_row(group, [ended for case, ended in done if case.group == group]) for group in groups]
    notes = [
        "Every file is written by the command itself, with fixed seeds, and analysed whole: pose, "
        "low back, verdicts, all five result files, which are read back.",
        "Each analysis is a process forked from one that has the libraries loaded, so its memory "
        f"includes theirs; bounds: {CPU_S} s of processor time and {MEMORY_BYTES / 2**30:g} GiB of "
        "address space.",
        f"Left out, because this FFmpeg cannot write them: {len(corpus_formats.left_out)}.",
    ]
    return {
        "title": "Input corpus",
        "bars": [
            dict(zip(("text", "must_be", "is", "held"), map(_told, b), strict=True)) for b in bars
        ],
        "columns": ["kind", "files", "analysed", "refused", "wrong usage", "wrong", "s", "MiB"],
        "rows": rows,
        "notes": notes,
    }


def _row(group: str, ends: list[Ended]) -> list[str]:
    codes = Counter(ended.code for ended in ends)
    counts = (len(ends), codes[0], codes[1], codes[2], sum(bool(ended.wrong) for ended in ends))
    mib = max(ended.peak_bytes for ended in ends) / 2**20
    slowest_s = max(ended.cpu_s for ended in ends)
    return [group, *map(str, counts), f"{slowest_s:.1f}", f"{mib:.0f}"]


def _told(value: object) -> object:
    return value if isinstance(value, bool) else str(value)


def main() -> int:
    """Make the corpus, run it, keep what was found; return 1 if anything is wrong."""
    os.environ.setdefault("SVT_LOG", "1")  # an encoder that talks
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="Pattern of `group: name`.")
    parser.add_argument("--keep", type=Path, help="An empty folder for the files, which stay.")
    asked = parser.parse_args()
    done: list[tuple[Case, Ended]] = []
    visits = 0
    with tempfile.TemporaryDirectory() as temporary, Bait() as bait:
        folder = asked.keep or Path(temporary) / "corpus"
        folder.mkdir(parents=True, exist_ok=True)
        cases = [
            c for c in make(folder, bait.port) if re.search(asked.only, f"{c.group}: {c.name}")
        ]
        bait.watch(folder / "outside" / corpus_outside.bait_name)
        _load()
        for i, case in enumerate(cases):
            ended = run(case, Path(temporary) / "work")
            came = bait.taken()
            if came:
                ended.wrong.append(f"asks outside {came} times")
                visits += came
            done.append((case, ended))
            told = "; ".join(ended.wrong) or "as it should be"
            print(
                f"{i + 1}/{len(cases)} {case.group}: {case.name!a}: {ended.code} in "
                f"{ended.cpu_s:.1f} s, {ended.peak_bytes / 2**20:.0f} MiB: {told}",
                flush=True,
            )
    for left in corpus_formats.left_out:
        print("left out:", left)
    content = outcome(done, visits)
    for bar in content["bars"]:
        print(bar["text"], f"{bar['must_be']}: {bar['is']}", "" if bar["held"] else "MISSED")
    if asked.only:
        return int(any(ended.wrong for _, ended in done))
    _KEPT.mkdir(parents=True, exist_ok=True)
    (_KEPT / "corpus.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return int(not all(bar["held"] for bar in content["bars"]))


def _load() -> None:
    """Load what every analysis needs; nothing that has threads of its own."""
    import mediapipe.tasks.python.vision  # noqa: F401

    import formcheck.commands.analyze
    import formcheck.offline.clip
    import formcheck.outputs.annotate
    import formcheck.outputs.stills
    import formcheck.outputs.write
    import formcheck.pose.mediapipe  # noqa: F401


if __name__ == "__main__":
    sys.exit(main())
