import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";

export interface Shown {
  readonly title: string;
  readonly html: string;
  /** From this page to the site's top level: empty or `../`. */
  readonly top: string;
  readonly navigation: string;
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

export const layout = ({ title, html, top, navigation }: Shown): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escaped(title)} · Seaworthy</title><link rel="stylesheet" href="${top}site.css"></head>
<body><a class="skip" href="#content">Skip to the content</a>
<header><a class="home" href="${top}index.html">Seaworthy</a><label>Search <input type="search" id="query" autocomplete="off"></label></header>
<div class="columns"><nav aria-label="Pages">${navigation}</nav>
<main id="content"><div id="found" role="status"></div><article>${html}</article></main></div>
<script src="${top}search-index.js"></script><script src="${top}search.js" data-top="${top}"></script></body>
</html>
`;

/** The search of this folder, and what shows it. */
export const script = (): string => {
  const source = readFileSync(join(import.meta.dirname, "search.ts"), "utf8");
  return `${stripTypeScriptTypes(source).replaceAll(/^export /gm, "")}
const top_ = document.currentScript.dataset.top;
const query = document.getElementById("query");
const found = document.getElementById("found");
query.addEventListener("input", () => {
  const entries = findEntries(searchIndex, query.value);
  found.replaceChildren(...entries.map(({ address, page, heading, text }) => {
    const link = document.createElement("a");
    link.href = top_ + address;
    link.textContent = heading === page ? page : page + " › " + heading;
    const line = document.createElement("p");
    line.append(link, " " + text.slice(0, 140));
    return line;
  }));
  if (query.value.trim() !== "" && entries.length === 0) found.textContent = "Nothing found.";
  document.body.classList.toggle("searching", query.value.trim() !== "");
});
`;
};

export const style = `:root { color-scheme: light dark; --page: light-dark(#fff, #10151b); --soft: light-dark(#566472, #94a3b3); --line: light-dark(#dde3e9, #28323d); --code: light-dark(#f4f6f8, #171e26); --accent: light-dark(#0b6478, #62c6dc); --text: light-dark(#1b2530, #dfe6ee); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.55 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
a { color: var(--accent); text-underline-offset: 2px; }
.skip:not(:focus) { position: absolute; left: -999px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
header { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: center; padding: 10px 24px; background: var(--page); border-bottom: 1px solid var(--line); }
.home { font-weight: 650; color: inherit; text-decoration: none; }
header label { margin-left: auto; color: var(--soft); font-size: 14px; }
input { font: inherit; width: min(300px, 60vw); padding: 4px 10px; border: 1px solid var(--soft); border-radius: 6px; background: var(--code); color: inherit; }
.columns { display: grid; grid-template-columns: 290px minmax(0, 1fr); gap: 32px; max-width: 1280px; margin: 0 auto; padding: 20px 24px 60px; }
nav { font-size: 14px; } nav p { margin: 14px 0 2px; color: var(--soft); } nav p::first-letter { text-transform: uppercase; } nav ul { list-style: none; margin: 0; padding: 0; } nav a { text-decoration: none; } nav [aria-current] { font-weight: 650; color: inherit; }
main { min-width: 0; } h1 { font-size: 28px; line-height: 1.25; margin: 4px 0 16px; } h2 { font-size: 20px; margin: 32px 0 8px; } h3 { font-size: 16.5px; margin: 24px 0 6px; } :is(h1, h2, h3) { scroll-margin-top: 70px; }
code { font: 13.5px/1.45 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; background: var(--code); border-radius: 4px; padding: 1px 4px; overflow-wrap: anywhere; }
pre { background: var(--code); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; overflow-x: auto; } pre code { padding: 0; background: none; overflow-wrap: normal; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: 14.5px; } th, td { text-align: left; vertical-align: top; padding: 6px 14px 6px 0; border-bottom: 1px solid var(--line); } td { min-width: 90px; } th { color: var(--soft); font-weight: 500; }
img { max-width: 100%; height: auto; } #found p { margin: 0 0 12px; color: var(--soft); font-size: 14px; } .searching article { display: none; }
@media (max-width: 800px) { .columns { grid-template-columns: minmax(0, 1fr); padding: 14px; } nav { order: 2; border-top: 1px solid var(--line); } header { padding: 10px 14px; } header label { margin-left: 0; } }
`;
