import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { modules } from "@seaworthy/app/src/modules";
import { beforeAll, expect, test } from "vitest";
import { aboutThem, moduleNames, moduleNamesIn } from "./module-names.ts";

const root = join(import.meta.dirname, "../..");
let names: Awaited<ReturnType<typeof moduleNames>>;
beforeAll(async () => {
  names = await moduleNames(root);
}, 60_000);

test("tests and tools outside the modules' folders name no module", async () => {
  expect(await moduleNamesIn(root, names)).toEqual([]);
});

test("each exception exists", () => {
  expect(Object.keys(aboutThem).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test("each module has names that are looked for", () => {
  const found = names.map((name) => name.found);
  for (const { name } of modules) expect(found).toContain(`module ${name}`);
  for (const kind of ["route", "table", "binding"])
    expect(found.filter((name) => name.startsWith(kind)).length).toBeGreaterThan(3);
});

test.each(["app/testing/a.ts", "app/tests/a.test.ts", "dev/e2e/a.ts"])(
  "%s is read",
  async (path) => {
    const folder = mkdtempSync(join(tmpdir(), "sea-module-names-"));
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const lines = names.map(({ found }) => found.split(" ") as [string, string]);
    const texts = lines.map(([kind, name]) => (kind === "table" ? `from ${name}` : `"${name}"`));
    writeFileSync(join(folder, path), texts.join("\n"));
    expect(await moduleNamesIn(folder, names)).toEqual(
      names.map(({ found }) => `${path}: ${found}`),
    );
    writeFileSync(
      join(folder, path),
      'import { x } from "../src/modules.ts"; "feeds"; // from posts_x',
    );
    expect(await moduleNamesIn(folder, names)).toEqual([]);
    rmSync(folder, { recursive: true });
  },
);
