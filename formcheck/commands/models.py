"""``formcheck models``: which models are here, and how to get the others."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table

from formcheck.errors import ModelError
from formcheck.lumbar.network import NetworkStatus, network_status, require_installed
from formcheck.pose.models import BundleStatus, list_bundles, pull_bundle, verify_bundles

__all__ = ["list_models", "pull_model", "verify_models"]


def list_models() -> int:
    """Print all models with their state; return 0."""
    Console().print(_table(list_bundles(), network_status()))
    return 0


def verify_models() -> int:
    """Print the state of all models; return 0, or raise if an installed one is damaged."""
    statuses, network = verify_bundles(), network_status()
    Console().print(_table(statuses, network))
    require_installed(network)
    damaged = [status for status in statuses if status.state == "damaged"]
    if damaged:
        name = damaged[0].entry.name
        shipped = damaged[0].entry.shipped
        raise ModelError(
            f"pose model '{name}' is damaged, its checksum differs",
            str(damaged[0].path),
            "reinstall formcheck" if shipped else f"run `formcheck models pull {name}`",
        )
    return 0


def pull_model(name: str, package: Path | None = None) -> int:
    """Fetch a pose model into the user's cache, or build it from a package file; return 0."""
    path = pull_bundle(name, package=package)
    Console().print(f"{name}: {path}", markup=False, highlight=False, soft_wrap=True)
    return 0


def _table(statuses: list[BundleStatus], network: NetworkStatus) -> Table:
    table = Table("model", "state", "size", "version", "licence", "path")
    named: list[tuple[str, BundleStatus | NetworkStatus]] = [
        *((status.entry.name, status) for status in statuses),
        ("lumbar", network),
    ]
    for name, status in named:
        entry = status.entry
        table.add_row(
            name,
            status.state,
            f"{entry.size / 1e6:.1f} MB",
            entry.version,
            entry.licence,
            str(status.path or ""),
        )
    return table
