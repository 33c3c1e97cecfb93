// One training: the stage, set after set, until the person stops.

import { Camera, cameras } from "./camera.js";
import { h, toast } from "./dom.js";
import { keepDialog } from "./keep.js";
import { Link } from "./link.js";
import { Rate } from "./rate.js";
import { Speech } from "./speech.js";
import { Stage } from "./stage.js";
import { summaryCard } from "./summary.js";

export class Training {
  #reps = []; // of the connection before, if it was lost within a set
  #current = []; // of this connection
  #counting = false;
  #run = 0; // of the loop that goes on; another number ends it
  #running = false;
  #paused = false;
  #connection = 0; // sets of an earlier one can be kept no longer
  #cards = []; // of the sets that are over, the last one first

  constructor(main, settings, onleave) {
    this.main = main;
    this.settings = settings;
    this.onleave = onleave;
    this.speech = new Speech(settings.voice_language);
    this.speech.mute(!settings.voice);
    this.link = new Link(() => this.#order(), { onlost: () => this.#lost(), onback: (error) => this.#back(error) });
    this.#build();
    this.camera = new Camera(this.stage.video, (trouble) => this.#trouble(trouble));
    this.onhidden = () => document.hidden && this.#running && this.camera.way === "page" && this.speech.stop();
    document.addEventListener("visibilitychange", this.onhidden);
  }

  #order() {
    const { exercise, language, record } = this.settings;
    return { type: "start", exercise, language, record, countdown: !this.#counting };
  }

  #build() {
    this.stage = new Stage(this.settings.mirror);
    this.rate = new Rate();
    const button = (words, action, more) => h("button", { onclick: action, ...more }, words);
    this.mute = button("Mute", () => this.#toggleMute(), { "aria-pressed": String(this.speech.muted) });
    this.pause = button("Pause", () => this.#togglePause(), { "aria-pressed": "false" });
    this.device = h("select", { "aria-label": "Camera", hidden: true, onchange: () => this.#open(this.device.value) });
    this.controls = h("div", { class: "controls" }, button("End set", () => this.#endSet(), { class: "primary", id: "end-set" }), this.pause, this.mute,
      button("Full screen", () => (document.fullscreenElement ? document.exitFullscreen() : this.stage.element.requestFullscreen?.())),
      button("Stop", () => this.#leave(), { class: "quiet" }), this.device);
    this.training = h("div", {}, this.stage.element, this.controls, this.rate.element);
    this.sheet = h("div", {});
    this.main.replaceChildren(h("h1", { class: "skip" }, "Train live"), this.training, this.sheet);
  }

  async begin() {
    scrollTo(0, 0); // the button was below the settings
    this.stage.note("Getting the camera ready …");
    await this.#open();
  }

  async #open(device) {
    try {
      await this.camera.open(device);
      this.stage.over.hidden = true;
      const found = await cameras();
      this.device.hidden = found.length < 2;
      this.device.replaceChildren(...found.map((item, i) => h("option", { value: item.deviceId, selected: item.deviceId === this.camera.device }, item.label || `Camera ${i + 1}`)));
      if (!this.link.ready) {
        this.stage.note("Getting ready to look …");
        await this.link.open();
        this.#connection += 1;
      }
      navigator.wakeLock?.request("screen").catch(() => {}); // a pity, no more
      this.stage.note("");
      this.#look();
    } catch (error) {
      this.#trouble(error);
    }
  }

  // One picture is on its way at a time; the next is made ready meanwhile, and sent when the answer came.
  async #look() {
    const run = ++this.#run;
    const on = () => this.#running && this.#run === run && this.camera.isOpen;
    this.#running = true;
    let coming = null;
    while (on()) {
      if (this.#paused || !this.link.ready) {
        coming = null; // it would be stale
        await rest(100);
        continue;
      }
      const picture = await (coming ?? this.camera.picture());
      if (!picture || !on() || !this.link.ready) continue;
      const begun = performance.now();
      try {
        const answered = this.link.ask(picture.message);
        coming = this.camera.picture();
        this.#show(await answered, picture, performance.now() - begun);
      } catch (error) {
        if (error.final) this.#trouble(error);
      }
    }
  }

  #show(answer, picture, roundTripMs) {
    this.#current.push(...answer.ended);
    for (const rep of answer.revised) this.#current[rep.index - 1] = rep;
    this.#counting = answer.stage === "counting" && !answer.set_end;
    if (this.#running) {
      const count = answer.count === null ? null : answer.count + this.#reps.length;
      this.stage.show(answer, picture, count, answer.count === null ? [] : [...this.#reps, ...this.#renumbered(this.#current)]);
      this.speech.say(this.#reps.length ? answer.cues.map((cue) => this.#recounted(cue)) : answer.cues);
      this.rate.add(roundTripMs);
      if (answer.notice) this.rate.notice(answer.notice);
    }
    if (answer.set_end) this.#gotUp(answer.set_end);
    document.dispatchEvent(new CustomEvent("formcheck:answer", { detail: { ...answer, round_trip_ms: roundTripMs, way: this.camera.way } }));
  }

  // After a lost connection the server counts from one again; the person does not.
  #recounted(cue) {
    return cue.kind === "count" ? { ...cue, text: String(cue.rep + this.#reps.length) } : cue;
  }

  #renumbered(reps) {
    return reps.map((rep, i) => ({ ...rep, index: this.#reps.length + i + 1 }));
  }

  #lost() {
    this.#reps.push(...this.#renumbered(this.#current));
    this.#current = [];
    this.stage.note("Connection lost. Trying again …");
  }

  #back(error) {
    if (error) { this.#trouble(error); return; }
    this.#connection += 1;
    this.stage.note("Connected again: go on.");
    setTimeout(() => this.stage.note(""), 4000);
  }

  // The server ended the set and waits for the next one: nobody on a mat can press a button.
  #gotUp(summary) {
    const card = this.#addCard(summary);
    this.stage.showCard(card.querySelector("h2").textContent, summary.advice.slice(0, 3));
    this.#forget();
    if (this.#running) this.sheet.replaceChildren(...this.#cards);
  }

  async #endSet() {
    this.#running = false;
    try {
      const summary = await this.link.ask({ type: "end" });
      // Whoever got up had ended the set already: an empty one after it is none.
      if (summary.reps + this.#reps.length > 0 || !this.#cards.length) {
        this.speech.stop();
        if (!this.#reps.length && summary.line) this.speech.say([{ text: summary.line }]);
        this.#addCard(summary);
      }
      this.#forget();
      this.training.hidden = true;
      const buttons = [h("button", { onclick: () => this.#leave() }, "Stop"), h("button", { class: "primary", id: "next-set", onclick: () => this.#next() }, "Next set")];
      const recorded = this.settings.record && h("p", { class: "soft grow" }, "The recording is analysed when you stop; you find it under Check.");
      this.sheet.replaceChildren(...this.#cards, h("div", { class: "row end after" }, [recorded, ...buttons].filter(Boolean)));
      document.getElementById("summary-title").focus();
    } catch (error) {
      if (error.final || !this.link.ready) toast(`The set could not be summed up: ${error.message}`);
      this.#look();
    }
  }

  #forget() {
    this.#reps = [];
    this.#current = [];
    this.#counting = false;
  }

  #addCard(summary) {
    for (const card of this.#cards) {
      card.removeAttribute("id"); // the last one has it
      card.querySelector("#summary-title")?.removeAttribute("id");
    }
    const connection = this.#connection;
    const keep = summary.reps > 0 && h("button", { onclick: async () => {
      keep.disabled = true;
      try {
        if (connection !== this.#connection) throw new Error("The connection was lost since: only the numbers on the page are left.");
        const { type, job, what, remedy } = await this.link.ask({ type: "keep", number: summary.number });
        if (type !== "kept") throw new Error(remedy ? `${what}: ${remedy}` : what);
        keep.textContent = "Report kept";
        keepDialog(job.job_id);
      } catch (error) {
        toast(error.message);
        keep.disabled = false;
      }
    } }, "Keep this set");
    const card = summaryCard(summary, this.#reps, [keep], this.#cards.length + 1);
    this.#cards.unshift(card);
    return card;
  }

  async #next() {
    try {
      await this.link.ask({ type: "restart" });
    } catch (error) {
      toast(error.message);
      return;
    }
    this.#forget();
    this.stage.hideCard();
    this.sheet.replaceChildren(...this.#cards);
    this.training.hidden = false;
    scrollTo(0, 0);
    this.#look();
  }

  #togglePause() {
    this.#paused = !this.#paused;
    this.pause.setAttribute("aria-pressed", String(this.#paused));
    this.pause.textContent = this.#paused ? "Go on" : "Pause";
    this.stage.note(this.#paused ? "Paused" : "");
    if (this.#paused) this.speech.stop();
  }

  #toggleMute() {
    this.speech.mute(!this.speech.muted);
    this.mute.setAttribute("aria-pressed", String(this.speech.muted));
  }

  #trouble(error) {
    this.#running = false;
    this.stage.trouble(error, () => { this.#counting = false; this.#open(); });
  }

  #leave() {
    this.end();
    this.onleave();
  }

  end() {
    this.#running = false;
    this.link.close();
    this.camera.close();
    this.stage.hideCard();
    this.speech.stop();
    document.removeEventListener("visibilitychange", this.onhidden);
    if (document.fullscreenElement) document.exitFullscreen();
  }
}

const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
