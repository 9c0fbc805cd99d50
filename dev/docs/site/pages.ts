import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { findProject } from "@seaworthy/core/project";

const { root } = findProject();

/** Files of the site, from the top level; the first one is its entrance. */
export const sitePages: readonly string[] = [
  "README.md",
  ...["CHANGELOG.md", "CONTRIBUTING.md", "RELEASING.md", "SECURITY.md"],
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => join("docs", file))
    .sort(),
];

export const textOf = (page: string): string => readFileSync(join(root, page), "utf8");

/** A page keeps its path, with `.html` for `.md`; README becomes `index.html`. */
export const addressOf = (page: string): string =>
  page === "README.md" ? "index.html" : page.replace(/\.md$/, ".html");

/** Of a link on a page; files that are no pages are at the repository, if it has an address. */
export function linkFrom(page: string, href: string, repository: string | undefined): string {
  if (/^[a-z]+:|^#/.test(href)) return href;
  const [path = "", anchor] = href.split("#");
  const target = join(dirname(page), path);
  const isPage = sitePages.includes(target);
  if (!isPage && !target.endsWith(".svg") && !target.endsWith(".png"))
    return repository === undefined ? href : `${repository}/blob/main/${target}`;
  const address = isPage ? addressOf(target) : target;
  const from = relative(dirname(addressOf(page)), address);
  return anchor === undefined ? from : `${from}#${anchor}`;
}

/** A row of README's table of pages: what a reader wants, and where it stands. */
export interface NavigationRow {
  readonly to: string;
  readonly pages: readonly string[];
}

/** The navigation is README's own table, so that there is one list. */
export function navigation(readme: string): NavigationRow[] {
  const table = /^\| to \| read \|\n\|---\|---\|\n((?:\|.*\n)+)/m.exec(readme)?.[1] ?? "";
  return table
    .trim()
    .split("\n")
    .map((row) => {
      const [, to = "", links = ""] = row.split("|");
      const pages = [...links.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, page = ""]) => page);
      return { to: to.trim(), pages };
    });
}
