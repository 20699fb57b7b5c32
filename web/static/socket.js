// One socket to the server. It connects again with full jitter: the first user
// of what this lab teaches.

const BASE = 250;
const CAP = 10_000;

export class Socket {
  #url;
  #onMessage;
  #onState;
  /** @type {WebSocket | null} */ #socket = null;
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
    addEventListener("online", () => this.#soon(0));
    addEventListener("pageshow", (e) => e.persisted && this.#soon(0));
    this.#connect();
  }

  get open() { return this.#socket?.readyState === WebSocket.OPEN; }

  /** Sends a request; false when there is no connection. */
  send(/** @type {object} */ request) {
    if (!this.open) return false;
    this.#socket?.send(JSON.stringify(request));
    return true;
  }

  #connect() {
    const socket = (this.#socket = new WebSocket(this.#url));
    socket.onopen = () => this.#onState(true);
    socket.onmessage = (event) => {
      this.#tries = 0; // a server that answers, not only one that listens
      this.#onMessage(JSON.parse(event.data));
    };
    socket.onclose = () => {
      if (socket !== this.#socket) return;
      this.#onState(false);
      this.#tries++;
      this.#soon(Math.random() * Math.min(CAP, BASE * 2 ** (this.#tries - 1)));
    };
  }

  #soon(/** @type {number} */ wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const state = this.#socket?.readyState;
      if (state !== WebSocket.OPEN && state !== WebSocket.CONNECTING) this.#connect();
    }, wait);
  }
}
