import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
/** Names cases of other projects' suites by their files. */
const foreign = "docs/local-cloud/conformance.md";
const text = globSync(["*.md", "{docs,packages,app,infra,policies,dev}/**/*.{md,ts,mjs}"], {
  cwd: root,
  exclude: (path) => /node_modules|\.seaworthy|\/dist$/.test(path),
}).filter((path) => path !== foreign);

/** Today's top-level folders, and those of former layouts, which no text may mention. */
const folders =
  "packages|infra|app|policies|dev|docs|sdks|core|rules|local|ops|providers|toolchain|src";
/** A file's path anywhere, or any path in backticks that starts with one of the folders. */
const mention = new RegExp(
  `(?<![\\w/.@:}-])(?:${folders})(?:/[\\w.*<>-]+)+\\.(?:ts|mjs|md|json|sql|yaml)\\b|(?<=\`)(?:${folders})/[\\w./*<>-]+(?=\`)`,
  "g",
);

/** Paths of other projects. */
const elsewhere = new Set([
  "src/common/scram-common.c", // PostgreSQL's
  "src/modules.ts", // of any bundled app
  ...["module", "worker"].map((file) => `app/src/modules/notes/${file}.ts`), // an example for the reader to write
  ...["app/src/modules/notes/", "policies/rules/"], // written by `seaworthy add`
]);

/** A path is relative to the top level, its package or its own folder. */
const exists = (path: string, file = "") => {
  const pattern = path.replaceAll(/<[^>]*>/g, "*").replace(/\/$/, "");
  const [first = "", second = ""] = file.split("/");
  const starts = [".", first === "packages" ? join(first, second) : first, dirname(file)];
  return starts.some((start) =>
    pattern.includes("*")
      ? globSync(join(start, pattern), { cwd: root }).length > 0
      : existsSync(join(root, start, pattern)),
  );
};
const proseOf = (file: string, source: string) =>
  file.endsWith(".md")
    ? source
    : [...source.matchAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*/g)]
        .map(([comment]) => comment)
        .join("\n");

it("finds the paths that a text names", () => {
  expect("see `ops/rotate/table.ts`, docs/app/app.md".match(mention)).toHaveLength(2);
  expect(exists("packages/core/errors.ts")).toBe(true);
  expect(exists("packages/readiness/rules/<area>/edge-*.ts")).toBe(true);
  expect(exists("rules/table.ts", "packages/readiness/waivers/waivers.ts")).toBe(true);
  expect(exists("core/errors.ts", "packages/cli/main.ts")).toBe(false);
});

it("every path of a page or a comment exists", () => {
  expect(text.length).toBeGreaterThan(500);
  const missing = text.flatMap((file) =>
    [...new Set(proseOf(file, readFileSync(join(root, file), "utf8")).match(mention))]
      .filter((path) => !exists(path, file) && !elsewhere.has(path))
      .map((path) => `${file}: ${path}`),
  );
  expect(missing).toEqual([]);
});
