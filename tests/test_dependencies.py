"""Licences and the lock file: what formcheck needs may be used, and is pinned as asked for."""

from __future__ import annotations

import importlib.util
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PINNED = re.compile(r"(?m)^([A-Za-z0-9._-]+)==(\S+)")


@pytest.fixture(scope="module")
def licences() -> ModuleType:
    spec = importlib.util.spec_from_file_location("licences", ROOT / "scripts" / "licences.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["licences"] = module
    spec.loader.exec_module(module)
    return module


def test_every_installed_dependency_may_be_used(licences: ModuleType) -> None:
    looked_at = 0
    for name in licences.dependencies():
        try:
            licence = licences.licence_of(distribution(name))
        except PackageNotFoundError:
            continue
        assert licences.allowed(licence), licence
        looked_at += 1
    assert looked_at > 30


@pytest.mark.parametrize(
    ("said", "may"),
    [
        ("Apache-2.0", True),
        ("BSD 3-Clause License Copyright (c) 2020", True),
        ("Mozilla Public License 2.0 (MPL 2.0)", True),
        ("GPL-3.0-or-later", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("Apache-2.0 AND GPL-2.0-only", False),
        ("MIT OR AGPL-3.0-only", True),
        ("CC-BY-NC-4.0", False),
        ("Ask us", False),
        ("", False),
    ],
)
def test_what_may_be_used(licences: ModuleType, said: str, may: bool) -> None:
    assert licences.allowed(licences.Licence("x", "1", said)) is may


def test_the_lock_file_pins_with_hashes_what_the_project_asks_for() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {canonicalize_name(name): version for name, version in PINNED.findall(text)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for asked in (*project["dependencies"], *project["optional-dependencies"]["web"]):
        requirement = Requirement(asked)
        version = pinned.get(canonicalize_name(requirement.name))
        assert version is not None, f"{asked} is not locked: make lock"
        assert requirement.specifier.contains(version), f"{asked}: {version} is locked: make lock"
    for block in re.split(r"\n(?=\S)", text):
        assert not PINNED.match(block) or "--hash=sha256:" in block, block[:60]
    assert "file:" not in text
    assert "http" not in text
