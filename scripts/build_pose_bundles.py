"""Rebuild the pose bundles in ``models/`` from the files that Google publishes.

    python scripts/build_pose_bundles.py [--package FILE] [--output DIR] [--only full]

Downloads the pinned npm package (41 MB) unless ``--package`` names it, checks its SHA-256, builds
the bundles and compares them with ``models/manifest.json``. The bytes are the same everywhere.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

from formcheck.errors import FormcheckError
from formcheck.pose.bundle import build_from_package
from formcheck.pose.manifest import load_manifest
from formcheck.pose.models import download_package

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str] | None = None) -> int:
    """Build the bundles that were asked for; return the exit code."""
    manifest = load_manifest()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--package", type=Path, help="the downloaded .tgz; else it is fetched")
    parser.add_argument("--output", type=Path, default=ROOT / ".cache" / "models")
    parser.add_argument("--only", choices=[entry.name for entry in manifest], action="append")
    options = parser.parse_args(arguments)
    try:
        package = options.package or download_package(ROOT / ".cache" / "npm")
        options.output.mkdir(parents=True, exist_ok=True)
        differing = 0
        for entry in manifest:
            if options.only and entry.name not in options.only:
                continue
            data = build_from_package(package, entry.name)
            (options.output / entry.file).write_bytes(data)
            sha256 = hashlib.sha256(data).hexdigest()
            agrees = sha256 == entry.sha256
            differing += not agrees
            verdict = "as in the manifest" if agrees else "DIFFERS from the manifest"
            sys.stdout.write(f"{entry.file}  {len(data)} bytes  {sha256}  {verdict}\n")
    except FormcheckError as error:
        sys.stderr.write(f"build_pose_bundles: {error}\n")
        return error.exit_code
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
