import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { untestedMiddlewares } from "./middleware-tests.ts";

test("every middleware of the platform has a test of its name", async () => {
  expect(await untestedMiddlewares(join(import.meta.dirname, "../.."))).toEqual([]);
});

test("a middleware is found without its test, wherever that was", async () => {
  const root = mkdtempSync(join(tmpdir(), "sea-middlewares-"));
  const write = (path: string, text = "") => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const middleware = 'import { createMiddleware } from "hono/factory";';
  for (const name of ["a/one", "a/two"]) write(`packages/platform/${name}.ts`, middleware);
  write("packages/platform/a/plain.ts");
  write("packages/platform/testing/helper.ts", middleware);
  write("packages/platform/a/one.test.ts");
  write("app/tests/request/two.test.ts");
  expect(await untestedMiddlewares(root)).toEqual([]);
  rmSync(join(root, "packages/platform/a/one.test.ts"));
  rmSync(join(root, "app/tests/request/two.test.ts"));
  expect(await untestedMiddlewares(root)).toEqual([
    "middleware-without-test: packages/platform/a/one.ts",
    "middleware-without-test: packages/platform/a/two.ts",
  ]);
});
