// Train live: the settings before a training.

import { h, s } from "./dom.js";
import { Training } from "./training.js";

const SETTINGS = "formcheck.train";

export function trainView(main, { status }) {
  const saved = remembered();
  let training = null;

  function ask() {
    const option = (values, chosen) => Object.entries(values).map(([value, text]) => h("option", { value, selected: value === chosen }, text));
    const tongues = Object.fromEntries(Object.keys(status.languages).map((code) => [code, new Intl.DisplayNames([code], { type: "language" }).of(code)]));
    const exercise = h("select", {}, option(status.exercises, saved.exercise));
    const language = h("select", {}, option(tongues, saved.language ?? (navigator.language.slice(0, 2) in tongues ? navigator.language.slice(0, 2) : "en")));
    const toggle = (name, standard) => h("input", { type: "checkbox", checked: saved[name] ?? standard });
    const [voice, mirror] = [toggle("voice", true), toggle("mirror", true)];
    const record = h("input", { type: "checkbox" });
    main.replaceChildren(
      h("h1", {}, "Train live"),
      h("p", { class: "lead" }, "Your camera watches from the side, counts aloud and gives one cue at a time. The pictures stay on this machine."),
      h("section", { class: "card start" },
        h("ol", { class: "steps" },
          h("li", {}, "Camera two and a half to three and a half metres away, level, at hip height, square to your side."),
          h("li", {}, "Whole body in the picture, and a metre of room above the hips."),
          h("li", {}, "Lie down, legs straight, arms on the chest or overhead. Hold still for the count-down.")),
        drawing()),
      h("section", { class: "card" }, h("div", { class: "fields" },
        h("label", { class: "field" }, h("span", {}, "Exercise"), exercise),
        h("label", { class: "field" }, h("span", {}, "Language of the cues"), language)),
      h("div", { class: "fields switches" },
        h("label", { class: "switch" }, voice, h("span", {}, "Speak to me")),
        h("label", { class: "switch" }, mirror, h("span", {}, "Show me as in a mirror")),
        h("label", { class: "switch" }, record, h("span", {}, "Record my sets", h("small", {}, "the video is analysed afterwards and kept until you delete it"))))),
      h("div", { class: "controls" }, h("button", { class: "primary big", id: "start", onclick: start }, "Start the camera")));

    function start() {
      Object.assign(saved, { exercise: exercise.value, language: language.value, voice: voice.checked, mirror: mirror.checked });
      localStorage.setItem(SETTINGS, JSON.stringify(saved));
      training = new Training(main, { ...saved, voice_language: status.languages[saved.language], record: record.checked }, () => { training = null; ask(); });
      training.begin();
    }
  }

  ask();
  return () => training?.end();
}

function remembered() {
  try { return JSON.parse(localStorage.getItem(SETTINGS)) ?? {}; } catch { return {}; }
}

function drawing() {
  const text = (x, y, words) => { const made = s("text", { x: String(x), y: String(y) }); made.textContent = words; return made; };
  return s("svg", { viewBox: "0 0 440 210", role: "img", "aria-label": "Somebody lies on a mat with the legs going up; the camera looks square from the side" },
    s("rect", { class: "mat", x: "60", y: "140", width: "320", height: "14", rx: "6" }), s("line", { class: "ground", x1: "20", x2: "420", y1: "155", y2: "155" }),
    s("circle", { class: "head", cx: "95", cy: "124", r: "13" }), s("path", { class: "body", d: "M116 131 H226 H350" }), s("path", { class: "ghost", d: "M226 131 L222 20" }), s("path", { class: "arrow", d: "M340 112 A118 118 0 0 0 250 26" }),
    s("rect", { class: "cam", x: "206", y: "178", width: "40", height: "24", rx: "6" }), s("path", { class: "cam", d: "M216 178 L226 166 L236 178z" }), text(320, 196, "2.5 to 3.5 m away"));
}
