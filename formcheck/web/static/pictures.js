// Two ways to take a camera's pictures: a worker beside the page, or, where the browser has none of that, the page.
// Each gives {time, message, width, height}: seconds, and what goes to the server (the time, then a JPEG).

const WIDTH = 640; // of the pictures; larger ones cost the browser more time than they tell
const QUALITY = 0.8;
const SILENT_MS = 5000; // a worker that gives nothing for so long, though asked, does not work here

export function takePictures(track, video) {
  const able = "MediaStreamTrackProcessor" in window && "OffscreenCanvas" in window && "Worker" in window;
  return able ? new BesideThePage(track, video) : new InThePage(video);
}

class BesideThePage {
  #give = null;
  #instead = null;

  constructor(track, video) {
    this.video = video;
    this.worker = new Worker("camera_worker.js", { type: "module" });
    this.worker.onmessage = ({ data }) => (data.ended ? this.#settle(null) : this.#settle(data));
    this.worker.onerror = (event) => { event.preventDefault(); this.#fallBack(); };
    try {
      const { readable: frames } = new MediaStreamTrackProcessor({ track });
      this.worker.postMessage({ frames, origin: performance.timeOrigin, width: WIDTH, quality: QUALITY }, [frames]);
    } catch {
      this.#fallBack(); // a browser that cannot hand the frames over
    }
  }

  get way() { return this.#instead ? this.#instead.way : "worker"; }

  // Resolves to the next picture, or null when the camera is closed.
  next() {
    if (this.#instead) return this.#instead.next();
    return new Promise((give) => {
      const timer = setTimeout(() => this.#fallBack(), SILENT_MS);
      this.#give = (picture) => { clearTimeout(timer); give(picture); };
      this.worker.postMessage({ want: true });
    });
  }

  stop() {
    this.worker.terminate();
    this.#instead?.stop();
    this.#settle(null);
  }

  #settle(picture) {
    const give = this.#give;
    this.#give = null;
    give?.(picture);
  }

  #fallBack() {
    if (this.#instead) return;
    this.#instead = new InThePage(this.video);
    this.worker.terminate();
    const give = this.#give;
    this.#give = null;
    if (give) this.#instead.next().then(give);
  }
}

class InThePage {
  #canvas = document.createElement("canvas");
  #context = this.#canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  #time = 0;
  #news = null;
  #stopped = false;

  way = "page";

  constructor(video) {
    this.video = video;
    const tick = (now, meta) => {
      if (this.#stopped) return;
      this.#time = (meta.captureTime ?? now) / 1000;
      this.#news?.();
      video.requestVideoFrameCallback(tick);
    };
    video.requestVideoFrameCallback(tick);
  }

  async next() {
    while (!this.#time && !this.#stopped) await new Promise((resolve) => { this.#news = resolve; });
    this.#news = null;
    if (this.#stopped) return null;
    const time = this.#time;
    this.#time = 0;
    const { videoWidth, videoHeight } = this.video;
    const scale = Math.min(1, WIDTH / Math.max(videoWidth, 1));
    const [width, height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)];
    if (this.#canvas.width !== width || this.#canvas.height !== height) Object.assign(this.#canvas, { width, height });
    this.#context.drawImage(this.video, 0, 0, width, height);
    const blob = await new Promise((resolve) => this.#canvas.toBlob(resolve, "image/jpeg", QUALITY));
    if (!blob) return this.next(); // the camera closed, or changes its size
    const message = new ArrayBuffer(8 + blob.size);
    new DataView(message).setFloat64(0, time, true);
    new Uint8Array(message).set(new Uint8Array(await blob.arrayBuffer()), 8);
    return { time, message, width, height };
  }

  stop() {
    this.#stopped = true;
    this.#news?.();
  }
}
