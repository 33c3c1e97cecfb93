// Takes the camera's pictures beside the page, so that its painting never waits for them nor they for it.
// Told {frames, origin, width, quality} once, then {want: true} for each picture; answers {time, message, width, height}.

let wanted = false;
let canvas = null;
let context = null;

onmessage = ({ data }) => {
  if (data.want) wanted = true;
  else watch(data);
};

async function watch({ frames, origin, width, quality }) {
  const reader = frames.getReader();
  let offset = null; // from the camera's clock to the page's, fixed with the first frame: only it is steady
  for (;;) {
    const { done, value: frame } = await reader.read();
    if (done) break;
    offset ??= (performance.timeOrigin + performance.now() - origin) / 1000 - frame.timestamp / 1e6;
    if (!wanted) { frame.close(); continue; } // read all the same: the one that is wanted must be new
    wanted = false;
    await give(frame, frame.timestamp / 1e6 + offset, width, quality);
  }
  postMessage({ ended: true });
}

async function give(frame, time, most, quality) {
  const scale = Math.min(1, most / Math.max(frame.displayWidth, 1));
  const [width, height] = [Math.round(frame.displayWidth * scale), Math.round(frame.displayHeight * scale)];
  canvas ??= new OffscreenCanvas(width, height);
  context ??= canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  context.drawImage(frame, 0, 0, width, height);
  frame.close();
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
  const message = new ArrayBuffer(8 + blob.size);
  new DataView(message).setFloat64(0, time, true);
  new Uint8Array(message).set(new Uint8Array(await blob.arrayBuffer()), 8);
  postMessage({ time, message, width, height }, [message]);
}
