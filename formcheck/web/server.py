"""Runs the page's server until it is stopped."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from pathlib import Path

import uvicorn

from formcheck.errors import UsageError
from formcheck.web.app import make_app
from formcheck.web.settings import WebSettings

__all__ = ["listen", "page_address", "serve"]


def listen(host: str, port: int) -> socket.socket:
    """Return the socket that is listened on; port 0 takes any that is free.

    Raises
    ------
    UsageError
        The address is none of this machine's, or the port is taken.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        found = socket.socket(family, kind, protocol)
    except (OSError, OverflowError) as error:
        raise UsageError("is no address of this machine", host, "leave out --host") from error
    try:
        if sys.platform != "win32":  # there it would share the port with whoever has it
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(128)
    except OSError as error:
        found.close()
        reason = error.strerror or str(error)
        raise UsageError(
            f"cannot be listened on, {reason.lower()}",
            f"{host}, port {port}",
            "choose another --port; is the page open already?",
        ) from error
    return found


def page_address(host: str, port: int, *, secure: bool = False) -> str:
    """Return the address to open; for "any address" that of this machine.

    >>> page_address("127.0.0.1", 8765), page_address("::1", 80)
    ('http://127.0.0.1:8765/', 'http://[::1]:80/')
    """
    if host in ("0.0.0.0", "::"):
        host = _own_address() or "127.0.0.1"
    name = f"[{host}]" if ":" in host else host
    return f"{'https' if secure else 'http'}://{name}:{port}/"


def serve(
    settings: WebSettings,
    listener: socket.socket,
    ready: Callable[[], None],
    *,
    certificate: Path | None = None,
    key: Path | None = None,
) -> None:
    """Serve until the process is asked to stop.

    Parameters
    ----------
    settings : WebSettings
    listener : socket
        See :func:`listen`.
    ready : callable
        Called once requests are answered.
    certificate, key : Path, optional
        Of TLS, PEM.
    """
    limits = settings.limits
    config = uvicorn.Config(
        make_app(settings),
        log_level="error",
        access_log=False,
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=limits.message_bytes,
        ws_max_queue=2,
        ws_per_message_deflate=False,
        limit_concurrency=limits.connections,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=3,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
    _Server(config, ready).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Tells when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def _own_address() -> str | None:
    """Return the address by which the network reaches this machine; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return None
