// The hip angle as a dial with the 90 degree mark.

import { s } from "./dom.js";

const MOST = 130; // degrees at the end of the rail
const R = 46;

const at = (deg, r) => { const a = Math.PI * (1 + Math.min(Math.max(deg, 0), MOST) / MOST); return [55 + r * Math.cos(a), 60 + r * Math.sin(a)]; };

const arc = (deg) => `M${at(0, R)} A${R} ${R} 0 0 1 ${at(deg, R)}`;

export class Dial {
  #fill = s("path", { class: "fill", d: arc(0) });
  #text = s("text", { x: "55", y: "60" });

  constructor() {
    const [[x1, y1], [x2, y2], [x3, y3]] = [at(90, R - 8), at(90, R + 8), at(90, R + 17)];
    const ninety = s("text", { class: "ninety", x: String(x3), y: String(y3 + 4) });
    ninety.textContent = "90°";
    this.element = s("svg", { class: "dial", viewBox: "-10 -8 130 78", role: "img", "aria-label": "Hip angle" },
      s("path", { class: "rail", d: arc(MOST) }), this.#fill,
      s("line", { class: "mark", x1: String(x1), y1: String(y1), x2: String(x2), y2: String(y2) }), ninety, this.#text);
    this.show(null);
  }

  show(deg) {
    this.#text.textContent = deg === null ? "–" : `${Math.round(deg)}°`;
    this.#fill.setAttribute("d", arc(deg ?? 0));
    this.#fill.classList.toggle("past", deg !== null && deg >= 90);
  }
}
