"""Citation, workflows and templates: sound by their schemas, and in step with the project."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from formcheck import __version__

ROOT = Path(__file__).resolve().parents[2]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.stem != "config")
METADATA = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _check(schema: str, *paths: Path, force: bool = False) -> None:
    """Hold files against a schema that comes with the checker: no network is needed."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema]
    command += ["--force-filetype", "yaml"] if force else []
    done = subprocess.run(
        [*command, *map(str, paths)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_files_are_what_their_schemas_ask_for():
    _check("vendor.github-workflows", *WORKFLOWS)
    _check("custom.github-workflows-require-timeout", *WORKFLOWS)
    _check("vendor.github-issue-forms", *FORMS)
    _check("vendor.github-issue-config", GITHUB / "ISSUE_TEMPLATE" / "config.yml")
    _check("vendor.citation-file-format", ROOT / "CITATION.cff", force=True)
    _check("vendor.compose-spec", ROOT / "containers" / "compose.yaml")


def test_the_checker_would_complain(tmp_path):
    wrong = tmp_path / "CITATION.cff"
    wrong.write_text((ROOT / "CITATION.cff").read_text().replace("authors:", "writers:"))
    with pytest.raises(AssertionError, match="authors"):
        _check("vendor.citation-file-format", wrong, force=True)


def test_the_citation_agrees_with_the_project():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == __version__
    assert citation["license"] == METADATA["license"]
    assert citation["authors"] == METADATA["authors"]


def test_the_version_stands_in_one_place_of_the_source():
    """Where else it must stand (citation, changelog) a test holds it; the package has it once."""
    assert "version" in METADATA["dynamic"]
    package = ROOT / "formcheck"
    pattern = re.compile(rf"""["']{re.escape(__version__)}["']""")
    named = [p.name for p in package.rglob("*.py") if pattern.search(p.read_text(encoding="utf-8"))]
    assert named == ["_version.py"]


def _commands(workflow: Path) -> list[str]:
    jobs = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]
    return [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]


def test_workflows_call_what_is_there():
    called = [command for workflow in WORKFLOWS for command in _commands(workflow)]
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for command in called:
        assert set(re.findall(r"\bmake ([a-z-]+)", command)) <= targets
        for path in re.findall(r"\b(?:scripts|containers|sample_videos)/[\w./-]+", command):
            assert (ROOT / path).exists(), path
    assert any("bash .ci/run" in command for command in called)
    assert any("--tag" in command for command in called)


def test_every_supported_python_is_tried():
    tried = yaml.safe_load((GITHUB / "workflows" / "ci.yml").read_text())
    classified = {
        text.rpartition(" ")[2]
        for text in METADATA["classifiers"]
        if re.search(r":: Python :: 3\.\d+$", text)
    }
    assert set(tried["jobs"]["check"]["strategy"]["matrix"]["python"]) == classified
    assert METADATA["requires-python"] == f">={min(classified, key=lambda v: int(v[2:]))}"


@pytest.mark.parametrize("name", ["bug", "wrong_verdict"])
def test_reports_ask_for_the_doctor(name):
    form = yaml.safe_load((GITHUB / "ISSUE_TEMPLATE" / f"{name}.yml").read_text(encoding="utf-8"))
    (asked,) = [item for item in form["body"] if item.get("id") == "doctor"]
    assert "formcheck doctor" in asked["attributes"]["label"]
    assert asked["validations"]["required"] is True
