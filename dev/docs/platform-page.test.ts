import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { errorKinds } from "@seaworthy/platform/errors/errors";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const files = globSync("*/*.ts", { cwd: join(root, "packages/platform") });
const sources = files.filter(
  (file) => !file.endsWith(".test.ts") && !/^(testing|migrations)\//.test(file),
);
const tests = globSync(["packages/platform/**/*.test.ts", "app/**/*.test.ts", "infra/*.test.ts"], {
  cwd: root,
  exclude: ["**/node_modules/**"],
});
const page = readFileSync(join(root, "docs/app/platform.md"), "utf8");

it("docs/app/platform.md lists every status and code of the table", () => {
  for (const [code, { status, title }] of Object.entries(errorKinds))
    expect(page).toContain(`| ${status} | \`${code}\` | ${title} |`);
});

describe("the table in docs/app/platform.md", () => {
  const cells = page
    .split("\n")
    .filter((line) => /^\| `[\w-]+\/[\w-]+\.ts`/.test(line))
    .map((row) => row.split(" | "));
  const named = (cell = "") => [...cell.matchAll(/`([\w./-]+)`/g)].map(([, name = ""]) => name);
  const parts = cells.flatMap(([part]) => named(part));

  it("names each part by a file that exists", () => {
    expect(parts.length).toBeGreaterThan(30);
    expect(parts.filter((part) => !sources.includes(part))).toEqual([]);
  });

  it("lists each file: as a part, as internal to one, or as shared", () => {
    const [shared = ""] = /^Files whose name.*?\n\n/ms.exec(page) ?? [];
    const known = [...parts, ...named(shared)];
    const inside = (file: string) =>
      known.some(
        (part) =>
          file === part ||
          `${dirname(file)}/` === part ||
          (dirname(file) === dirname(part) &&
            basename(file).startsWith(`${basename(part, ".ts")}-`)),
      );
    const describesApi = (file: string) => dirname(file) === "api-document";
    expect(sources.filter((file) => !inside(file) && !describesApi(file))).toEqual([]);
  });

  it("names existing tests, at least one per part", () => {
    for (const row of cells) {
      const names = named(row.at(-1));
      expect(names.length, row[0]).toBeGreaterThan(0);
      for (const name of names)
        expect(
          tests.filter((test) =>
            `/${test}`.endsWith(`/${name.replace(/\.test\.ts$/, "")}.test.ts`),
          ),
          `${row[0]}: ${name}`,
        ).not.toEqual([]);
    }
  });
});
