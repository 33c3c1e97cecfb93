"""Who may come in: names, origins and tokens; and what the browser is told to allow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.websockets import WebSocketDisconnect

from formcheck.web.owners import HOST_OWNER, Owners, read_tokens
from formcheck.web.security import COOKIE, known_hosts
from tests.web.client import LIVE, client

TOKENS = ("first-token", "second-token")
STATIC = Path(__file__).resolve().parents[2] / "formcheck" / "web" / "static"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", ""]
)
def test_a_page_of_another_name_gets_nothing(tmp_path: Path, host: str) -> None:
    """DNS rebinding: the name that the browser asked for tells."""
    with client(tmp_path) as asked:
        for path in ("/", "/api/status", "/api/jobs"):
            assert asked.get(path, headers={"host": host}).status_code == 421
        with pytest.raises(WebSocketDisconnect):
            asked.websocket_connect(LIVE, headers={"host": host}).__enter__()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1", "[::1]:8765", "LOCALHOST"])
def test_this_machine_is_known_by_its_names(tmp_path: Path, host: str) -> None:
    with client(tmp_path) as asked:
        assert asked.get("/api/status", headers={"host": host}).status_code == 200
        with asked.websocket_connect(LIVE, headers={"host": host, "origin": f"http://{host}"}):
            pass  # so the refusals in this file are refusals


def test_a_page_for_the_network_is_asked_for_by_address_or_its_own_name() -> None:
    hosts = known_hosts("192.0.2.7")
    assert "192.0.2.7" in hosts
    assert "evil.example" not in hosts


def test_a_page_for_the_network_knows_addresses_and_no_foreign_names(tmp_path: Path) -> None:
    with client(tmp_path, host="0.0.0.0", tokens=TOKENS) as asked:
        assert asked.get("/api/status", headers={"host": "10.0.0.5:8765"}).status_code == 200
        assert asked.get("/api/status", headers={"host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:8765"]
)
def test_another_web_page_may_not_ask(tmp_path: Path, origin: str) -> None:
    with client(tmp_path) as asked:
        foreign = {"origin": origin}
        assert asked.post("/api/jobs", content=b"x", headers=foreign).status_code == 403
        assert asked.get("/api/jobs", headers=foreign).status_code == 403
        assert asked.delete("/api/jobs/" + "0" * 32, headers=foreign).status_code == 403
        with pytest.raises(WebSocketDisconnect):
            asked.websocket_connect(LIVE, headers=foreign).__enter__()
        assert asked.get("/api/jobs").json() == []


def test_pictures_of_another_web_page_may_not_be_ours(tmp_path: Path) -> None:
    """An <img> sends no origin; the browser tells all the same."""
    with client(tmp_path) as asked:
        for site in ("cross-site", "same-site"):
            assert asked.get("/api/jobs", headers={"sec-fetch-site": site}).status_code == 403
        assert asked.get("/api/jobs", headers={"sec-fetch-site": "same-origin"}).status_code == 200
        assert asked.get("/", headers={"sec-fetch-site": "cross-site"}).status_code == 200


def test_without_the_token_every_address_of_the_api_is_shut(tmp_path: Path) -> None:
    with client(tmp_path, tokens=TOKENS) as asked:
        told = {"authorization": f"Bearer {TOKENS[0]}"}
        paths = asked.get("/api/openapi.json", headers=told).json()["paths"]
        shut = 0
        for path, methods in paths.items():
            real = re.sub(r"\{[a-z_]+\}", "0" * 32, path)
            for method in methods:
                for headers in ({}, {"authorization": "Bearer wrong"}, {"cookie": f"{COOKIE}=no"}):
                    answer = asked.request(method, real, headers=headers)
                    if path in ("/api/status", "/api/login"):
                        assert answer.status_code in (200, 401, 422)
                        continue
                    assert answer.status_code == 401, (method, path)
                    assert set(answer.json()) == {"what", "remedy"}
                    shut += 1
        assert shut > 30
        assert asked.get("/api/openapi.json").status_code == 401
        with pytest.raises(WebSocketDisconnect):
            asked.websocket_connect(LIVE).__enter__()


def test_a_link_signs_in_and_its_cookie_is_for_this_page_alone(tmp_path: Path) -> None:
    with client(tmp_path, tokens=TOKENS) as asked:
        assert asked.get("/api/status").json()["signed_in"] is False
        assert asked.post("/api/login", json={"token": "wrong"}).status_code == 401
        answer = asked.post("/api/login", json={"token": TOKENS[0]})
        assert answer.status_code == 204
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert asked.get("/api/status").json()["signed_in"] is True
        assert asked.get("/api/jobs").status_code == 200
        asked.post("/api/logout")
        assert asked.get("/api/jobs").status_code == 401


def test_tokens_are_kept_for_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "page" / "tokens.json"
    tokens = read_tokens(path, 2)
    assert len(set(tokens)) == 2
    assert all(len(token) >= 32 for token in tokens)
    assert path.stat().st_mode & 0o077 == 0
    assert read_tokens(path, 1) == tokens[:1]
    assert read_tokens(path, 3)[:2] == tokens
    owners = Owners(tokens)
    assert owners.of(tokens[0]) == HOST_OWNER
    assert owners.of(tokens[1]) not in (None, HOST_OWNER)
    assert owners.of("") is owners.of(None) is None
    assert Owners().of(None) == HOST_OWNER


def test_no_script_or_style_but_our_files(tmp_path: Path) -> None:
    with client(tmp_path) as asked:
        answer = asked.get("/")
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "worker-src 'self'" in policy, "the camera's worker is a file of ours"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "server" not in answer.headers
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=", answer.text)
        refused = asked.get("/api/nothing")
        assert refused.status_code == 404
        assert refused.headers["content-security-policy"] == policy


def test_the_page_asks_for_nothing_from_elsewhere() -> None:
    for path in STATIC.iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|//cdn|@import|url\(", text), path.name
        assert not re.search(r"\beval\(|innerHTML|insertAdjacentHTML|document\.write", text), (
            path.name
        )
