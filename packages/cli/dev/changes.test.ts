import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Change, changeOf, watchChanges } from "./changes.ts";

const folders = { app: "app", program: "infra" };

test.each([
  ["app/src/modules/feed/routes.ts", "code"],
  ["app/src/modules.ts", "table"],
  ["app/src/modules/feed/module.ts", "table"],
  ["app/src/modules/feed/migrations/0001_posts.sql", "migration"],
  ["app/migrations/0002_more.ts", "migration"],
  ["infra/app.ts", "infra"],
  ["Pulumi.local.yaml", "infra"],
])("%s is a change of kind %s", (file, kind) => {
  expect(changeOf(file, folders)).toEqual({ kind, file });
});

test.each([
  "app/src/modules/feed/feed.test.ts",
  "app/dist/index.js",
  "app/src/modules/feed/routes.ts~",
  "app/tests/health.ts",
  "infra/README.md",
  "Pulumi.prod.yaml",
  "package.json",
])("%s changes nothing that runs", (file) => {
  expect(changeOf(file, folders)).toBeUndefined();
});

test("files that change together are reported together", async () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "sea-watch-")));
  for (const folder of ["app/src", "infra"]) mkdirSync(join(root, folder), { recursive: true });
  const told: Change[] = [];
  const stop = watchChanges({ root, folders }, (changes) => told.push(...changes));
  try {
    writeFileSync(join(root, "app/src/a.ts"), "1");
    writeFileSync(join(root, "infra/b.ts"), "2");
    await expect
      .poll(() => told.map(({ file }) => file).sort())
      .toEqual(["app/src/a.ts", "infra/b.ts"]);
  } finally {
    stop();
    rmSync(root, { recursive: true });
  }
});
