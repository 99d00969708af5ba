// The table (DataTables), the charts that follow its filters, and the language of the labels.

const rows = JSON.parse(document.getElementById("rows").textContent);
const labels = JSON.parse(document.getElementById("labels").textContent);
const bars = 12;
let language = document.documentElement.lang;
let table = null;

const $ = await loadLibrary();
const say = (key) => (Object.hasOwn(labels[language], key) ? labels[language][key] : key);
const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escape = (text) => String(text).replace(/[&<>"']/g, (char) => entities[char]);

// A collator is much faster than the comparison of the library; Chinese goes by pinyin.
const collator = new Intl.Collator("zh", { numeric: true });
const order = $.fn.dataTable.ext.type.order;
order["name-asc"] = (a, b) => collator.compare(a, b);
order["name-desc"] = (a, b) => collator.compare(b, a);

fillCurrencies();
showLanguage();
openArticle();
document.getElementById("language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  showLanguage();
});
document.getElementById("currency").addEventListener("change", drawCharts);
window.addEventListener("hashchange", openArticle);
new ResizeObserver(drawCharts).observe(document.querySelector(".charts"));
document.documentElement.dataset.ready = "true";

async function loadLibrary() {
  const bytes = Uint8Array.from(atob(document.getElementById("library").textContent), (c) => c.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: "text/javascript" }));
  const library = await import(url);
  URL.revokeObjectURL(url);
  return library.jQuery;
}

function showLanguage() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-label]")) {
    element.textContent = say(element.dataset.label);
  }
  document.getElementById("language").textContent = say("language");
  drawTable();
}

function openArticle() {
  const article = /^#a\d+$/.test(location.hash) && document.querySelector(location.hash);
  if (article) {
    article.open = true;
    article.scrollIntoView();
  }
}

function drawTable() {
  const search = table ? table.search() : "";
  if (table) table.destroy(true);
  const element = document.getElementById("table").appendChild(document.createElement("table"));
  element.className = "display compact";
  const column = (name, options) => ({
    data: name,
    title: escape(say(name)),
    type: "name",
    ...options,
    className: `${name} ${options.className ?? ""}`,
  });
  const list = [
    { target: 0, content: ["order", ["searchList"]] },
    { target: 1, content: ["search"] },
  ];
  const coded = { render: (value) => escape(value ? say(value) : ""), className: "short", columnControl: list };
  const plain = { render: (value) => escape(value) };
  table = $(element).DataTable({
    data: rows,
    columns: [
      column("company", plain),
      column("fact", coded),
      column("park", { ...plain, columnControl: list }),
      column("chain", { ...plain, columnControl: list }),
      column("sum", { data: "value", className: "number", type: "num", render: renderSum }),
      column("stage", coded),
      column("status", coded),
      column("evidence", { render: renderEvidence }),
      column("source", { render: renderSource }),
      column("date", { ...plain, className: "short" }),
      column("score", { className: "number", type: "num", render: (value, type) => (type === "display" ? value.toFixed(2) : value) }),
    ],
    columnControl: [
      { target: 0, content: ["order"] },
      { target: 1, content: ["search"] },
    ],
    ordering: { indicators: false, handler: false },
    order: [],
    pageLength: 25,
    deferRender: true,
    autoWidth: false,
    search: { search },
    language: language === "zh" ? chinese() : {},
  });
  table.on("search", drawCharts);
  table.on("click", "td.evidence", (event) => $(event.currentTarget).toggleClass("open"));
  drawCharts();
}

function renderSum(value, type, row) {
  if (type === "sort" || type === "type") return value ?? -1;
  if (type === "filter") return value ?? "";
  if (value === null) return escape(row.currency || row.fact === "INVESTMENT" ? row.text : "");
  return `<span title="${escape(row.text)}">${escape(inWords(value))} ${escape(row.currency)}</span>`;
}

/** The sentences from shortly before what they state; a click shows them all. */
function renderEvidence(value, type, row) {
  if (type !== "display") return escape(value);
  const named = [...row.names, row.text].map((part) => value.indexOf(part)).find((at) => at >= 0) ?? 0;
  const before = named > 24 ? value.slice(0, named - 12) : "";
  return `<div><span class="before">${escape(before)}</span>${escape(value.slice(before.length))}</div>`;
}

function renderSource(value, type, row) {
  if (type !== "display" || !row.article) return escape(value);
  return `<a href="#${row.article}">${escape(value)}</a>`;
}

/** A sum in 亿 and 万, or in billions and millions. */
function inWords(value) {
  const units = language === "zh" ? [[1e8, "亿"], [1e4, "万"]] : [[1e9, "bn"], [1e6, "m"]];
  const [unit, name] = units.find(([least]) => value >= least) ?? [1, ""];
  return (value / unit).toLocaleString("en", { maximumFractionDigits: 2 }) + name;
}

function chinese() {
  return {
    search: "搜索：",
    lengthMenu: "每页 _MENU_ 条",
    info: "第 _START_ 至 _END_ 条，共 _TOTAL_ 条",
    infoEmpty: "共 0 条",
    infoFiltered: "（全部 _MAX_ 条）",
    zeroRecords: "没有符合的事实",
    emptyTable: "没有事实",
  };
}

function fillCurrencies() {
  const counts = new Map();
  for (const row of rows) {
    if (row.value !== null) counts.set(row.currency, (counts.get(row.currency) ?? 0) + 1);
  }
  const select = document.getElementById("currency");
  for (const [currency] of [...counts].sort((a, b) => b[1] - a[1])) select.add(new Option(currency));
  select.hidden = counts.size < 2;
}

function drawCharts() {
  const shown = table.rows({ search: "applied" }).data().toArray();
  const sums = distinctSums(shown, document.getElementById("currency").value);
  const add = (key) => totals(sums, key, (row) => row.value);
  drawBars("by_chain", mostFirst(add((row) => row.chain || say("none"))), inWords, "no_sums");
  drawBars("by_park", mostFirst(add((row) => row.park || say("none"))), inWords, "no_sums");
  drawBars("by_stage", inOrderOfStages(add(stageOf)), inWords, "no_sums");
  const months = shown.filter((row) => /^\d{4}-\d{2}/.test(row.date));
  const byMonth = totals(months, (row) => row.date.slice(0, 7), () => 1);
  drawBars("over_time", [...byMonth].sort().slice(-36), String, "no_dates");
}

function distinctSums(shown, currency) {
  const known = new Map();
  for (const row of shown) {
    if (row.value !== null && row.currency === currency) {
      const key = `${row.company}\n${row.value}`;
      if (!known.has(key)) known.set(key, row);
    }
  }
  return [...known.values()];
}

function totals(of, key, value) {
  const found = new Map();
  for (const row of of) found.set(key(row), (found.get(key(row)) ?? 0) + value(row));
  return found;
}

function mostFirst(found) {
  const sorted = [...found].sort((a, b) => b[1] - a[1]);
  if (sorted.length <= bars) return sorted;
  const rest = sorted.slice(bars - 1).reduce((sum, [, value]) => sum + value, 0);
  return [...sorted.slice(0, bars - 1), [say("others"), rest]];
}

function stageOf(row) {
  if (!row.stage) return say("none");
  return row.status === "planned" ? `${say(row.stage)} (${say("planned")})` : say(row.stage);
}

function inOrderOfStages(found) {
  const order = ["SIGN", "START", "PRODUCTION"].flatMap((stage) => [
    stageOf({ stage, status: "planned" }),
    stageOf({ stage, status: "actual" }),
  ]);
  return [...found].sort((a, b) => order.indexOf(a[0]) - order.indexOf(b[0]));
}

/** Horizontal bars with their names and values, as an SVG as wide as its figure. */
function drawBars(id, entries, format, nothing) {
  const place = document.getElementById(id);
  place.replaceChildren();
  if (!entries.length) {
    place.append(say(nothing));
    return;
  }
  const step = 26;
  const width = Math.max(place.clientWidth, 240);
  const names = Math.min(190, width * 0.4);
  const most = Math.max(...entries.map(([, value]) => value));
  const svg = shape(place, "svg", { viewBox: `0 0 ${width} ${entries.length * step}`, role: "img" });
  entries.forEach(([name, value], k) => {
    const group = shape(svg, "g", { transform: `translate(0 ${k * step})` });
    shape(group, "title", {}, `${name}: ${format(value)}`);
    shape(group, "text", { x: names - 6, y: 17, "text-anchor": "end" }, clipped(name, names / 13 - 2));
    const length = most ? (value / most) * (width - names - 95) : 0;
    shape(group, "rect", { class: "bar", x: names, y: 4, width: Math.max(1, length), height: step - 8, rx: 3 });
    shape(group, "text", { x: names + length + 6, y: 17 }, format(value));
  });
}

function shape(parent, name, attributes, text = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text) element.textContent = text;
  return parent.appendChild(element);
}

/** A name in so many Chinese characters; Latin ones are half as wide. */
function clipped(name, most) {
  let width = 0;
  let k = 0;
  for (const char of name) {
    width += char.codePointAt(0) < 0x2000 ? 0.55 : 1;
    if (width > most) return name.slice(0, k) + "…";
    k += char.length;
  }
  return name;
}
