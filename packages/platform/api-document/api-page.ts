import { html, raw } from "hono/html";
import { type ApiDocument, routeGroups, schemasOf } from "./api-document.ts";
import { operationSection, routeName } from "./api-operation.ts";
import { type Html, schemaAnchor, schemaTable } from "./api-schema.ts";

export const style = `:root{color-scheme:light dark;--line:#8883;--soft:#8881}
*{box-sizing:border-box}html{scroll-behavior:smooth;scroll-padding-top:1rem}
body{background:Canvas;color:CanvasText;font:15px/1.55 system-ui,sans-serif;margin:0;display:grid;grid-template-columns:19rem minmax(0,1fr)}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1.5rem 1rem;border-right:1px solid var(--line);background:var(--soft)}
nav h2{font-size:.75rem;text-transform:uppercase;letter-spacing:.06em;margin:1.25rem 0 .25rem}
nav ul{list-style:none;margin:0;padding:0}nav li a{display:block;padding:.15rem .25rem;border-radius:4px;color:inherit;text-decoration:none}
nav li a:hover,nav li a:focus-visible{background:var(--line)}
main{padding:1.5rem 2.5rem 6rem;max-width:64rem}h1{margin:0;font-size:1.5rem}
main>h2{margin:3rem 0 0;text-transform:capitalize}h3{margin:0;font-size:1.05rem}h4{margin:1rem 0 .25rem;font-size:.9rem}
section{margin:1rem 0 1.5rem;padding:1rem 1.25rem;border:1px solid var(--line);border-radius:8px}
code{font:13px/1.4 ui-monospace,monospace;overflow-wrap:anywhere}small{font-size:.85em}
.method{display:inline-block;min-width:4.2em;font:600 11px/1.7 ui-monospace,monospace;text-align:center;border-radius:4px;color:#fff;background:#57606a}
.get{background:#1f6feb}.post{background:#1a7f37}.put,.patch{background:#9a6700}.delete{background:#cf222e}
.needs{border:1px solid var(--line);border-radius:4px;padding:0 .4em;white-space:nowrap}
table{border-collapse:collapse;width:100%;table-layout:fixed;margin:.25rem 0}th{font-size:.8rem;font-weight:600}
td,th{text-align:left;vertical-align:top;padding:.3rem .75rem .3rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
tr:last-child td{border-bottom:0}th:first-child{width:24%}th:nth-child(2){width:38%}
@media(max-width:60rem){body{display:block}nav{position:static;height:auto;border-right:0;border-bottom:1px solid var(--line)}main{padding:1rem}}`;

/**
 * Every route with its parameters and responses, and every named schema. All text is escaped; there
 * are no scripts.
 */
export function renderApiPage(document: ApiDocument): Html {
  const groups = [...routeGroups(document)];
  const schemas = schemasOf(document);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${document.info.title}</title>
<style>${raw(style)}</style></head>
<body><nav aria-label="Routes"><h1>${document.info.title}</h1>
<small>Version ${document.info.version} · <a href="/openapi.json">OpenAPI ${document.openapi}</a></small>
${groups.map(
  ([name, routes]) =>
    html`<h2>${name}</h2><ul>${routes.map(
      ({ method, path, anchor }) =>
        html`<li><a href="#${anchor}">${routeName(method, path)}</a></li>`,
    )}</ul>`,
)}
<h2>Schemas</h2><ul>${schemas.map(([name]) => html`<li><a href="#${schemaAnchor(name)}">${name}</a></li>`)}</ul></nav>
<main>${groups.map(([name, routes]) => html`<h2>${name}</h2>${routes.map(operationSection)}`)}
<h2>Schemas</h2>
${schemas.map(([name, schema]) => html`<section id="${schemaAnchor(name)}"><h3>${name}</h3>${schema.description === undefined ? "" : html`<p>${schema.description}</p>`}${schemaTable(schema)}</section>`)}
</main></body></html>`;
}
