"""Pictures of a posed body in a room, by OpenGL without a screen (EGL, software is enough)."""

from __future__ import annotations

from types import TracebackType
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from studio import shaders
from studio.body import Array
from studio.camera import Camera
from studio.clothes import Dressed, Look, vertex_normals
from studio.room import Room

Picture = NDArray[np.uint8]

SHADOW_PX = 1024
CONTACT_PX = 384
CONTACT_M = 3.2
SAMPLES = 4


class Renderer:
    """Draws one person in one room through one camera; use it as a context manager.

    Parameters
    ----------
    person : Dressed
        The dressed body; ``picture`` takes its posed skin.
    look : Look
        The colours, of the same cut that the person was dressed with.
    """

    def __init__(self, person: Dressed, look: Look, room: Room, camera: Camera) -> None:
        import moderngl

        self._gl: Any = moderngl
        self._body, self._camera, self._room = person.body, camera, room
        self._context: Any = moderngl.create_context(standalone=True, backend="egl")
        self._sun = np.array([0.45 * camera.side, 0.15, 0.88])
        self._sun /= np.linalg.norm(self._sun)
        self._make_targets()
        self._make_programs(look)
        self._make_buffers(person)
        self._draw_still_room()

    def __enter__(self) -> Renderer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._context.release()

    def _make_targets(self) -> None:
        gl, size = self._context, (self._camera.width, self._camera.height)
        self._sampled = gl.framebuffer(
            [gl.renderbuffer(size, 4, samples=SAMPLES)],
            gl.depth_renderbuffer(size, samples=SAMPLES),
        )
        self._plain = gl.framebuffer([gl.renderbuffer(size, 4)])
        self._shadow = gl.depth_texture((SHADOW_PX, SHADOW_PX))
        self._shadow.compare_func = "<="
        self._shadow.repeat_x = self._shadow.repeat_y = False
        self._shadow_target = gl.framebuffer(depth_attachment=self._shadow)
        contact = (CONTACT_PX, CONTACT_PX)
        self._height_target = gl.framebuffer(
            [gl.renderbuffer(contact, 1)], gl.depth_renderbuffer(contact)
        )
        self._contact = gl.texture(contact, 1)
        self._contact.repeat_x = self._contact.repeat_y = False

    def _make_programs(self, look: Look) -> None:
        gl, camera, room = self._context, self._camera, self._room
        self._body_program = gl.program(shaders.BODY_VERTEX, shaders.BODY_FRAGMENT)
        self._room_program = gl.program(shaders.ROOM_VERTEX, shaders.ROOM_FRAGMENT)
        self._shaded_program = gl.program(shaders.ROOM_VERTEX, shaders.SHADED_ROOM_FRAGMENT)
        self._depth_program = gl.program(shaders.DEPTH_VERTEX, shaders.EMPTY_FRAGMENT)
        self._height_program = gl.program(shaders.DEPTH_VERTEX, shaders.HEIGHT_FRAGMENT)
        for program in (self._body_program, self._room_program, self._shaded_program):
            _set(program, u_clip=camera.clip_matrix(), u_eye=camera.position_m, u_sun=self._sun)
        for name in ("skin", "hair", "shirt", "trousers", "shoes"):
            _set(self._body_program, **{f"u_{name}": getattr(look, name)})
        _set(self._body_program, u_cut=(look.sleeve, look.leg, look.waist, 0.0))
        for name in ("floor", "wall", "mat", "bar"):
            _set(self._room_program, **{f"u_{name}": getattr(room, name)})

    def _make_buffers(self, person: Dressed) -> None:
        gl, body = self._context, person.body
        paint = np.concatenate([person.fields, person.marks], axis=1)
        self._index = gl.buffer(body.triangles.astype("i4").tobytes())
        self._paint = gl.buffer(paint.astype("f4").tobytes())
        self._skin = gl.buffer(reserve=len(body.vertices_m) * 24)
        place = (self._skin, "3f 12x", "in_position")
        self._body_draw = gl.vertex_array(
            self._body_program,
            [
                (self._skin, "3f 3f", "in_position", "in_normal"),
                (self._paint, "4f 2f", "in_fields", "in_marks"),
            ],
            self._index,
        )
        self._depth_draw = gl.vertex_array(self._depth_program, [place], self._index)
        self._height_draw = gl.vertex_array(self._height_program, [place], self._index)
        room = gl.buffer(self._room.triangles().astype("f4").tobytes())
        layout = (room, "3f 3f 1f", "in_position", "in_normal", "in_kind")
        self._room_draw = gl.vertex_array(self._room_program, [layout])
        self._shaded_draw = gl.vertex_array(self._shaded_program, [layout])

    def _draw_still_room(self) -> None:
        """Draw the empty room once: every picture then only adds the soft shadow."""
        gl = self._context
        gl.enable(self._gl.DEPTH_TEST)
        self._sampled.use()
        gl.clear(0.5, 0.5, 0.5)
        self._room_draw.render()
        gl.copy_framebuffer(self._plain, self._sampled)
        size = (self._camera.width, self._camera.height)
        self._still = gl.texture(size, 4, self._plain.read(components=4))
        _set(self._shaded_program, u_still=2, u_contact=0)

    def picture(self, vertices_m: Array) -> Picture:
        """RGB picture (H, W, 3) of the posed, dressed skin (V, 3) in the world."""
        normals = vertex_normals(vertices_m, self._body.triangles)
        packed = np.concatenate([vertices_m, normals], axis=1).astype("f4")
        self._skin.write(packed.tobytes())
        centre = (vertices_m.min(axis=0) + vertices_m.max(axis=0)) / 2
        self._context.enable(self._gl.DEPTH_TEST)
        self._draw_shadow(centre)
        self._draw_contact(centre)
        self._sampled.use()
        self._context.clear(0.5, 0.5, 0.5)
        self._contact.use(0)
        self._still.use(2)
        self._shaded_draw.render()
        self._shadow.use(1)
        _set(self._body_program, u_shadow=1)
        self._context.enable(self._gl.CULL_FACE)
        self._body_draw.render()
        self._context.disable(self._gl.CULL_FACE)
        self._context.copy_framebuffer(self._plain, self._sampled)
        raw = np.frombuffer(self._plain.read(components=3, alignment=1), dtype=np.uint8)
        shape = (self._camera.height, self._camera.width, 3)
        return np.ascontiguousarray(raw.reshape(shape)[::-1])

    def _draw_shadow(self, centre: Array) -> None:
        clip = _looking_along(-self._sun, centre, 1.5)
        _set(self._depth_program, u_clip=clip)
        _set(self._body_program, u_light_clip=clip)
        self._shadow_target.use()
        self._shadow_target.clear()
        self._depth_draw.render()

    def _draw_contact(self, centre: Array) -> None:
        """How much of the sky the body takes from each spot of the floor, as a soft texture."""
        corner = centre[:2] - CONTACT_M / 2
        clip = np.eye(4)
        clip[0, 0] = clip[1, 1] = 2 / CONTACT_M
        clip[:2, 3] = -2 * centre[:2] / CONTACT_M
        clip[2, 2], clip[2, 3] = 0.5, -0.5
        _set(self._height_program, u_clip=clip)
        self._height_target.use()
        self._height_target.clear()
        self._height_draw.render()
        raw = np.frombuffer(self._height_target.read(components=1, alignment=1), dtype=np.uint8)
        near = raw.reshape(CONTACT_PX, CONTACT_PX).astype(np.float32)
        soft = 0.5 * cv2.GaussianBlur(near, (0, 0), 2.0) + 0.6 * cv2.GaussianBlur(near, (0, 0), 7.0)
        self._contact.write(np.clip(soft, 0, 255).astype(np.uint8).tobytes())
        size = 1.0 / CONTACT_M
        _set(self._shaded_program, u_contact_box=(*corner, size, size))


def _looking_along(direction: Array, centre: Array, half_m: float) -> Array:
    """Parallel-projection clip matrix (4, 4) of a cube of ``half_m`` around ``centre``."""
    forward = direction / np.linalg.norm(direction)
    right = np.cross(forward, [0.0, 1.0, 0.0])
    right /= np.linalg.norm(right)
    up = np.cross(right, forward)
    clip = np.eye(4)
    clip[:3, :3] = np.stack([right, up, forward]) / half_m
    clip[:3, 3] = -clip[:3, :3] @ centre
    return clip


def _set(program: Any, **values: Any) -> None:
    """Set uniforms; those that the compiler dropped are left out."""
    for name, value in values.items():
        if name not in program:
            continue
        if isinstance(value, np.ndarray) and value.ndim == 2:
            program[name].write(value.T.astype("f4").tobytes())
        elif isinstance(value, (int, float)):
            program[name].value = value
        else:
            program[name].value = tuple(float(v) for v in value)
