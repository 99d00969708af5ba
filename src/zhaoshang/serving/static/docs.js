// The API's schema as a page to read.

const api = await (await fetch("/openapi.json")).json();
const place = document.getElementById("operations");

for (const [path, operations] of Object.entries(api.paths)) {
  for (const [method, operation] of Object.entries(operations)) showOperation(path, method, operation);
}
add(place, "h2", "Schemas");
for (const [name, schema] of Object.entries(api.components?.schemas ?? {})) showSchema(name, schema);
document.documentElement.dataset.ready = "true";

function showOperation(path, method, operation) {
  add(place, "h2", `${method.toUpperCase()} ${path}`);
  add(place, "p", operation.summary ?? "");
  for (const { name, description, schema } of operation.parameters ?? []) {
    add(place, "p", `?${name}: ${typeOf(schema)}. ${description ?? ""}`);
  }
  for (const [type, { schema }] of Object.entries(operation.requestBody?.content ?? {})) {
    add(place, "p", `Body, ${type}:`);
    add(place, "pre", JSON.stringify(schema, null, 2));
  }
  const table = add(place, "table");
  for (const [status, { description, content }] of Object.entries(operation.responses)) {
    const row = add(table, "tr");
    add(row, "td", status).className = "short";
    add(row, "td", description);
    add(row, "td", Object.entries(content ?? {}).map(([type, { schema }]) => `${type} ${typeOf(schema)}`).join(", "));
  }
}

function showSchema(name, schema) {
  add(place, "h2", name);
  add(place, "p", schema.description ?? "");
  const table = add(place, "table");
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    const row = add(table, "tr");
    add(row, "td", key).className = "short";
    add(row, "td", typeOf(value));
    add(row, "td", value.description ?? (schema.required?.includes(key) ? "" : "may be missing"));
  }
}

function typeOf(schema) {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").at(-1);
  if (schema.enum) return schema.enum.join(" | ");
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" | ");
  if (schema.type === "array") return `${typeOf(schema.items) || "value"}[]`;
  return schema.type ?? "";
}

function add(parent, name, text = "") {
  const element = document.createElement(name);
  element.textContent = text.replaceAll("``", "");
  return parent.appendChild(element);
}
