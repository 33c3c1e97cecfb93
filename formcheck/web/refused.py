"""What the page refuses, as an answer."""

from __future__ import annotations

from formcheck.errors import FormcheckError

__all__ = ["RefusedError", "of_error"]


class RefusedError(Exception):
    """An answer that is no success.

    Parameters
    ----------
    status : int
        HTTP status, 4xx or 5xx.
    what, remedy : str
        For people; never a path of this machine.
    """

    def __init__(self, status: int, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.status, self.what, self.remedy = status, what, remedy


def of_error(error: FormcheckError, status: int = 422) -> RefusedError:
    """Return an error's sentence without the place, which may be a path."""
    return RefusedError(status, error.what, error.remedy)
