import { html, raw } from "hono/html";

/** What the page shows of an OpenAPI 3.1 document. */
export interface ApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths?: object;
  readonly components?: object;
}

interface Operation {
  readonly summary?: string;
  readonly security?: readonly Record<string, unknown>[];
  readonly parameters?: readonly { name: string; in: string; required?: boolean; description?: string; schema?: object }[];
  readonly requestBody?: { content?: Record<string, { schema?: object }> };
  readonly responses?: Record<string, { description?: string; content?: Record<string, unknown> }>;
}

type Html = ReturnType<typeof html>;

export const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
code,pre{font:14px/1.4 ui-monospace,monospace}pre{overflow:auto;padding:.75rem;border:1px solid #8886;border-radius:4px}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8884}
section{border-top:2px solid #8886;margin-top:2rem}h2 code{font-size:1em}summary{cursor:pointer}`;

/** Every route with what it takes and answers. All text is escaped. */
export function renderApiPage(document: ApiDocument): Html {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => operationSection(method, path, operation)),
  );
  const schemas = "schemas" in (document.components ?? {}) ? Object.entries((document.components as { schemas: object }).schemas) : [];
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${document.info.title}</title>
<style>${raw(style)}</style></head>
<body><h1>${document.info.title}</h1>
<p>Version ${document.info.version}. For programs: <a href="/openapi.json">OpenAPI ${document.openapi}</a>.</p>
${operations}
<section><h2>Schemas</h2>${schemas.map(([name, schema]) => schemaDetails(name, schema))}</section>
</body></html>`;
}

function operationSection(method: string, path: string, operation: Operation): Html {
  const needs = (operation.security ?? []).flatMap((one) => Object.keys(one));
  return html`<section><h2><code>${method.toUpperCase()} ${path}</code></h2>
<p>${operation.summary ?? ""}${needs.length > 0 ? html` Needs: ${needs.join(" or ")}.` : ""}</p>
${parameterTable(operation.parameters ?? [])}
${Object.entries(operation.requestBody?.content ?? {}).map(([type, { schema }]) => schemaDetails(`Body, ${type}`, schema ?? {}))}
<table><thead><tr><th>Status</th><th>Answer</th><th>Type</th></tr></thead><tbody>
${Object.entries(operation.responses ?? {}).map(
  ([status, { description, content }]) =>
    html`<tr><td>${status}</td><td>${description ?? ""}</td><td>${Object.keys(content ?? {}).join(", ")}</td></tr>`,
)}
</tbody></table></section>`;
}

function parameterTable(parameters: NonNullable<Operation["parameters"]>): Html | "" {
  if (parameters.length === 0) return "";
  return html`<table><thead><tr><th>Parameter</th><th>In</th><th>Form</th><th></th></tr></thead><tbody>
${parameters.map(
  (one) => html`<tr><td><code>${one.name}</code>${one.required ? " (required)" : ""}</td><td>${one.in}</td>
<td><code>${JSON.stringify(one.schema ?? {})}</code></td><td>${one.description ?? ""}</td></tr>`,
)}
</tbody></table>`;
}

function schemaDetails(name: string, schema: object): Html {
  return html`<details><summary>${name}</summary><pre>${JSON.stringify(schema, null, 2)}</pre></details>`;
}
