"""Checks that other packages bring, and what is said of those that are broken."""

from __future__ import annotations

import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest

from formcheck.checks import build_checks, check_names, check_types
from formcheck.doctor import software
from formcheck.errors import UsageError

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "custom_check"


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Return what makes a package with entry points be found, as if it were installed."""

    def installed(name: str, points: dict[str, str], folder: Path = tmp_path) -> None:
        about = tmp_path / f"{name}-0.1.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1\n")
        lines = [f"{key} = {value}" for key, value in points.items()]
        (about / "entry_points.txt").write_text("\n".join(["[formcheck.checks]", *lines]) + "\n")
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.syspath_prepend(str(folder))
        check_types.cache_clear()

    yield installed
    monkeypatch.undo()
    check_types.cache_clear()
    for module in [name for name in sys.modules if name.startswith("formcheck_head_lift")]:
        del sys.modules[module]


def test_the_example_is_a_check_like_any_other(install):
    point = "formcheck_head_lift.head_lift:HeadLift"
    install("formcheck-head-lift", {"head_lift": point}, EXAMPLE)
    assert "head_lift" in check_names()
    (check,) = [c for c in build_checks({"head_lift": {"limit_deg": 9}}).of_rep if c.rank == 125]
    assert check.settings.limit_deg == 9.0
    (found,) = software.plugins()
    assert (found.name, found.detail) == ("check head_lift", "formcheck-head-lift 0.1")


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ({"lost": "no_such_module:Lost"}, "ModuleNotFoundError"),
        ({"path": "pathlib:Path"}, "it is no RepCheck or SetCheck"),
        ({"base": "formcheck.checks.base:RepCheck"}, "it is no RepCheck"),
        ({"other": "formcheck.checks.tempo:Tempo"}, "its class has another name"),
        ({"tempo": "formcheck.checks.tempo:Tempo"}, "two checks are called `tempo`"),
    ],
)
def test_one_that_cannot_be_used_is_named(install, points, words):
    install("odd-checks", points)
    with pytest.raises(UsageError, match=words) as caught:
        check_types()
    assert "uninstall" in caught.value.remedy
    if "two checks" not in words:
        assert "odd-checks" in str(caught.value)


def test_nothing_from_outside_is_needed():
    ours = {"formcheck"}
    brought = {d.name for d in distributions() if d.entry_points.select(group="formcheck.checks")}
    assert brought <= ours, f"the tests run with other checks installed: {brought}"
