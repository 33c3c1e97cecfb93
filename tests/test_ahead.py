from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from formcheck.ahead import ahead, beside, importing


def _names() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


def test_items_come_in_order_and_the_thread_ends():
    with ahead(range(100)) as items:
        assert list(items) == list(range(100))
    assert "formcheck-ahead" not in _names()


def test_no_more_than_so_many_wait():
    made: list[int] = []

    def numbers() -> Iterator[int]:
        for n in range(50):
            made.append(n)
            yield n

    with ahead(numbers(), most=2) as items:
        assert next(items) == 0
        time.sleep(0.3)
        assert len(made) <= 4  # taken, two waiting, one in hand


def test_an_error_comes_where_the_items_are_taken():
    def numbers() -> Iterator[int]:
        yield 1
        raise OSError("disk gone")

    with pytest.raises(OSError, match="disk gone"), ahead(numbers()) as items:
        list(items)
    assert "formcheck-ahead" not in _names()


def test_an_error_of_the_first_stage_passes_through_the_second():
    def numbers() -> Iterator[int]:
        yield 1
        raise OSError("disk gone")

    with (
        pytest.raises(OSError, match="disk gone"),
        ahead(numbers()) as items,
        ahead(2 * n for n in items) as doubled,
    ):
        list(doubled)


def test_stages_end_when_the_taker_gives_up():
    def endless() -> Iterator[int]:
        while True:
            yield 0

    def give_up() -> None:
        with ahead(endless()) as items, ahead(n + 1 for n in items) as more:
            assert next(more) == 1
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        give_up()
    assert "formcheck-ahead" not in _names()


def test_modules_are_imported_beside_and_once(monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    done = threading.Event()

    def record(name: str) -> None:
        asked.append(name)
        if name == "second":
            done.set()
        raise ImportError(name)  # told where it is needed, not here

    monkeypatch.setattr("formcheck.ahead.import_module", record)
    with importing("first", "second") as begin:
        assert not asked
        begin()
        begin()
        assert done.wait(timeout=10)
    assert asked == ["first", "second"]
    assert "formcheck-imports" not in _names()


def test_nothing_is_imported_that_was_not_begun(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("formcheck.ahead.import_module", pytest.fail)
    with importing("first"):
        pass


def test_what_is_done_beside_is_done_when_the_block_ends():
    go_on = threading.Event()
    done: list[str] = []

    def work() -> None:
        assert go_on.wait(10)
        done.append("work")

    with beside(work):
        done.append("block")
        go_on.set()
    assert done == ["block", "work"]
    assert "formcheck-beside" not in _names()


def test_an_error_beside_is_raised_after_a_block_that_went_well():
    def work() -> None:
        raise OSError("disk gone")

    done: list[str] = []
    with pytest.raises(OSError, match="disk gone"), beside(work):
        done.extend(["the", "block"])
    assert done == ["the", "block"]


def test_the_error_of_the_block_is_the_one_that_is_told():
    def work() -> None:
        raise OSError("disk gone")

    with pytest.raises(ValueError, match="no clip"), beside(work):
        raise ValueError("no clip")
    assert "formcheck-beside" not in _names()
