"""GLSL programs: the body with its clothes, the room, and the two depth passes."""

DEPTH_VERTEX = """
#version 330
uniform mat4 u_clip;
in vec3 in_position;
out float v_height;
void main() { gl_Position = u_clip * vec4(in_position, 1.0); v_height = in_position.z; }
"""

HEIGHT_FRAGMENT = """
#version 330
in float v_height;
out vec4 f_colour;
void main() { f_colour = vec4(exp(-max(v_height, 0.0) / 0.16), 0.0, 0.0, 1.0); }
"""

EMPTY_FRAGMENT = """
#version 330
void main() {}
"""

BODY_VERTEX = """
#version 330
uniform mat4 u_clip;
uniform mat4 u_light_clip;
in vec3 in_position;
in vec3 in_normal;
in vec4 in_fields;
in vec2 in_marks;
out vec3 v_position; out vec3 v_normal; out vec4 v_fields; out vec2 v_marks; out vec3 v_light;
void main() {
    gl_Position = u_clip * vec4(in_position, 1.0);
    v_position = in_position; v_normal = in_normal; v_fields = in_fields; v_marks = in_marks;
    v_light = (u_light_clip * vec4(in_position, 1.0)).xyz * 0.5 + 0.5;
}
"""

BODY_FRAGMENT = """
#version 330
uniform vec3 u_eye; uniform vec3 u_sun;
uniform vec3 u_skin; uniform vec3 u_hair; uniform vec3 u_shirt; uniform vec3 u_trousers;
uniform vec3 u_shoes; uniform vec4 u_cut;   // sleeve, leg, waist, sole
uniform sampler2DShadow u_shadow;
in vec3 v_position; in vec3 v_normal; in vec4 v_fields; in vec2 v_marks; in vec3 v_light;
out vec4 f_colour;
float edge(float x) { float w = max(fwidth(x), 1e-5); return clamp(x / w + 0.5, 0.0, 1.0); }
void main() {
    float leg = v_fields.x, arm = v_fields.y, collar = v_fields.z, hair = v_fields.w;
    vec3 base = u_skin;
    base = mix(base, vec3(0.62, 0.30, 0.27), 0.75 * smoothstep(0.45, 0.9, v_marks.y));
    base = mix(base, vec3(0.93, 0.92, 0.90), edge(v_marks.x - 0.5));
    float limb = edge(-0.5 - arm);
    float shirt = edge(-u_cut.z - leg) * edge(u_cut.x - arm) * edge(-0.05 - collar);
    float trousers = edge(leg + u_cut.z) * edge(u_cut.y - leg) * limb;
    float shoes = edge(leg - 1.93) * limb;
    float sole = edge(leg - 2.47) * limb;
    float hem = shirt * (1.0 - smoothstep(0.0, 0.03, abs(-u_cut.z - leg)));
    hem += shirt * (1.0 - smoothstep(0.0, 0.05, abs(u_cut.x - arm)));
    hem += trousers * (1.0 - smoothstep(0.0, 0.04, abs(u_cut.y - leg)));
    base = mix(base, u_trousers, trousers);
    base = mix(base, u_shirt, shirt);
    base = mix(base, u_shoes, shoes);
    base = mix(base, vec3(0.25), sole);
    base = mix(base, u_hair, edge(hair));
    base *= 1.0 - 0.35 * hem;
    vec3 normal = normalize(v_normal);
    vec3 eye = normalize(u_eye - v_position);
    float lit = 0.0;
    for (int i = -1; i <= 1; ++i) for (int j = -1; j <= 1; ++j)
        lit += texture(u_shadow, vec3(v_light.xy + vec2(i, j) * 0.0016, v_light.z - 0.007)) / 9.0;
    float sun = max(dot(normal, u_sun), 0.0) * lit;
    float fill = 0.5 + 0.5 * dot(normal, normalize(eye + vec3(0.0, 0.3, 0.6)));
    float sky = 0.5 + 0.5 * normal.z;
    float ground = smoothstep(-0.02, 0.22, v_position.z);
    float ambient = mix(0.55, 1.0, max(ground, sky));
    float gloss = 0.06 * pow(max(dot(normal, normalize(eye + u_sun)), 0.0), 24.0) * lit;
    vec3 light = vec3(1.0, 0.97, 0.92) * (0.60 * sun);
    light += vec3(0.95, 0.98, 1.0) * ambient * (0.22 + 0.20 * sky + 0.36 * fill);
    f_colour = vec4(base * light + gloss, 1.0);
}
"""

ROOM_VERTEX = """
#version 330
uniform mat4 u_clip;
in vec3 in_position; in vec3 in_normal; in float in_kind;
out vec3 v_position; out vec3 v_normal; flat out int v_kind;
void main() {
    gl_Position = u_clip * vec4(in_position, 1.0);
    v_position = in_position; v_normal = in_normal; v_kind = int(in_kind + 0.5);
}
"""

ROOM_FRAGMENT = """
#version 330
uniform vec3 u_eye; uniform vec3 u_sun;
uniform vec3 u_floor; uniform vec3 u_wall; uniform vec3 u_mat; uniform vec3 u_bar;
in vec3 v_position; in vec3 v_normal; flat in int v_kind;
out vec4 f_colour;
float hash(vec2 p) { return fract(sin(dot(p, vec2(127.1, 311.7))) * 43758.5453); }
float noise(vec2 p) {
    vec2 i = floor(p), f = fract(p); f = f * f * (3.0 - 2.0 * f);
    float low = mix(hash(i), hash(i + vec2(1, 0)), f.x);
    return mix(low, mix(hash(i + vec2(0, 1)), hash(i + vec2(1, 1)), f.x), f.y);
}
vec3 planks(vec2 p) {
    float row = floor(p.x / 0.14);
    float along = p.y + 0.83 * row;
    float board = floor(along / 1.3);
    float tone = 0.86 + 0.22 * hash(vec2(row, board));
    float grain = noise(vec2(p.x * 90.0, along * 5.0 + row * 7.0));
    float gap = min(abs(fract(p.x / 0.14) - 0.5), 0.5);
    float joint = smoothstep(0.485, 0.5, gap);
    return u_floor * tone * (0.92 + 0.13 * grain) * (1.0 - 0.35 * joint);
}
void main() {
    vec3 base = u_bar;
    if (v_kind == 0) base = planks(v_position.xy);
    if (v_kind == 1) {
        float stain = 0.015 * noise(v_position.yz * 2.0) + 0.012 * noise(v_position.yz * 60.0);
        base = u_wall * (0.985 + stain);
        if (v_position.z < 0.09) base = vec3(0.90, 0.89, 0.87);
        if (v_position.z > 0.085 && v_position.z < 0.095) base *= 0.75;
    }
    if (v_kind == 2) base = u_mat * (0.96 + 0.06 * noise(v_position.xy * 160.0));
    vec3 normal = normalize(v_normal);
    float sun = max(dot(normal, u_sun), 0.0);
    vec3 light = vec3(1.0, 0.97, 0.92) * (0.55 * sun);
    light += vec3(0.95, 0.98, 1.0) * (0.72 - 0.12 * normal.z);
    float fade = v_kind == 1 ? 0.94 + 0.06 * smoothstep(0.0, 2.0, v_position.z) : 1.0;
    f_colour = vec4(base * light * fade, 1.0);
}
"""

SHADED_ROOM_FRAGMENT = """
#version 330
uniform sampler2D u_still;
uniform sampler2D u_contact; uniform vec4 u_contact_box;   // x0, y0, 1/width, 1/height
in vec3 v_position; in vec3 v_normal; flat in int v_kind;
out vec4 f_colour;
void main() {
    float occlusion = 0.0;
    if (v_kind == 0 || v_kind == 2) {
        vec2 uv = (v_position.xy - u_contact_box.xy) * u_contact_box.zw;
        bool inside = all(greaterThan(uv, vec2(0.0))) && all(lessThan(uv, vec2(1.0)));
        if (inside) occlusion = texture(u_contact, uv).r;
        if (v_normal.z < 0.5) occlusion = 0.3 + 0.5 * occlusion;
    }
    vec3 still = texelFetch(u_still, ivec2(gl_FragCoord.xy), 0).rgb;
    f_colour = vec4(still * (1.0 - 0.78 * occlusion), 1.0);
}
"""
