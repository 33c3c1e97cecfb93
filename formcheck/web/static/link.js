// The live connection: one message at a time, each with one answer; comes back when it was lost.

const LONGEST_WAIT_MS = 4000;

export class Link {
  #socket = null;
  #waiting = null;
  #closed = false;

  // order() gives the first message; onlost and onback tell of a connection that broke and returned.
  constructor(order, { onlost, onback }) {
    this.order = order;
    this.onlost = onlost;
    this.onback = onback;
  }

  async open() {
    this.#closed = false;
    await this.#connect();
  }

  get ready() { return this.#socket?.readyState === WebSocket.OPEN; }

  // Resolves to the answer; rejects when the server says no or the connection breaks.
  ask(message) {
    if (!this.ready) return Promise.reject(new Error("not connected"));
    if (this.#waiting) throw new Error("an answer is still awaited");
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.send(message instanceof ArrayBuffer ? message : JSON.stringify(message));
    });
  }

  // Resolves when no answer is awaited any more.
  async idle() {
    while (this.#waiting) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  close() {
    this.#closed = true;
    this.#socket?.close();
  }

  #connect() {
    const address = new URL("api/live", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    address.hash = "";
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(address);
      let refused = null;
      let ready = false;
      this.#socket = socket;
      socket.onopen = () => socket.send(JSON.stringify(this.order()));
      socket.onmessage = (event) => {
        const answer = JSON.parse(event.data);
        if (answer.type === "failed") {
          refused = Object.assign(new Error(answer.remedy ? `${answer.what}: ${answer.remedy}` : answer.what), { final: true });
          this.#closed = true;
          return;
        }
        if (!ready) { ready = true; resolve(); return; }
        const waiting = this.#waiting;
        this.#waiting = null;
        waiting?.resolve(answer);
      };
      socket.onclose = () => {
        const waiting = this.#waiting;
        this.#waiting = null;
        const error = refused ?? new Error("the connection was lost");
        waiting?.reject(error);
        if (!ready) reject(error);
        else if (!this.#closed) this.#comeBack();
      };
    });
  }

  async #comeBack() {
    this.onlost();
    for (let wait = 250; !this.#closed; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      if (this.#closed) return;
      try {
        await this.#connect();
        this.onback();
        return;
      } catch (error) {
        if (error.final) { this.onback(error); return; }
      }
    }
  }
}
