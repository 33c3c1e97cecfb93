from __future__ import annotations

import pytest

from formcheck.pose.looks import LookPlan, look_schedule


def _looks_s(company: range, schedule_s: list[float] | None = None) -> list[float]:
    """Return when looks fall due in ten seconds, with somebody else about at some of the frames."""
    plan = LookPlan(schedule_s)
    found = []
    for i in range(300):
        if plan.is_due(i / 30):
            found.append(i / 30)
            plan.looked(i / 30, company=i in company)
    return found


def test_company_is_looked_at_every_second_and_moves_no_other_look():
    alone = _looks_s(range(0))
    company = _looks_s(range(100, 220))
    assert set(alone) < set(company)
    assert alone == pytest.approx([0, 0.25, 0.5, 0.75, 1.0, 3.0, 5.0, 7.0, 9.0], abs=0.2)
    more = sorted(set(company) - set(alone))
    assert more == pytest.approx([6.0, 8.0], abs=0.2)
    schedule = look_schedule([i / 30 for i in range(300)])
    assert _looks_s(range(100, 220), schedule) == company


def test_a_look_can_be_brought_forward_and_put_off():
    plan = LookPlan()
    plan.looked(0.0)
    plan.no_later_than(0.1)
    assert plan.is_due(0.1)
    plan.no_later_than(0.2)
    assert plan.next_s == 0.1
    plan.not_before(1.0)
    assert not plan.is_due(0.9)
    assert plan.is_due(1.0)
