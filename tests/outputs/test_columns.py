"""The columns of frames.csv: their names tell their units, and each says what it is."""

from __future__ import annotations

import pytest

from formcheck.outputs.columns import COLUMNS, FRAME_COLUMNS, Column

UNITS_IN_NAMES = {"deg", "s", "px"}


def test_no_name_comes_twice() -> None:
    assert len(set(FRAME_COLUMNS)) == len(FRAME_COLUMNS)
    assert FRAME_COLUMNS[:3] == ("frame", "time_s", "pose_found")


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_the_name_ends_with_its_unit(column: Column) -> None:
    assert column.meaning
    assert column.unit
    assert (column.name.rsplit("_", 1)[-1] in UNITS_IN_NAMES) == (column.unit in UNITS_IN_NAMES)
    if column.unit in UNITS_IN_NAMES:
        assert column.name.endswith(f"_{column.unit}")
