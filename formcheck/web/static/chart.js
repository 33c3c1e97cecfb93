// One curve over sets. The numbers stand in the table below it, so the drawing is decoration to a reader.

import { h, s } from "./dom.js";

const W = 340, H = 150, LEFT = 46, RIGHT = 10, TOP = 12, BOTTOM = 22;

const shown = (value, unit) => (unit === "share" ? `${Math.round(100 * value)} %` : unit === "deg" ? `${Math.round(value)}°` : unit === "s" ? `${value.toFixed(1)} s` : String(Math.round(value)));

export function chart(measure, dates) {
  const known = measure.values.map((value, i) => ({ value, i })).filter((point) => point.value !== null);
  const last = known.at(-1);
  const head = h("h3", {}, measure.title, last ? h("span", { class: "value" }, measure.text[last.i]) : null);
  if (known.length < 2) return h("div", { class: "chart" }, head, h("p", { class: "soft small" }, known.length ? "A curve begins with the second set." : "Not known for these sets."));
  const limit = measure.field === "peak_hip_flexion_deg" ? 90 : null;
  const reach = known.flatMap(({ value, i }) => { const sigma = measure.sigma?.[i] ?? 0; return [value - sigma, value + sigma]; });
  const least = measure.unit === "share" || measure.unit === "" ? 0 : Math.min(...reach, limit ?? Infinity);
  const most = measure.unit === "share" ? 1 : measure.unit === "" ? 10 : Math.max(...reach, limit ?? -Infinity);
  const pad = (most - least || 1) * 0.08;
  const low = measure.unit === "share" || measure.unit === "" ? least : least - pad;
  const high = most + pad;
  const x = (i) => LEFT + (W - LEFT - RIGHT) * (dates.length > 1 ? i / (dates.length - 1) : 0.5);
  const y = (value) => H - BOTTOM - (H - TOP - BOTTOM) * (value - low) / (high - low);
  const line = (y0, kind) => s("line", { class: kind, x1: String(LEFT), x2: String(W - RIGHT), y1: String(y(y0)), y2: String(y(y0)) });
  let path = "";
  measure.values.forEach((value, i) => {
    if (value === null) return;
    path += `${i > 0 && measure.values[i - 1] !== null ? "L" : "M"}${x(i)} ${y(value)}`;
  });
  const day = (i) => new Date(dates[i]).toLocaleDateString(undefined, { day: "numeric", month: "short" });
  return h("div", { class: "chart" }, head,
    s("svg", { viewBox: `0 0 ${W} ${H}`, "aria-hidden": "true" },
      line(least, "axis"), line(most, "axis"), limit && line(limit, "limit"),
      [least, most].map((value) => { const text = s("text", { x: "0", y: String(y(value) + 4) }); text.textContent = shown(value, measure.unit); return text; }),
      known.map(({ value, i }) => measure.sigma?.[i] && s("line", { class: "bar", x1: String(x(i)), x2: String(x(i)), y1: String(y(value - measure.sigma[i])), y2: String(y(value + measure.sigma[i])) })),
      s("path", { class: "curve", d: path }),
      known.map(({ value, i }) => s("circle", { cx: String(x(i)), cy: String(y(value)), r: "5" })),
      [0, dates.length - 1].map((i) => { const text = s("text", { x: String(x(i)), y: String(H - 4), "text-anchor": i ? "end" : "start" }); text.textContent = day(i); return text; })));
}
