"""Who may use the page: tokens, and whose recordings are whose."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from formcheck.errors import OutputError
from formcheck.outputs.publish import write_text_atomic

__all__ = ["HOST_OWNER", "Owners", "read_tokens"]

HOST_OWNER: Final = "host"
"""Whoever started the server: the first token's owner, or anybody on this machine without one."""


class Owners:
    """Tells the owner of a token.

    Parameters
    ----------
    tokens : sequence of str
        The first is the host's; each other one has recordings and a history of its own. Empty:
        nobody is asked for a token.
    """

    def __init__(self, tokens: Sequence[str] = ()) -> None:
        self._names = {
            token: HOST_OWNER if place == 0 else hashlib.sha256(token.encode()).hexdigest()[:16]
            for place, token in enumerate(tokens)
        }

    @property
    def asks(self) -> bool:
        """Whether a token is needed at all."""
        return bool(self._names)

    def of(self, token: str | None) -> str | None:
        """Return the name of the owner, fit for a folder; None: nobody."""
        if not self._names:
            return HOST_OWNER
        found, given = None, (token or "").encode(errors="replace")
        for known, name in self._names.items():  # all of them, so that time tells nothing
            if hmac.compare_digest(known.encode(), given):
                found = name
        return found


def read_tokens(path: Path, count: int) -> list[str]:
    """Return so many tokens, kept in a file for its owner's eyes; more are made as needed.

    Raises
    ------
    OutputError
        The file cannot be read or written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        tokens = [str(token) for token in known]
        fresh = [secrets.token_urlsafe(24) for _ in range(count - len(tokens))]
        if fresh:
            tokens += fresh
            path.touch(mode=0o600)
            write_text_atomic(path, json.dumps(tokens))
            path.chmod(0o600)
    except (OSError, ValueError) as error:
        raise OutputError.of(error, str(path), "the links of the page cannot be kept") from error
    return tokens[:count]
