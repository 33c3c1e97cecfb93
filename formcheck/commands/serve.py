"""``formcheck serve``: the local page."""

from __future__ import annotations

import webbrowser
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from rich.console import Console

from formcheck.errors import UsageError
from formcheck.history.database import default_path

__all__ = ["ServeOptions", "require_web", "run_serve"]

_NEEDED: Final = ("fastapi", "uvicorn", "websockets")
_RECORDER: Final = "formcheck.commands.live_record:LiveRecording"


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What the command line asked for; see ``formcheck serve --help``."""

    host: str = "127.0.0.1"
    port: int = 8765
    open_browser: bool = True
    require_token: bool = False
    guests: int = 0
    folder: Path | None = None
    database: Path | None = None
    certificate: Path | None = None
    key: Path | None = None


def require_web() -> None:
    """Refuse where the extra is not installed.

    Raises
    ------
    UsageError
        It is not.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"the page needs {', '.join(missing)}", "serve", 'pip install "formcheck[web]"'
        )


def run_serve(options: ServeOptions) -> int:
    """Serve the page until it is stopped; return 0.

    Raises
    ------
    UsageError
        The extra is missing, or the address cannot be listened on.
    OutputError
        The folder cannot be written.
    """
    require_web()
    from formcheck.web.owners import read_tokens
    from formcheck.web.security import is_loopback
    from formcheck.web.server import listen, page_address, serve
    from formcheck.web.settings import WebSettings, default_folder

    if (options.certificate is None) != (options.key is None):
        raise UsageError("a certificate and its key go together", "serve", "name both or none")
    folder = options.folder if options.folder is not None else default_folder()
    asks = options.require_token or options.guests > 0 or not is_loopback(options.host)
    tokens = read_tokens(folder / "tokens.json", 1 + options.guests) if asks else []
    database = options.database
    settings = WebSettings(
        folder=folder / "people",
        history=default_path if database is None else lambda: database,
        host=options.host,
        tokens=tuple(tokens),
        recorder=_RECORDER,
    )
    listener = listen(options.host, options.port)
    port = listener.getsockname()[1]
    address = page_address(options.host, port, secure=options.certificate is not None)
    links = [f"{address}#token={token}" for token in tokens] or [address]

    def ready() -> None:
        _tell(links, secure=options.certificate is not None or is_loopback(options.host))
        if options.open_browser:
            webbrowser.open(links[0])

    with suppress(KeyboardInterrupt):  # the way to stop it
        serve(settings, listener, ready, certificate=options.certificate, key=options.key)
    return 0


def _tell(links: list[str], *, secure: bool) -> None:
    console = Console()

    def line(text: str) -> None:
        console.print(text, markup=False, highlight=False, soft_wrap=True)

    line(f"formcheck is at {links[0]}")
    for number, link in enumerate(links[1:], 1):
        line(f"  guest {number}: {link}")
    if len(links) > 1 or "#" in links[0]:
        line("Whoever has a link sees what was brought by it, and nothing else.")
    if not secure:
        line("Browsers give their camera to secure pages only: other devices need --certificate.")
    line("Ctrl-C stops it.")
