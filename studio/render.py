"""Pictures of posed bodies in a room, by OpenGL without a screen (EGL, software is enough).

The empty room is drawn once. A picture then draws the bodies alone, with what of the room hides
them, and lays them over the still room darkened by their shadows.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio import shaders
from studio.body import Array
from studio.camera import Camera
from studio.cloth import Points
from studio.clothes import Dressed, Look
from studio.figure import Figure
from studio.parts import OTHER_PERSON
from studio.room import Room
from studio.room_shader import PLACE_FRAGMENT, ROOM_FRAGMENT, ROOM_VERTEX
from studio.shade import CastShade, ContactShade
from studio.uniforms import set_uniforms
from studio.window import Window, window_of

Picture = NDArray[np.uint8]
Actor = tuple[Dressed, Look]

SHADOW_PX = 512
STILL_SHADOW_PX = 2048
STILL_HALF_M = 4.0
SAMPLES = 4
ROOM_LAYOUT = "3f 3f 3f 3f 2f 1f"
ROOM_NAMES = ("in_position", "in_normal", "in_colour", "in_second", "in_place", "in_material")


class Renderer:
    """Draws any number of people in one room through one camera; use it as a context manager.

    Parameters
    ----------
    actors : sequence of (Dressed, Look)
        The dressed bodies, each with the look it was dressed with. The first is the person that
        ``parts`` tells the body parts of.
    """

    def __init__(self, actors: Sequence[Actor], room: Room, camera: Camera) -> None:
        import moderngl

        self._gl: Any = moderngl
        self._camera, self._room = camera, room
        self._size = (camera.width, camera.height)
        self._context: Any = moderngl.create_context(standalone=True, backend="egl")
        self._sun = room.light.direction(camera.side)
        self._lamp_axes = _axes_along(-self._sun)
        self._clip = np.diag([1.0, -1.0, 1.0, 1.0]) @ camera.clip_matrix()
        """Upside down, so that the rows of a picture are read from the top."""
        self._make_targets()
        self._make_room()
        self._draw_still_room()
        self._figures = [
            Figure(self._context, person, look, room.support_m) for person, look in actors
        ]
        for figure in self._figures:
            figure.set_scene(self._clip, camera.position_m, self._sun, room.light)

    def __enter__(self) -> Renderer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._context.release()

    def picture(self, skins: Sequence[Array | None]) -> Picture:
        """RGB picture (H, W, 3) of the posed, dressed skins (V, 3) in the world, one per actor.

        ``None`` stands for an actor that is not in the scene.
        """
        with self._context:
            present, points = self._place(skins)
            light = self._still_light.copy()
            if not present:
                return _rounded(self._still * light[..., None])
            self._draw_shadow(present, points, light)
            self._contact.shade(light, np.concatenate(points))
            window = window_of(points, self._clip, self._size)
            drawn = None if window is None else self._draw_bodies(present, window)
        if window is None or drawn is None:
            return _rounded(self._still * light[..., None])
        light[window.slices] *= 1.0 - drawn[..., 3].astype(np.float32) / np.float32(255.0)
        picture = self._still * light[..., None]
        picture[window.slices] += drawn[..., :3]
        return _rounded(picture)

    def parts(self, skins: Sequence[Array | None]) -> Picture:
        """Part numbers (H, W), without smoothed edges: see ``studio.parts``."""
        with self._context:
            present, _ = self._place(skins)
            self._numbers.use()
            self._context.clear()
            self._draw_room_depth(self._clip)
            self._context.enable(self._gl.CULL_FACE)
            for figure in present:
                figure.draw_parts(0 if figure is self._figures[0] else OTHER_PERSON)
            self._context.disable(self._gl.CULL_FACE)
            raw = np.frombuffer(self._numbers.read(components=1, alignment=1), dtype=np.uint8)
        return raw.reshape(self._camera.height, self._camera.width).copy()

    def _make_targets(self) -> None:
        gl, size = self._context, self._size
        self._targets: dict[tuple[int, int], tuple[Any, Any]] = {}
        self._numbers = gl.framebuffer([gl.renderbuffer(size, 1)], gl.depth_renderbuffer(size))
        self._shadow = self._shadow_map(SHADOW_PX)
        self._shadow_target = gl.framebuffer(depth_attachment=self._shadow)
        gl.enable(self._gl.DEPTH_TEST)
        gl.front_face = "cw"

    def _sampled_and_plain(self, size: tuple[int, int]) -> tuple[Any, Any]:
        """Return a target with smoothed edges and one to resolve it to, made once for each size."""
        if size not in self._targets:
            gl = self._context
            sampled = gl.framebuffer(
                [gl.renderbuffer(size, 4, samples=SAMPLES)],
                gl.depth_renderbuffer(size, samples=SAMPLES),
            )
            self._targets[size] = (sampled, gl.framebuffer([gl.renderbuffer(size, 4)]))
        return self._targets[size]

    def _shadow_map(self, size_px: int) -> Any:
        shadow = self._context.depth_texture((size_px, size_px))
        shadow.compare_func = "<="
        shadow.repeat_x = shadow.repeat_y = False
        return shadow

    def _make_room(self) -> None:
        gl = self._context
        shell, things = (part.astype("f4") for part in (self._room.shell(), self._room.things()))
        self._room_program = gl.program(ROOM_VERTEX, ROOM_FRAGMENT)
        place_program = gl.program(ROOM_VERTEX, PLACE_FRAGMENT)
        self._depth_program = gl.program(shaders.DEPTH_VERTEX, shaders.EMPTY_FRAGMENT)
        self._lamp_program = gl.program(shaders.DEPTH_VERTEX, shaders.EMPTY_FRAGMENT)
        for program in (self._room_program, place_program):
            set_uniforms(program, u_clip=self._clip)
        buffer = gl.buffer(np.concatenate([shell, things]).tobytes())
        whole = [(buffer, ROOM_LAYOUT, *ROOM_NAMES)]
        self._room_draw = gl.vertex_array(self._room_program, whole)
        self._place_draw = gl.vertex_array(
            place_program, [(buffer, "3f 3f 36x", "in_position", "in_normal")]
        )
        place = (buffer, "3f 48x", "in_position")
        self._room_depth_draw = gl.vertex_array(self._depth_program, [place])
        self._things_draw = None
        if len(things):
            alone = gl.buffer(things.tobytes())
            self._things_draw = gl.vertex_array(
                self._lamp_program, [(alone, "3f 48x", "in_position")]
            )
        self._thing_points = _spread(things[:, :3])

    def _draw_still_room(self) -> None:
        """Draw the empty room once, its shadows included."""
        gl, room, size = self._context, self._room, self._size
        still_shadow = self._shadow_map(STILL_SHADOW_PX)
        lamp = _square_along(self._lamp_axes, np.array([0.0, -0.4, 0.5]), STILL_HALF_M)
        gl.framebuffer(depth_attachment=still_shadow).use()
        gl.clear()
        if self._things_draw is not None:
            set_uniforms(self._lamp_program, u_clip=lamp)
            self._things_draw.render()
        set_uniforms(
            self._room_program,
            u_light_clip=lamp,
            u_eye=self._camera.position_m,
            u_sun=self._sun,
            u_sun_colour=room.light.sun_colour,
            u_sky_colour=room.light.sky_colour,
            u_falloff=room.light.falloff,
            u_thrown=room.light.cast,
            u_shadow=1,
        )
        still_shadow.use(1)
        sampled, plain = self._sampled_and_plain(size)
        sampled.use()
        gl.clear(0.5, 0.5, 0.5, 0.0)
        self._room_draw.render()
        gl.copy_framebuffer(plain, sampled)
        drawn = _pixels(plain, size).astype(np.float32)
        self._still = np.ascontiguousarray(drawn[..., :3])
        places = gl.framebuffer([gl.renderbuffer(size, 4, dtype="f4")], gl.depth_renderbuffer(size))
        places.use()
        gl.clear(0.0, 0.0, -9.0, 0.0)
        self._place_draw.render()
        raw_place = np.frombuffer(places.read(components=4, dtype="f4"), dtype=np.float32)
        place = raw_place.reshape(size[1], size[0], 4)
        share = room.light.cast * drawn[..., 3] / np.float32(255.0)
        self._contact = ContactShade(place, room.support_m)
        self._cast = CastShade(place, share, self._lamp_axes, room.light.softness_m)
        self._still_light = np.ones((size[1], size[0]), dtype=np.float32)
        self._contact.shade_floor(self._still_light, self._thing_points)

    def _place(self, skins: Sequence[Array | None]) -> tuple[list[Figure], list[Points]]:
        """Hand the skins to their figures; the figures present and their points."""
        if len(skins) != len(self._figures):
            raise ValueError(f"expected {len(self._figures)} skins, got {len(skins)}")
        pairs = [(f, s) for f, s in zip(self._figures, skins, strict=True) if s is not None]
        return [f for f, _ in pairs], [f.place(skin) for f, skin in pairs]

    def _draw_shadow(
        self, present: Sequence[Figure], points: Sequence[Points], light: NDArray[np.float32]
    ) -> None:
        """Draw the shadow map of the bodies, and their shadow on the room."""
        across = np.concatenate([np.ascontiguousarray(p.T) for p in points], axis=1)
        low, high = across.min(axis=1).astype(np.float64), across.max(axis=1).astype(np.float64)
        centre = (low + high) / 2
        half_m = float(np.ceil(4.0 * (np.linalg.norm(high - low) / 2 + 0.02)) / 4.0)
        clip = _square_along(self._lamp_axes, centre, half_m)
        self._shadow_target.use()
        self._context.clear()
        self._context.enable(self._gl.CULL_FACE)
        for figure in present:
            figure.draw_depth(clip)
            set_uniforms(
                figure.program,
                u_light_clip=clip,
                u_bias=0.0105 / half_m,
                u_texel=max(0.0018 / half_m, 0.5 / SHADOW_PX),
            )
        self._context.disable(self._gl.CULL_FACE)
        if self._room.light.cast > 0.0:
            raw = self._shadow_target.read(components=1, attachment=-1, dtype="f4")
            depth = np.frombuffer(raw, dtype=np.float32).reshape(SHADOW_PX, SHADOW_PX)
            self._cast.shade(light, (depth < 1.0).astype(np.float32), centre, half_m)

    def _draw_bodies(self, present: Sequence[Figure], window: Window) -> Picture:
        """RGBA (h, w, 4) of the bodies over nothing, where the room does not hide them."""
        gl, size = self._context, (window.width, window.height)
        sampled, plain = self._sampled_and_plain(size)
        clip = window.clip_matrix(self._clip)
        sampled.use()
        gl.clear(0.0, 0.0, 0.0, 0.0)
        self._draw_room_depth(clip)
        self._shadow.use(1)
        gl.enable(self._gl.CULL_FACE)
        for figure in present:
            figure.draw(clip)
        gl.disable(self._gl.CULL_FACE)
        gl.copy_framebuffer(plain, sampled)
        return _pixels(plain, size)

    def _draw_room_depth(self, clip: Array) -> None:
        set_uniforms(self._depth_program, u_clip=clip)
        self._room_depth_draw.render()


def _pixels(target: Any, size: tuple[int, int]) -> Picture:
    raw = np.frombuffer(target.read(components=4, alignment=1), dtype=np.uint8)
    return raw.reshape(size[1], size[0], 4)


def _rounded(picture: NDArray[np.float32]) -> Picture:
    return (picture + np.float32(0.5)).astype(np.uint8)


def _spread(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    """Points (N, 3) spread over triangles given by their corners (3 T, 3)."""
    if len(corners) == 0:
        return np.zeros((0, 3), dtype=np.float32)
    steps = np.linspace(0.0, 1.0, 13)
    shares = np.array([(a, b, 1 - a - b) for a in steps for b in steps if a + b <= 1.0 + 1e-9])
    triangles = corners.reshape(-1, 3, 3)
    points = np.einsum("sc,tcx->tsx", shares, triangles).reshape(-1, 3)
    spread: NDArray[np.float32] = points.astype(np.float32)
    return spread


def _axes_along(direction: Array) -> Array:
    """Rows (3, 3): right, up and forward of who looks along a direction."""
    forward = direction / np.linalg.norm(direction)
    right = np.cross(forward, [0.0, 1.0, 0.0])
    right /= np.linalg.norm(right)
    return np.stack([right, np.cross(right, forward), forward])


def _square_along(axes: Array, centre: Array, half_m: float) -> Array:
    """Parallel-projection clip matrix (4, 4) of a cube of ``half_m`` around ``centre``."""
    clip = np.eye(4)
    clip[:3, :3] = axes / half_m
    clip[:3, 3] = -clip[:3, :3] @ centre
    return clip
