// What somebody on a mat sees: the picture with the body over it, the count, the angle, one line; and how a set went.

import { Dial } from "./dial.js";
import { h, symbol } from "./dom.js";
import { Overlay } from "./overlay.js";

const TALLY = 12; // so many repetitions are shown at once
const CARD_MS = 20000; // so long a set's summary stays over the picture, unless the next one begins

export class Stage {
  #number = document.createTextNode("");
  #unit = h("small", {}, "reps");
  #moods = [];
  #cardTimer = 0;

  constructor(mirror) {
    this.video = h("video", { playsinline: true, muted: true, "aria-label": "Your camera" });
    const canvas = h("canvas", { "aria-hidden": "true" });
    this.overlay = new Overlay(canvas);
    this.dial = new Dial();
    this.count = h("div", { class: "count", id: "count", hidden: true }, this.#number, this.#unit);
    this.tally = h("ol", { class: "tally", id: "tally", "aria-label": "The repetitions so far" });
    this.says = h("div", { class: "says", id: "says", "aria-live": "polite" });
    this.banner = h("div", { class: "banner", id: "banner", role: "status", hidden: true });
    this.card = h("div", { class: "set-card", id: "set-card", role: "status", hidden: true });
    this.over = h("div", { class: "overlay-card", id: "over", role: "alert", hidden: true });
    this.element = h("div", { class: `stage ${mirror ? "mirror" : ""}` }, this.video, canvas, h("div", { class: "shade" }),
      this.count, this.tally, this.dial.element, this.card, this.says, this.banner, this.over);
  }

  // reps: every repetition of the set so far, with its mood.
  show(answer, { width, height }, count, reps) {
    this.overlay.draw(answer, width, height);
    this.dial.show(answer.angle_deg);
    this.count.hidden = count === null;
    this.#number.data = String(count ?? 0);
    this.#unit.textContent = count === 1 ? "rep" : "reps";
    this.says.className = `says ${answer.kind}`;
    if (this.says.textContent !== answer.line) this.says.textContent = answer.line;
    if (answer.stage !== "placing") this.hideCard();
    this.#showTally(reps);
  }

  #showTally(reps) {
    const moods = reps.slice(-TALLY).map((rep) => `${rep.index} ${rep.mood}`);
    if (moods.join() === this.#moods.join()) return;
    this.#moods = moods;
    this.tally.replaceChildren(...reps.slice(-TALLY).map((rep) => h("li", { title: `Repetition ${rep.index}` }, symbol(rep.mood))));
  }

  // The set that ended, large enough to be read from the mat.
  showCard(sentence, lines) {
    clearTimeout(this.#cardTimer);
    this.card.replaceChildren(h("strong", {}, sentence), ...(lines.length ? [h("ul", {}, lines.map((line) => h("li", {}, line)))] : []));
    this.card.hidden = false;
    this.#cardTimer = setTimeout(() => this.hideCard(), CARD_MS);
  }

  hideCard() {
    clearTimeout(this.#cardTimer);
    this.card.hidden = true;
  }

  note(text) {
    this.banner.hidden = !text;
    this.banner.textContent = text;
  }

  trouble(error, again) {
    this.note("");
    this.overlay.clear();
    this.over.hidden = false;
    this.over.replaceChildren(h("h2", {}, error.remedies ? error.message : "The set cannot go on"),
      error.remedies ? h("ul", {}, error.remedies.map((line) => h("li", {}, line))) : h("p", {}, `${error.message}.`),
      h("button", { class: "primary", onclick: again }, "Try again"));
  }
}
