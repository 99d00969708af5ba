// Paste or drop an article; its entities, relations and facts. Whatever comes from outside is set as text.

import { example, labels } from "/labels.js";

const find = (id) => document.getElementById(id);
const entities = ["COMPANY", "PARK", "AMOUNT", "INDUSTRY_CHAIN"];
const stages = ["SIGN", "START", "PRODUCTION"];
let language = remembered() === "en" ? "en" : "zh";
let record = null;
let status = { say: () => "", isError: false };
let running = null;

find("extract").addEventListener("click", extract);
find("open").addEventListener("click", () => find("file").click());
find("file").addEventListener("change", (event) => openFile(event.target.files[0]));
find("example").addEventListener("click", () => {
  find("text").value = example;
  extract();
});
find("clear").addEventListener("click", clear);
find("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) extract();
});
find("text").addEventListener("paste", () => setTimeout(extract));
find("jsonl").addEventListener("click", () => save(JSON.stringify(record) + "\n", "application/jsonl", "jsonl"));
find("csv").addEventListener("click", saveCsv);
find("language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  remember(language);
  showLanguage();
});
listenForDrops();
showLanguage();
document.documentElement.dataset.ready = "true";

function say(key) {
  return Object.hasOwn(labels[language], key) ? labels[language][key] : key;
}

function remembered() {
  try {
    return localStorage.getItem("language");
  } catch {
    return null;
  }
}

function remember(value) {
  try {
    localStorage.setItem("language", value);
  } catch {
    // A browser that keeps nothing shows the page all the same.
  }
}

function showLanguage() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-label]")) element.textContent = say(element.dataset.label);
  find("language").textContent = say("language");
  find("text").placeholder = say("placeholder");
  showStatus();
  if (record) showRecord();
}

function setStatus(text, isError = false) {
  status = { say: text, isError };
  showStatus();
}

function showStatus() {
  find("status").textContent = status.say();
  find("status").className = status.isError ? "error" : "";
}

function fail(code, detail = "") {
  setStatus(() => {
    const { errors } = labels[language];
    const reason = Object.hasOwn(errors, code) ? errors[code] : errors.other;
    return detail ? `${reason} (${detail})` : reason;
  }, true);
}

function clear() {
  running?.abort();
  running = null;
  record = null;
  find("text").value = "";
  find("result").hidden = true;
  find("extract").disabled = false;
  setStatus(() => "");
  find("text").focus();
}

async function extract() {
  const text = find("text").value;
  running?.abort();
  if (!text.trim()) {
    fail("empty");
    return;
  }
  const mine = new AbortController();
  running = mine;
  find("extract").disabled = true;
  setStatus(() => say("working"));
  const began = performance.now();
  try {
    const response = await post("/extract", text, mine.signal);
    const found = await response.json();
    if (running !== mine) return;
    if (response.ok) {
      record = found;
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      setStatus(() => say("done")(seconds));
      showRecord();
    } else {
      fail(found.code, found.error);
    }
  } catch (error) {
    if (running === mine && error.name !== "AbortError") fail("offline");
  } finally {
    if (running === mine) {
      running = null;
      find("extract").disabled = false;
    }
  }
}

function post(path, text, signal) {
  const headers = { "content-type": "application/json" };
  return fetch(path, { method: "POST", headers, body: JSON.stringify({ text }), signal });
}

async function openFile(file) {
  find("file").value = "";
  if (!file) return;
  const text = decode(await file.arrayBuffer());
  if (text === null) {
    fail("file", file.name);
    return;
  }
  find("text").value = text;
  extract();
}

/** The bytes of a text file as text; null where they are none. */
function decode(bytes) {
  const [first, second] = new Uint8Array(bytes);
  const marks = { 65534: "utf-16le", 65279: "utf-16be" };
  const marked = marks[(first << 8) | second];
  for (const encoding of marked ? [marked] : ["utf-8", "gb18030"]) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      return text.includes("\0") ? null : text;
    } catch {
      // The next one.
    }
  }
  return null;
}

function listenForDrops() {
  const area = find("input");
  const over = (isOver) => (event) => {
    event.preventDefault();
    area.classList.toggle("dropping", isOver);
  };
  for (const name of ["dragenter", "dragover"]) document.addEventListener(name, over(true));
  for (const name of ["dragleave", "drop"]) document.addEventListener(name, over(false));
  document.addEventListener("drop", (event) => {
    const [file] = event.dataTransfer.files;
    if (file) {
      openFile(file);
    } else if (event.dataTransfer.getData("text")) {
      find("text").value = event.dataTransfer.getData("text");
      extract();
    }
  });
}

function showRecord() {
  find("result").hidden = false;
  showLegend();
  showText();
  showFacts();
  showRelations();
}

function showLegend() {
  find("legend").replaceChildren(
    ...[...entities, ...stages].flatMap((label) => [make("mark", label, say(label)), " "]),
    make("mark", "planned", say("planned")),
  );
}

/** The text with its marks. Offsets of records count characters, those of strings in JavaScript do not. */
function showText() {
  const chars = Array.from(record.text);
  const marks = [...record.entities, ...record.stages].sort((a, b) => a.start - b.start || a.end - b.end);
  const parts = [];
  let done = 0;
  for (const { start, end, label, status } of marks) {
    if (start < done) continue;
    parts.push(chars.slice(done, start).join(""));
    const mark = make("mark", `${label} ${status === "planned" ? "planned" : ""}`, chars.slice(start, end).join(""));
    mark.dataset.start = start;
    mark.append(make("span", "", say(label)));
    parts.push(mark);
    done = end;
  }
  find("marked").replaceChildren(...parts, chars.slice(done).join(""));
}

function showFacts() {
  const chars = Array.from(record.text);
  find("fact-count").textContent = record.facts.length;
  const rows = record.facts.map((fact) => ({
    cells: [
      ["name", fact.names.join(" = ")],
      ["short", say(fact.label)],
      ["short", valueOf(fact)],
      ["number", fact.score.toFixed(2)],
      ["evidence", fact.evidence.map(([start, end]) => chars.slice(start, end).join("").trim()).join(" … ")],
    ],
    spans: fact.evidence,
  }));
  showTable("facts", ["company", "fact", "value", "score", "evidence"], rows);
}

function showRelations() {
  find("relation-count").textContent = record.relations.length;
  const rows = record.relations.map((relation) => {
    const head = record.entities[relation.head];
    const tail = "stage" in relation ? record.stages[relation.stage] : record.entities[relation.tail];
    return {
      cells: [
        ["name", head.text],
        ["short", say(relation.label)],
        ["short", tail.status ? `${tail.text} (${say(tail.status)})` : tail.text],
        ["number", relation.score.toFixed(2)],
      ],
      spans: [[head.start, head.end], [tail.start, tail.end]],
    };
  });
  showTable("relations", ["company", "relation", "target", "score"], rows);
}

function valueOf(fact) {
  if (fact.status) return say(fact.status);
  return fact.bound && fact.bound !== "exact" ? `${say(fact.bound)} ${fact.text}` : fact.text;
}

function showTable(id, columns, rows) {
  const head = make("thead");
  head.append(make("tr"));
  for (const name of columns) head.firstChild.append(make("th", name, say(name)));
  const body = make("tbody");
  if (!rows.length) {
    body.append(make("tr"));
    body.firstChild.append(make("td", "", say("none")));
    body.firstChild.firstChild.colSpan = columns.length;
  }
  for (const { cells, spans } of rows) {
    const row = body.appendChild(make("tr"));
    row.append(...cells.map(([className, text]) => make("td", className, text)));
    row.tabIndex = 0;
    row.addEventListener("click", () => light(spans));
    row.addEventListener("keydown", (event) => event.key === "Enter" && light(spans));
  }
  find(id).replaceChildren(head, body);
}

/** Light up the marks within spans, and go to the first. */
function light(spans) {
  let first = null;
  for (const mark of document.querySelectorAll("#marked mark")) {
    const at = Number(mark.dataset.start);
    const isLit = spans.some(([start, end]) => start <= at && at < end);
    mark.classList.toggle("lit", isLit);
    if (isLit) first ??= mark;
  }
  first?.scrollIntoView({ block: "center" });
}

async function saveCsv() {
  try {
    const response = await post("/extract?format=csv", record.text);
    if (response.ok) {
      save(await response.blob(), "text/csv", "csv");
    } else {
      const { code, error } = await response.json();
      fail(code, error);
    }
  } catch {
    fail("offline");
  }
}

function save(content, type, suffix) {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = `zhaoshang.${suffix}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function make(name, className = "", text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}
