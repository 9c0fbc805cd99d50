import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildSite } from "./build.ts";
import { renderMarkdown } from "./markdown.ts";
import { navigation, sitePages, textOf } from "./pages.ts";
import { type Entry, findEntries } from "./search.ts";

const folder = mkdtempSync(join(tmpdir(), "sea-site-"));
beforeAll(() => buildSite(folder));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (name: string) => readFileSync(join(folder, name), "utf8");
const files = () =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".html"),
  );

test("every link within the site leads to a page and to a heading that it has", () => {
  expect(files().length).toBe(sitePages.length);
  const broken = files().flatMap((file) =>
    [...read(file).matchAll(/<a [^>]*href="([^":]*?)(?:#([^"]*))?"/g)]
      .filter(([, path = "", anchor]) => {
        const target = path === "" ? file : join(dirname(file), path);
        if (!target.endsWith(".html")) return false;
        if (!existsSync(join(folder, target))) return true;
        return anchor !== undefined && !read(target).includes(`id="${anchor}"`);
      })
      .map(([link]) => `${file}: ${link}`),
  );
  expect(broken).toEqual([]);
});

test("every picture is there", () => {
  const missing = files().flatMap((file) =>
    [...read(file).matchAll(/(?:src|srcset)="([^":]+\.(?:png|svg))"/g)]
      .map(([, path = ""]) => join(dirname(file), path))
      .filter((path) => !existsSync(join(folder, path))),
  );
  expect(missing).toEqual([]);
});

test("every page of docs is in README's table", () => {
  const linked = new Set(navigation(textOf("README.md")).flatMap(({ pages }) => pages));
  expect(sitePages.filter((page) => page.startsWith("docs/") && !linked.has(page))).toEqual([]);
});

test("a search finds the part with all words, headings first", () => {
  const index = JSON.parse(
    read("search-index.js").replace("const searchIndex = ", "").replace(/;\n$/, ""),
  ) as Entry[];
  expect(findEntries(index, "restore a BACKUP")[0]?.address).toBe(
    "docs/operations/runbooks.html#restore-a-backup",
  );
  expect(findEntries(index, "zebra-unknown")).toEqual([]);
  expect(findEntries(index, " ")).toEqual([]);
});

test("what a page shows as text stays text", () => {
  const { html, parts } = renderMarkdown("# A `<b>`\n\n`<script>` & more\n", (href) => href);
  expect(html).not.toContain("<script>");
  expect(parts[0]).toEqual({ heading: "A <b>", anchor: "a-b", text: "<script> & more" });
});
