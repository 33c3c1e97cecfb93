// Draws the body over the picture: the judged side strong, the other faint, the low back where it is read.

const SIDES = { left: [11, 23, 25, 27, 31], right: [12, 24, 26, 28, 32] };
const ARMS = { left: [11, 13, 15], right: [12, 14, 16] };
const SEEN = 0.3; // fainter than this is not drawn
const ARCH_DEG = 6.6; // where back_arch sees an arch; only a colour here, verdicts come from the server

export class Overlay {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
  }

  clear() { this.context.clearRect(0, 0, this.canvas.width, this.canvas.height); }

  draw(answer, width, height) {
    const { canvas, context } = this;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    this.clear();
    if (!answer.points) return;
    const near = answer.side ?? "left";
    const far = near === "left" ? "right" : "left";
    const unit = width / 240;
    const line = (names, colour, thick) => this.#line(names.map((i) => this.#point(answer, i)), colour, thick);
    context.lineCap = context.lineJoin = "round";
    line(SIDES[far], "rgba(255,255,255,.38)", unit);
    for (const [colour, wider] of [["rgba(8,12,17,.55)", 1.4 * unit], [null, 0]]) {
      line(ARMS[near], colour ?? "rgba(255,255,255,.75)", 1.1 * unit + wider);
      line(SIDES[near], colour ?? "#6cc0f2", 1.8 * unit + wider);
    }
    for (const i of SIDES[near].slice(0, 4)) this.#dot(this.#point(answer, i), 1.8 * unit);
    if (answer.spine) this.#line(answer.spine.slice(0, 6).map(known), answer.arch_deg > ARCH_DEG ? "#ff8a3d" : "#3ecf9f", 1.8 * unit);
  }

  #point(answer, i) {
    return (answer.visibility?.[i] ?? 0) < SEEN ? null : known(answer.points[i]);
  }

  #line(points, colour, thick) {
    const { context } = this;
    context.strokeStyle = colour;
    context.lineWidth = thick;
    context.beginPath();
    let down = false;
    for (const point of points) {
      if (!point) { down = false; continue; }
      down ? context.lineTo(...point) : context.moveTo(...point);
      down = true;
    }
    context.stroke();
  }

  #dot(point, radius) {
    if (!point) return;
    const { context } = this;
    context.fillStyle = "#fff";
    context.beginPath();
    context.arc(...point, radius, 0, 2 * Math.PI);
    context.fill();
  }
}

const known = (point) => (point && point[0] !== null && point[1] !== null ? point : null);
