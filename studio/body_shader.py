"""GLSL program of a dressed body; only what its look needs is compiled."""

from __future__ import annotations

from studio.clothes import Look
from studio.patterns import pattern_glsl
from studio.shaders import SHARED

_LIGHTING = """
uniform vec3 u_eye; uniform vec3 u_sun; uniform float u_falloff;
vec3 lighting(vec3 place, vec3 normal) {   // direct, scattered, gloss
    vec3 eye = normalize(u_eye - place);
    float fill = 0.5 + 0.5 * dot(normal, normalize(eye + vec3(0.0, 0.3, 0.6)));
    float sky = 0.5 + 0.5 * normal.z;
    float ground = smoothstep(-0.02, 0.22, place.z);
    float ambient = mix(0.55, 1.0, max(ground, sky));
    float gloss = 0.06 * pow(max(dot(normal, normalize(eye + u_sun)), 0.0), 24.0);
    vec2 away = place.xy - vec2(0.0, -0.4);
    float near = mix(1.0, exp(-0.16 * dot(away, away)), u_falloff);
    float direct = 0.60 * max(dot(normal, u_sun), 0.0);
    return vec3(direct, ambient * (0.22 + 0.20 * sky + 0.36 * fill), gloss) * near;
}
"""

_VERTEX = """
uniform mat4 u_clip;
uniform mat4 u_light_clip;
in vec3 in_position; in vec3 in_normal; in vec3 in_rest; in vec4 in_fields; in vec2 in_marks;
out vec3 v_rest; out vec4 v_fields; out vec2 v_marks; out vec3 v_lamp;
#ifdef FOLDS
out vec3 v_position; out vec3 v_normal;
#else
out vec3 v_lighting;
#endif
void main() {
    gl_Position = u_clip * vec4(in_position, 1.0);
    v_rest = in_rest; v_fields = in_fields; v_marks = in_marks;
    v_lamp = (u_light_clip * vec4(in_position, 1.0)).xyz * 0.5 + 0.5;
#ifdef FOLDS
    v_position = in_position; v_normal = in_normal;
#else
    v_lighting = lighting(in_position, in_normal);
#endif
}
"""

_INPUTS = """
uniform vec3 u_sun_colour; uniform vec3 u_sky_colour;
uniform vec3 u_skin; uniform vec3 u_hair; uniform vec3 u_shirt; uniform vec3 u_trousers;
uniform vec3 u_shoes; uniform vec3 u_socks; uniform vec3 u_shirt_second;
uniform vec3 u_trousers_second; uniform vec2 u_pattern_m;   // scales of shirt and trousers
uniform vec3 u_chest; uniform vec2 u_wide_m; uniform float u_bias;
uniform vec4 u_cut;   // sleeve, leg, waist, shirt's end
uniform vec2 u_sock;  // top of the sock, strength of the folds
uniform sampler2DShadow u_shadow; uniform float u_texel;
in vec3 v_rest; in vec4 v_fields; in vec2 v_marks; in vec3 v_lamp;
out vec4 f_colour;
#ifdef FOLDS
in vec3 v_position; in vec3 v_normal;
vec3 folded(vec3 normal, float strength) {
    vec3 r = v_rest;
    float h = sin(31.0 * r.z + 17.0 * r.x + 2.0 * sin(11.0 * r.x + 7.0 * r.y));
    h += 0.7 * sin(-23.0 * r.z + 41.0 * r.x + 29.0 * r.y + 1.7 * sin(19.0 * r.z));
    h += 0.4 * sin(67.0 * r.z + 3.0 * sin(23.0 * r.x - 13.0 * r.z));
    h *= 0.0035 * strength;
    vec3 sx = dFdx(v_position), sy = dFdy(v_position);
    vec3 r1 = cross(sy, normal), r2 = cross(normal, sx);
    float det = dot(sx, r1);
    vec3 slope = sign(det) * (dFdx(h) * r1 + dFdy(h) * r2);
    return normalize(abs(det) * normal - slope);
}
#else
in vec3 v_lighting;
#endif
"""

_MAIN = """
void main() {
    float leg = v_fields.x, arm = v_fields.y, collar = v_fields.z, hair = v_fields.w;
    vec3 base = u_skin * (1.0 + 0.05 * (noise(v_rest.xz * 55.0 + v_rest.y * 31.0) - 0.5));
    vec3 lips = vec3(0.62, 0.30, 0.27) * (0.35 + 0.8 * u_skin.r);
    base = mix(base, lips, 0.75 * smoothstep(0.45, 0.9, v_marks.y));
    base = mix(base, vec3(0.93, 0.92, 0.90), edge(v_marks.x - 0.5));
    float limb = edge(-0.5 - arm);
    float shirt = SHIRT * edge(u_cut.w - leg) * edge(u_cut.x - arm) * edge(-0.05 - collar);
    float trousers = edge(leg + u_cut.z) * edge(u_cut.y - leg) * limb;
    float hem = shirt * (1.0 - smoothstep(0.0, 0.03, abs(u_cut.w - leg)));
    hem += shirt * (1.0 - smoothstep(0.0, 0.05, abs(u_cut.x - arm)));
    hem += trousers * (1.0 - shirt) * (1.0 - smoothstep(0.0, 0.04, abs(u_cut.y - leg)));
    float second = trousers_print(v_rest, u_pattern_m.y, u_chest, u_wide_m.y);
    base = mix(base, u_socks, SOCKS * edge(leg - u_sock.x) * limb);
    base = mix(base, mix(u_trousers, u_trousers_second, second), trousers);
    second = shirt_print(v_rest, u_pattern_m.x, u_chest, u_wide_m.x);
    base = mix(base, mix(u_shirt, u_shirt_second, second), shirt);
    base = mix(base, u_shoes, SHOES * edge(leg - 1.93) * limb);
    base = mix(base, vec3(0.25), SHOES * edge(leg - 2.47) * limb);
    float strand = 0.86 + 0.28 * noise(vec2(v_rest.x * 240.0, (v_rest.z + v_rest.y) * 38.0));
    base = mix(base, u_hair * strand, HAIR * edge(hair));
    base *= 1.0 - 0.35 * min(hem, 1.0);
    float lit = 0.0;
    for (int i = 0; i < 4; ++i) {
        vec2 tap = vec2(float(i & 1), float(i >> 1)) * 2.0 - 1.0;
        lit += texture(u_shadow, vec3(v_lamp.xy + tap * u_texel, v_lamp.z - u_bias)) * 0.25;
    }
#ifdef FOLDS
    vec3 normal = normalize(v_normal);
    normal = normalize(mix(normal, folded(normal, u_sock.y), max(shirt, trousers)));
    vec3 light = lighting(v_position, normal);
#else
    vec3 light = v_lighting;
#endif
    vec3 colour = u_sun_colour * (light.x * lit) + u_sky_colour * light.y;
    f_colour = vec4(base * colour + light.z * lit * u_sun_colour, 1.0);
}
"""


def body_vertex(look: Look) -> str:
    """GLSL vertex shader for one look; without folds the light is reckoned at the vertices."""
    return "\n".join([*_switches(look), _LIGHTING, _VERTEX])


def body_fragment(look: Look) -> str:
    """GLSL fragment shader for one look."""
    prints = pattern_glsl("shirt_print", look.shirt_pattern.kind)
    prints += pattern_glsl("trousers_print", look.trousers_pattern.kind)
    lighting = _LIGHTING if look.wrinkles > 0.0 else ""
    return "\n".join([*_switches(look), lighting, _INPUTS, SHARED, prints, _MAIN])


def _switches(look: Look) -> list[str]:
    """First lines of both shaders: the version, and what this look needs."""
    switches = {
        "SHIRT": float(look.shirt_kind != "none"),
        "SHOES": float(look.foot == "shoes"),
        "SOCKS": float(look.foot != "bare"),
        "HAIR": float(look.hair_style != "bald"),
    }
    lines = ["#version 330", *(f"#define {name} {value}" for name, value in switches.items())]
    return [*lines, "#define FOLDS"] if look.wrinkles > 0.0 else lines
