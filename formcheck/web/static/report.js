// One report, in a frame of its own that reaches nothing of this page.

import { api } from "./api.js";
import { h, sure, toast } from "./dom.js";
import { keepDialog } from "./keep.js";

export function reportView(main, { parts: [id] }) {
  main.append(h("p", { class: "soft" }, "Opening the report …"));
  api.job(id).then((job) => {
    if (job.state !== "done") { location.hash = "#/check"; return; }
    const save = (file, words) => h("a", { class: "button", href: api.file(id, file, true), download: "" }, words);
    main.replaceChildren(
      h("div", { class: "report-top" },
        h("a", { class: "button quiet", href: "#/check", "aria-label": "Back to all recordings" }, "← All"),
        h("h1", { class: "grow" }, job.name),
        h("button", { class: "primary", onclick: () => keepDialog(id) }, "Keep in history"),
        save("report.html", "Save report"),
        job.result.has_video && save("annotated.mp4", "Save video"),
        h("button", { class: "quiet", onclick: remove }, "Delete")),
      h("iframe", { class: "report", title: `Report of ${job.name}`, sandbox: "allow-scripts allow-downloads", src: api.file(id, "report.html", false) }));

    async function remove() {
      if (!await sure(`Delete “${job.name}” and its report for good?`, "Delete")) return;
      try { await api.remove(id); location.hash = "#/check"; } catch (error) { toast(error.message); }
    }
  }).catch((error) => {
    main.replaceChildren(h("section", { class: "card flag", role: "alert" }, h("h1", {}, "This report cannot be shown"), h("p", {}, error.message), h("a", { href: "#/check" }, "All recordings")));
  });
}
