"use strict";
// The page is whole without this script; it only joins the video, the curves and the buttons.
(() => {
  const byId = (id) => document.getElementById(id);
  const video = byId("video");
  const content = byId("video-content");
  const data = JSON.parse(byId("curve-data")?.textContent ?? '{"t": [], "curves": []}');
  const duration = Number(byId("curves")?.dataset.duration ?? 0);
  const track = byId("track");
  const cursor = byId("cursor");
  const slider = byId("time");
  const cards = [...document.querySelectorAll(".card")];
  let now = 0;

  if (video && content) {
    const bytes = Uint8Array.from(atob(content.textContent), (letter) => letter.charCodeAt(0));
    video.src = URL.createObjectURL(new Blob([bytes], { type: "video/mp4" }));
  }
  const still = document.querySelector("img[data-moment=peak]");
  if (video && still) video.poster = still.src;

  // The number of the frame that is nearest to a time.
  function nearest(seconds) {
    let low = 0;
    let high = data.t.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (data.t[middle] <= seconds) low = middle; else high = middle;
    }
    return high > low && data.t[high] - seconds < seconds - data.t[low] ? high : low;
  }

  const degrees = (value) => `${value.toFixed(0).replace(/^-0$/, "0").replace("-", "\u2212")}\u00b0`;

  function words(curve, frame) {
    const value = curve.values[frame];
    if (value === null || value === undefined) return "not seen";
    const error = curve.sigma[frame];
    return error === null || error === undefined ? degrees(value) : `${degrees(value)} \u00b1 ${degrees(error)}`;
  }

  function read(seconds) {
    const frame = nearest(seconds);
    for (const curve of data.curves) {
      document.querySelector(`[data-readout="${curve.name}"]`).textContent = words(curve, frame);
    }
    return frame;
  }

  function show(seconds) {
    now = Math.min(Math.max(seconds, 0), duration);
    if (!slider) return;
    const frame = read(now);
    cursor.hidden = false;
    cursor.style.left = `${100 * now / duration}%`;
    slider.value = now;
    byId("now").textContent = `${now.toFixed(1)} s`;
    const hip = data.curves.find((curve) => curve.name === "hip");
    slider.setAttribute("aria-valuetext", `${now.toFixed(1)} seconds${hip ? `, hip flexion ${words(hip, frame)}` : ""}`);
    for (const card of cards) {
      card.classList.toggle("now", now >= Number(card.dataset.start) && now < Number(card.dataset.stop));
    }
  }

  function seek(seconds, { scroll = true } = {}) {
    if (video) video.currentTime = seconds;
    show(seconds);
    const target = video && !video.hidden ? video : byId("curves");
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (scroll) target?.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  }

  // A link to something folded unfolds it.
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    const target = byId(link.getAttribute("href").slice(1));
    if (target?.tagName === "DETAILS") link.addEventListener("click", () => { target.open = true; });
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-seek]");
    if (!target) return;
    seek(Number(target.dataset.seek));
    byId("told").textContent = `Showing ${Number(target.dataset.seek).toFixed(1)} seconds`;
  });

  if (slider) {
    const at = (event) => {
      const box = byId("lane").getBoundingClientRect();
      return duration * Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
    };
    track.addEventListener("click", (event) => {
      if (!event.target.closest("[data-seek]")) seek(at(event));
    });
    track.addEventListener("pointermove", (event) => { if (event.pointerType === "mouse") read(at(event)); });
    track.addEventListener("pointerleave", () => read(now));
    slider.addEventListener("input", () => seek(Number(slider.value), { scroll: false }));
    // The arrows of the keyboard go on by a tenth of a second, or a second with Shift.
    slider.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
      if (!way) return;
      event.preventDefault();
      seek(now + way * (event.shiftKey ? 1 : 0.1), { scroll: false });
    });
    let zoom = 1;
    const zoomTo = (factor) => {
      zoom = factor;
      track.style.width = `${100 * zoom}%`;
      byId("narrower").disabled = zoom <= 1;
      byId("wider").disabled = zoom >= 16;
      const scroller = byId("scroller");
      scroller.scrollLeft = now / duration * track.offsetWidth - scroller.offsetWidth / 2;
    };
    byId("narrower").addEventListener("click", () => zoomTo(zoom / 2));
    byId("wider").addEventListener("click", () => zoomTo(zoom * 2));
    show(0);
  }

  if (video) {
    const follow = () => {
      show(video.currentTime);
      if (!video.paused && !video.ended) requestAnimationFrame(follow);
    };
    video.addEventListener("play", follow);
    for (const name of ["seeking", "seeked", "pause"]) video.addEventListener(name, () => show(video.currentTime));
    video.addEventListener("error", () => { video.hidden = true; byId("missing").hidden = false; });
  }

  // Paper has no folds; what a reader had closed is closed again afterwards.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const item of folded) item.open = true;
  });
  addEventListener("afterprint", () => { for (const item of folded) item.open = false; });
  document.documentElement.dataset.ready = "yes";
})();
