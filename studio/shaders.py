"""GLSL programs of the passes without colour, and what the coloured ones share."""

DEPTH_VERTEX = """
#version 330
uniform mat4 u_clip;
in vec3 in_position;
void main() { gl_Position = u_clip * vec4(in_position, 1.0); }
"""

EMPTY_FRAGMENT = """
#version 330
out vec4 f_colour;
void main() { f_colour = vec4(0.0); }
"""

PARTS_VERTEX = """
#version 330
uniform mat4 u_clip; uniform int u_only;   // 0: the vertex's own part number
in vec3 in_position; in uint in_part;
flat out float v_part;
void main() {
    gl_Position = u_clip * vec4(in_position, 1.0);
    v_part = float(u_only > 0 ? uint(u_only) : in_part) / 255.0;
}
"""

PARTS_FRAGMENT = """
#version 330
flat in float v_part;
out vec4 f_part;
void main() { f_part = vec4(v_part, 0.0, 0.0, 1.0); }
"""

SHARED = """
float edge(float x) { float w = max(fwidth(x), 1e-5); return clamp(x / w + 0.5, 0.0, 1.0); }
float wave(float x) { return edge(abs(fract(x) - 0.5) - 0.25); }
float hash(vec2 p) { return fract(sin(dot(p, vec2(127.1, 311.7))) * 43758.5453); }
float noise(vec2 p) {
    vec2 i = floor(p), f = fract(p); f = f * f * (3.0 - 2.0 * f);
    float low = mix(hash(i), hash(i + vec2(1, 0)), f.x);
    return mix(low, mix(hash(i + vec2(0, 1)), hash(i + vec2(1, 1)), f.x), f.y);
}
"""
