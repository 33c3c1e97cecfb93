"""Settings from a file and from the command line; the latter win."""

from __future__ import annotations

from pathlib import Path

import pytest

from formcheck.checks import build_checks
from formcheck.config import read_settings
from formcheck.errors import UsageError


def _file(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "settings.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_nothing_asked_for_is_nothing():
    assert read_settings(None) == {}


def test_a_file(tmp_path):
    path = _file(tmp_path, "[under_90]\nlimit_deg = 80\n[tempo]\n[refusal]\nmax_skew = 0.2\n")
    assert read_settings(path) == {
        "under_90": {"limit_deg": 80},
        "tempo": {},
        "refusal": {"max_skew": 0.2},
    }


def test_the_command_line_wins_and_the_last_of_two(tmp_path):
    path = _file(tmp_path, "[under_90]\nlimit_deg = 80\nk = 2.0\n")
    settings = read_settings(path, ["under_90.limit_deg=70", "under_90.limit_deg = 75 "])
    assert settings == {"under_90": {"limit_deg": "75", "k": 2.0}}
    built = {check.name: check for check in build_checks(settings).of_rep}
    assert built["under_90"].settings.limit_deg == 75.0
    assert built["under_90"].settings.k == 2.0


@pytest.mark.parametrize("value", ["9" * 5000, "[" * 5000])
def test_numbers_too_long_and_nests_too_deep_are_no_traceback(tmp_path, value):
    path = _file(tmp_path, f"[under_90]\nlimit_deg = {value}\n")
    with pytest.raises(UsageError, match="no TOML") as caught:
        read_settings(path)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    "text",
    [
        "",
        "under_90",
        "under_90.limit_deg",
        "limit_deg=80",
        ".limit_deg=80",
        "under_90.=8",
        "under_90.limit_deg=",
        "=5",
    ],
)
def test_a_wrong_assignment_is_quoted(text):
    with pytest.raises(UsageError, match="is no setting") as caught:
        read_settings(None, [text])
    assert f"`{text}`" in str(caught.value)
    assert "CHECK.FIELD=VALUE" in caught.value.remedy


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("limit_deg = 80\n", "outside of a table"),
        ("[under_90\n", "no TOML"),
        (b"\xff\xfe\x00", "no TOML"),
    ],
)
def test_a_wrong_file_is_told(tmp_path, text, message):
    path = _file(tmp_path, text)
    with pytest.raises(UsageError, match=message) as caught:
        read_settings(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_told(tmp_path):
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(UsageError, match="cannot be read"):
            read_settings(path)
