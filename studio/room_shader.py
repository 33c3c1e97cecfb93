"""GLSL program of the empty room: floors, walls and things, with the shadows they throw."""

from __future__ import annotations

from studio.shaders import SHARED

ROOM_VERTEX = """
#version 330
uniform mat4 u_clip; uniform mat4 u_light_clip;
in vec3 in_position; in vec3 in_normal; in vec3 in_colour; in vec3 in_second; in vec2 in_place;
in float in_material;
out vec3 v_position; out vec3 v_normal; out vec3 v_colour; out vec3 v_second; out vec2 v_place;
out vec3 v_light; flat out int v_material;
void main() {
    gl_Position = u_clip * vec4(in_position, 1.0);
    v_position = in_position; v_normal = in_normal; v_colour = in_colour; v_second = in_second;
    v_place = in_place; v_material = int(in_material + 0.5);
    v_light = (u_light_clip * vec4(in_position, 1.0)).xyz * 0.5 + 0.5;
}
"""

_INPUTS = """
in vec3 v_position; in vec3 v_normal; in vec3 v_colour; in vec3 v_second; in vec2 v_place;
in vec3 v_light; flat in int v_material;
"""

ROOM_FRAGMENT = (
    """
#version 330
uniform vec3 u_eye; uniform vec3 u_sun; uniform vec3 u_sun_colour; uniform vec3 u_sky_colour;
uniform float u_falloff; uniform float u_thrown;
uniform sampler2DShadow u_shadow;
"""
    + _INPUTS
    + """
out vec4 f_colour;   // colour, and the share of direct light in it
"""
    + SHARED
    + """
float fine(vec2 p) { return 0.6 * noise(p) + 0.4 * noise(p * 2.7 + 11.0); }
float line(float x, float width) { return 1.0 - edge(min(fract(x), 1.0 - fract(x)) - width); }
vec3 wood(vec2 p) {
    float row = floor(p.x / 0.14);
    float along = p.y + 0.83 * row;
    float board = floor(along / 1.3);
    float tone = 0.86 + 0.22 * hash(vec2(row, board));
    float grain = noise(vec2(p.x * 90.0, along * 5.0 + row * 7.0));
    float gap = min(abs(fract(p.x / 0.14) - 0.5), 0.5);
    float joint = smoothstep(0.485, 0.5, gap);
    return v_colour * tone * (0.92 + 0.13 * grain) * (1.0 - 0.35 * joint);
}
vec3 tile(vec2 p, float size) {
    vec2 q = p / size;
    float tone = 0.94 + 0.10 * hash(floor(q)) + 0.05 * fine(p * 24.0);
    return mix(v_colour * tone, v_second, max(line(q.x, 0.012), line(q.y, 0.012)));
}
vec3 carpet(vec2 p) {
    float pile = fine(p * 190.0), worn = fine(p * 3.0);
    return v_colour * (0.80 + 0.28 * pile + 0.10 * worn);
}
vec3 rubber(vec2 p) {
    float speck = step(0.90, hash(floor(p * 170.0)));
    return mix(v_colour * (0.94 + 0.08 * fine(p * 60.0)), v_second, 0.7 * speck);
}
vec3 concrete(vec2 p) {
    float n = 0.5 * fine(p * 1.6) + 0.3 * fine(p * 7.0) + 0.2 * fine(p * 60.0);
    return v_colour * (0.80 + 0.34 * n) * (1.0 - 0.12 * line(p.y / 2.4, 0.002));
}
vec3 brick(vec2 p) {
    vec2 q = p / vec2(0.25, 0.075);
    q.x += 0.5 * mod(floor(q.y), 2.0);
    float tone = 0.82 + 0.30 * hash(floor(q)) + 0.08 * fine(p * 70.0);
    return mix(v_colour * tone, v_second, max(line(q.x, 0.03), line(q.y, 0.09)));
}
vec3 plaster(vec2 p) {
    return v_colour * (0.985 + 0.015 * noise(p * 2.0) + 0.012 * noise(p * 60.0));
}
vec3 poster(vec2 p) {
    vec2 cell = floor(p * vec2(3.0, 4.0) + 7.0 * v_second.xy);
    vec3 hue = 0.5 + 0.5 * cos(6.28 * (hash(cell) * 0.5 + v_second) + vec3(0.0, 2.1, 4.2));
    float disc = edge(0.28 - length(p - 0.35 - 0.3 * v_second.yz));
    vec3 ink = mix(mix(v_colour, hue, 0.55), 1.0 - v_colour, 0.8 * disc);
    float border = step(0.03, min(min(p.x, 1.0 - p.x), min(p.y, 1.0 - p.y)));
    return mix(vec3(0.9), ink, border);
}
vec3 window(vec2 p) {
    vec2 frame = min(min(p, 1.0 - p), abs(p - 0.5));
    float bar = 1.0 - step(0.022, min(frame.x, frame.y));
    vec3 sky = mix(v_second, v_colour, smoothstep(0.15, 0.75, p.y + 0.12 * fine(p * 5.0)));
    return mix(sky, vec3(0.92), bar);
}
vec3 leaves(vec3 p) {
    float n = fine(p.xy * 26.0 + p.z * 19.0);
    return mix(v_colour, v_second, n) * (0.45 + 0.9 * fine(p.yz * 41.0));
}
void main() {
    vec2 p = v_place;
    vec3 base = v_colour;
    if (v_material == 1) base = wood(p);
    if (v_material == 2) base = tile(p, 0.33);
    if (v_material == 3) base = carpet(p);
    if (v_material == 4) base = rubber(p);
    if (v_material == 5) base = concrete(p);
    if (v_material == 6) base = plaster(p);
    if (v_material == 7) base = mix(v_colour, v_second, wave(p.x / 0.42)) * plaster(p) / v_colour;
    if (v_material == 8) base = brick(p);
    if (v_material == 9) base = tile(p, 0.6);
    if (v_material == 10) base = poster(p);
    if (v_material == 11) base = window(p);
    if (v_material == 12) base = v_colour * (0.96 + 0.06 * noise(p * 160.0));
    if (v_material == 13) base = leaves(v_position);
    vec3 normal = normalize(v_normal);
    float lit = 0.0;
    for (int i = -1; i <= 1; ++i) for (int j = -1; j <= 1; ++j)
        lit += texture(u_shadow, vec3(v_light.xy + vec2(i, j) * 0.0012, v_light.z - 0.002)) / 9.0;
    lit = mix(1.0, lit, u_thrown);
    float sun = max(dot(normal, u_sun), 0.0) * lit;
    vec3 direct = u_sun_colour * (0.55 * sun);
    vec3 light = direct + u_sky_colour * (0.72 - 0.12 * normal.z);
    bool is_wall = v_material >= 6 && v_material <= 11;
    float fade = is_wall ? 0.94 + 0.06 * smoothstep(0.0, 2.0, v_position.z) : 1.0;
    if (v_material == 12 && normal.z < 0.5) fade *= 0.77;
    if (v_material == 11) light = 1.25 * u_sky_colour;
    vec2 away = v_position.xy - vec2(0.0, -0.4);
    if (v_material != 11) fade *= mix(1.0, exp(-0.16 * dot(away, away)), u_falloff);
    float share = dot(direct, vec3(0.333)) / max(dot(light, vec3(0.333)), 1e-4);
    f_colour = vec4(base * light * fade, v_material == 11 ? 0.0 : share);
}
"""
)

PLACE_FRAGMENT = (
    """
#version 330
"""
    + _INPUTS
    + """
out vec4 f_place;   // where the pixel is in the world; w: faces up
void main() { f_place = vec4(v_position, step(0.5, normalize(v_normal).z)); }
"""
)
