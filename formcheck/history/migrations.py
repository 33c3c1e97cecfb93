"""The shape of the history's database, step by step; a step that was published never changes.

``PRAGMA user_version`` counts the steps that a file has seen.
"""

from __future__ import annotations

from typing import Final

__all__ = ["APPLICATION_ID", "MIGRATIONS"]

APPLICATION_ID: Final = 0x66636831
"""``fch1``: by this number in its header a file is known to be ours."""

_FIRST: Final = (
    """
    CREATE TABLE sets (
        set_id INTEGER PRIMARY KEY AUTOINCREMENT,
        fingerprint TEXT NOT NULL UNIQUE,
        added_utc TEXT NOT NULL,
        done_utc TEXT NOT NULL,
        person TEXT,
        exercise TEXT NOT NULL,
        notes TEXT,
        pain INTEGER CHECK (pain BETWEEN 0 AND 10),
        source_name TEXT NOT NULL,
        duration_s REAL NOT NULL,
        formcheck_version TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE reps (
        set_id INTEGER NOT NULL REFERENCES sets ON DELETE CASCADE,
        rep INTEGER NOT NULL,
        leg TEXT NOT NULL,
        start_s REAL NOT NULL,
        peak_s REAL NOT NULL,
        stop_s REAL NOT NULL,
        raise_s REAL NOT NULL,
        top_s REAL NOT NULL,
        lower_s REAL NOT NULL,
        peak_hip_flexion_deg REAL,
        peak_hip_flexion_sigma_deg REAL,
        peak_knee_flexion_deg REAL,
        lordosis_change_deg REAL,
        pelvic_tilt_change_deg REAL,
        pelvic_roll_deg REAL,
        arch_onset_up_deg REAL,
        arch_onset_down_deg REAL,
        PRIMARY KEY (set_id, rep)
    )
    """,
    """
    CREATE TABLE verdicts (
        set_id INTEGER NOT NULL REFERENCES sets ON DELETE CASCADE,
        rep INTEGER,
        check_name TEXT NOT NULL,
        severity TEXT NOT NULL,
        verdict TEXT NOT NULL CHECK (verdict IN ('flag', 'pass', 'cant_tell')),
        value REAL,
        limit_value REAL,
        uncertainty REAL,
        unit TEXT NOT NULL
    )
    """,
    "CREATE INDEX sets_by_person ON sets (person, done_utc)",
    "CREATE INDEX verdicts_by_set ON verdicts (set_id, rep)",
)

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (_FIRST,)
"""Statements of each step, in order."""
