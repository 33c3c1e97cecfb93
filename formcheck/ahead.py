"""Work done ahead or beside, in a thread of its own: stages of a pipeline, imports, other files."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import TypeVar

from formcheck.threads import started

__all__ = ["ahead", "beside", "importing"]

T = TypeVar("T")

_PATIENCE_S = 0.1
"""So often a stage that waits looks whether it is still wanted."""


@contextmanager
def ahead(items: Iterable[T], most: int = 3) -> Generator[Iterator[T], None, None]:
    """Give the items of an iterable in order while a thread already makes the next ones.

    An error of the iterable is raised where the items are taken. When the block ends, by whatever
    way, the thread has ended too. Stages may be chained: each ``with`` adds one.

    Parameters
    ----------
    items : iterable
        Taken by the thread alone.
    most : int
        So many items wait at most: memory does not grow, however much slower the taker is.

    Examples
    --------
    >>> with ahead(range(3)) as numbers, ahead(n * n for n in numbers) as squares:
    ...     list(squares)
    [0, 1, 4]
    """
    waiting: queue.Queue[tuple[T] | BaseException | None] = queue.Queue(most)
    unwanted = threading.Event()

    def put(item: tuple[T] | BaseException | None) -> None:
        while not unwanted.is_set():
            try:
                return waiting.put(item, timeout=_PATIENCE_S)
            except queue.Full:
                continue

    def work() -> None:
        end: BaseException | None = None
        try:
            for item in items:
                put((item,))
                if unwanted.is_set():
                    break
        except BaseException as error:  # whatever it is, the taker is told
            end = error
        if isinstance(items, Generator):
            items.close()  # before the thread ends: it may have a thread of its own
        put(end)

    def taken() -> Iterator[T]:
        while True:
            try:  # a wait with an end: Ctrl-C gets through on every system
                item = waiting.get(timeout=_PATIENCE_S)
            except queue.Empty:
                if thread.is_alive() or not waiting.empty():
                    continue
                raise MemoryError("no memory to go on") from None  # not even to tell the end
            if item is None:
                return
            if isinstance(item, BaseException):
                raise item
            yield item[0]

    thread = threading.Thread(target=work, name="formcheck-ahead", daemon=True)
    started(thread)
    try:
        yield taken()
    finally:
        unwanted.set()
        thread.join()


@contextmanager
def beside(work: Callable[[], object]) -> Iterator[None]:
    """Do some work in a thread while the block runs; when the block ends, however, it is done.

    An error of the work is raised at the end of a block that went well. What the work waits for
    must come from the block, also where that fails.

    Examples
    --------
    >>> done = []
    >>> with beside(lambda: done.append("table")):
    ...     pass
    >>> done
    ['table']
    """
    errors: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # whatever it is, it is raised below
            errors.append(error)

    thread = started(threading.Thread(target=run, name="formcheck-beside", daemon=True))
    try:
        yield
    finally:
        while thread.is_alive():
            thread.join(_PATIENCE_S)  # a wait with an end: Ctrl-C gets through on every system
    if errors:
        raise errors[0]


@contextmanager
def importing(*modules: str) -> Iterator[Callable[[], None]]:
    """Give a function that begins to import modules beside what else is done in the block.

    It may be called again and does nothing then. Whoever needs one of them imports it as ever, and
    waits if it is just under way; what cannot be imported is told there, not here. When the block
    ends, the thread has ended too.

    Examples
    --------
    >>> with importing("this_is_no_module", "colorsys") as begin:
    ...     begin()
    """
    unwanted = threading.Event()

    def work() -> None:
        for name in modules:
            if unwanted.is_set():
                return
            with suppress(ImportError):
                import_module(name)

    thread = threading.Thread(target=work, name="formcheck-imports", daemon=True)

    def begin() -> None:
        if thread.ident is None:
            started(thread)

    try:
        yield begin
    finally:
        unwanted.set()
        if thread.ident is not None:
            thread.join()
