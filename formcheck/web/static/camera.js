// The browser's camera: opened, watched, and its troubles told in words that help.

import { takePictures } from "./pictures.js";

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
  #taker = null;

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
    this.#taker = takePictures(track, this.video);
  }

  get isOpen() { return this.#stream !== null; }

  // How pictures are taken: "worker", beside the page, also while its tab is hidden; or "page".
  get way() { return this.#taker?.way ?? ""; }

  // The next picture that was not given yet; null when the camera was closed meanwhile.
  async picture() {
    return this.#taker?.next() ?? null;
  }

  close() {
    const stream = this.#stream;
    this.#stream = null;
    this.#taker?.stop();
    this.#taker = null;
    for (const track of stream?.getTracks() ?? []) track.stop();
    this.video.srcObject = null;
  }
}

export async function cameras() {
  const found = await navigator.mediaDevices?.enumerateDevices?.() ?? [];
  return found.filter((device) => device.kind === "videoinput" && device.deviceId);
}
