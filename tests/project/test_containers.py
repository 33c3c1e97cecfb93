"""The container files: linted, and in step with what the code needs. They are built elsewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from formcheck.web.settings import DEFAULT_PORT
from scripts.check_system import LIBRARIES

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = ROOT / "containers" / "Dockerfile"
TEXT = DOCKERFILE.read_text(encoding="utf-8")


def _hadolint() -> str:
    found = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or shutil.which(
        "hadolint"
    )
    if found is None:
        pytest.skip("hadolint is not installed (it comes with the extra `dev` on Linux)")
    return found


def _lint(text: str) -> subprocess.CompletedProcess[str]:
    command = [_hadolint(), "--failure-threshold", "style", "-"]
    return subprocess.run(
        command, input=text, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_linter_has_nothing_to_say():
    done = _lint(TEXT)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_linter_would_have():
    assert _lint(TEXT.replace("WORKDIR /source\nCOPY . .", "RUN cd /source\nCOPY . .")).returncode


def _installed() -> set[str]:
    (line,) = re.findall(r"apt-get install [^\n]*--no-install-recommends (.*) \\", TEXT)
    return set(line.split())


def test_the_system_libraries_are_those_that_are_checked_for():
    assert _installed() == set(LIBRARIES.values())


def test_nothing_runs_as_root():
    stages = TEXT.split("\nFROM ")
    for name in ("serve", "worker"):
        (stage,) = [stage for stage in stages if stage.splitlines()[0].endswith(f"AS {name}")]
        assert stage.index("USER 10001") < stage.index("ENTRYPOINT")


def test_extras_port_and_options_are_those_of_the_program():
    from typer.testing import CliRunner

    from formcheck.cli import app

    metadata = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for extra in {e for group in re.findall(r"\[([a-z,]+)\]\"", TEXT) for e in group.split(",")}:
        assert f"\n{extra} = [" in metadata
    assert f"EXPOSE {DEFAULT_PORT}" in TEXT
    assert f"('127.0.0.1', {DEFAULT_PORT})" in TEXT
    shown = CliRunner().invoke(app, ["serve", "--help"], env={"COLUMNS": "200"}).output
    (entry,) = re.findall(r'ENTRYPOINT \["formcheck", "serve", (.*)\]', TEXT)
    options = re.findall(r'"(--[a-z-]+)"', entry)
    assert options
    assert all(option in shown for option in options)


def test_what_is_built_from_is_not_ignored():
    kept = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[0] == "!"
    }
    assert {"formcheck", "models", "LICENSE", "NOTICE", "README.md", "pyproject.toml"} <= kept
    assert all((ROOT / name).exists() for name in kept)


def test_compose_names_stages_that_are_there():
    services = yaml.safe_load((ROOT / "containers" / "compose.yaml").read_text())["services"]
    for service in services.values():
        assert f" AS {service['build']['target']}\n" in TEXT
        assert (ROOT / service["build"]["dockerfile"]).is_file()
    for ports in (service.get("ports", ()) for service in services.values()):
        assert all(port.startswith("127.0.0.1:") for port in ports), "this machine only"
