// The browser's camera: opened, watched, and its troubles told in words that help.

const WIDTH = 640; // of the pictures that are sent; larger ones cost the browser more time than they tell
const QUALITY = 0.8;

const HELP = {
  NotAllowedError: ["The camera may not be used", ["Click the camera symbol beside the address and allow it.", "Check that the system lets this browser use the camera."]],
  NotFoundError: ["There is no camera", ["Plug one in, or open its privacy shutter.", "Without a camera, film with a phone and check the recording."]],
  NotReadableError: ["The camera is in use", ["Close other programs and tabs that use it."]],
  insecure: ["The browser gives no camera to this page", ["Open the page on the machine that formcheck runs on, or have it served with a certificate (https)."]],
  lost: ["The camera was unplugged", ["Plug it in again. Your set is kept."]],
};

export class CameraTrouble extends Error {
  constructor(kind) {
    const [title, remedies] = HELP[kind] ?? ["The camera cannot be opened", ["Unplug it and plug it in again, or try another browser."]];
    super(title);
    this.remedies = remedies;
  }
}

export class Camera {
  #stream = null;
  #canvas = document.createElement("canvas");
  #context = this.#canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  #frame = 0;
  #news = null;

  constructor(video, onlost) {
    this.video = video;
    this.onlost = onlost;
  }

  async open(device) {
    this.close();
    if (!navigator.mediaDevices?.getUserMedia) throw new CameraTrouble("insecure");
    const wanted = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 }, ...(device ? { deviceId: { exact: device } } : { facingMode: "user" }) };
    try {
      this.#stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    } catch (error) {
      throw new CameraTrouble(error.name);
    }
    const [track] = this.#stream.getVideoTracks();
    track.addEventListener("ended", () => { if (this.#stream) { this.close(); this.onlost(new CameraTrouble("lost")); } });
    this.video.srcObject = this.#stream;
    await this.video.play();
    this.device = track.getSettings().deviceId;
    const tick = (now, meta) => {
      this.#frame = (meta.captureTime ?? now) / 1000;
      this.#news?.();
      if (this.#stream) this.video.requestVideoFrameCallback(tick);
    };
    this.video.requestVideoFrameCallback(tick);
  }

  get isOpen() { return this.#stream !== null; }

  get size() {
    const scale = Math.min(1, WIDTH / Math.max(this.video.videoWidth, 1));
    return [Math.round(this.video.videoWidth * scale), Math.round(this.video.videoHeight * scale)];
  }

  // The next picture that was not given yet: its time in seconds, and a JPEG.
  async picture() {
    while (!this.#frame) await new Promise((resolve) => { this.#news = resolve; });
    this.#news = null;
    const time = this.#frame;
    this.#frame = 0;
    const [width, height] = this.size;
    if (this.#canvas.width !== width || this.#canvas.height !== height) Object.assign(this.#canvas, { width, height });
    this.#context.drawImage(this.video, 0, 0, width, height);
    const blob = await new Promise((resolve) => this.#canvas.toBlob(resolve, "image/jpeg", QUALITY));
    return { time, content: await blob.arrayBuffer(), width, height };
  }

  close() {
    const stream = this.#stream;
    this.#stream = null;
    for (const track of stream?.getTracks() ?? []) track.stop();
    this.video.srcObject = null;
  }
}

export async function cameras() {
  const found = await navigator.mediaDevices?.enumerateDevices?.() ?? [];
  return found.filter((device) => device.kind === "videoinput" && device.deviceId);
}
