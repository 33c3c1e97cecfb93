// The history: how sets changed over time, whose they are, and forgetting them.

import { api } from "./api.js";
import { chart } from "./chart.js";
import { h, sure, toast, when } from "./dom.js";

export function historyView(main) {
  let person = "";
  const body = h("div", {});
  main.append(h("h1", {}, "History"), h("p", { class: "lead" }, "Sets that you kept: numbers and verdicts, no pictures."), body);

  async function show() {
    let found;
    try {
      found = await api.history(person);
    } catch (error) {
      body.replaceChildren(h("section", { class: "card flag", role: "alert" }, h("p", {}, error.message)));
      return;
    }
    if (!found.sets.length && !person) {
      body.replaceChildren(h("section", { class: "card empty" }, h("p", {}, "Nothing is kept yet."), h("p", {}, "After a recording or a live set, choose ", h("strong", {}, "Keep"), ".")));
      return;
    }
    const chooser = h("select", { "aria-label": "Whose sets", onchange: () => { person = chooser.value; show(); } },
      h("option", { value: "" }, "Everybody"), found.people.map((name) => h("option", { value: name, selected: name === person }, name)));
    body.replaceChildren(
      h("div", { class: "row" }, h("div", {}, chooser), h("span", { class: "grow" }),
        h("a", { class: "button quiet", href: api.history_file("csv", person), download: "" }, "Save as table"),
        h("a", { class: "button quiet", href: api.history_file("json", person), download: "" }, "Save as JSON"),
        person && h("button", { class: "quiet danger", onclick: forgetPerson }, `Forget ${person}`)),
      ...found.series.map((series) => h("section", { class: "card" }, h("h2", {}, series.title),
        h("div", { class: "charts" }, series.measures.map((measure) => chart(measure, series.done_utc))))),
      table(found.sets));
  }

  function table(sets) {
    const names = ["Done", "Who", "Exercise", "Reps", "With a fault", "Pain", "Notes"];
    return h("section", { class: "card" }, h("h2", {}, sets.length === 1 ? "1 set" : `${sets.length} sets`),
      h("table", { class: "cards" },
        h("thead", {}, h("tr", {}, names.map((name) => h("th", { scope: "col" }, name)), h("th", {}, h("span", { class: "soft" }, "")))),
        h("tbody", {}, sets.map((set) => {
          const cells = [when(set.done_utc), set.person ?? "", set.exercise_title, String(set.reps),
            set.judged_reps ? `${set.flagged_reps} of ${set.judged_reps}` : "can’t tell", set.pain === null ? "" : `${set.pain} of 10`, set.notes ?? ""];
          return h("tr", {}, cells.map((text, i) => h("td", { "data-label": names[i] }, text)),
            h("td", { class: "tools" }, h("button", { class: "quiet", "aria-label": `Delete the set of ${when(set.done_utc)}`, onclick: () => forget(set) }, "Delete")));
        }))));
  }

  async function forget(set) {
    if (!await sure(`Delete the set of ${when(set.done_utc)} for good?`, "Delete")) return;
    await act(() => api.removeSet(set.set_id));
  }

  async function forgetPerson() {
    if (!await sure(`Delete every set of ${person} for good?`, "Delete all")) return;
    await act(() => api.removePerson(person));
  }

  async function act(action) {
    try { await action(); } catch (error) { toast(error.message); }
    const { people } = await api.history().catch(() => ({ people: [] }));
    if (!people.includes(person)) person = "";
    await show();
  }

  show();
}
