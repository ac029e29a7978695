"use strict";
// What a trade looked like when it was opened: its payoff as a drawing and the figures beside it.
// Colours are the style sheet's, so the drawing follows the theme by itself.

const SVG = "http://www.w3.org/2000/svg";
const PAYOFF_BOX = {width: 640, height: 280, left: 74, right: 16, top: 26, bottom: 34};

function svgNode(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// From dollars and spots to places in the drawing.
function payoffScale({curves}) {
  const box = PAYOFF_BOX;
  const {spots} = curves;
  const profits = [...curves.at_expiry, ...curves.at_entry, 0];
  const lowest = Math.min(...profits);
  const highest = Math.max(...profits);
  const room = Math.max(0.07 * (highest - lowest), 1);
  const [bottom, top] = [lowest - room, highest + room];
  const [first, last] = [spots[0], spots[spots.length - 1]];
  return {
    first, last, lowest, highest,
    x: (spot) => box.left + (spot - first) / (last - first) * (box.width - box.left - box.right),
    y: (profit) => box.top +
      (top - profit) / (top - bottom) * (box.height - box.top - box.bottom),
  };
}

function payoffPath(scale, spots, profits) {
  return spots.map((spot, i) => `${i ? "L" : "M"}${scale.x(spot).toFixed(1)},` +
    scale.y(profits[i]).toFixed(1)).join("");
}

function payoffArea(scale, {spots, at_expiry: profits}, clip) {
  const zero = scale.y(0).toFixed(1);
  return payoffPath(scale, spots, profits.map(clip)) +
    `L${scale.x(scale.last).toFixed(1)},${zero}` +
    `L${scale.x(scale.first).toFixed(1)},${zero}Z`;
}

function payoffAxes(scale) {
  const box = PAYOFF_BOX;
  const nodes = [svgNode("line", {class: "zero", x1: box.left, x2: box.width - box.right,
                                  y1: scale.y(0), y2: scale.y(0)})];
  const labels = new Set([scale.lowest, 0, scale.highest]);
  for (const profit of labels) {
    nodes.push(svgNode("text", {class: isCrowded(scale, profit) ? "crowded" : "",
                                x: box.left - 8, y: scale.y(profit) + 4, "text-anchor": "end"},
                       money(profit)));
  }
  for (let i = 0; i <= 4; i += 1) {
    const spot = scale.first + (scale.last - scale.first) * i / 4;
    const anchor = ["start", "middle", "middle", "middle", "end"][i];
    nodes.push(svgNode("text", {x: scale.x(spot), y: box.height - 10, "text-anchor": anchor},
                       fixed(spot, spot < 100 ? 2 : 0)));
  }
  return nodes;
}

// The label of no profit stands close to that of a bound; narrow pages, where letters are larger,
// leave it out.
function isCrowded(scale, profit) {
  const room = 26;
  return profit === 0 && [scale.lowest, scale.highest].some((bound) =>
    bound !== 0 && Math.abs(scale.y(bound) - scale.y(0)) < room);
}

function payoffMarks(scale, payoff) {
  const box = PAYOFF_BOX;
  const x = scale.x(payoff.spot);
  const marks = [svgNode("line", {class: "spot", x1: x, x2: x, y1: box.top,
                                  y2: box.height - box.bottom}),
                 svgNode("text", {x, y: box.top - 9, "text-anchor": "middle"},
                         `spot ${price(payoff.spot)}`)];
  for (const spot of payoff.break_evens) {
    if (spot < scale.first || spot > scale.last) continue;
    marks.push(svgNode("circle", {class: "even", cx: scale.x(spot), cy: scale.y(0), r: 4}));
  }
  return marks;
}

function payoffDrawing(payoff) {
  const scale = payoffScale(payoff);
  const {curves} = payoff;
  const label = `Profit over the underlying. Max profit ${boundWords(payoff.max_profit)}, ` +
    `max loss ${boundWords(payoff.max_loss)}.`;
  return svgNode("svg", {class: "payoff", viewBox: `0 0 ${PAYOFF_BOX.width} ${PAYOFF_BOX.height}`,
                         role: "img", "aria-label": label},
                 svgNode("path", {class: "gain",
                                  d: payoffArea(scale, curves, (p) => Math.max(p, 0))}),
                 svgNode("path", {class: "loss",
                                  d: payoffArea(scale, curves, (p) => Math.min(p, 0))}),
                 ...payoffAxes(scale), ...payoffMarks(scale, payoff),
                 svgNode("path", {class: "entry",
                                  d: payoffPath(scale, curves.spots, curves.at_entry)}),
                 svgNode("path", {class: "expiry",
                                  d: payoffPath(scale, curves.spots, curves.at_expiry)}));
}

const boundWords = (value) => (value === null ? "unbounded" : money(value, 2));

function payoffPanel(trade, payoff) {
  const {greeks} = payoff;
  const evens = payoff.break_evens.map((spot) => fixed(spot, 2)).join(", ");
  const facts = [["Net premium", signedMoney(payoff.net_premium, 2)],
                 ["Max profit", boundWords(payoff.max_profit)],
                 ["Max loss", boundWords(payoff.max_loss)],
                 ["Break-evens", evens || "none"],
                 ...oddsFacts(payoff),
                 ["Margin, gross", money(payoff.margin, 2)],
                 ["Delta", `${fixed(greeks.delta, 1)} shares`],
                 ["Gamma", `${fixed(greeks.gamma, 2)} per $1`],
                 ["Theta", `${signedMoney(greeks.theta, 2)} a day`],
                 ["Vega", `${signedMoney(greeks.vega, 2)} a point`]];
  const model = payoff.exact ? ""
    : " Options that live on are valued by the model at the first expiry.";
  return el("figure", {class: "payoff-panel"},
            el("figcaption", {}, "At entry: profit at expiry ",
               el("i", {class: "key expiry"}), " and on the day ", el("i", {class: "key entry"})),
            payoffDrawing(payoff),
            el("dl", {class: "facts"}, facts.map(([label, value]) => pair(label, value))),
            note("Before costs and apart from the rest of the book. Odds are lognormal with the " +
                 `vol nearest the money, without interest${hasSmile(payoff)
                   ? "; beside them by the smile of the chain that the trade was decided on" : ""}.` +
                 model));
}

const hasSmile = (payoff) => !isAbsent(payoff.smile_probability_of_profit);

// By the smile first where there is one.
function oddsFacts(payoff) {
  const plain = [["Probability of profit", percent(payoff.probability_of_profit)],
                 ["Expected profit", signedMoney(payoff.expected_profit, 2)]];
  if (!hasSmile(payoff)) return plain;
  return [["Probability of profit, smile", percent(payoff.smile_probability_of_profit)],
          ["Expected profit, smile", signedMoney(payoff.smile_expected_profit, 2)],
          ...plain.map(([label, value]) => [`${label}, lognormal`, value])];
}
