// Chooses the view by the address, and signs in with the token of a link.

import { api } from "./api.js";
import { h } from "./dom.js";
import { checkView } from "./check.js";
import { historyView } from "./history.js";
import { reportView } from "./report.js";
import { trainView } from "./train.js";

const VIEWS = { check: checkView, train: trainView, history: historyView, report: reportView };
const TITLES = { check: "Check a recording", train: "Train live", history: "History", report: "Report" };

const main = document.getElementById("main");
let leave = null;
let status = null;

async function signIn() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token) {
    history.replaceState(null, "", "#/");
    await api.login(token);
  }
  status = await api.status();
  return status.signed_in;
}

async function show() {
  const [name, ...rest] = location.hash.replace(/^#\/?/, "").split("/");
  const view = VIEWS[name] ? name : "check";
  leave?.();
  leave = null;
  main.replaceChildren();
  for (const link of document.querySelectorAll("nav a")) {
    const current = link.hash === `#/${view === "report" ? "check" : view}`;
    current ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
  }
  document.title = `${TITLES[view]} – formcheck`;
  leave = VIEWS[view](main, { status, parts: rest }) ?? null;
}

function trouble(error) {
  main.replaceChildren(h("section", { class: "card flag", role: "alert" },
    h("h1", {}, "The page cannot be used yet"), h("p", {}, error.message),
    h("button", { class: "primary", onclick: () => location.reload() }, "Try again")));
}

try {
  if (await signIn()) {
    document.getElementById("foot").replaceChildren(
      h("p", {}, `${status.disclaimer} ${status.red_flags}`),
      h("p", {}, `formcheck ${status.version} · everything stays on the machine it runs on`));
    addEventListener("hashchange", async () => { await show(); main.focus({ preventScroll: true }); scrollTo(0, 0); });
    await show();
  } else {
    trouble(new Error("Open the link that formcheck showed when it was started: it holds your key."));
  }
} catch (error) {
  trouble(error);
}
document.documentElement.dataset.ready = "yes";
