"""What a person wears, and the fields on the skin that say where each garment ends.

Garments are drawn per pixel from fields that vary smoothly over the neutral body, so that hems
are straight lines and not the mesh's edges. The skin under a garment is smoothed and pushed out
by its thickness before the body is posed; what hangs loose is draped on the posed body (``cloth``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from studio.body import PARTS, Array, Body
from studio.cloth import Cloth, cloth_of
from studio.hair import HairStyle, hair_field, hair_piece
from studio.mesh import neighbour_means, rounded_hull, vertex_normals, with_piece, without_triangles
from studio.parts import body_parts
from studio.patterns import Colour, Pattern

ShirtKind = Literal["fitted", "loose", "cropped", "none"]
Foot = Literal["shoes", "socks", "bare"]
HEMS: dict[str, float | None] = {"fitted": None, "loose": 0.02, "cropped": -0.62, "none": None}
SHOE_EDGE_M = 0.018


@dataclass(frozen=True, slots=True)
class Look:
    """Colours (linear-ish RGB in 0 ... 1) and cut of what a person wears.

    Attributes
    ----------
    sleeve, leg : float
        How far a garment goes down the limb: 0 at the shoulder or hip, 1 at the elbow or knee,
        2 at the wrist or ankle.
    waist : float
        Where the trousers end: 0 at the hip joints, 1 at the shoulder joints.
    shirt_kind : str
        ``fitted``: tucked in at the waist; ``loose``: hangs over the trousers; ``cropped``: the
        waist is bare; ``none``.
    hem : float or None
        Where the shirt ends, counted as ``leg`` (-1 at the shoulder joints); None: by its kind.
    shirt_slack_m, trousers_slack_m : float
        How far loose cloth stands off the skin (trousers: 0 is fitted).
    foot : str
        ``shoes``, ``socks`` or ``bare``.
    sock_top : float
        Where socks begin, counted as ``leg``; from 1.93 on shoes hide them.
    hair_style : str
        ``short``, ``bald``, ``bun``, ``long`` (hangs behind an upright head) or ``spread`` (about
        the head of a person on the back).
    wrinkles : float
        Strength of the folds in shirt and trousers, 0 ... 1.
    seed : int
        Of the folds.
    """

    skin: Colour = (0.80, 0.58, 0.46)
    hair: Colour = (0.13, 0.08, 0.05)
    shirt: Colour = (0.16, 0.32, 0.55)
    trousers: Colour = (0.10, 0.10, 0.12)
    shoes: Colour = (0.85, 0.85, 0.83)
    sleeve: float = 0.55
    leg: float = 0.75
    waist: float = 0.30
    hair_m: float = 0.010
    shirt_kind: ShirtKind = "fitted"
    hem: float | None = None
    shirt_slack_m: float = 0.030
    trousers_slack_m: float = 0.0
    shirt_pattern: Pattern = field(default_factory=Pattern)
    trousers_pattern: Pattern = field(default_factory=Pattern)
    foot: Foot = "shoes"
    socks: Colour = (0.88, 0.88, 0.86)
    sock_top: float = 1.95
    hair_style: HairStyle = "short"
    wrinkles: float = 0.0
    seed: int = 0

    @property
    def shirt_end(self) -> float:
        """Where the shirt ends, counted as ``leg``."""
        if self.hem is not None:
            return self.hem
        usual = HEMS[self.shirt_kind]
        return -self.waist if usual is None else usual


def paint_fields(body: Body) -> Array:
    """Fields (V, 4): leg, arm, collar and hair, each a smooth function on the neutral body.

    leg: 0 at the hip joint, 1 at the knee, 2 at the ankle, -1 at the shoulder.
    arm: 0 at the shoulder joint, 1 at the elbow, 2 at the wrist; -1 away from the arms.
    collar: distance from the root of the neck in units of 0.1 m, negative below it.
    hair: positive where hair grows.
    """
    points = body.vertices_m
    heights = [body.head_m(b)[2] for b in ("foot.L", "lowerleg01.L", "upperleg01.L")]
    heights += [body.head_m("upperarm01.L")[2]]
    leg = np.interp(points[:, 2], [0.0, *heights], [2.6, 2.0, 1.0, 0.0, -1.0])
    arm = np.maximum(_along_arm(body, "L"), _along_arm(body, "R"))
    neck = body.head_m("neck01")
    collar = ((points[:, 2] - neck[2]) - 0.55 * (points[:, 1] - neck[1])) / 0.1
    return np.stack([leg, arm, collar, hair_field(body)], axis=1)


def _along_arm(body: Body, side: str) -> Array:
    joints = [body.head_m(f"{b}.{side}") for b in ("upperarm01", "lowerarm01", "wrist")]
    best = np.full(len(body.vertices_m), -1.0)
    nearest = np.full(len(body.vertices_m), np.inf)
    for number, (start, end) in enumerate(pairwise(joints)):
        axis = end - start
        share = (body.vertices_m - start) @ axis / (axis @ axis)
        low, high = (-0.6 if number == 0 else 0.0), (1.0 if number == 0 else 2.0)
        share = np.clip(share, low, high)
        gap = np.linalg.norm(body.vertices_m - (start + share[:, None] * axis), axis=1)
        closer = gap < nearest
        best[closer] = (number + share)[closer]
        nearest[closer] = gap[closer]
    held = body.weight_of("upperarm", "lowerarm", "wrist", "finger", "metacarpal", side=side)
    return np.where(held > 0.5, best, -1.0 + held)


@dataclass(frozen=True)
class Dressed:
    """A dressed body, ready to be skinned and drawn.

    ``fields`` (V, 4) are those of ``paint_fields``; ``marks`` (V, 2) tell eyes and lips;
    ``parts`` (V,) are the part numbers of ``studio.parts``; ``cloth`` is what hangs loose.
    """

    body: Body
    fields: Array
    marks: Array
    parts: NDArray[np.uint8]
    cloth: Cloth | None = None


def dress(body: Body, look: Look) -> Dressed:
    """Return the body in its clothes: skin smoothed and pushed out by hair and cloth, shoes on."""
    fields = paint_fields(body)
    eyes = (body.part == PARTS.index("eyes")).astype(np.float64)
    marks = np.stack([eyes, body.weight_of("oris")], axis=1)
    covers = _covers(look, fields)
    clothed = replace(body, vertices_m=_clothed_skin(body, look, covers))
    fields = paint_fields(clothed)
    clothed = without_triangles(clothed, body.part == PARTS.index("mouth"))
    if look.foot == "shoes":
        for side in ("L", "R"):
            clothed, fields = _with_shoe(clothed, fields, side)
    piece = hair_piece(body, look.hair_style)
    if piece is not None:
        clothed = with_piece(clothed, *piece, bone="head", part="head")
        fields = np.concatenate([fields, np.tile([-3.0, -1.0, 9.0, 1.0], (len(piece[0]), 1))])
    more = len(clothed.vertices_m) - len(marks)
    marks = np.concatenate([marks, np.zeros((more, 2))])
    slack = np.concatenate([_slack(look, covers), np.zeros(more)])
    return Dressed(clothed, fields, marks, body_parts(clothed), cloth_of(clothed, slack, look.seed))


@dataclass(frozen=True)
class _Covers:
    """How much (V,) of the skin each garment covers, 0 ... 1, and the fields it follows."""

    shirt: Array
    trousers: Array
    scalp: Array
    socks: Array
    leg: Array
    arm: Array


def _covers(look: Look, fields: Array) -> _Covers:
    leg, arm, collar, hair = fields.T
    limb = _ramp(-0.5 - arm, 0.2)
    end = look.shirt_end
    shirt = _ramp(end + 0.1 - leg, 0.15) * _ramp(look.sleeve - arm, 0.2)
    shirt *= _ramp(-collar, 0.4) * (look.shirt_kind != "none")
    trousers = _ramp(leg + look.waist + 0.2, 0.2) * _ramp(look.leg - leg, 0.1) * limb
    scalp = _ramp(hair, 0.15) * (look.hair_style != "bald")
    socks = _ramp(leg - look.sock_top, 0.06) * limb * (look.foot == "socks")
    return _Covers(shirt, trousers, scalp, socks, leg, arm)


def _clothed_skin(body: Body, look: Look, covers: _Covers) -> Array:
    smooth = neighbour_means(body.triangles, len(body.vertices_m))
    points = body.vertices_m.copy()
    rounds = 40 if look.shirt_kind == "loose" else 14
    for part, times in (
        (covers.shirt, rounds),
        (covers.shirt * _finely_meshed(body, smooth), 60),
        (covers.trousers, 4),
        (covers.scalp, 4),
        (covers.socks, 30),
    ):
        for _ in range(times):
            points += 0.6 * part[:, None] * (smooth @ points - points)
    cloth = np.maximum(covers.shirt, covers.trousers)
    thickness = np.maximum.reduce([0.005 * cloth, look.hair_m * covers.scalp, 0.003 * covers.socks])
    for _ in range(2):
        thickness = 0.5 * thickness + 0.5 * (smooth @ thickness)
    pushed: Array = points + vertex_normals(points, body.triangles) * thickness[:, None]
    return pushed


def _finely_meshed(body: Body, means: sparse.csr_matrix) -> Array:
    """1 at vertices (V,) whose neighbours are close together (the nipples), else 0."""
    points, links = body.vertices_m, means.tocoo()
    lengths = np.linalg.norm(points[links.row] - points[links.col], axis=1)
    mean = np.bincount(links.row, lengths * links.data, len(points))
    return _ramp(0.014 - np.asarray(mean, dtype=np.float64), 0.004)


def _slack(look: Look, covers: _Covers) -> Array:
    """How far (V,) the cloth may stand off the skin, in metres: most at its open ends."""
    slack = np.zeros(len(covers.leg))
    if look.shirt_kind == "loose":
        down = np.interp(covers.leg, [-1.05, -0.75, look.shirt_end], [0.25, 0.7, 1.0])
        on_arm = covers.arm > -0.3
        down[on_arm] = np.interp(covers.arm[on_arm], [-0.3, 0.1, look.sleeve], [0.3, 0.5, 0.75])
        ends = 0.35 * _ramp(look.shirt_end + 0.02 - covers.leg, 0.03)
        ends += 0.65 * _ramp(look.shirt_end - covers.leg, 0.12)
        ends *= _ramp(look.sleeve + 0.03 - covers.arm, 0.05)
        slack = look.shirt_slack_m * down * ends * np.minimum(2.0 * covers.shirt, 1.0)
    if look.trousers_slack_m > 0.0:
        down = np.interp(covers.leg, [-0.05, 0.25, look.leg], [0.0, 0.6, 1.0])
        ends = _ramp(look.leg + 0.015 - covers.leg, 0.03)
        hang = look.trousers_slack_m * down * ends * covers.trousers
        slack = np.maximum(slack, hang)
    return slack


def _with_shoe(body: Body, fields: Array, side: str) -> tuple[Body, Array]:
    """Return the body with a shoe: the rounded hull of the foot, moving with the foot bone."""
    held = body.weight_of("foot", "toe", side=side) > 0.5
    foot = held & (fields[:, 0] > 1.95)
    points, triangles = rounded_hull(body.vertices_m[foot], edge_m=SHOE_EDGE_M, grow_m=0.005)
    points[:, 2] = np.maximum(points[:, 2], 0.0)
    heights = [0.0, body.head_m("foot.L")[2]]
    shoe = np.full((len(points), 4), -1.0)
    shoe[:, 0] = np.maximum(np.interp(points[:, 2], heights, [2.6, 2.0]), 1.94)
    body = without_triangles(body, held & (fields[:, 0] > 2.12))
    return with_piece(body, points, triangles, bone=f"foot.{side}", part="foot"), np.concatenate(
        [fields, shoe]
    )


def _ramp(values: Array, width: float) -> Array:
    """0 where a field is negative, rising to 1 over ``width``."""
    ramp: Array = np.clip(values / width, 0.0, 1.0)
    return ramp
