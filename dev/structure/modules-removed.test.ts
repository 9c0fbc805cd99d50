import { execFile } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { modules } from "@seaworthy/app/src/modules";
import { bundleWorker } from "@seaworthy/platform/bundle/bundle";
import { migrationSources } from "@seaworthy/platform/bundle/migration-sources";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CheckoutCopy, copyCheckout } from "../testing/checkout-copy.ts";

const run = promisify(execFile);

/** A workload is removed by deleting its folder and its lines in the table. */
describe.each(modules.map(({ name }) => name))(
  "without module %s",
  { timeout: 300_000 },
  (name) => {
    let copy: CheckoutCopy;
    beforeAll(() => {
      copy = copyCheckout();
      rmSync(join(copy.root, "app/src/modules", name), { recursive: true });
      const table = join(copy.root, "app/src/modules.ts");
      writeFileSync(table, withoutModule(readFileSync(table, "utf8"), name));
    });
    afterAll(() => copy?.remove());

    test("the Worker bundles, and nothing of the module is in it", async () => {
      const { modules: made, sources } = await bundleWorker({ folder: join(copy.root, "app") });
      expect(sources.filter((source) => source.includes(`modules/${name}/`))).toEqual([]);
      const code = new TextDecoder().decode(made[0]?.content);
      expect(code.length).toBeGreaterThan(10_000);
      expect(code).not.toContain(`/rest/${name}`);
    });

    test("its migrations are no longer a source", () => {
      const table = join(copy.root, "app/src/modules.ts");
      const left = modules.filter((module) => module.name !== name);
      expect(migrationSources(table, left).map((source) => source.name)).not.toContain(name);
    });

    test("the app and the program type-check", async () => {
      const projects = ["app", "app/tsconfig.node.json", programOnly(copy)];
      for (const project of projects)
        await run("tsgo", ["--noEmit", "-p", project], { cwd: copy.root });
    });
  },
);

/** Removes the import and the list entry. */
function withoutModule(source: string, name: string): string {
  const lines = source.split("\n").filter((line) => !line.includes(`/modules/${name}/`));
  const left = lines.join("\n").replace(new RegExp(`(?<=[[ ])${name},? ?(?=[^\\n]*\\])`), "");
  expect(left).not.toMatch(new RegExp(`\\b${name}\\b`));
  return left;
}

/** The packages are not checked again: only code that could know the module is. */
function programOnly({ root }: CheckoutCopy): string {
  const include = ["infra", "policies"];
  const exclude = ["**/node_modules", "**/*.test.ts"];
  writeFileSync(
    join(root, "tsconfig.program.json"),
    JSON.stringify({ extends: "./tsconfig.json", include, exclude }),
  );
  return "tsconfig.program.json";
}
