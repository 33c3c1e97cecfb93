"""At the door of every request: by which name, from which page, and who asks.

Three things keep other web pages out, which a browser would happily let ask: the *Host* must be a
name of this machine (DNS rebinding), the *Origin* must be the page itself (cross-site requests
and WebSockets), and with a token the cookie is never sent along from another site.
"""

from __future__ import annotations

import ipaddress
import json
import socket
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import urlsplit

from formcheck.web.owners import Owners

__all__ = ["COOKIE", "Door", "is_loopback", "known_hosts"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE: Final = "formcheck_token"
_OPEN: Final = frozenset({"/api/status", "/api/login"})
"""What may be asked for without a token, beside the files of the page itself."""
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})

_HEADERS: Final = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; frame-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), screen-wake-lock=(self), microphone=(), geolocation=()",
    "cache-control": "no-store",
}


def known_hosts(host: str) -> frozenset[str]:
    """Return the names that a request may call this machine by.

    Addresses cannot be rebound, names can: beside the loopback a page may be asked for by any
    address, by the name it was bound to and by that of the machine.

    >>> sorted(known_hosts("127.0.0.1"))
    ['127.0.0.1', '::1', 'localhost']
    """
    if is_loopback(host):
        return _LOOPBACK
    name = socket.gethostname().lower()
    return _LOOPBACK | {host.lower(), name, f"{name}.local", _ANY_ADDRESS}


_ANY_ADDRESS: Final = "*address*"


def is_loopback(host: str) -> bool:
    """Return whether only this machine reaches that address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Door:
    """ASGI middleware that lets in who may come in, and adds the headers.

    Parameters
    ----------
    app : App
        What lies behind.
    hosts : iterable of str
        See :func:`known_hosts`.
    owners : Owners
    """

    def __init__(self, app: App, hosts: Iterable[str], owners: Owners) -> None:
        self._app, self._hosts, self._owners = app, frozenset(hosts), owners

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or refuse a request or WebSocket."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): v.decode("latin-1") for name, v in scope["headers"]}
        refusal = self._refusal(scope, headers)
        if refusal is None:
            await self._app(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await _refuse(_with_headers(send), *refusal)

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str, str] | None:
        """Return status and words if this may not come in; else note whose it is."""
        host = headers.get("host", "")
        if not self._host_known(host):
            what = "this page is not called that"
            return 421, what, "use the address that `formcheck serve` shows"
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return 403, "another web page asks", "open the page of formcheck itself"
        foreign = headers.get("sec-fetch-site") in ("cross-site", "same-site")
        if foreign and (_changes(scope) or scope["path"].startswith("/api/")):
            return 403, "another web page asks", "open the page of formcheck itself"
        owner = self._owners.of(_token(headers))
        scope.setdefault("state", {})["owner"] = owner
        private = scope["path"].startswith("/api/") and scope["path"] not in _OPEN
        if private and owner is None:
            return 401, "the link's token is missing or wrong", "open the link that was shown"
        return None

    def _host_known(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in self._hosts:
            return True
        if _ANY_ADDRESS not in self._hosts:
            return False
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True


def _changes(scope: Scope) -> bool:
    return scope["type"] == "websocket" or scope["method"] not in _READING


def _token(headers: dict[str, str]) -> str | None:
    authorization = headers.get("authorization", "")
    if authorization.lower().startswith("bearer "):
        return authorization[7:].strip()
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return cookie.value if cookie is not None else None


def _with_headers(send: Send) -> Send:
    """Return a send that adds our headers where the answer has none of its own."""

    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            own = {name.lower() for name, _ in message["headers"]}
            more = [
                (name.encode(), value.encode())
                for name, value in _HEADERS.items()
                if name.encode() not in own
            ]
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return sending


async def _refuse(send: Send, status: int, what: str, remedy: str) -> None:
    body = json.dumps({"what": what, "remedy": remedy}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
