"""The parametric body: one person's mesh and skeleton, and linear blend skinning.

The body model (``anny``, on ``torch``) is asked once per person; its answer is kept as plain
arrays in an ``.npz`` file, so that posing and rendering need NumPy and SciPy alone.

Body frame: metres, x to the person's left, y backward (the face looks along -y), z up.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Array = NDArray[np.float64]

CACHE_DIR = Path(__file__).resolve().parent.parent / ".cache" / "studio"
CACHE_VERSION = 2
PARTS = ("body", "head", "eyes", "mouth", "foot")
_PART_LABELS = {
    "head": ("head",),
    "eyes": ("eye_front.L", "eye_front.R", "eye_back.L", "eye_back.R"),
    "mouth": ("mouth_cavity", "tongue", "eye_cavity.L", "eye_cavity.R"),
    "foot": ("foot.L", "foot.R"),
}


@dataclass(frozen=True, slots=True)
class Phenotype:
    """A person's shape: the model's own shape controls in 0 ... 1, and the stature in metres."""

    gender: float = 0.0
    age: float = 0.66
    muscle: float = 0.55
    weight: float = 0.45
    height: float = 0.45
    proportions: float = 0.6
    stature_m: float = 1.75

    def key(self) -> str:
        """Name of this shape in the cache."""
        text = json.dumps([CACHE_VERSION, asdict(self)], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Body:
    """One person in the neutral pose.

    Attributes
    ----------
    vertices_m : array (V, 3)
        Skin in the neutral pose, body frame.
    triangles : int array (F, 3)
    part : int array (V,)
        Index into ``PARTS``.
    bones : tuple of str, length B, parents before children.
    parents : int array (B,), -1 for the root.
    heads_m, tails_m : arrays (B, 3)
        Where each bone begins and ends in the neutral pose.
    weights : sparse matrix (V, B), rows sum to 1.
    """

    vertices_m: Array
    triangles: NDArray[np.int32]
    part: NDArray[np.int32]
    bones: tuple[str, ...]
    parents: NDArray[np.int32]
    heads_m: Array
    tails_m: Array
    weights: sparse.csr_matrix

    @cached_property
    def index(self) -> dict[str, int]:
        """Bone number by name."""
        return {name: i for i, name in enumerate(self.bones)}

    def head_m(self, bone: str) -> Array:
        """Joint at the head of ``bone`` in the neutral pose (3,)."""
        joint: Array = self.heads_m[self.index[bone]]
        return joint

    def weight_of(self, *prefixes: str, side: str = "") -> Array:
        """Return the summed weight (V,) of the bones named so (of one ``side``, "L" or "R")."""
        ending = f".{side}" if side else ""
        columns = [
            i
            for i, name in enumerate(self.bones)
            if name.startswith(prefixes) and name.endswith(ending)
        ]
        return np.asarray(self.weights[:, columns].sum(axis=1)).ravel()

    def bone_transforms(self, rotations: dict[str, Array], root: Array) -> Array:
        """Return transforms (B, 3, 4) from the neutral to the posed body.

        Parameters
        ----------
        rotations : dict of (3, 3) arrays
            Rotation of a bone about its own head, along the axes of the body frame as carried
            by its parent. Bones not named keep to their parent.
        root : array (3, 4)
            Where the whole body goes: rotation and translation to the world.
        """
        out = np.empty((len(self.bones), 3, 4))
        for i, (name, parent) in enumerate(zip(self.bones, self.parents, strict=True)):
            base = root if parent < 0 else out[parent]
            turn = rotations.get(name)
            if turn is None:
                out[i] = base
                continue
            head = self.heads_m[i]
            out[i, :, :3] = base[:, :3] @ turn
            out[i, :, 3] = base[:, 3] + base[:, :3] @ (head - turn @ head)
        return out

    def skin(self, transforms: Array, rows: NDArray[np.int64] | None = None) -> Array:
        """Posed vertices (V, 3), or only the given ``rows`` of them, in the world."""
        weights = self.weights if rows is None else self.weights[rows]
        points = self.vertices_m if rows is None else self.vertices_m[rows]
        blend = (weights @ transforms.reshape(len(self.bones), 12)).reshape(-1, 3, 4)
        moved: Array = np.einsum("vij,vj->vi", blend[:, :, :3], points) + blend[:, :, 3]
        return moved

    def joint(self, transforms: Array, bone: str) -> Array:
        """Posed joint (3,) at the head of ``bone``."""
        i = self.index[bone]
        moved: Array = transforms[i, :, :3] @ self.heads_m[i] + transforms[i, :, 3]
        return moved


def load_body(phenotype: Phenotype, cache_dir: Path = CACHE_DIR) -> Body:
    """Return the body of a phenotype, from the cache or (about a minute) from the body model."""
    path = cache_dir / f"body-{phenotype.key()}.npz"
    if not path.exists():
        cache_dir.mkdir(parents=True, exist_ok=True)
        arrays: dict[str, Any] = _ask_model(phenotype)
        partial = path.with_suffix(f".{os.getpid()}.part.npz")
        np.savez_compressed(partial, **arrays)
        partial.rename(path)
    with np.load(path) as data:
        weights = sparse.csr_matrix(
            (data["weights"], data["weight_columns"], data["weight_starts"]),
            shape=(len(data["vertices_m"]), len(data["bones"])),
        )
        return Body(
            vertices_m=data["vertices_m"],
            triangles=data["triangles"],
            part=data["part"],
            bones=tuple(str(name) for name in data["bones"]),
            parents=data["parents"],
            heads_m=data["heads_m"],
            tails_m=data["tails_m"],
            weights=weights,
        )


def _ask_model(phenotype: Phenotype) -> dict[str, NDArray[Any]]:
    """Neutral arrays of a phenotype, straight from the body model, scaled to the stature."""
    import torch

    model = _model()
    shape = {name: float(getattr(phenotype, name)) for name in model.phenotype_labels}
    with torch.no_grad():
        result = model(phenotype_kwargs=shape, return_bone_ends=True)
    vertices = result["rest_vertices"][0].numpy().astype(np.float64)
    heads = result["rest_bone_heads"][0].numpy().astype(np.float64)
    tails = result["rest_bone_tails"][0].numpy().astype(np.float64)
    scale = phenotype.stature_m / float(np.ptp(vertices[:, 2]))
    ground = np.array([0.0, 0.0, vertices[:, 2].min()])
    weights = sparse.csr_matrix(_dense_weights(model, len(heads)))
    return {
        "vertices_m": (vertices - ground) * scale,
        "heads_m": (heads - ground) * scale,
        "tails_m": (tails - ground) * scale,
        "triangles": model.get_triangular_faces().numpy().astype(np.int32),
        "part": _parts(model),
        "bones": np.array(list(model.bone_labels)),
        "parents": np.array(
            [-1 if p is None else int(p) for p in model.bone_parents], dtype=np.int32
        ),
        "weights": weights.data,
        "weight_columns": weights.indices,
        "weight_starts": weights.indptr,
    }


@cache
def _model() -> Any:
    """Return the body model with its full rig, loaded once (it keeps a cache of its own)."""
    import anny

    return anny.Anny(
        rig="makehuman", topology="anny-quads", local_changes="none", facial_actions="none"
    )


def _dense_weights(model: Any, bones: int) -> Array:
    index = model.vertex_bone_indices.numpy()
    weight = model.vertex_bone_weights.numpy()
    dense = np.zeros((len(index), bones))
    np.add.at(dense, (np.arange(len(index))[:, None], index), weight)
    scaled: Array = dense / dense.sum(axis=1, keepdims=True)
    return scaled


def _parts(model: Any) -> NDArray[np.int32]:
    from anny.face_segmentation import get_face_segmentation_mask

    part = np.zeros(len(model.template_vertices), dtype=np.int32)
    faces = model.faces.numpy()
    for number, name in enumerate(PARTS):
        for label in _PART_LABELS.get(name, ()):
            mask = get_face_segmentation_mask(model, [label]).numpy()
            part[np.unique(faces[mask])] = number
    return part
