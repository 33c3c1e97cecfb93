// Makes elements. Text stays text: nothing that a file or a person is called is ever parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.setAttribute("class", value);
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const h = (tag, properties, ...children) => fill(document.createElement(tag), properties, children);

export const s = (tag, properties, ...children) => fill(document.createElementNS(SVG, tag), properties, children);

const MARKS = { flag: "✕", pass: "✓", cant_tell: "?", advice: "!" };
const WORDS = { flag: "fault", pass: "good", cant_tell: "can’t tell", advice: "advice" };

// A verdict has a shape and a word, never a colour alone.
export function symbol(kind) {
  return h("span", { class: `symbol ${kind}`, role: "img", "aria-label": WORDS[kind] }, MARKS[kind]);
}

export function chip({ verdict, severity, text }) {
  const kind = verdict === "flag" && severity === "advice" ? "advice" : verdict;
  return h("span", { class: `chip ${kind}` }, symbol(kind), text);
}

export function toast(text) {
  const note = h("div", { class: "toast" }, text);
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), 6000);
}

// Asks in a dialog of the page; resolves to true or false.
export function sure(question, yes) {
  return new Promise((resolve) => {
    const dialog = h("dialog", { "aria-label": question, onclose: () => { resolve(dialog.returnValue === "yes"); dialog.remove(); } },
      h("form", { method: "dialog" },
        h("p", {}, question),
        h("div", { class: "row end" },
          h("button", { value: "no" }, "Keep"),
          h("button", { value: "yes", class: "danger" }, yes))));
    document.body.append(dialog);
    dialog.showModal();
  });
}

export const when = (utc) => new Date(utc).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });

export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}
