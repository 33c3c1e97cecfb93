from __future__ import annotations

import pytest

from formcheck import __version__
from scripts import release_notes
from scripts.release_notes import faults, sections

GOOD = """# Changelog

## [0.2.0] - unreleased

### Added

- A check.

## [0.1.0] - 2026-11-30

### Verdict changes

- None.
"""


def test_the_changelog_here_agrees_with_the_version(capsys):
    assert release_notes.main([]) == 0
    assert capsys.readouterr().out.startswith("### ")


def test_sections_in_their_order():
    new, old = sections(GOOD)
    assert (new.version, new.day, new.text) == ("0.2.0", None, "### Added\n\n- A check.")
    assert (old.version, str(old.day)) == ("0.1.0", "2026-11-30")
    assert faults([new, old], "0.2.0") == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("0.2.0", "0.3.0"), "source is 0.2.0"),
        (("[0.1.0]", "[0.2.1]"), "do not fall"),
        (("2026-11-30", "unreleased"), "only the newest"),
        (("unreleased", "2026-11-29"), "dates do not fall"),
        (("### Added", "### New"), "no such kind of change: New"),
    ],
)
def test_what_disagrees_is_told(change, words):
    (fault,) = faults(sections(GOOD.replace(*change)), "0.2.0")
    assert words in fault


def test_a_heading_of_another_form_is_an_error():
    with pytest.raises(ValueError, match="soon"):
        sections(GOOD.replace("[0.2.0] - unreleased", "0.2 soon"))
    assert faults([], "0.2.0") == ["there is no version in it"]


def test_a_tag_must_be_the_version_and_the_section_dated(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(release_notes, "ROOT", tmp_path)
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text(f"# Changelog\n\n## [{__version__}] - 2026-12-01\n\n### Added\n\n- All.\n")
    assert release_notes.main(["--tag", f"v{__version__}"]) == 0
    assert capsys.readouterr().out == "### Added\n\n- All.\n"
    assert release_notes.main(["--tag", "v9.9.9"]) == 1
    assert "v9.9.9" in capsys.readouterr().err
    changelog.write_text(f"# Changelog\n\n## [{__version__}] - unreleased\n")
    assert release_notes.main(["--tag", f"v{__version__}"]) == 1
    assert "give it its date" in capsys.readouterr().err
