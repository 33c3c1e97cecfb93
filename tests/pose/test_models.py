from __future__ import annotations

import hashlib
import importlib.util
import json
import socket
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType

import pytest

from formcheck.errors import ModelError, UsageError
from formcheck.pose import bundle, download, manifest, models

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / ".cache" / "npm" / "mediapipe-pose-0.5.1675469404.tgz"
needs_package = pytest.mark.skipif(not PACKAGE.is_file(), reason="the npm package is not here")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user cache of this test's own, and nothing remembered of other tests."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(models, "cache_folder", lambda: tmp_path / "cache" / "models")
    monkeypatch.delenv(models.MODELS_VARIABLE, raising=False)
    monkeypatch.setattr(models, "_verified", {})
    return tmp_path / "cache" / "models"


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> manifest.BundleEntry:
    """A manifest with one small bundle that is installed nowhere."""
    entry = replace(
        manifest.load_manifest()[0],
        file="small.task",
        size=5,
        sha256=hashlib.sha256(b"hello").hexdigest(),
        shipped=False,
        source_url=f"http://127.0.0.1:{closed_port()}/package.tgz",
    )
    monkeypatch.setattr(models, "load_manifest", lambda: (entry,))
    return entry


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_shipped_bundle_is_found_and_sound() -> None:
    path = models.find_bundle("full")
    assert path.name == "pose_landmarker_full.task"
    entry = next(e for e in manifest.load_manifest() if e.name == "full")
    data = path.read_bytes()
    assert (len(data), hashlib.sha256(data).hexdigest()) == (entry.size, entry.sha256)


def test_manifest_lists_three_models_of_which_full_is_shipped() -> None:
    entries = manifest.load_manifest()
    assert [e.name for e in entries] == ["lite", "full", "heavy"]
    assert [e.shipped for e in entries] == [False, True, False]
    assert {e.source_sha256 for e in entries} == {bundle.PACKAGE_SHA256}
    assert {e.source_url for e in entries} == {bundle.PACKAGE_URL}
    assert all(e.official_url.startswith("https://storage.googleapis.com/") for e in entries)


def test_missing_bundle_names_the_command(small: manifest.BundleEntry) -> None:
    with pytest.raises(ModelError) as caught:
        models.find_bundle("lite")
    assert str(caught.value) == (
        "pose model 'lite' is not installed (small.task): run `formcheck models pull lite`"
    )


def test_damaged_bundle_is_refused(small: manifest.BundleEntry, own_cache: Path) -> None:
    own_cache.mkdir(parents=True)
    (own_cache / "small.task").write_bytes(b"hellO")
    with pytest.raises(ModelError, match="'lite' is damaged, its checksum differs") as caught:
        models.find_bundle("lite")
    assert caught.value.remedy == "run `formcheck models pull lite`"
    assert [status.state for status in models.list_bundles()] == ["damaged"]


def test_sound_copy_behind_a_damaged_one_is_used(
    small: manifest.BundleEntry, own_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(models.MODELS_VARIABLE, str(tmp_path))
    (tmp_path / "small.task").write_bytes(b"wrong")
    own_cache.mkdir(parents=True)
    (own_cache / "small.task").write_bytes(b"hello")
    assert models.find_bundle("lite") == own_cache / "small.task"


def test_extra_folder_comes_first_and_changes_are_noticed(
    small: manifest.BundleEntry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(models.MODELS_VARIABLE, str(tmp_path))
    path = tmp_path / "small.task"
    path.write_bytes(b"hello")
    assert models.find_bundle("lite") == path
    path.write_bytes(b"hello, world")
    assert models.verify_bundles()[0].state == "damaged"


def test_unknown_name_lists_the_known() -> None:
    with pytest.raises(UsageError, match="no pose model 'huge': choose one of lite, full, heavy"):
        models.find_bundle("huge")


def test_broken_manifest_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "BUNDLED_FOLDERS", (tmp_path,))
    with pytest.raises(ModelError, match="list of models is missing"):
        manifest.load_manifest()
    for text in ("{", "[]", json.dumps({"schema": "other/1", "pose": []})):
        (tmp_path / "manifest.json").write_text(text)
        with pytest.raises(ModelError, match="list of models is damaged"):
            manifest.load_manifest()


def test_pull_offline_is_one_sentence(small: manifest.BundleEntry, own_cache: Path) -> None:
    with pytest.raises(ModelError, match="the model cannot be downloaded, no connection") as caught:
        models.pull_bundle("lite")
    assert "\n" not in str(caught.value)
    assert "--package" in caught.value.remedy
    assert list(own_cache.iterdir()) == []


def test_pull_refuses_an_unwritable_cache(
    small: manifest.BundleEntry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(models, "cache_folder", lambda: tmp_path / "file" / "models")
    with pytest.raises(ModelError, match="cannot be stored"):
        models.pull_bundle("lite")


def test_pull_of_the_shipped_bundle_needs_no_network(own_cache: Path) -> None:
    assert models.pull_bundle("full") == models.find_bundle("full")
    assert not own_cache.exists()


def test_pull_refuses_another_package(small: manifest.BundleEntry, tmp_path: Path) -> None:
    package = tmp_path / "package.tgz"
    with pytest.raises(ModelError, match="cannot be read"):
        models.pull_bundle("lite", package=package)
    package.write_bytes(b"not it")
    with pytest.raises(ModelError, match="not the pinned one"):
        models.pull_bundle("lite", package=package)


@needs_package
def test_pull_builds_the_pinned_bytes(own_cache: Path) -> None:
    entry = manifest.load_manifest()[0]
    path = models.pull_bundle("lite", package=PACKAGE)
    assert path == own_cache / entry.file == models.find_bundle("lite")
    assert [p.name for p in own_cache.iterdir()] == [entry.file]


@needs_package
def test_bundle_that_differs_is_not_kept(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = replace(manifest.load_manifest()[0], sha256="0" * 64)
    monkeypatch.setattr(models, "load_manifest", lambda: (entry,))
    with pytest.raises(ModelError, match="could not be rebuilt"):
        models.pull_bundle("lite", package=PACKAGE)
    assert list(own_cache.iterdir()) == []


class Server:
    """A web server on loopback that answers every request alike."""

    def __init__(self, body: bytes, status: int = 200) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/file"

    def __enter__(self) -> Server:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def test_fetch_keeps_what_has_the_right_sum_and_tells_progress(tmp_path: Path) -> None:
    body, told = b"x" * 3000, []
    with Server(body) as server:
        sha256 = hashlib.sha256(body).hexdigest()
        path = download.fetch(
            server.url, sha256, tmp_path / "f", lambda done, total: told.append((done, total))
        )
    assert path.read_bytes() == body
    assert told[-1] == (3000, 3000)
    assert all(done <= total for done, total in told)


def test_fetch_keeps_nothing_of_another_sum(tmp_path: Path) -> None:
    with Server(b"evil") as server, pytest.raises(ModelError, match="checksum differs"):
        download.fetch(server.url, "0" * 64, tmp_path / "f")
    assert list(tmp_path.iterdir()) == []


def test_fetch_names_the_servers_answer(tmp_path: Path) -> None:
    with Server(b"", 404) as server, pytest.raises(ModelError, match="the server answered 404"):
        download.fetch(server.url, "0" * 64, tmp_path / "f")


def test_official_address_is_used_only_if_pinned(
    small: manifest.BundleEntry, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server(b"hello") as server:
        pinned = replace(small, official_url=server.url, official_sha256=small.sha256)
        monkeypatch.setattr(models, "load_manifest", lambda: (pinned,))
        assert models.pull_bundle("lite") == models.find_bundle("lite")
        (own_cache / "small.task").unlink()
        monkeypatch.setattr(
            models, "load_manifest", lambda: (replace(pinned, official_sha256=None),)
        )
        with pytest.raises(ModelError, match="no connection"):
            models.pull_bundle("lite")


def test_model_follows_its_new_head_byte_for_byte_and_aligned() -> None:
    archive, schema, metadata = open_bundle()
    for name, mean, std in (
        ("pose_detector.tflite", 127.5, 127.5),
        ("pose_landmarks_detector.tflite", 0.0, 255.0),
    ):
        info = archive.getinfo(name)
        data = archive.read(name)
        assert info.compress_type == 0
        assert (info.header_offset + 30 + len(name) + len(info.extra)) % 64 == 0
        model = schema.Model.GetRootAs(data, 0)
        last = model.Metadata(model.MetadataLength() - 1)
        assert last.Name() == b"TFLITE_METADATA"
        assert last.Buffer() == model.BuffersLength() - 1
        for i in range(model.BuffersLength()):
            if model.Buffers(i).DataLength():
                table = model.Buffers(i)._tab
                assert table.Vector(table.Offset(4)) % 16 == 0
        described = metadata.ModelMetadata.GetRootAs(
            model.Buffers(last.Buffer()).DataAsNumpy().tobytes(), 0
        )
        graph = described.SubgraphMetadata(0)
        assert graph.OutputTensorMetadataLength() == model.Subgraphs(0).OutputsLength()
        unit = graph.InputTensorMetadata(0).ProcessUnits(0)
        options = metadata.NormalizationOptions()
        options.Init(unit.Options().Bytes, unit.Options().Pos)
        assert (options.Mean(0), options.Std(0)) == (mean, std)


def open_bundle() -> tuple[object, ModuleType, ModuleType]:
    import zipfile

    import mediapipe

    def load(name: str) -> ModuleType:
        path = Path(mediapipe.__file__).parent / "tasks" / "metadata" / f"{name}.py"
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    archive = zipfile.ZipFile(models.find_bundle("full"))
    return archive, load("schema_py_generated"), load("metadata_schema_py_generated")


def test_add_metadata_refuses_other_files() -> None:
    with pytest.raises(ValueError, match="expected a TFLite model"):
        bundle.add_metadata(b"PK\x03\x04 zip", bundle.Normalization(0, 1))
