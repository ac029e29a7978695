"use strict";
// Reads the run and prints its figures.
//
// Units are those of the run folder: money in dollars, prices per share, rates as fractions. A
// value that is absent is null and prints as an en dash, never as 0.

const ABSENT = "–";
const MINUS = "−";

// ---- Reading ---------------------------------------------------------------------------------

// The fields of RFC 4180 text, row by row.
function csvRows(text) {
  const rows = [];
  let row = [];
  let field = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') field += text[++i];
      else if (c === '"') quoted = false;
      else field += c;
    } else if (c === '"') {
      quoted = true;
    } else if (c === "," || c === "\n") {
      row.push(field);
      field = "";
      if (c === "\n") rows.push(row.splice(0));
    } else if (c !== "\r") {
      field += c;
    }
  }
  if (field !== "" || row.length > 0) rows.push([...row, field]);
  return rows;
}

// One object a row. The named columns are numbers, null where the cell is empty.
function readTable(text, numeric) {
  const [header, ...rows] = csvRows(text);
  const isNumeric = header.map((name) => numeric.includes(name));
  return rows.map((cells) => {
    const record = {};
    header.forEach((name, i) => {
      record[name] = isNumeric[i] ? numberOrNull(cells[i]) : cells[i];
    });
    return record;
  });
}

function numberOrNull(text) {
  if (text === undefined || text === "") return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}

// ---- Printing --------------------------------------------------------------------------------

const isAbsent = (value) => value === null || value === undefined || Number.isNaN(value);

function grouped(value, digits) {
  return Math.abs(value).toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

// The sign belongs to the number that is printed: -0.001 with no digits is 0, not -0.
function signOf(value, digits) {
  if (Number(Math.abs(value).toFixed(digits)) === 0) return "";
  return value < 0 ? MINUS : "+";
}

function fixed(value, digits = 2) {
  if (isAbsent(value)) return ABSENT;
  return signOf(value, digits).replace("+", "") + grouped(value, digits);
}

const count = (value) => fixed(value, 0);

function money(value, digits = 0) {
  if (isAbsent(value)) return ABSENT;
  return `${signOf(value, digits).replace("+", "")}$${grouped(value, digits)}`;
}

function signedMoney(value, digits = 0) {
  if (isAbsent(value)) return ABSENT;
  return `${signOf(value, digits)}$${grouped(value, digits)}`;
}

function compactMoney(value) {
  const size = Math.abs(value);
  const sign = value < 0 ? MINUS : "";
  if (size >= 1e6) return `${sign}$${Number((size / 1e6).toFixed(3))}M`;
  if (size >= 1e4) return `${sign}$${Number((size / 1e3).toFixed(2))}k`;
  return money(value);
}

function percent(value, digits = 1) {
  if (isAbsent(value)) return ABSENT;
  return `${signOf(value * 100, digits).replace("+", "")}${grouped(value * 100, digits)}%`;
}

function signedPercent(value, digits = 1) {
  if (isAbsent(value)) return ABSENT;
  return `${signOf(value * 100, digits)}${grouped(value * 100, digits)}%`;
}

// A share that is not zero never reads as 0%, nor one below one as 100%.
function share(value) {
  if (isAbsent(value)) return ABSENT;
  if (value === 0 || value === 1) return percent(value, 0);
  if (value > 0 && value < 0.001) return "<0.1%";
  if (value < 1 && value > 0.999) return ">99.9%";
  return percent(value);
}

// A price per share keeps the decimals that it has, two at least.
function price(value) {
  if (isAbsent(value)) return ABSENT;
  const digits = Math.min(6, Math.max(2, (String(value).split(".")[1] || "").length));
  return fixed(value, digits);
}

function plural(number, word, words = `${word}s`) {
  return `${count(number)} ${number === 1 ? word : words}`;
}

// "sell_put_credit_spread" reads "sell put credit spread".
const spaced = (name) => name.replaceAll("_", " ");
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// "2019-05-01" reads "1 May 2019".
function longDate(iso) {
  const [year, month, day] = iso.slice(0, 10).split("-").map(Number);
  return `${day} ${MONTHS[month - 1]} ${year}`;
}

const utc = (iso) => Date.parse(iso.length === 10 ? `${iso}T00:00:00Z` : iso);
const isoDate = (milliseconds) => new Date(milliseconds).toISOString().slice(0, 10);
// Days in a table, minutes where there is room; the files have the rest.
const dayOf = (time) => (time === "" ? ABSENT : time.slice(0, 10));
const minute = (time) => (time === "" ? ABSENT : `${time.slice(0, 10)} ${time.slice(11, 16)}`);

function tone(value) {
  if (isAbsent(value) || value === 0) return "";
  return value > 0 ? "gain" : "loss";
}

// ---- Building the page -----------------------------------------------------------------------

// An element with attributes and children; text is always text, never markup.
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "style") Object.assign(node.style, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}
