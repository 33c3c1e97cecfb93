"""What ``import formcheck`` offers, how little it costs, and the errors that it raises."""

from __future__ import annotations

import pickle
import subprocess
import sys
from importlib import import_module

import pytest

import formcheck
from formcheck import errors
from formcheck.errors import FormcheckError

HEAVY = ("mediapipe", "cv2", "scipy", "numpy", "av", "pydantic", "plotly", "jinja2", "typer")
TREE = {
    "InputError": ("FormcheckError", 1),
    "VideoError": ("InputError", 1),
    "CameraError": ("InputError", 1),
    "NoPersonError": ("InputError", 1),
    "TrackError": ("InputError", 1),
    "ModelError": ("FormcheckError", 1),
    "OutputError": ("FormcheckError", 1),
    "SoundError": ("FormcheckError", 1),
    "HistoryError": ("FormcheckError", 1),
    "UsageError": ("FormcheckError", 2),
}


def test_all_that_is_promised_is_there():
    assert formcheck.__all__ == sorted(formcheck.__all__)
    assert dir(formcheck) == formcheck.__all__
    for name in formcheck.__all__:
        assert getattr(formcheck, name) is not None


def test_the_door_names_what_the_rooms_define():
    homes = formcheck._HOMES
    assert set(homes) | {"FormcheckError", "__version__"} == set(formcheck.__all__)
    for name, home in homes.items():
        module = import_module(home)
        assert getattr(formcheck, name) is getattr(module, name)
        assert name in module.__all__


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'analyse_video'"):
        _ = formcheck.analyse_video


def _modules_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


def test_importing_it_imports_nothing_heavy():
    loaded = _modules_after("import formcheck; formcheck.FormcheckError; dir(formcheck)")
    assert loaded.isdisjoint(HEAVY)
    assert not [name for name in loaded if name.startswith("formcheck.kinematics")]


def test_judging_a_track_needs_no_model():
    loaded = _modules_after("import formcheck; formcheck.analyze_track; formcheck.load_track")
    assert loaded.isdisjoint({"mediapipe", "plotly", "typer"})


def test_the_tree_of_errors_and_its_exit_codes():
    assert set(errors.__all__) == {*TREE, "FormcheckError"}
    assert FormcheckError.exit_code == 1
    for name, (parent, exit_code) in TREE.items():
        kind = getattr(errors, name)
        assert kind.__bases__ == (getattr(errors, parent),)
        assert kind.exit_code == exit_code
        assert f"── {name} " in str(errors.__doc__)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("no such video", "a.mp4", "check the name"), "no such video (a.mp4): check the name"),
        (("no such video", "a.mp4"), "no such video (a.mp4)"),
        (("broken", "", "mend it"), "broken: mend it"),
        (("broken",), "broken"),
        (("Müll ist da", "überall.mp4", "räum auf"), "Müll ist da (überall.mp4): räum auf"),
    ],
)
def test_an_error_is_one_sentence(parts, sentence):
    assert str(FormcheckError(*parts)) == sentence


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb", r"a\nb"),
        ("a\x1b[2Jb", r"a\x1b[2Jb"),
        ("a\r\x00", r"a\r\x00"),
        ("a\u202eb", r"a\u202eb"),
        ("a\udc80", r"a\udc80"),
    ],
)
def test_control_characters_are_made_visible(name, shown):
    text = str(FormcheckError("no such video", name, "check the name"))
    assert text == f"no such video ({shown}): check the name"
    assert text.isprintable()
    text.encode()


@pytest.mark.parametrize("name", ["FormcheckError", *TREE])
def test_errors_cross_a_process_border_whole(name):
    kind = getattr(errors, name)
    back = pickle.loads(pickle.dumps(kind("what", "where", "remedy")))
    assert type(back) is kind
    assert (back.what, back.where, back.remedy) == ("what", "where", "remedy")
