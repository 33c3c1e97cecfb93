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

  // Resolves to the answer; rejects when the server says no or the connection breaks. Who asks meanwhile waits.
  async ask(message) {
    while (this.#waiting) await this.#waiting.over;
    if (!this.ready) throw new Error("not connected");
    const waiting = {};
    waiting.over = new Promise((done) => { waiting.done = done; });
    const answer = new Promise((resolve, reject) => Object.assign(waiting, { resolve, reject }));
    this.#waiting = waiting;
    this.#socket.send(message instanceof ArrayBuffer ? message : JSON.stringify(message));
    return answer;
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
        this.#settle((waiting) => waiting.resolve(answer));
      };
      socket.onclose = () => {
        const error = refused ?? new Error("the connection was lost");
        this.#settle((waiting) => waiting.reject(error));
        if (!ready) reject(error);
        else if (!this.#closed) this.#comeBack();
      };
    });
  }

  #settle(how) {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (!waiting) return;
    how(waiting);
    waiting.done();
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
