import { execFile } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { modules as table } from "@seaworthy/app/src/modules";
import { bundleWorker } from "@seaworthy/platform/bundle/bundle";
import { migrationSources } from "@seaworthy/platform/bundle/migration-sources";
import type { Module } from "@seaworthy/platform/modules/define-module";
import { keepModules } from "create-seaworthy/keep-modules";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CheckoutCopy, copyCheckout } from "../testing/checkout-copy.ts";

const run = promisify(execFile);
const modules: readonly Module[] = table;
const names = modules.map(({ name }) => name);
/** Each module, and all of them: the platform works without any. */
const removals = [...names.map((name) => [name]), names];

/** A workload is removed by deleting its folder and its lines in the table. */
describe("without module", { timeout: 300_000 }, () => {
  let copy: CheckoutCopy;
  let whole: { readonly folder: string; readonly table: string };
  beforeAll(() => {
    copy = copyCheckout();
    const table = join(copy.root, "app/src/modules.ts");
    whole = { folder: join(copy.root, "app/src/modules"), table: readFileSync(table, "utf8") };
  });
  afterAll(() => copy?.remove());

  // First: each removal then checks only what it affects.
  test("none: the app and the program type-check", () => typeCheck(copy));

  describe.each(removals.map((removed) => ({ removed, title: removed.join(", ") })))(
    "$title",
    ({ removed }) => {
      const kept = names.filter((name) => !removed.includes(name));
      // A file of its own, because Node.js evaluates a table only once.
      const left = `src/modules-without-${removed.join("-")}.ts`;
      const table = "src/modules.ts";
      const move = (from: string, to: string) => {
        for (const name of removed) renameSync(join(from, name), join(to, name));
      };
      const aside = () => join(copy.root, "removed");
      beforeAll(() => {
        const text = keepModules(copy.root, join("app", table), kept).table;
        mkdirSync(aside(), { recursive: true });
        move(whole.folder, aside());
        for (const file of [left, table]) writeFileSync(join(copy.root, "app", file), text);
      });
      afterAll(() => {
        move(aside(), whole.folder);
        rmSync(join(copy.root, "app", left));
        writeFileSync(join(copy.root, "app", table), whole.table);
      });

      test("the table does not name it", () => {
        const text = readFileSync(join(copy.root, "app", table), "utf8");
        expect(names.filter((name) => new RegExp(`\\b${name}\\b`).test(text))).toEqual(kept);
      });

      test("the Worker bundles, and nothing of the module is in it", async () => {
        const { modules: made, sources } = await bundleWorker({
          folder: join(copy.root, "app"),
          table: left,
        });
        const code = new TextDecoder().decode(made[0]?.content);
        expect(code.length).toBeGreaterThan(10_000);
        for (const name of removed) {
          expect(sources.filter((source) => source.includes(`modules/${name}/`))).toEqual([]);
          expect(code).not.toContain(`/rest/${name}`);
        }
      });

      test("its migrations are no longer a source", () => {
        const others = modules.filter(({ name }) => kept.includes(name));
        const sources = migrationSources(join(copy.root, "app", left), others);
        const found = sources.map(({ name }) => name);
        expect(found.filter((name) => removed.includes(name))).toEqual([]);
      });

      test("the app and the program type-check", () => typeCheck(copy));
    },
  );
});

/**
 * Incremental: reads the results of the whole, so that only what a removal affects is checked. In
 * one thread, because each more would check the types that they share once more.
 */
async function typeCheck(copy: CheckoutCopy): Promise<void> {
  for (const [index, project] of ["app", "app/tsconfig.node.json", programOnly(copy)].entries()) {
    const whole = join(copy.root, `whole-${index}.tsbuildinfo`);
    const results = existsSync(whole) ? join(copy.root, "removed.tsbuildinfo") : whole;
    if (results !== whole) copyFileSync(whole, results);
    const incremental = ["--incremental", "--tsBuildInfoFile", results];
    const args = ["--noEmit", "--singleThreaded", "-p", project, ...incremental];
    const found = run("tsgo", args, { cwd: copy.root }).then(
      () => "",
      (failed: { readonly stdout?: string }) => failed.stdout ?? String(failed),
    );
    expect(await found).toBe("");
  }
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
