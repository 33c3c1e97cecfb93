"""Small tools for triangle meshes: normals, means of neighbours, pieces that move with a bone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from studio.body import PARTS, Array, Body


class Normals:
    """Vertex normals of a mesh whose triangles stay the same: area-weighted, unit length."""

    def __init__(self, triangles: NDArray[np.int32], vertices: int) -> None:
        faces = len(triangles)
        rows = triangles.T.ravel()
        columns = np.tile(np.arange(faces, dtype=np.int32), 3)
        ones = np.ones(3 * faces, dtype=np.float32)
        self._around = sparse.csr_matrix((ones, (rows, columns)), shape=(vertices, faces))
        self._corners = np.ascontiguousarray(triangles.T)

    def of(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return unit normals (V, 3) for points (V, 3)."""
        a, b, c = (points[corner] for corner in self._corners)
        u, v = (b - a).T, (c - a).T
        face = np.stack(
            [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]],
            axis=1,
        )
        total = self._around @ face
        squared = np.einsum("ij,ij->i", total, total)
        unit: NDArray[np.float32] = total / np.sqrt(np.maximum(squared, 1e-24))[:, None]
        return unit


def vertex_normals(points: Array, triangles: NDArray[np.int32]) -> Array:
    """Return unit normals (V, 3) of one mesh."""
    return Normals(triangles, len(points)).of(points.astype(np.float32)).astype(np.float64)


def neighbour_means(triangles: NDArray[np.int32], vertices: int) -> sparse.csr_matrix:
    """Mean of the neighbouring vertices, as a sparse matrix (V, V)."""
    rows = np.concatenate([triangles[:, i] for i in (0, 1, 2, 1, 2, 0)])
    cols = np.concatenate([triangles[:, i] for i in (1, 2, 0, 0, 1, 2)])
    links = sparse.csr_matrix((np.ones(len(rows)), (rows, cols)), shape=(vertices, vertices))
    links.data[:] = 1.0
    degree = np.maximum(np.asarray(links.sum(axis=1)).ravel(), 1.0)
    return sparse.csr_matrix(sparse.diags(1.0 / degree) @ links)


def rounded_hull(points: Array, *, edge_m: float, grow_m: float) -> tuple[Array, NDArray[np.int32]]:
    """Vertices (N, 3) and triangles (M, 3) of the smoothed convex hull around points."""
    import trimesh

    hull = trimesh.convex.convex_hull(points).subdivide_to_size(edge_m)
    trimesh.smoothing.filter_laplacian(hull, lamb=0.5, iterations=4)
    grown: Array = np.asarray(hull.vertices + grow_m * hull.vertex_normals, dtype=np.float64)
    return grown, np.asarray(hull.faces, dtype=np.int32)


def with_piece(
    body: Body, points: Array, triangles: NDArray[np.int32], *, bone: str, part: str
) -> Body:
    """Return the body with a further piece of mesh that moves with one bone."""
    count = len(points)
    column = np.full(count, body.index[bone])
    weights = sparse.csr_matrix(
        (np.ones(count), (np.arange(count), column)), shape=(count, len(body.bones))
    )
    return replace(
        body,
        vertices_m=np.concatenate([body.vertices_m, points]),
        triangles=np.concatenate([body.triangles, triangles + len(body.vertices_m)]),
        part=np.concatenate([body.part, np.full(count, PARTS.index(part), dtype=np.int32)]),
        weights=sparse.csr_matrix(sparse.vstack([body.weights, weights])),
    )


def without_triangles(body: Body, hidden: NDArray[np.bool_]) -> Body:
    """Return the body without the triangles whose corners are all ``hidden`` (V,)."""
    kept = ~hidden[body.triangles].all(axis=1)
    return replace(body, triangles=np.ascontiguousarray(body.triangles[kept]))
