"""One file each: what is found, and how a wrong name is answered."""

import pytest

from formcheck import exercises
from formcheck.discovery import classes_in, named
from formcheck.errors import UsageError
from formcheck.exercises.base import Exercise


def test_classes_are_found_by_their_files_and_the_base_is_none():
    found = classes_in(exercises.__name__, exercises.__path__, Exercise)
    assert [kind.name for kind in found] == sorted(kind.name for kind in found)
    assert "lying_leg_raise" in {kind.name for kind in found}
    assert Exercise not in found


def test_a_class_must_be_called_like_its_module(tmp_path, monkeypatch):
    package = tmp_path / "odd_ones"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "tool.py").write_text("NUMBER = 1\n")
    (package / "first.py").write_text(
        "class Base:\n    pass\n\n\nclass Second(Base):\n    name = 'second'\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    from odd_ones.first import Base

    with pytest.raises(TypeError, match="expected a class called 'first'"):
        classes_in("odd_ones", [str(package)], Base)


def test_a_wrong_name_is_answered_with_the_nearest_or_with_all():
    known = {"alpha": 1, "beta": 2}
    assert named("beta", known, "no letter", "--letter") == 2
    with pytest.raises(UsageError, match="did you mean `alpha`"):
        named("alpa", known, "no letter", "--letter")
    with pytest.raises(UsageError, match="there are auto, alpha, beta"):
        named("zzz", known, "no letter", "--letter", also="auto")
