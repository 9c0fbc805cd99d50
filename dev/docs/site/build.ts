/** `npm run docs:site`: README and docs as pages that a person can search, in dist/docs. */
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { layout, script, style } from "./layout.ts";
import { type RenderedPage, renderMarkdown } from "./markdown.ts";
import { addressOf, linkFrom, navigation, sitePages, textOf } from "./pages.ts";
import type { Entry } from "./search.ts";

/** Writes the whole site into an empty folder. */
export function buildSite(folder: string, repository?: string): void {
  rmSync(folder, { recursive: true, force: true });
  const pages = new Map(
    sitePages.map((page) => [
      page,
      renderMarkdown(textOf(page), (href) => linkFrom(page, href, repository)),
    ]),
  );
  for (const [page, rendered] of pages)
    write(folder, addressOf(page), htmlOf(page, rendered, pages));
  write(folder, "site.css", style);
  write(folder, "search.js", script());
  write(folder, "search-index.js", `const searchIndex = ${JSON.stringify(entriesOf(pages))};\n`);
  copyPictures(folder);
}

function copyPictures(folder: string): void {
  const from = join(findProject().root, "docs");
  for (const file of readdirSync(from, { recursive: true, encoding: "utf8" })) {
    if (!/\.(svg|png)$/.test(file)) continue;
    mkdirSync(dirname(join(folder, "docs", file)), { recursive: true });
    copyFileSync(join(from, file), join(folder, "docs", file));
  }
}

type Pages = ReadonlyMap<string, RenderedPage>;

function htmlOf(page: string, { title, html }: RenderedPage, pages: Pages): string {
  const top = relative(dirname(addressOf(page)), ".").replace(/(?<=.)$/, "/");
  const rows = navigation(textOf("README.md")).map(({ to, pages: linked }) => {
    const items = linked.map((one) => {
      const current = one === page ? ' aria-current="page"' : "";
      const name = pages.get(one)?.title ?? one;
      return `<li><a href="${top}${addressOf(one)}"${current}>${name.replaceAll("<", "&lt;")}</a></li>`;
    });
    return `<p>${to}</p><ul>${items.join("")}</ul>`;
  });
  return layout({ title, html, top, navigation: rows.join("") });
}

const entriesOf = (pages: Pages): Entry[] =>
  [...pages].flatMap(([page, { title, parts }]) =>
    parts.map(({ heading, anchor, text }) => ({
      ...{ address: `${addressOf(page)}#${anchor}`, page: title, heading },
      text: text.slice(0, 1_500),
    })),
  );

function write(folder: string, name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

if (import.meta.main) {
  const folder = join(findProject().root, "dist", "docs");
  buildSite(folder, process.argv[2]);
  process.stdout.write(`${relative(process.cwd(), folder)}/index.html\n`);
}
