from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from docs.make_tables import GENERATED, PAGES, filled
from formcheck.checks import check_names, check_types

REPOSITORY = Path(__file__).parents[2]
MEASURES, OUTPUTS = PAGES[:2]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_tables_of_the_pages_are_up_to_date(page: Path):
    text = page.read_text(encoding="utf-8")
    assert filled(text) == text, "run `python docs/make_tables.py`"


@pytest.mark.parametrize("page", GENERATED, ids=lambda page: page.name)
def test_the_pages_made_whole_are_up_to_date(page: Path):
    assert page.read_text(encoding="utf-8") == GENERATED[page](), "run `python docs/make_tables.py`"


@pytest.mark.parametrize("page", GENERATED, ids=lambda page: page.name)
def test_every_key_and_option_says_what_it_is(page: Path):
    rows = [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
        for row in re.findall(r"^\| `.*\|$", page.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert len(rows) > 50
    assert [row for row in rows if len(row) != 3 or not row[2]] == []


def test_all_checks_and_settings_are_told():
    text = MEASURES.read_text(encoding="utf-8")
    for check in check_types():
        assert f"`{check.name}`" in text
        for field in check.Settings.model_fields:
            assert f"`{check.name}.{field}`" in text


def test_every_setting_has_a_unit_and_a_source():
    rows = re.findall(r"^\| `\w+\.\w+` \|.*$", MEASURES.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) > len(check_names())
    for row in rows:
        _, default, unit, meaning, source = (cell.strip() for cell in row.strip("| ").split(" | "))
        assert default, row
        assert unit, row
        assert meaning, row
        assert source, row


def test_an_unknown_table_is_refused():
    with pytest.raises(ValueError, match="got 'nothing'"):
        filled("<!-- table nothing -->\n<!-- end -->")


def test_every_code_that_is_not_counted_has_its_meaning():
    part = OUTPUTS.read_text(encoding="utf-8").split("<!-- table not_counted -->")[1]
    rows = re.findall(r"^\| `\w+` \|(.*)\|$", part.split("<!-- end -->")[0], re.MULTILINE)
    assert rows
    assert all(row.strip() for row in rows)


def test_the_drawing_is_well_formed_and_has_its_own_background():
    root = ET.parse(REPOSITORY / "docs" / "pictures" / "filming.svg").getroot()
    shapes = [item for item in root if item.tag.endswith("rect")]
    assert shapes[0].get("fill") == "#f7f9fc"
    assert root.get("viewBox") == "0 0 1200 1010"


@pytest.mark.parametrize("name", ["accuracy", "back"])
def test_the_readme_shows_the_bars_of_the_benchmarks(name):
    """That they are today's is held by the test of the tables."""
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    block = readme.split(f"<!-- from benchmarks/{name}.md -->")[1].split("<!-- end -->")[0]
    rows = block.strip().splitlines()
    assert rows[0].startswith("| bar |")
    assert len(rows) > 10
    assert all(row.endswith(("held |", "**missed** |")) for row in rows[2:])
