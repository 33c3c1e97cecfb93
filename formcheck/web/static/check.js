// Check a recording: drop files, see how far they are, open the reports.

import { api, upload } from "./api.js";
import { duration, h, s, sure, symbol, toast, when } from "./dom.js";
import { keepDialog } from "./keep.js";

const POLL_MS = 600;

export function checkView(main, { status }) {
  const uploads = new Map();
  let jobs = [];
  let timer = 0;
  let gone = false;

  const chooser = h("input", { type: "file", accept: "video/*,.mkv,.avi,.mts", multiple: true, hidden: true, id: "chooser",
    onchange: () => { take([...chooser.files]); chooser.value = ""; } });
  const exercise = h("select", {}, Object.entries(status.exercises).map(([name, title]) => h("option", { value: name }, title)));
  const model = h("select", {}, status.models.map((name) => h("option", { value: name, selected: name === "full" }, name)));
  const blur = h("input", { type: "checkbox" });
  const list = h("ul", { class: "jobs", "aria-label": "Recordings" });

  const drop = h("section", { class: "drop", "aria-labelledby": "drop-title",
    ondragover: (event) => { event.preventDefault(); drop.classList.add("over"); },
    ondragleave: () => drop.classList.remove("over"),
    ondrop: (event) => { event.preventDefault(); drop.classList.remove("over"); take([...event.dataTransfer.files]); } },
  s("svg", { viewBox: "0 0 56 56", fill: "none", stroke: "currentColor", "stroke-width": "3.5", "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" },
    s("rect", { x: "6", y: "12", width: "44", height: "32", rx: "7" }), s("path", { d: "M24 21v14l12-7z", fill: "currentColor" })),
  h("strong", { id: "drop-title" }, "Drop your video here"),
  h("button", { class: "primary big", onclick: () => chooser.click() }, "Choose a video"),
  h("span", { class: "soft small" }, `Up to ${Math.round(status.duration_s / 60)} minutes. It never leaves this machine.`), chooser);

  // A file that misses the frame must not open instead of the page.
  const stray = (event) => event.preventDefault();
  addEventListener("dragover", stray);
  addEventListener("drop", stray);

  main.append(
    h("h1", {}, "Check a recording"),
    h("p", { class: "lead" }, "Filmed from the side, whole body in the picture, two still seconds with the legs down first and last."),
    drop,
    h("details", { class: "options" }, h("summary", {}, "Options"),
      h("div", { class: "fields" },
        h("label", { class: "field" }, h("span", {}, "Exercise"), exercise),
        status.models.length > 1 && h("label", { class: "field" }, h("span", {}, "Pose model"), model),
        h("label", { class: "switch" }, blur, h("span", {}, "Blur my face", h("small", {}, "in everything that is kept"))))),
    list);

  async function take(files) {
    for (const file of files) {
      if (file.size > status.upload_bytes) {
        toast(`${file.name}: larger than ${(status.upload_bytes / 2 ** 30).toFixed(1)} GB. Cut out the set and try again.`);
        continue;
      }
      const key = Symbol(file.name);
      const options = { exercise: exercise.value, model: model.value, blur_face: blur.checked };
      const running = upload(file, options, (share) => { uploads.get(key).share = share; draw(); });
      uploads.set(key, { name: file.name, share: 0, abort: running.abort });
      draw();
      try {
        await running.done;
      } catch (error) {
        toast(`${file.name}: ${error.message}`);
      }
      uploads.delete(key);
      await refresh();
    }
  }

  async function refresh() {
    clearTimeout(timer);
    try {
      jobs = await api.jobs();
    } catch (error) {
      if (error.status) toast(error.message);
    }
    if (gone) return;
    draw();
    const active = jobs.some((job) => job.state === "running" || job.state === "waiting");
    timer = setTimeout(refresh, active ? POLL_MS : 8 * POLL_MS);
  }

  async function act(action) {
    try { await action(); } catch (error) { toast(error.message); }
    await refresh();
  }

  function draw() {
    const rows = new Map([...list.children].map((row) => [row.dataset.key, row]));
    const wanted = [
      ...[...uploads.values()].map((item) => ({ key: `upload ${item.name}`, state: item.share, make: () => uploadRow(item) })),
      ...jobs.map((job) => ({ key: job.job_id, state: JSON.stringify(job), make: () => jobRow(job) })),
    ];
    // Rows that did not change stay: whoever is about to press one of their buttons keeps it.
    const fresh = wanted.map(({ key, state, make }) => {
      const old = rows.get(key);
      if (old && old.dataset.state === String(state)) return old;
      const held = old?.contains(document.activeElement) ? document.activeElement.dataset.act : null;
      const row = make();
      row.dataset.key = key;
      row.dataset.state = state;
      if (held) queueMicrotask(() => row.querySelector(`[data-act="${held}"]`)?.focus());
      return row;
    });
    if (fresh.length !== list.children.length || fresh.some((row, i) => row !== list.children[i])) list.replaceChildren(...fresh);
  }

  function uploadRow(item) {
    return h("li", { class: "job" }, h("span", { class: "symbol busy", "aria-hidden": "true" }, "↑"),
      h("div", {}, h("div", { class: "name" }, item.name),
        h("progress", { max: 1, value: item.share, "aria-label": `Bringing ${item.name}` }),
        h("div", { class: "what" }, `Bringing it here: ${Math.round(100 * item.share)} %`)),
      h("div", { class: "tools" }, h("button", { "data-act": "cancel", onclick: item.abort }, "Cancel")));
  }

  function jobRow(job) {
    const remove = h("button", { class: "quiet", "data-act": "delete", "aria-label": `Delete ${job.name}`,
      onclick: async () => { if (await sure(`Delete “${job.name}” and its report for good?`, "Delete")) act(() => api.remove(job.job_id)); } }, "Delete");
    const row = (mark, name, tools, ...what) => h("li", { class: `job ${job.state}` }, mark,
      h("div", {}, name, ...what), h("div", { class: "tools" }, ...tools));
    const name = h("div", { class: "name" }, job.name);
    if (job.state === "done") {
      const words = `${job.result.sentence}`;
      return row(symbol(job.result.mood), h("a", { class: "name", href: `#/report/${job.job_id}` }, job.name),
        [h("a", { class: "button primary", "data-act": "open", href: `#/report/${job.job_id}` }, "Report"),
          h("button", { class: "quiet", "data-act": "keep", "aria-label": `Keep ${job.name} in history`, onclick: () => keepDialog(job.job_id) }, "Keep"), remove],
        h("div", { class: "what" }, words), h("div", { class: "what small" }, `${job.result.exercise} · ${duration(job.result.duration_s)} · ${when(job.created_utc)}`));
    }
    if (job.state === "failed") {
      return row(symbol("cant_tell"), name, [remove],
        h("div", { class: "what" }, `It could not be analysed: ${job.failure.what}.`), job.failure.remedy && h("div", { class: "what" }, `What helps: ${job.failure.remedy}.`));
    }
    if (job.state === "cancelled") return row(symbol("cant_tell"), name, [remove], h("div", { class: "what" }, "Cancelled."));
    const cancel = h("button", { "data-act": "cancel", "aria-label": `Cancel ${job.name}`, onclick: () => act(() => api.cancel(job.job_id)) }, "Cancel");
    const busy = h("span", { class: "symbol busy", "aria-hidden": "true" }, "…");
    if (job.state === "waiting") {
      return row(busy, name, [cancel], h("div", { class: "what" }, job.ahead ? `Waits for ${job.ahead} before it.` : "Begins in a moment."));
    }
    const { share, stage, done, total, left_s: left } = job.progress;
    const doing = { starting: "Getting ready", pose: "Looking at every frame", faces: "Looking for faces to blur", annotate: "Drawing the video" }[stage];
    const frames = total ? ` · ${Math.min(done, total)} of ${total} frames` : "";
    return row(busy, name, [cancel],
      h("progress", { max: 1, value: share, "aria-label": `Analysing ${job.name}` }),
      h("div", { class: "what" }, `${doing}${frames}${left ? ` · about ${duration(left)} left` : ""}`));
  }

  refresh();
  return () => {
    gone = true;
    clearTimeout(timer);
    removeEventListener("dragover", stray);
    removeEventListener("drop", stray);
  };
}
