from __future__ import annotations

import textwrap

import pytest

import formcheck.checks as door
from formcheck.checks import build_checks, check_names, check_types
from formcheck.errors import UsageError


def test_the_checks_of_the_contract_are_there_in_this_order():
    # A further check may stand anywhere between them: adding one must not touch this list.
    contract = [
        "under_90",
        "back_arch",
        "lowering_arch",
        "swing",
        "leg_drop",
        "trunk_lift",
        "asymmetry",
        "tempo",
        "knee_bend",
        "incomplete_lowering",
        "low_hold",
        "form_drift",
    ]
    found = [check.name for check in (*build_checks().of_rep, *build_checks().of_set)]
    assert [name for name in found if name in contract] == contract


def test_faults_and_advice_are_those_of_the_design():
    faults = {check.name for check in check_types() if check.severity == "fault"}
    assert faults >= {
        "under_90",
        "back_arch",
        "lowering_arch",
        "swing",
        "leg_drop",
        "trunk_lift",
        "asymmetry",
    }
    assert not faults & {"tempo", "knee_bend", "incomplete_lowering", "low_hold", "form_drift"}


def test_overrides_reach_the_check_and_nothing_else():
    built = build_checks({"under_90": {"limit_deg": 80}, "low_hold": {"min_s": "3"}})
    by_name = {check.name: check for check in (*built.of_rep, *built.of_set)}
    assert by_name["under_90"].settings.limit_deg == 80
    assert by_name["low_hold"].settings.min_s == 3
    assert by_name["tempo"].settings == type(by_name["tempo"]).Settings()


def test_shared_refusals_can_be_set_for_all():
    built = build_checks({"refusal": {"min_trunk_px": 100}})
    for check in (*built.of_rep, *built.of_set):
        assert check.refusal.min_trunk_px == 100


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({"under90": {}}, "did you mean `under_90`?"),
        ({"zzz": {}}, "there are under_90, back_arch"),
        ({"refussal": {}}, "did you mean `refusal`?"),
        ({"under_90": {"limit": 80}}, "did you mean `limit_deg`?"),
        ({"refusal": {"trunk_px": 80}}, "did you mean `min_trunk_px`?"),
        ({"under_90": {"limit_deg": "high"}}, "`high` does not fit `under_90.limit_deg`"),
        ({"under_90": {"limit_deg": "high"}}, "valid number"),
        ({"under_90": {"limit_deg": -1}}, "greater than 0"),
        ({"under_90": {"limit_deg": "nan"}}, "finite number"),
        ({"form_drift": {"min_reps": 2.5}}, "valid integer"),
        ({"leg_drop": {"band_low_deg": 70}}, "band_low_deg must be below band_high_deg"),
        ({"low_hold": {"band_low_deg": 70}}, "band_low_deg must be below band_high_deg"),
        ({"tempo": 5}, "write tempo.FIELD=VALUE"),
    ],
)
def test_wrong_settings_are_told_in_one_sentence(overrides, said):
    with pytest.raises(UsageError) as caught:
        build_checks(overrides)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


NEW_CHECK = """
from formcheck.checks.base import RepCheck, cant_tell

class New(RepCheck):
    '''A check of one file.'''

    name = "{name}"
    title = "New"
    severity = "advice"

    def judge(self, rep, scene):
        return cant_tell(self.severity, "new", "new", "wait")
"""


@pytest.fixture
def extra_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(door, "__path__", [*door.__path__, str(tmp_path)])
    check_types.cache_clear()
    yield tmp_path
    check_types.cache_clear()


def test_one_new_file_is_one_new_check(extra_folder):
    (extra_folder / "brand_new.py").write_text(textwrap.dedent(NEW_CHECK.format(name="brand_new")))
    assert "brand_new" in check_names()
    assert "brand_new" in {check.name for check in build_checks().of_rep}


def test_a_file_must_be_called_as_its_check(extra_folder):
    (extra_folder / "misnamed.py").write_text(textwrap.dedent(NEW_CHECK.format(name="other")))
    with pytest.raises(TypeError, match="expected a class called 'misnamed', got 'other'"):
        check_types()
