// Asks what belongs to a set and keeps it in the history.

import { api } from "./api.js";
import { h, toast } from "./dom.js";

export async function keepDialog(jobId) {
  let people = [];
  try {
    ({ people } = await api.history());
  } catch (error) {
    toast(error.message);
    return;
  }
  const person = h("input", { type: "text", name: "person", maxlength: "80", list: "people", autocomplete: "off" });
  const pain = h("select", { name: "pain" }, h("option", { value: "" }, "not told"),
    Array.from({ length: 11 }, (_, i) => h("option", { value: String(i) }, i === 0 ? "0 – none" : i === 10 ? "10 – worst imaginable" : String(i))));
  const notes = h("textarea", { name: "notes", rows: "2", maxlength: "2000" });
  const dialog = h("dialog", { "aria-labelledby": "keep-title", onclose: () => dialog.remove() },
    h("form", { onsubmit: save },
      h("h2", { id: "keep-title" }, "Keep in history"),
      h("p", { class: "soft small" }, "Numbers and verdicts only, no pictures. All of these are optional."),
      h("label", { class: "field" }, h("span", {}, "Who"), person, h("datalist", { id: "people" }, people.map((name) => h("option", { value: name })))),
      h("label", { class: "field" }, h("span", {}, "Pain during or after"), pain),
      h("label", { class: "field" }, h("span", {}, "Notes"), notes),
      h("div", { class: "row end" },
        h("button", { type: "button", onclick: () => dialog.close() }, "Cancel"),
        h("button", { class: "primary" }, "Keep"))));

  async function save(event) {
    event.preventDefault();
    try {
      const kept = await api.keep({ job_id: jobId, person: person.value || null, notes: notes.value || null, pain: pain.value === "" ? null : Number(pain.value) });
      toast(kept.new ? "Kept in the history." : "It was in the history already.");
      dialog.close();
    } catch (error) {
      toast(error.message);
    }
  }
  document.body.append(dialog);
  dialog.showModal();
}
