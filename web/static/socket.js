// One socket to the server. It connects again with full jitter: the first user
// of what this lab teaches.

const BASE = 250;
const CAP = 10_000;

export class Socket {
  #url;
  #onMessage;
  #onState;
  #socket = /** @type {WebSocket} */ (/** @type {unknown} */ (null)); // until it connects
  #tries = 0;
  #timer = 0;

  /**
   * @param {string} url
   * @param {(message: any) => void} onMessage
   * @param {(open: boolean) => void} onState
   */
  constructor(url, onMessage, onState) {
    this.#url = url;
    this.#onMessage = onMessage;
    this.#onState = onState;
    for (const type of ["online", "pageshow"]) addEventListener(type, () => this.#soon(0));
    this.#connect();
  }

  get open() { return this.#socket.readyState === WebSocket.OPEN; }

  /** Sends a request; false when there is no connection. */
  send(/** @type {object} */ request) {
    if (this.open) this.#socket.send(JSON.stringify(request));
    return this.open;
  }

  #connect() {
    const socket = (this.#socket = new WebSocket(this.#url));
    socket.onopen = () => this.#onState(true);
    socket.onmessage = (event) => {
      this.#tries = 0; // a server that answers, not only one that listens
      this.#onMessage(JSON.parse(event.data));
    };
    socket.onclose = ({ reason }) => {
      if (socket !== this.#socket) return;
      this.#onState(false);
      // A server that knows how many come back says "retry in 2.5 s".
      this.#soon(1000 * parseFloat(reason.split("retry in")[1]) || Math.random() * Math.min(CAP, BASE * 2 ** this.#tries++));
    };
  }

  #soon(/** @type {number} */ wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#socket.readyState > WebSocket.OPEN) this.#connect(); // it is closing, or closed
    }, wait);
  }
}
