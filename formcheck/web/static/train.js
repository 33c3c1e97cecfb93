// Train live: settings, then the stage, then the summary of the set.

import { Camera, cameras } from "./camera.js";
import { Dial } from "./dial.js";
import { h, s, toast } from "./dom.js";
import { keepDialog } from "./keep.js";
import { Link } from "./link.js";
import { Overlay } from "./overlay.js";
import { Speech } from "./speech.js";
import { summaryCard } from "./summary.js";

const SETTINGS = "formcheck.train";
const SLOW_RATE = 8; // pictures a second below which repetitions are found late

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

class Training {
  #reps = []; // of the connection before, if it was lost within a set
  #current = []; // of this connection
  #counting = false;
  #running = false;
  #paused = false;
  #frames = []; // when the answers of the last two seconds came
  #rated = 0;

  constructor(main, settings, onleave) {
    this.main = main;
    this.settings = settings;
    this.onleave = onleave;
    this.speech = new Speech(settings.voice_language);
    this.speech.mute(!settings.voice);
    this.link = new Link(() => this.#order(), { onlost: () => this.#lost(), onback: (error) => this.#back(error) });
    this.#build();
    this.camera = new Camera(this.video, (trouble) => this.#trouble(trouble));
    this.onhidden = () => document.hidden && this.#running && this.speech.stop();
    document.addEventListener("visibilitychange", this.onhidden);
  }

  #order() {
    const { exercise, language, record } = this.settings;
    return { type: "start", exercise, language, record, countdown: !this.#counting };
  }

  #build() {
    this.video = h("video", { playsinline: true, muted: true, "aria-label": "Your camera" });
    const canvas = h("canvas", { "aria-hidden": "true" });
    this.overlay = new Overlay(canvas);
    this.dial = new Dial();
    this.number = document.createTextNode("");
    this.count = h("div", { class: "count", id: "count", hidden: true }, this.number, h("small", {}, "reps"));
    this.says = h("div", { class: "says", id: "says", "aria-live": "polite" });
    this.banner = h("div", { class: "banner", id: "banner", role: "status", hidden: true });
    this.over = h("div", { class: "overlay-card", id: "over", role: "alert", hidden: true });
    this.stage = h("div", { class: `stage ${this.settings.mirror ? "mirror" : ""}` }, this.video, canvas, h("div", { class: "shade" }), this.count, this.dial.element, this.says, this.banner, this.over);
    const button = (words, action, more) => h("button", { onclick: action, ...more }, words);
    this.mute = button("Mute", () => this.#toggleMute(), { "aria-pressed": String(this.speech.muted) });
    this.pause = button("Pause", () => this.#togglePause(), { "aria-pressed": "false" });
    this.rate = h("p", { class: "rate soft small", id: "rate" });
    this.device = h("select", { "aria-label": "Camera", hidden: true, onchange: () => this.#open(this.device.value) });
    this.controls = h("div", { class: "controls" }, button("End set", () => this.#endSet(), { class: "primary", id: "end-set" }), this.pause, this.mute,
      button("Full screen", () => (document.fullscreenElement ? document.exitFullscreen() : this.stage.requestFullscreen?.())),
      button("Stop", () => this.#leave(), { class: "quiet" }), this.device);
    this.sheet = h("div", {});
    this.main.replaceChildren(h("h1", { class: "skip" }, "Train live"), this.stage, this.controls, this.rate, this.sheet);
  }

  async begin() {
    this.#note("Getting the camera ready …");
    await this.#open();
  }

  async #open(device) {
    try {
      await this.camera.open(device);
      this.over.hidden = true;
      const found = await cameras();
      this.device.hidden = found.length < 2;
      this.device.replaceChildren(...found.map((item, i) => h("option", { value: item.deviceId, selected: item.deviceId === this.camera.device }, item.label || `Camera ${i + 1}`)));
      if (!this.link.ready) {
        this.#note("Getting ready to look …");
        await this.link.open();
      }
      navigator.wakeLock?.request("screen").catch(() => {}); // a pity, no more
      this.#note("");
      this.#run();
    } catch (error) {
      this.#trouble(error);
    }
  }

  // One picture is on its way at a time; the next is made ready meanwhile, and sent when the answer came.
  async #run() {
    if (this.#running) return;
    this.#running = true;
    let coming = null;
    while (this.#running && this.camera.isOpen) {
      if (this.#paused || !this.link.ready) {
        coming = null; // it would be stale
        await rest(100);
        continue;
      }
      const { time, content, width, height } = await (coming ?? this.camera.picture());
      if (!this.#running || !this.link.ready) continue;
      const begun = performance.now();
      const message = new ArrayBuffer(8 + content.byteLength);
      new DataView(message).setFloat64(0, time, true);
      new Uint8Array(message).set(new Uint8Array(content), 8);
      try {
        const answered = this.link.ask(message);
        coming = this.camera.picture();
        this.#show(await answered, width, height, performance.now() - begun);
      } catch (error) {
        if (error.final) this.#trouble(error);
      }
    }
    this.#running = false;
  }

  #show(answer, width, height, roundTripMs) {
    if (!this.#running) return;
    this.overlay.draw(answer, width, height);
    this.dial.show(answer.angle_deg);
    this.#current.push(...answer.ended);
    this.#counting = answer.stage === "counting";
    this.count.hidden = answer.count === null;
    this.number.data = String((answer.count ?? 0) + this.#reps.length);
    this.says.className = `says ${answer.kind}`;
    if (this.says.textContent !== answer.line) this.says.textContent = answer.line;
    this.speech.say(this.#reps.length ? answer.cues.map((cue) => this.#renumbered(cue)) : answer.cues);
    const now = performance.now();
    this.#frames.push(now);
    while (now - this.#frames[0] > 2000) this.#frames.shift();
    if (now - this.#rated > 1000 && this.#frames.length > 1) {
      this.#rated = now;
      const rate = (this.#frames.length - 1) * 1000 / (now - this.#frames[0]);
      const slow = rate < SLOW_RATE ? ". This machine is too busy: the count may lag. Close other programs." : "";
      this.rate.textContent = `${Math.round(rate)} pictures a second, ${Math.round(roundTripMs)} ms each${slow}`;
    }
    document.dispatchEvent(new CustomEvent("formcheck:answer", { detail: { ...answer, round_trip_ms: roundTripMs } }));
  }

  // After a lost connection the server counts from one again; the person does not.
  #renumbered(cue) {
    return cue.kind === "count" ? { ...cue, text: String(cue.rep + this.#reps.length) } : cue;
  }

  #lost() {
    this.#reps.push(...this.#current.map((rep, i) => ({ ...rep, index: this.#reps.length + i + 1 })));
    this.#current = [];
    this.#note("Connection lost. Trying again …");
  }

  #back(error) {
    if (error) { this.#trouble(error); return; }
    this.#note("Connected again: go on.");
    setTimeout(() => this.#note(""), 4000);
  }

  async #endSet() {
    this.#running = false;
    try {
      await this.link.idle();
      const summary = await this.link.ask({ type: "end" });
      this.#summarise(summary);
    } catch (error) {
      if (error.final || !this.link.ready) toast(`The set could not be summed up: ${error.message}`);
      this.#run();
    }
  }

  #summarise(summary) {
    this.speech.stop();
    this.stage.hidden = this.controls.hidden = this.rate.hidden = true;
    const keep = h("button", { onclick: async () => {
      keep.disabled = true;
      try {
        const { job } = await this.link.ask({ type: "keep" });
        keep.textContent = "Report kept";
        keepDialog(job.job_id);
      } catch (error) {
        toast(error.message);
        keep.disabled = false;
      }
    } }, "Keep this set");
    const recorded = this.settings.record && h("p", { class: "soft grow" }, "The recording is analysed when you stop; you find it under Check.");
    this.sheet.replaceChildren(summaryCard(summary, this.#reps, [recorded, h("button", { onclick: () => this.#leave() }, "Stop"),
      summary.reps > 0 && keep, h("button", { class: "primary", onclick: () => this.#next() }, "Next set")]));
    document.getElementById("summary-title").focus();
  }

  async #next() {
    try {
      await this.link.ask({ type: "restart" });
    } catch (error) {
      toast(error.message);
      return;
    }
    this.#reps = [];
    this.#current = [];
    this.#counting = false;
    this.sheet.replaceChildren();
    this.stage.hidden = this.controls.hidden = this.rate.hidden = false;
    this.#run();
  }

  #togglePause() {
    this.#paused = !this.#paused;
    this.pause.setAttribute("aria-pressed", String(this.#paused));
    this.pause.textContent = this.#paused ? "Go on" : "Pause";
    this.#note(this.#paused ? "Paused" : "");
    if (this.#paused) this.speech.stop();
  }

  #toggleMute() {
    this.speech.mute(!this.speech.muted);
    this.mute.setAttribute("aria-pressed", String(this.speech.muted));
  }

  #note(text) {
    this.banner.hidden = !text;
    this.banner.textContent = text;
  }

  #trouble(error) {
    this.#running = false;
    this.#note("");
    this.overlay.clear();
    this.over.hidden = false;
    this.over.replaceChildren(h("h2", {}, error.remedies ? error.message : "The set cannot go on"),
      error.remedies ? h("ul", {}, error.remedies.map((line) => h("li", {}, line))) : h("p", {}, `${error.message}.`),
      h("button", { class: "primary", onclick: () => { this.#counting = false; this.#open(); } }, "Try again"));
  }

  #leave() {
    this.end();
    this.onleave();
  }

  end() {
    this.#running = false;
    this.link.close();
    this.camera.close();
    this.speech.stop();
    document.removeEventListener("visibilitychange", this.onhidden);
    if (document.fullscreenElement) document.exitFullscreen();
  }
}

function remembered() {
  try { return JSON.parse(localStorage.getItem(SETTINGS)) ?? {}; } catch { return {}; }
}

const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function drawing() {
  const text = (x, y, words) => { const made = s("text", { x: String(x), y: String(y) }); made.textContent = words; return made; };
  return s("svg", { viewBox: "0 0 440 210", role: "img", "aria-label": "Somebody lies on a mat with the legs going up; the camera looks square from the side" },
    s("rect", { class: "mat", x: "60", y: "140", width: "320", height: "14", rx: "6" }), s("line", { class: "ground", x1: "20", x2: "420", y1: "155", y2: "155" }),
    s("circle", { class: "head", cx: "95", cy: "124", r: "13" }), s("path", { class: "body", d: "M116 131 H226 H350" }), s("path", { class: "ghost", d: "M226 131 L222 20" }), s("path", { class: "arrow", d: "M340 112 A118 118 0 0 0 250 26" }),
    s("rect", { class: "cam", x: "206", y: "178", width: "40", height: "24", rx: "6" }), s("path", { class: "cam", d: "M216 178 L226 166 L236 178z" }), text(320, 196, "2.5 to 3.5 m away"));
}
