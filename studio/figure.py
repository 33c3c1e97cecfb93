"""One actor on the graphics side: buffers, the program of its look, and its cloth."""

from __future__ import annotations

from typing import Any

import numpy as np

from studio import shaders
from studio.body import Array
from studio.body_shader import body_fragment, body_vertex
from studio.cloth import HeightOf, Points, drape
from studio.clothes import Dressed, Look
from studio.light import Light
from studio.mesh import Normals
from studio.uniforms import set_uniforms


class Figure:
    """Draws one dressed person; ``place`` first takes the posed skin of a frame.

    Parameters
    ----------
    context : moderngl.Context
    person, look : Dressed, Look
        The dressed body, and the look it was dressed with.
    support : callable
        Height of what loose cloth can lie on.
    """

    def __init__(self, context: Any, person: Dressed, look: Look, support: HeightOf) -> None:
        self._person, self._support = person, support
        self._placed: tuple[Array | None, Points] = (None, np.zeros((0, 3), dtype=np.float32))
        body = person.body
        self._normals = Normals(body.triangles, len(body.vertices_m))
        self.program = context.program(body_vertex(look), body_fragment(look))
        self._depth = context.program(shaders.DEPTH_VERTEX, shaders.EMPTY_FRAGMENT)
        self._parts = context.program(shaders.PARTS_VERTEX, shaders.PARTS_FRAGMENT)
        self._set_look(look)
        index = context.buffer(body.triangles.astype("i4").tobytes())
        paint = np.concatenate([body.vertices_m, person.fields, person.marks], axis=1)
        still = context.buffer(paint.astype("f4").tobytes())
        numbers = context.buffer(person.parts.astype("u4").tobytes())
        self._skin = context.buffer(reserve=len(body.vertices_m) * 24)
        place = (self._skin, "3f 12x", "in_position")
        self._body_draw = context.vertex_array(
            self.program,
            [
                (self._skin, "3f 3f", "in_position", "in_normal"),
                (still, "3f 4f 2f", "in_rest", "in_fields", "in_marks"),
            ],
            index,
        )
        self._depth_draw = context.vertex_array(self._depth, [place], index)
        self._parts_draw = context.vertex_array(
            self._parts, [place, (numbers, "1u4", "in_part")], index
        )

    def _set_look(self, look: Look) -> None:
        body, (leg, arm) = self._person.body, self._person.fields.T[:2]
        points = body.vertices_m
        sides = np.abs(points[:, 0])
        upper = sides[(leg > -0.8) & (leg < -0.1) & (arm < -0.5)].max()
        lower = sides[(leg > 0.1) & (leg < 0.8) & (arm < -0.5)].max()
        chest = (0.0, float(body.head_m("spine01")[1]) - 0.04, float(body.head_m("spine01")[2]))
        set_uniforms(
            self.program,
            u_skin=look.skin,
            u_hair=look.hair,
            u_shirt=look.shirt,
            u_trousers=look.trousers,
            u_shoes=look.shoes,
            u_socks=look.socks,
            u_shirt_second=look.shirt_pattern.colour,
            u_trousers_second=look.trousers_pattern.colour,
            u_pattern_m=(look.shirt_pattern.scale_m, look.trousers_pattern.scale_m),
            u_cut=(look.sleeve, look.leg, look.waist, look.shirt_end),
            u_sock=(look.sock_top, look.wrinkles),
            u_chest=chest,
            u_wide_m=(upper, lower),
            u_shadow=1,
        )

    def set_scene(self, clip: Array, eye: Array, sun: Array, light: Light) -> None:
        """Set what stays the same for all pictures: camera and light."""
        set_uniforms(
            self.program,
            u_eye=eye,
            u_sun=sun,
            u_sun_colour=light.sun_colour,
            u_sky_colour=light.sky_colour,
            u_falloff=light.falloff,
        )
        set_uniforms(self._parts, u_clip=clip)

    def place(self, skin_m: Array) -> Points:
        """Take the posed skin (V, 3) of a frame; the points (V, 3) that are drawn come back.

        The very same array placed again (picture, then parts) costs nothing; do not change a
        skin in place.
        """
        if skin_m is self._placed[0]:
            return self._placed[1]
        points = np.ascontiguousarray(skin_m, dtype=np.float32)
        normals = self._normals.of(points)
        if self._person.cloth is not None:
            points = drape(self._person.cloth, points, normals, self._support)
            normals = self._normals.of(points)
        self._skin.write(np.concatenate([points, normals], axis=1).tobytes())
        self._placed = (skin_m, points)
        return points

    def draw(self, clip: Array) -> None:
        """Draw in colour, through a clip matrix."""
        set_uniforms(self.program, u_clip=clip)
        self._body_draw.render()

    def draw_depth(self, clip: Array) -> None:
        """Draw without colour, through any clip matrix."""
        set_uniforms(self._depth, u_clip=clip)
        self._depth_draw.render()

    def draw_parts(self, only: int = 0) -> None:
        """Draw the part numbers, or ``only`` one number for all of the body."""
        set_uniforms(self._parts, u_only=only)
        self._parts_draw.render()
