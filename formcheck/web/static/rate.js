// How the page keeps up, in one line below the stage.

import { h } from "./dom.js";

const SLOW = 8; // pictures a second below which repetitions are found late

export class Rate {
  #came = []; // when the answers of the last two seconds came
  #told = 0;
  #line = h("span", { id: "rate" });
  #notice = h("span", { id: "notice", role: "status" });

  element = h("p", { class: "rate soft small" }, this.#line, " ", this.#notice);

  add(roundTripMs) {
    const now = performance.now();
    this.#came.push(now);
    while (now - this.#came[0] > 2000) this.#came.shift();
    if (now - this.#told <= 1000 || this.#came.length < 2) return;
    this.#told = now;
    const rate = (this.#came.length - 1) * 1000 / (now - this.#came[0]);
    const slow = rate < SLOW ? " This machine is too busy: the count may lag. Close other programs." : "";
    this.#line.textContent = `${Math.round(rate)} pictures a second, ${Math.round(roundTripMs)} ms each.${slow}`;
  }

  // What stays true for the rest of the training.
  notice(text) {
    this.#notice.textContent = `${text[0].toUpperCase()}${text.slice(1)}.`;
  }
}
