import { execFile } from "node:child_process";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { modules } from "@seaworthy/app/src/modules";
import { bundleWorker } from "@seaworthy/platform/bundle/bundle";
import { migrationSources } from "@seaworthy/platform/bundle/migration-sources";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CheckoutCopy, copyCheckout } from "../testing/checkout-copy.ts";

const run = promisify(execFile);

/** A workload is removed by deleting its folder and its lines in the table. */
describe("without module", { timeout: 300_000 }, () => {
  let copy: CheckoutCopy;
  let whole: { readonly folder: string; readonly table: string };
  beforeAll(async () => {
    copy = copyCheckout();
    const table = join(copy.root, "app/src/modules.ts");
    whole = { folder: join(copy.root, "app/src/modules"), table: readFileSync(table, "utf8") };
    // Each removal then checks only what it affects.
    await typeCheck(copy);
  }, 300_000);
  afterAll(() => copy?.remove());

  describe.each(modules.map(({ name }) => name))("%s", (name) => {
    // A file of its own, because Node.js evaluates a table only once.
    const left = `src/modules-without-${name}.ts`;
    const [aside, table] = [`${name}-removed`, "src/modules.ts"];
    beforeAll(() => {
      renameSync(join(whole.folder, name), join(copy.root, aside));
      for (const file of [left, table])
        writeFileSync(join(copy.root, "app", file), withoutModule(whole.table, name));
    });
    afterAll(() => {
      renameSync(join(copy.root, aside), join(whole.folder, name));
      rmSync(join(copy.root, "app", left));
      writeFileSync(join(copy.root, "app", table), whole.table);
    });

    test("the Worker bundles, and nothing of the module is in it", async () => {
      const { modules: made, sources } = await bundleWorker({
        folder: join(copy.root, "app"),
        table: left,
      });
      expect(sources.filter((source) => source.includes(`modules/${name}/`))).toEqual([]);
      const code = new TextDecoder().decode(made[0]?.content);
      expect(code.length).toBeGreaterThan(10_000);
      expect(code).not.toContain(`/rest/${name}`);
    });

    test("its migrations are no longer a source", () => {
      const others = modules.filter((module) => module.name !== name);
      const sources = migrationSources(join(copy.root, "app", left), others);
      expect(sources.map((source) => source.name)).not.toContain(name);
    });

    test("the app and the program type-check", () => typeCheck(copy));
  });
});

/** Incremental: a second check reads the first one's results. */
async function typeCheck(copy: CheckoutCopy): Promise<void> {
  for (const [index, project] of ["app", "app/tsconfig.node.json", programOnly(copy)].entries()) {
    const results = join(copy.root, `checked-${index}.tsbuildinfo`);
    const args = ["--noEmit", "-p", project, "--incremental", "--tsBuildInfoFile", results];
    await run("tsgo", args, { cwd: copy.root });
  }
}

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
