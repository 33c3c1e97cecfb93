"""The API keeps what its OpenAPI description promises, whatever it is asked (schemathesis)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from formcheck import web
from formcheck.checks.arch import ArchSettings
from tests.web.made import finished
from tests.web.serving import any_port, serving

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseSchema]:
    """Give the description of a server that has a job and a history."""
    folder = tmp_path_factory.mktemp("contract") / "data"
    job_id = finished(folder)
    with serving(folder, port=any_port(), waiting=5) as server:
        order = json.dumps({"job_id": job_id, "person": "Ann"}).encode()
        keep = Request(f"{server.address}/api/history", data=order, method="POST")
        keep.add_header("content-type", "application/json")
        with urlopen(keep, timeout=10) as answer:
            assert answer.status == 201
        yield schemathesis.openapi.from_url(f"{server.address}/api/openapi.json")


def test_every_address_keeps_its_contract(contract: BaseSchema) -> None:
    tried: set[str] = set()
    for found in contract.get_all_operations():
        operation = found.ok()

        @settings(max_examples=15, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy())
        def keeps(case: schemathesis.Case) -> None:
            answer = case.call()
            case.validate_response(answer, checks=CHECKS)
            assert str(Path(__file__).parents[2]) not in answer.text
            tried.add(case.operation.label)

        keeps()
    assert len(tried) >= 15


def test_the_page_colours_an_arch_where_the_check_sees_one():
    script = (Path(web.__file__).parent / "static" / "overlay.js").read_text("utf-8")
    (limit_deg,) = re.findall(r"const ARCH_DEG = ([\d.]+);", script)
    assert float(limit_deg) == pytest.approx(ArchSettings().shown_change_deg)
