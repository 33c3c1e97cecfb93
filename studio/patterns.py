"""Printed patterns of garments, as data and as the GLSL that draws them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Colour = tuple[float, float, float]
PatternKind = Literal[
    "plain", "stripes", "upright_stripes", "checks", "dots", "blotches", "logo", "side_panels"
]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A second colour on a garment.

    ``scale_m`` is the length of one repeat (stripes, checks, dots), the size of a blotch, or the
    width of a logo or side panel. It is measured on the neutral body and moves with the skin.
    """

    kind: PatternKind = "plain"
    colour: Colour = (0.9, 0.9, 0.9)
    scale_m: float = 0.06


_BODIES: dict[str, str] = {
    "plain": "return 0.0;",
    "stripes": "return wave(rest.z / scale);",
    "upright_stripes": "return wave((rest.x + 0.35 * rest.y) / scale);",
    "checks": (
        "return 0.55 * wave(rest.z / scale) + 0.45 * wave((rest.x + 0.6 * rest.y) / scale);"
    ),
    "dots": (
        "vec2 p = vec2(rest.x + 0.6 * rest.y, rest.z) / scale;"
        " p.x += 0.5 * mod(floor(p.y), 2.0);"
        " return edge(0.28 - length(fract(p) - 0.5));"
    ),
    "blotches": (
        "vec3 p = rest / scale;"
        " float n = sin(p.x * 3.1 + 2.0 * sin(p.z * 1.9 + p.y));"
        " n += sin(p.z * 3.7 + 1.7 * sin(p.x * 2.3));"
        " n += 0.7 * sin(p.y * 4.3 + p.z * 2.9 + 1.3 * sin(p.x * 5.1));"
        " return edge(n - 0.35);"
    ),
    "logo": (
        "vec2 p = abs(vec2(rest.x, rest.z - centre.z)) / scale;"
        " float block = edge(0.5 - max(p.x, 1.6 * p.y)) * step(rest.y, centre.y);"
        " return block * (1.0 - 0.8 * edge(0.09 - abs(fract(4.0 * p.x + 0.3) - 0.5)));"
    ),
    "side_panels": (
        "return edge(0.5 * scale - abs(rest.y - centre.y)) * step(0.55 * wide, abs(rest.x));"
    ),
}


def pattern_glsl(name: str, kind: PatternKind) -> str:
    """Return a GLSL function ``name(rest, scale, centre, wide)``: share of the second colour.

    ``rest`` is the place on the neutral body in metres, ``centre`` the middle of the chest's
    front and ``wide`` the half width of the garment there. ``edge`` and ``wave`` must exist.
    """
    arguments = "vec3 rest, float scale, vec3 centre, float wide"
    return f"float {name}({arguments}) {{ {_BODIES[kind]} }}\n"
