import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProject, type Project } from "@seaworthy/core/project";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { addToTable } from "./list-table.ts";
import { addMigration } from "./migration.ts";
import { addModule, addModuleFrom } from "./module.ts";
import { camelCase, moduleNames } from "./names.ts";
import { addPolicy } from "./policy.ts";
import { addSecret } from "./secret.ts";

const { root, tables } = findProject();
const copies = mkdtempSync(join(tmpdir(), "sea-add-"));
let project: Project;
let count = 0;

/** Only the files that generators read. */
beforeEach(() => {
  const copy = join(copies, String(count++));
  mkdirSync(copy);
  for (const file of ["Pulumi.yaml", "package.json"]) cpSync(join(root, file), join(copy, file));
  for (const file of [tables.modules, tables.secrets, tables.rules])
    cpSync(file, file.replace(root, copy));
  project = findProject(copy);
});
afterAll(() => rmSync(copies, { recursive: true, force: true }));

const text = (file: string) => readFileSync(file, "utf8");

describe("a module", () => {
  test("has every file, with its names, and one line in the table", () => {
    const lines = addModule(project, "categories", undefined);
    expect(lines.filter((line) => line.startsWith("created"))).toHaveLength(6);
    const table = text(project.tables.modules);
    expect(table).toContain('import { categories } from "./modules/categories/module.ts";\n');
    expect(table).toMatch(/export const modules = \[.*\bcategories\b.*\];/);
    const folder = join(project.root, "app/src/modules/categories");
    expect(text(join(folder, "routes.ts"))).toContain('"/rest/categories"');
    expect(text(join(folder, "category.ts"))).toContain("export type Category =");
    for (const file of ["module.ts", "worker.ts", "queries.ts", "routes.ts", "category.ts"])
      expect(text(join(folder, file))).not.toMatch(/\{\{|\bnote/i);
  });

  test("is not written twice or in part", () => {
    addModule(project, "notes", undefined);
    const before = text(project.tables.modules);
    expect(() => addModule(project, "notes", undefined)).toThrow("Nothing was written.");
    expect(text(project.tables.modules)).toBe(before);
  });

  test.each(["Notes", "my-notes", "n", "user", "table", "1a", "../x", "news", "sheep"])(
    "cannot be called %s",
    (name) => {
      expect(() => addModule(project, name, undefined)).toThrow("Nothing was written.");
      expect(existsSync(join(project.root, "app/src/modules"))).toBe(false);
    },
  );

  test("knows the singular of its name", () => {
    const items = ["notes", "categories", "boxes", "addresses", "news"].map(
      (name) => moduleNames(name, name === "news" ? "newsitem" : undefined).item,
    );
    expect(items).toEqual(["note", "category", "box", "address", "newsitem"]);
  });

  test("is copied from another checkout with all of its files", () => {
    const other = join(copies, "other");
    addModule({ ...project, ...findProject(project.root) }, "notes", undefined);
    cpSync(project.root, other, { recursive: true });
    rmSync(join(project.root, "app/src/modules"), { recursive: true });
    cpSync(tables.modules, project.tables.modules);
    expect(addModuleFrom(project, "notes", other)[0]).toBe("copied   6 files to notes/");
    expect(text(project.tables.modules)).toContain("./modules/notes/module.ts");
    expect(() => addModuleFrom(project, "others", other)).toThrow("has no module others");
  });
});

describe("a line in a table", () => {
  const entry = { identifier: "b", from: "./x/b.ts" };
  test.each([
    ["export const list = [];\n", 'import { b } from "./x/b.ts";\n\nexport const list = [b];\n'],
    [
      'import { a } from "./x/a.ts";\nimport { c } from "./x/c.ts";\n\nexport const list = [a, c];\n',
      'import { a } from "./x/a.ts";\nimport { b } from "./x/b.ts";\nimport { c } from "./x/c.ts";\n\nexport const list = [a, b, c];\n',
    ],
    [
      'import { c } from "./x/c.ts";\n\nexport const list: readonly T[] = [\n  c,\n];\n',
      'import { b } from "./x/b.ts";\nimport { c } from "./x/c.ts";\n\nexport const list: readonly T[] = [b, c];\n',
    ],
    [
      'import type { T } from "t";\n\nexport const list: readonly T[] = [];\n',
      'import type { T } from "t";\nimport { b } from "./x/b.ts";\n\nexport const list: readonly T[] = [b];\n',
    ],
  ])("%j", (before, after) => {
    expect(addToTable(before, "list", entry)).toBe(after);
  });

  test("is not added if the table has another form, or already has it", () => {
    expect(() => addToTable("export const list = make();", "list", entry)).toThrow("no line");
    expect(() => addToTable("export const list = [b];", "list", entry)).toThrow("has b already");
  });
});

describe("a secret", () => {
  test("is an entry at the end of the table", () => {
    addSecret(project, "session-key", { purpose: "signs sessions" });
    addSecret(project, "acme", { purpose: 'says "hi"', binding: "ACME", madeAt: "https://a.b" });
    const table = text(project.tables.secrets);
    expect(table).toContain('    binding: "SESSION_KEY",\n    consumers: ["the Worker"],');
    expect(table).toMatch(
      /purpose: "says \\"hi\\""[\s\S]*madeAt: "https:\/\/a\.b"[\s\S]*\] as const/,
    );
  });

  test.each([
    ["jwt", {}],
    ["other", { binding: "JWT_SECRET" }],
    ["Bad", {}],
    ["fine", { binding: "lower" }],
  ])("is refused: %s %j", (name, more) => {
    expect(() => addSecret(project, name, { purpose: "x", ...more })).toThrow(
      "Nothing was written.",
    );
  });
});

test("a policy starts with its area, and cannot replace a built-in one", () => {
  addPolicy(project, "worker-owner-named");
  expect(text(project.tables.rules)).toContain("[workerOwnerNamed]");
  for (const name of ["owner-named", "worker-logs-kept", "Worker-x"])
    expect(() => addPolicy(project, name)).toThrow("Nothing was written.");
  expect(camelCase("edge-a-2b")).toBe("edgeA2b");
});

test("a migration has the next number of all sources, in the right folder", () => {
  const module = join(project.root, "app/src/modules/notes");
  addModule(project, "notes", undefined);
  const known = {
    sources: [{ name: "notes", folder: join(module, "migrations") }],
    modules: { notes: module },
  };
  const add = (name: string, options: Parameters<typeof addMigration>[2] = {}) =>
    addMigration(project, name, options, known);
  expect(add("first")).toEqual(["created  app/migrations/0002_first.sql"]);
  expect(add("second-one", { module: "notes" })).toEqual([
    "created  app/src/modules/notes/migrations/0003_second_one.sql",
  ]);
  add("tasks", { table: "tasks" });
  expect(text(join(project.tables.migrations, "0004_tasks.sql"))).toContain(
    "alter table public.tasks force row level security;",
  );
  expect(() => add("x", { module: "nope" })).toThrow("There is no module nope");
  expect(() => add("x", { table: "user" })).toThrow("Nothing was written.");
});
