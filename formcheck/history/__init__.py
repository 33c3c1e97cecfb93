"""Sets over time in one SQLite file on this machine; opt-in."""
