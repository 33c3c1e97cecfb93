"""Put a trained network in its place: ``python -m studio.lumbar.install [FILE]``.

Copies it to ``models/lumbar.onnx`` and writes its size and checksum into ``models/manifest.json``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

from studio.lumbar.crops import FOLDER

__all__ = ["install"]

MODELS = Path(__file__).resolve().parents[2] / "models"
NAME = "lumbar.onnx"


def install(path: Path, version: str, models: Path = MODELS) -> str:
    """Copy a network into a folder of models and name it in its manifest; return its checksum."""
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    manifest = models / "manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    content["lumbar"] = {
        "file": NAME,
        "version": version,
        "licence": "Apache-2.0",
        "author": "the formcheck authors",
        "source": "studio.lumbar: trained on renders of the body model anny (CC0), MODEL_CARD.md",
        "size": len(data),
        "sha256": digest,
    }
    shutil.copyfile(path, models / NAME)
    manifest.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return digest


def main() -> None:
    """Install the network that training exported last."""
    parser = argparse.ArgumentParser(prog="python -m studio.lumbar.install", description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=FOLDER / NAME)
    parser.add_argument("--version", default="1")
    options = parser.parse_args()
    print(install(options.file, options.version))


if __name__ == "__main__":
    main()
