"""A number that is said to come from a benchmark stands on the page of that benchmark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import PROSE, REPOSITORY, sentences

_NUMBER = re.compile(r"(?<![\w.\-/#])\d+(?:,\d{3})*(?:\.\d+)?(?![\w/]|\.\d)")
_CITED = re.compile(r"(benchmarks/\w+\.md)")
_NO_PROSE = re.compile(r"\]\([^)]*\)|`[^`]*`")  # addresses and code

# Numbers in such sentences that are no results, with what they are.
NO_RESULTS = {
    "README.md": {"33": "landmarks of the pose model"},
    "docs/science.md": {"33": "landmarks of the pose model"},
    "docs/limits.md": {"80": "setting back_arch.min_trunk_px, in the table of measures.md"},
    "models/MODEL_CARD.md": {"1.18": "size of the network", "4.7": "size of its file, held below"},
}


def _strange(sentence: str, exempt: dict[str, str]) -> list[str]:
    """Return the numbers of a sentence that no page cited in it has, rounded alike."""
    cited = set(_CITED.findall(sentence))
    if not cited:
        return []
    # A page that is not there has no numbers; test_links.py tells that it is missing.
    pages = [path for name in sorted(cited) if (path := REPOSITORY / name).exists()]
    source = " ".join(path.read_text(encoding="utf-8") for path in pages)
    known = [float(number.replace(",", "")) for number in _NUMBER.findall(source)]
    missing = []
    for number in _NUMBER.findall(_NO_PROSE.sub("", sentence)):
        digits = len(number.partition(".")[2])
        value = float(number.replace(",", ""))
        if number not in exempt and not any(round(n, digits) == value for n in known):
            missing.append(number)
    return missing


@pytest.mark.parametrize("page", PROSE, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_numbers_stand_on_the_pages_that_are_cited(page: Path):
    exempt = NO_RESULTS.get(str(page.relative_to(REPOSITORY)), {})
    stale = {s: found for s in sentences(page) if (found := _strange(s, exempt))}
    assert not stale, "copy the number from the page, or say in NO_RESULTS what it is"


def test_a_stale_number_would_be_found():
    line = "It costs less than 7531.9 ms a frame ([cost](benchmarks/cost.md))."
    assert _strange(line, {}) == ["7531.9"]
    assert _strange(line, {"7531.9": "an example"}) == []
    assert _strange("No page is cited for 7531.9.", {}) == []


def test_what_is_no_result_is_still_said():
    """An exemption that nobody needs any more would hide the next stale number."""
    for name, exempt in NO_RESULTS.items():
        said = [s for s in sentences(REPOSITORY / name) if _CITED.search(s)]
        for number in (n for n, what in exempt.items() if not what.startswith("until ")):
            assert any(number in _NUMBER.findall(s) for s in said), f"{name}: {number}"


def test_the_model_card_tells_the_size_of_the_file():
    megabytes = (REPOSITORY / "models" / "lumbar.onnx").stat().st_size / 1e6
    assert f"{megabytes:.1f} MB" in (REPOSITORY / "models" / "MODEL_CARD.md").read_text("utf-8")
