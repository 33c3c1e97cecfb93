"""How long a label and a note may be is said by the history; the page and its API repeat it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from formcheck.history.entry import LONGEST_LABEL, LONGEST_NOTES
from formcheck.web.answers import KeepOrder
from tests.web.test_door import STATIC


@pytest.mark.parametrize(("name", "longest"), [("person", LONGEST_LABEL), ("notes", LONGEST_NOTES)])
def test_page_and_api_take_what_the_history_takes(name: str, longest: int) -> None:
    schema: dict[str, Any] = KeepOrder.model_json_schema()["properties"][name]
    assert {"maxLength": longest, "type": "string"} in schema["anyOf"]
    page = (STATIC / "keep.js").read_text(encoding="utf-8")
    said = re.search(rf'name: "{name}"[^}}]*maxlength: "(\d+)"', page)
    assert said is not None
    assert int(said[1]) == longest
