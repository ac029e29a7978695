"use strict";
// Tables: plain ones, and one that sorts, filters, pages and unfolds.

// A column is {label, text(row), value(row)?, end?, wide?, hint?, tone?(row)}: text is shown, value
// sorts, end aligns numbers to the right.
function cellOf(column, row) {
  const classes = [column.end ? "end" : "", column.wide ? "wide" : "",
                   column.tone ? tone(column.tone(row)) : ""];
  return el("td", {class: classes.filter(Boolean).join(" ") || null}, column.text(row));
}

function headOf(columns) {
  return el("thead", {}, el("tr", {}, columns.map((column) =>
    el("th", {scope: "col", class: column.end ? "end" : null, title: column.hint},
       column.label))));
}

function plainTable(columns, rows, options = {}) {
  const body = rows.map((row) => el("tr", {class: options.rowClass?.(row)},
                                    columns.map((column) => cellOf(column, row))));
  return scrollable(el("table", {}, options.caption ? el("caption", {}, options.caption) : null,
                       headOf(columns), el("tbody", {}, body)), options.label);
}

// Wide tables scroll inside their box; the box takes the keyboard's focus for that.
function scrollable(table, label) {
  return el("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": label}, table);
}

// Absent values come last in either direction.
function compareValues(a, b, direction) {
  if (isAbsent(a) || a === "") return isAbsent(b) || b === "" ? 0 : 1;
  if (isAbsent(b) || b === "") return -1;
  if (a === b) return 0;
  return (a < b ? -1 : 1) * direction;
}

const PAGE_ROWS = 25;

class DataTable {
  // `filters` are {label, options: [[value, text]], matches(row, value)}; `search(row)` is the text
  // that the search box looks through; `unfold(row)` gives the node under a row, or null.
  constructor({columns, rows, label, noun, filters = [], search, unfold = null}) {
    Object.assign(this, {columns, rows, label, noun, filters, search, unfold});
    this.sorted = {column: null, direction: 1};
    this.query = "";
    this.chosen = filters.map(() => "");
    this.page = 0;
    this.open = new Set();
    this.body = el("tbody");
    this.status = el("span", {class: "muted", role: "status"});
    this.heads = columns.map((column, i) => this.head(column, i));
    this.pager = el("div", {class: "pager"});
    this.node = el("div", {class: "data-table"}, this.controls(), this.table(), this.pager);
    this.refresh();
  }

  head(column, i) {
    const button = el("button", {type: "button", title: column.hint,
                                 onclick: () => this.sortBy(i)}, column.label);
    return el("th", {scope: "col", class: column.end ? "end" : null}, button);
  }

  table() {
    const corner = this.unfold ? el("th", {scope: "col"}, el("span", {class: "unseen"}, "Legs"))
                               : null;
    return scrollable(el("table", {}, el("thead", {}, el("tr", {}, corner, this.heads)), this.body),
                      this.label);
  }

  controls() {
    const search = el("input", {type: "search", placeholder: "Search",
                                "aria-label": `Search ${this.noun}s`,
                                oninput: (event) => this.narrow(() => {
                                  this.query = event.target.value.trim().toLowerCase();
                                })});
    const selects = this.filters.map((filter, i) => this.select(filter, i));
    return el("div", {class: "controls"}, search, selects, this.status);
  }

  select(filter, i) {
    const options = [["", filter.label], ...filter.options].map(([value, text]) =>
      el("option", {value}, text));
    return el("select", {"aria-label": filter.label, onchange: (event) => this.narrow(() => {
      this.chosen[i] = event.target.value;
    })}, options);
  }

  narrow(change) {
    change();
    this.page = 0;
    this.refresh();
  }

  sortBy(i) {
    const again = this.sorted.column === i;
    // Figures are most telling from the top, names from A.
    const first = this.columns[i].end ? -1 : 1;
    this.sorted = {column: i, direction: again ? -this.sorted.direction : first};
    this.page = 0;
    this.refresh();
  }

  matching() {
    const rows = this.rows.filter((row) =>
      this.filters.every((filter, i) => !this.chosen[i] || filter.matches(row, this.chosen[i])) &&
      (this.query === "" || this.search(row).toLowerCase().includes(this.query)));
    if (this.sorted.column === null) return rows;
    const {value} = this.columns[this.sorted.column];
    return rows.sort((a, b) => compareValues(value(a), value(b), this.sorted.direction));
  }

  refresh() {
    const rows = this.matching();
    const pages = Math.max(1, Math.ceil(rows.length / PAGE_ROWS));
    this.page = Math.min(this.page, pages - 1);
    const shown = rows.slice(this.page * PAGE_ROWS, (this.page + 1) * PAGE_ROWS);
    this.body.replaceChildren(...shown.flatMap((row) => this.rowNodes(row)));
    this.heads.forEach((head, i) => head.setAttribute("aria-sort", this.sortState(i)));
    this.status.textContent = rows.length === this.rows.length
      ? plural(rows.length, this.noun)
      : `${count(rows.length)} of ${plural(this.rows.length, this.noun)}`;
    this.refreshPager(pages);
  }

  sortState(i) {
    if (this.sorted.column !== i) return "none";
    return this.sorted.direction > 0 ? "ascending" : "descending";
  }

  rowNodes(row) {
    const cells = this.columns.map((column) => cellOf(column, row));
    if (!this.unfold) return [el("tr", {}, cells)];
    const isOpen = this.open.has(row);
    const button = el("button", {type: "button", class: "unfold", "aria-expanded": String(isOpen),
                                 "aria-label": `Legs of this ${this.noun}`,
                                 onclick: () => this.toggle(row)}, "▸");
    const main = el("tr", {class: isOpen ? "opened" : null}, el("td", {}, button), cells);
    if (!isOpen) return [main];
    return [main, el("tr", {class: "unfolded"},
                     el("td", {colspan: String(cells.length + 1)}, this.unfold(row)))];
  }

  toggle(row) {
    if (!this.open.delete(row)) this.open.add(row);
    const index = [...this.body.querySelectorAll(".unfold")].indexOf(document.activeElement);
    this.refresh();
    this.body.querySelectorAll(".unfold")[index]?.focus();
  }

  refreshPager(pages) {
    this.pager.hidden = pages === 1;
    const step = (label, to, words) =>
      el("button", {type: "button", class: "quiet", "aria-label": words,
                    disabled: to < 0 || to >= pages, onclick: () => this.turnTo(to)}, label);
    this.pager.replaceChildren(
      step("«", this.page === 0 ? -1 : 0, "First page"),
      step("‹", this.page - 1, "Previous page"),
      el("span", {class: "muted"}, `Page ${count(this.page + 1)} of ${count(pages)}`),
      step("›", this.page + 1, "Next page"),
      step("»", this.page === pages - 1 ? pages : pages - 1, "Last page"));
  }

  turnTo(page) {
    this.page = page;
    this.refresh();
  }
}

// ---- Bars and heat ---------------------------------------------------------------------------

// The scale that the bars of one table share: gains go right of its origin, losses left.
function barScale(values) {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const range = high - low || 1;
  return {range, origin: -low / range};
}

function divergingBar(value, {range, origin}) {
  const width = Math.abs(value) / range;
  const left = value < 0 ? origin - width : origin;
  return el("span", {class: "diverging", "aria-hidden": "true"},
            el("i", {class: tone(value),
                     style: {left: `${left * 100}%`, width: `${width * 100}%`}}));
}

// Share of the whole; anything above nothing stays visible.
function shareBar(fraction, kind = "") {
  const width = fraction > 0 ? Math.max(fraction * 100, 0.4) : 0;
  return el("span", {class: "sharebar", "aria-hidden": "true"},
            el("i", {class: kind, style: {width: `${width}%`}}));
}

function heatCell(value, largest) {
  if (isAbsent(value)) return el("td", {class: "end muted"}, ABSENT);
  const strength = largest > 0 ? Math.round((Math.abs(value) / largest) * 60) : 0;
  const colour = value < 0 ? "var(--loss-heat)" : "var(--gain-heat)";
  return el("td", {class: "end heat", style: {
    background: strength > 0 ? `color-mix(in srgb, ${colour} ${strength}%, transparent)` : null,
  }}, signedPercent(value));
}
