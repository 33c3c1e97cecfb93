"""Analyse many clips into one pandas table, a row for each repetition.

    python examples/batch_to_dataframe.py CLIP... [--csv FILE]

For thousands of clips take `formcheck batch`: it survives crashes and goes on where it stopped.
"""

from __future__ import annotations

import argparse
import sys

import pandas as pd

import formcheck


def rows_of(clip: str) -> list[dict[str, object]]:
    """Return the repetitions of a clip: numbers, and each verdict under the check's name."""
    report = formcheck.analyze(clip, workers=None)
    return [
        {
            "clip": report.data.source.name,
            "rep": rep.index,
            "peak_hip_flexion_deg": rep.peak_hip_flexion_deg,
            "lordosis_change_deg": rep.lordosis_change_deg,
            "raise_s": rep.raise_s,
            "lower_s": rep.lower_s,
            **{name: result.verdict for name, result in rep.checks.items()},
        }
        for rep in report.data.reps
    ]


def main() -> int:
    """Print the table, and how often each check gave each verdict."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", nargs="+")
    parser.add_argument("--csv")
    given = parser.parse_args()
    rows = []
    for clip in given.clips:
        try:
            rows += rows_of(clip)
        except formcheck.FormcheckError as error:  # one bad clip does not end the batch
            print(f"left out: {error}", file=sys.stderr)
    table = pd.DataFrame(rows)
    if table.empty:
        print("no repetition in any clip", file=sys.stderr)
        return 1
    numbers = table.columns[: table.columns.get_loc("lower_s") + 1]
    print(table[numbers].round(1).to_string(index=False))
    verdicts = table.drop(columns=numbers).melt(var_name="check", value_name="verdict")
    print(verdicts.value_counts().unstack("verdict", fill_value=0).to_string())
    if given.csv:
        table.to_csv(given.csv, index=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
