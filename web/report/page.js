"use strict";
// The frame of a page: its sections, its links, its theme, and what went wrong.
//
// The root element tells a test how it went: data-ready once every chart is drawn, data-errors with
// what went wrong, absent when nothing did.

const root = document.documentElement;

function recordError(message) {
  root.dataset.errors = root.dataset.errors ? `${root.dataset.errors}; ${message}` : message;
}
window.addEventListener("error", (event) => recordError(event.message));
window.addEventListener("unhandledrejection", (event) => recordError(String(event.reason)));

// ---- Parts of a section ----------------------------------------------------------------------

function section(id, title, ...children) {
  return el("section", {id, class: "card", "aria-labelledby": `${id}-title`},
            el("h2", {id: `${id}-title`}, title), children);
}

const lead = (...text) => el("p", {class: "lead"}, ...text);
const note = (...text) => el("p", {class: "muted small"}, ...text);
const code = (text) => el("code", {}, text);
const pair = (label, value) =>
  el("div", {}, el("dt", {}, label), el("dd", {}, value));

// A column of one field: shown by `format`, sorted by its value.
function field(key, label, format, more = {}) {
  return {label, value: (row) => row[key], text: (row) => format(row[key]), ...more};
}

function leaves(object, prefix = "") {
  return Object.entries(object).flatMap(([key, value]) =>
    (value !== null && typeof value === "object" && !Array.isArray(value)
      ? leaves(value, `${prefix}${key}.`) : [[prefix + key, value]]));
}

function settingText(value) {
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) {
    return ABSENT;
  }
  return Array.isArray(value) ? value.join(", ") : String(value);
}

const hash = (text) => (text ? el("code", {class: "hash"}, text) : ABSENT);

// The last parts of a manifest.
function datasetsPart(datasets) {
  const table = plainTable([
    {label: "Table", text: (row) => row.table}, {label: "Kind", text: (row) => row.kind},
    {label: "Symbol", text: (row) => row.symbol || ABSENT},
    {label: "SHA-256 of its rows", text: (row) => hash(row.sha256)},
  ], datasets, {label: "Datasets"});
  return [el("h3", {}, `Datasets (${count(datasets.length)})`), table];
}

function configurationPart(config) {
  const table = plainTable([
    {label: "Key", text: ([key]) => code(key)}, {label: "Value", text: ([, v]) => settingText(v)},
  ], leaves(config), {label: "Configuration"});
  return el("details", {}, el("summary", {}, "Configuration in full"), table);
}

// ---- Theme -----------------------------------------------------------------------------------

const darkPreferred = window.matchMedia("(prefers-color-scheme: dark)");

// The address may force a theme, "#dark" or "#light"; else the reader's system decides.
function wantedTheme() {
  const forced = location.hash.slice(1);
  if (forced === "dark" || forced === "light") return forced;
  return darkPreferred.matches ? "dark" : "light";
}

function setTheme(theme) {
  root.dataset.theme = theme;
  const other = theme === "dark" ? "light" : "dark";
  const button = document.getElementById("theme");
  button.textContent = theme === "dark" ? "☀" : "☾";
  button.setAttribute("aria-label", `Change to the ${other} theme`);
  button.title = `Change to the ${other} theme`;
}

async function changeTheme(theme) {
  setTheme(theme);
  await drawCharts();
}

function followTheme() {
  let chosen = null;  // by the button, for as long as the page stays
  document.getElementById("theme").addEventListener("click", () => {
    chosen = root.dataset.theme === "dark" ? "light" : "dark";
    changeTheme(chosen);
  });
  darkPreferred.addEventListener("change", () => chosen ?? changeTheme(wantedTheme()));
  window.addEventListener("hashchange", () => {
    const wanted = chosen ?? wantedTheme();
    if (wanted !== root.dataset.theme) changeTheme(wanted);
  });
  // Paper is light.
  let before = null;
  window.addEventListener("beforeprint", () => {
    before = root.dataset.theme;
    if (before === "dark") changeTheme("light");
  });
  window.addEventListener("afterprint", () => before === "dark" && changeTheme(before));
}

// ---- The page --------------------------------------------------------------------------------

// A section that fails is named and leaves the others standing.
function addSection(page, make, content) {
  try {
    const node = make(content);
    if (node) page.append(node);
  } catch (error) {
    recordError(`${make.name}: ${error.message}`);
  }
}

// Links are [id, text]; those whose section is there are shown.
function addLinks(links) {
  const present = links.filter(([id]) => document.getElementById(id));
  document.getElementById("links").append(
    ...present.map(([id, text]) => el("a", {href: `#${id}`}, text)));
}

// Each of `sections` takes the content and gives a node, or null where it has nothing to show.
async function showPage(title, sections, links, content) {
  try {
    setTheme(wantedTheme());
    document.title = title;
    const page = document.getElementById("page");
    page.replaceChildren();
    for (const make of sections) addSection(page, make, content);
    addLinks(links);
    followTheme();
    await drawCharts();
    followSizes();
    root.dataset.ready = "true";
  } catch (error) {
    recordError(error.message);
  }
}
