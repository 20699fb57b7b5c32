// Paints a moment. Whatever has one colour is one path, so that a frame takes a few
// milliseconds without a graphics card.

import { thousands } from "./format.js";
import { AWAY, DONE, FADES, IDLE, LOST, WAITS } from "./scene-moment.js";
import { passed } from "./scene-trace.js";

/** @typedef {import("./scene-moment.js").Moment} Moment */
/** @typedef {import("./scene-stage.js").Stage} Stage */
/** @typedef {import("./scene-trace.js").Trace} Trace */
/** @typedef {Record<"tone" | "ink" | "muted" | "grid" | "base" | "bad" | "font", string>} Inks */

const TURN = 2 * Math.PI;
const UP = -TURN / 4;
const SINGLE = 40; // tokens that are drawn one by one, at most

/** The colours of an element, as its style sheet has them at present. @returns {Inks} */
export function inksOf(/** @type {Element} */ element) {
  const style = getComputedStyle(element);
  const own = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return { tone: own("--c"), ink: own("--ink"), muted: own("--muted"), grid: own("--grid"), base: own("--base"), bad: own("--bad"), font: style.fontFamily };
}

/** A path with a circle around every point. */
function circles(/** @type {CanvasRenderingContext2D} */ c, /** @type {number[]} */ points, /** @type {number} */ radius) {
  c.beginPath();
  for (let i = 0; i < points.length; i += 2) {
    c.moveTo(points[i] + radius, points[i + 1]);
    c.arc(points[i], points[i + 1], radius, 0, TURN);
  }
}

export function paint(/** @type {CanvasRenderingContext2D} */ c, /** @type {Stage} */ stage, /** @type {Trace} */ trace, /** @type {Moment} */ moment, /** @type {number} */ t, /** @type {Inks} */ inks) {
  c.clearRect(0, 0, stage.width, stage.height);
  clients(c, stage, moment, inks);
  bucket(c, stage, trace, t, inks);
  requests(c, stage, moment, inks);
  c.globalAlpha = 1;
  labels(c, stage, trace, t, inks);
}

function clients(/** @type {CanvasRenderingContext2D} */ c, /** @type {Stage} */ { homeX, homeY, radius }, /** @type {Moment} */ { states, left }, /** @type {Inks} */ inks) {
  /** @type {number[][]} */ const by = [[], [], [], [], []];
  states.forEach((state, i) => by[state].push(homeX[i], homeY[i]));
  c.globalAlpha = 1;
  c.fillStyle = inks.base;
  circles(c, by[IDLE], radius * 0.8);
  c.fill();
  circles(c, by[AWAY], radius * 0.3);
  c.fill();
  circles(c, by[DONE], radius * 0.15);
  c.fill();

  const ring = Math.max(1.2, radius * 0.42);
  c.lineWidth = ring;
  c.strokeStyle = inks.tone;
  c.globalAlpha = 0.22;
  circles(c, by[WAITS], radius - ring / 2);
  c.stroke();
  c.globalAlpha = 1;
  c.beginPath();
  states.forEach((state, i) => {
    if (state !== WAITS || left[i] <= 0) return;
    c.moveTo(homeX[i], homeY[i] - radius + ring / 2);
    c.arc(homeX[i], homeY[i], radius - ring / 2, UP, UP - TURN * left[i], true);
  });
  c.stroke();

  const arm = radius * 0.7;
  c.strokeStyle = inks.bad;
  c.lineWidth = Math.max(1.2, radius * 0.35);
  c.beginPath();
  for (let i = 0; i < by[LOST].length; i += 2) {
    const [x, y] = [by[LOST][i], by[LOST][i + 1]];
    c.moveTo(x - arm, y - arm);
    c.lineTo(x + arm, y + arm);
    c.moveTo(x + arm, y - arm);
    c.lineTo(x - arm, y + arm);
  }
  c.stroke();
}

/** The gate is a bucket: what it holds may pass. */
function bucket(/** @type {CanvasRenderingContext2D} */ c, /** @type {Stage} */ { gate, bucket: width, top, bottom }, /** @type {Trace} */ trace, /** @type {number} */ t, /** @type {Inks} */ inks) {
  const height = bottom - top;
  const room = trace.room;
  c.fillStyle = inks.base;
  if (!room) return c.fillRect(gate + width / 2 - 1, top, 2, height);
  const level = Math.min(trace.level(t), room.most);
  c.strokeStyle = inks.base;
  c.lineWidth = 1;
  c.strokeRect(gate + 0.5, top + 0.5, width - 1, height - 1);
  c.fillStyle = inks.ink;
  const single = room.most <= SINGLE;
  const each = (height - 5) / room.most;
  const bar = (/** @type {number} */ from, /** @type {number} */ to) => {
    if (to - from > 0.01) c.fillRect(gate + 3, bottom - 3 - to * each, width - 6, (to - from) * each - (single ? Math.min(1, (to - from) * each) : 0));
  };
  if (!single) return bar(0, level);
  const whole = Math.floor(level + 1e-6);
  for (let i = 0; i < whole; i++) bar(i, i + 1);
  c.globalAlpha = 0.3; // the token that is not there yet
  bar(whole, level);
}

function requests(/** @type {CanvasRenderingContext2D} */ c, /** @type {Stage} */ stage, /** @type {Moment} */ moment, /** @type {Inks} */ inks) {
  const { radius } = stage;
  /** @type {number[]} */ const pile = [];
  for (let dot = 0; dot < Math.floor(moment.piled / stage.unit); dot++) pile.push(stage.pileX(dot * stage.unit), stage.pileY(dot * stage.unit));
  c.globalAlpha = 1;
  c.fillStyle = inks.tone;
  circles(c, pile, stage.pileRadius);
  c.fill();
  circles(c, moment.past, radius);
  c.fill();
  circles(c, moment.out, radius);
  c.fill();
  circles(c, moment.inside, stage.insideRadius);
  c.fill();
  c.strokeStyle = inks.bad;
  c.lineWidth = Math.max(1.2, radius * 0.4);
  moment.back.forEach((points, i) => {
    c.globalAlpha = FADES[i];
    circles(c, points, radius * 0.8);
    c.stroke();
  });
}

/** How much there is of what stands below. */
function labels(/** @type {CanvasRenderingContext2D} */ c, /** @type {Stage} */ stage, /** @type {Trace} */ trace, /** @type {number} */ t, /** @type {Inks} */ inks) {
  const write = (/** @type {number} */ figure, /** @type {string} */ words, /** @type {number} */ x, /** @type {number} */ share) => {
    const [bold, plain, number] = [`650 12.5px ${inks.font}`, `400 12.5px ${inks.font}`, thousands(figure)];
    c.font = bold;
    const wide = c.measureText(`${number} `).width;
    c.font = plain;
    const left = x - share * (wide + c.measureText(words).width);
    c.fillStyle = inks.muted;
    c.fillText(words, left + wide, 1);
    c.font = bold;
    c.fillStyle = inks.ink;
    c.fillText(number, left, 1);
  };
  c.textBaseline = "top";
  write(trace.clients, trace.clients === 1 ? "client" : "clients", 0, 0);
  if (trace.room) write(Math.floor(trace.level(t) + 1e-6), `of ${thousands(trace.room.most)} ${trace.room.unit}`, stage.gate + stage.bucket / 2, 0.5);
  write(passed(trace.times.done, t), "done", stage.width, 1);
}
