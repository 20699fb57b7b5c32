// The page of a study: follows it over a socket, and shows each state that the server sends.
// What stands in the page stays there while the connection is lost; then the study is asked for
// again, and goes on from what was kept.

import "./found.js";
import { Socket } from "./socket.js";
import { Reader } from "./study-read.js";

const body = document.body;
const at = (/** @type {string} */ id) => document.getElementById(id);
const reader = new Reader(/** @type {HTMLElement} */ (at("main")));

class Follower {
  #id = 0;
  #socket;

  constructor() {
    const url = new URL("/api/v1/stream", location.href);
    url.protocol = url.protocol.replace("http", "ws");
    this.#socket = new Socket(url.href, (message) => this.#receive(message), (open) => this.#connected(open));
  }

  /** Asks for the study, also where it was cancelled. */
  ask() {
    body.dataset.state = "running";
    this.#socket.send({ type: "study", run: ++this.#id, kind: body.dataset.kind, query: body.dataset.query });
  }

  /** Cancels it, for all who look at it. */
  cancel() { return this.#socket.send({ type: "stop", run: this.#id }); }

  #connected(/** @type {boolean} */ open) {
    body.classList.toggle("offline", !open);
    if (open && body.dataset.state === "running") this.ask();
    else if (!open && body.dataset.state === "running") say("Connection lost. Trying again…");
  }

  #receive(/** @type {any} */ message) {
    if (message.run !== this.#id) return; // an answer to an earlier request
    if (message.type === "error") {
      say([message.title, message.detail, ...message.fields.map((/** @type {any} */ f) => f.message)].filter(Boolean).join(". "));
      body.dataset.state = "failed";
    } else if (message.type === "study") {
      reader.keep(() => {
        for (const [id, html] of Object.entries(/** @type {Record<string, string>} */ (message.fragments))) {
          const place = at(id);
          if (place) place.innerHTML = html;
        }
      });
      body.dataset.state = message.state;
    }
  }
}

/** Says where the study stands, in the server's place. */
function say(/** @type {string} */ text) {
  const line = document.createElement("p");
  line.textContent = text;
  at("study-says")?.replaceChildren(line);
}

if (at("study")) {
  /** @type {Follower | null} */ let follower = null;
  const follow = () => (follower ??= new Follower());
  if (body.dataset.state === "running") follow();
  at("study-cancel")?.addEventListener("click", (event) => {
    if (follower?.cancel()) event.preventDefault(); // else the form is sent
  });
  at("study-resume")?.addEventListener("click", (event) => {
    event.preventDefault();
    body.dataset.state = "running";
    follower ? follower.ask() : follow();
  });
}

// A field that was chosen comes with values worth trying, unless others were typed.
for (const axis of ["x", "y"]) {
  const field = /** @type {HTMLSelectElement | null} */ (at(`axis-${axis}`));
  const values = /** @type {HTMLInputElement | null} */ (at(`study-${axis}-values`));
  field?.addEventListener("change", () => {
    if (values) values.value = field.selectedOptions[0]?.dataset.suggests ?? "";
  });
}
