/** The OpenAPI document as a page to read: made here, with a style of its own and no script, so that it works offline. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";

// biome-ignore lint/suspicious/noExplicitAny: the document is read as what it is, JSON
type Json = any;

const html = { "text/html": { schema: z.string() } };
const css = { "text/css": { schema: z.string() } };

const page = createRoute({
  method: "get",
  path: "/api/docs",
  tags: ["Documentation"],
  summary: "This document as a page",
  responses: { 200: { description: "HTML", content: html } },
});

const style = createRoute({
  method: "get",
  path: "/api/docs.css",
  tags: ["Documentation"],
  summary: "The style of that page",
  responses: { 200: { description: "CSS", content: css } },
});

export function addDocsPage(api: OpenAPIHono, document: () => Json): void {
  let text: string | undefined;
  api.openapi(page, (context) => {
    text ??= renderPage(document());
    return context.body(text, 200, { "content-type": "text/html; charset=utf-8" });
  });
  api.openapi(style, (context) => context.body(STYLE, 200, { "content-type": "text/css; charset=utf-8" }));
}

function renderPage({ info, paths, components }: Json): string {
  const operations = Object.entries<Json>(paths).flatMap(([path, item]) =>
    Object.entries<Json>(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
  const tags = [...new Set(operations.map(({ operation }) => String(operation.tags?.[0] ?? "Other")))];
  const sections = tags.map((tag) => {
    const own = operations.filter(({ operation }) => (operation.tags?.[0] ?? "Other") === tag);
    return `<section id="${idOf(tag)}"><h2>${escapeHtml(tag)}</h2>${own.map(renderOperation).join("")}</section>`;
  });
  const schemas = Object.entries<Json>(components.schemas).map(
    ([name, schema]) =>
      `<article id="schema-${idOf(name)}"><h3>${escapeHtml(name)}</h3>${renderSchema(schema)}</article>`,
  );
  const links = [...tags, "Schemas"].map((tag) => `<a href="#${idOf(tag)}">${escapeHtml(tag)}</a>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark">
<title>${escapeHtml(info.title)} API</title>
<link rel="stylesheet" href="/api/docs.css">
</head>
<body>
<header><h1>${escapeHtml(info.title)} API <small>${escapeHtml(info.version)}</small></h1>
${paragraphs(info.description)}<p>As OpenAPI 3.1: <a href="/api/openapi.json">/api/openapi.json</a></p>
<nav>${links.join(" ")}</nav></header>
<main>${sections.join("")}
<section id="schemas"><h2>Schemas</h2>${schemas.join("")}</section></main>
</body>
</html>
`;
}

function renderOperation({
  method,
  path,
  operation,
}: {
  method: string;
  path: string;
  operation: Json;
}): string {
  const parameters: Json[] = operation.parameters ?? [];
  const rows = parameters.map(
    ({ name, in: where, required, schema, description }) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${escapeHtml(where)}${required ? ", required" : ""}</td><td>${typeOf(schema)}</td><td>${escapeHtml(description ?? schema.description ?? "")}</td></tr>`,
  );
  const answers = Object.entries<Json>(operation.responses).map(
    ([status, { description, content }]) =>
      `<tr><td><code>${escapeHtml(status)}</code></td><td>${contentOf(content)}</td><td colspan="2">${escapeHtml(description)}</td></tr>`,
  );
  const body = operation.requestBody
    ? `<tr><td>body</td><td colspan="3">${contentOf(operation.requestBody.content)}</td></tr>`
    : "";
  return `<article><h3><b class="${method.toLowerCase()}">${method}</b> <code>${escapeHtml(path)}</code></h3>
<p>${escapeHtml(operation.summary)}.</p>${paragraphs(operation.description)}
<table><tbody>${rows.join("")}${body}</tbody><tbody>${answers.join("")}</tbody></table></article>`;
}

function contentOf(content: Json): string {
  return Object.entries<Json>(content ?? {})
    .map(([type, { schema }]) => `<code>${escapeHtml(type)}</code> ${typeOf(schema)}`)
    .join("<br>");
}

function renderSchema(schema: Json): string {
  const required: string[] = schema.required ?? [];
  const rows = Object.entries<Json>(schema.properties ?? {}).map(
    ([name, property]) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${required.includes(name) ? "" : "optional"}</td><td>${typeOf(property)}</td><td>${escapeHtml(property.description ?? "")}</td></tr>`,
  );
  const example = schema.example ? `<pre>${escapeHtml(JSON.stringify(schema.example, null, 2))}</pre>` : "";
  const table =
    rows.length > 0 ? `<table><tbody>${rows.join("")}</tbody></table>` : `<p>${typeOf(schema)}</p>`;
  return `${paragraphs(schema.description)}${table}${example}`;
}

/** Returns a type in words; what has a name as a link. */
function typeOf(schema: Json): string {
  if (schema === undefined) return "";
  if (schema.$ref) {
    const name = String(schema.$ref).split("/").at(-1) ?? "";
    return `<a href="#schema-${idOf(name)}">${escapeHtml(name)}</a>`;
  }
  if (schema.enum)
    return schema.enum.map((value: Json) => `<code>${escapeHtml(String(value))}</code>`).join(" ");
  if (schema.const !== undefined) return `<code>${escapeHtml(String(schema.const))}</code>`;
  for (const some of [schema.anyOf, schema.oneOf]) if (some) return some.map(typeOf).join(" or ");
  if (schema.allOf) return schema.allOf.map(typeOf).join(" and ");
  if (schema.type === "array") return `array of ${typeOf(schema.items)}`;
  return escapeHtml([schema.type ?? "anything"].flat().join(" or "));
}

function paragraphs(text: string | undefined): string {
  return text
    ? text
        .split("\n\n")
        .map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`)
        .join("")
    : "";
}

function idOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `body { margin: 0 auto; max-width: 72rem; padding: 1rem 1.5rem 4rem; background: #14171a; color: #d5dbe0;
  font: 15px/1.5 system-ui, sans-serif; }
a { color: #7cc4ff; } small { color: #8b98a3; font-weight: normal; }
nav a { margin-right: 1rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #333b42; }
article { margin: 1.5rem 0; padding: .25rem 1rem .75rem; background: #1b2025; border-radius: 6px; overflow-x: auto; }
h3 { font-size: 1rem; margin: .5rem 0; } p { margin: .25rem 0; }
b { display: inline-block; min-width: 4.5rem; color: #7ee0a1; }
b.post, b.put, b.patch { color: #ffce6b; } b.delete { color: #ff8f8f; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
td { padding: .2rem .75rem .2rem 0; vertical-align: top; border-top: 1px solid #2a3137; }
code, pre { font-family: ui-monospace, monospace; font-size: .8125rem; color: #e8eef2; }
`;
