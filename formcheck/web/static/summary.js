// A live set when it is over: the sentence, the repetitions, what to change.

import { chip, h, symbol } from "./dom.js";

export function summaryCard(summary, earlier, buttons, number) {
  const total = earlier.length + summary.reps;
  const reps = [...earlier.map((rep) => ({ ...rep, note: "before the break" })), ...summary.told_reps.map((rep) => ({ ...rep, index: rep.index + earlier.length }))];
  const flagged = reps.filter((rep) => rep.mood === "flag").length;
  const sentence = earlier.length ? `${total} repetitions, ${flagged ? `${flagged} with a fault` : "no fault seen"}.` : summary.sentence;
  const mood = earlier.length ? (flagged ? "flag" : "cant_tell") : summary.mood;
  // Numbers of repetitions in them are those of the last connection.
  const otherwise = earlier.length ? [] : summary.differences.filter((line) => line.startsWith("rep "));
  return h("section", { class: "card", id: "summary", "aria-label": `Set ${number}` },
    h("div", { class: "summary-head" }, symbol(mood), h("div", {}, h("h2", { id: "summary-title", tabindex: "-1" }, sentence),
      total > 0 && h("p", { class: "soft" }, number > 1 ? `Set ${number}: ${summary.exercise}` : summary.exercise))),
    earlier.length > 0 && h("p", {}, `The connection was lost in this set: the first ${earlier.length} stand as they were judged live.`),
    summary.counted_live !== summary.reps && h("p", {}, `Counted live: ${summary.counted_live + earlier.length}. With the whole set in view: ${total}.`),
    summary.advice.length > 0 && h("ul", {}, summary.advice.map((line) => h("li", {}, line))),
    reps.length > 0 && h("ol", { class: "reps", "aria-label": "Repetitions" }, reps.map((rep) => h("li", { class: `rep ${rep.mood}` },
      h("header", {}, h("span", {}, `Rep ${rep.index}`), h("b", {}, rep.peak)),
      h("div", { class: "soft small" }, "up / top / down ", h("span", { class: "whole" }, rep.tempo), rep.note ? `, ${rep.note}` : ""),
      h("div", { class: "chips" }, rep.chips.filter((item) => item.verdict === "flag").map(chip),
        !rep.chips.some((item) => item.verdict === "flag") && chip({ verdict: rep.mood, severity: "fault", text: rep.mood === "pass" ? "No fault" : "Some can’t be told" }))))),
    otherwise.length > 0 && h("details", {}, h("summary", {}, "What was judged otherwise while you trained"), h("ul", {}, otherwise.map((line) => h("li", {}, line)))),
    summary.warnings.length > 0 && h("details", {}, h("summary", {}, "What made the answers weaker"),
      h("ul", {}, summary.warnings.map(({ message, remedy }) => h("li", {}, `${message}: ${remedy}`)))),
    buttons.some(Boolean) && h("div", { class: "row end" }, buttons));
}
